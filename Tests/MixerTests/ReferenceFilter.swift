import Foundation

/// A filter of second order in double precision, in the transposed direct form, from formulas other than the engine's:
/// the cookbook's (Bristow-Johnson) for what is bilinear; for what follows the analogue curve, systems of linear
/// equations for the points that `MatchedDesign` says it meets.
struct ReferenceFilter {
  private var b: [Double] = [1, 0, 0]
  /// Without the leading 1.
  private var a: [Double] = [0, 0]
  private var z = (0.0, 0.0)

  /// Lets everything through.
  init() {}

  private init(_ b: [Double], over a: [Double]) {
    self.b = b.map { $0 / a[0] }
    self.a = a.dropFirst().map { $0 / a[0] }
  }

  /// The output for one sample more.
  mutating func next(_ x: Double) -> Double {
    let y = b[0] * x + z.0
    z = (b[1] * x - a[0] * y + z.1, b[2] * x - a[1] * y)
    return y
  }

  // MARK: Bilinear

  // Frequencies in Hz, as far as `designFilter` goes.

  /// 6 dB per octave.
  static func lowCut6(_ f: Double, _ sampleRate: Double) -> ReferenceFilter {
    let k = tan(.pi * inside(f, sampleRate) / sampleRate)
    return ReferenceFilter([1, -1, 0], over: [1 + k, k - 1, 0])
  }

  /// 12 dB per octave; Butterworth's without a `q`.
  static func lowCut12(_ f: Double, q: Double = 0.5.squareRoot(), _ sampleRate: Double) -> ReferenceFilter {
    let w = 2 * .pi * inside(f, sampleRate) / sampleRate
    let alpha = sin(w) / (2 * q)
    return ReferenceFilter(
      [(1 + cos(w)) / 2, -1 - cos(w), (1 + cos(w)) / 2], over: [1 + alpha, -2 * cos(w), 1 - alpha])
  }

  /// 0 dB at the centre.
  static func bandPass(_ f: Double, q: Double, _ sampleRate: Double) -> ReferenceFilter {
    let w = 2 * .pi * inside(f, sampleRate) / sampleRate
    let alpha = sin(w) / (2 * q)
    return ReferenceFilter([alpha, 0, -alpha], over: [1 + alpha, -2 * cos(w), 1 - alpha])
  }

  // MARK: Following the analogue curve

  /// A peak or a dip.
  static func bell(_ f: Double, _ decibel: Double, q: Double, _ sampleRate: Double) -> ReferenceFilter {
    guard decibel != 0 else { return ReferenceFilter() }
    let design = Design(f, sampleRate)
    let a2 = pow(10, abs(decibel) / 20)
    let peak = a2 * a2
    func height(_ x: Double) -> Double {
      ((1 - x) * (1 - x) + x * a2 / (q * q)) / ((1 - x) * (1 - x) + x / (a2 * q * q))
    }
    let half = design.f * ((1 + 1 / (4 * q * q)).squareRoot() - 1 / (2 * q))
    // n0, n1, n2, d0, d1 of the power; met at 0 Hz, at the peak and as a peak, and at two points.
    let rows = [
      [1, 0, 0, -1, 0, 0], [1, 1, 1, -peak, -peak, peak], [0, 1, 2, 0, -peak, 2 * peak],
      design.row(half, height), design.row(design.above(0.7), height),
    ]
    return design.filter(solved(rows), gain: 1, isInverse: decibel < 0)
  }

  /// A low or a high shelf.
  static func shelf(_ f: Double, _ decibel: Double, q: Double, isLow: Bool, _ sampleRate: Double) -> ReferenceFilter {
    guard decibel != 0 else { return ReferenceFilter() }
    let design = Design(f, sampleRate)
    let a = pow(10, abs(decibel) / 40)
    let q = min(max(q, 0.3), 2)
    // A high shelf that boosts: |a · (a·s² + √a/q·s + 1) / (s² + √a/q·s + a)|².
    func height(_ x: Double) -> Double {
      a * a * ((1 - a * x) * (1 - a * x) + a * x / (q * q)) / ((a - x) * (a - x) + a * x / (q * q))
    }
    let zero = [1.0, 0, 0, -1, 0, 0]
    let points = [0.5 * design.f, 0.6 * design.f, design.above(0.2), design.above(0.7)]
    var power = solved([zero] + points.map { design.row($0, height) })
    if !Design.isRealisable(power) {
      let poles = design.impulsePoles(design.f * a.squareRoot(), q)
      let low = (1 + poles.a1 + poles.a2) / (1 - poles.a1 + poles.a2) / (design.tangent * design.tangent)
      let fixed = [0, 0, 0, 1, 0, low * low]
      let others = [0.5 * design.f, design.above(0.1), design.above(0.7)]
      power = solved([zero, fixed] + others.map { design.row($0, height) })
    }
    // A low shelf is a gain with the high end taken away.
    let isBoost = decibel > 0
    let gain = isLow ? (isBoost ? a * a : 1 / (a * a)) : 1
    return design.filter(power, gain: gain, isInverse: isBoost == isLow)
  }

  /// 6 dB per octave.
  static func highCut6(_ f: Double, _ sampleRate: Double) -> ReferenceFilter {
    let design = Design(f, sampleRate)
    let (x, digital) = design.point(design.above(0.85))
    // |H|² = (p + m·X) / (p + X): a half at the frequency, 1 / (1 + x) above.
    let power = solved([[1, 2, 1], [x, digital * (1 + x), digital]])
    let pole = power[0].squareRoot() * design.tangent
    let zero = max(power[1], 0).squareRoot()
    return ReferenceFilter([zero + pole, pole - zero, 0], over: [1 + pole, pole - 1, 0])
  }

  /// 12 dB per octave; Butterworth's without a `q`.
  static func highCut12(_ f: Double, q: Double = 0.5.squareRoot(), _ sampleRate: Double) -> ReferenceFilter {
    let design = Design(f, sampleRate)
    let (a1, a2) = design.impulsePoles(design.f, q)
    // Powers over cos²(w/2), sin²(w/2) and their product times 4 (Vicanek).
    let bottom = [(1 + a1 + a2) * (1 + a1 + a2), (1 - a1 + a2) * (1 - a1 + a2), -4 * a2]
    func shares(_ f: Double) -> [Double] {
      let s = pow(sin(.pi * f / sampleRate), 2)
      return [1 - s, s, 4 * s * (1 - s)]
    }
    func wanted(_ f: Double) -> Double {
      let x = pow(f / design.f, 2)
      let power = zip(shares(f), bottom).reduce(0) { $0 + $1.0 * $1.1 }
      return power / ((1 - x) * (1 - x) + x / (q * q)) - bottom[0] * shares(f)[0]
    }
    let points = [design.f * 0.5.squareRoot(), design.above(0.8)]
    var top = solved(points.map { [shares($0)[1], shares($0)[2], wanted($0)] })
    if top[0] < 0 { top = [0, wanted(points[0]) / shares(points[0])[2]] }
    let (low, high) = (bottom[0].squareRoot(), top[0].squareRoot())
    let half = (low + high) / 2
    let b0 = (half + max(half * half + top[1], 0).squareRoot()) / 2
    return ReferenceFilter([b0, (low - high) / 2, -top[1] / (4 * b0)], over: [1, a1, a2])
  }

  // MARK: Equations

  private static func inside(_ f: Double, _ sampleRate: Double) -> Double {
    min(max(f, 1), 20_500, 0.465 * sampleRate)
  }

  /// By Gauss's elimination; the last number of a row is its right side.
  private static func solved(_ equations: [[Double]]) -> [Double] {
    var rows = equations
    let count = rows.count
    for column in 0..<count {
      let best = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
      rows.swapAt(column, best)
      for row in 0..<count where row != column {
        let share = rows[row][column] / rows[column][column]
        for k in column...count { rows[row][k] -= share * rows[column][k] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }

  /// |H|² = (n0 + n1·X + n2·X²) / (d0 + d1·X + X²) with X = tan²(w/2) / tan²(w0/2).
  private struct Design {
    let f: Double
    let sampleRate: Double
    let tangent: Double

    init(_ f: Double, _ sampleRate: Double) {
      self.f = inside(f, sampleRate)
      self.sampleRate = sampleRate
      tangent = tan(.pi * self.f / sampleRate)
    }

    func above(_ share: Double) -> Double { f + share * (min(0.5 * sampleRate, 22_050) - f) }

    /// (f/f0)² and X.
    func point(_ f: Double) -> (x: Double, digital: Double) {
      (pow(f / self.f, 2), pow(tan(.pi * f / sampleRate) / tangent, 2))
    }

    /// The equation that says that the power at a frequency is the analogue one.
    func row(_ f: Double, _ height: (Double) -> Double) -> [Double] {
      let (x, digital) = point(f)
      let h = height(x)
      return [1, digital, digital * digital, -h, -h * digital, h * digital * digital]
    }

    static func isRealisable(_ k: [Double]) -> Bool {
      guard k[0] > 0, k[2] > 0, k[3] > 0 else { return false }
      return k[1] + 2 * (k[0] * k[2]).squareRoot() > 0 && k[4] + 2 * k[3].squareRoot() > 0
    }

    /// The filter with this power whose poles and zeros are inside the unit circle, or its inverse; times a gain.
    func filter(_ k: [Double], gain: Double, isInverse: Bool) -> ReferenceFilter {
      /// s² · (n2) + s · n1 + n0, s = (1 − 1/z) / (1 + 1/z).
      func polynomial(_ p0: Double, _ p1: Double, _ p2: Double) -> [Double] {
        let (s0, s2) = (p0.squareRoot() * tangent * tangent, p2.squareRoot())
        let s1 = (p1 + 2 * (p0 * p2).squareRoot()).squareRoot() * tangent
        return [s2 + s1 + s0, 2 * (s0 - s2), s2 - s1 + s0]
      }
      let (top, bottom) = (polynomial(k[0], k[1], k[2]), polynomial(k[3], k[4], 1))
      return isInverse
        ? ReferenceFilter(bottom.map { $0 * gain }, over: top)
        : ReferenceFilter(top.map { $0 * gain }, over: bottom)
    }

    /// a1 and a2 of the sampled impulse response of s² + w/q·s + w².
    func impulsePoles(_ f: Double, _ q: Double) -> (a1: Double, a2: Double) {
      let w = 2 * .pi * f / sampleRate
      let damping = 1 / (2 * q)
      let turn =
        damping < 1 ? cos((1 - damping * damping).squareRoot() * w) : cosh((damping * damping - 1).squareRoot() * w)
      return (-2 * exp(-damping * w) * turn, exp(-2 * damping * w))
    }
  }
}
