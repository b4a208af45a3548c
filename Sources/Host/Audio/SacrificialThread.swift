import Glibc
import Synchronization

/// A thread for one call that may never return, and the way to ask whether it has.
///
/// Opening and closing a JACK client can hang with the server; the control thread does not wait for either.
final class SacrificialThread<Outcome: Sendable>: Sendable {
  private let outcome = Mutex<Outcome?>(nil)
  private let wake: CInt

  /// Starts `work` on a thread of its own.
  /// - Parameter wake: an eventfd that is written when it is done; outlives the thread.
  init(waking wake: CInt, _ work: @escaping @Sendable () -> Outcome) {
    self.wake = wake
    startThread { [self] in
      let result = work()
      outcome.withLock { $0 = result }
      var one: UInt64 = 1
      _ = write(wake, &one, 8)
    }
  }

  /// What it returned; nil while it runs. The result is handed out once. Control thread only.
  func take() -> Outcome? {
    outcome.withLock { value in
      let result = value
      value = nil
      return result
    }
  }

  /// Waits for the result; nil if it has not come within this many seconds. Control thread only.
  func wait(seconds: Double) -> Outcome? {
    var rest = seconds
    while true {
      if let result = take() { return result }
      guard rest > 0 else { return nil }
      usleep(2000)
      rest -= 0.002
    }
  }
}

private final class ThreadBody {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Starts a detached thread that ignores signals, so that they reach the control thread.
private func startThread(_ run: @escaping @Sendable () -> Void) {
  var blocked = sigset_t()
  var former = sigset_t()
  sigfillset(&blocked)
  pthread_sigmask(SIG_SETMASK, &blocked, &former)
  defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
  var thread = pthread_t()
  let body = Unmanaged.passRetained(ThreadBody(run))
  let failed = pthread_create(
    &thread, nil,
    { raw in
      Unmanaged<ThreadBody>.fromOpaque(raw!).takeRetainedValue().run()
      return nil
    }, body.toOpaque())
  precondition(failed == 0, "the system gives no more threads")
  pthread_detach(thread)
}
