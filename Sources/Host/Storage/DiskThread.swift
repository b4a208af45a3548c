import Desk
import Glibc
import Mixer

/// The thread that waits for the disk, so that the control thread does not.
///
/// The control thread submits jobs, polls `descriptor` for reading, and then collects what was done. Jobs are done in the
/// order of their submission; a job is reported only when the disk has confirmed it. Control thread only, all of it.
public final class DiskThread: Sendable {
  /// What became of one job.
  public struct Completion: Sendable {
    /// What `submit` returned.
    public let ticket: Int
    /// What became of it.
    public let result: StorageResult
  }

  private let queue: DiskQueue

  /// Starts the thread. Its first work is to make the directories and clean up; complaints come out of `notices()`.
  /// - Throws: `SystemFailure` if the system has no thread or pipe for it.
  public init(disk: any Disk = RealDisk(), directory: String, catalogue: Catalogue) throws(SystemFailure) {
    queue = try DiskQueue()
    let store = SnapshotStore(disk: disk, directory: directory, catalogue: catalogue)
    try queue.start(store)
  }

  deinit { queue.stop() }

  /// Readable while there is something to collect. Belongs to this object: poll it, do not read or close it.
  public var descriptor: Int32 { queue.wakeRead }

  /// Hands a job to the thread; does not wait.
  /// - Returns: the ticket that its completion will carry; tickets count up from 1.
  @discardableResult
  public func submit(_ job: StorageJob) -> Int { queue.submit(job) }

  /// What was done since the last call, in order; does not wait. A saving of the desk state that was overtaken by a newer
  /// one while it waited is completed together with that one.
  public func collect() -> [Completion] { queue.collect() }

  /// What the start of the storage had to complain about (no permission, read-only disk); empty once taken. Sentences.
  public func notices() -> [String] { queue.takeNotices() }

  /// How many jobs are not done yet.
  public var pending: Int { queue.pending }

  /// Waits until all that was submitted is done; for the end of the program.
  /// - Returns: false if the disk took longer than that; the jobs go on.
  public func flush(seconds: Double) -> Bool { queue.flush(seconds: seconds) }
}

/// What the operating system refused to give.
public struct SystemFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The error number.
  public let code: Int32
  /// What was asked for, as it reads after "cannot".
  public let what: String

  /// `cannot start the disk thread (error 11)`.
  public var description: String { "cannot \(what) (error \(code))" }
}
