import Foundation

@testable import Mixer

// The dynamics in dB and double precision, one sample at a time, each as its paper or its description has it.

/// One compressor as the paper has it.
struct CompressorModel {
  let settings: CompressorSettings
  let sampleRate: Double
  var square = 0.0
  var peak = 0.0
  var slow = 0.0
  var smoothed = 0.0
  var heldFor = 0
  let (attack, release, average, slowRelease): (Double, Double, Double, Double)

  init(_ settings: CompressorSettings, _ sampleRate: Double) {
    self.settings = settings
    self.sampleRate = sampleRate
    attack = remaining(Double(settings.attack), sampleRate)
    release = remaining(settings.autoRelease ? 100 : Double(settings.release), sampleRate)
    average = remaining(10, sampleRate)
    slowRelease = remaining(1200, sampleRate)
  }

  /// The gain for one sample more of the key.
  mutating func gain(_ key: Double) -> Double {
    square = average * square + (1 - average) * key * key
    let input = settings.usesRMS ? 10 * log10(max(square, 1e-30)) : 20 * log10(max(abs(key), 1e-15))
    let (threshold, ratio, knee) = (Double(settings.threshold), Double(settings.ratio), Double(settings.knee))
    let over = input - threshold
    var output = input
    if knee > 0, abs(2 * over) <= knee {
      output = input + (1 / ratio - 1) * pow(over + knee / 2, 2) / (2 * knee)
    } else if over > 0 {
      output = threshold + over / ratio
    }
    let asked = input - output

    if asked >= peak {
      peak = asked
      heldFor = 0
    } else {
      heldFor += 1
      let hold = settings.hold > 0.02 ? (Double(settings.hold) * 0.001 * sampleRate).rounded() : 0
      if Double(heldFor) > hold { peak = release * peak + (1 - release) * asked }
    }
    var loudest = peak
    if settings.autoRelease {
      slow = slowRelease * slow + (1 - slowRelease) * peak
      loudest = max(peak, slow)
    }
    smoothed = attack * smoothed + (1 - attack) * loudest
    let makeUp = Double(settings.makeUp) + (settings.autoMakeUp ? threshold * (1 / ratio - 1) / 2 : 0)
    let mix = Double(settings.mix)
    return 1 - mix + mix * pow(10, (makeUp - smoothed) / 20)
  }
}

/// One gate, with the largest magnitude of the last 10 ms taken literally.
struct GateModel {
  let settings: GateSettings
  let sampleRate: Double
  var isOpen: Bool
  var lastLoud = -1
  var now = -1
  var peak: Double
  var gain: Double
  let (attack, release): (Double, Double)

  /// - Parameter isOpen: whether the key was at 0 dBFS before; otherwise it was silent for long.
  init(_ settings: GateSettings, _ sampleRate: Double, isOpen: Bool) {
    self.settings = settings
    self.sampleRate = sampleRate
    self.isOpen = isOpen
    peak = isOpen ? 1 : 0
    // For 90 % of the way.
    attack = remaining(Double(settings.attack) / log(10), sampleRate)
    release = remaining(Double(settings.release) / log(10), sampleRate)
    var isDown = !isOpen
    if case .duck = settings.mode { isDown = isOpen }
    gain = isDown ? pow(10, -Double(settings.range) / 20) : 1
  }

  /// The gain for one sample more of the key.
  mutating func gain(_ key: Double) -> Double {
    now += 1
    let limit = Double(settings.threshold) - (isOpen ? Double(settings.hysteresis) : 0)
    if abs(key) >= pow(10, limit / 20) {
      isOpen = true
      lastLoud = now
    } else if Double(now - lastLoud) >= ((10 + Double(settings.hold)) * 0.001 * sampleRate).rounded() {
      isOpen = false
    }
    let floor = pow(10, -Double(settings.range) / 20)
    peak = max(peak * pow(10, -250 / (20 * sampleRate)), abs(key), 1e-20)
    let under = min(20 * log10(peak) - Double(settings.threshold), 0)
    var target = floor
    var isAttack = isOpen
    switch settings.mode {
    case .gate: target = isOpen ? 1 : floor
    case .duck: target = isOpen ? floor : 1
    case .expander2: target = isOpen ? 1 : max(floor, pow(10, under / 20))
    case .expander3: target = isOpen ? 1 : max(floor, pow(10, under * 2 / 20))
    case .expander4: target = isOpen ? 1 : max(floor, pow(10, under * 3 / 20))
    }
    switch settings.mode {
    case .gate, .duck: break
    default: isAttack = isOpen || target > gain
    }
    gain = target + (isAttack ? attack : release) * (gain - target)
    return gain
  }
}

/// One de-esser: the cookbook's band-pass of Q 1, turned down by two dB for each by which its power, against that of
/// the whole, is above the threshold.
struct DeEsserModel {
  let settings: DeEsserSettings
  var filter: ReferenceFilter
  var bandPower = 0.0
  var wholePower = 0.0
  var peak = 0.0
  var smoothed = 0.0
  let (average, attack, release): (Double, Double, Double)

  init(_ settings: DeEsserSettings, _ sampleRate: Double) {
    self.settings = settings
    filter = .bandPass(Double(settings.frequency), q: 1, sampleRate)
    (average, attack) = (remaining(5, sampleRate), remaining(1, sampleRate))
    release = remaining(50, sampleRate)
  }

  /// The band of a sample. To be followed by `output`, after the band of a linked partner.
  mutating func band(_ x: Double) -> Double { filter.next(x) }

  /// What comes out.
  /// - Parameters:
  ///   - band: that of the sample.
  ///   - partner: a linked partner's sample and its band.
  mutating func output(_ x: Double, band: Double, partner: (x: Double, band: Double)? = nil) -> Double {
    let (other, otherBand) = partner ?? (0, 0)
    bandPower = average * bandPower + (1 - average) * (band * band + otherBand * otherBand)
    wholePower = average * wholePower + (1 - average) * (x * x + other * other)
    // In silence the band counts as nothing.
    let relative = 10 * log10(max(bandPower / (wholePower + 1e-14), 1e-30))
    let asked = min(max(2 * (relative - Double(settings.threshold)), 0), Double(settings.range))
    peak = max(asked, release * peak + (1 - release) * asked)
    smoothed = attack * smoothed + (1 - attack) * peak
    return x + band * (pow(10, -smoothed / 20) - 1)
  }
}

/// How much of the way a one-pole filter has still to go after one sample, if it goes 63 % in so many milliseconds.
private func remaining(_ milliseconds: Double, _ sampleRate: Double) -> Double {
  milliseconds > 0 ? exp(-1000 / (milliseconds * sampleRate)) : 0
}
