import Mixer

/// Reads the lines of one stored file into a `StoredDesk`.
struct SnapshotReader {
  let text: SnapshotText
  let file: String
  var notices: [String]
  private var desk: StoredDesk
  private var seen: [String: Int] = [:]
  private var header: Set<String> = []
  private var unknown: [String] = []
  private var unheld: [String] = []

  init(text: SnapshotText, file: String, notices: [String]) {
    self.text = text
    self.file = file
    self.notices = notices
    desk = StoredDesk(.snapshot, catalogue: text.catalogue)
  }

  mutating func read(_ lines: [(number: Int, text: String)]) throws(SnapshotFault) -> SnapshotText.Reading {
    try readKind(lines[0].text)
    for (number, line) in lines.dropFirst() where !line.isEmpty && !line.hasPrefix("#") {
      guard let space = line.firstIndex(where: { $0 == " " || $0 == "\t" }) else {
        throw fault(number, 1, "'\(line)' has no value; write a path, a space and a value, or remove the line")
      }
      let word = String(line[..<space])
      let value = line[space...].drop { $0 == " " || $0 == "\t" }
      let column = line.utf8.distance(from: line.startIndex, to: value.startIndex) + 1
      if word.contains("/") {
        try readParameter(word, value, number, column, whole: line)
      } else {
        try readHeader(word, value, number, column)
      }
    }
    try checkHeader(lastLine: lines.count)
    noteDifferences()
    return SnapshotText.Reading(desk: desk, notices: notices)
  }

  private mutating func readKind(_ line: String) throws(SnapshotFault) {
    let word = line.dropFirst(SnapshotText.magic.count)
    guard let kind = StoredDesk.Kind(rawValue: String(word)) else {
      throw SnapshotFault(
        .foreign, file, line: 1, column: 8, "'\(word)' is no kind of file; a stored desk is a snapshot or a desk state")
    }
    desk.kind = kind
  }

  // MARK: - Header

  private mutating func readHeader(
    _ word: String, _ value: Substring, _ line: Int, _ column: Int
  ) throws(SnapshotFault) {
    guard header.insert(word).inserted else {
      throw fault(line, 1, "'\(word)' stands in the header twice; keep one of the lines")
    }
    switch word {
    case "schema": _ = try count(value, 1...SnapshotText.schema, line, column)
    case "number": desk.number = try count(value, SnapshotSelector.numbers, line, column)
    case "name": desk.name = try name(value, line, column)
    // Far from the largest number, so that counting on can never overflow.
    case "generation": desk.generation = try count(value, 1...1_000_000_000_000, line, column)
    case "desk":
      let words = value.split(separator: " ")
      guard words.count == 4, words[1] == "channels", words[3] == "groups" else {
        throw fault(line, column, "'\(value)' is not the size of a desk; write it as '32 channels 8 groups'")
      }
      desk.channels = try count(words[0], 1...9999, line, column)
      desk.groups = try count(words[2], 0...9999, line, column)
    default:
      throw fault(
        line, 1, "'\(word)' is neither a parameter's path nor a word of the header; correct or remove the line")
    }
  }

  private func checkHeader(lastLine: Int) throws(SnapshotFault) {
    let wanted =
      desk.kind == .snapshot ? ["schema", "number", "name", "generation", "desk"] : ["schema", "generation", "desk"]
    if let missing = wanted.first(where: { !header.contains($0) }) {
      throw fault(lastLine, 1, "the header has no line '\(missing)'; put it back")
    }
    guard desk.values.contains(where: { $0 != nil }) else {
      throw fault(lastLine, 1, "the file holds no parameter of this desk; restore it from a copy")
    }
  }

  private func count(
    _ value: Substring, _ range: ClosedRange<Int>, _ line: Int, _ column: Int
  ) throws(SnapshotFault) -> Int {
    guard let number = Int(value), range.contains(number) else {
      throw fault(line, column, "'\(value)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  // MARK: - Parameters

  private mutating func readParameter(
    _ path: String, _ value: Substring, _ line: Int, _ column: Int, whole: String
  ) throws(SnapshotFault) {
    if let first = seen.updateValue(line, forKey: path) {
      throw fault(line, 1, "'\(path)' stands in line \(first) already; keep one of the two lines")
    }
    switch text.places[path] {
    case .name(let index):
      desk.names[index] = try name(value, line, column)
    case .value(let index):
      let spec = text.catalogue.spec(at: index)
      do throws(Refusal) {
        let read = try spec.value(from: value)
        if desk.kind == .deskState || spec.inSnapshot {
          desk.values[index] = read
        } else {
          unheld.append(path)
          desk.extraLines.append(whole)
        }
      } catch { throw fault(line, column, error.description) }
    case nil:
      guard SnapshotReader.isPath(path), !whole.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
      else { throw fault(line, 1, "'\(path)' is not a parameter's path; correct or remove the line") }
      unknown.append(path)
      desk.extraLines.append(whole)
    }
  }

  private func name(_ value: Substring, _ line: Int, _ column: Int) throws(SnapshotFault) -> String {
    guard value.count >= 2, value.first == "\"", value.last == "\"" else {
      throw fault(line, column, "\(value) is not a name; write it between quotation marks")
    }
    do { return try DeskState.name(from: value.dropFirst().dropLast()) } catch {
      throw fault(line, column, error.description)
    }
  }

  /// Lower-case words, digits and hyphens between slashes.
  private static func isPath(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { word in
      !word.isEmpty
        && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
  }

  private func fault(_ line: Int, _ column: Int, _ reason: String) -> SnapshotFault {
    SnapshotFault(.line, file, line: line, column: column, reason)
  }

  // MARK: - Notices

  private mutating func noteDifferences() {
    let layout = text.catalogue.layout
    if desk.channels != layout.channels || desk.groups != layout.groups {
      notices.append(
        "\(file) was saved on a desk of \(desk.channels) channels and \(desk.groups) groups; this one has "
          + "\(layout.channels) and \(layout.groups)")
    }
    note(unknown, "not known to this desk; their lines are kept and not used")
    note(unheld, "not held by snapshots; their lines are kept and not used")
    let missing = text.paths.filter { _, place in
      switch place {
      case .name(let index): desk.names[index] == nil
      case .value(let index):
        desk.values[index] == nil && (desk.kind == .deskState || text.catalogue.spec(at: index).inSnapshot)
      }
    }
    note(missing.map(\.path), "missing and keep the desk's present value")
  }

  private mutating func note(_ paths: [String], _ what: String) {
    guard !paths.isEmpty else { return }
    let some = paths.prefix(4).joined(separator: ", ") + (paths.count > 4 ? ", …" : "")
    notices.append("\(file): parameters \(what): \(some) (\(paths.count) in all)")
  }
}
