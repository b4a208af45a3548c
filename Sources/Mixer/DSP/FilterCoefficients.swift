/// One filter section: a trapezoidal state-variable filter (Zavalishin; Simper, "Linear trapezoidal integrated SVF") as six
/// numbers. With the states s1 and s2, each sample is
///
///     u = x − s2
///     y = c0·x + c1·s1 + c2·s2
///     s1 ← r·s1 + p·u
///     s2 ← s2 + p·s1 + q·u        (with the old s1)
///
/// The states move by the Cayley transform of g·[[−k, −1], [1, 0]], whose symmetric part is −g·k or 0: a matrix that cannot
/// lengthen any vector. Nor can a mean of two such matrices. So without input the states never grow, whatever way and however
/// fast the six numbers are led in straight lines from filter to filter; with input x, s1² + s2² gains at most x²·g/k per
/// sample. (All this but for rounding of the coefficients, which damping outweighs.)
struct FilterCoefficients: BitwiseCopyable {
  var r: Float
  var p: Float
  var q: Float
  var c0: Float
  var c1: Float
  var c2: Float

  /// Lets everything through, to the bit, and keeps its states at rest.
  @_noLocks init() {
    (r, p, q) = (0, 0, 0)
    (c0, c1, c2) = (1, 0, 0)
  }

  /// H(s) = (n2·s² + n1·s + n0) / (s² + d1·s + d0), where s is the bilinear variable (z − 1) / (z + 1), so that s = i·tan(w/2)
  /// on the unit circle.
  /// - Parameters d1, d0: above zero; poles may be real.
  @_noLocks init(_ n2: Double, _ n1: Double, _ n0: Double, over d1: Double, _ d0: Double) {
    let a1 = 1 / (1 + d1 + d0)
    let g = squareRoot(d0)
    r = Float(2 * a1 - 1)
    p = Float(2 * g * a1)
    q = Float(2 * d0 * a1)
    c0 = Float((n2 + n1 + n0) * a1)
    c1 = Float((n1 + n0 - n2 * (d1 + d0)) * a1 / g)
    // c0 + c2 is the gain at 0 Hz. From the rounded c0, it is as exact as can be: a low cut lets no direct current through.
    c2 = Float(n0 / d0 - Double(c0))
  }

  /// First order: H(s) = (n1·s + n0) / (s + d0). Only s2 is used, and s1 is forgotten at once.
  @_noLocks init(_ n1: Double, _ n0: Double, over d0: Double) {
    let a = 1 / (1 + d0)
    r = 0
    p = 0
    q = Float(2 * d0 * a)
    c0 = Float((n1 + n0) * a)
    c1 = 0
    c2 = Float(n0 / d0 - Double(c0))
  }

  /// Any stable second-order section H(z) = (b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²) without a pole at z = 1.
  @_noLocks init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
    // z = (1 + s) / (1 − s).
    let scale = 1 / (1 - a1 + a2)
    self.init(
      (b0 - b1 + b2) * scale, 2 * (b0 - b2) * scale, (b0 + b1 + b2) * scale, over: 2 * (1 - a2) * scale,
      (1 + a1 + a2) * scale)
  }

  /// Whether the output is the input.
  var isNeutral: Bool { @_noLocks get { c0 == 1 && c1 == 0 && c2 == 0 } }

  /// Whether all six numbers are the same; of two neutral filters, whatever their states do.
  @_noLocks func isSame(as other: FilterCoefficients) -> Bool {
    if isNeutral { return other.isNeutral }
    return r == other.r && p == other.p && q == other.q && c0 == other.c0 && c1 == other.c1 && c2 == other.c2
  }
}

/// What a filter does to a tone: the complex gain. For curves on a screen and for tests.
/// - Parameters:
///   - frequency: 0 Hz to half the sample rate.
func response(
  of filter: FilterCoefficients, at frequency: Double, sampleRate: Double
) -> (real: Double, imaginary: Double) {
  let (r, p, q) = (Double(filter.r), Double(filter.p), Double(filter.q))
  let (c0, c1, c2) = (Double(filter.c0), Double(filter.c1), Double(filter.c2))
  let w = 2 * frequency / sampleRate
  // v = z − 1, without the cancellation near 0 Hz.
  let half = sineOfQuarterTurns(w)
  let (re, im) = (-2 * half * half, sineOfHalfTurns(w))
  // The states follow from z·s = M·s + B·x: H = c0 + (c1·p·v + c2·((v + 1 − r)·q + p²)) / ((v + 1 − r)·(v + q) + p²).
  let a = 1 - r
  let (topRe, topIm) = ((c1 * p + c2 * q) * re + c2 * (a * q + p * p), (c1 * p + c2 * q) * im)
  let bottomRe = (re + a) * (re + q) - im * im + p * p
  let bottomIm = im * (re + q) + im * (re + a)
  let size = bottomRe * bottomRe + bottomIm * bottomIm
  return (
    c0 + (topRe * bottomRe + topIm * bottomIm) / size, (topIm * bottomRe - topRe * bottomIm) / size
  )
}
