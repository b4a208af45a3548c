/// What a fader or knob without motor does to a value that stands somewhere else.
enum Takeover: String, CaseIterable, Sendable {
  /// Nothing before it has crossed the value, or stands on it.
  case pickup
  /// Sets it at once to where the hand is.
  case jump
  /// Takes it along, towards the end of the travel by less than the hand moves, so that they meet.
  case scale
  /// Takes it along, by as much as the hand moves.
  case relative
}
