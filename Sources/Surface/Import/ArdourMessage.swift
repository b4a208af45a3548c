/// The message of a binding.
struct ArdourMessage: Hashable, Sendable {
  enum Form: Hashable, Sendable {
    case control, note, program, pitchBend
    /// Parameters with two-part numbers, set to a value, or moved by steps.
    case rpn, nrpn, rpnSteps, nrpnSteps
    /// Exactly these bytes.
    case bytes([UInt8])
  }

  /// How the values of a control change are meant.
  enum Coding: Hashable, Sendable {
    case plain
    /// The device itself switches on and off.
    case toggle
    /// A dial that is to switch something.
    case dial
    case steps(Control.Relative)
  }

  let form: Form
  /// From 0.
  let channel: Int
  /// The controller, key, program or parameter.
  let number: Int
  var coding = Coding.plain

  /// The attributes that tell a message, in the order in which the first one counts.
  static let attributes: [(name: String, form: Form, coding: Coding)] = [
    ("ctl", .control, .plain), ("ctl-toggle", .control, .toggle), ("ctl-dial", .control, .dial),
    ("note", .note, .plain), ("pgm", .program, .plain), ("pb", .pitchBend, .plain),
    ("enc-l", .control, .steps(.signBit)), ("enc-r", .control, .steps(.signBitReversed)),
    ("enc-2", .control, .steps(.twosComplement)), ("enc-b", .control, .steps(.offset64)),
    ("rpn", .rpn, .plain), ("nrpn", .nrpn, .plain),
    ("rpn-delta", .rpnSteps, .plain), ("nrpn-delta", .nrpnSteps, .plain),
  ]

  var isParameter: Bool { [.rpn, .nrpn, .rpnSteps, .nrpnSteps].contains(form) }
  var isSteps: Bool {
    if case .steps = coding { true } else { [.rpnSteps, .nrpnSteps].contains(form) }
  }
  /// Whether it brings a position.
  var isPosition: Bool { !isSteps && [.control, .pitchBend, .rpn, .nrpn].contains(form) }
  /// Whether it can be a press.
  var isPress: Bool {
    switch form {
    case .control: [.plain, .toggle].contains(coding)
    case .note, .program, .bytes: true
    case .pitchBend, .rpn, .nrpn, .rpnSteps, .nrpnSteps: false
    }
  }
  /// Whether the device can be sent the same message with a value.
  var carriesValue: Bool { [.control, .note, .pitchBend].contains(form) }

  /// The largest number.
  var range: ClosedRange<Int> { isParameter ? 0...16383 : 0...127 }

  /// The keys of a control and their patterns.
  /// - Parameters:
  ///   - channel: the second half of the status byte: `3`, or `0+i`.
  ///   - low: the number, or the lower seven bits of it: `07`, `10+i`, `i`.
  func patterns(channel: String, low: String) -> [(key: String, text: String)] {
    let high = ArdourMessage.hex(number >> 7)
    func status(_ first: Character) -> String { "\(first)\(channel)" }
    func parameter(_ upper: String, _ lower: String, _ rest: String) -> String {
      "\(status("B")) \(upper) \(high) \(status("B")) \(lower) \(low) "
        + rest.replacing("STATUS", with: status("B"))
    }
    let value = "STATUS 06 mm STATUS 26 ll"
    switch form {
    case .control: return [("receive", "\(status("B")) \(low) vv")]
    case .note: return [("receive", "\(status("9")) \(low) vv")]
    case .program: return [("receive", "\(status("C")) \(low)")]
    case .pitchBend: return [("receive", "\(status("E")) ll mm")]
    case .rpn: return [("receive", parameter("65", "64", value))]
    case .nrpn: return [("receive", parameter("63", "62", value))]
    case .rpnSteps:
      return [
        ("right", parameter("65", "64", "STATUS 60 vv")), ("left", parameter("65", "64", "STATUS 61 vv")),
      ]
    case .nrpnSteps:
      return [
        ("right", parameter("63", "62", "STATUS 60 vv")), ("left", parameter("63", "62", "STATUS 61 vv")),
      ]
    case .bytes(let bytes): return [("receive", MIDIMessage.hex(bytes))]
    }
  }

  /// The patterns of this one message.
  var patterns: [(key: String, text: String)] {
    patterns(channel: ArdourMessage.digit(channel), low: ArdourMessage.hex(number & 0x7F))
  }

  /// What people call it: `CC 7 on channel 1`.
  var words: String {
    let place = "on channel \(channel + 1)"
    return switch form {
    case .control: "CC \(number) \(place)"
    case .note: "note \(number) \(place)"
    case .program: "program \(number) \(place)"
    case .pitchBend: "pitch bend \(place)"
    case .rpn, .rpnSteps: "RPN \(number) \(place)"
    case .nrpn, .nrpnSteps: "NRPN \(number) \(place)"
    case .bytes(let bytes): MIDIMessage.hex(bytes)
    }
  }

  static func hex(_ byte: Int) -> String { MIDIMessage.hex([UInt8(byte & 0xFF)]) }
  static func digit(_ number: Int) -> String { String(number & 0xF, radix: 16, uppercase: true) }

  // MARK: Examples

  /// The messages with which a position goes from one end to the other, or a button is pressed.
  func example(of value: Int) -> String {
    let status = ArdourMessage.digit(channel)
    let low = ArdourMessage.hex(number & 0x7F)
    switch form {
    case .control: return "B\(status) \(low) \(ArdourMessage.hex(value))"
    case .note: return "9\(status) \(low) \(ArdourMessage.hex(value))"
    case .pitchBend: return "E\(status) \(ArdourMessage.hex(value)) \(ArdourMessage.hex(value))"
    case .program, .bytes: return patterns[0].text
    case .rpn, .nrpn, .rpnSteps, .nrpnSteps:
      return patterns[0].text.replacing("mm", with: ArdourMessage.hex(value))
        .replacing("ll", with: ArdourMessage.hex(value))
    }
  }
}
