import Mixer

@testable import Surface

/// A hand at a made-up device, with a clock of its own: what it does becomes messages, as the hardware would send them.
struct LearningHand {
  var session: LearnSession
  var now: UInt64 = 5 * second
  let device: String

  init(_ path: String?, device: String = "Box") throws {
    session = LearnSession(for: try LearnTarget(path))
    self.device = device
  }

  mutating func send(_ bytes: [UInt8], after milliseconds: UInt64 = 0, from other: String? = nil) {
    now += milliseconds * millisecond
    session.hear(MIDIMessage(bytes), from: other ?? device, at: now)
  }

  mutating func send(_ text: String, every milliseconds: UInt64 = 5) {
    for message in MIDIMessage.messages(in: text)! { send(message.bytes, after: milliseconds) }
  }

  /// A position of seven bits moves from one value to another in steps.
  mutating func sweep(_ controller: UInt8, from start: Int, to end: Int, step: Int = 1, every milliseconds: UInt64 = 5)
  {
    for value in stride(from: start, through: end, by: start <= end ? step : -step) {
      send([0xB0, controller, UInt8(value)], after: milliseconds)
    }
  }

  /// A button is pressed so many times and held for some time each.
  mutating func press(
    _ on: [UInt8], _ off: [UInt8]?, times: Int = 3, held: UInt64 = 120, apart: UInt64 = 600
  ) {
    for _ in 0..<times {
      send(on, after: apart)
      if let off { send(off, after: held) }
    }
  }

  /// A button that the device switches itself: each press sends the other state.
  mutating func toggle(_ on: [UInt8], _ off: [UInt8], times: Int = 3, apart: UInt64 = 600) {
    for number in 0..<times { send(number % 2 == 0 ? on : off, after: apart) }
  }

  /// What is known when the hand has been still for two seconds.
  func verdict() -> LearnSession.Verdict { session.verdict(now: now + 2 * second) }

  func learned() -> LearnedControl? {
    if case .learned(let control) = verdict() { control } else { nil }
  }

  /// What would stand behind the control's name.
  func body() -> String? { learned().flatMap { $0.body([$0.address]) } }
}
