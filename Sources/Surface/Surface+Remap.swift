import Mixer

// A mapping file that is edited while its device is in use.
extension Surface {
  /// Goes on with another mapping, or another text of the same one. Bank, selection and layers stay, as far as the new one
  /// has them, and so do hands on faders that it still has; what only the old one lit goes dark; everything is shown.
  /// Then call `due`: what buttons held on is let go.
  public mutating func remap(to mapping: Mapping, view: DeskView, now: UInt64) {
    for place in hands.indices { owed += letGo(place) }
    var new = Surface(mapping: mapping, catalogue: catalogue)
    new.clock = now
    new.owed = owed
    new.greet(now: now)
    new.greetings = farewell(to: mapping).map { .messages([$0]) } + new.greetings
    new.keepFocus(of: self, view)
    for (place, control) in mapping.controls.enumerated() {
      guard let old = self.mapping.controls.firstIndex(where: { $0.name == control.name }),
        self.mapping.controls[old].receive == control.receive
      else { continue }
      new.hands[place] = hands[old]
      new.hands[place].press = nil
      new.hands[place].picked = nil
    }
    new.stackLayers()
    self = new
  }

  private mutating func keepFocus(of old: Surface, _ view: DeskView) {
    let kinds = old.offset == 0 ? mapping.bank.kinds : old.focus.kinds
    let isAlone = old.offset == 0 && old.width == old.mapping.bank.size
    focus = old.focus
    focus.kinds = kinds
    (offset, width) = (old.offset, isAlone ? mapping.bank.size : old.width)
    bankStrips = focus.run(on: catalogue, state: view.state)
    if focus.start >= bankStrips.count { focus.start = 0 }
  }

  /// What turns off what the other mapping does not know of.
  private func farewell(to mapping: Mapping) -> [MIDIMessage] {
    let known = Set(mapping.controls.compactMap(\.send))
    let messages = darkness(of: (lightSlots + textSlots).filter { !known.contains(self.mapping.controls[$0].send!) })
    return messages + (mapping.hello == self.mapping.hello ? [] : self.mapping.goodbye)
  }
}
