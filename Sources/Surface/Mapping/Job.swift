import Mixer

/// Which strip an assignment means.
enum StripReference: Hashable, Sendable {
  /// The n-th strip of the current bank, from 1.
  case bank(Int)
  /// The strip that was selected last.
  case selected
  case fixed(StripID)
}

/// Which parameter an assignment means.
struct ParameterReference: Hashable, Sendable {
  let strip: StripReference
  let item: Item
  let which: Int
}

/// What a control does, or shows.
enum Job: Hashable, Sendable {
  case parameter(ParameterReference)
  /// Sets a parameter to its initial value.
  case reset(ParameterReference)
  case name(StripReference)
  case meter(StripReference)
  case select(StripReference)
  /// Moves the bank by its own size, to the right or to the left.
  case bank(Int)
  /// Moves the bank by one strip.
  case channel(Int)
  /// Switches a layer on and off, or has it on while the button is held. Indices into `Mapping.layers`.
  case layer(Int, held: Bool)
  case recall(Int)
  case stepSnapshot(Int)
  case snapshotNumber
  case undo, redo, save, clearSolo
  /// Shows whether a control without motor has been picked up. Index into `Mapping.controls`.
  case takeover(Int)
  /// The first of several that a display shows; another one for a while after it has changed.
  case texts([Job])
}

/// What one control does in a layer: with the hand, and as a light or display.
struct Assignment: Hashable, Sendable {
  var hand: Job?
  var shown: Job?
}

/// A set of assignments. The first layer of a mapping is always on; others cover it.
struct Layer: Sendable {
  let name: String
  /// By place in `Mapping.controls`.
  var assignments: [Int: Assignment] = [:]
}
