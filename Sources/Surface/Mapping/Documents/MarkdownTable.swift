/// A table in Markdown.
enum MarkdownTable {
  /// Its lines: the head, and a line for each row; all have as many cells.
  static func lines(_ head: [String], _ rows: [[String]]) -> [String] {
    [line(head), "|" + head.map { _ in "---|" }.joined()] + rows.map(line)
  }

  private static func line(_ cells: [String]) -> String {
    "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
  }
}
