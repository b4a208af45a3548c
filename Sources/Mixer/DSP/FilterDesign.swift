/// A second-order filter by its power: |H|² = (n0 + n1·X + n2·X²) / (d0 + d1·X + X²), where X = tan²(w/2) / tan²(w0/2) takes
/// the place of (f/f0)² in an analogue filter. The form is linear in its five numbers, so a filter can be made to meet an
/// analogue curve at as many points.
struct FilterPower {
  var n0: Double
  var n1: Double
  var n2: Double
  var d0: Double
  var d1: Double

  @_noLocks init(_ n0: Double, _ n1: Double, _ n2: Double, over d0: Double, _ d1: Double) {
    (self.n0, self.n1, self.n2, self.d0, self.d1) = (n0, n1, n2, d0, d1)
  }

  /// Whether there is a stable filter with this power, and with a stable inverse.
  var isRealisable: Bool {
    @_noLocks get {
      guard n0 > 0, n2 > 0, d0 > 0 else { return false }
      return n1 + 2 * squareRoot(n0 * n2) > 0 && d1 + 2 * squareRoot(d0) > 0
    }
  }

  /// That filter, with its poles and zeros inside the unit circle; or its inverse.
  /// - Parameter tangent: tan(w0/2).
  @_noLocks func coefficients(_ tangent: Double, gain: Double, inverted: Bool) -> FilterCoefficients {
    let low = squareRoot(n0) * tangent * tangent
    let high = squareRoot(n2)
    let middle = squareRoot(n1 + 2 * squareRoot(n0 * n2)) * tangent
    let d = squareRoot(d0)
    let bottomLow = d * tangent * tangent
    let bottomMiddle = squareRoot(d1 + 2 * d) * tangent
    guard inverted else {
      return FilterCoefficients(gain * high, gain * middle, gain * low, over: bottomMiddle, bottomLow)
    }
    let scale = 1 / high
    return FilterCoefficients(
      gain * scale, gain * bottomMiddle * scale, gain * bottomLow * scale, over: middle * scale, low * scale)
  }
}

/// Designs that follow the analogue curve up to the top instead of being squeezed below half the sample rate, as the bilinear
/// transform alone would have it. Poles and zeros both come from points where the power is met (Orfanidis, "Digital parametric
/// equalizer design with prescribed Nyquist-frequency gain", 1997; Vicanek, "Matched second order digital filters", 2016); only
/// the high cut takes its poles from the analogue filter's impulse response, as Vicanek does.
///
/// A cut is the inverse of the boost. The points were chosen by trying; `designFilter` says what they achieve.
struct MatchedDesign {
  private let frequency: Double
  private let sampleRate: Double
  /// The end of what matters: half the sample rate, or of 44.1 kHz.
  private let top: Double
  /// tan(w0/2).
  private let tangent: Double

  @_noLocks init(_ frequency: Double, _ sampleRate: Double) {
    self.frequency = frequency
    self.sampleRate = sampleRate
    top = min(0.5 * sampleRate, 22_050)
    tangent = tangentOfQuarterTurns(2 * frequency / sampleRate)
  }

  /// A point of the curve: x = (f/f0)² and what stands for it in the digital filter.
  @_noLocks private func point(_ f: Double) -> (x: Double, digital: Double) {
    let ratio = f / frequency
    let tangents = tangentOfQuarterTurns(2 * f / sampleRate) / tangent
    return (ratio * ratio, tangents * tangents)
  }

  /// The frequency that is so far on the way from f0 to the top.
  @_noLocks private func above(_ share: Double) -> Double { frequency + share * (top - frequency) }

  /// Met: 0 Hz, the peak with its value and as a peak, the lower of the two frequencies with half the gain in dB, and one
  /// above.
  @_noLocks func bell(_ decibel: Double, _ q: Double) -> FilterCoefficients {
    // 10^(dB/40), and the peak's power.
    let a = binaryPower(abs(decibel) * 0.0830482023721841)
    let peak = a * a * a * a
    // The square of the analogue damping.
    let damping = 1 / (a * a * q * q)
    let lower = point(frequency * (squareRoot(1 + 0.25 / (q * q)) - 0.5 / q))
    let upper = point(above(0.7))
    // The conditions at 0 Hz and f0 leave d0 and d1, and d1 = −X − slope·d0 at each of the two other points. The gain has
    // been cancelled from it, so nothing is lost near 0 dB.
    let lowerSlope = bellSlope(lower.x, lower.digital, damping)
    let d0 = (upper.digital - lower.digital) / (lowerSlope - bellSlope(upper.x, upper.digital, damping))
    let d1 = -lower.digital - lowerSlope * d0
    let power = FilterPower(
      d0, peak * d1 + 2 * d0 * (peak - 1), peak - d0 * (peak - 1), over: d0, d1)
    if power.isRealisable { return power.coefficients(tangent, gain: 1, inverted: decibel < 0) }
    // Never seen; the bilinear transform.
    return FilterPower(1, peak * damping - 2, 1, over: 1, damping - 2).coefficients(
      tangent, gain: 1, inverted: decibel < 0)
  }

  @_noLocks private func bellSlope(_ x: Double, _ digital: Double, _ damping: Double) -> Double {
    let away = (1 - x) * (1 - x)
    return ((2 - digital) * (away + damping * x) - damping * x / digital) / away
  }

  /// Met: 0 Hz and four points on the slope and above. All are shapes of one, the boost at the high end: the cut is its
  /// inverse, and the low shelf is what a gain leaves over when the high end is taken from it.
  @_noLocks func shelf(_ decibel: Double, _ q: Double, isLow: Bool) -> FilterCoefficients {
    let a = binaryPower(abs(decibel) * 0.0830482023721841)
    let q = min(max(q, 0.3), 2)
    let power = highBoost(a, q)
    let isBoost = decibel > 0
    guard isLow else { return power.coefficients(tangent, gain: 1, inverted: !isBoost) }
    return power.coefficients(tangent, gain: isBoost ? a * a : 1 / (a * a), inverted: isBoost)
  }

  @_noLocks private func highBoost(_ a: Double, _ q: Double) -> FilterPower {
    let damping = a / (q * q)
    let offset = (damping - 2 * a) / (a * a + 1)
    let range = a * a * a * a - 1
    // With |H|² = 1 + range·h: n1 = d1 + range·m1 and n2 = 1 + range·m2, so that m1 + X·m2 − h/X·d0 − h·d1 = h·X.
    let one = ShelfPoint(point(0.5 * frequency), a, damping, offset)
    let two = ShelfPoint(point(0.6 * frequency), a, damping, offset)
    let three = ShelfPoint(point(above(0.2)), a, damping, offset)
    let four = ShelfPoint(point(above(0.7)), a, damping, offset)
    if let solution = solve(one, two, three, four, range), solution.isRealisable { return solution }
    // Where a factor of the poles and one of the zeros nearly cancel, the four equations say nothing about them. Any other
    // pair is as good: d0 as from the impulse response, and three points.
    let d0 = impulsePoles(frequency * squareRoot(a), q).low / (tangent * tangent)
    let nearer = ShelfPoint(point(above(0.1)), a, damping, offset)
    if let solution = solve(one, nearer, four, d0 * d0, range), solution.isRealisable { return solution }
    // Never seen; the bilinear transform.
    return FilterPower(
      a * a, a * a * (damping - 2 * a), a * a * a * a, over: a * a, damping - 2 * a)
  }

  /// One equation of a shelf.
  private struct ShelfPoint {
    /// X, h, h/X, h·X.
    let digital: Double
    let height: Double
    let divided: Double
    let multiplied: Double

    @_noLocks init(_ point: (x: Double, digital: Double), _ a: Double, _ damping: Double, _ offset: Double) {
      let away = a - point.x
      height = point.x * (point.x + offset) / (away * away + damping * point.x)
      digital = point.digital
      divided = height / digital
      multiplied = height * digital
    }
  }

  /// Four points determine m1, m2, d0 and d1.
  @_noLocks private func solve(
    _ one: ShelfPoint, _ two: ShelfPoint, _ three: ShelfPoint, _ four: ShelfPoint, _ range: Double
  ) -> FilterPower? {
    // Less the first equation, m1 is gone; with the last, which has the largest X, m2.
    let scale = 1 / (four.digital - one.digital)
    let lastDivided = (four.divided - one.divided) * scale
    let lastHeight = (four.height - one.height) * scale
    let last = (four.multiplied - one.multiplied) * scale
    let x2 = two.digital - one.digital
    let x3 = three.digital - one.digital
    let a2 = two.divided - one.divided - x2 * lastDivided
    let b2 = two.height - one.height - x2 * lastHeight
    let e2 = two.multiplied - one.multiplied - x2 * last
    let a3 = three.divided - one.divided - x3 * lastDivided
    let b3 = three.height - one.height - x3 * lastHeight
    let e3 = three.multiplied - one.multiplied - x3 * last
    let determinant = a2 * b3 - a3 * b2
    guard determinant != 0 else { return nil }
    let d0 = (e3 * b2 - e2 * b3) / determinant
    let d1 = (a3 * e2 - a2 * e3) / determinant
    let m2 = last + lastDivided * d0 + lastHeight * d1
    let m1 = one.multiplied + one.divided * d0 + one.height * d1 - one.digital * m2
    return FilterPower(d0, d1 + range * m1, 1 + range * m2, over: d0, d1)
  }

  /// Three points determine m1, m2 and d1.
  @_noLocks private func solve(
    _ one: ShelfPoint, _ two: ShelfPoint, _ three: ShelfPoint, _ d0: Double, _ range: Double
  ) -> FilterPower? {
    let x2 = two.digital - one.digital
    let x3 = three.digital - one.digital
    let h2 = two.height - one.height
    let h3 = three.height - one.height
    let e2 = two.multiplied - one.multiplied + (two.divided - one.divided) * d0
    let e3 = three.multiplied - one.multiplied + (three.divided - one.divided) * d0
    let determinant = x2 * h3 - x3 * h2
    guard determinant != 0 else { return nil }
    let m2 = (e2 * h3 - e3 * h2) / determinant
    let d1 = (x3 * e2 - x2 * e3) / determinant
    let m1 = one.multiplied + one.divided * d0 - one.digital * m2 + one.height * d1
    return FilterPower(d0, d1 + range * m1, 1 + range * m2, over: d0, d1)
  }

  /// The poles that the analogue s² + w/Q·s + w² has in its sampled impulse response, as d1 and d0 of `FilterCoefficients`.
  @_noLocks private func impulsePoles(_ f: Double, _ q: Double) -> (middle: Double, low: Double) {
    // Half of w, in half turns and in radians.
    let turns = f / sampleRate
    let half = turns * 3.14159265358979324
    let decay = hyperbolic(half * 0.5 / q)
    let radicand = 1 - 0.25 / (q * q)
    var s = 0.0
    if radicand >= 0 {
      s = sineOfHalfTurns(min(turns * squareRoot(radicand), 1))
      s *= s
    } else {
      s = hyperbolic(half * squareRoot(-radicand)).sine
      s *= -s
    }
    let squared = decay.sine * decay.sine
    let scale = 1 / (1 + squared - s)
    return (2 * decay.sine * decay.cosine * scale, (squared + s) * scale)
  }

  /// Met: 0 Hz, half the square of the frequency, and a point above; with the poles of the impulse response.
  @_noLocks func highCut12(_ q: Double) -> FilterCoefficients {
    let poles = impulsePoles(frequency, q)
    let square = tangent * tangent
    let d0 = poles.low * poles.low
    let d1 = poles.middle * poles.middle - 2 * poles.low
    let lower = point(frequency * 0.7071067811865476)
    let upper = point(above(0.8))
    let (x1, x2) = (lower.digital * square, upper.digital * square)
    let e1 = ((d0 + d1 * x1 + x1 * x1) * highCutPower(lower.x, q) - d0) / x1
    let e2 = ((d0 + d1 * x2 + x2 * x2) * highCutPower(upper.x, q) - d0) / x2
    let n2 = squareRoot(max((e2 - e1) / (x2 - x1), 0))
    let n1 = squareRoot(max(e1 - n2 * n2 * x1 + 2 * n2 * poles.low, 0))
    return FilterCoefficients(n2, n1, poles.low, over: poles.middle, poles.low)
  }

  @_noLocks private func highCutPower(_ x: Double, _ q: Double) -> Double {
    1 / ((1 - x) * (1 - x) + x / (q * q))
  }

  /// Met: 0 Hz, −3 dB, and a point above.
  @_noLocks func highCut6() -> FilterCoefficients {
    let upper = point(above(0.85))
    let d0 = upper.digital * (upper.x - 1) / (upper.digital * (upper.x + 1) - 2 * upper.x)
    let pole = squareRoot(d0) * tangent
    return FilterCoefficients(squareRoot(max(1 - d0, 0) * 0.5), pole, over: pole)
  }
}
