// From what an encoder sends to steps.
extension Surface {
  /// Between two clicks, in nanoseconds: a slow turn, which counts once, and a quick one, which counts for all that the
  /// acceleration allows.
  static let slowTurn: UInt64 = 100_000_000
  static let quickTurn: UInt64 = 10_000_000

  /// How many steps a message of an encoder counts for; negative to the left.
  mutating func steps(_ input: Mapping.Input, _ value: Int, now: UInt64) -> Int {
    let control = mapping.controls[input.control]
    var hand = hands[input.control]
    let isClick = value > 0 || !input.pattern.carriesNumber
    let ticks =
      switch input.role {
      case .right: isClick ? 1 : 0
      case .left: isClick ? -1 : 0
      case .main, .touch: control.relative.ticks(of: value, after: hand.raw)
      }
    hand.raw = value
    defer { hands[input.control] = hand }
    guard ticks != 0 else { return 0 }
    let pause = hand.turnedAt.map { now - min($0, now) } ?? .max
    if pause < control.debounce || (ticks.signum() != hand.direction && pause < control.reversal) { return 0 }
    let isOneTurn = ticks.signum() == hand.direction
    (hand.turnedAt, hand.direction) = (now, ticks.signum())
    return isOneTurn ? ticks * Surface.factor(control.acceleration, pause: pause / UInt64(abs(ticks))) : ticks
  }

  /// How many steps a click counts for: one when slow, the most when quick, and evenly in between.
  static func factor(_ most: Int, pause: UInt64) -> Int {
    guard pause < slowTurn else { return 1 }
    let speed = Float(slowTurn - max(pause, quickTurn)) / Float(slowTurn - quickTurn)
    return 1 + Int((speed * Float(most - 1)).rounded())
  }
}
