import Mixer

/// How a request is cut into words, and how a text becomes one word.
///
/// Words are parted by spaces or tabs. `"` begins and ends a stretch in which spaces are part of the word; a backslash
/// takes the next character as it is, in quotation marks and outside them.
public enum Words {
  /// The words of a line.
  /// - Throws: `Refusal` if a quotation mark is not closed or a backslash stands at the end.
  public static func split(_ line: some StringProtocol) throws(Refusal) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var isEscaped = false
    for character in line.unicodeScalars {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
        word = word ?? ""
      } else if !isQuoted, character == " " || character == "\t" {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if isQuoted { throw Refusal("a quotation mark is not closed") }
    if isEscaped { throw Refusal("a backslash stands at the end of the line; write two for one") }
    if let whole = word { words.append(whole) }
    return words
  }

  /// A text in quotation marks, as `split` reads it back.
  public static func quoted(_ text: some StringProtocol) -> String {
    var quoted = "\""
    for character in text.unicodeScalars {
      if character == "\"" || character == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }

  /// A text as one word: in quotation marks only if it needs them.
  public static func word(_ text: some StringProtocol) -> String {
    let isPlain =
      !text.isEmpty && text.unicodeScalars.allSatisfy { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "\\" }
    return isPlain ? String(text) : quoted(text)
  }
}
