import Mixer

/// Puts lines into the text of a mapping file and leaves every other byte of it as it is: comments, blank lines, odd
/// indentation, the way its lines end. The places come from the YAML reader, never from a text that is written anew.
struct MappingEdit {
  /// The file as it is now.
  private(set) var file: MappingFile
  private var lines: YamlLines
  /// What stands before the first byte that counts.
  private static let byteOrderMark: Unicode.Scalar = "\u{FEFF}"

  /// The text of a file.
  init(_ file: MappingFile) {
    self.file = file
    lines = YamlLines(MappingEdit.body(of: file))
  }

  // MARK: What can be put in

  /// A control: its name or row, and what stands behind it, `{kind: …}`.
  mutating func add(control name: String, _ body: String) throws(Refusal) {
    try insert(name, body, into: ["controls"])
  }

  /// A line of a layer; the first layer if no name is given. A line for a row that has the control already is taken apart.
  mutating func assign(_ control: String, _ job: String, in layer: String?) throws(Refusal) {
    let layers = try root()?.value("layers")
    let name = layer ?? layers?.pairs?.first?.key.text ?? "mix"
    if layer != nil, layers?.value(name) == nil {
      throw Refusal("\(file.name) has no layer '\(name)'; layers are \(layers?.keys.joined(separator: ", ") ?? "none")")
    }
    if let lines = layers?.value(name), try replace(control, job, in: lines) { return }
    try insert(control, job, into: ["layers", name])
  }

  /// An example, `{receive: …}`.
  mutating func add(example: String) throws(Refusal) {
    let root = try root()
    let text = lines
    guard let examples = root?.value("examples"), !examples.isNothing else {
      return try insert("examples", nil, example, into: [])
    }
    guard examples.items != nil else { throw byHand(examples, "examples") }
    let start = text.index(of: examples)
    if text.scalars[start] == "[" { return put(example, afterBrace: start, isEmpty: examples.items?.isEmpty == true) }
    guard text.scalars[start] == "-" else { throw byHand(examples, "examples") }
    let line = lastLine(
      before: limit(of: ["examples"], in: root), indentation: examples.column - 1, from: examples.line)
    put([String(repeating: " ", count: examples.column - 1) + "- " + example], after: line)
  }

  /// The line in which the file says what a row of controls is; nil if only its family does.
  func line(ofControl row: String) throws(Refusal) -> Int? {
    try root()?.value("controls")?.pairs?.first { (try? ControlName($0.key.text ?? ""))?.row == row }?.key.line
  }

  /// What a layer has a control do: the line and its text.
  func assignment(of control: String, in layer: String?) throws(Refusal) -> (line: Int, text: String)? {
    let layers = try root()?.value("layers")
    let name = layer ?? layers?.pairs?.first?.key.text ?? ""
    for (key, value) in layers?.value(name)?.pairs ?? [] where MappingEdit.names(key).contains(control) {
      let start = lines.index(of: value)
      let end = lines.end(of: start, isInFlow: true) ?? start
      return (key.line, value.text ?? lines.text(start..<end))
    }
    return nil
  }

  /// The text without some sections, and without what stands before the first one.
  func text(without names: [String]) throws(Refusal) -> String {
    let pairs = try root()?.pairs ?? []
    let starts = pairs.map(\.key.line) + [lines.count + 1]
    var kept: [Substring] = []
    let all = body.split(separator: "\n" as Character, omittingEmptySubsequences: false)
    for (place, pair) in pairs.enumerated() where !names.contains(pair.key.text ?? "") {
      kept += all[min(starts[place] - 1, all.count)..<min(starts[place + 1] - 1, all.count)]
    }
    return kept.joined(separator: "\n") + (kept.last == "" ? "" : "\n")
  }

  // MARK: Places

  private var body: String { MappingEdit.body(of: file) }

  private static func body(of file: MappingFile) -> String {
    let scalars = file.text.unicodeScalars
    return scalars.first == byteOrderMark ? String(scalars.dropFirst()) : file.text
  }

  private mutating func set(_ text: String) {
    let hasMark = file.text.unicodeScalars.first == MappingEdit.byteOrderMark
    file = MappingFile(name: file.name, text: (hasMark ? String(MappingEdit.byteOrderMark) : "") + text)
    lines = YamlLines(text)
  }

  /// Nil for a file without anything in it.
  private func root() throws(Refusal) -> Located? {
    let found: Located
    do throws(MappingError) {
      found = try MappingFile(name: file.name, text: body).compose()
    } catch {
      if lines.scalars.allSatisfy({ [" ", "\t", "\n", "\r"].contains($0) }) { return nil }
      throw Refusal(error.description)
    }
    guard found.pairs != nil else { throw Refusal("\(file.name) is no mapping file; docs/mapping.md says what is") }
    return found
  }

  private func byHand(_ place: Located, _ what: String) -> Refusal {
    Refusal(
      "\(file.name):\(place.line):\(place.column): '\(what)' is written in a way that nothing can be put into; add it by hand"
    )
  }

  static func names(_ key: Located) -> [String] { (try? ControlName(key.text ?? ""))?.all.map(\.name) ?? [] }

  /// The line before which everything of a section stands: that of the next key of it or of what it stands in.
  private func limit(of path: [String], in root: Located?) -> Int {
    var limit = lines.count + 1
    for line in 1...max(lines.count, 1) where line > (root?.line ?? 1) {
      let text = lines.line(line)
      if text.starts(with: "...".unicodeScalars) || text.starts(with: "---".unicodeScalars) {
        limit = line
        break
      }
    }
    var place = root
    for name in path {
      guard let pairs = place?.pairs, let index = pairs.firstIndex(where: { $0.key.text == name }) else { break }
      if pairs.indices.contains(index + 1) { limit = min(limit, pairs[index + 1].key.line) }
      place = pairs[index].value
    }
    return limit
  }

  /// The last line of a section that says something, or belongs to it as a comment.
  private func lastLine(before limit: Int, indentation: Int, from first: Int) -> Int {
    var line = limit - 1
    while line > first, lines.isBlank(line) || lines.isComment(line) && lines.indentation(of: line) < indentation {
      line -= 1
    }
    // A blank line that was skipped before a comment of the section belongs after it.
    return max(line, first)
  }

  // MARK: Putting in

  private mutating func insert(_ key: String, _ value: String, into path: [String]) throws(Refusal) {
    try insert(key, value, nil, into: path)
  }

  /// Puts `key: value`, or `key:` with one item below it, into a mapping.
  private mutating func insert(_ key: String, _ value: String?, _ item: String?, into path: [String]) throws(Refusal) {
    let root = try root()
    var place = root
    for (depth, name) in path.enumerated() {
      guard let next = place?.value(name) else {
        let rest = Array(path[(depth + 1)...]) + [key]
        let nested = Nest(keys: rest, value: value, item: item)
        return try insert(name, nested, into: Array(path[..<depth]), root)
      }
      place = next
    }
    try insert(key, Nest(keys: [], value: value, item: item), into: path, root)
  }

  /// What stands behind a key: keys within keys, and a value or an item at the end of them.
  private struct Nest {
    let keys: [String]
    let value: String?
    let item: String?

    func block(_ key: String, indentation: Int, step: Int) -> [String] {
      let space = String(repeating: " ", count: indentation)
      guard let next = keys.first else {
        if let value { return ["\(space)\(key): \(value)"] }
        return ["\(space)\(key):", "\(space)\(String(repeating: " ", count: step))- \(item ?? "")"]
      }
      let rest = Nest(keys: Array(keys.dropFirst()), value: value, item: item)
      return ["\(space)\(key):"] + rest.block(next, indentation: indentation + step, step: step)
    }

    func flow(_ key: String) -> String {
      let name = MappingEdit.quoted(key)
      guard let next = keys.first else { return "\(name): \(value.map(MappingEdit.quoted) ?? "[\(item ?? "")]")" }
      return "\(name): {\(Nest(keys: Array(keys.dropFirst()), value: value, item: item).flow(next))}"
    }
  }

  /// A text as it may stand between braces.
  private static func quoted(_ text: String) -> String {
    guard !text.hasPrefix("{"), text.contains(where: { ",[]{}".contains($0) }) else { return text }
    return "\"\(text)\""
  }

  private mutating func insert(
    _ key: String, _ nest: Nest, into path: [String], _ root: Located?
  ) throws(Refusal) {
    let text = lines
    guard let root else { return set(body + nest.block(key, indentation: 0, step: 2).joined(separator: "\n") + "\n") }
    var place = root
    var keyPlace: Located?
    for name in path {
      keyPlace = place.pairs?.first { $0.key.text == name }?.key
      place = place.value(name) ?? place
    }
    let start = text.index(of: place)
    if place.pairs != nil, start < text.scalars.count, text.scalars[start] == "{" {
      return put(nest.flow(key), afterBrace: start, isEmpty: place.pairs?.isEmpty == true)
    }
    if let first = place.pairs?.first?.key {
      guard first.line == place.line, first.column == place.column else { throw byHand(place, key) }
      let indentation = first.column - 1
      let new = nest.block(key, indentation: indentation, step: step(root))
      if path.isEmpty, let next = follower(of: key, in: root) { return put(section: new, before: next) }
      let line = lastLine(before: limit(of: path, in: root), indentation: indentation, from: first.line)
      if path.isEmpty { return put(section: new, after: line) }
      return put(new, after: line)
    }
    guard place.isNothing, let keyPlace else { throw byHand(place, path.last ?? key) }
    let new = nest.block(key, indentation: keyPlace.column - 1 + step(root), step: step(root))
    // A word for nothing (~, null) goes; what is left of the line stays.
    let word = place.text ?? ""
    if !word.isEmpty {
      guard place.line == keyPlace.line else { throw byHand(place, path.last ?? key) }
      set(text.replacing(start..<(start + word.unicodeScalars.count), with: ""))
    }
    put(new, after: keyPlace.line)
  }

  /// How far the file indents its sections.
  private func step(_ root: Located) -> Int {
    for (key, value) in root.pairs ?? [] {
      if let first = value.pairs?.first?.key, first.line > key.line { return max(first.column - key.column, 1) }
    }
    return 2
  }

  /// The section before which a new one goes.
  private func follower(of key: String, in root: Located) -> Int? {
    let order = Section.device.names
    guard let place = order.firstIndex(of: key) else { return nil }
    let later = order[(place + 1)...]
    return root.pairs?.first { later.contains($0.key.text ?? "") }?.key.line
  }

  /// A section before the line of another one, and before the comments that stand on it.
  private mutating func put(section: [String], before line: Int) {
    var first = line
    while first > 1, lines.isComment(first - 1), lines.indentation(of: first - 1) == lines.indentation(of: line) {
      first -= 1
    }
    let isApart = first > 1 && lines.isBlank(first - 1)
    put(section + (isApart ? [""] : []), after: first - 1)
  }

  private mutating func put(section: [String], after line: Int) {
    let isApart = (1..<max(line, 1)).contains { lines.isBlank($0) }
    put((isApart ? [""] : []) + section, after: line)
  }

  private mutating func put(_ new: [String], after line: Int) {
    let text = lines
    let end = text.start(of: line + 1)
    let isOpen = line > 0 && end == text.scalars.count && text.line(line).endIndex == end && end > 0
    let added = new.map { $0 + text.lineBreak }.joined()
    // A last line without a line break gets one, and the new last line has none, as before.
    let whole =
      isOpen ? text.lineBreak + String(added.unicodeScalars.dropLast(text.lineBreak.unicodeScalars.count)) : added
    set(text.replacing(end..<end, with: whole))
  }

  private mutating func put(_ entry: String, afterBrace start: Int, isEmpty: Bool) {
    let text = lines
    let next = start + 1
    let isSpaced = next < text.scalars.count && [" ", "\n", "\r"].contains(text.scalars[next])
    set(text.replacing(next..<next, with: entry + (isEmpty ? "" : isSpaced ? "," : ", ")))
  }

  // MARK: Replacing

  /// Gives a control of a layer other work.
  /// - Returns: false if the layer says nothing of it.
  private mutating func replace(_ control: String, _ job: String, in layer: Located) throws(Refusal) -> Bool {
    let wanted = (try? ControlName(control))?.all.map(\.name) ?? [control]
    guard let (key, value) = layer.pairs?.first(where: { !Set(MappingEdit.names($0.key)).isDisjoint(with: wanted) })
    else {
      return false
    }
    let text = lines
    let isInFlow = text.scalars[text.index(of: layer)] == "{"
    let (start, valueStart) = (text.index(of: key), text.index(of: value))
    guard let name = try? ControlName(key.text ?? ""), let keyEnd = text.end(of: start, isInFlow: isInFlow),
      key.line == value.line, let valueEnd = text.end(of: valueStart, isInFlow: isInFlow)
    else {
      throw Refusal(
        "\(file.name):\(key.line): '\(key.text ?? "")' has its work here, in several lines; change it by hand")
    }
    let mine = isInFlow ? MappingEdit.quoted(job) : job
    if name.all.map(\.name) == wanted {
      set(text.replacing(valueStart..<valueEnd, with: mine))
      return true
    }
    guard wanted.count == 1, let numbers = name.numbers,
      let number = name.all.first(where: { $0.name == wanted[0] })?.number
    else {
      throw Refusal("\(file.name):\(key.line): '\(key.text ?? "")' has its work here; take that line apart by hand")
    }
    let between = text.text(keyEnd..<valueStart)
    let old = text.text(valueStart..<valueEnd)
    func entry(_ first: Int, _ last: Int, _ work: String) -> String? {
      guard first <= last else { return nil }
      let range = first == last ? "\(name.row)[\(first)]" : "\(name.row)[\(first)-\(last)]"
      return (isInFlow ? MappingEdit.quoted(range) : range) + between + work
    }
    let parts = [
      entry(numbers.lowerBound, number - 1, old), entry(number, number, mine),
      entry(number + 1, numbers.upperBound, old),
    ].compactMap(\.self)
    let space = String(repeating: " ", count: key.column - 1)
    set(text.replacing(start..<valueEnd, with: parts.joined(separator: isInFlow ? ", " : text.lineBreak + space)))
    return true
  }
}

extension Located {
  /// The value of a key; nil if there is none.
  func value(_ key: String) -> Located? { pairs?.first { $0.key.text == key }?.value }

  var keys: [String] { pairs?.compactMap(\.key.text) ?? [] }
}
