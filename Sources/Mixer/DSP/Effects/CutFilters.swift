/// A low cut and a high cut of 12 dB per octave (Butterworth) on a stereo signal. Fully open, each is exactly neutral.
///
/// State-variable filters by the trapezoidal rule (Zavalishin, "The Art of VA Filter Design"; Simper's form), which
/// stay stable while their frequencies move.
struct CutFilters {
  /// At and below this, in Hz, the low cut is open.
  static var lowest: Float { @_noLocks get { 20 } }
  /// At and above this, in Hz, the high cut is open.
  static var highest: Float { @_noLocks get { 20000 } }

  private let sampleRate: Double
  private let rampFrames: Float
  private var ramps = GainLanes()
  private var low = StereoFilter()
  private var high = StereoFilter()

  // The lanes of the ramps.
  private static var lowTangent: Int { @_noLocks get { 0 } }
  private static var lowAmount: Int { @_noLocks get { 1 } }
  private static var highTangent: Int { @_noLocks get { 2 } }
  private static var highAmount: Int { @_noLocks get { 3 } }

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    rampFrames = Float(0.02 * sampleRate)
  }

  /// Moves both in 20 ms.
  /// - Parameters:
  ///   - lowCut: Hz; open at `lowest`.
  ///   - highCut: Hz; open at `highest`.
  ///   - atOnce: jumps there; for a filter that nothing goes through.
  @_noLocks mutating func set(lowCut: Float, highCut: Float, atOnce: Bool) {
    aim(CutFilters.lowTangent, lowCut, isOpen: !(lowCut > CutFilters.lowest), atOnce)
    aim(CutFilters.highTangent, highCut, isOpen: !(highCut < CutFilters.highest), atOnce)
    if atOnce {
      _ = ramps.advance()
      ramps.settle()
    }
  }

  @_noLocks private mutating func aim(_ lane: Int, _ frequency: Float, isOpen: Bool, _ atOnce: Bool) {
    let frames = atOnce ? 0 : rampFrames
    ramps.aim(lane + 1, at: isOpen ? 0 : 1, frames: frames)
    guard !isOpen else { return }
    let quarters = 2 * min(max(Double(frequency) / sampleRate, 0.0001), 0.45)
    let tangent = Float(sineOfQuarterTurns(quarters) / sineOfQuarterTurns(1 - quarters))
    // A filter that was open starts where it is wanted, and only fades in.
    ramps.aim(lane, at: tangent, frames: ramps.value[lane + 1] == 0 ? 0 : frames)
  }

  /// Filters a block in place.
  @_noLocks mutating func process(
    _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>, frames: Int
  ) {
    if ramps.isMoving {
      run(left, right, frames, isMoving: true)
      ramps.settle()
    } else if ramps.value[CutFilters.lowAmount] != 0 || ramps.value[CutFilters.highAmount] != 0 {
      run(left, right, frames, isMoving: false)
    } else {
      // As new when it is next faded in.
      low = StereoFilter()
      high = StereoFilter()
    }
  }

  /// Forgets what went through.
  @_noLocks mutating func clear() {
    low = StereoFilter()
    high = StereoFilter()
  }

  @_noLocks @inline(__always) private mutating func run(
    _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>, _ frames: Int, isMoving: Bool
  ) {
    var ramps = ramps
    var low = low
    var high = high
    var now = ramps.value
    var lowSteps = StereoFilter.Steps(now[CutFilters.lowTangent])
    var highSteps = StereoFilter.Steps(now[CutFilters.highTangent])
    for i in 0..<frames {
      if isMoving {
        now = ramps.advance()
        lowSteps = StereoFilter.Steps(now[CutFilters.lowTangent])
        highSteps = StereoFilter.Steps(now[CutFilters.highTangent])
      }
      let input = SIMD2(left[i], right[i])
      let lows = low.take(input, lowSteps)
      let cut = input - lows.band * StereoFilter.damping - lows.low
      let middle = input + (cut - input) * now[CutFilters.lowAmount]
      let highs = high.take(middle, highSteps)
      let output = middle + (highs.low - middle) * now[CutFilters.highAmount]
      left[i] = output[0]
      right[i] = output[1]
    }
    self.ramps = ramps
    self.low = low
    self.high = high
  }
}

/// The state of one second-order filter for two signals.
private struct StereoFilter {
  /// √2, for a Butterworth response.
  static var damping: Float { @_noLocks get { 1.41421356 } }

  /// What one frame's step is made of.
  struct Steps {
    let (keep, cross, add): (Float, Float, Float)

    /// - Parameter tangent: tan(π · frequency / sample rate).
    @_noLocks @inline(__always) init(_ tangent: Float) {
      let twice = 2 / (1 + tangent * (tangent + StereoFilter.damping))
      keep = twice - 1
      cross = twice * tangent
      add = cross * tangent
    }
  }

  private var first = SIMD2<Float>()
  private var second = SIMD2<Float>()

  @_noLocks init() {}

  // The states are stepped without a detour by the outputs, so that the next frame need not wait for those.
  @_noLocks @inline(__always) mutating func take(_ input: SIMD2<Float>, _ steps: Steps) -> (
    band: SIMD2<Float>, low: SIMD2<Float>
  ) {
    let difference = input - second
    let newFirst = first * steps.keep + difference * steps.cross
    let newSecond = second + (first * steps.cross + difference * steps.add)
    let band = (first + newFirst) * 0.5
    let low = (second + newSecond) * 0.5
    first = newFirst
    second = newSecond
    return (band, low)
  }
}
