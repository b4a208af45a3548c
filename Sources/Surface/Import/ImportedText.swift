import Mixer

/// Writes a mapping file for imported controls.
struct ImportedText {
  /// The strips of a bank.
  struct Bank {
    let size: Int
    /// Where the source says so.
    let line: Int?
  }

  let file: String
  let name: String
  /// The pattern for the name of the sequencer client; nil if nobody knows.
  let client: String?
  var bank = Bank(size: 8, line: nil)
  var rows: [ImportedRow] = []

  init(file: String, name: String, client: String?) {
    self.file = file
    self.name = name
    self.client = client
  }

  func text(_ report: ImportReport) -> String {
    let line = bank.line.map { " # line \($0)" } ?? ""
    let examples = rows.compactMap(ImportedText.example)
    let lines =
      head + ["", "controls:"]
      + rows.flatMap { ImportedText.comment($0.origin, indent: "  ", isSentence: true) + ["  \($0.description)"] }
      + ["", "bank: {size: \(bank.size), strips: [ch, group, aux, fx, dca]}\(line)", "", "layers:", "  mix:"]
      + rows.flatMap(\.assignments).map { "    \($0.key): \($0.text)" }
      + (examples.isEmpty ? [] : ["", "examples:"] + examples)
    return (lines + ImportedText.remainder(report)).joined(separator: "\n") + "\n"
  }

  /// Where the file comes from, the name, and how to recognise the device.
  var head: [String] {
    let source = ImportedText.lastPart(of: file)
    let pattern = client ?? "\(name)*"
    let guess =
      client == nil
      ? ["", "unsure:", "  - \"The name in 'match' is a guess; see 'aconnect -l', or better lsusb for a USB id.\""] : []
    return ImportedText.comment(
      "Made of \(source) by 'faderctl mapping import'; the lines in comments are lines of that file.", indent: "")
      + [
        "name: \(ImportedText.quoted(name))", "", "match:",
        "  - {client: \(ImportedText.quoted(pattern, always: true))}",
      ] + guess
  }

  /// What the mapping does not have, as comments.
  static func remainder(_ report: ImportReport) -> [String] {
    func section(_ title: String, _ entries: [ImportReport.Entry]) -> [String] {
      entries.isEmpty
        ? []
        : ["", "# \(title)"]
          + joined(entries).flatMap {
            comment("\(ImportReport.words(for: $0.lines)): \($0.text)", indent: "", dent: "  ")
          }
    }
    return section("Of no use in a mixer:", report.unused) + section("Left out:", report.broken)
  }

  /// Entries with the same text as one.
  private static func joined(_ entries: [ImportReport.Entry]) -> [ImportReport.Entry] {
    entries.reduce(into: []) { result, entry in
      if let place = result.firstIndex(where: { $0.text == entry.text }) {
        result[place].lines += entry.lines
      } else {
        result.append(entry)
      }
    }
  }

  // MARK: Examples

  /// What the first control of a row does, proved.
  private static func example(_ row: ImportedRow) -> String? {
    guard let control = row.controls.first else { return nil }
    let usual = Catalogue(layout: Layout())
    var values: [(Parameter, ParameterSpec)] = []
    for job in control.jobs {
      if job.form == .action {
        guard control.jobs.count == 1, proven.contains(job.before) else { return nil }
        return "  - {receive: \"\(control.message.example(of: 127))\", does: \(job.text)}"
      }
      guard let path = job.path, case .value(let parameter)? = try? usual.resolve(path, names: []),
        let spec = usual.spec(of: parameter)
      else { return nil }
      values.append((parameter, spec))
    }
    guard let (parameter, spec) = values.first else { return nil }
    if control.kind == .button {
      let sets = values.map { "\(usual.path(of: $0)): \($1.initial(Int($0.which)) == 0 ? "on" : "off")" }
      guard !control.jobs.contains(where: \.isHeld) || values.allSatisfy({ $1.initial(Int($0.which)) == 0 }) else {
        return nil
      }
      return "  - {receive: \"\(control.message.example(of: 127))\", sets: {\(sets.joined(separator: ", "))}}"
    }
    // To the end at which the desk is not already.
    let isAtTop = spec.initial(Int(parameter.which)) == spec.range.upperBound
    let end = isAtTop ? spec.range.lowerBound : spec.range.upperBound
    guard let bytes = travel(control.message, isDown: isAtTop) else { return nil }
    return "  - {receive: \"\(bytes)\", sets: {\(usual.path(of: parameter)): \(spec.text(of: spec.clamped(end)))}}"
  }

  private static let proven = ["undo", "redo", "save", "clear solo", "recall snapshot "]

  /// The messages of a whole travel.
  private static func travel(_ message: ArdourMessage, isDown: Bool) -> String? {
    if case .steps(let relative) = message.coding {
      let most: [Control.Relative: (up: Int, down: Int)] = [
        .signBit: (0x3F, 0x7F), .signBitReversed: (0x7F, 0x3F), .twosComplement: (0x3F, 0x41), .offset64: (0x7F, 0x01),
      ]
      // Four times 63 clicks are more than any parameter has.
      return most[relative].map { pair in
        Array(repeating: message.example(of: isDown ? pair.down : pair.up), count: 4).joined(separator: " ")
      }
    }
    guard message.isPosition else { return nil }
    let ends = isDown ? [127, 0] : [0, 127]
    return ends.map { message.example(of: $0) }.joined(separator: " ")
  }

  // MARK: Words

  /// A comment in lines that are not too long.
  static func comment(_ text: String, indent: String, dent: String = "", isSentence: Bool = false) -> [String] {
    var lines: [String] = []
    var line = indent + "#" + dent
    for word in text.split(separator: " " as Character) {
      if line.count + 1 + word.count > 120 {
        lines.append(line)
        line = indent + "#" + dent + (dent.isEmpty ? "" : "  ")
      }
      line += " " + word
    }
    guard isSentence, let place = lines.isEmpty ? line.firstIndex(of: "#") : nil else { return lines + [line] }
    return [
      String(line[...place]) + " " + line[place...].dropFirst(2).prefix(1).uppercased() + line[place...].dropFirst(3)
    ]
  }

  /// A text as YAML takes it, in quotation marks where it needs them.
  static func quoted(_ text: String, always: Bool = false) -> String {
    let isPlain =
      text.first?.isLetter == true && text.last?.isWhitespace == false
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " -_()+./".contains($0)) }
      && !["yes", "no", "on", "off", "true", "false", "null"].contains(text.lowercased())
    if isPlain, !always { return text }
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func lastPart(of file: String) -> String {
    let last = file.split(separator: "/" as Character).last.map(String.init) ?? file
    return String(last.map { $0.isNewline ? " " : $0 })
  }

  /// The name of a file without folder and ending.
  static func stem(of file: String) -> String {
    let last = lastPart(of: file)
    return last.lastIndex(of: ".").map { $0 == last.startIndex ? last : String(last[..<$0]) } ?? last
  }
}
