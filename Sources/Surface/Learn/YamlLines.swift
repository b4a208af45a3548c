/// A YAML text by the places that its reader names: lines and columns, both from 1, columns in Unicode scalars.
struct YamlLines {
  let scalars: [Unicode.Scalar]
  /// Where each line begins; one more for the end of the text.
  private let starts: [Int]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    var starts = [0]
    for (place, scalar) in scalars.enumerated() {
      let isInPair = scalar == "\r" && scalars.indices.contains(place + 1) && scalars[place + 1] == "\n"
      if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar), !isInPair { starts.append(place + 1) }
    }
    self.starts = starts + [scalars.count]
  }

  /// How many lines there are; a text that ends with a line break has an empty one at its end.
  var count: Int { starts.count - 1 }

  /// What ends most of its lines.
  var lineBreak: String {
    let returns = scalars.indices.filter { scalars[$0] == "\r" && scalars[min($0 + 1, scalars.count - 1)] == "\n" }
      .count
    return returns * 2 > scalars.count(where: { $0 == "\n" }) ? "\r\n" : "\n"
  }

  func start(of line: Int) -> Int { starts[min(max(line - 1, 0), starts.count - 1)] }

  /// A line without its end.
  func line(_ line: Int) -> ArraySlice<Unicode.Scalar> {
    var slice = scalars[start(of: line)..<start(of: line + 1)]
    while let last = slice.last, ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(last) { slice.removeLast() }
    return slice
  }

  func index(of place: Located) -> Int { min(start(of: place.line) + place.column - 1, scalars.count) }

  func indentation(of line: Int) -> Int { self.line(line).prefix { $0 == " " }.count }

  func isBlank(_ line: Int) -> Bool { self.line(line).allSatisfy { $0 == " " || $0 == "\t" } }

  func isComment(_ line: Int) -> Bool { self.line(line).first { $0 != " " && $0 != "\t" } == "#" }

  /// The text with a piece in the place of some of it.
  func replacing(_ range: Range<Int>, with text: String) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[..<range.lowerBound])
    result.append(contentsOf: text.unicodeScalars)
    result.append(contentsOf: scalars[range.upperBound...])
    return String(result)
  }

  func text(_ range: Range<Int>) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[range])
    return String(result)
  }

  /// Where a key or value that begins at a place and lies in one line ends; nil if it goes on in another line.
  /// - Parameter isInFlow: whether it stands between braces or brackets.
  func end(of start: Int, isInFlow: Bool) -> Int? {
    var closers: [Unicode.Scalar] = []
    var place = start
    while place < scalars.count {
      let scalar = scalars[place]
      switch scalar {
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": return closers.isEmpty ? trimmed(start, place) : nil
      case "\"", "'":
        if place == start || !closers.isEmpty {
          guard let close = closingQuote(from: place) else { return nil }
          place = close
          if closers.isEmpty { return place + 1 }
        }
      case "{" where place == start || !closers.isEmpty: closers.append("}")
      case "[" where place == start || !closers.isEmpty: closers.append("]")
      case "}", "]":
        guard closers.last == scalar else {
          if closers.isEmpty, isInFlow { return trimmed(start, place) }
          break
        }
        closers.removeLast()
        if closers.isEmpty { return place + 1 }
      case "," where closers.isEmpty && isInFlow: return trimmed(start, place)
      case "#" where closers.isEmpty && place > start && [" ", "\t"].contains(scalars[place - 1]):
        return trimmed(start, place)
      case ":" where closers.isEmpty && (place + 1 == scalars.count || [" ", "\n", "\r"].contains(scalars[place + 1])):
        return trimmed(start, place)
      default: break
      }
      place += 1
    }
    return closers.isEmpty ? trimmed(start, place) : nil
  }

  private func trimmed(_ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, [" ", "\t"].contains(scalars[end - 1]) { end -= 1 }
    return end
  }

  private func closingQuote(from start: Int) -> Int? {
    let quote = scalars[start]
    var place = start + 1
    while place < scalars.count, scalars[place] != "\n" {
      if quote == "\"", scalars[place] == "\\" {
        place += 1
      } else if scalars[place] == quote {
        // Two of them stand for one.
        guard quote == "'", place + 1 < scalars.count, scalars[place + 1] == quote else { return place }
        place += 1
      }
      place += 1
    }
    return nil
  }
}
