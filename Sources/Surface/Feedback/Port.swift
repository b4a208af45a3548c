/// How full the system's output buffer is, as far as can be known: it holds 4096 bytes and drops silently what does not
/// fit. So never more is under way than a slow cable is sure to have taken.
struct Port: Sendable {
  /// What a message is for; the more it matters, the fuller the buffer may be.
  enum Class: Sendable {
    case motor, light, text, meter

    /// How many bytes may be under way with this message. Text and meters leave room, so that a motor or a light never
    /// waits behind more than a few of them.
    var limit: Float {
      switch self {
      case .motor, .light: 2048
      case .text: 96
      case .meter: 48
      }
    }
  }

  private let rate: Float
  private let gap: UInt64
  private var underWay: Float = 0
  private var drainedAt: UInt64 = 0
  private var lastSysex: UInt64?

  init(rate: Int, gap: UInt64) {
    self.rate = Float(rate)
    self.gap = gap
  }

  mutating func drain(now: UInt64) {
    let seconds = Float(Double(now - min(drainedAt, now)) / 1e9)
    underWay = max(0, underWay - seconds * rate)
    drainedAt = now
  }

  /// When messages may leave together; `now` or earlier if at once.
  func opening(for messages: [MIDIMessage], as kind: Class, now: UInt64) -> UInt64 {
    let bytes = Float(messages.reduce(0) { $0 + $1.bytes.count })
    var time = now
    let excess = underWay + bytes - max(kind.limit, bytes)
    if excess > 0 { time = now + UInt64(Double(excess / rate) * 1e9) + 1 }
    if let lastSysex, messages.contains(where: \.isSysex) { time = max(time, lastSysex + gap) }
    return time
  }

  mutating func take(_ messages: [MIDIMessage], now: UInt64) {
    underWay += Float(messages.reduce(0) { $0 + $1.bytes.count })
    if messages.contains(where: \.isSysex) { lastSysex = now }
  }
}
