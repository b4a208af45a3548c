/// How full the system's output buffer is, as far as can be known: it holds 4096 bytes and drops silently what does not
/// fit. So never more is under way than a slow cable is sure to have taken.
struct Port: Sendable {
  /// What a message is for; the more it matters, the fuller the buffer may be.
  enum Class: Int, Sendable {
    case motor, light, text, meter

    /// How many bytes may be under way with this message. Text and meters leave room, so that a motor or a light never
    /// waits behind more than one of the one, or four of the others: 5 ms on a cable. What is longer goes alone.
    var limit: Int {
      switch self {
      case .motor, .light: 2048
      case .text: 16
      case .meter: 8
      }
    }
  }

  private let rate: Double
  private let gap: UInt64
  private let burst: Int
  private var underWay = 0.0
  private var drainedAt: UInt64 = 0
  private var lastSysex: UInt64?

  init(_ pacing: Mapping.Pacing) {
    rate = Double(pacing.rate)
    gap = pacing.gap
    burst = pacing.burst
  }

  mutating func drain(now: UInt64) {
    let seconds = Double(now - min(drainedAt, now)) / 1e9
    underWay = max(0, underWay - seconds * rate)
    drainedAt = now
  }

  /// When there is room for messages that leave together; `now` if at once.
  func room(for messages: [MIDIMessage], as kind: Class, now: UInt64) -> UInt64 {
    let bytes = Double(messages.reduce(0) { $0 + $1.bytes.count })
    let excess = underWay + bytes - max(Double(min(kind.limit, burst)), bytes)
    return excess > 0 ? now + UInt64(excess / rate * 1e9) + 1 : now
  }

  /// When the gap after the last system exclusive message is over, if it matters to these.
  func gapEnd(for messages: [MIDIMessage]) -> UInt64 {
    guard let lastSysex, messages.contains(where: \.isSysex) else { return 0 }
    return lastSysex + gap
  }

  mutating func take(_ messages: [MIDIMessage], now: UInt64) {
    underWay += Double(messages.reduce(0) { $0 + $1.bytes.count })
    if messages.contains(where: \.isSysex) { lastSysex = now }
  }
}
