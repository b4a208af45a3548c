// More of what `Elementary.swift` has: the angles and hyperbolic functions that filter designs need.

/// The tangent of `turns` quarter turns, 0 ≤ turns < 1; relative error below 1e-14 up to 0.99.
@_noLocks func tangentOfQuarterTurns(_ turns: Double) -> Double {
  sineOfQuarterTurns(turns) / sineOfQuarterTurns(1 - turns)
}

/// The sine of `turns` half turns, 0…1; absolute error below 1e-15.
@_noLocks func sineOfHalfTurns(_ turns: Double) -> Double {
  sineOfQuarterTurns(turns > 0.5 ? 2 - 2 * turns : 2 * turns)
}

/// The cosine of `turns` half turns, 0…1; absolute error below 1e-15.
@_noLocks func cosineOfHalfTurns(_ turns: Double) -> Double {
  turns > 0.5 ? -sineOfQuarterTurns(2 * turns - 1) : sineOfQuarterTurns(1 - 2 * turns)
}

/// The hyperbolic sine and cosine of `x`, |x| < 100; errors below 1e-15 of the cosine.
@_noLocks func hyperbolic(_ x: Double) -> (sine: Double, cosine: Double) {
  let power = binaryPower(x * 1.44269504088896341)
  let inverse = 1 / power
  return (0.5 * (power - inverse), 0.5 * (power + inverse))
}

/// The square root of `x`, 0 or 1e-300…1e300; relative error below 4e-16. (The library's own is a call that `@_noLocks` refuses.)
@_noLocks func squareRoot(_ x: Double) -> Double {
  guard x > 0 else { return 0 }
  // 1/√x, within 3.5 % from the halved exponent; each of Newton's steps squares the error.
  var y = Double(bitPattern: 0x5FE6_EB50_C7B5_37A9 - x.bitPattern >> 1)
  let half = 0.5 * x
  y *= 1.5 - half * y * y
  y *= 1.5 - half * y * y
  y *= 1.5 - half * y * y
  y *= 1.5 - half * y * y
  let root = x * y
  return root + 0.5 * y * (x - root * root)
}
