import Mixer

// Stereo pairs. The odd channel is the left side, its even neighbour the right.
//
// As on an X32, both sides share everything but trim, polarity and delay, which stay with their input: they belong to a
// microphone and not to the stereo picture. Gates, compressors and de-essers listen to the louder side. Pan is a balance on
// a linked pair. The channel on which the link is set gives its settings to the other; the balance starts in the middle.
// When a pair is parted, its channels are panned hard left and hard right, so that it sounds as before.
extension Desk {
  /// What both sides of a linked pair share.
  static let shared = Set(Item.allCases).subtracting([.trim, .polarity, .delayOn, .delayTime])

  /// The other channel of the pair that a strip can be linked to; nil if it has none.
  public func neighbour(of strip: StripID) -> StripID? {
    guard strip.kind == .channel, strip.index ^ 1 < catalogue.layout.channels else { return nil }
    return StripID(.channel, strip.index ^ 1)
  }

  /// The place of the same parameter on the other side, whether linked or not; nil if both sides never share it.
  func counterpart(of parameter: Parameter) -> Int? {
    guard Desk.shared.contains(parameter.item), let other = neighbour(of: parameter.strip) else { return nil }
    return catalogue.index(of: Parameter(other, parameter.item, Int(parameter.which)))
  }

  /// The place of the parameter that moves with this one now.
  func linkedPartner(of parameter: Parameter) -> Int? {
    guard isLinked(parameter.strip, in: state) else { return nil }
    return counterpart(of: parameter)
  }

  func isLinked(_ strip: StripID, in state: DeskState) -> Bool {
    guard strip.kind == .channel, let index = catalogue.index(of: Parameter(strip, .link)) else { return false }
    return state.values[index] == 1
  }

  mutating func setLink(of strip: StripID, to value: Float, by origin: Origin) -> [Change] {
    guard let other = neighbour(of: strip), isLinked(strip, in: state) != (value == 1) else { return [] }
    var changes: [Change] = []
    for address in catalogue.addresses(of: strip) {
      guard case .value(let parameter) = address, let index = catalogue.index(of: parameter),
        let partner = counterpart(of: parameter)
      else { continue }
      switch parameter.item {
      case .link:
        take(index, value, by: origin, into: &changes)
        take(partner, value, by: origin, into: &changes)
      case .pan:
        let side: Float = value == 1 ? 0 : 100
        take(index, strip.index < other.index ? -side : side, by: origin, into: &changes)
        take(partner, strip.index < other.index ? side : -side, by: origin, into: &changes)
      default:
        if value == 1 { take(partner, state.values[index], by: origin, into: &changes) }
      }
    }
    return changes
  }
}
