/// What became of each binding of a file that was imported.
public struct ImportReport: Sendable {
  /// One or several bindings with the same fate.
  public struct Entry: Hashable, Sendable {
    /// Lines of the source, counted from 1, in order.
    public internal(set) var lines: [Int]
    /// The column in the first of them.
    public let column: Int
    /// What became of them, or why nothing did.
    public var text: String {
      let more = names.count > 4 ? ["and \(names.count - 3) more"] : []
      let shown = names.prefix(names.count > 4 ? 3 : 4) + more
      return names.isEmpty ? what : "\(what) (\(shown.joined(separator: ", ")))"
    }

    let what: String
    /// What each of them is called in the source, where that says more.
    var names: [String] = []

    init(lines: [Int], column: Int, what: String, names: [String] = []) {
      self.lines = lines
      self.column = column
      self.what = what
      self.names = names
    }
  }

  /// The source as it was named.
  public let file: String
  /// What the mapping has.
  public internal(set) var mapped: [Entry] = []
  /// What a mixer has no use for.
  public internal(set) var unused: [Entry] = []
  /// What is odd in the source and was understood all the same.
  public internal(set) var corrected: [Entry] = []
  /// What is wrong in the source, or cannot be said in a mapping, and was left out.
  public internal(set) var broken: [Entry] = []

  init(file: String) { self.file = file }

  /// Adds a line to the entry about the same, or a new one.
  mutating func noteUnused(_ what: String, name: String? = nil, line: Int, column: Int) {
    let place = unused.firstIndex { $0.what == what } ?? unused.count
    if place == unused.count { unused.append(Entry(lines: [], column: column, what: what)) }
    unused[place].lines.append(line)
    if let name, !unused[place].names.contains(name) { unused[place].names.append(name) }
  }

  mutating func noteCorrected(_ text: String, line: Int, column: Int) {
    corrected.append(Entry(lines: [line], column: column, what: text))
  }

  mutating func noteBroken(_ text: String, line: Int, column: Int) {
    broken.append(Entry(lines: [line], column: column, what: text))
  }

  /// How many bindings met which fate, in one line.
  public var summary: String {
    func count(_ entries: [Entry]) -> Int { entries.reduce(0) { $0 + $1.lines.count } }
    return "\(file): \(count(mapped)) taken over, \(count(unused)) of no use in a mixer, \(count(corrected)) odd, "
      + "\(count(broken)) left out"
  }

  /// The whole report for people; what is odd or wrong stands as `file:line:column: sentence`, as compilers write it.
  public var lines: [String] {
    section("Mapped:", mapped, inWords) + section("Of no use in a mixer:", unused, inWords)
      + section("Odd, but understood:", corrected, asErrors) + section("Left out:", broken, asErrors)
  }

  private func section(_ title: String, _ entries: [Entry], _ line: (Entry) -> String) -> [String] {
    entries.isEmpty ? [] : [title] + entries.map(line)
  }

  private func inWords(_ entry: Entry) -> String { "  \(ImportReport.words(for: entry.lines)): \(entry.text)" }

  private func asErrors(_ entry: Entry) -> String { "\(file):\(entry.lines[0]):\(entry.column): \(entry.text)" }

  /// `line 3`, `lines 3-6, 9`.
  static func words(for lines: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for line in Set(lines).sorted() {
      if let last = runs.last, last.upperBound + 1 == line {
        runs[runs.count - 1] = last.lowerBound...line
      } else {
        runs.append(line...line)
      }
    }
    let words = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    return (Set(lines).count == 1 ? "line " : "lines ") + words.joined(separator: ", ")
  }
}
