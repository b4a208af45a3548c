import Mixer

/// A script of timed moves for an offline render, ready to be played: what changes, and at which frame.
///
/// One move per line: `SECONDS set PATH VALUE` or `SECONDS recall FILE`; `#` starts a comment, a path or file with spaces
/// stands in quotation marks, and a path may have wildcards (`ch/*/mute`). Moves take effect at the next multiple of 64
/// frames, so that the result does not depend on the block size.
public struct RenderScript: Sendable {
  /// One value that changes.
  public struct Change: Sendable, Hashable {
    /// What.
    public var parameter: Parameter
    /// To which value, in its unit.
    public var value: Float
  }

  /// All that changes at one frame, applied together.
  public struct Move: Sendable, Hashable {
    /// When, in frames from the start; a multiple of 64.
    public var frame: Int64
    /// The values that change, in catalogue order.
    public var changes: [Change]
  }

  /// Turns the name of a snapshot's file and the desk at that moment into the desk after the recall.
  public typealias Recall = (_ file: String, _ desk: DeskState) throws -> DeskState

  /// Frames between two moments at which moves can take effect.
  public static let grid: Int64 = 64

  /// In order of time.
  public private(set) var moves: [Move] = []

  /// No moves.
  public init() {}

  /// Reads a script and works out every change, so that a mistake in its last line is found before anything is rendered.
  /// - Parameters:
  ///   - text: the script.
  ///   - file: its name, for messages.
  ///   - desk: the desk at the start; its names can stand in paths.
  /// - Throws: `Refusal` beginning with `file:line:column:`.
  public init(
    text: String, file: String, catalogue: Catalogue, desk: DeskState, sampleRate: Int, recall: Recall
  ) throws(Refusal) {
    var lines: [ScriptLine] = []
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      if let parsed = try ScriptLine(line, file: file, number: number + 1) { lines.append(parsed) }
    }
    // Lines of the same time keep their order: sorting by time alone would not promise that.
    let ordered = lines.enumerated().sorted { ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset) }
    var now = desk
    for line in ordered.map(\.element) {
      let before = now
      try line.apply(to: &now, catalogue: catalogue, names: desk.names, recall: recall)
      let changes = catalogue.parameters.indices.filter { before.values[$0] != now.values[$0] }
        .map { Change(parameter: catalogue.parameters[$0], value: now.values[$0]) }
      append(changes, at: RenderScript.frame(of: line.seconds, sampleRate: sampleRate))
    }
  }

  private mutating func append(_ changes: [Change], at frame: Int64) {
    if let last = moves.last, last.frame == frame {
      moves[moves.count - 1].changes += changes
    } else {
      moves.append(Move(frame: frame, changes: changes))
    }
  }

  private static func frame(of seconds: Double, sampleRate: Int) -> Int64 {
    let exact = (seconds * Double(sampleRate) / Double(grid)).rounded(.up)
    return Int64(exact) * grid
  }
}

/// One line of a script, taken apart but not yet looked up.
private struct ScriptLine {
  let seconds: Double
  private let words: [Word]
  private let file: String
  private let number: Int

  /// A word and the column of its first character, counted from 1.
  struct Word {
    var text: String
    var column: Int
  }

  /// nil for an empty line or a comment.
  init?(_ line: Substring, file: String, number: Int) throws(Refusal) {
    self.file = file
    self.number = number
    words = try ScriptLine.words(in: line, file: file, number: number)
    guard let first = words.first else { return nil }
    guard let time = Double(first.text), time.isFinite, (0...1e6).contains(time) else {
      throw ScriptLine.refusal(
        file, number, 1, "'\(first.text)' is not a time; a line is SECONDS set PATH VALUE or SECONDS recall FILE")
    }
    seconds = time
    guard words.count > 1, ["set", "recall"].contains(words[1].text) else {
      let found = words.count > 1 ? "'\(words[1].text)' is unknown" : "there is nothing to do"
      throw refusal(words.count > 1 ? words[1].column : line.count + 1, "\(found); write set PATH VALUE or recall FILE")
    }
  }

  func apply(
    to desk: inout DeskState, catalogue: Catalogue, names: [String], recall: RenderScript.Recall
  ) throws(Refusal) {
    guard words.count > 2 else {
      throw refusal(
        words[1].column, "'\(words[1].text)' wants " + (words[1].text == "set" ? "a path and a value" : "a file"))
    }
    if words[1].text == "set" {
      try set(in: &desk, catalogue: catalogue, names: names)
    } else {
      guard words.count == 3 else {
        throw refusal(words[3].column, "recall takes one file; a name with spaces stands in quotation marks")
      }
      do { desk = try recall(words[2].text, desk) } catch { throw refusal(words[2].column, "\(error)") }
    }
  }

  private func set(in desk: inout DeskState, catalogue: Catalogue, names: [String]) throws(Refusal) {
    guard words.count > 3 else { throw refusal(words[2].column, "'\(words[2].text)' wants a value after it") }
    let addresses: [Address]
    do throws(Refusal) {
      addresses =
        words[2].text.contains("*")
        ? try catalogue.matching(words[2].text, names: names) : [try catalogue.resolve(words[2].text, names: names)]
    } catch { throw refusal(words[2].column, error.description) }
    let text = words[3...].map(\.text).joined(separator: " ")
    for address in addresses {
      guard case .value(let parameter) = address, let index = catalogue.index(of: parameter) else {
        throw refusal(words[2].column, "'\(words[2].text)' includes a name; a script moves values only")
      }
      do throws(Refusal) {
        desk.values[index] = try catalogue.spec(at: index).value(from: text)
      } catch { throw refusal(words[3].column, error.description) }
    }
  }

  private func refusal(_ column: Int, _ text: String) -> Refusal { ScriptLine.refusal(file, number, column, text) }

  private static func refusal(_ file: String, _ number: Int, _ column: Int, _ text: String) -> Refusal {
    Refusal("\(file):\(number):\(column): \(text)")
  }

  private static func words(in line: Substring, file: String, number: Int) throws(Refusal) -> [Word] {
    var words: [Word] = []
    var open: Word?
    var quoted = false
    for (offset, character) in line.enumerated() {
      if quoted {
        if character == "\"" { quoted = false } else { open?.text.append(character) }
      } else if character == "\"" {
        quoted = true
        if open == nil { open = Word(text: "", column: offset + 1) }
      } else if character == "#", open == nil {
        break
      } else if character == " " || character == "\t" || character == "\r" {
        if let word = open { words.append(word) }
        open = nil
      } else {
        if open == nil { open = Word(text: "", column: offset + 1) }
        open?.text.append(character)
      }
    }
    if quoted { throw refusal(file, number, line.count + 1, "the quotation mark is not closed") }
    if let word = open { words.append(word) }
    return words
  }
}
