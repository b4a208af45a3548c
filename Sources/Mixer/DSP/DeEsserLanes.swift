/// What a de-esser is set to, in the units of the catalogue.
struct DeEsserSettings: BitwiseCopyable {
  var isOn = false
  /// Hz, 2000…12,000: the middle of the band.
  var frequency: Float = 7000
  /// dB, −40…0: the level of the band, relative to that of the whole signal, above which it is turned down.
  var threshold: Float = -12
  /// dB, 0…24: the most that the band is turned down.
  var range: Float = 12

  @_noLocks init() {}
}

/// Eight de-essers side by side, without latency: a dynamic bell.
///
/// A trapezoidal state variable filter (Simper, "Linear trapezoidal integrated SVF") takes a band of Q 1 out of the signal,
/// and the signal plus (gain − 1) times that band comes out. At the middle of the band the gain is exactly that of the
/// detector; with a gain of 1 the output is the input, to the bit. A split into low and high would need a steep crossover to
/// reach the full range, whose sum is then not the input.
///
/// The detector compares the power of the band with the power of the whole, both as mean squares of 5 ms. So the threshold is
/// relative: a whisper is treated like a shout. For each dB above it the band is turned down by 2 dB, up to the range. Attack
/// 1 ms, release 50 ms (63 %).
struct DeEsserLanes {
  private let sampleRate: Double
  private let shortest: Float
  private let follow: Float
  private let attack: Float
  private let release: Float

  /// tan(π · frequency / fs).
  private var warped: GainLanes
  private var threshold = GainLanes()
  /// Octaves of amplitude.
  private var range = GainLanes()
  private var amount = GainLanes()
  private var links = PairLinks()

  private var first = Lanes()
  private var second = Lanes()
  private var bandPower = Lanes()
  private var wholePower = Lanes()
  private var peak = Lanes()
  private var reduction = Lanes()
  private var deepest = Lanes()

  /// Whether nothing is to be done: all eight are off and have faded out.
  private(set) var isIdle = true
  private var isMoving = false

  /// - Parameter sampleRate: 44,100 to 192,000 Hz.
  @_noLocks init(sampleRate: Double) {
    self.sampleRate = sampleRate
    shortest = Float(0.010 * sampleRate)
    follow = approach(milliseconds: 5, sampleRate: sampleRate)
    attack = approach(milliseconds: 1, sampleRate: sampleRate)
    release = approach(milliseconds: 50, sampleRate: sampleRate)
    warped = GainLanes(DeEsserLanes.warp(7000, sampleRate))
  }

  @_noLocks private static func warp(_ frequency: Float, _ sampleRate: Double) -> Float {
    let turns = 2 * min(Double(max(frequency, 20)), 0.45 * sampleRate) / sampleRate
    return Float(sineOfQuarterTurns(turns) / sineOfQuarterTurns(1 - turns))
  }

  // MARK: Settings

  /// Changes one lane, in at least 10 ms.
  @_noLocks mutating func set(_ lane: Int, _ settings: DeEsserSettings) {
    let isFresh = amount.value[lane] == 0 && amount.target[lane] == 0
    if isFresh { rest(lane) }
    let frames = isFresh ? 1 : shortest
    warped.aim(lane, at: DeEsserLanes.warp(settings.frequency, sampleRate), frames: frames)
    threshold.aim(lane, at: settings.threshold * 0.332192809488736235, frames: frames)
    let octaves = max(settings.range, 0) * 0.166096404744368118
    range.aim(lane, at: octaves, frames: isFresh ? 1 : shortest * max(1, abs(octaves - range.value[lane])))
    amount.aim(lane, at: settings.isOn ? 1 : 0, frames: shortest)
    notice()
  }

  /// Lets lanes 2·pair and 2·pair + 1 share one gain, from the sums of their powers.
  @_noLocks mutating func link(_ pair: Int, _ isLinked: Bool) { links.link(pair, isLinked) }

  @_noLocks private mutating func rest(_ lane: Int) {
    first[lane] = 0
    second[lane] = 0
    bandPower[lane] = 0
    wholePower[lane] = 0
    peak[lane] = 0
    reduction[lane] = 0
    deepest[lane] = 0
  }

  @_noLocks private mutating func notice() {
    isMoving = warped.isMoving || threshold.isMoving || range.isMoving || amount.isMoving
    // Not before every ramp is over, so that what is left of one does not depend on where a chunk ended.
    isIdle = !isMoving && amount.isSilent
  }

  // MARK: Signals

  /// De-esses a chunk in place.
  @_noLocks mutating func process(_ x: UnsafeMutablePointer<Lanes>, frames: Int) {
    guard !isIdle else { return }
    if isMoving { runMoving(x, frames) } else if links.isUsed { runLinked(x, frames) } else { runPlain(x, frames) }
    settle()
  }

  // The same loop three times, so that no question is asked in every frame.

  @_noLocks @inline(never) private mutating func runMoving(_ x: UnsafeMutablePointer<Lanes>, _ frames: Int) {
    run(x, frames, isMoving: true, isLinked: true)
  }

  @_noLocks @inline(never) private mutating func runLinked(_ x: UnsafeMutablePointer<Lanes>, _ frames: Int) {
    run(x, frames, isMoving: false, isLinked: true)
  }

  @_noLocks @inline(never) private mutating func runPlain(_ x: UnsafeMutablePointer<Lanes>, _ frames: Int) {
    run(x, frames, isMoving: false, isLinked: false)
  }

  @_noLocks @inline(__always) private mutating func run(
    _ x: UnsafeMutablePointer<Lanes>, _ frames: Int, isMoving: Bool, isLinked: Bool
  ) {
    var (warped, threshold, range, amount) = (self.warped, self.threshold, self.range, self.amount)
    let (follow, attack, release, links) = (self.follow, self.attack, self.release, self.links)
    var (first, second, bandPower, wholePower) = (self.first, self.second, self.bandPower, self.wholePower)
    var (peak, reduction, deepest) = (self.peak, self.reduction, self.deepest)
    var filter = BandFilter(warped.value)
    for i in 0..<frames {
      if isMoving { filter = BandFilter(warped.advance()) }
      let input = x[i]
      let u = input - second
      let band = fused(filter.input, u, filter.own * first)
      second = fused(filter.inputToSecond, u, fused(filter.firstToSecond, first, second))
      first = band + (band - first)
      let power = isLinked ? links.summed(band * band) : band * band
      let whole = isLinked ? links.summed(input * input) : input * input
      bandPower = fused(power - bandPower, Lanes(repeating: follow), bandPower)
      wholePower = fused(whole - wholePower, Lanes(repeating: follow), wholePower)

      // An octave of power is 3 dB, one of gain 6: the numbers are the same, and each dB becomes two. In silence the band
      // counts as nothing.
      let ratio = binaryLogarithm(bandPower / (wholePower + 1e-14))
      let over = larger(ratio - (isMoving ? threshold.advance() : threshold.value), Lanes())
      let needed = smaller(over, isMoving ? range.advance() : range.value)
      peak = larger(fused(needed - peak, Lanes(repeating: release), peak), needed)
      reduction = fused(peak - reduction, Lanes(repeating: attack), reduction)
      deepest = larger(deepest, reduction)

      let gain = binaryPower(unclamped: -reduction)
      x[i] = fused(band, (isMoving ? amount.advance() : amount.value) * (gain - 1), input)
    }
    if isMoving { (self.warped, self.threshold, self.range, self.amount) = (warped, threshold, range, amount) }
    (self.first, self.second, self.bandPower, self.wholePower) = (first, second, bandPower, wholePower)
    (self.peak, self.reduction, self.deepest) = (peak, reduction, deepest)
  }

  @_noLocks private mutating func settle() {
    // What decays would become too small for a normal float, and slow. Too small by then to be in any result.
    let least = Lanes(repeating: 1e-20)
    first = chosen(magnitude(first) .< least, Lanes(), first)
    second = chosen(magnitude(second) .< least, Lanes(), second)
    peak = chosen(peak .< least, Lanes(), peak)
    reduction = chosen(reduction .< least, Lanes(), reduction)
    bandPower = chosen(bandPower .< Lanes(repeating: 1e-30), Lanes(), bandPower)
    wholePower = chosen(wholePower .< Lanes(repeating: 1e-30), Lanes(), wholePower)
    guard isMoving else { return }
    warped.settle()
    threshold.settle()
    range.settle()
    amount.settle()
    notice()
  }

  // MARK: Meters

  /// The lowest gain of the band since the last call; 1 in lanes that are off.
  @_noLocks mutating func takeReduction() -> Lanes {
    let lowest = chosen(amount.target .> 0, binaryPower(-deepest), Lanes(repeating: 1))
    deepest = Lanes()
    return lowest
  }
}

/// The band-pass of Q 1, solved for what its two states and its input contribute, so that only two operations wait for the
/// input of each sample.
private struct BandFilter {
  /// To the band: of the input without the second state, and of the first state.
  let input: Lanes
  let own: Lanes
  /// To the second state.
  let inputToSecond: Lanes
  let firstToSecond: Lanes

  /// - Parameter g: tan(π · frequency / fs).
  @_noLocks @inline(__always) init(_ g: Lanes) {
    input = g / fused(g, g + 1, Lanes(repeating: 1))
    own = 1 - (g + 1) * input
    inputToSecond = 2 * g * input
    firstToSecond = 2 * g * own
  }
}
