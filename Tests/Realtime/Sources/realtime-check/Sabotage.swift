import CRealtimeSanitizer
import Glibc

/// What must never happen on the audio thread, done there on purpose to see that the sanitizer notices.
enum Sabotage: String, CaseIterable {
  case allocate, arrayGrowth = "array-growth", lock, wait

  /// Does it under watch. Comes back only if nobody noticed.
  func commit() {
    var samples = [Float(CommandLine.arguments.count)]
    samples.reserveCapacity(1)
    var mutex = pthread_mutex_t()
    pthread_mutex_init(&mutex, nil)
    realtime_enter()
    switch self {
    case .allocate: keep(Voice())
    case .arrayGrowth: for i in 0..<4096 { samples.append(Float(i)) }
    case .lock:
      pthread_mutex_lock(&mutex)
      pthread_mutex_unlock(&mutex)
    case .wait: usleep(1)
    }
    realtime_exit()
    keep(samples)
  }

  private final class Voice {
    var level: Float = 1
  }

  // The optimiser must believe that the value is needed.
  @inline(never) @_optimize(none) private func keep<T>(_ value: T) {
    withExtendedLifetime(value) {}
  }
}
