import Glibc

/// Makes an `EventLoop` take a turn. Any thread but the audio callback, which makes no system call. Good as long as its
/// loop lives.
public struct Waker: Sendable {
  let descriptor: CInt

  /// Wakes the loop.
  public func wake() {
    var one: UInt64 = 1
    _ = Glibc.write(descriptor, &one, 8)
  }
}
