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
    deadline = now
    if noteLife(message, now: now) { return earlier }
    if test != nil { return earlier + receiveInTest(message, view, now: now) }
    let (waited, until) = (waiting, waiting.map { hearings[$0].waitsUntil })
    let heard = hear(message, now: now)
    var actions = giveUp(waited, except: until, view, now: now)
    if let heard { actions += obey(heard.input, heard.value, view, now: now) }
    last?.actions = actions
    return earlier + actions
  }

  /// What a complete value asks for.
  mutating func obey(_ input: Mapping.Input, _ value: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    let control = mapping.controls[input.control]
    last?.control = input.control
    last?.note = .none
    if input.role == .touch {
      touch(input.control, isDown: value > 0, now: now)
      return []
    }
    switch control.kind {
    case .fader where control.isMotor: return moveMotor(input.control, value, view, now: now)
    case .fader, .knob: return moveByTakeover(input.control, value, view, now: now)
    case .encoder: return turn(input.control, steps(input, value, now: now), view, now: now)
    case .button where control.mode == .momentary && input.pattern.carriesNumber:
      return press(input.control, isDown: value > 0, view, now: now)
    case .button:
      let isPress = control.mode == .toggle || value > 0 || !input.pattern.carriesNumber
      return isPress
        ? press(input.control, isDown: true, view, now: now) + press(input.control, isDown: false, view, now: now) : []
    case .meter, .text, .color: return []
    }
  }

  // MARK: Faders and knobs

  private mutating func touch(_ place: Int, isDown: Bool, now: UInt64) {
    last?.note = isDown ? .touched : .released
    hands[place].touchedAt = now
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

  /// Lets go of the faders whose hands have been still for so long that the device must have forgotten to say that they
  /// left.
  mutating func endTouches(now: UInt64) {
    for place in motorSlots where hands[place].isTouched {
      let timeout = mapping.controls[place].touchTimeout
      if timeout > 0, now >= hands[place].touchedAt + timeout {
        touch(place, isDown: false, now: now)
        wake(at: now)
      }
    }
  }

  /// Whether a position says nothing, because it strays by itself around where the control was left or driven to.
  func isJitter(_ place: Int, _ raw: Int) -> Bool {
    let control = mapping.controls[place]
    guard control.deadBand > 0, !hands[place].isTouched, raw > 0, raw < control.maximum else { return false }
    return [hands[place].raw, slots[place].sent?.value].contains { rest in
      rest.map { abs(raw - $0) <= control.deadBand } ?? false
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
    if isJitter(place, raw) {
      last?.note = .strays
      return []
    }
    hands[place].touchedAt = now
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

  private mutating func turn(_ place: Int, _ ticks: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    if ticks == 0 { last?.note = .noStep }
    guard ticks != 0, let target = target(place, now: now) else { return [] }
    let steps = Float(min(target.spec.steps, mapping.controls[place].steps) - 1)
    let here = target.position(view) * steps
    // From between two steps, the first tick goes to the nearer of them that lies in its direction.
    let start = abs(here - here.rounded()) < 0.01 ? here.rounded() : ticks > 0 ? here.rounded(.down) : here.rounded(.up)
    let value = target.spec.clamped(target.spec.value(at: min(max((start + Float(ticks)) / steps, 0), 1)))
    last?.note = .moved(target.parameter)
    return value == target.value(view) ? [] : [.set(target.parameter, value)]
  }
}
