/// What a compressor is set to, in the units of the catalogue.
struct CompressorSettings: BitwiseCopyable {
  var isOn = false
  /// dB, −60…0.
  var threshold: Float = -20
  /// 1.1…100: so many dB of input over the threshold become one of output.
  var ratio: Float = 4
  /// dB, 0…24: the width of the bend, half of it on each side of the threshold.
  var knee: Float = 6
  /// ms, 0…120: 63 % of the way.
  var attack: Float = 10
  /// ms, 0.02…2000: how long the reduction stays before it is let go; the least, 0.02 ms, is not at all.
  var hold: Float = 0.02
  /// ms, 5…4000: 63 % of the way.
  var release: Float = 150
  /// dB, 0…24.
  var makeUp: Float = 0
  /// Adds half of what a signal of 0 dBFS is reduced by without knee, −threshold · (1 − 1/ratio) / 2.
  var autoMakeUp = false
  /// 0 (dry) … 1 (compressed).
  var mix: Float = 1
  /// Whether the level is the mean square of about 10 ms instead of the peak.
  var usesRMS = false
  /// Whether the release follows the programme: 0.1 s after a peak, up to 1.2 s after long reduction. `release` is then unused.
  var autoRelease = false

  @_noLocks init() {}
}

/// Eight feed-forward compressors side by side, without latency, or eight stereo ones.
///
/// Level, gain computer with a quadratic knee and a smooth decoupled peak detector, all in the logarithmic domain
/// (Giannoulis, Massberg, Reiss, JAES 60(6), 2012). The level is a power, so that peak and mean square need one logarithm
/// alike. Computed for every sample: with an attack of 1 ms the gain moves up to 0.4 dB from one sample to the next, so a gain
/// that is computed less often would miss by more than 0.05 dB unless it looked ahead.
struct CompressorLanes {
  private let sampleRate: Double
  private let shortest: Float

  // The gain computer. Levels are octaves of power, so that peak and mean square need one logarithm alike; gains are octaves
  // of amplitude, never above 0.
  private var links = PairLinks()
  /// How much of each new power goes into the mean square; 1 for peak level.
  private var follow = GainLanes(1)
  private var kneeStart = GainLanes()
  private var kneeEnd = GainLanes()
  /// The gain's curve inside the knee, and its slope above it.
  private var bend = GainLanes()
  private var slope = GainLanes()
  private var meanSquare = Lanes()

  // The detector.
  private var attack = GainLanes(1)
  private var release = Lanes(repeating: 1)
  private var holdFrames = Lanes()
  /// The slow part of an automatic release; 0 in lanes without.
  private var slowFollow = Lanes()
  /// What was wanted in the last frame, and how far below it the peak was.
  private var wanted = Lanes()
  private var below = Lanes()
  private var peak = Lanes()
  /// Frames for which the peak stays where it is.
  private var held = Lanes()
  private var slow = Lanes()
  private var octaves = Lanes()
  private var deepest = Lanes()

  // What is heard: dry + wet · gain.
  private var dry = GainLanes(1)
  private var wet = GainLanes()

  /// Whether nothing is to be done: all eight are off, or not mixed in, and have faded out.
  private(set) var isIdle = true
  private var isMoving = false
  private var isPlain = true

  /// - Parameter sampleRate: 44,100 to 192,000 Hz.
  @_noLocks init(sampleRate: Double) {
    self.sampleRate = sampleRate
    shortest = Float(0.010 * sampleRate)
  }

  // MARK: Settings

  /// Changes one lane. Gains move in at least 10 ms; large changes take longer, so that no step is heard.
  @_noLocks mutating func set(_ lane: Int, _ settings: CompressorSettings) {
    // Where nothing is heard, nothing needs to ramp.
    let isFresh = wet.value[lane] == 0 && wet.target[lane] == 0
    if isFresh { rest(lane) }
    setComputer(lane, settings, isFresh)
    setDetector(lane, settings, isFresh)

    let auto = settings.autoMakeUp ? settings.threshold * (1 / max(settings.ratio, 1) - 1) * 0.5 : 0
    let mix = settings.isOn ? min(max(settings.mix, 0), 1) : 0
    let newWet = mix * gain(decibel: settings.makeUp + auto)
    let frames = shortest * max(1, abs(newWet - wet.value[lane]))
    wet.aim(lane, at: newWet, frames: frames)
    dry.aim(lane, at: 1 - mix, frames: frames)
    notice()
  }

  @_noLocks private mutating func setComputer(_ lane: Int, _ settings: CompressorSettings, _ isFresh: Bool) {
    let threshold = settings.threshold * 0.332192809488736235
    let knee = max(settings.knee, 0) * 0.332192809488736235
    let slope = 0.5 / max(settings.ratio, 1) - 0.5
    // 10 ms for each octave that the gain may move at once; a slope acts on a level of up to ten octaves.
    let start = threshold - knee * 0.5
    let change = max(
      abs(start - kneeStart.value[lane]) * 0.5, abs(slope - self.slope.value[lane]) * 20)
    let frames = isFresh ? 1 : shortest * max(1, change)
    kneeStart.aim(lane, at: start, frames: frames)
    kneeEnd.aim(lane, at: threshold + knee * 0.5, frames: frames)
    bend.aim(lane, at: knee > 0 ? slope / (2 * knee) : 0, frames: frames)
    self.slope.aim(lane, at: slope, frames: frames)
    let follow = settings.usesRMS ? approach(milliseconds: 10, sampleRate: sampleRate) : 1
    self.follow.aim(lane, at: follow, frames: isFresh ? 1 : 10 * shortest)
  }

  @_noLocks private mutating func setDetector(_ lane: Int, _ settings: CompressorSettings, _ isFresh: Bool) {
    // A fast detector that takes over from a slow one finds it far from where it wants to be, so it does so gradually.
    let attack = approach(milliseconds: settings.attack, sampleRate: sampleRate)
    let change = abs(attack - self.attack.value[lane])
    self.attack.aim(lane, at: attack, frames: isFresh ? 1 : shortest * max(1, 10 * change))
    let release = settings.autoRelease ? 100 : settings.release
    self.release[lane] = approach(milliseconds: release, sampleRate: sampleRate)
    holdFrames[lane] =
      settings.hold > 0.02 ? wholeFrames(milliseconds: settings.hold, sampleRate: sampleRate) : 0
    if settings.autoRelease {
      slowFollow[lane] = approach(milliseconds: 1200, sampleRate: sampleRate)
    } else {
      // What the slow part still holds is let go by the ordinary release.
      peak[lane] = min(peak[lane], slow[lane])
      below[lane] = peak[lane] - wanted[lane]
      slow[lane] = 0
      slowFollow[lane] = 0
    }
  }

  /// Lets lanes 2·pair and 2·pair + 1 share the larger of their levels.
  @_noLocks mutating func link(_ pair: Int, _ isLinked: Bool) { links.link(pair, isLinked) }

  /// The state of a compressor that has heard nothing.
  @_noLocks private mutating func rest(_ lane: Int) {
    meanSquare[lane] = 0
    wanted[lane] = 0
    below[lane] = 0
    peak[lane] = 0
    held[lane] = 0
    slow[lane] = 0
    octaves[lane] = 0
    deepest[lane] = 0
  }

  @_noLocks private mutating func notice() {
    isMoving =
      follow.isMoving || kneeStart.isMoving || kneeEnd.isMoving || bend.isMoving || slope.isMoving || attack.isMoving
      || dry.isMoving || wet.isMoving
    // Not before every ramp is over, so that what is left of one does not depend on where a chunk ended.
    isIdle = !isMoving && wet.isSilent
    isPlain = all(holdFrames .== 0) && all(slowFollow .== 0) && all(follow.value .== 1)
  }

  // MARK: Signals

  /// Compresses a chunk in place, each lane by its own level.
  /// - Parameters:
  ///   - key: what the levels are taken of; may be `x` itself.
  ///   - scratch: room for so many frames, overwritten; may be `key`, if that is not `x`.
  @_noLocks mutating func process(
    _ x: UnsafeMutablePointer<Lanes>, key: UnsafePointer<Lanes>, scratch: UnsafeMutablePointer<Lanes>, frames: Int
  ) {
    guard !isIdle else { return }
    if isMoving {
      runMoving(x, key, scratch, frames)
    } else if !isPlain {
      runFull(x, key, scratch, frames)
    } else if links.isUsed {
      runLinked(x, key, scratch, frames)
    } else {
      runPlain(x, key, scratch, frames)
    }
    settle()
  }

  /// Compresses a chunk of eight stereo signals in place: both sides by one gain, from the louder of the two keys.
  /// - Parameters:
  ///   - keys: left and right of what the levels are taken of; may be the signals themselves.
  ///   - scratch: room for so many frames, overwritten; may be the left key, if that is not the signal.
  @_noLocks mutating func process(
    _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>,
    keys keyLeft: UnsafePointer<Lanes>, _ keyRight: UnsafePointer<Lanes>, scratch: UnsafeMutablePointer<Lanes>,
    frames: Int
  ) {
    guard !isIdle else { return }
    if isMoving || !isPlain {
      runMoving(left, right, keyLeft, keyRight, scratch, frames)
    } else {
      runPlain(left, right, keyLeft, keyRight, scratch, frames)
    }
    settle()
  }

  // The same two loops, several times, so that no question is asked in every frame. Functions of their own, because the
  // compiler joins calls of one function that differ in a constant only, and then asks in every frame after all.

  @_noLocks @inline(never) private mutating func runPlain(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>,
    _ frames: Int
  ) {
    compute(key, key, scratch, frames, isStereo: false, isMoving: false, isPlain: true, isLinked: false)
    follow(UnsafePointer(scratch), x, x, frames, isStereo: false, isMoving: false, isPlain: true)
  }

  @_noLocks @inline(never) private mutating func runLinked(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>,
    _ frames: Int
  ) {
    compute(key, key, scratch, frames, isStereo: false, isMoving: false, isPlain: true, isLinked: true)
    follow(UnsafePointer(scratch), x, x, frames, isStereo: false, isMoving: false, isPlain: true)
  }

  @_noLocks @inline(never) private mutating func runFull(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>,
    _ frames: Int
  ) {
    compute(key, key, scratch, frames, isStereo: false, isMoving: false, isPlain: false, isLinked: true)
    follow(UnsafePointer(scratch), x, x, frames, isStereo: false, isMoving: false, isPlain: false)
  }

  @_noLocks @inline(never) private mutating func runMoving(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>,
    _ frames: Int
  ) {
    compute(key, key, scratch, frames, isStereo: false, isMoving: true, isPlain: false, isLinked: true)
    follow(UnsafePointer(scratch), x, x, frames, isStereo: false, isMoving: true, isPlain: false)
  }

  @_noLocks @inline(never) private mutating func runPlain(
    _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>, _ keyLeft: UnsafePointer<Lanes>,
    _ keyRight: UnsafePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>, _ frames: Int
  ) {
    compute(keyLeft, keyRight, scratch, frames, isStereo: true, isMoving: false, isPlain: true, isLinked: true)
    follow(UnsafePointer(scratch), left, right, frames, isStereo: true, isMoving: false, isPlain: true)
  }

  @_noLocks @inline(never) private mutating func runMoving(
    _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>, _ keyLeft: UnsafePointer<Lanes>,
    _ keyRight: UnsafePointer<Lanes>, _ scratch: UnsafeMutablePointer<Lanes>, _ frames: Int
  ) {
    compute(keyLeft, keyRight, scratch, frames, isStereo: true, isMoving: true, isPlain: false, isLinked: true)
    follow(UnsafePointer(scratch), left, right, frames, isStereo: true, isMoving: true, isPlain: false)
  }

  /// The gain computer: the gains that the levels ask for, in octaves. A loop of its own, in which no frame but of the mean
  /// square waits for the one before it.
  @_noLocks @inline(__always) private mutating func compute(
    _ keyLeft: UnsafePointer<Lanes>, _ keyRight: UnsafePointer<Lanes>, _ gains: UnsafeMutablePointer<Lanes>,
    _ frames: Int, isStereo: Bool, isMoving: Bool, isPlain: Bool, isLinked: Bool
  ) {
    var (follow, kneeStart, kneeEnd, bend, slope) = (self.follow, self.kneeStart, self.kneeEnd, self.bend, self.slope)
    let links = self.links
    var meanSquare = self.meanSquare
    for i in 0..<frames {
      var power = keyLeft[i] * keyLeft[i]
      if isStereo { power = larger(power, keyRight[i] * keyRight[i]) }
      if isLinked { power = links.shared(power) }
      if !isPlain {
        // In peak lanes this is exactly the power.
        let part = isMoving ? follow.advance() : follow.value
        meanSquare = (1 - part) * meanSquare + part * power
        power = meanSquare
      }
      // Inside the knee a parabola, above it a line.
      let start = isMoving ? kneeStart.advance() : kneeStart.value
      let level = larger(binaryLogarithm(unclamped: power), start)
      let inside = smaller(level, isMoving ? kneeEnd.advance() : kneeEnd.value)
      let above = (level - inside) * (isMoving ? slope.advance() : slope.value)
      let part = inside - start
      gains[i] = fused(part * part, isMoving ? bend.advance() : bend.value, above)
    }
    if isMoving {
      (self.follow, self.kneeStart, self.kneeEnd, self.bend, self.slope) = (follow, kneeStart, kneeEnd, bend, slope)
    }
    self.meanSquare = meanSquare
  }

  /// The detector, and what is heard of it.
  @_noLocks @inline(__always) private mutating func follow(
    _ gains: UnsafePointer<Lanes>, _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>,
    _ frames: Int, isStereo: Bool, isMoving: Bool, isPlain: Bool
  ) {
    var (attack, dry, wet) = (self.attack, self.dry, self.wet)
    let (release, holdFrames, slowFollow) = (-self.release, self.holdFrames, self.slowFollow)
    var (wanted, below, peak) = (self.wanted, self.below, self.peak)
    var (held, slow, octaves, deepest) = (self.held, self.slow, self.octaves, self.deepest)
    for i in 0..<frames {
      // Down at once, up in the release. Kept as a distance from what is wanted, because that goes to nothing; a value that
      // creeps towards another one stops short of it in single precision. Never quite nothing, so that it does not become
      // too small for a normal float, and slow.
      let distance = below + (wanted - gains[i])
      wanted = gains[i]
      below = smaller(fused(distance, release, distance), Lanes(repeating: -1e-20))
      let last = peak
      peak = wanted + below
      var target = peak
      if !isPlain {
        let isHeld = held .> 0
        held = chosen(last .< wanted, larger(held - 1, Lanes()), holdFrames)
        peak = chosen(isHeld, smaller(last, wanted), peak)
        below = chosen(isHeld, peak - wanted, below)
        slow = fused(peak - slow, slowFollow, slow)
        target = smaller(peak, slow)
      }
      octaves = fused(target - octaves, isMoving ? attack.advance() : attack.value, octaves)
      deepest = smaller(deepest, octaves)
      let gain = binaryPower(unclamped: octaves)
      let factor = fused(isMoving ? wet.advance() : wet.value, gain, isMoving ? dry.advance() : dry.value)
      left[i] = left[i] * factor
      if isStereo { right[i] = right[i] * factor }
    }
    if isMoving { (self.attack, self.dry, self.wet) = (attack, dry, wet) }
    (self.wanted, self.below, self.peak) = (wanted, below, peak)
    (self.held, self.slow, self.octaves, self.deepest) = (held, slow, octaves, deepest)
  }

  @_noLocks private mutating func settle() {
    // What decays would become too small for a normal float, and slow. Too small by then to be heard of.
    meanSquare = chosen(meanSquare .< Lanes(repeating: 1e-30), Lanes(), meanSquare)
    guard isMoving else { return }
    follow.settle()
    kneeStart.settle()
    kneeEnd.settle()
    bend.settle()
    slope.settle()
    attack.settle()
    dry.settle()
    wet.settle()
    notice()
  }

  // MARK: Meters

  /// The lowest gain since the last call, without make-up and mix; 1 in lanes that are off.
  @_noLocks mutating func takeReduction() -> Lanes {
    let lowest = chosen(wet.target .!= 0, binaryPower(deepest), Lanes(repeating: 1))
    deepest = Lanes()
    return lowest
  }
}
