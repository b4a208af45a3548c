/// A control as it was learned: what it is, what it sends, and why that is so.
public struct LearnedControl: Hashable, Sendable {
  /// The device that sent it, as it was named to the session.
  public let device: String
  /// What its messages are about.
  public let address: LearnAddress
  /// What was found out, in sentences.
  public internal(set) var reasons: [String] = []
  /// What a person should know before it is written down, in sentences.
  public internal(set) var remarks: [String] = []

  var kind: Control.Kind
  var value = LearnedValue.single
  var relative: Control.Relative?
  /// The values of the two messages of an encoder that no encoding explains: to the right, to the left.
  var directions: (right: Int, left: Int)?
  var mode = Control.Mode.momentary
  /// The message that tells a hand on it.
  var touch: LearnAddress?
  /// The end of its travel and the bits of it, where they are not the usual ones.
  var maximum: Int?
  var bits: Int?

  init(device: String, address: LearnAddress, kind: Control.Kind) {
    self.device = device
    self.address = address
    self.kind = kind
  }

  /// Whether the same was found out about the same control.
  public static func == (a: LearnedControl, b: LearnedControl) -> Bool {
    a.device == b.device && a.address == b.address && a.body([a.address]) == b.body([b.address])
      && a.reasons == b.reasons && a.remarks == b.remarks
  }

  /// By its address.
  public func hash(into hasher: inout Hasher) { hasher.combine(address) }

  /// What stands behind the control's name in a mapping file: `{kind: fader, receive: B0 15 vv}`.
  /// - Parameters:
  ///   - row: the addresses of all controls of a row, or the one of a control that stands alone.
  ///   - touches: the addresses of their touches, if they were heard.
  /// - Returns: nil if they cannot stand in one row.
  func body(_ row: [LearnAddress], touches: [LearnAddress] = [], isFader: Bool = true) -> String? {
    let word = kind == .fader && !isFader && touch == nil ? Control.Kind.knob.rawValue : kind.rawValue
    var parts = ["kind: \(word)"]
    var numbers: [Int]?
    for (key, addresses, value) in messages(row, touches) {
      guard let pattern = LearnAddress.pattern(addresses, value) else { return nil }
      // All messages of a row count by the same numbers.
      if let known = numbers, known != pattern.numbers { return nil }
      numbers = pattern.numbers
      parts.append("\(key): \(pattern.message)")
    }
    if let numbers, !numbers.isEmpty {
      parts.append("numbers: [\(numbers.map { MIDIMessage.hex([UInt8($0)]) }.joined(separator: ", "))]")
    }
    if let relative { parts.append("relative: \(relative.rawValue)") }
    if mode != .momentary { parts.append("mode: \(mode.rawValue)") }
    if let maximum { parts.append("max: \(maximum)") }
    if let bits { parts.append("bits: \(bits)") }
    return "{\(parts.joined(separator: ", "))}"
  }

  private func messages(
    _ row: [LearnAddress], _ touches: [LearnAddress]
  ) -> [(String, [LearnAddress], LearnedValue)] {
    if let directions {
      return [("right", row, .fixed(directions.right)), ("left", row, .fixed(directions.left))]
    }
    return [("receive", row, value)] + (touches.isEmpty ? [] : [("touch", touches, .single)])
  }

  /// The messages of one control of its kind, as the reader of mappings understands them.
  func patterns(of address: LearnAddress) -> [MessagePattern] {
    messages([address], []).compactMap { _, row, value in
      LearnAddress.pattern(row, value).flatMap {
        try? MessagePattern($0.message, number: address.number, constants: [:])
      }
    }
  }
}
