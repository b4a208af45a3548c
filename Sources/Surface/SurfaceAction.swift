import Mixer

/// What a hand on a surface asks of the desk. Banks, layers and selection are not among them; the surface keeps those.
public enum SurfaceAction: Hashable, Sendable {
  /// Set a parameter to a value in its unit.
  case set(Parameter, Float)
  /// Switch an on/off parameter.
  case toggle(Parameter)
  /// Recall a snapshot by its number.
  case recall(Int)
  /// Take back the last recall.
  case undo
  /// Take back the last undo.
  case redo
  /// Store the desk in the current snapshot.
  case save
  /// Switch off every solo.
  case clearSolo
  /// Make a strip what it is on a new desk.
  case reset(StripID)
  /// Give the second strip the settings of the first.
  case copy(from: StripID, to: StripID)
  /// Trim a channel by its highest peak.
  case autoTrim(StripID)
  /// One tap for the tempo of an effect.
  case tap(StripID)
}
