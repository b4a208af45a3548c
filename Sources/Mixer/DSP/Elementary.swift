// The few elementary functions that the desk needs, in plain Swift so that the audio thread may call them: the libm ones
// cannot carry `@_noLocks`. Each is a short series after an exact range reduction, with its coefficients written out, because
// a recall calls them by the hundred; errors are those of the tests.

/// 2 to the power of `x`, relative error below 1e-15 for |x| < 1000.
@_noLocks func binaryPower(_ x: Double) -> Double {
  guard x > -1000 else { return 0 }
  guard x < 1000 else { return .greatestFiniteMagnitude }
  // x = whole + part with |part| ≤ 1/2, by the rounding of a large addend (1.5 · 2^52).
  let magic = 6_755_399_441_055_744.0
  let whole = (x + magic) - magic
  let t = (x - whole) * 0.693147180559945309417
  // e^t by Horner's rule; |t| ≤ 0.347, so the term after t^13 is below 1e-17.
  var sum = 1.6059043836821613e-10
  sum = sum * t + 2.08767569878681e-09
  sum = sum * t + 2.505210838544172e-08
  sum = sum * t + 2.755731922398589e-07
  sum = sum * t + 2.7557319223985893e-06
  sum = sum * t + 2.48015873015873e-05
  sum = sum * t + 0.0001984126984126984
  sum = sum * t + 0.001388888888888889
  sum = sum * t + 0.008333333333333333
  sum = sum * t + 0.041666666666666664
  sum = sum * t + 0.16666666666666666
  sum = sum * t + 0.5
  sum = sum * t + 1.0
  sum = sum * t + 1.0
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
  var sum = 0.047619047619047616
  sum = sum * square + 0.05263157894736842
  sum = sum * square + 0.058823529411764705
  sum = sum * square + 0.06666666666666667
  sum = sum * square + 0.07692307692307693
  sum = sum * square + 0.09090909090909091
  sum = sum * square + 0.1111111111111111
  sum = sum * square + 0.14285714285714285
  sum = sum * square + 0.2
  sum = sum * square + 0.3333333333333333
  sum = sum * square + 1.0
  return Double(exponent) + 2 * s * sum * 1.44269504088896340736
}

/// The sine of `turns` quarter turns, 0…1; absolute error below 1e-15.
@_noLocks func sineOfQuarterTurns(_ turns: Double) -> Double {
  let x = turns * 1.57079632679489661923
  let square = x * x
  var sum = 1.9572941063391263e-20
  sum = sum * square + -8.22063524662433e-18
  sum = sum * square + 2.8114572543455206e-15
  sum = sum * square + -7.647163731819816e-13
  sum = sum * square + 1.6059043836821613e-10
  sum = sum * square + -2.505210838544172e-08
  sum = sum * square + 2.7557319223985893e-06
  sum = sum * square + -0.0001984126984126984
  sum = sum * square + 0.008333333333333333
  sum = sum * square + -0.16666666666666666
  sum = sum * square + 1.0
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
