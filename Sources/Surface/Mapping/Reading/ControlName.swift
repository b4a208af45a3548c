/// A control or a row of controls as written in a file: `flip`, `fader[3]`, `fader[1-8]`.
struct ControlName: Hashable {
  let row: String
  let numbers: ClosedRange<Int>?

  init(_ text: String) throws(Complaint) {
    guard let open = text.firstIndex(of: "[") else {
      row = text
      numbers = nil
      try ControlName.check(row, in: text)
      return
    }
    row = String(text[..<open])
    try ControlName.check(row, in: text)
    let inside = text[text.index(after: open)...]
    guard inside.hasSuffix("]") else { throw Complaint("'\(text)' has no ']' at its end") }
    let ends = inside.dropLast().split(separator: "-" as Character, omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 1, first <= last,
      last <= 256
    else {
      throw Complaint("'\(text)': write one number (\(row)[3]) or the first and the last (\(row)[1-8]), from 1 to 256")
    }
    numbers = first...last
  }

  private static func check(_ row: String, in text: String) throws(Complaint) {
    let isWord = !row.isEmpty && row.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    guard isWord else { throw Complaint("'\(text)' is not a name for a control; use letters, digits and hyphens") }
  }

  /// The names of the single controls.
  var all: [(name: String, number: Int?)] {
    guard let numbers else { return [(row, nil)] }
    return numbers.map { ("\(row)[\($0)]", $0) }
  }
}
