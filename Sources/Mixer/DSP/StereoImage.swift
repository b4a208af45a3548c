/// How wide a stereo signal is: the level of its sides, and whether they reach down into the bass.
///
/// Middle M = (L + R) / 2 and side S = (L − R) / 2; L = M + w·S, R = M − w·S. M stays as it is.
///
/// Mono bass sends S through a Linkwitz-Riley high-pass of fourth order (two Butterworth sections of second order): −6 dB at
/// its frequency, 24 dB per octave below. It turns the phase of S against M: by 180° at the frequency, 87° an octave above,
/// 41° two octaves above. What is in the middle does not change, and the mono sum never does. But a sound at one side only,
/// which needs S and M in phase, moves: two octaves above the frequency its other side is at −8.5 dB, an octave above it is in
/// the middle, at the frequency it leans to the other side by 10 dB, and below that it comes back to the middle.
struct StereoImage {
  /// A value that moves in a straight line, counted in frames.
  private struct Line {
    private(set) var value: Double
    private(set) var target: Double
    private var step = 0.0
    private var frames = 0

    @_noLocks init(_ value: Double) {
      self.value = value
      target = value
    }

    var isMoving: Bool { @_noLocks get { frames > 0 } }

    @_noLocks mutating func aim(at target: Double, frames: Int) {
      guard target != self.target else { return }
      self.target = target
      self.frames = frames > 1 ? frames : 1
      step = (target - value) / Double(self.frames)
    }

    @_noLocks @inline(__always) mutating func advance() -> Double {
      guard frames > 0 else { return value }
      frames &-= 1
      value = frames == 0 ? target : value + step
      return value
    }
  }

  /// A Butterworth high-pass of second order as a trapezoidal state variable filter (Zavalishin, The Art of VA Filter Design,
  /// 4.4), which may be moved while it runs.
  private struct HighPass {
    private var first = 0.0
    private var second = 0.0

    @_noLocks init() {}

    /// - Parameters:
    ///   - g: tan(π · frequency / sample rate).
    ///   - scale: 1 / (1 + √2·g + g²).
    @_noLocks @inline(__always) mutating func pass(_ x: Double, g: Double, scale: Double) -> Double {
      let high = (x - (1.41421356237309505 + g) * first - second) * scale
      let band = g * high + first
      let low = g * band + second
      first = g * high + band
      second = g * band + low
      return high
    }
  }

  private let sampleRate: Double
  /// 10 ms in frames.
  private let shortest: Int
  private var width = Line(1)
  /// How much of S is taken from the high-pass, 0…1.
  private var bass = Line(0)
  private var cutoff: Line
  private var high = (HighPass(), HighPass())

  /// - Parameter sampleRate: 44,100 to 192,000 Hz.
  @_noLocks init(sampleRate: Double) {
    self.sampleRate = sampleRate
    shortest = Int(0.010 * sampleRate)
    cutoff = Line(StereoImage.tangent(120, sampleRate))
  }

  // MARK: Settings; audio thread, or before it runs

  /// Sets the width, 0…2: 0 is mono, 1 as it comes. It moves there in 20 ms per unit, at least 10 ms.
  @_noLocks mutating func setWidth(_ width: Float) {
    guard width >= 0 else { return setWidth(0) }
    let target = Double(width < 2 ? width : 2)
    let change = abs(target - self.width.value)
    self.width.aim(at: target, frames: max(shortest, Int(2 * change * Double(shortest))))
  }

  /// Switches the high-pass of the sides in 10 ms, and moves its frequency, 40…250 Hz.
  @_noLocks mutating func setMonoBass(isOn: Bool, frequency: Float) {
    let inRange = Double(frequency > 40 ? frequency < 250 ? frequency : 250 : 40)
    let tangent = StereoImage.tangent(inRange, sampleRate)
    if bass.value == 0 && !bass.isMoving {
      // Nothing is heard of it yet, and what it holds is old.
      cutoff = Line(tangent)
      high = (HighPass(), HighPass())
    }
    cutoff.aim(at: tangent, frames: shortest)
    bass.aim(at: isOn ? 1 : 0, frames: shortest)
  }

  /// tan(π · frequency / sample rate).
  @_noLocks private static func tangent(_ frequency: Double, _ sampleRate: Double) -> Double {
    let turns = 2 * frequency / sampleRate
    return sineOfQuarterTurns(turns) / sineOfQuarterTurns(1 - turns)
  }

  // MARK: Sound; audio thread

  /// Whether it leaves the signal as it is, to the bit.
  var isNeutral: Bool {
    @_noLocks get { width.value == 1 && !width.isMoving && bass.value == 0 && !bass.isMoving }
  }

  /// Shapes a block in place.
  @_noLocks mutating func process(_ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, frames: Int) {
    guard !isNeutral else { return }
    if bass.value == 0 && !bass.isMoving {
      for i in 0..<frames {
        let (left, right) = (Double(l[i]), Double(r[i]))
        let side = (left - right) * 0.5 * width.advance()
        put(l + i, r + i, (left + right) * 0.5, side)
      }
    } else {
      filter(l, r, frames)
    }
  }

  @_noLocks private mutating func filter(
    _ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, _ frames: Int
  ) {
    var (width, bass, cutoff, high) = (width, bass, cutoff, high)
    var g = cutoff.value
    var scale = 1 / (1 + (1.41421356237309505 + g) * g)
    for i in 0..<frames {
      if cutoff.isMoving {
        g = cutoff.advance()
        scale = 1 / (1 + (1.41421356237309505 + g) * g)
      }
      let (left, right) = (Double(l[i]), Double(r[i]))
      let side = (left - right) * 0.5
      // The added constant is inaudible, does not pass a high-pass, and keeps fading states from becoming denormal.
      let once = high.0.pass(side + 1e-25, g: g, scale: scale)
      let twice = high.1.pass(once + 1e-25, g: g, scale: scale)
      put(l + i, r + i, (left + right) * 0.5, (side + (twice - side) * bass.advance()) * width.advance())
    }
    (self.width, self.bass, self.cutoff, self.high) = (width, bass, cutoff, high)
  }

  @_noLocks @inline(__always) private func put(
    _ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, _ middle: Double, _ side: Double
  ) {
    l.pointee = Float(middle + side)
    r.pointee = Float(middle - side)
  }
}
