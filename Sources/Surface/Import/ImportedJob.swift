/// What an imported control is to do, as it will stand in a layer; the number that may count along a row stands apart:
/// `bank[` 3 `]/fader`, `ch/` 3 `/mute`, `bank next`.
struct ImportedJob: Hashable, Sendable {
  /// What kind of control can do it.
  enum Form: Hashable, Sendable {
    /// A parameter that has a position: faders, knobs, encoders.
    case position
    /// A parameter that is on or off: buttons.
    case toggle
    /// Anything else that a button does.
    case action
  }

  let form: Form
  let before: String
  var number: Int?
  var after = ""
  /// What a control that does it is called.
  let name: String
  /// Whether it lasts only while a button is held.
  var isHeld = false

  /// The words for the layer, with its own number.
  var text: String { text(number: number.map(String.init) ?? "", isCounted: false) }

  /// The words for the layer.
  /// - Parameter isCounted: whether the number is to be counted out (`n+8`); paths such as `ch/[n+8]/mute` say that with
  ///   brackets.
  func text(number: String, isCounted: Bool) -> String {
    let place = isCounted && before.hasSuffix("/") ? "[\(number)]" : number
    return (isHeld ? "hold " : "") + before + place + after
  }

  /// The path on a desk that is as it was when new, for examples; nil if that is not known.
  var path: String? {
    guard form != .action else { return nil }
    if before == "bank[" { return number.map { "ch/\($0)\(after.dropFirst())" } }
    return before.hasPrefix("selected") ? nil : before + (number.map(String.init) ?? "") + after
  }
}
