import Mixer

extension Catalogue {
  /// How two states differ, one readable line for each value or name: `ch/3/fader -6.00 dB → 0.00 dB`.
  ///
  /// Values that read the same are the same here. Solo, monitor and whatever else a snapshot does not hold are left out.
  /// - Precondition: both states are of this catalogue.
  public func difference(from old: DeskState, to new: DeskState) -> [String] {
    layout.strips.flatMap { strip in addresses(of: strip) }.compactMap { address in
      if case .value(let parameter) = address {
        guard let index = index(of: parameter), spec(at: index).inSnapshot, old.values[index] != new.values[index]
        else { return nil }
      }
      let before = Desk.text(of: address, in: old, self)
      let after = Desk.text(of: address, in: new, self)
      return before == after ? nil : "\(path(of: address)) \(before) → \(after)"
    }
  }
}
