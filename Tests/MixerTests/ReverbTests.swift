import Foundation
import Testing

@testable import Mixer

@Suite struct ReverbTests: EffectRig {
  /// Nothing but the network: no damping, no cuts, no predelay.
  private func plain(decay: Float, size: Float = 0.6, modulation: Float = 0.5) -> ReverbSettings {
    var settings = ReverbSettings()
    settings.decay = decay
    settings.dampingFrequency = 20000
    settings.predelay = 0
    settings.size = size
    settings.modulation = modulation
    settings.lowCut = 20
    settings.highCut = 20000
    return settings
  }

  private func respond(
    _ settings: ReverbSettings, seconds: Double, sampleRate: Double = 48000
  ) -> (left: [Float], right: [Float]) {
    var reverb = Reverb(sampleRate: sampleRate)
    reverb.set(settings)
    return pass(impulse(Int(seconds * sampleRate)), through: &reverb)
  }

  /// A band-pass of order 6 in double precision: three times the same section (Bristow-Johnson), each so much wider.
  private func band(_ signal: [Float], _ frequency: Double, octaves: Double, sampleRate: Double) -> [Double] {
    var result = signal.map(Double.init)
    let omega = 2 * .pi * frequency / sampleRate
    // Three equal sections have together the bandwidth of one times √(2^(1/3) − 1).
    let width = octaves / (pow(2, 1.0 / 3) - 1).squareRoot()
    let alpha = sin(omega) * sinh(log(2) / 2 * width * omega / sin(omega))
    let (b0, a0, a1, a2) = (alpha, 1 + alpha, -2 * cos(omega), 1 - alpha)
    for _ in 0..<3 {
      var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
      for i in result.indices {
        let x = result[i]
        let y = (b0 * (x - x2) - a1 * y1 - a2 * y2) / a0
        (x2, x1, y2, y1) = (x1, x, y1, y)
        result[i] = y
      }
    }
    return result
  }

  /// T60 by Schroeder's backward integration, fitted from −5 to −35 dB.
  private func decayTime(_ signal: [Double], sampleRate: Double) -> Double {
    var remaining = [Double](repeating: 0, count: signal.count)
    var sum = 0.0
    for i in signal.indices.reversed() {
      sum += signal[i] * signal[i]
      remaining[i] = sum
    }
    var (n, st, sl, stt, stl) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for i in stride(from: 0, to: signal.count, by: 16) {
      let level = 10 * log10(remaining[i] / sum)
      guard level > -35 else { break }
      guard level < -5 else { continue }
      let t = Double(i) / sampleRate
      n += 1
      st += t
      sl += level
      stt += t * t
      stl += t * level
    }
    return -60 / ((n * stl - st * sl) / (n * stt - st * st))
  }

  @Test(arguments: [0.3, 0.5, 1, 2, 4] as [Float], [44100.0, 48000, 96000, 192_000])
  func `the decay is that of the setting, in every octave`(decay: Float, sampleRate: Double) {
    for size: Float in sampleRate == 48000 ? [0.3, 1] : [0.6] {
      let response = respond(
        plain(decay: decay, size: size), seconds: 0.9 * Double(decay) + 0.2, sampleRate: sampleRate)
      for frequency in [250.0, 500, 1000, 2000] {
        let times = [response.left, response.right].map {
          decayTime(band($0, frequency, octaves: 1, sampleRate: sampleRate), sampleRate: sampleRate)
        }
        let ratio = (times[0] + times[1]) / 2 / Double(decay)
        #expect(abs(ratio - 1) < (decay < 1 ? 0.1 : 0.05), "\(frequency) Hz")
      }
    }
  }

  @Test(arguments: [1500, 3000, 6000] as [Float])
  func `at the damping frequency the decay is half as long`(frequency: Float) {
    var settings = plain(decay: 3)
    settings.dampingFrequency = frequency
    let response = respond(settings, seconds: 3)
    let at = decayTime(band(response.left, Double(frequency), octaves: 0.2, sampleRate: 48000), sampleRate: 48000)
    #expect(abs(at / 1.5 - 1) < 0.08)
    let below = decayTime(band(response.left, 400, octaves: 1, sampleRate: 48000), sampleRate: 48000)
    #expect(below > 2.6)
  }

  @Test(arguments: [0.5, 1.5, 2] as [Float]) func `the lows decay by their own ratio`(ratio: Float) {
    var settings = plain(decay: 2)
    settings.lowRatio = ratio
    let response = respond(settings, seconds: 4)
    let time = decayTime(band(response.left, 25, octaves: 1, sampleRate: 48000), sampleRate: 48000)
    #expect(abs(time / (2 * Double(ratio)) - 1) < 0.12)
    let middle = decayTime(band(response.left, 2000, octaves: 1, sampleRate: 48000), sampleRate: 48000)
    #expect(abs(middle / 2 - 1) < 0.05)
  }

  @Test(arguments: [0.2, 0.5, 1, 3, 10] as [Float], [0, 0.6, 1] as [Float])
  func `it is as loud with every decay and size`(decay: Float, size: Float) {
    let response = respond(plain(decay: decay, size: size), seconds: Double(decay))
    // In the middle: at the top, the lines that sway lose a little with each way through.
    func middle(_ signal: [Float]) -> Double {
      band(signal, 1000, octaves: 3, sampleRate: 48000).reduce(0) { $0 + $1 * $1 }
    }
    let unit = middle(impulse(48000))
    for side in [response.left, response.right] {
      #expect(abs(10 * log10(middle(side) / unit) + 3.01) < 1)
    }
  }

  /// Normalised echo density (Abel and Huang, 2006): how many samples of a window lie outside its standard deviation,
  /// compared with Gaussian noise.
  private func density(_ signal: [Float], at frame: Int) -> Double {
    let window = signal[(frame - 480)..<(frame + 480)]
    let deviation = Float((energy(window) / 960).squareRoot())
    return Double(window.count { abs($0) > deviation }) / 960 / 0.31731
  }

  @Test(arguments: [0, 0.6, 1] as [Float]) func `it is dense within a tenth of a second`(size: Float) {
    let response = respond(plain(decay: 2, size: size), seconds: 1)
    for side in [response.left, response.right] {
      func mean(_ milliseconds: ClosedRange<Int>) -> Double {
        let values = stride(from: milliseconds.lowerBound, through: milliseconds.upperBound, by: 5).map {
          density(side, at: $0 * 48)
        }
        return values.reduce(0, +) / Double(values.count)
      }
      #expect(mean(85...115) > 0.85)
      #expect(abs(mean(200...800) - 1) < 0.05)
    }
  }

  @Test(arguments: [0.3, 2, 10] as [Float]) func `left and right have nothing in common`(decay: Float) {
    let response = respond(plain(decay: decay), seconds: Double(decay))
    let (l, r) = (response.left.dropFirst(2400), response.right.dropFirst(2400))
    let product = zip(l, r).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(product / (energy(l) * energy(r)).squareRoot()) < 0.1)
  }

  @Test func `no frequency of the tail stands out as a ring`() {
    // A late second of a tail of four, with its decay taken out: as even as noise would be.
    for size: Float in [0.3, 0.6, 1] {
      let response = respond(plain(decay: 4, size: size, modulation: 0.5), seconds: 3)
      var worst = 0.0
      let tail: [Double] = (0..<32768).map { i in
        let window = 1 - cos(2 * Double.pi * Double(i) / 32768)
        return Double(response.left[90000 + i]) * pow(1000, Double(i) / 192_000) * window
      }
      let power = spectrum(tail)
      // 100 Hz to 10 kHz, in thirds of an octave, of which each bin is at most so much above the mean.
      var low = 100.0
      while low < 10000 {
        let bins = power[Int(low * 32768 / 48000)..<Int(low * 1.26 * 32768 / 48000)]
        worst = max(worst, bins.max()! / (bins.reduce(0, +) / Double(bins.count)))
        low *= 1.26
      }
      // The same of Gaussian noise is 10 dB.
      #expect(10 * log10(worst) < 14)
    }
  }

  /// The power of each frequency, by the fast Fourier transform.
  private func spectrum(_ signal: [Double]) -> [Double] {
    let count = signal.count
    var re = signal
    var im = [Double](repeating: 0, count: count)
    var j = 0
    for i in 1..<count {
      var bit = count >> 1
      while j & bit != 0 {
        j ^= bit
        bit >>= 1
      }
      j |= bit
      if i < j { re.swapAt(i, j) }
    }
    var half = 1
    while half < count {
      for k in 0..<half {
        let (c, s) = (cos(.pi * Double(k) / Double(half)), -sin(.pi * Double(k) / Double(half)))
        for i in stride(from: k, to: count, by: 2 * half) {
          let (x, y) = (re[i + half] * c - im[i + half] * s, re[i + half] * s + im[i + half] * c)
          (re[i + half], im[i + half]) = (re[i] - x, im[i] - y)
          (re[i], im[i]) = (re[i] + x, im[i] + y)
        }
      }
      half *= 2
    }
    return (0..<(count / 2)).map { re[$0] * re[$0] + im[$0] * im[$0] }
  }

  @Test func `the predelay shifts the whole response`() {
    var settings = plain(decay: 1, modulation: 0)
    let direct = respond(settings, seconds: 0.5)
    settings.predelay = 150
    let late = respond(settings, seconds: 0.65)
    #expect(late.left.prefix(7200).allSatisfy { $0 == 0 })
    #expect(late.left.dropFirst(7200).elementsEqual(direct.left))
    #expect(late.right.dropFirst(7200).elementsEqual(direct.right))
    // There is no dry signal: the first echo comes from the shortest line.
    #expect(direct.left.prefix(400).allSatisfy { $0 == 0 })
    #expect(direct.left[400..<800].contains { $0 != 0 })
  }

  @Test func `the cuts are on the output`() {
    var settings = plain(decay: 0.5, modulation: 0)
    let open = respond(settings, seconds: 1).left
    settings.lowCut = 200
    settings.highCut = 4000
    let cut = respond(settings, seconds: 1).left
    func warped(_ frequency: Double) -> Double { tan(.pi * frequency / 48000) }
    for frequency in [60.0, 200, 800, 4000, 10000] {
      let gain = 1 / (1 + pow(warped(200) / warped(frequency), 4)).squareRoot()
      let expected = gain / (1 + pow(warped(frequency) / warped(4000), 4)).squareRoot()
      let measured = response(cut, at: frequency) / response(open, at: frequency)
      #expect(abs(level(measured / expected)) < 0.1)
    }
  }

  @Test(arguments: [0, 1] as [Float]) func `at its longest decay it still dies away, minute after minute`(size: Float) {
    var reverb = Reverb(sampleRate: 48000)
    var settings = plain(decay: 20, size: size, modulation: 1)
    settings.lowRatio = 2
    reverb.set(settings)
    let result = pass(noise(13, frames: 48000) + silence(60 * 48000), through: &reverb, blocks: [256]).left
    let windows = stride(from: 48000, to: result.count, by: 4 * 48000).map { energy(result[$0..<($0 + 4 * 48000)]) }
    for (a, b) in zip(windows, windows.dropFirst()) { #expect(b < a * 0.5) }
    // With a decay of 20 s, 56 s are 168 dB; the lows take twice as long.
    #expect(10 * log10(windows.last! / windows[0]) < -80)
  }

  @Test(arguments: [44100.0, 48000, 96000, 192_000])
  func `full-scale noise cannot make it blow up, whatever corner its settings are pushed into`(sampleRate: Double) {
    var random = Seeded(14)
    func either(_ low: Float, _ high: Float) -> Float { Bool.random(using: &random) ? low : high }
    var reverb = Reverb(sampleRate: sampleRate)
    // Noise comes back after a second; a line of the network has half a second at most.
    let input = noise(15, frames: Int(sampleRate))
    for corner in 0..<48 {
      var settings = ReverbSettings()
      settings.decay = corner < 8 ? 20 : either(0.2, 20)
      settings.size = either(0, 1)
      settings.modulation = either(0, 1)
      settings.lowRatio = either(0.5, 2)
      settings.dampingFrequency = either(1000, 20_000)
      settings.predelay = either(0, 200)
      settings.lowCut = either(20, 500)
      settings.highCut = either(1000, 20_000)
      reverb.set(settings)
      let (left, right) = pass(input, through: &reverb, blocks: [256])
      #expect((left + right).allSatisfy { abs($0) < 4 }, "corner \(corner)")
    }
    // And what is left of it dies away.
    var settings = plain(decay: 0.2)
    settings.lowRatio = 0.5
    reverb.set(settings)
    let rest = pass(silence(Int(sampleRate)), through: &reverb, blocks: [256]).left
    #expect(rest.suffix(1000).allSatisfy { abs($0) < 1e-3 })
  }
}
