/// What a message is about, whatever value it carries: the same for everything that one control sends.
public struct LearnAddress: Hashable, Sendable {
  /// The kinds of messages that a control can be bound by.
  public enum Kind: Hashable, Sendable {
    case note, keyPressure, control, program, channelPressure, pitchBend
    /// A control change of 14 bits, in two messages: the number, and the number 32 above it.
    case wideControl
    /// NRPN and RPN: a parameter is chosen, then set by controls 6 and 38.
    case nonRegistered, registered
  }

  /// The kind.
  public let kind: Kind
  /// From 0.
  public let channel: UInt8
  /// Note, controller, program or parameter (of 14 bits); 0 where the kind has none.
  public let number: Int

  init(_ kind: Kind, channel: UInt8, number: Int = 0) {
    self.kind = kind
    self.channel = channel
    self.number = number
  }

  /// The address and the value of a message; nil for system messages. A note-off has the value 0.
  static func read(_ message: MIDIMessage) -> (address: LearnAddress, value: Int)? {
    let bytes = message.normalized.bytes
    guard let status = bytes.first, bytes.count > 1 else { return nil }
    let channel = status & 0x0F
    let (first, second) = (Int(bytes[1]), bytes.count > 2 ? Int(bytes[2]) : 0)
    switch status & 0xF0 {
    case 0x90: return (LearnAddress(.note, channel: channel, number: first), second)
    case 0xA0: return (LearnAddress(.keyPressure, channel: channel, number: first), second)
    case 0xB0: return (LearnAddress(.control, channel: channel, number: first), second)
    case 0xC0: return (LearnAddress(.program, channel: channel, number: first), 1)
    case 0xD0: return (LearnAddress(.channelPressure, channel: channel), first)
    case 0xE0: return (LearnAddress(.pitchBend, channel: channel), second << 7 | first)
    default: return nil
    }
  }

  /// The status byte of its messages.
  var status: UInt8 {
    let base: UInt8 =
      switch kind {
      case .note: 0x90
      case .keyPressure: 0xA0
      case .control, .wideControl, .nonRegistered, .registered: 0xB0
      case .program: 0xC0
      case .channelPressure: 0xD0
      case .pitchBend: 0xE0
      }
    return base | channel
  }

  /// For people: `control change 21 on channel 1`.
  public var words: String {
    let what =
      switch kind {
      case .note: "note \(number)"
      case .keyPressure: "the pressure of key \(number)"
      case .control: "control change \(number)"
      case .program: "program change \(number)"
      case .channelPressure: "channel pressure"
      case .pitchBend: "pitch bend"
      case .wideControl: "control change \(number) with \(number + 32) (14 bits)"
      case .nonRegistered: "NRPN \(number >> 7), \(number & 0x7F)"
      case .registered: "RPN \(number >> 7), \(number & 0x7F)"
      }
    return "\(what) on channel \(channel + 1)"
  }
}

/// What stands in a learned message for the value.
enum LearnedValue: Hashable, Sendable {
  /// Seven bits.
  case single
  /// Fourteen bits; whether the upper half comes first.
  case double(upperFirst: Bool)
  /// Nothing: the message alone counts, with this value in it.
  case fixed(Int)
}

extension LearnAddress {
  /// How a mapping file writes the messages of a row of controls.
  /// - Parameters:
  ///   - row: the addresses, from the first to the last; one for a control that stands alone.
  /// - Returns: the messages, and what `i` stands for if the row has no order; nil if they cannot stand in one row.
  static func pattern(
    _ row: [LearnAddress], _ value: LearnedValue
  ) -> (message: String, numbers: [Int])? {
    guard let first = row.first, row.allSatisfy({ $0.kind == first.kind }) else { return nil }
    let channels = row.map { Int($0.channel) }
    let numbers = row.map(\.number)
    let isOneChannel = Set(channels).count == 1
    guard isOneChannel || Set(numbers).count == 1 else { return nil }
    let status = isOneChannel ? hex(Int(first.status)) : sum(row.map { Int($0.status) })
    guard let status else { return nil }
    if first.isParameter, Set(numbers.map { $0 >> 7 }).count > 1 { return nil }
    if let place = isOneChannel ? sum(numbers.map { $0 & 0x7F }) : hex(first.number & 0x7F) {
      return (first.message(status, place, value), [])
    }
    return (first.message(status, "i", value), numbers.map { $0 & 0x7F })
  }

  private var isParameter: Bool { kind == .nonRegistered || kind == .registered }

  private func message(_ status: String, _ place: String, _ value: LearnedValue) -> String {
    let fixed: Int? = if case .fixed(let byte) = value { byte } else { nil }
    let byte = fixed.map { LearnAddress.hex($0 & 0x7F) } ?? "vv"
    switch kind {
    case .note, .keyPressure, .control: return "\(status) \(place) \(byte)"
    case .program: return "\(status) \(place)"
    case .channelPressure: return "\(status) \(byte)"
    case .pitchBend:
      guard let fixed else { return "\(status) ll mm" }
      return "\(status) \(LearnAddress.hex(fixed & 0x7F)) \(LearnAddress.hex(fixed >> 7))"
    case .wideControl:
      let lower = LearnAddress.shifted(place, by: 0x20)
      return value == .double(upperFirst: false)
        ? "\(status) \(lower) ll \(status) \(place) mm" : "\(status) \(place) mm \(status) \(lower) ll"
    case .nonRegistered, .registered:
      let choosers = kind == .nonRegistered ? ("63", "62") : ("65", "64")
      let chosen =
        "\(status) \(choosers.0) \(LearnAddress.hex(number >> 7)) \(status) \(choosers.1) \(place)"
      switch value {
      case .double(upperFirst: true): return "\(chosen) \(status) 06 mm \(status) 26 ll"
      case .double(upperFirst: false): return "\(chosen) \(status) 26 ll \(status) 06 mm"
      case .single, .fixed: return "\(chosen) \(status) 06 \(byte)"
      }
    }
  }

  /// Numbers as a sum with `i`: `15`, `15+i`, `10+4*i`, `1F-i`; nil if they do not follow each other evenly.
  private static func sum(_ numbers: [Int]) -> String? {
    guard let first = numbers.first else { return nil }
    guard numbers.count > 1, let second = numbers.dropFirst().first else { return hex(first) }
    let step = second - first
    guard step != 0, zip(numbers, numbers.dropFirst()).allSatisfy({ $1 - $0 == step }) else { return nil }
    let factor = abs(step) == 1 ? "i" : "\(hex(abs(step)))*i"
    return "\(hex(first))\(step < 0 ? "-" : "+")\(factor)"
  }

  /// A byte of a pattern and what follows it in a sum, made larger by a number.
  private static func shifted(_ place: String, by offset: Int) -> String {
    guard let byte = Int(place.prefix(2), radix: 16), place.utf8.count >= 2 else { return "\(hex(offset))+\(place)" }
    return hex(byte + offset) + place.dropFirst(2)
  }

  private static func hex(_ byte: Int) -> String { MIDIMessage.hex([UInt8(truncatingIfNeeded: byte)]) }
}
