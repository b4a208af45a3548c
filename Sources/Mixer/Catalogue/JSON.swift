/// A JSON value whose objects keep their order; written on one line, valid for any text.
/// Programs read it; the audio thread has nothing to do with it.
public indirect enum JSON: Hashable, Sendable {
  /// A text.
  case string(String)
  /// A number; what JSON cannot say (infinity, not a number) becomes null.
  case number(Double)
  /// A whole number.
  case integer(Int)
  /// true or false.
  case bool(Bool)
  /// A list.
  case array([JSON])
  /// Keys and values in the order given.
  case object([(key: String, value: JSON)])
  /// Nothing.
  case null

  /// A number that was a `Float`: as short as its own precision allows.
  public static func number(_ value: Float) -> JSON { .number(Double("\(value)") ?? .nan) }

  /// The text of it.
  public var text: String {
    switch self {
    case .string(let text): JSON.quoted(text)
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .integer(let value): "\(value)"
    case .bool(let value): value ? "true" : "false"
    case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let pairs):
      "{" + pairs.map { JSON.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
    case .null: "null"
    }
  }

  /// A list as lines that joined make one document: one line for each element, so that people can read it too.
  public static func lines(_ values: [JSON]) -> [String] {
    guard let last = values.last else { return ["[]"] }
    return ["["] + values.dropLast().map { $0.text + "," } + [last.text, "]"]
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Equal if their texts are.
  public static func == (a: JSON, b: JSON) -> Bool { a.text == b.text }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
