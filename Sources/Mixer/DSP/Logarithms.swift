// Logarithms and powers of eight values at once, for gains that are computed in dB for every sample. A float's exponent is the
// whole part of its logarithm; only the part inside one octave needs a polynomial. The polynomials are minimax fits (linear
// programming over 4000 points), as short as the stated error allows.

/// The logarithms to base 2 of eight values; those below 1e-12 count as 1e-12. Absolute error below 1e-4, as a level 0.0006 dB.
@_noLocks @inline(__always) func binaryLogarithm(_ x: Lanes) -> Lanes {
  binaryLogarithm(unclamped: larger(x, Lanes(repeating: 1e-12)))
}

/// The same for values from 0 to 1e38 that nobody clamps: 0 gives about −127, as does what is too small for a normal float.
@_noLocks @inline(__always) func binaryLogarithm(unclamped x: Lanes) -> Lanes {
  let bits = unsafeBitCast(x, to: SIMD8<UInt32>.self)
  // The exponent in the last bits of 2^23 is 2^23 + exponent as a float: no conversion is needed.
  let octave = unsafeBitCast((bits &>> 23) | 0x4B00_0000, to: Lanes.self) - 8_388_735
  let m = unsafeBitCast((bits & 0x007F_FFFF) | 0x3F80_0000, to: Lanes.self)
  // log2 m for m in 1…2. By Estrin's scheme instead of Horner's: the result is there sooner.
  let square = m * m
  let high = fused(
    square, Lanes(repeating: -0.0816158056), fused(m, Lanes(repeating: 0.645142317), Lanes(repeating: -2.12067509)))
  let low = octave + fused(m, Lanes(repeating: 4.07009077), Lanes(repeating: -2.51285458))
  return fused(square, high, low)
}

/// 2 to the power of eight values, clamped to ±120. Relative error below 1.1e-4, as a level 0.001 dB; exactly 1 for 0.
@_noLocks @inline(__always) func binaryPower(_ x: Lanes) -> Lanes {
  binaryPower(unclamped: smaller(larger(x, Lanes(repeating: -120)), Lanes(repeating: 120)))
}

/// The same for values within ±120 that nobody clamps.
@_noLocks @inline(__always) func binaryPower(unclamped x: Lanes) -> Lanes {
  // x = whole + part with |part| ≤ 1/2, by the rounding of a large addend (1.5 · 2^23), whose last bits are then the whole.
  let rounded = x + 12_582_912
  let part = x - (rounded - 12_582_912)
  // 2^part, by a polynomial that is exact at 0: a gain at rest is exactly 1.
  let fraction = fused(
    part * part, fused(part, Lanes(repeating: 0.0550089329), Lanes(repeating: 0.242210954)),
    fused(part, Lanes(repeating: 0.693282902), Lanes(repeating: 1)))
  let whole = unsafeBitCast(rounded, to: SIMD8<UInt32>.self) &<< 23
  return unsafeBitCast(unsafeBitCast(fraction, to: SIMD8<UInt32>.self) &+ whole, to: Lanes.self)
}
