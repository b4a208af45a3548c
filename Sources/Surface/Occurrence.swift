import Mixer

/// What the last received message was taken for; kept as data, put into words only when somebody watches.
struct Occurrence: Sendable {
  enum Note: Sendable {
    case none, touched, released, ownMovement, strays, noStep, waitsForMore, part, ready, alive, tested, endedTest
    /// The hand is below, or above, the value that it would have to meet.
    case waitsBelow(Parameter), waitsAbove(Parameter)
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
  /// What the mapping made of the last message, for `faderctl surface monitor`: `fader[3]: ch/3/fader -20.00 dB → -6.00 dB`,
  /// or why nothing was done.
  /// - Parameter view: the desk before the actions of that message.
  public func explanation(_ view: DeskView) -> String {
    guard let last else { return "nothing was received yet" }
    guard let place = last.control else {
      switch last.note {
      case .part: return "a part of something longer"
      case .ready: return "the device is ready"
      case .alive: return "the device is there"
      case .tested: return "not done: the surface is being tested"
      default:
        return last.message.bytes[0] > 0xF0 || last.message.isSysex
          ? "no control" : "no control; 'faderctl learn PATH' binds it"
      }
    }
    let name = mapping.controls[place].name
    guard last.actions.isEmpty else {
      return "\(name): " + last.actions.map { change($0, view) }.joined(separator: ", ")
    }
    return "\(name): \(reason(last.note, place, view))"
  }

  /// Why nothing was done, or what was done that is none of the desk's.
  private func reason(_ note: Occurrence.Note, _ place: Int, _ view: DeskView) -> String {
    switch note {
    case .none, .part, .ready, .alive: return idleness(place)
    case .touched: return "touched"
    case .released: return "released"
    case .ownMovement: return "not done: it is the motor's own movement"
    case .strays: return "not done: it strays within its dead band"
    case .noStep: return "not done: no step, or one too soon after the last"
    case .tested: return "not done: the surface is being tested"
    case .endedTest: return "ends the test"
    case .waitsBelow(let parameter): return "not yet: \(state(of: parameter, view)) is above; move it up"
    case .waitsAbove(let parameter): return "not yet: \(state(of: parameter, view)) is below; move it down"
    case .waitsForMore: return "not yet: a long or a double press does something else; this one is decided later"
    case .moved(let parameter): return "\(state(of: parameter, view)) is there already"
    case .pressed(let job): return words(job)
    }
  }

  private func idleness(_ place: Int) -> String {
    guard active[place].isForHand else {
      let names = mapping.layers.indices.filter { isOn(layer: $0) }.map { mapping.layers[$0].name }
      return
        "nothing is assigned to it here (\(names.count == 1 ? "layer" : "layers") \(names.joined(separator: ", ")))"
    }
    return "not done: what it is for is not there, such as a strip beyond the last one"
  }

  private func state(of parameter: Parameter, _ view: DeskView) -> String {
    let value = view.state.value(of: parameter, in: catalogue)
    return "\(catalogue.path(of: parameter)) at \(catalogue.spec(of: parameter)?.text(of: value) ?? "\(value)")"
  }

  /// What an action changes: the old value and the new one.
  private func change(_ action: SurfaceAction, _ view: DeskView) -> String {
    let change: (parameter: Parameter, value: Float)? =
      switch action {
      case .set(let parameter, let value): (parameter, value)
      case .toggle(let parameter): (parameter, 1 - view.state.value(of: parameter, in: catalogue))
      default: nil
      }
    guard let change, let spec = catalogue.spec(of: change.parameter) else { return words(action) }
    let old = spec.text(of: view.state.value(of: change.parameter, in: catalogue))
    return "\(catalogue.path(of: change.parameter)) \(old) → \(spec.text(of: change.value))"
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
