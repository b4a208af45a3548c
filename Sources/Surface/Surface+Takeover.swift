import Mixer

// Faders and knobs without motors, which seldom stand where the desk does.
extension Surface {
  mutating func moveByTakeover(_ place: Int, _ raw: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    let control = mapping.controls[place]
    if isJitter(place, raw) {
      last?.note = .strays
      return []
    }
    let before = hands[place].raw
    guard let target = target(place, now: now) else {
      hands[place].raw = raw
      return []
    }
    let isMine = leads(place, target, from: before, to: raw, view)
    hands[place].raw = raw
    if isMine {
      hands[place].picked = target.parameter
      return set(target, at: raw, control, view)
    }
    hands[place].picked = nil
    if active[place].takeover == .pickup {
      let isBelow = Float(raw) < target.position(view) * Float(control.maximum)
      last?.note = isBelow ? .waitsBelow(target.parameter) : .waitsAbove(target.parameter)
      return []
    }
    last?.note = .moved(target.parameter)
    return before.map { carry(place, target, from: $0, view) } ?? []
  }

  /// Whether the hand's position is the desk's, from this movement on.
  private func leads(_ place: Int, _ target: Target, from before: Int?, to raw: Int, _ view: DeskView) -> Bool {
    let control = mapping.controls[place]
    let goal = target.position(view) * Float(control.maximum)
    let tolerance = control.step / 2
    switch active[place].takeover {
    case .jump: return true
    case .relative: return false
    case .pickup: return isPickedUp(place, view) || Surface.crosses(from: before, to: raw, goal: goal, tolerance)
    case .scale:
      return isPickedUp(place, view) || abs(Float(before ?? raw) - goal) <= tolerance
    }
  }

  /// Whether two positions that followed each other lie on both sides of the goal, or one of them on it.
  static func crosses(from before: Int?, to after: Int, goal: Float, _ tolerance: Float) -> Bool {
    if abs(Float(after) - goal) <= tolerance { return true }
    guard let before else { return false }
    return abs(Float(before) - goal) <= tolerance || (Float(before) < goal) != (Float(after) < goal)
  }

  /// Takes the value along with the hand: by as much as the hand has moved, or, to meet it, by less. A hand below the value
  /// that moves up has `1 - x` left to go and the value `1 - p`: in this proportion they reach the top together. Where the
  /// value has more left to go than the hand, it moves as much as the hand does, for nothing may move further than a hand.
  private mutating func carry(_ place: Int, _ target: Target, from before: Int, _ view: DeskView) -> [SurfaceAction] {
    let control = mapping.controls[place]
    let (from, to) = (control.position(of: before), control.position(of: hands[place].raw ?? before))
    let here = carriedPosition(place, target, view)
    var proportion: Float = 1
    if active[place].takeover == .scale, to != from {
      proportion = to > from ? min(1, (1 - here) / (1 - from)) : min(1, here / from)
    }
    var there = min(max(here + (to - from) * proportion, 0), 1)
    // The ends are reached exactly.
    if to == 0 || to == 1, abs(there - to) < 1e-4 { there = to }
    let value = target.spec.clamped(target.spec.value(at: there))
    hands[place].carried = Hand.Carried(parameter: target.parameter, position: there, value: value)
    let hasMet = abs(there - to) * Float(control.maximum) <= control.step / 2
    if active[place].takeover == .scale, hasMet { hands[place].picked = target.parameter }
    return value == target.value(view) ? [] : [.set(target.parameter, value)]
  }

  /// Where a value stands that the hand takes along: more exactly than a list of words or whole numbers can tell.
  private func carriedPosition(_ place: Int, _ target: Target, _ view: DeskView) -> Float {
    if let carried = hands[place].carried, carried.parameter == target.parameter, carried.value == target.value(view) {
      return carried.position
    }
    return target.position(view)
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

  /// Which way a control without motor must go to lead: dark when it does, or when nobody knows where it stands.
  func takeoverLight(_ place: Int, _ view: DeskView) -> Light {
    let control = mapping.controls[place]
    guard [.pickup, .scale].contains(active[place].takeover), !isPickedUp(place, view), let raw = hands[place].raw,
      let target = target(place, now: clock)
    else { return .off }
    let goal = target.position(view) * Float(control.maximum)
    if abs(Float(raw) - goal) <= control.step / 2 { return .off }
    return Float(raw) < goal ? .blink : .flicker
  }
}
