import Mixer

/// What the last received message was taken for; kept as data, put into words only when somebody watches.
struct Occurrence: Sendable {
  enum Note: Sendable {
    case none, touched, released, ownMovement, waitsBelow, waitsAbove, waitsForMore, part, ready, alive
    case moved(Parameter)
    case pressed(Job)
  }

  let message: MIDIMessage
  var control: Int?
  var note = Note.none
  var actions: [SurfaceAction] = []

  init(message: MIDIMessage) { self.message = message }
}

extension Surface {
  /// What the mapping made of the last message, for `faderctl surface monitor`: `fader[3]: ch/3/fader to -6.00 dB`.
  public var explanation: String {
    guard let last else { return "nothing was received yet" }
    guard let place = last.control else {
      switch last.note {
      case .part: return "a part of something longer"
      case .ready: return "the device is ready"
      case .alive: return "the device is there"
      default: return "no control of \(mapping.name) sends this"
      }
    }
    let name = mapping.controls[place].name
    if !last.actions.isEmpty { return "\(name): " + last.actions.map(words).joined(separator: ", ") }
    switch last.note {
    case .none, .part, .ready, .alive: return "\(name): nothing is assigned to it here"
    case .touched: return "\(name): touched"
    case .released: return "\(name): released"
    case .ownMovement: return "\(name): the motor's own movement"
    case .waitsBelow: return "\(name): not picked up yet; move it up"
    case .waitsAbove: return "\(name): not picked up yet; move it down"
    case .waitsForMore: return "\(name): a long or a double press does something else; this one is decided later"
    case .moved(let parameter): return "\(name): \(catalogue.path(of: parameter)) is there already"
    case .pressed(let job): return "\(name): " + words(job)
    }
  }

  /// What a message to the device is for: the name of its control, or nil for greetings.
  public func purpose(of message: MIDIMessage) -> String? {
    mapping.controls.first { $0.send?.fits(message) == true }?.name
  }

  func words(_ action: SurfaceAction) -> String {
    switch action {
    case .set(let parameter, let value):
      "\(catalogue.path(of: parameter)) to \(catalogue.spec(of: parameter)?.text(of: value) ?? "\(value)")"
    case .toggle(let parameter): "\(catalogue.path(of: parameter)) switched"
    case .recall(let number): "recall snapshot \(number)"
    case .undo: "undo"
    case .redo: "redo"
    case .save: "save"
    case .clearSolo: "clear solo"
    case .reset(let strip): "reset \(strip.path)"
    case .copy(let from, let to): "copy \(from.path) to \(to.path)"
    case .autoTrim(let strip): "auto-trim \(strip.path)"
    case .tap(let strip): "tap \(strip.path)"
    }
  }

  private func words(_ job: Job) -> String {
    switch job {
    case .bank, .channel, .bankNumber, .strips, .spill:
      "bank from \(bankStrips.indices.contains(bankStart) ? bankStrips[bankStart].path : "nowhere")"
    case .layer(let layer, _), .page(let layer):
      "layer \(mapping.layers[layer].name) \(isOn(layer: layer) ? "on" : "off")"
    case .turnPage(let set, _):
      "page \(mapping.pages[set].layers.first { isOn(layer: $0) }.map { mapping.layers[$0].name } ?? "none")"
    case .select: "selected \(selected.path)"
    case .bus, .stepBus: "bus \(focus.bus?.path ?? "none")"
    default: "nothing to do here"
    }
  }
}
