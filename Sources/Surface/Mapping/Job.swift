import Mixer

/// Which strip an assignment means.
enum StripReference: Hashable, Sendable {
  /// The n-th strip of the current bank, from 1.
  case bank(Int)
  /// The strip that was selected last.
  case selected
  /// The aux or effect that was chosen last.
  case bus
  case fixed(StripID)
}

/// Which parameter an assignment means.
struct ParameterReference: Hashable, Sendable {
  /// The items of a send to the chosen bus, which may be an aux or an effect.
  struct BusItems: Hashable, Sendable {
    let aux: Item?
    let effect: Item?
  }

  let strip: StripReference
  let item: Item
  let which: Int
  /// Not nil where `[bus]` stands in the path: then the chosen bus says which item, and which of them.
  var bus: BusItems?
}

/// What a control does, or shows.
enum Job: Hashable, Sendable {
  case parameter(ParameterReference)
  /// On while the button is held.
  case hold(ParameterReference)
  case set(ParameterReference, Float)
  /// The next or the previous word of a list.
  case step(ParameterReference, Int)
  /// Sets a parameter to its initial value.
  case reset(ParameterReference)
  /// Makes a strip what it is on a new desk.
  case resetStrip(StripReference)
  case copy(from: StripReference, to: StripReference)
  case autoTrim(StripReference)
  /// One tap for the tempo of an effect.
  case tap(StripReference)
  case name(StripReference)
  /// The short name of a parameter.
  case label(ParameterReference)
  case meter(StripReference)
  case select(StripReference)
  /// Moves the bank by its own size, to the right or to the left.
  case bank(Int)
  /// Moves the bank to the n-th one, from 1.
  case bankNumber(Int)
  /// Moves the bank by one strip.
  case channel(Int)
  /// The bank runs through strips of these kinds.
  case strips([StripKind])
  /// The bank runs through what belongs to a DCA, a mute group or a group.
  case spill(StripReference)
  /// Chooses the aux or effect that `bus` stands for.
  case bus(StripReference)
  case stepBus(Int)
  /// Switches a layer on and off, or has it on while the button is held. Indices into `Mapping.layers`.
  case layer(Int, held: Bool)
  /// Switches a layer, and the other pages of its set off.
  case page(Int)
  /// The next or the previous page of a set. Index into `Mapping.pages`.
  case turnPage(Int, Int)
  case recall(Int)
  case stepSnapshot(Int)
  case snapshotNumber
  case undo, redo, save, clearSolo
  /// Shows whether a control without motor has been picked up. Index into `Mapping.controls`.
  case takeover(Int)
  /// The first of several that a display shows; another one for a while after it has changed.
  case texts([Job])
  /// One after the other.
  case all([Job])
}

/// What one control does in a layer: with the hand, and as a light or display.
struct Assignment: Hashable, Sendable {
  /// Of a button: when it is pressed.
  var hand: Job?
  var release: Job?
  var long: Job?
  var double: Job?
  var shown: Job?
  /// What a fader or knob without motor does to a value that stands elsewhere.
  var takeover = Takeover.pickup

  var isForHand: Bool { [hand, release, long, double].contains { $0 != nil } }
}

/// A set of assignments. The first layer of a mapping is always on; others cover it.
struct Layer: Sendable {
  let name: String
  /// By place in `Mapping.controls`.
  var assignments: [Int: Assignment] = [:]
}

/// Layers of which at most one is switched on.
struct PageSet: Sendable {
  let name: String
  /// Indices into `Mapping.layers`.
  var layers: [Int] = []
}
