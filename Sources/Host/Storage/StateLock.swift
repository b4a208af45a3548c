import Glibc

/// Keeps a second daemon out of a state directory for as long as it lives. The kernel gives the lock back when the process
/// ends, however it ends.
public final class StateLock: Sendable {
  private let descriptor: CInt
  /// False if there was no directory to lock.
  public var isHeld: Bool { descriptor >= 0 }

  /// - Throws: a sentence if another daemon has the directory. One that cannot be opened, such as one that is not there yet
  ///   or may not be read, is not locked: nothing will be written there either.
  public init(directory: String) throws(SystemError) {
    descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    throw SystemError(
      sentence: "Another faderd keeps its desk in \(directory). Stop it, or give this one a directory of its own with "
        + "--state.", code: EWOULDBLOCK)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
