/// What a reverb is set to.
struct ReverbSettings: BitwiseCopyable {
  /// Time in which the middle frequencies fall by 60 dB, 0.2…20 s.
  var decay: Float = 1.8
  /// Where the decay is half as long, in Hz; 500…20000. At 20,000 there is no damping.
  var dampingFrequency: Float = 6000
  /// How many times longer the decay is below 200 Hz, 0.5…2.
  var lowRatio: Float = 1
  /// 0…200 ms.
  var predelay: Float = 20
  /// 0…1: the size of the room, apart from its decay.
  var size: Float = 0.6
  /// 0…1: how much the room moves, against ringing.
  var modulation: Float = 0.5
  /// On the output, 20…500 Hz; 20 is open.
  var lowCut: Float = 80
  /// On the output, 1…20 kHz, in Hz; 20,000 is open.
  var highCut: Float = 12000

  @_noLocks init() {}
}

/// The filters of eight lines: what each keeps of one way through it, so that all lines decay alike.
///
/// As in zita-rev1 (Adriaensen): a first-order shelf for the low frequencies, then a one-pole low-pass that has its
/// gain at the damping frequency where the decay is to be half as long. The gains of the shelf are written as what it
/// does far above and far below its corner, so that every mixture of two tunings stays below 1 at every frequency.
struct ReverbDamping: BitwiseCopyable {
  /// Gain of the middle. This and the next contain the scale of the matrix, 1/4.
  var middle = Lanes()
  /// What the lows have more.
  var low = Lanes()
  /// How far the low-pass goes with each sample, 0…1.
  var high = Lanes(repeating: 1)

  @_noLocks init() {}

  /// On the way from one tuning to another.
  @_noLocks @inline(__always) func mixed(with other: ReverbDamping, _ amount: Float) -> ReverbDamping {
    var result = self
    result.middle += (other.middle - middle) * amount
    result.low += (other.low - low) * amount
    result.high += (other.high - high) * amount
    return result
  }
}

/// Settings as the network of sixteen lines needs them.
struct ReverbTuning: BitwiseCopyable {
  /// Lengths in frames.
  var lengths = SIMD16<Int32>()
  var first = ReverbDamping()
  var second = ReverbDamping()
  /// Gain of the output.
  var level: Float = 0
  /// In frames.
  var predelay = 0

  @_noLocks init() {}

  /// - Parameter milliseconds: the lengths of the lines in the largest room.
  @_noLocks init(_ settings: ReverbSettings, milliseconds: SIMD16<Float>, longest: Float, sampleRate: Double) {
    let decay = Double(min(max(0.2, settings.decay), 20))
    predelay = Int(Double(min(max(0, settings.predelay), 200)) * 0.001 * sampleRate + 0.5)
    // A line that is long against the decay would make a few loud steps of it, and no even decay.
    let room = 0.3 + 0.7 * Double(min(max(0, settings.size), 1))
    let scale = min(room, decay * 1000 / 6 / Double(longest))
    let lowRatio = Double(min(max(0.5, settings.lowRatio), 2))
    // 2 sin²(ω/2) = 1 − cos ω
    let quarters = 2 * min(max(500, Double(settings.dampingFrequency)) / sampleRate, 0.49)
    let sine = sineOfQuarterTurns(quarters)
    let damping = 2 * sine * sine
    let isOpen = !(settings.dampingFrequency < 20000)
    var power = 0.0
    for line in 0..<16 {
      let length = Int32(Double(milliseconds[line]) * scale * 0.001 * sampleRate + 0.5)
      lengths[line] = length
      // log2(0.001) is −9.9658.
      let turns = Double(length) / sampleRate / decay * -9.965784284662087
      let middle = binaryPower(turns)
      let low = binaryPower(turns / lowRatio)
      power += middle * middle / 16
      // The one-pole's gain at the damping frequency is to be `middle` once more.
      let t = (1 / (middle * middle) - 1) / (2 * damping)
      let high = isOpen ? 1 : (squareRoot(1 + 4 * t) - 1) / (2 * t)
      if line < 8 {
        first.middle[line] = Float(middle * 0.25)
        first.low[line] = Float((low - middle) * 0.25)
        first.high[line] = Float(high)
      } else {
        second.middle[line - 8] = Float(middle * 0.25)
        second.low[line - 8] = Float((low - middle) * 0.25)
        second.high[line - 8] = Float(high)
      }
    }
    // All energy that goes round: sixteen lines get one unit each and keep `power` of it each time.
    level = Float(squareRoot(0.5 * (1 - power) / power))
  }

  // The standard library's own is a call that the audio thread may not make.
  @_noLocks private func squareRoot(_ x: Double) -> Double { binaryPower(0.5 * binaryLogarithm(x)) }
}
