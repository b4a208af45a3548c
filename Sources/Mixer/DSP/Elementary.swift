// The few elementary functions that the desk needs, in plain Swift so that the audio thread may call them: the libm ones
// cannot carry `@_noLocks`. Each is a short series after an exact range reduction; errors are those of the tests.

/// 2 to the power of `x`, relative error below 1e-15 for |x| < 1000.
@_noLocks func binaryPower(_ x: Double) -> Double {
  guard x > -1000 else { return 0 }
  guard x < 1000 else { return .greatestFiniteMagnitude }
  // x = whole + part with |part| ≤ 1/2, by the rounding of a large addend (1.5 · 2^52).
  let magic = 6_755_399_441_055_744.0
  let whole = (x + magic) - magic
  let t = (x - whole) * 0.693147180559945309417
  // e^t by Horner's rule; |t| ≤ 0.347, so the term after t^13 is below 1e-17.
  var sum = 1.0
  var n = 13.0
  while n > 0 {
    sum = 1 + sum * t / n
    n -= 1
  }
  return sum * Double(bitPattern: UInt64(bitPattern: (Int64(whole) + 1023) << 52))
}

/// The logarithm of a positive normal number to base 2, absolute error below 1e-14.
@_noLocks func binaryLogarithm(_ x: Double) -> Double {
  let bits = x.bitPattern
  var exponent = Int64(bits >> 52) - 1023
  var m = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000)
  if m > 1.4142135623730951 {
    m *= 0.5
    exponent += 1
  }
  // log m = 2 · artanh((m − 1) / (m + 1)); the argument is at most 0.172.
  let s = (m - 1) / (m + 1)
  let square = s * s
  var sum = 0.0
  var n = 21.0
  while n > 0 {
    sum = sum * square + 1 / n
    n -= 2
  }
  return Double(exponent) + 2 * s * sum * 1.44269504088896340736
}

/// The sine of `turns` quarter turns, 0…1; absolute error below 1e-15.
@_noLocks func sineOfQuarterTurns(_ turns: Double) -> Double {
  let x = turns * 1.57079632679489661923
  let square = x * x
  var sum = 1.0
  var n = 20.0
  while n > 0 {
    sum = 1 - sum * square / (n * (n + 1))
    n -= 2
  }
  return x * sum
}

/// The gain of a fader value in dB; exactly 0 at and below `ParameterSpec.silence`, exactly 1 at 0 dB.
@_noLocks func gain(decibel: Float) -> Float {
  guard decibel > -90 else { return 0 }
  return Float(binaryPower(Double(decibel) * 0.166096404744368118))
}

/// The level of a gain in dB, never below −200.
@_noLocks public func decibel(gain: Float) -> Float {
  guard gain > 1e-10 else { return -200 }
  return Float(binaryLogarithm(Double(gain)) * 6.02059991327962390)
}
