/// One thing that a strip has. What it means, its range and its law stand in `ParameterSpec`.
public enum Item: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case trim, polarity, link
  case fader, mute, pan, solo
  case toMain, toGroup
  case level, dim, mono, soloTap
  case color
}

/// The address of one parameter: which strip, which item, and which of several alike.
///
/// Nothing in it depends on the size of the desk, so it can be stored in a mapping; `Catalogue.index(of:)` turns it into
/// a place in the desk's flat array of values.
public struct Parameter: Hashable, Sendable, BitwiseCopyable {
  /// The strip that it belongs to.
  public let strip: StripID
  /// What it is.
  public let item: Item
  /// Which of several alike, from 0: the group in `ch/3/group/2`. 0 where there is only one.
  public let which: UInt8

  /// A parameter's address; it need not exist on a given desk.
  @_noLocks public init(_ strip: StripID, _ item: Item, _ which: Int = 0) {
    self.strip = strip
    self.item = item
    self.which = UInt8(truncatingIfNeeded: which)
  }
}

/// What a path can name: a value in the flat array, or a strip's name.
public enum Address: Hashable, Sendable {
  /// A number in its unit.
  case value(Parameter)
  /// The text `STRIP/name`.
  case name(StripID)
}
