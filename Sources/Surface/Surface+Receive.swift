import Mixer

// From bytes to changes.
extension Surface {
  /// How long after a motor was driven its own reports are not taken for a hand's, in nanoseconds.
  static let motorTravel: UInt64 = 300_000_000
  /// How long after the hand has left its last positions may still arrive.
  static let lateness: UInt64 = 50_000_000

  /// What a message asks of the desk. Apply the actions before the next call; then call `feedback`.
  /// - Parameter view: the desk with all former actions applied.
  public mutating func receive(_ message: MIDIMessage, view: DeskView, now: UInt64) -> [SurfaceAction] {
    clock = now
    let message = message.normalized
    last = Occurrence(message: message)
    guard let (input, value) = input(of: message) else { return [] }
    let control = mapping.controls[input.control]
    last?.control = input.control
    let actions: [SurfaceAction]
    if input.isTouch {
      touch(input.control, isDown: value > 0, now: now)
      actions = []
    } else {
      switch control.kind {
      case .fader where control.isMotor: actions = moveMotor(input.control, value, view, now: now)
      case .fader, .knob: actions = moveByTakeover(input.control, value, view, now: now)
      case .encoder: actions = turn(input.control, control.relative.ticks(of: value), view, now: now)
      case .button: actions = press(input.control, isDown: value > 0, view)
      case .meter, .text, .color: actions = []
      }
    }
    last?.actions = actions
    deadline = now
    return actions
  }

  private func input(of message: MIDIMessage) -> (Mapping.Input, Int)? {
    for key in MessagePattern.keys(of: message) {
      guard let input = mapping.inputs[key] else { continue }
      let control = mapping.controls[input.control]
      if let value = (input.isTouch ? control.touch : control.receive)?.value(in: message) { return (input, value) }
    }
    return nil
  }

  // MARK: Faders and knobs

  private mutating func touch(_ place: Int, isDown: Bool, now: UInt64) {
    last?.note = isDown ? .touched : .released
    if isDown {
      if !hands[place].isTouched { grab(place, now: now) }
      hands[place].isTouched = true
    } else {
      hands[place].isTouched = false
      hands[place].heldUntil = 0
      hands[place].hasGrabbed = false
      hands[place].releasedAt = now
      slots[place].owes = true
    }
  }

  private mutating func grab(_ place: Int, now: UInt64) {
    if isHeld(place, now: now), hands[place].hasGrabbed { return }
    hands[place].hasGrabbed = false
    hands[place].grabbed = target(place, now: now)
    hands[place].hasGrabbed = true
  }

  private mutating func moveMotor(_ place: Int, _ raw: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    let control = mapping.controls[place]
    slots[place].owes = true
    if control.touch != nil, !hands[place].isTouched, isOwnMovement(place, now: now) {
      last?.note = .ownMovement
      return []
    }
    if !hands[place].isTouched {
      grab(place, now: now)
      hands[place].heldUntil = now + control.hold
    }
    hands[place].raw = raw
    guard let target = target(place, now: now) else { return [] }
    return set(target, at: raw, control, view)
  }

  /// Whether a position that came without a touch is the motor's doing: it has just been driven, and no hand has just left.
  private func isOwnMovement(_ place: Int, now: UInt64) -> Bool {
    if let released = hands[place].releasedAt, now < released + Surface.lateness { return false }
    guard let driven = slots[place].drivenAt else { return false }
    return now < driven + Surface.motorTravel && now >= hands[place].heldUntil
  }

  private mutating func moveByTakeover(_ place: Int, _ raw: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    let control = mapping.controls[place]
    let before = hands[place].raw
    guard let target = target(place, now: now) else {
      hands[place].raw = raw
      return []
    }
    let goal = target.position(view) * Float(control.maximum)
    let isMine = isPickedUp(place, view)
    hands[place].raw = raw
    guard isMine || Surface.crosses(from: before, to: raw, goal: goal, tolerance: control.step / 2) else {
      hands[place].picked = nil
      last?.note = Float(raw) < goal ? .waitsBelow : .waitsAbove
      return []
    }
    hands[place].picked = target.parameter
    return set(target, at: raw, control, view)
  }

  /// Whether two positions that followed each other lie on both sides of the goal, or one of them on it.
  static func crosses(from before: Int?, to after: Int, goal: Float, tolerance: Float) -> Bool {
    if abs(Float(after) - goal) <= tolerance { return true }
    guard let before else { return false }
    return abs(Float(before) - goal) <= tolerance || (Float(before) < goal) != (Float(after) < goal)
  }

  /// Whether a control without motor leads its parameter: picked up, and the desk is still where the hand left it.
  func isPickedUp(_ place: Int, _ view: DeskView) -> Bool {
    let control = mapping.controls[place]
    guard let target = target(place, now: clock), hands[place].picked == target.parameter, let raw = hands[place].raw
    else {
      return false
    }
    let left = target.spec.position(of: target.spec.clamped(target.spec.value(at: control.position(of: raw))))
    return abs(left - target.position(view)) * Float(control.maximum) <= control.step / 2
  }

  /// The change to a control's position; none if the desk is there already, within half of what the hardware tells apart,
  /// so that full-precision values do not drift. The ends of the travel always count.
  private mutating func set(_ target: Target, at raw: Int, _ control: Control, _ view: DeskView) -> [SurfaceAction] {
    let x = control.position(of: raw)
    let value = target.spec.clamped(target.spec.value(at: x))
    let distance = abs(target.position(view) - target.spec.position(of: value)) * Float(control.maximum)
    last?.note = .moved(target.parameter)
    if value == target.value(view) || (distance <= control.step / 2 && x > 0 && x < 1) { return [] }
    return [.set(target.parameter, value)]
  }

  // MARK: Encoders

  /// The most positions that an encoder gives a parameter from end to end, so that a fader is not a hundred turns long.
  static let encoderSteps = 201

  private mutating func turn(_ place: Int, _ ticks: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    guard let target = target(place, now: now) else { return [] }
    let steps = Float(min(target.spec.steps, Surface.encoderSteps) - 1)
    let here = target.position(view) * steps
    // From between two steps, the first tick goes to the nearer of them that lies in its direction.
    let start = abs(here - here.rounded()) < 0.01 ? here.rounded() : ticks > 0 ? here.rounded(.down) : here.rounded(.up)
    let value = target.spec.clamped(target.spec.value(at: min(max((start + Float(ticks)) / steps, 0), 1)))
    last?.note = .moved(target.parameter)
    return value == target.value(view) ? [] : [.set(target.parameter, value)]
  }

  // MARK: Buttons

  private mutating func press(_ place: Int, isDown: Bool, _ view: DeskView) -> [SurfaceAction] {
    guard isDown else {
      last?.note = .released
      releaseLayers(of: place)
      return []
    }
    guard let job = active[place].hand else { return [] }
    last?.note = .pressed(job)
    switch job {
    case .parameter: return handTargets[place].map { [.toggle($0.parameter)] } ?? []
    case .reset(let reference):
      guard let target = target(reference), target.value(view) != target.spec.initial(Int(target.parameter.which))
      else { return [] }
      return [.set(target.parameter, target.spec.initial(Int(target.parameter.which)))]
    case .recall(let number): return [.recall(number)]
    case .stepSnapshot(let step): return snapshot(step: step, view: view).map { [.recall($0)] } ?? []
    case .undo: return [.undo]
    case .redo: return [.redo]
    case .save: return [.save]
    case .clearSolo: return [.clearSolo]
    default:
      moveWithin(job, place)
      return []
    }
  }

  /// Banks, layers and selection, which are the surface's own.
  private mutating func moveWithin(_ job: Job, _ place: Int) {
    switch job {
    case .select(let reference):
      guard let strip = strip(reference) else { return }
      selected = strip
      aim()
    case .bank, .channel:
      guard let start = bankStart(after: job) else { return }
      bankStart = start
      aim()
    case .layer(let layer, let isHeld):
      if isHeld { layerHolders[layer] = place } else { latchedLayers[layer].toggle() }
      stackLayers()
    default: break
    }
  }

  private mutating func releaseLayers(of place: Int) {
    guard layerHolders.contains(place) else { return }
    layerHolders = layerHolders.map { $0 == place ? nil : $0 }
    stackLayers()
  }
}
