/// What is wrong with a mapping file, where, and what to do.
public struct MappingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was named when it was handed over.
  public let file: String
  /// Counted from 1.
  public let line: Int
  /// Counted from 1.
  public let column: Int
  /// The sentence.
  public let message: String

  /// `file:line:column: message`, as compilers write it.
  public var description: String { "\(file):\(line):\(column): \(message)" }
}

/// Everything that is wrong with one mapping, at least one thing.
public struct MappingErrors: Error, Sendable, CustomStringConvertible {
  /// In the order in which they were found.
  public let errors: [MappingError]

  /// One line for each.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// Finds what a misspelt word was meant to be.
enum Suggestion {
  /// `; did you mean 'fader'?`, or a list of all that is known if nothing is near.
  static func text(for word: String, among known: [String]) -> String {
    if let near = nearest(to: word, among: known) { return "; did you mean '\(near)'?" }
    return known.isEmpty || known.count > 24 ? "" : "; known are \(known.joined(separator: ", "))"
  }

  static func nearest(to word: String, among known: [String]) -> String? {
    let limit = max(1, word.count / 3)
    let distances = known.map { ($0, distance(word.lowercased(), $0.lowercased())) }
    return distances.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
  }

  /// How many letters must be changed, added or dropped to make one word of the other.
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let changed = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
