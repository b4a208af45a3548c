import Mixer

/// The tables of docs/mapping.md, made from those that the reader goes by; a test keeps the file in step. Pure; any thread.
public enum MappingManual {
  private static let end = "<!-- end of table -->"

  /// The manual with its tables as they must be. Each stands between `<!-- table: NAME -->` and `<!-- end of table -->`.
  /// - Throws: a sentence if there is no such table, or no end of one.
  public static func renewed(_ text: String) throws(Refusal) -> String {
    var lines: [String] = []
    var isInside = false
    for line in text.split(separator: "\n" as Character, omittingEmptySubsequences: false).map(String.init) {
      if line == end { isInside = false }
      if !isInside { lines.append(line) }
      guard line.hasPrefix("<!-- table: "), line.hasSuffix(" -->") else { continue }
      if isInside { throw Refusal("'\(line)' stands in another table; write '\(end)' before it") }
      let name = String(line.dropFirst(12).dropLast(4))
      guard let table = tables.first(where: { $0.name == name }) else {
        throw Refusal("there is no table '\(name)'; there are \(tables.map(\.name).joined(separator: ", "))")
      }
      lines += table.rows
      isInside = true
    }
    if isInside { throw Refusal("the last table has no end; write '\(end)'") }
    return lines.joined(separator: "\n")
  }

  static var tables: [(name: String, rows: [String])] {
    [
      ("file", table(of: .device)), ("match", table(of: .match)), ("keep-alive", table(of: .keepAlive)),
      ("pacing", table(of: .pacing)), ("message words", words), ("kinds", kinds), ("control keys", controlKeys),
      ("bank", table(of: .bank)), ("texts", texts), ("buttons", buttons), ("presses", table(of: .button)),
      ("takeover", takeovers), ("examples", table(of: .example)),
    ]
  }

  private static func table(of section: Section) -> [String] {
    let hasDefaults = section.keys.contains { !$0.initial.isEmpty }
    return MarkdownTable.lines(
      ["key", "value"] + (hasDefaults ? ["default"] : []) + ["what"],
      section.keys.map { key in
        ["`\(key.name)`", key.form.words] + (hasDefaults ? [key.initial] : [])
          + [key.about + (key.isNeeded ? " Needed." : "")]
      })
  }

  private static var controlKeys: [String] {
    MarkdownTable.lines(
      ["key", "of", "value", "default", "what"],
      Section.controlKeys.map { entry in
        let kinds = entry.kinds.count == Control.Kind.allCases.count ? "any" : list(entry.kinds.map(\.rawValue))
        return ["`\(entry.key.name)`", kinds, entry.key.form.words, entry.key.initial, entry.key.about]
      })
  }

  private static var kinds: [String] {
    MarkdownTable.lines(
      ["kind", "keys", "what"],
      Control.Kind.allCases.map { kind in
        let names = Section.control(kind).names.filter { $0 != "kind" && $0 != "numbers" }
        return ["`\(kind.rawValue)`", names.map { "`\($0)`" }.joined(separator: " "), kind.about]
      })
  }

  private static var words: [String] {
    MarkdownTable.lines(["word", "what"], MessageWord.all.map { ["`\($0.name)`", $0.about] })
  }

  private static var texts: [String] {
    MarkdownTable.lines(
      ["on a text", "shows"], Phrase.all.filter { $0.use == .text }.map { ["`\($0.example)`", $0.does] })
  }

  private static var buttons: [String] {
    MarkdownTable.lines(
      ["on a button", "does", "its light"],
      Phrase.all.filter { $0.use == .button }.map { ["`\($0.example)`", $0.does, $0.light] })
  }

  private static var takeovers: [String] {
    MarkdownTable.lines(
      ["word", "what the hand does to the value"], Takeover.allCases.map { ["`\($0.rawValue)`", $0.about] })
  }

  fileprivate static func list(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }
}

extension Form {
  /// What may stand there, for people, in Markdown.
  var words: String {
    switch self {
    case .text: "text"
    case .usb: "id"
    case .message: "message"
    case .bytes: "bytes"
    case .byte: "byte"
    case .number(let range, let unit): "\(range.lowerBound) to \(range.upperBound)\(unit.isEmpty ? "" : " \(unit)")"
    case .level: "dBFS"
    case .color: "one byte, or three"
    case .word(let words): MappingManual.list(words)
    case .assignment, .jobs: "what to do, or a list"
    case .values: "`{PATH: VALUE}`"
    case .control: "keys: see Controls"
    case .layer: "lines: see Layers"
    case .nothing: "`~`"
    case .list(let form, let count) where count.lowerBound == count.upperBound:
      "list of \(count.lowerBound): \(form.words)"
    case .list(let form, _): "list: \(form.words)"
    case .some(let form): "\(form.words); or a list"
    case .named(let name, let form): "`\(name):` \(form.words)"
    case .either(let one, let other): "\(one.words), or \(other.words)"
    case .section(let section): "keys: \(MappingManual.list(section.names))"
    }
  }
}
