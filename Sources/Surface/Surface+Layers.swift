import Mixer

// What every control does now: layers above each other, and the strips and parameters that their assignments mean.
extension Surface {
  /// Puts the assignments of the layers that are on above each other, the first layer at the bottom.
  mutating func stackLayers() {
    active = Array(repeating: Assignment(), count: mapping.controls.count)
    for (number, layer) in mapping.layers.enumerated() where isOn(layer: number) {
      for (place, assignment) in layer.assignments { active[place] = assignment }
    }
    aim()
  }

  /// Finds what every assignment means now; after a change of layers or focus.
  mutating func aim() {
    handTargets = active.map { target(of: $0.hand) }
    shownTargets = active.map { $0.shown == $0.hand ? nil : target(of: $0.shown) }
    for place in active.indices where active[place].shown == active[place].hand {
      shownTargets[place] = handTargets[place]
    }
    discontinuity()
  }

  private func target(of job: Job?) -> Target? {
    guard case .parameter(let reference)? = job else { return nil }
    return target(reference)
  }

  func target(_ reference: ParameterReference) -> Target? {
    guard let parameter = parameter(reference), let place = catalogue.index(of: parameter) else { return nil }
    return Target(parameter: parameter, place: place, spec: catalogue.spec(at: place))
  }

  private func parameter(_ reference: ParameterReference) -> Parameter? {
    guard let strip = strip(reference.strip) else { return nil }
    guard let items = reference.bus else { return Parameter(strip, reference.item, reference.which) }
    guard let bus = focus.bus, let item = bus.kind == .aux ? items.aux : items.effect else { return nil }
    return Parameter(strip, item, bus.index)
  }

  func strip(_ reference: StripReference) -> StripID? {
    switch reference {
    case .selected: return focus.selected
    case .bus: return focus.bus
    case .fixed(let strip): return catalogue.layout.position(of: strip) == nil ? nil : strip
    case .bank(let number):
      let place = focus.start + offset + number - 1
      return bankStrips.indices.contains(place) ? bankStrips[place] : nil
    }
  }

  /// The parameter that a control moves now: the one that the hand took hold of, or what its assignment means.
  func target(_ place: Int, now: UInt64) -> Target? {
    isHeld(place, now: now) && hands[place].hasGrabbed ? hands[place].grabbed : handTargets[place]
  }

  // MARK: Switching

  /// The names of the layers that its own buttons hold on.
  var ownHeldLayers: Set<String> {
    Set(layerHolders.indices.filter { layerHolders[$0] != nil }.map { mapping.layers[$0].name })
  }

  func isOn(layer: Int) -> Bool {
    layer == 0 || isSwitchedOn(layer) || layerHolders[layer] != nil
      || focus.heldLayers.contains(mapping.layers[layer].name)
  }

  private func isSwitchedOn(_ layer: Int) -> Bool { focus.layers.contains(mapping.layers[layer].name) }

  private mutating func switchPages(of set: PageSet, to page: Int?) {
    for layer in set.layers { focus.layers.remove(mapping.layers[layer].name) }
    if let page { focus.layers.insert(mapping.layers[page].name) }
  }

  /// Switches a layer; of the pages of a set at most one stays on.
  mutating func toggle(layer: Int) {
    let isOn = !isSwitchedOn(layer)
    for set in mapping.pages where set.layers.contains(layer) { switchPages(of: set, to: nil) }
    let name = mapping.layers[layer].name
    if isOn { focus.layers.insert(name) } else { focus.layers.remove(name) }
    stackLayers()
  }

  /// The page of a set after a step, -1 for none of them; nil if there is nothing that way.
  func page(after step: Int, in set: Int) -> Int? {
    let pages = mapping.pages[set].layers
    let next = (pages.firstIndex { isSwitchedOn($0) } ?? -1) + step
    return (-1..<pages.count).contains(next) ? next : nil
  }

  mutating func turnPage(by step: Int, in set: Int) {
    guard let next = page(after: step, in: set) else { return }
    let pages = mapping.pages[set]
    switchPages(of: pages, to: next < 0 ? nil : pages.layers[next])
    stackLayers()
  }
}
