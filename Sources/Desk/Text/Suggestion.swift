/// What a mistyped word was probably meant to be.
enum Suggestion {
  /// ` (did you mean 'fader'?)`, or nothing if no word is near.
  static func phrase(for word: some StringProtocol, among known: some Sequence<String>) -> String {
    closest(to: word, among: known).map { " (did you mean '\($0)'?)" } ?? ""
  }

  /// The nearest of some words by edit distance, if it is near enough to be meant: at most a third of its letters wrong.
  static func closest(to word: some StringProtocol, among known: some Sequence<String>) -> String? {
    guard word.utf8.count <= 64 else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in known {
      let distance = editDistance(Array(word.lowercased()), Array(candidate.lowercased()))
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    guard let best, best.distance <= max(1, best.word.count / 3) else { return nil }
    return best.word
  }

  /// Letters to insert, delete, replace or swap with their neighbour to make one word the other.
  static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
