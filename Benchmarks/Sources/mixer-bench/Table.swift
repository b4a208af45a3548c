/// A table of plain text: the first column left, the others right.
struct Table {
  private let titles: [String]
  private var rows: [[String]] = []

  init(_ titles: String...) { self.titles = titles }

  mutating func add(_ cells: String...) { rows.append(cells) }

  func show() {
    let widths = titles.indices.map { column in ([titles] + rows).map { $0[column].count }.max()! }
    for row in [titles] + rows {
      let cells = zip(row, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + space : space + cell.0
      }
      print("  " + cells.joined(separator: "  "))
    }
    print()
  }
}

/// A number with so many digits after the point.
func text(_ value: Double, _ digits: Int = 2) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let whole = Int((value * scale).rounded())
  guard digits > 0 else { return "\(whole)" }
  let part = String(whole.magnitude % UInt(scale))
  return (whole < 0 ? "-" : "") + "\(whole.magnitude / UInt(scale))."
    + String(repeating: "0", count: digits - part.count) + part
}

func microseconds(_ nanoseconds: Double) -> String { text(nanoseconds / 1000, 1) }
