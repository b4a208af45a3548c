import Mixer

// Layers: what cannot be reached, and what cannot happen.
extension MappingLint {
  mutating func lookAtLayers(_ others: [Mapping]) {
    lookForWays(others)
    for line in lines {
      let (control, assignment) = (line.control, line.assignment)
      for strip in assignment.jobs.flatMap(\.strips) {
        if case .bank(let number) = strip, number > mapping.bank.size {
          warn(line.place, "bank[\(number)] is beyond the bank, which has \(mapping.bank.size) strips")
        }
      }
      for reference in assignment.jobs.compactMap(\.parameter) where isMissing(reference) {
        warn(
          line.place,
          "no strip of the bank has what \(control.name) is for; its kinds are "
            + mapping.bank.kinds.map(\.word).joined(separator: ", "))
      }
      if control.kind == .button, !control.tellsRelease, assignment.hand?.isHold == true || assignment.release != nil {
        warn(
          line.place,
          "\(control.name) never tells that it is released, so it lets go at once; it cannot hold, and 'release' follows "
            + "each press")
      }
    }
    lookForDarkButtons()
  }

  /// Layers and pages that nothing switches on. A surface without any switch may stand beside one that has them.
  private mutating func lookForWays(_ others: [Mapping]) {
    let reached = mapping.reachedLayers
    let beside =
      reached == [0] ? Set(others.flatMap { other in other.reachedLayers.map { other.layers[$0].name } }) : []
    for (layer, place) in reader.layerPlaces.enumerated() where !reached.contains(layer) {
      let name = mapping.layers[layer].name
      if !beside.contains(name) { warn(place, "nothing switches the layer '\(name)' on") }
    }
  }

  /// Whether a parameter lies on the bank, and no strip that can be there has it.
  private func isMissing(_ reference: ParameterReference) -> Bool {
    guard case .bank = reference.strip, reference.bus == nil else { return false }
    var kinds = Set(mapping.bank.kinds)
    for job in lines.flatMap(\.assignment.jobs) {
      switch job {
      case .strips(let more): kinds.formUnion(more)
      case .spill: kinds.formUnion([.channel, .group, .aux, .effect])
      default: break
      }
    }
    return !kinds.contains { kind in Catalogue.specs(of: kind).contains { $0.item == reference.item } }
  }

  /// Buttons whose light is in no layer told anything.
  private mutating func lookForDarkButtons() {
    let buttons = lines.filter { $0.control.kind == .button && $0.control.hasHand && $0.control.isShown }
    let lit = Set(buttons.filter { $0.assignment.shown != nil }.map(\.control.row))
    for line in buttons where !lit.contains(line.control.row) {
      warn(line.place, "\(line.control.row) has a light that is never told anything; add 'led'")
    }
  }
}

extension Mapping {
  /// The layers that are on or can be switched on; the first always is.
  var reachedLayers: Set<Int> {
    var reached: Set<Int> = [0]
    var open = [0]
    while let layer = open.popLast() {
      for job in layers[layer].assignments.values.flatMap(\.jobs) {
        for next in layers(switchedBy: job) where reached.insert(next).inserted { open.append(next) }
      }
    }
    return reached
  }

  private func layers(switchedBy job: Job) -> [Int] {
    switch job {
    case .layer(let layer, _), .page(let layer): [layer]
    case .turnPage(let set, _): pages[set].layers
    default: []
    }
  }
}

extension Control {
  /// Whether a button says when the finger leaves.
  var tellsRelease: Bool { mode == .momentary && receive?.carriesNumber != false }
}
