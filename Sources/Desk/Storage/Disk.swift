/// All that snapshots and desk state ask of a disk, so that tests can put failing and crashing disks in its place.
///
/// Calls block for as long as the disk takes; only the disk thread makes them. A name made, moved or removed is certain to
/// survive a power cut only after `syncDirectory`, the bytes of a file only after `sync`.
public protocol Disk: Sendable {
  /// The names in a directory, in any order, without `.` and `..`.
  func names(in directory: String) throws(DiskError) -> [String]
  /// The whole file.
  /// - Parameter limit: a file of more bytes than this is refused with `EFBIG`.
  func read(_ path: String, limit: Int) throws(DiskError) -> [UInt8]
  /// Makes a new file and opens it for writing; `EEXIST` if the name is taken.
  func create(_ path: String) throws(DiskError) -> DiskFile
  /// Writes all the bytes. After an error any part of them may stand in the file.
  func write(_ bytes: [UInt8], to file: DiskFile) throws(DiskError)
  /// Waits until the bytes are on the medium. After an error they may be gone: write a new file, do not call again.
  func sync(_ file: DiskFile) throws(DiskError)
  /// Closes the file; it is closed after an error too.
  func close(_ file: DiskFile) throws(DiskError)
  /// Gives a file another name in one step; a file that had that name is replaced.
  func rename(_ path: String, to newPath: String) throws(DiskError)
  /// Waits until the names in a directory are on the medium.
  func syncDirectory(_ directory: String) throws(DiskError)
  /// Removes a file.
  func remove(_ path: String) throws(DiskError)
  /// Makes one directory; `EEXIST` if the name is taken, `ENOENT` if its parent is missing.
  func makeDirectory(_ path: String) throws(DiskError)
}

/// A file that is open for writing.
public struct DiskFile: Sendable {
  /// What the disk knows it by: a file descriptor on a real disk.
  public let descriptor: Int32
  /// Its path, for messages.
  public let path: String

  /// Made by the `create` of a disk.
  public init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }
}

/// What a disk could not do, where and why.
public struct DiskError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried, as it reads after "cannot".
  public enum Operation: String, Sendable {
    case list, read, create, write, sync, close, rename
    case syncDirectory = "sync the directory"
    case remove
    case makeDirectory = "make the directory"
  }

  /// The error number of the system.
  public let code: Int32
  /// What was tried.
  public let operation: Operation
  /// The file or directory.
  public let path: String

  /// What a disk throws.
  public init(_ code: Int32, _ operation: Operation, _ path: String) {
    self.code = code
    self.operation = operation
    self.path = path
  }

  /// `cannot write /var/lib/…: no space is left on the disk (error 28); free some space`.
  public var description: String { "cannot \(operation.rawValue) \(path): \(reason)" }

  /// Whether there is no such file or directory.
  var isMissing: Bool { code == 2 }
  /// Whether the name is taken.
  var isTaken: Bool { code == 17 }

  // The numbers are those of Linux on every processor that Swift runs on.
  private var reason: String {
    switch code {
    case 1, 13: "permission is denied (error \(code)); let the user of the desk own the directory"
    case 2: "there is no such file or directory (error 2)"
    case 5: "the disk reports an input/output error (error 5); check the disk and its cable"
    case 17: "the name is taken (error 17)"
    case 20: "a part of the path is not a directory (error 20)"
    case 21: "it is a directory (error 21)"
    case 24: "too many files are open (error 24)"
    case 27: "the file is too large (error 27)"
    case 28: "no space is left on the disk (error 28); free some space"
    case 30: "the disk is read-only (error 30); check it, then mount it for writing"
    case 36: "the name is too long (error 36)"
    case 122: "the disk quota is used up (error 122); free some space"
    default: "error \(code)"
    }
  }
}

extension Disk {
  /// Makes a new file with these bytes that are on the medium when this returns (its name is not, before
  /// `syncDirectory`). After an error the file is removed again, if the disk lets it.
  func writeDurably(_ bytes: [UInt8], toNew path: String) throws(DiskError) {
    let file = try create(path)
    do throws(DiskError) {
      do throws(DiskError) {
        try write(bytes, to: file)
        try sync(file)
      } catch {
        // The first error is the one to tell; the descriptor is freed either way.
        try? close(file)
        throw error
      }
      try close(file)
    } catch {
      try? remove(path)
      throw error
    }
  }
}
