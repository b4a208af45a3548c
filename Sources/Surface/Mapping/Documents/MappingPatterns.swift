import Mixer

/// Regular expressions for the texts in mapping files, made from the tables that the reader goes by. Of the kind that all
/// JSON Schema programs know.
enum MappingPatterns {
  static let usb = "^[0-9A-Fa-f]{4}(:[0-9A-Fa-f]{4})?$"
  private static let hex = "[0-9A-Fa-f]"

  static func byte(most: Int) -> String { most > 0x7F ? "^\(hex){1,2}$" : "^[0-7]?\(hex)$" }

  static let color = "^ *[0-7]?\(hex)( +[0-7]?\(hex)){2} *$"

  /// Whole messages in bytes, the first of which is a status.
  static let bytes = "^[\\s,]*[89A-Fa-f]\(hex)([\\s,]+\(hex){2})*[\\s,]*$"

  /// The form of messages. A constant is any word of three letters, so a misspelt long word passes.
  static var message: String {
    let constant = "[A-Za-z]{3,}"
    let byte = "\(hex){1,2}|\(constant)"
    let terms = MessageWord.all.filter { $0.use == .term }.map(\.name)
    let words = MessageWord.all.filter { $0.name.utf8.count < 3 && $0.use != .term && $0.use != .channel }.map(\.name)
    let term = "((\(byte))\\*)?(\(([byte] + terms).joined(separator: "|")))"
    let part = "(\(term)([+-]\(term))*|\(words.joined(separator: "|"))|[89A-Ea-e]x)"
    return "^(?![\\s(]*[0-7]?\(hex)(\\s|$))[\\s(]*\(part)([\\s()]+\(part))*[\\s)]*$"
  }

  /// The names that may be chosen freely in some place; nil for any.
  static func name(_ place: String) -> String? {
    switch place {
    case "CONTROL": "^[A-Za-z0-9_-]+(\\[[0-9]+(-[0-9]+)?\\])?$"
    case "WORD": "^[A-Za-z]{3,}$"
    case "STRIP": "^(\(fixedStrip))$"
    default: nil
    }
  }

  // MARK: What controls do

  /// One phrase, or several with commas between them.
  static var job: String {
    "^(\\s*(\(Phrase.all.map(phrase).joined(separator: "|")))\\s*(,|$))+$"
  }

  private static func phrase(_ phrase: Phrase) -> String { phrase.form.map(word).joined(separator: "\\s+") }

  private static func word(_ word: String) -> String {
    switch word {
    case "n": count
    case "PATH": path
    case "KIND…": "(\(kinds))(\\s+(\(kinds)))*"
    case "VALUE…": "[^,]+"
    case _ where word.hasPrefix("STRIP"): strip + word.dropFirst(5)
    case _ where Phrase.isPlace(word): "[^\\s,]+"
    default: word
    }
  }

  private static let count = "([0-9]+|n([+-][0-9]+)?)"
  /// `/3`, `/[n]` or `[n]`.
  private static let place = "(/[0-9]+|/?\\[\(count)\\])"
  private static var kinds: String { StripKind.allCases.map(\.word).joined(separator: "|") }

  private static var strip: String {
    let numbered = StripKind.allCases.filter(\.isNumbered).map(\.word)
    let others = StripKind.allCases.filter { !$0.isNumbered }.map(\.word)
    return
      "((\((["bank"] + numbered).joined(separator: "|")))\(place)|\((["selected", "bus"] + others).joined(separator: "|")))"
  }

  private static var path: String {
    let endings = parameters.map { pattern in
      "/\(pattern)".replacing("/aux/#", with: "/fx/#").replacing("/fx/#", with: "(/(aux|fx)\(place)|/?\\[bus\\])")
        .replacing("/#", with: place)
    }
    return "\(strip)(\(Set(endings).sorted().joined(separator: "|")))"
  }

  /// A parameter or a name, without a place of its own to fill in.
  static var fixedPath: String {
    let endings = (parameters + ["name"]).map { "/\($0)".replacing("#", with: "[0-9]+") }
    return "^(\(fixedStrip))(\(endings.joined(separator: "|")))$"
  }

  private static var fixedStrip: String {
    StripKind.allCases.map { $0.isNumbered ? "\($0.word)/[0-9]+" : $0.word }.joined(separator: "|")
  }

  private static var parameters: [String] {
    Set(StripKind.allCases.flatMap { Catalogue.specs(of: $0).map(\.pattern) }).sorted()
  }
}
