import Mixer

/// The truth: what every parameter is. The mixer follows it and surfaces are views of it. A plain value that the control
/// thread owns; it does no I/O and knows no clock (times come in as monotonic nanoseconds).
public struct Desk: Sendable {
  /// What this desk has.
  public let catalogue: Catalogue
  /// What everything is now.
  public internal(set) var state: DeskState
  /// The fades under way, by the index of their parameter.
  var fades: [Int: Fade] = [:]
  /// When a fade last made a step.
  var lastTick: UInt64 = 0
  var history = History()
  var taps = TapTempo()

  /// A desk in a given state; without one, a new desk.
  /// - Precondition: the state is of this catalogue.
  public init(catalogue: Catalogue, state: DeskState? = nil) {
    self.catalogue = catalogue
    self.state = state ?? DeskState(catalogue: catalogue)
    precondition(Desk.fits(self.state, catalogue), "the state belongs to a desk of another size")
  }

  /// Every value as a change: what a mixer that has just been made must be told.
  public var everything: Batch {
    Batch(
      changes: catalogue.parameters.indices.map { Change(catalogue.parameters[$0], state.values[$0], by: .recall) },
      renamings: catalogue.layout.strips.indices.map {
        Renaming(catalogue.layout.strips[$0], state.names[$0], by: .recall)
      })
  }

  /// The value of a parameter in its unit; nil if this desk does not have it.
  public func value(of parameter: Parameter) -> Float? { catalogue.index(of: parameter).map { state.values[$0] } }

  /// A value or name as people read it: `-6.00 dB`, `on`, `"Kick"`.
  public func text(of address: Address) -> String { Desk.text(of: address, in: state, catalogue) }

  /// Moves a parameter: clamps the value, moves the partner of a linked pair with it, ends their fades.
  /// - Returns: what really changed; nothing if the desk does not have the parameter.
  public mutating func set(_ parameter: Parameter, to value: Float, by origin: Origin) -> [Change] {
    guard let index = catalogue.index(of: parameter) else { return [] }
    let value = allowed(value, at: index)
    if parameter.item == .link { return setLink(of: parameter.strip, to: value, by: origin) }
    var changes: [Change] = []
    take(index, value, by: origin, into: &changes)
    if let partner = linkedPartner(of: parameter) { take(partner, value, by: origin, into: &changes) }
    return changes
  }

  /// Names a strip; an empty name takes its name away.
  /// - Returns: nil if it has that name already.
  /// - Throws: `Refusal` if it cannot be a name, or if this desk has no such strip.
  public mutating func rename(_ strip: StripID, to text: String, by origin: Origin) throws(Refusal) -> Renaming? {
    guard let position = catalogue.layout.position(of: strip) else {
      throw Refusal("this desk has no \(strip.path)")
    }
    let name = try DeskState.name(from: text)
    guard state.names[position] != name else { return nil }
    state.names[position] = name
    return Renaming(strip, name, by: origin)
  }

  /// A hand has taken hold of a control: its parameter stops fading where it is, and so does a linked partner.
  public mutating func hold(_ parameter: Parameter) {
    guard let index = catalogue.index(of: parameter) else { return }
    fades[index] = nil
    if let partner = linkedPartner(of: parameter) { fades[partner] = nil }
  }

  /// Gives one value its place, ends its fade and notes the change if it is one.
  mutating func take(_ index: Int, _ value: Float, by origin: Origin, into changes: inout [Change]) {
    fades[index] = nil
    guard state.values[index] != value else { return }
    state.values[index] = value
    changes.append(Change(catalogue.parameters[index], value, by: origin))
  }

  /// What a value becomes on this desk: inside the range, and no link where there is no neighbour.
  func allowed(_ value: Float, at index: Int) -> Float {
    let parameter = catalogue.parameters[index]
    if parameter.item == .link, neighbour(of: parameter.strip) == nil { return 0 }
    return catalogue.spec(at: index).clamped(value)
  }

  static func fits(_ state: DeskState, _ catalogue: Catalogue) -> Bool {
    state.values.count == catalogue.parameters.count && state.names.count == catalogue.layout.strips.count
  }

  static func text(of address: Address, in state: DeskState, _ catalogue: Catalogue) -> String {
    switch address {
    case .value(let parameter):
      guard let index = catalogue.index(of: parameter) else { return "" }
      return catalogue.spec(at: index).text(of: state.values[index])
    case .name(let strip):
      guard let position = catalogue.layout.position(of: strip) else { return "" }
      return Words.quoted(state.names[position])
    }
  }
}
