/// Everything that a desk remembers: a flat array of values and the strips' names. A snapshot, a difference, an undo, a
/// fade and a copy are operations on it. A plain value; whoever holds it owns it.
public struct DeskState: Hashable, Sendable {
  /// One value per parameter, in its unit, in the order of `Catalogue.parameters`.
  public var values: [Float]
  /// One name per strip, in the order of `Layout.strips`. May be empty; see `label(of:)`.
  public var names: [String]

  /// A new desk: every parameter at its initial value, no names.
  public init(catalogue: Catalogue) {
    values = catalogue.parameters.indices.map {
      catalogue.spec(at: $0).initial(Int(catalogue.parameters[$0].which))
    }
    names = Array(repeating: "", count: catalogue.layout.strips.count)
  }

  /// The value of a parameter.
  /// - Precondition: the desk has it.
  public func value(of parameter: Parameter, in catalogue: Catalogue) -> Float {
    values[catalogue.index(of: parameter)!]
  }

  /// What to call a strip: its name, or `Ch 3`, `Group 1`, `Main`, `Monitor` where it has none.
  public func label(of strip: StripID, in catalogue: Catalogue) -> String {
    if let position = catalogue.layout.position(of: strip), !names[position].isEmpty { return names[position] }
    return switch strip.kind {
    case .channel: "Ch \(strip.index + 1)"
    case .group: "Group \(strip.index + 1)"
    case .aux: "Aux \(strip.index + 1)"
    case .effect: "Fx \(strip.index + 1)"
    case .dca: "DCA \(strip.index + 1)"
    case .muteGroup: "Mute \(strip.index + 1)"
    case .main: "Main"
    case .monitor: "Monitor"
    case .talkback: "Talkback"
    }
  }

  /// What can be a name: up to 32 printable characters without quotation marks, slashes, asterisks or backslashes, so that
  /// it can stand in a path and in a file. Spaces at the ends are dropped.
  /// - Throws: `Refusal` saying what is wrong.
  public static func name(from text: some StringProtocol) throws(Refusal) -> String {
    var name = Substring(String(text))
    while name.first == " " { name.removeFirst() }
    while name.last == " " { name.removeLast() }
    guard name.count <= 32 else { throw Refusal("the name '\(name)' is longer than 32 characters") }
    for character in name.unicodeScalars
    where character.value < 0x20 || character.value == 0x7F || "\"/*\\".unicodeScalars.contains(character) {
      throw Refusal("a name has no quotation marks, slashes, asterisks, backslashes or control characters")
    }
    return String(name)
  }
}
