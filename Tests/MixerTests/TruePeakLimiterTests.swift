import Foundation
import Testing

@testable import Mixer

/// Runs a signal through a limiter in blocks of these sizes, in turn; `each` comes before every block.
func limited(
  _ left: [Float], _ right: [Float], ceiling: Float, sampleRate: Double = 48000, release: Float = 100,
  blocks: [Int] = [4096], each: ((inout TruePeakLimiter, Int) -> Void)? = nil
) -> (left: [Float], right: [Float]) {
  var limiter = TruePeakLimiter(sampleRate: sampleRate, ceiling: ceiling)
  limiter.setRelease(milliseconds: release)
  var (l, r) = (left, right)
  l.withUnsafeMutableBufferPointer { l in
    r.withUnsafeMutableBufferPointer { r in
      var (start, block) = (0, 0)
      while start < l.count {
        each?(&limiter, start)
        let count = min(blocks[block % blocks.count], l.count - start)
        limiter.process(l.baseAddress! + start, r.baseAddress! + start, frames: count)
        start += count
        block += 1
      }
    }
  }
  return (l, r)
}

/// With a slope of 200 frames at both ends, so that no step rings between the samples.
func eased(_ x: [Float]) -> [Float] {
  x.indices.map { i in
    let place = min(1, Double(i) / 200, Double(x.count - 1 - i) / 200)
    return x[i] * Float(0.5 - 0.5 * cos(.pi * place))
  }
}

@Suite struct TruePeakLimiterTests {
  private let minus1 = Float(pow(10, -1.0 / 20))
  private let latency = 90

  @Test func `no sample passes the ceiling, whatever comes`() {
    let clicks = (0..<24000).map { i in i % 731 == 0 ? Float(i % 2 == 0 ? 50 : -50) : 0.01 }
    let square = (0..<24000).map { $0 / 100 % 2 == 0 ? Float(1.5) : -1.5 }
    let signals =
      limiterSignals(sampleRate: 48000, frames: 24000) + [
        ("clicks", clicks), ("square", square), ("bass", sine(50, frames: 24000, level: 2)),
        ("loud", noise(15, frames: 24000, level: 1e5)),
      ]
    for (name, signal) in signals {
      for ceiling: Float in [1, minus1, 0.7, 0.0631] {
        for release: Float in [5, 1000] {
          let output = limited(signal, signal.reversed(), ceiling: ceiling, release: release)
          #expect(output.left.allSatisfy { abs($0) <= ceiling }, "\(name)")
          #expect(output.right.allSatisfy { abs($0) <= ceiling }, "\(name)")
        }
      }
    }
  }

  @Test(arguments: [44100.0, 48000])
  func `between samples it passes its ceiling by less than a tenth of a decibel`(sampleRate: Double) {
    for (name, signal) in limiterSignals(sampleRate: sampleRate, frames: 24000) {
      let output = limited(signal, signal, ceiling: minus1, sampleRate: sampleRate, release: 50).left
      let over = 20 * log10(interpolatedPeak(output) / Double(minus1))
      #expect(over < 0.1, "\(name)")
      // Not by being too careful: it comes near its ceiling.
      let highest = output.map { abs($0) }.max()!
      #expect(over > -0.1 && highest > 0.5, "\(name)")
    }
  }

  @Test(arguments: [88200.0, 192_000])
  func `at higher rates the same holds for what can be heard`(sampleRate: Double) {
    for (name, signal) in limiterSignals(sampleRate: sampleRate, frames: 12000) where !name.hasPrefix("noise") {
      let heard = lowPassed(signal, 20000, sampleRate)
      let output = limited(heard, heard, ceiling: minus1, sampleRate: sampleRate, release: 50).left
      #expect(20 * log10(interpolatedPeak(output) / Double(minus1)) < 0.1, "\(name)")
    }
  }

  @Test func `the smoothed gain alone keeps the ceiling, before the last clamp`() {
    // The softer side is never clamped, so it shows the gain that the louder one got.
    let signal = noise(8, frames: 48000, level: 4)
    let right = limited(signal, signal.map { $0 * 0.5 }, ceiling: 0.7).right
    #expect(right.allSatisfy { abs($0) * 2 <= 0.7 * 1.000001 })
    var gains: [Float] = []
    for i in latency..<48000 where abs(signal[i - latency]) > 0.5 {
      gains.append(right[i] * 2 / signal[i - latency])
    }
    // Single clicks have nothing beside them that would hold the gain down for them.
    let clicks = (0..<48000).map { Float($0 % 1000 == 999 ? 3 : 0) }
    for release: Float in [5, 100] {
      let softer = limited(clicks, clicks.map { $0 * 0.5 }, ceiling: 0.7, release: release).right
      #expect(abs(softer.max()! * 2 / 0.7 - 1) < 1e-6)
    }
    // Two moving averages over 34 frames each move by less than this.
    #expect(zip(gains, gains.dropFirst()).allSatisfy { abs($1 - $0) < 4.0 / 34 })
  }

  @Test func `below its ceiling it is a pure delay, to the bit`() {
    // Quiet enough that nothing is interpolated; then a tone and soft noise that reach up to the ceiling but 0.02 dB.
    let near = lowPassed(noise(10, frames: 9600, level: 1), 5000, 48000)
    let scale = 0.6984 / Float(interpolatedPeak(near))
    for signal in [noise(9, frames: 9600, level: 0.2), sine(997, frames: 9600, level: 0.6984), near.map { $0 * scale }]
    {
      let smooth = eased(Array(signal.dropFirst(240).prefix(9000)))
      let output = limited(smooth, smooth.map { -$0 }, ceiling: 0.7)
      for i in latency..<9000 {
        #expect(output.left[i] == smooth[i - latency])
        #expect(output.right[i] == -smooth[i - latency])
      }
    }
  }

  @Test func `a tone between whose samples the ceiling is passed is turned down, though no sample passes it`() {
    // A quarter of the sample rate at 45°: samples at 0.707, the wave at 1.
    let tone = eased((0..<9600).map { Float(sin(Double($0) * .pi / 2 + .pi / 4)) })
    let output = limited(tone, tone, ceiling: 0.8).left
    let level = output[2000..<9000].map { abs($0) }
    // 0.02 dB of ripple in the interpolator.
    #expect(level.max()! / level.min()! < 1.001)
    #expect(abs(level[0] / (0.8 * Float(0.5).squareRoot()) - 1) < 0.0023)
  }

  @Test func `both sides are turned down together, so that the image stays`() {
    let loud = sine(1000, frames: 24000, level: 1.4)
    let output = limited(loud, loud.map { $0 * 0.25 }, ceiling: 0.7)
    for i in 1000..<24000 { #expect(abs(output.right[i] - output.left[i] * 0.25) < 1e-5) }
  }

  @Test(arguments: [Float(20), 100, 400])
  func `after a burst the gain comes back in the release time`(release: Float) {
    // 6 dB over for 100 ms, then −40 dB; after the hold the gain recovers by 63 % in the release time.
    let signal =
      eased([Float](repeating: 1.4, count: 4800)).map { $0 + 0.01 } + [Float](repeating: 0.01, count: 288_000)
    let output = limited(signal, signal, ceiling: 0.7, release: release).left
    // When the burst begins to fall.
    let end = 4600 + latency
    func gain(_ milliseconds: Float) -> Float {
      let frame = end + Int(48 * milliseconds)
      return output[frame] / signal[frame - latency]
    }
    let hold = min(release / 4, 12)
    let low = 0.7 / 1.41 as Float
    #expect(abs(gain(-20) - low) < 0.002)
    #expect(abs(gain(hold - 0.1) - low) < 0.002)
    // The fall itself takes 4 ms, half of it above the ceiling.
    let late = 2.1 as Float
    #expect(abs(gain(hold + late + release) - (1 - (1 - low) / Float(M_E))) < 0.02)
    #expect(gain(hold + late + 12 * release) == 1)
  }

  @Test(arguments: [20_000, 20_064, 20_128, 20_192])
  func `after a rest its gain is exact again`(rest: Int) {
    let burst = eased([Float](repeating: 2, count: 3000))
    let left = burst + [Float](repeating: 0, count: rest) + burst
    let right = limited(left, [Float](repeating: 0.1, count: left.count), ceiling: 0.7, release: 5).right
    for sample in right.suffix(1000).prefix(600) { #expect(abs(sample / 0.035 - 1) < 1e-6) }
  }

  @Test(arguments: [Float(50), 100, 300, 1000])
  func `a bass tone 6 dB over is distorted by less than one percent`(release: Float) {
    for frequency in [40.0, 50, 100] {
      let signal = sine(frequency, frames: 72000, level: 1.4)
      let output = Array(limited(signal, signal, ceiling: 0.7, release: release).left.suffix(48000))
      func amplitude(_ frequency: Double) -> Double {
        var (re, im) = (0.0, 0.0)
        for i in output.indices {
          re += Double(output[i]) * cos(2 * .pi * frequency * Double(i) / 48000)
          im += Double(output[i]) * sin(2 * .pi * frequency * Double(i) / 48000)
        }
        return (re * re + im * im).squareRoot() * 2 / Double(output.count)
      }
      let harmonics = (2...10).map { amplitude(frequency * Double($0)) }.map { $0 * $0 }.reduce(0, +).squareRoot()
      #expect(harmonics / amplitude(frequency) < 0.01)
      #expect(abs(amplitude(frequency) - 0.7) < 0.01)
    }
  }

  @Test(arguments: [44100.0, 48000, 88200, 96000, 176_400, 192_000])
  func `its latency is below two milliseconds, and what it says`(sampleRate: Double) {
    let limiter = TruePeakLimiter(sampleRate: sampleRate, ceiling: 1)
    let latency = limiter.latency
    #expect(Double(latency) / sampleRate < 0.002)
    var impulse = [Float](repeating: 0, count: 1000)
    impulse[10] = 0.25
    let output = limited(impulse, impulse, ceiling: 0.7, sampleRate: sampleRate).left
    #expect(output.indices.filter { output[$0] != 0 } == [10 + latency])
  }
}
