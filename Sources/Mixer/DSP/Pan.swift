/// Gains towards left and right.
struct Pan {
  var left: Float
  var right: Float

  /// A mono strip's position.
  /// - Parameter position: −100 (left) … 100 (right). At the centre, −3 dB each (sin/cos: constant power), −6 dB (linear:
  ///   constant sum) or −4.5 dB (the geometric mean of the two).
  @_noLocks init(position: Float, law: MixerOptions.PanLaw) {
    let x = Double(min(max(position, -100), 100) + 100) / 200
    let powerLeft = sineOfQuarterTurns(1 - x)
    let powerRight = sineOfQuarterTurns(x)
    switch law {
    case .minus3:
      left = Float(powerLeft)
      right = Float(powerRight)
    case .minus6:
      left = Float(1 - x)
      right = Float(x)
    case .minus4point5:
      left = Float(Pan.root(powerLeft * (1 - x)))
      right = Float(Pan.root(powerRight * x))
    }
  }

  /// A stereo strip's balance: unity at the centre, and only the side turned away from gets softer.
  @_noLocks init(balance: Float) {
    let x = Double(min(max(balance, -100), 100)) / 100
    left = x > 0 ? Float(sineOfQuarterTurns(1 - x)) : 1
    right = x < 0 ? Float(sineOfQuarterTurns(1 + x)) : 1
  }

  @_noLocks private static func root(_ x: Double) -> Double { x > 0 ? binaryPower(0.5 * binaryLogarithm(x)) : 0 }
}
