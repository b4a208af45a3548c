/// What a gate is set to, in the units of the catalogue.
struct GateSettings: BitwiseCopyable {
  /// What happens to a signal below the threshold; a ducker turns down what is above it.
  enum Mode: UInt8 {
    /// Each dB below the threshold becomes 2, 3 or 4.
    case expander2, expander3, expander4
    /// Down by the range.
    case gate
    /// Down by the range while the key is above the threshold.
    case duck
  }

  var isOn = false
  var mode = Mode.gate
  /// dB, −80…0.
  var threshold: Float = -80
  /// dB, 3…60: the most that is turned down.
  var range: Float = 60
  /// ms, 0…120: how long the gain takes for 90 % of its way when the key rises above the threshold.
  var attack: Float = 1
  /// ms, 0.02…2000: how long the gate stays open after the key has fallen.
  var hold: Float = 50
  /// ms, 5…4000: how long the gain takes for 90 % of its way back; a gate falls by 20 dB in this time.
  var release: Float = 200
  /// dB, 0…12: so much below the threshold a gate that is open closes.
  var hysteresis: Float = 3

  @_noLocks init() {}
}

/// Eight gates, expanders or duckers side by side, without latency.
///
/// A gate opens with the first sample whose magnitude reaches the threshold and closes when the largest magnitude of the last
/// 10 ms is below threshold − hysteresis for the hold time. 10 ms are half a period of 50 Hz: tones from there up never
/// chatter, whatever the hysteresis, and with 3 dB of it none from 25 Hz. That largest magnitude is not computed: it is
/// enough to count the frames since the last loud sample. So only expanders need a logarithm and a power.
///
/// The gain goes to its target like a one-pole filter, in linear gain. Attack and release are the times for 90 % of the way:
/// a gate with an attack of 1 ms is within 1 dB of fully open after 1 ms.
struct GateLanes {
  private let sampleRate: Double
  private let shortest: Float

  private var openLimit = Lanes(repeating: 1)
  private var closeLimit = Lanes(repeating: 1)
  private var attack = Lanes(repeating: 1)
  private var release = Lanes(repeating: 1)
  /// Frames that a gate stays open after a loud sample.
  private var openFrames = Lanes(repeating: 1)
  /// The gains of a gate that is open and one that is closed.
  private var opened = GainLanes(1)
  private var closed = GainLanes(1)
  private var amount = GainLanes()
  private var links = PairLinks()
  // Expanders: the threshold in octaves of power, and octaves of gain for each octave of power below it.
  private var isExpander = SIMDMask<SIMD8<Int32>>(repeating: false)
  private var reference = GainLanes()
  private var steepness = GainLanes()
  private let fall: Float

  private var openFor = Lanes()
  private var target = Lanes(repeating: 1)
  /// How far the gain is above its target.
  private var distance = Lanes()
  private var envelope = Lanes()
  private var lowest = Lanes(repeating: 1)

  /// Whether nothing is to be done: all eight are off and have faded out.
  private(set) var isIdle = true
  private var isMoving = false

  /// - Parameter sampleRate: 44,100 to 192,000 Hz.
  @_noLocks init(sampleRate: Double) {
    self.sampleRate = sampleRate
    shortest = Float(0.010 * sampleRate)
    // 250 dB per second: 2.5 dB in half a period of 50 Hz.
    fall = Float(binaryPower(-83.0482023721841 / sampleRate))
  }

  // MARK: Settings

  /// Changes one lane. Range, mode and on or off move in at least 10 ms; a new threshold acts as a new level of the key would.
  @_noLocks mutating func set(_ lane: Int, _ settings: GateSettings) {
    let isFresh = amount.value[lane] == 0 && amount.target[lane] == 0
    openLimit[lane] = gain(decibel: settings.threshold)
    closeLimit[lane] = gain(decibel: settings.threshold - max(settings.hysteresis, 0))
    attack[lane] = approach(milliseconds: settings.attack * 0.434294482, sampleRate: sampleRate)
    release[lane] = approach(milliseconds: settings.release * 0.434294482, sampleRate: sampleRate)
    openFrames[lane] = wholeFrames(milliseconds: 10 + settings.hold, sampleRate: sampleRate)

    let floor = gain(decibel: -settings.range)
    let frames = isFresh ? 1 : shortest
    // What is not an expander counts as one with a very high ratio, so that a change of mode has somewhere to ramp from.
    var steep: Float = 50
    var isDucker = false
    switch settings.mode {
    case .expander2: steep = 0.5
    case .expander3: steep = 1
    case .expander4: steep = 1.5
    case .gate: break
    case .duck: isDucker = true
    }
    opened.aim(lane, at: isDucker ? floor : 1, frames: frames)
    closed.aim(lane, at: isDucker ? 1 : floor, frames: frames)
    let threshold = settings.threshold * 0.332192809488736235
    reference.aim(lane, at: threshold, frames: isFresh ? 1 : shortest * max(1, abs(threshold - reference.value[lane])))
    steepness.aim(lane, at: steep, frames: frames)
    isExpander[lane] = steep < 50
    if isFresh { rest(lane, isOpen: !isDucker) }
    amount.aim(lane, at: settings.isOn ? 1 : 0, frames: shortest)
    notice()
  }

  /// Lets lanes 2·pair and 2·pair + 1 share the larger of their keys.
  @_noLocks mutating func link(_ pair: Int, _ isLinked: Bool) { links.link(pair, isLinked) }

  /// Not turning down: switching on must not cut into a word.
  @_noLocks private mutating func rest(_ lane: Int, isOpen: Bool) {
    openFor[lane] = isOpen ? openFrames[lane] : 0
    target[lane] = 1
    distance[lane] = 0
    envelope[lane] = 0
    lowest[lane] = 1
  }

  @_noLocks private mutating func notice() {
    isMoving =
      opened.isMoving || closed.isMoving || amount.isMoving || reference.isMoving || steepness.isMoving
    // Not before every ramp is over, so that what is left of one does not depend on where a chunk ended.
    isIdle = !isMoving && amount.isSilent
  }

  // MARK: Signals

  /// Gates a chunk in place.
  /// - Parameter key: what the levels are taken of; may be `x` itself.
  @_noLocks mutating func process(_ x: UnsafeMutablePointer<Lanes>, key: UnsafePointer<Lanes>, frames: Int) {
    guard !isIdle else { return }
    if any(isExpander) {
      runExpanders(x, key, frames)
    } else if isMoving {
      runMoving(x, key, frames)
    } else if links.isUsed {
      runLinked(x, key, frames)
    } else {
      runPlain(x, key, frames)
    }
    settle()
  }

  // The same loop, several times, so that no question is asked in every frame. Functions of their own, because the compiler
  // joins calls of one function that differ in a constant only, and then asks in every frame after all.

  @_noLocks @inline(never) private mutating func runPlain(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ frames: Int
  ) {
    run(x, key, frames, isMoving: false, isExpanding: false, isLinked: false)
  }

  @_noLocks @inline(never) private mutating func runLinked(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ frames: Int
  ) {
    run(x, key, frames, isMoving: false, isExpanding: false, isLinked: true)
  }

  @_noLocks @inline(never) private mutating func runMoving(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ frames: Int
  ) {
    run(x, key, frames, isMoving: true, isExpanding: false, isLinked: true)
  }

  @_noLocks @inline(never) private mutating func runExpanders(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ frames: Int
  ) {
    run(x, key, frames, isMoving: true, isExpanding: true, isLinked: true)
  }

  @_noLocks @inline(__always) private mutating func run(
    _ x: UnsafeMutablePointer<Lanes>, _ key: UnsafePointer<Lanes>, _ frames: Int,
    isMoving: Bool, isExpanding: Bool, isLinked: Bool
  ) {
    let (openLimit, closeLimit, openFrames) = (self.openLimit, self.closeLimit, self.openFrames)
    let (attack, release, links, isExpander, fall) = (self.attack, self.release, self.links, self.isExpander, self.fall)
    var (opened, closed, amount) = (self.opened, self.closed, self.amount)
    var (reference, steepness) = (self.reference, self.steepness)
    var (openFor, target, distance) = (self.openFor, self.target, self.distance)
    var (envelope, lowest) = (self.envelope, self.lowest)
    for i in 0..<frames {
      var level = magnitude(key[i])
      if isLinked { level = links.shared(level) }
      let limit = chosen(openFor .> 0, closeLimit, openLimit)
      openFor = chosen(level .>= limit, openFrames, larger(openFor - 1, Lanes()))
      let isOpen = openFor .> 0

      let openGain = isMoving ? opened.advance() : opened.value
      var closedGain = isMoving ? closed.advance() : closed.value
      var isRising = isOpen
      if isExpanding {
        // The peak falls by so many dB per second; the constant keeps it a normal float.
        envelope = larger(level * level, fused(envelope, Lanes(repeating: fall), Lanes(repeating: 1e-30)))
        let under = binaryLogarithm(unclamped: envelope) - (isMoving ? reference.advance() : reference.value)
        let octaves = smaller(under * (isMoving ? steepness.advance() : steepness.value), Lanes())
        let expanded = larger(closedGain, binaryPower(unclamped: larger(octaves, Lanes(repeating: -60))))
        closedGain = chosen(isExpander, expanded, closedGain)
      }
      if isMoving && !isExpanding {
        // On the way all the same, or they would never arrive.
        _ = reference.advance()
        _ = steepness.advance()
      }
      let newTarget = chosen(isOpen, openGain, closedGain)
      // Kept as a distance from the target, because that goes to exactly nothing: a gate that is open does not touch the signal.
      distance += target - newTarget
      target = newTarget
      // An expander also follows a key that rises below the threshold.
      if isExpanding { isRising = isOpen .| (isExpander .& (distance .< 0)) }
      distance = fused(distance, -chosen(isRising, attack, release), distance)
      let gain = target + distance
      lowest = smaller(lowest, gain)
      x[i] = x[i] * fused(isMoving ? amount.advance() : amount.value, gain - 1, Lanes(repeating: 1))
    }
    if isMoving {
      (self.opened, self.closed, self.amount) = (opened, closed, amount)
      (self.reference, self.steepness) = (reference, steepness)
    }
    (self.openFor, self.target, self.distance) = (openFor, target, distance)
    (self.envelope, self.lowest) = (envelope, lowest)
  }

  @_noLocks private mutating func settle() {
    // What decays would become too small for a normal float, and slow. Too small by then to be in any result.
    distance = chosen(magnitude(distance) .< Lanes(repeating: 1e-20), Lanes(), distance)
    guard isMoving else { return }
    opened.settle()
    closed.settle()
    amount.settle()
    reference.settle()
    steepness.settle()
    notice()
  }

  // MARK: Meters

  /// The lowest gain since the last call; 1 in lanes that are off.
  @_noLocks mutating func takeReduction() -> Lanes {
    let result = chosen(amount.target .> 0, lowest, Lanes(repeating: 1))
    lowest = Lanes(repeating: 1)
    return result
  }
}
