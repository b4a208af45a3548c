// The keys inside a layer.
extension Section {
  /// A layer's lines, apart from the names of controls.
  static let layer = Section(
    "a layer", [Key("takeover", .word(Takeover.self), "What its faders and knobs without motors do.")])

  static let button = Section(
    "a button",
    [
      Key("press", .jobs, "At once; with `long` or `double` as soon as it is clear that it is neither."),
      Key("release", .jobs, "When the finger leaves."),
      Key("long", .jobs, "After half a second, while the finger is still there."),
      Key("double", .jobs, "At a second press within 0.3 s."),
      Key("led", .jobs, "What the light shows."),
    ])

  static let position = Section(
    "a fader or knob",
    [
      Key("move", .jobs, isNeeded: true, "What it moves."),
      Key("takeover", .word(Takeover.self), "What it does to a value that stands elsewhere."),
    ])
}

extension Takeover {
  /// What the hand does to the value, for people.
  var about: String {
    switch self {
    case .pickup: "nothing until it crosses the value, however fast, or stands on it"
    case .jump: "sets it at once"
    case .scale: "takes it along, towards the end of the travel by less than the hand moves, so that they meet"
    case .relative: "takes it along by as much as the hand moves"
    }
  }
}
