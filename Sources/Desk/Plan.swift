import Mixer

/// What a recall is about to move and what it will leave.
struct Plan {
  private let desk: Desk
  private var moves: [Int: Float] = [:]
  private var renames: [Int: String] = [:]
  private var kept: [Int: Recall.Kept.Reason] = [:]
  private var keptNames: [Int: Recall.Kept.Reason] = [:]

  init(desk: Desk) { self.desk = desk }

  mutating func move(_ index: Int, to value: Float) { moves[index] = value }
  mutating func keep(_ index: Int, _ reason: Recall.Kept.Reason) { kept[index] = reason }
  mutating func rename(_ position: Int, to name: String) { renames[position] = name }
  mutating func keepName(_ position: Int, _ reason: Recall.Kept.Reason) { keptNames[position] = reason }

  /// Lets no linked pair come out with two different settings. Where the pair is linked already, and for what snapshots
  /// do not hold (solo), the even channel takes the odd one's value; otherwise a pair that is to be linked now is not.
  mutating func keepPairsEqual() {
    let catalogue = desk.catalogue
    for channel in stride(from: 0, to: catalogue.layout.channels - 1, by: 2) {
      let strip = StripID(.channel, channel)
      guard let link = catalogue.index(of: Parameter(strip, .link)), value(at: link) == 1 else { continue }
      let isLinkedNow = desk.state.values[link] == 1
      let unequal = pairs(of: strip).filter { value(at: $0.odd) != value(at: $0.even) }
      if !isLinkedNow, unequal.contains(where: { catalogue.spec(at: $0.odd).inSnapshot }) {
        leaveApart(strip)
      } else {
        for pair in unequal { moves[pair.even] = value(at: pair.odd) }
      }
    }
  }

  private mutating func leaveApart(_ strip: StripID) {
    for pair in pairs(of: strip) where desk.catalogue.parameters[pair.odd].item == .link {
      for index in [pair.odd, pair.even] where moves.removeValue(forKey: index) != nil { kept[index] = .unequal }
    }
  }

  private func value(at index: Int) -> Float { moves[index] ?? desk.goal(at: index) }

  private func pairs(of strip: StripID) -> [(odd: Int, even: Int)] {
    desk.catalogue.addresses(of: strip).compactMap { address in
      guard case .value(let parameter) = address, let odd = desk.catalogue.index(of: parameter),
        let even = desk.counterpart(of: parameter)
      else { return nil }
      return (odd, even)
    }
  }

  /// The moves with what they start from: where each parameter is going to be without them.
  var step: Step {
    Step(
      moves: moves.keys.sorted().map { .init(index: $0, before: desk.goal(at: $0), after: moves[$0] ?? 0) },
      renames: renames.keys.sorted().map {
        .init(position: $0, before: desk.state.names[$0], after: renames[$0] ?? "")
      })
  }

  var keptInOrder: [Recall.Kept] {
    let catalogue = desk.catalogue
    return kept.keys.sorted().map { .init(address: .value(catalogue.parameters[$0]), reason: kept[$0] ?? .safe) }
      + keptNames.keys.sorted().map {
        .init(address: .name(catalogue.layout.strips[$0]), reason: keptNames[$0] ?? .safe)
      }
  }
}
