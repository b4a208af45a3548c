/// Signals per lane group.
var laneWidth: Int { @_noLocks get { 8 } }

/// Eight signals, or eight gains, side by side: one for each strip of a lane group.
typealias Lanes = SIMD8<Float>

// The two that follow are spelled out because the compiler makes one instruction of this form. The library's
// `pointwiseMax` and `pointwiseMin` become a call with a comparison and a jump for each lane.

/// The larger of each two; `b` where `a` is not a number.
@_noLocks @inline(__always) func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
  Lanes(
    a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1], a[2] > b[2] ? a[2] : b[2], a[3] > b[3] ? a[3] : b[3],
    a[4] > b[4] ? a[4] : b[4], a[5] > b[5] ? a[5] : b[5], a[6] > b[6] ? a[6] : b[6], a[7] > b[7] ? a[7] : b[7])
}

/// The smaller of each two; `b` where `a` is not a number.
@_noLocks @inline(__always) func smaller(_ a: Lanes, _ b: Lanes) -> Lanes {
  Lanes(
    a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1], a[2] < b[2] ? a[2] : b[2], a[3] < b[3] ? a[3] : b[3],
    a[4] < b[4] ? a[4] : b[4], a[5] < b[5] ? a[5] : b[5], a[6] < b[6] ? a[6] : b[6], a[7] < b[7] ? a[7] : b[7])
}

// So are these: the library's are calls, with a loop over the lanes.

/// Whether any lane of a comparison is true.
@_noLocks @inline(__always) func any(_ mask: SIMDMask<SIMD8<Int32>>) -> Bool {
  let bits = unsafeBitCast(mask, to: SIMD4<UInt64>.self)
  return (bits[0] | bits[1]) | (bits[2] | bits[3]) != 0
}

/// Whether all lanes of a comparison are true.
@_noLocks @inline(__always) func all(_ mask: SIMDMask<SIMD8<Int32>>) -> Bool {
  let bits = unsafeBitCast(mask, to: SIMD4<UInt64>.self)
  return (bits[0] & bits[1]) & (bits[2] & bits[3]) == .max
}

/// The absolute values of eight samples.
@_noLocks @inline(__always) func magnitude(_ x: Lanes) -> Lanes {
  unsafeBitCast(unsafeBitCast(x, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: Lanes.self)
}

/// `a` · `b` + `c`. One instruction in a build for processors that have it (`make CPU=x86-64-v3`), where the product is not
/// rounded; elsewhere `addingProduct` would be a call for each lane.
@_noLocks @inline(__always) func fused(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
  #if FUSED_MULTIPLY_ADD
    c.addingProduct(a, b)
  #else
    a * b + c
  #endif
}

/// Copies so many frames. (`update(from:)` may free what it overwrites, as far as the compiler can tell.)
@_noLocks @inline(__always) func copy(
  _ source: UnsafePointer<Lanes>, to target: UnsafeMutablePointer<Lanes>, _ frames: Int
) {
  for i in 0..<frames { target[i] = source[i] }
}

/// Four signals, or four frames.
typealias Quad = SIMD4<Float>

/// Four rows as four columns, in the two steps in which a processor does it: pairs of values, then pairs of pairs. Written at
/// once, from sixteen values, it compiles to twice as many instructions.
@_noLocks @inline(__always) func transposed(_ a: Quad, _ b: Quad, _ c: Quad, _ d: Quad) -> (Quad, Quad, Quad, Quad) {
  let abLow = unsafeBitCast(Quad(a[0], b[0], a[1], b[1]), to: SIMD2<Double>.self)
  let abHigh = unsafeBitCast(Quad(a[2], b[2], a[3], b[3]), to: SIMD2<Double>.self)
  let cdLow = unsafeBitCast(Quad(c[0], d[0], c[1], d[1]), to: SIMD2<Double>.self)
  let cdHigh = unsafeBitCast(Quad(c[2], d[2], c[3], d[3]), to: SIMD2<Double>.self)
  return (
    unsafeBitCast(SIMD2(abLow[0], cdLow[0]), to: Quad.self), unsafeBitCast(SIMD2(abLow[1], cdLow[1]), to: Quad.self),
    unsafeBitCast(SIMD2(abHigh[0], cdHigh[0]), to: Quad.self), unsafeBitCast(SIMD2(abHigh[1], cdHigh[1]), to: Quad.self)
  )
}

/// The sums over the lanes of four frames.
@_noLocks @inline(__always) func sums(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> Quad {
  let columns = transposed(
    a.lowHalf + a.highHalf, b.lowHalf + b.highHalf, c.lowHalf + c.highHalf, d.lowHalf + d.highHalf)
  return (columns.0 + columns.1) + (columns.2 + columns.3)
}
