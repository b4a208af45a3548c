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
    let earlier = due(view: view, now: now)
    followMembers(view)
    let message = message.normalized
    last = Occurrence(message: message)
    guard let (input, value) = input(of: message) else { return earlier }
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
      case .button: actions = press(input.control, isDown: value > 0, view, now: now)
      case .meter, .text, .color: actions = []
      }
    }
    last?.actions = actions
    deadline = now
    return earlier + actions
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

  /// The change to a control's position; none if the desk is there already, within half of what the hardware tells apart,
  /// so that full-precision values do not drift. The ends of the travel always count.
  mutating func set(_ target: Target, at raw: Int, _ control: Control, _ view: DeskView) -> [SurfaceAction] {
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
}
