import Mixer

/// What a surface looks at: which strips its bank runs through and where the bank begins, the selected strip, the chosen
/// bus, the layers that are on. Surfaces that are joined share one.
public struct Focus: Hashable, Sendable {
  /// Which strips the bank runs through.
  enum Strips: Hashable, Sendable {
    /// Those of the kinds that the mapping's `bank` names.
    case usual
    /// Those of some kinds, in this order.
    case kinds([StripKind])
    /// Those that belong to a DCA, a mute group or a group.
    case members(StripID)
  }

  /// The kinds that the bank usually runs through, in this order.
  var kinds: [StripKind]
  var strips = Strips.usual
  /// The first strip of the bank, from 0.
  var start = 0
  /// Where the usual bank began when other strips took its place.
  var usualStart = 0
  var selected: StripID
  /// The aux or effect that `bus` stands for; nil if the desk has none.
  var bus: StripID?
  /// The names of the layers that are switched on, without the first one, and of those that a button holds on.
  var layers: Set<String> = []
  var heldLayers: Set<String> = []

  init(kinds: [StripKind], catalogue: Catalogue) {
    self.kinds = kinds
    selected = .main
    bus = Focus.buses(of: catalogue).first
    selected = run(on: catalogue, state: nil).first ?? .main
  }

  /// Every aux and every effect of a desk.
  static func buses(of catalogue: Catalogue) -> [StripID] {
    catalogue.layout.strips.filter { $0.kind == .aux || $0.kind == .effect }
  }

  /// The strips that the bank runs through. Without a state nothing belongs to anything.
  func run(on catalogue: Catalogue, state: DeskState?) -> [StripID] {
    switch strips {
    case .usual: Focus.strips(of: kinds, on: catalogue)
    case .kinds(let kinds): Focus.strips(of: kinds, on: catalogue)
    case .members(let owner):
      state.map { state in catalogue.layout.strips.filter { Focus.belongs($0, to: owner, state, catalogue) } } ?? []
    }
  }

  private static func strips(of kinds: [StripKind], on catalogue: Catalogue) -> [StripID] {
    kinds.flatMap { kind in catalogue.layout.strips.filter { $0.kind == kind } }
  }

  /// The item by which strips belong to a strip of a kind; nil if nothing belongs to such strips.
  static func membership(in kind: StripKind) -> Item? {
    switch kind {
    case .dca: .dca
    case .muteGroup: .muteGroup
    case .group: .toGroup
    default: nil
    }
  }

  private static func belongs(
    _ strip: StripID, to owner: StripID, _ state: DeskState, _ catalogue: Catalogue
  ) -> Bool {
    guard let item = membership(in: owner.kind), let place = catalogue.index(of: Parameter(strip, item, owner.index))
    else { return false }
    return state.values[place] >= 0.5
  }
}
