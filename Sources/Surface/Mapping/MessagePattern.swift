/// The form of a control's messages: fixed bytes, and places for what varies.
struct MessagePattern: Hashable, Sendable {
  enum Part: Hashable, Sendable {
    /// `base` + `value` × the value + `place` × the place of a character. A value that is added to something has four
    /// bits, one that stands alone has seven.
    case byte(base: Int, value: Int, place: Int)
    /// Seven bits of value.
    case value
    /// The lower and the upper seven bits of the value.
    case low, high
    /// The characters of a text.
    case text
    /// The values of all controls of the row, in order.
    case all
  }

  let parts: [Part]

  /// The fixed bytes that tell it from others: status, and the first data byte or FF where that varies. Nil for system
  /// exclusive messages.
  var key: UInt16? {
    guard case .byte(let status, 0, 0) = parts[0], status != 0xF0 else { return nil }
    guard parts.count > 1, case .byte(let data, 0, 0) = parts[1] else { return UInt16(status) << 8 | 0xFF }
    return UInt16(status) << 8 | UInt16(data)
  }

  /// The keys under which a received message may be found.
  static func keys(of message: MIDIMessage) -> [UInt16] {
    let status = UInt16(message.bytes[0]) << 8
    guard message.bytes.count > 1 else { return [status | 0xFF] }
    return [status | UInt16(message.bytes[1]), status | 0xFF]
  }

  /// The largest value that fits, given its places.
  var capacity: Int { parts.contains(.high) ? 16383 : 127 }

  /// Whether a number goes in, and neither a text nor a whole row.
  var carriesNumber: Bool {
    !parts.contains(.text) && !parts.contains(.all)
      && parts.contains {
        if case .byte(_, let value, _) = $0 { value == 1 } else { $0 == .value || $0 == .low || $0 == .high }
      }
  }
  var isForWholeRow: Bool { parts.contains(.all) }
  var isOneMessagePerCharacter: Bool {
    !parts.contains(.text)
      && parts.contains {
        if case .byte(_, _, let place) = $0 { place != 0 } else { false }
      }
  }

  /// The value that a message carries.
  func value(in message: MIDIMessage) -> Int? {
    guard message.bytes.count == parts.count else { return nil }
    var value = 0
    for (part, byte) in zip(parts, message.bytes) {
      switch part {
      case .byte(let base, let factor, _):
        if factor == 0, Int(byte) != base { return nil }
        if factor == 1 { value = Int(byte) - base }
      case .value: value = Int(byte)
      case .low: value |= Int(byte)
      case .high: value |= Int(byte) << 7
      case .text, .all: return nil
      }
    }
    return value
  }

  /// The message that carries a value, a character's place, or bytes for `text` and `all`.
  func message(value: Int = 0, place: Int = 0, bytes: [UInt8] = []) -> MIDIMessage {
    var message: [UInt8] = []
    for part in parts {
      switch part {
      case .byte(let base, let factor, let step):
        message.append(UInt8(truncatingIfNeeded: base + factor * value + step * place))
      case .value, .low: message.append(UInt8(value & 0x7F))
      case .high: message.append(UInt8(value >> 7 & 0x7F))
      case .text, .all: message += bytes.map { $0 & 0x7F }
      }
    }
    return MIDIMessage(message)
  }

  /// Whether a message has this form, whatever it carries. For explanations, not for speed.
  func fits(_ message: MIDIMessage) -> Bool {
    guard let open = parts.firstIndex(where: { $0 == .text || $0 == .all }) else {
      return message.bytes.count == parts.count && fitsFixed(parts, message.bytes[...])
    }
    let tail = parts.count - open - 1
    guard message.bytes.count >= open + tail else { return false }
    return fitsFixed(Array(parts[..<open]), message.bytes.prefix(open))
      && fitsFixed(Array(parts[(open + 1)...]), message.bytes.suffix(tail))
  }

  private func fitsFixed(_ parts: [Part], _ bytes: ArraySlice<UInt8>) -> Bool {
    zip(parts, bytes).allSatisfy { part, byte in
      guard case .byte(let base, let value, let place) = part else { return true }
      let room = 15 * (abs(value) + abs(place))
      return place < 0 ? (base - room...base).contains(Int(byte)) : (base...base + room).contains(Int(byte))
    }
  }
}

/// A sentence that says why a text was not understood; the reader adds file, line and column.
struct Complaint: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

extension MessagePattern {
  /// Reads a form such as `90 10+i vv`, `E0+i ll mm`, `D0 10*i+v`, `F0 00 00 66 unit 12 7*i text F7`.
  /// - Parameters:
  ///   - index: what `i` stands for: the place of the control in its row, from 0.
  ///   - constants: the words of the file that stand for bytes.
  init(_ text: String, index: Int, constants: [String: Int]) throws(Complaint) {
    var parts: [Part] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      parts.append(try MessagePattern.part(String(word), index: index, constants: constants))
    }
    try MessagePattern.validate(parts, text: text, index: index)
    self.parts = parts
  }

  private static func part(_ word: String, index: Int, constants: [String: Int]) throws(Complaint) -> Part {
    switch word {
    case "vv": return .value
    case "ll": return .low
    case "mm": return .high
    case "text": return .text
    case "all": return .all
    default: break
    }
    var sum = (base: 0, value: 0, place: 0)
    for (sign, term) in terms(of: word) {
      let factors = term.split(separator: "*" as Character, omittingEmptySubsequences: false).map(String.init)
      guard factors.count <= 2 else { throw notUnderstood(term, in: word, constants: constants) }
      let factor = factors.count == 2 ? try number(factors[0], in: word, constants: constants) : 1
      switch factors.last ?? "" {
      case "v": sum.value += sign * factor
      case "k": sum.place += sign * factor
      case "i": sum.base += sign * factor * index
      case let last: sum.base += sign * factor * (try number(last, in: word, constants: constants))
      }
    }
    return .byte(base: sum.base, value: sum.value, place: sum.place)
  }

  private static func terms(of word: String) -> [(Int, String)] {
    var terms: [(Int, String)] = []
    var sign = 1
    var term = ""
    for character in word {
      guard character == "+" || character == "-" else {
        term.append(character)
        continue
      }
      terms.append((sign, term))
      (sign, term) = (character == "+" ? 1 : -1, "")
    }
    return terms + [(sign, term)]
  }

  private static func number(_ text: String, in word: String, constants: [String: Int]) throws(Complaint) -> Int {
    if let constant = constants[text] { return constant }
    guard text.utf8.count <= 2, let byte = UInt8(text, radix: 16) else {
      throw notUnderstood(text, in: word, constants: constants)
    }
    return Int(byte)
  }

  private static func notUnderstood(_ term: String, in word: String, constants: [String: Int]) -> Complaint {
    let known = ["i", "k", "v", "vv", "ll", "mm", "text", "all"] + constants.keys.sorted()
    let place = term == word ? "" : " in '\(word)'"
    return Complaint("'\(term)'\(place) is neither a hexadecimal byte nor one of \(known.joined(separator: ", "))")
  }

  private static func validate(_ parts: [Part], text: String, index: Int) throws(Complaint) {
    guard case .byte(let status, 0, 0)? = parts.first, (0x80...0xFF).contains(status) else {
      throw Complaint("'\(text)' does not begin with a status byte (80 to FF) at place \(index + 1) of its row")
    }
    var data = parts.dropFirst()
    if status == 0xF0 {
      guard case .byte(0xF7, 0, 0)? = parts.last else {
        throw Complaint("'\(text)' begins with F0 but does not end with F7")
      }
      data = data.dropLast()
    } else {
      let count = MIDIMessage.dataCount(after: UInt8(status)) ?? 0
      guard data.count == count else {
        throw Complaint("'\(text)' has \(data.count) data bytes, but a message with this status has \(count)")
      }
    }
    for case .byte(let base, _, _) in data where !(0...0x7F).contains(base) {
      throw Complaint("'\(text)' makes the data byte \(base) at place \(index + 1) of its row; data bytes are 00 to 7F")
    }
  }
}
