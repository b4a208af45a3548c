/// When to try again: half a second after the first failure, then twice as long each time, at most five seconds.
struct JackRetry {
  private var pause = JackRetry.shortest
  private var next = -Double.infinity
  static let shortest = 0.5
  static let longest = 5.0

  func isDue(_ now: Double) -> Bool { now >= next }

  mutating func failed(_ now: Double) {
    next = now + pause
    pause = min(pause * 2, JackRetry.longest)
  }

  mutating func succeeded() { pause = JackRetry.shortest }

  /// The server was there until now: it is given a moment to come back.
  mutating func lost(_ now: Double) {
    pause = JackRetry.shortest
    failed(now)
  }

  mutating func stop() { next = .infinity }
}

/// Notices a server that neither calls nor ends.
struct LivenessWatch {
  private var callbacks: UInt64 = 0
  private var since: Double?
  /// How long the callback may stay away, in seconds.
  static let patience = 10.0

  mutating func isStalled(_ count: UInt64, now: Double) -> Bool {
    guard let begin = since, count == callbacks else {
      callbacks = count
      since = now
      return false
    }
    return now - begin > LivenessWatch.patience
  }
}
