import Yams

/// Reads YAML strictly: knows where everything stands, and collects what is wrong instead of stopping at the first.
struct YamlReader {
  private let file: String
  private(set) var problems: [ConfigurationError.Problem] = []

  init(file: String) { self.file = file }

  /// The root of a document; nil if it is empty or broken.
  mutating func root(of text: String) -> Node? {
    do {
      return try compose(yaml: text)
    } catch let error as YamlError {
      note(error)
    } catch {
      note("the file cannot be read as YAML", line: 1, column: 1)
    }
    return nil
  }

  /// The values of a mapping whose keys are all known.
  mutating func table(_ node: Node, _ what: String, keys: [String]) -> [String: Node] {
    var table: [String: Node] = [:]
    for (key, value, place) in entries(node, what) {
      guard keys.contains(key) else {
        let suggestion = Suggestion.closest(to: key, among: keys).map { "did you mean '\($0)'?" }
        note("unknown key '\(key)' in \(what); \(suggestion ?? "known are \(keys.joined(separator: ", "))")", at: place)
        continue
      }
      table[key] = value
    }
    return table
  }

  /// The entries of a mapping with any keys, in order.
  mutating func entries(_ node: Node, _ what: String) -> [(key: String, value: Node, place: Node)] {
    guard case .mapping(let mapping) = node else {
      // A key without anything after it is an empty table.
      if !isEmpty(node) { note("\(what) is a table; write 'key: value' lines under it", at: node) }
      return []
    }
    var entries: [(key: String, value: Node, place: Node)] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        note("a key in \(what) is a plain word", at: key)
        continue
      }
      entries.append((scalar.string, value, key))
    }
    return entries
  }

  /// A text that is not empty.
  mutating func text(_ node: Node, _ what: String) -> String? {
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty, !isEmpty(node) else {
      note("\(what) is a text; write one such as '\(what.split(separator: " ").last ?? "text"): \"…\"'", at: node)
      return nil
    }
    return scalar.string
  }

  /// One text, or a list of them.
  mutating func texts(_ node: Node, _ what: String) -> [(text: String, place: Node)]? {
    if case .sequence(let sequence) = node {
      var texts: [(text: String, place: Node)] = []
      for element in sequence {
        if let text = text(element, "each entry of \(what)") { texts.append((text, element)) }
      }
      return texts
    }
    if case .scalar = node, let text = text(node, what) { return [(text, node)] }
    if case .mapping = node { note("\(what) is a list; write it as [first, second]", at: node) }
    return nil
  }

  /// A whole number in a range.
  mutating func integer(_ node: Node, _ what: String, _ range: ClosedRange<Int>) -> Int? {
    guard let word = plain(node), let number = Int(word), range.contains(number) else {
      note("\(what) is a whole number from \(range.lowerBound) to \(range.upperBound)\(instead(node))", at: node)
      return nil
    }
    return number
  }

  /// A number in a range.
  mutating func number(_ node: Node, _ what: String, _ range: ClosedRange<Double>, unit: String) -> Double? {
    guard let word = plain(node), let number = Double(word), range.contains(number) else {
      let low = decimal(range.lowerBound, digits: 0)
      let high = decimal(range.upperBound, digits: 0)
      note("\(what) is a number from \(low) to \(high) (\(unit))\(instead(node))", at: node)
      return nil
    }
    return number
  }

  /// One of some words.
  mutating func word(_ node: Node, _ what: String, _ words: [String]) -> String? {
    if case .scalar(let scalar) = node, words.contains(scalar.string) { return scalar.string }
    let list = words.joined(separator: ", ")
    note("\(what) is one of \(list)\(instead(node))\(suggestion(node, words))", at: node)
    return nil
  }

  /// Notes a problem at a place.
  mutating func note(_ message: String, at node: Node) {
    note(message, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private mutating func note(_ message: String, line: Int, column: Int) {
    problems.append(.init(file: file, line: max(line, 1), column: max(column, 1), message: message))
  }

  private mutating func note(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      note("\(problem); check quotation marks, brackets and indentation here", line: mark.line, column: mark.column)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      note("\(keys) stands here twice; keep one", line: context.mark.line, column: context.mark.column)
    case .reader(let problem, let offset, _, let yaml):
      let before = yaml.prefix(offset ?? 0).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let column = (before.last?.count ?? 0) + 1
      note("\(problem); save the file as plain UTF-8 text", line: before.count, column: column)
    default:
      note("the file cannot be read as YAML", line: 1, column: 1)
    }
  }

  private func isEmpty(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
  }

  private func plain(_ node: Node) -> String? {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return nil }
    return scalar.string
  }

  private func instead(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): ", not '\(scalar.string)'"
    case .mapping: ", not a table"
    case .sequence: ", not a list"
    default: ""
    }
  }

  private func suggestion(_ node: Node, _ words: [String]) -> String {
    guard case .scalar(let scalar) = node, scalar.string.first?.isLetter == true else { return "" }
    return Suggestion.phrase(for: scalar.string, among: words)
  }
}
