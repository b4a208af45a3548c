/// How high a stereo signal rises between its samples: the larger side's peak for each frame, over two samples and the points
/// between them.
///
/// The points are those of an interpolation by 8 below 88.2 kHz, by 4 up to 96 kHz, by 2 above (ITU-R BS.1770-5 annex 2 asks
/// for 4, 2 and none). The interpolator is a sinc of 48 taps in a Kaiser window with β = 4.5: flat within 0.05 dB up to 0.46
/// of the sample rate, so that 20 kHz is still right at 44.1 kHz, where 32 taps with β = 8 read 0.8 dB low. Samples themselves
/// are always among the points. For noise up to half the sample rate no interpolator has the last word: a sharper one with 128
/// taps reads up to 0.4 dB more.
///
/// Two points that lie the same way from the middle between two samples have mirrored taps. With the even and the odd part of
/// such a pair, the two are even + odd and even − odd: half of the work.
struct TruePeakDetector: ~Copyable {
  /// How many frames later than the first sample of a pair its peak is known.
  static var delay: Int { @_noLocks get { half } }
  /// The largest frame count of one call.
  static var piece: Int { @_noLocks get { 64 } }
  /// No point is higher than the highest of its samples times this: the largest sum of magnitudes of any point's taps.
  let bound: Float

  private static var taps: Int { @_noLocks get { 48 } }
  private static var half: Int { @_noLocks get { 24 } }
  /// Rows of a coefficient set: the middle; even and odd parts of 2/8 with 6/8, of 1/8 with 7/8, of 3/8 with 5/8.
  private static var rows: Int { @_noLocks get { 7 } }

  private let pairs: Int
  /// tap · rows + row, each four times.
  private let coefficients: UnsafeMutablePointer<Quad>
  // The last frames from `position`, then the new ones, and room for a whole number of quads.
  private let left: UnsafeMutablePointer<Float>
  private let right: UnsafeMutablePointer<Float>
  private var position = 0
  /// Frames after which the last ones move to the front again.
  private static var lap: Int { @_noLocks get { 512 } }

  /// Control thread only.
  init(sampleRate: Double) {
    pairs = sampleRate < 88_000 ? 3 : sampleRate < 176_000 ? 1 : 0
    let half = TruePeakDetector.half
    let rows = TruePeakDetector.rows
    coefficients = .allocate(capacity: half * rows)
    coefficients.initialize(repeating: Quad(), count: half * rows)
    let middle = TruePeakDetector.taps(at: 4)
    var largest = middle.reduce(0) { $0 + abs($1) }
    for k in 0..<half { coefficients[k * rows] = Quad(repeating: Float(middle[k])) }
    for (pair, eighth) in [2, 1, 3].prefix(pairs).enumerated() {
      let taps = TruePeakDetector.taps(at: eighth)
      largest = max(largest, taps.reduce(0) { $0 + abs($1) })
      for k in 0..<half {
        let mirrored = taps[2 * half - 1 - k]
        coefficients[k * rows + 1 + 2 * pair] = Quad(repeating: Float((taps[k] + mirrored) / 2))
        coefficients[k * rows + 2 + 2 * pair] = Quad(repeating: Float((taps[k] - mirrored) / 2))
      }
    }
    // A little more, for the rounding of the sums.
    bound = Float(largest * 1.0001)
    let room = TruePeakDetector.lap + TruePeakDetector.taps + TruePeakDetector.piece + laneWidth
    left = .allocate(capacity: room)
    right = .allocate(capacity: room)
    left.initialize(repeating: 0, count: room)
    right.initialize(repeating: 0, count: room)
  }

  deinit {
    coefficients.deallocate()
    left.deallocate()
    right.deallocate()
  }

  /// The taps of the point so many eighths after the 24th of 48 samples; their sum is 1.
  private static func taps(at eighth: Int) -> [Double] {
    var taps: [Double] = []
    for k in 0..<(2 * half) {
      let time = Double(k - half + 1) - Double(eighth) / 8
      let distance = time / Double(half)
      let window = bessel(4.5 * max(0, 1 - distance * distance).squareRoot())
      let sine = sineOfQuarterTurns(Double(eighth) / 4) * (k & 1 == 0 ? 1 : -1)
      taps.append(sine / time * window)
    }
    let sum = taps.reduce(0, +)
    return taps.map { $0 / sum }
  }

  /// The modified Bessel function of the first kind and order 0, by its power series.
  private static func bessel(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for k in 1...30 {
      term *= x * x / Double(4 * k * k)
      sum += term
    }
    return sum
  }

  /// Takes a piece of the signal, and tells the peaks unless none can pass a level. Audio thread only.
  /// - Parameters:
  ///   - l, r: the new frames; what is not a number, or beyond 1e30, is made 0.
  ///   - frames: 0…`piece`.
  ///   - level: above 0.
  ///   - betweenSamples: false looks at samples only.
  ///   - peaks: room for `piece` frames, aligned for a Quad. Peak `i` is that of the two samples that came `delay` and
  ///     `delay − 1` frames before frame `i`, and of the points between them.
  /// - Returns: false if no peak can be above the level; `peaks` are then not written.
  @_noLocks mutating func process(
    _ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, frames: Int, above level: Float,
    betweenSamples: Bool, into peaks: UnsafeMutablePointer<Float>
  ) -> Bool {
    let past = TruePeakDetector.taps - 1
    let left = left + position
    let right = right + position
    for i in 0..<frames { left[past + i] = l[i] }
    for i in 0..<frames { right[past + i] = r[i] }
    let quiet = betweenSamples ? level / bound : level
    let isQuiet = isWithin(quiet, left, frames + past) && isWithin(quiet, right, frames + past)
    if !isQuiet {
      makeHarmless(l, left + past, frames)
      makeHarmless(r, right + past, frames)
      let quads = UnsafeMutableRawPointer(peaks).assumingMemoryBound(to: Quad.self)
      let count = (frames + 3) >> 2
      if !betweenSamples {
        for i in 0..<count { quads[i] = larger(samples(left + 4 * i), samples(right + 4 * i)) }
      } else {
        lookBetween(left, right, quads, count)
      }
    }
    position += frames
    if position > TruePeakDetector.lap { rewind() }
    return !isQuiet
  }

  @_noLocks private mutating func rewind() {
    for i in 0..<TruePeakDetector.taps { left[i] = left[position + i] }
    for i in 0..<TruePeakDetector.taps { right[i] = right[position + i] }
    position = 0
  }

  @_noLocks private func lookBetween(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ quads: UnsafeMutablePointer<Quad>, _ count: Int
  ) {
    let taps = UnsafePointer(coefficients)
    // The same loop three times, so that the question is not asked for every tap.
    switch pairs {
    case 3:
      for i in 0..<count { quads[i] = larger(points(left + 4 * i, taps, 3), points(right + 4 * i, taps, 3)) }
    case 1:
      for i in 0..<count { quads[i] = larger(points(left + 4 * i, taps, 1), points(right + 4 * i, taps, 1)) }
    default:
      for i in 0..<count { quads[i] = larger(points(left + 4 * i, taps, 0), points(right + 4 * i, taps, 0)) }
    }
  }

  /// Whether no sample passes the level, or is not a number.
  @_noLocks private func isWithin(_ level: Float, _ samples: UnsafePointer<Float>, _ count: Int) -> Bool {
    var isWithin = true
    var i = 0
    while i &+ laneWidth <= count {
      let x = UnsafeRawPointer(samples + i).loadUnaligned(as: Lanes.self)
      isWithin = isWithin && all(magnitude(x) .<= level)
      i &+= laneWidth
    }
    while i < count {
      isWithin = isWithin && abs(samples[i]) <= level
      i &+= 1
    }
    return isWithin
  }

  @_noLocks private func makeHarmless(
    _ samples: UnsafeMutablePointer<Float>, _ copy: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    for i in 0..<count where !(abs(samples[i]) <= 1e30) {
      samples[i] = 0
      copy[i] = 0
    }
  }

  /// Four frames' peaks of two samples each.
  @_noLocks @inline(__always) private func samples(_ window: UnsafePointer<Float>) -> Quad {
    larger(magnitude(quad(window + TruePeakDetector.half - 1)), magnitude(quad(window + TruePeakDetector.half)))
  }

  /// Four frames' peaks of two samples each and the points between them.
  @_noLocks @inline(__always) private func points(
    _ window: UnsafePointer<Float>, _ taps: UnsafePointer<Quad>, _ pairs: Int
  ) -> Quad {
    var middle = Quad()
    var (even2, odd2, even1, odd1, even3, odd3) = (Quad(), Quad(), Quad(), Quad(), Quad(), Quad())
    var row = taps
    for k in 0..<TruePeakDetector.half {
      let before = quad(window + k)
      let after = quad(window + (TruePeakDetector.taps &- 1 &- k))
      let sum = before + after
      middle += row[0] * sum
      if pairs > 0 {
        let difference = before - after
        even2 += row[1] * sum
        odd2 += row[2] * difference
        if pairs > 1 {
          even1 += row[3] * sum
          odd1 += row[4] * difference
          even3 += row[5] * sum
          odd3 += row[6] * difference
        }
      }
      row += TruePeakDetector.rows
    }
    let (a, b) = (quad(window + TruePeakDetector.half - 1), quad(window + TruePeakDetector.half))
    var high = larger(middle, larger(a, b))
    var low = smaller(middle, smaller(a, b))
    if pairs > 0 {
      high = larger(even2 + odd2, larger(even2 - odd2, high))
      low = smaller(even2 + odd2, smaller(even2 - odd2, low))
    }
    if pairs > 1 {
      high = larger(even1 + odd1, larger(even1 - odd1, high))
      low = smaller(even1 + odd1, smaller(even1 - odd1, low))
      high = larger(even3 + odd3, larger(even3 - odd3, high))
      low = smaller(even3 + odd3, smaller(even3 - odd3, low))
    }
    return larger(high, Quad() - low)
  }

  @_noLocks @inline(__always) private func quad(_ samples: UnsafePointer<Float>) -> Quad {
    UnsafeRawPointer(samples).loadUnaligned(as: Quad.self)
  }
}

// As for lanes.

/// The larger of each two; `b` where `a` is not a number.
@_noLocks @inline(__always) private func larger(_ a: Quad, _ b: Quad) -> Quad {
  Quad(a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1], a[2] > b[2] ? a[2] : b[2], a[3] > b[3] ? a[3] : b[3])
}

/// The smaller of each two; `b` where `a` is not a number.
@_noLocks @inline(__always) private func smaller(_ a: Quad, _ b: Quad) -> Quad {
  Quad(a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1], a[2] < b[2] ? a[2] : b[2], a[3] < b[3] ? a[3] : b[3])
}

/// The absolute values of four samples.
@_noLocks @inline(__always) private func magnitude(_ x: Quad) -> Quad {
  unsafeBitCast(unsafeBitCast(x, to: SIMD4<UInt32>.self) & 0x7FFF_FFFF, to: Quad.self)
}
