/// How fast gains move. A ramp is a straight line that takes `shortest` frames for a small change and `unity` frames for a
/// change of 1, whichever is longer.
struct RampTiming {
  /// 20 ms for a change of 1, so that four gains in series, all moving in one recall, still stay below a step of
  /// 1/(0.005·fs) per sample together.
  let unity: Float
  /// 10 ms: the steps of a hand on a fader, which arrive about as often, join into one line instead of a staircase.
  let shortest: Float

  @_noLocks init(sampleRate: Double) {
    unity = Float(0.020 * sampleRate)
    shortest = Float(0.010 * sampleRate)
  }
}

/// Eight gains that move in straight lines, sample by sample, so that the result does not depend on where blocks end.
struct GainLanes {
  /// The gains at this sample.
  private(set) var value: Lanes
  private(set) var target: Lanes
  private var step = Lanes()
  private var low: Lanes
  private var high: Lanes
  /// Whether any of the eight has not arrived.
  private(set) var isMoving = false

  @_noLocks init(_ gain: Float = 0) {
    value = Lanes(repeating: gain)
    target = value
    low = value
    high = value
  }

  /// Whether all eight are and stay zero.
  var isSilent: Bool { @_noLocks get { !isMoving && all(value .== 0) } }

  /// Whether these gains are those, now and at every sample to come.
  @_noLocks func isTwin(of other: GainLanes) -> Bool {
    !any(value .!= other.value) && !any(target .!= other.target) && !any(step .!= other.step)
  }

  /// Sends one lane towards a gain.
  @_noLocks mutating func aim(_ lane: Int, at gain: Float, _ timing: RampTiming) {
    aim(lane, at: gain, frames: max(timing.shortest, abs(gain - value[lane]) * timing.unity))
  }

  /// Sends one lane towards a gain that it reaches after so many frames.
  @_noLocks mutating func aim(_ lane: Int, at gain: Float, frames: Float) {
    guard gain != target[lane] else { return }
    let now = value[lane]
    let change = gain - now
    // A step below the resolution of the sum would never arrive.
    let least = max(abs(now), abs(gain)) * 4.8e-7
    let size = max(abs(change) / max(frames, 1), least)
    target[lane] = gain
    step[lane] = change < 0 ? -size : size
    low[lane] = min(now, gain)
    high[lane] = max(now, gain)
    isMoving = true
  }

  /// Sends all eight towards gains, each in the time that it needs.
  @_noLocks mutating func aim(_ gains: Lanes, _ timing: RampTiming) {
    let isNew = gains .!= target
    guard any(isNew) else { return }
    let change = gains - value
    let least = larger(magnitude(value), magnitude(gains)) * 4.8e-7
    let frames = larger(Lanes(repeating: timing.shortest), magnitude(change) * timing.unity)
    let size = larger(magnitude(change) / frames, least)
    target = gains
    step = chosen(isNew, chosen(change .< 0, -size, size), step)
    low = chosen(isNew, smaller(value, gains), low)
    high = chosen(isNew, larger(value, gains), high)
    isMoving = true
  }

  /// The gains of the next sample.
  @_noLocks @inline(__always) mutating func advance() -> Lanes {
    value = smaller(larger(value + step, low), high)
    return value
  }

  /// Notices arrival. Called once per block.
  @_noLocks mutating func settle() {
    guard isMoving, all(value .== target) else { return }
    step = Lanes()
    isMoving = false
  }
}
