// What keeps a device in touch: greetings, signs of life, and its own word that it has forgotten everything.
extension Surface {
  /// How many signs of life a device may leave unanswered before it counts as having been away.
  static let missedAnswers: UInt64 = 3
  /// How long after a greeting what the device says of itself is an answer, in nanoseconds.
  static let answerTime: UInt64 = 1_000_000_000

  /// Begins to greet the device.
  mutating func greet(now: UInt64) {
    greetings = mapping.hello[...]
    greetingAt = now
    keepAliveAt = mapping.keepAlive.map { _ in now }
    heardAt = now
    deadline = now
  }

  /// Sends what is left of the greetings.
  /// - Returns: whether the device has been greeted.
  mutating func sendGreetings(_ messages: inout [MIDIMessage], now: UInt64) -> Bool {
    while let greeting = greetings.first {
      guard now >= greetingAt else {
        wake(at: greetingAt)
        return false
      }
      switch greeting {
      case .messages(let new): guard leave(new, as: .light, &messages, now: now) else { return false }
      case .pause(let time): greetingAt = now + time
      }
      greetings = greetings.dropFirst()
    }
    return true
  }

  /// Tells the device from time to time that somebody is there.
  mutating func keepAlive(_ messages: inout [MIDIMessage], now: UInt64) {
    guard let keepAlive = mapping.keepAlive, let due = keepAliveAt, due <= now else { return }
    let room = port.room(for: keepAlive.send, as: .motor, now: now)
    guard room <= now else {
      keepAliveAt = room
      return
    }
    port.take(keepAlive.send, now: now)
    messages += keepAlive.send
    keepAliveAt = now + keepAlive.every
  }

  /// Notes that the device is there. One that says that it has forgotten everything, or that was away, is shown everything.
  /// - Returns: whether that is all that the message means.
  mutating func noteLife(_ message: MIDIMessage, now: UInt64) -> Bool {
    defer { heardAt = now }
    if mapping.refresh.contains(where: { $0.matches(message) }) {
      last?.note = .ready
      // It has just been shown everything.
      guard now >= greetingAt + Surface.answerTime else { return true }
      slots = Array(repeating: Slot(), count: slots.count)
      deadline = now
      return true
    }
    guard let keepAlive = mapping.keepAlive, let answer = keepAlive.answer else { return false }
    if let heardAt, now > heardAt + Surface.missedAnswers * keepAlive.every { showAgain(now: now) }
    guard answer.matches(message) else { return false }
    last?.note = .alive
    return true
  }
}
