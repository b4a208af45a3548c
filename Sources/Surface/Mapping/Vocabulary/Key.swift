/// One key of a mapping file: the reader takes it, the schema allows it and the manual explains it, all by this.
struct Key: Sendable {
  /// As it is written.
  let name: String
  /// What may stand there.
  let form: Form
  /// What counts if the file does not say, as it would be written, or in words; empty if nothing does.
  let initial: String
  /// Whether a file without it is refused.
  let isNeeded: Bool
  /// A sentence for people, in Markdown.
  let about: String

  init(_ name: String, _ form: Form, initial: String = "", isNeeded: Bool = false, _ about: String) {
    self.name = name
    self.form = form
    self.initial = initial
    self.isNeeded = isNeeded
    self.about = about
  }

  /// A time in milliseconds; `initial` is in nanoseconds, as the code counts.
  init(
    _ name: String, milliseconds range: ClosedRange<Int>, initial: UInt64? = nil, isNeeded: Bool = false,
    _ about: String
  ) {
    let initial = initial.map { $0 % 1_000_000 == 0 ? "\($0 / 1_000_000)" : "\(Double($0) / 1_000_000)" }
    self.init(
      name, .number(range, of: "milliseconds"), initial: initial ?? "", isNeeded: isNeeded, about)
  }
}

/// What may stand under a key.
indirect enum Form: Sendable {
  /// Words for people, or a name.
  case text
  /// A USB id, or the vendor's half of it.
  case usb
  /// The form of one or several messages in a row, with words for what varies.
  case message
  /// Whole messages in bytes.
  case bytes
  /// A byte in hexadecimal, up to the one given.
  case byte(most: Int)
  /// A whole number, and what it counts.
  case number(ClosedRange<Int>, of: String = "")
  /// A level in dBFS.
  case level
  /// A byte, or three for red, green and blue.
  case color
  /// One of some words.
  case word([String])
  /// What a control does: a phrase, a list of phrases, or keys.
  case assignment
  /// A phrase, or a list of them.
  case jobs
  /// Parameters with their values.
  case values
  /// A row of controls.
  case control
  /// The lines of a layer.
  case layer
  /// `~`: not what the family has.
  case nothing
  /// Entries, so many of them.
  case list(Form, count: ClosedRange<Int>)
  /// One, or a list of them.
  case some(Form)
  /// Each under a name of the writer's own.
  case named(String, Form)
  case either(Form, Form)
  /// Keys of their own.
  case section(Section)

  /// One of the words of a type.
  static func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> Form where Word.RawValue == String {
    .word(Word.allCases.map(\.rawValue))
  }

  /// A data byte.
  static let byte = Form.byte(most: 0x7F)
  /// At least one entry.
  static func list(_ form: Form) -> Form { .list(form, count: 1...Int.max) }
}

/// The keys that may stand together in one place of a file.
struct Section: Sendable {
  /// What the place is called in complaints.
  let what: String
  let keys: [Key]

  init(_ what: String, _ keys: [Key]) {
    self.what = what
    self.keys = keys
  }

  /// The names of the keys, each once.
  var names: [String] {
    var names: [String] = []
    for key in keys where !names.contains(key.name) { names.append(key.name) }
    return names
  }

  subscript(name: String) -> Key? { keys.first { $0.name == name } }
}

/// What stands under the keys of a place in a file.
struct Entries {
  let section: Section
  private let places: [String: Located]

  init(_ section: Section, _ places: [String: Located] = [:]) {
    self.section = section
    self.places = places
  }

  subscript(name: String) -> Located? { places[name] }

  /// What the table allows under a key.
  func form(of name: String) -> Form? { section[name]?.form }
}
