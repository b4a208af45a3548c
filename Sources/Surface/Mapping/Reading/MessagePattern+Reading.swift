/// A sentence that says why a text was not understood; the reader adds file, line and column.
struct Complaint: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

extension MessagePattern {
  /// The words that stand for something that varies.
  static let words: [String: Part] = Dictionary(
    uniqueKeysWithValues: MessageWord.all.compactMap { word in
      if case .part(let part) = word.use { (word.name, part) } else { nil }
    })
  /// Words that a constant cannot be named by.
  static let reserved = words.keys.sorted() + MessageWord.all.filter { $0.use == .check }.map(\.name)

  /// Reads a form such as `90 10+i vv`, `E0+i ll mm`, `D0 10*i+v`, `B0 0F 00+i B0 2F 40*v+2`,
  /// `F0 00 00 66 unit 12 7*i text F7`.
  /// - Parameters:
  ///   - number: what `i` stands for: the place of the control in its row, from 0, unless the row has numbers of its own.
  ///   - index: that place, for complaints.
  ///   - constants: the words of the file that stand for bytes.
  init(_ text: String, number: Int = 0, index: Int = 0, constants: [String: Int]) throws(Complaint) {
    var reader = PatternReader(text: text, number: number, index: index, constants: constants)
    self.init(forms: try reader.read())
  }
}

/// Reads the text of a pattern word by word.
private struct PatternReader {
  typealias Part = MessagePattern.Part

  let text: String
  let number: Int
  let index: Int
  let constants: [String: Int]

  private var forms: [[Part]] = []
  private var form: [Part] = []
  /// Where the brackets of the current message stand.
  private var open: Int?
  private var covered: Range<Int>?
  /// How many more data bytes the current message needs; nil for system exclusive messages.
  private var missing: Int? = 0

  init(text: String, number: Int, index: Int, constants: [String: Int]) {
    self.text = text
    self.number = number
    self.index = index
    self.constants = constants
  }

  mutating func read() throws(Complaint) -> [[Part]] {
    for word in words { try take(word) }
    if forms.isEmpty, form.isEmpty { throw Complaint("'\(text)' does not begin with a status byte (80 to FF)") }
    try end()
    return forms
  }

  /// The words, brackets apart.
  private var words: [String] {
    var words: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      var current = ""
      for character in word {
        guard character == "(" || character == ")" else {
          current.append(character)
          continue
        }
        if !current.isEmpty { words.append(current) }
        words.append(String(character))
        current = ""
      }
      if !current.isEmpty { words.append(current) }
    }
    return words
  }

  private mutating func take(_ word: String) throws(Complaint) {
    switch word {
    case "(": open = form.count
    case ")":
      guard let start = open, start < form.count else { throw Complaint("'\(text)' has ')' without '(' before it") }
      covered = start..<form.count
    case "sum", "xor":
      guard let covered else { throw Complaint("'\(text)' does not say what '\(word)' covers; put it in ( )") }
      try add(word == "sum" ? .sum(covered) : .xor(covered), isPlain: true)
    default: try add(try part(word), isPlain: !word.contains { "+-*".contains($0) })
    }
  }

  private mutating func add(_ part: Part, isPlain: Bool) throws(Complaint) {
    if form.isEmpty || missing == 0 { return try begin(part) }
    if missing == nil, case .byte(let sum) = part, sum.isFixed, sum.base == 0xF7 {
      form.append(part)
      missing = 0
      return
    }
    if case .byte(let sum) = part, !(0...0x7F).contains(sum.base) {
      if sum.base >= 0x80, isPlain { try end() }
      throw Complaint(
        "'\(text)' makes the data byte \(sum.base) at place \(index + 1) of its row; data bytes are 00 to 7F")
    }
    if case .anyChannel = part { try end() }
    let isForSysex = [.text, .all, .any].contains(part)
    guard missing == nil || !isForSysex else {
      throw Complaint("'\(text)' has a word for any number of bytes outside F0 … F7")
    }
    form.append(part)
    missing = missing.map { $0 - 1 }
  }

  private mutating func begin(_ part: Part) throws(Complaint) {
    if !form.isEmpty { try end() }
    switch part {
    case .byte(let sum) where sum.isFixed && (0x80...0xFF).contains(sum.base) && sum.base != 0xF7:
      missing = sum.base == 0xF0 ? nil : MIDIMessage.dataCount(after: UInt8(sum.base)) ?? 0
    case .anyChannel(let status): missing = MIDIMessage.dataCount(after: UInt8(status)) ?? 0
    default:
      guard forms.isEmpty else {
        let status = forms[forms.count - 1].count - 1
        throw Complaint("'\(text)' has more than \(status) data bytes, but a message with this status has \(status)")
      }
      throw Complaint("'\(text)' does not begin with a status byte (80 to FF) at place \(index + 1) of its row")
    }
    form = [part]
    (open, covered) = (nil, nil)
  }

  /// Closes the current message.
  private mutating func end() throws(Complaint) {
    guard let missing else { throw Complaint("'\(text)' begins with F0 but does not end with F7") }
    guard missing == 0 else {
      let has = form.count - 1
      throw Complaint("'\(text)' has \(has) data bytes, but a message with this status has \(has + missing)")
    }
    if open != nil, covered == nil { throw Complaint("'\(text)' has '(' without ')'") }
    forms.append(form)
    form = []
  }

  // MARK: Words

  private func part(_ word: String) throws(Complaint) -> Part {
    if let part = MessagePattern.words[word] { return part }
    if word.utf8.count == 2, word.last == "x", let status = Int(word.dropLast(), radix: 16), (8...14).contains(status) {
      return .anyChannel(status << 4)
    }
    var sum = MessagePattern.Sum()
    for (sign, term) in terms(of: word) {
      let factors = term.split(separator: "*" as Character, omittingEmptySubsequences: false).map(String.init)
      guard factors.count <= 2 else { throw notUnderstood(term, in: word) }
      let factor = factors.count == 2 ? try byte(factors[0], in: word) : 1
      switch factors.last ?? "" {
      case "v": sum.value += sign * factor
      case "k": sum.place += sign * factor
      case "color": sum.color += sign * factor
      case "i": sum.base += sign * factor * number
      case let last: sum.base += sign * factor * (try byte(last, in: word))
      }
    }
    return .byte(sum)
  }

  private func terms(of word: String) -> [(Int, String)] {
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

  private func byte(_ text: String, in word: String) throws(Complaint) -> Int {
    if let constant = constants[text] { return constant }
    guard let byte = MIDIMessage.byte(in: text) else { throw notUnderstood(text, in: word) }
    return Int(byte)
  }

  private func notUnderstood(_ term: String, in word: String) -> Complaint {
    let terms = MessageWord.all.filter { $0.use == .term }.map(\.name).sorted()
    let known = terms + MessagePattern.reserved + constants.keys.sorted()
    let place = term == word ? "" : " in '\(word)'"
    return Complaint("'\(term)'\(place) is neither a hexadecimal byte nor one of \(known.joined(separator: ", "))")
  }
}
