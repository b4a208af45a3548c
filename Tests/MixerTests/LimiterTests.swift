import Foundation
import Testing

@testable import Mixer

@Suite struct LimiterTests {
  private func limit(_ left: [Float], _ right: [Float], ceiling: Float = 0.7, sampleRate: Double = 48000) -> (
    [Float], [Float]
  ) {
    var limiter = PeakLimiter(sampleRate: sampleRate, ceiling: ceiling)
    var l = left
    var r = right
    l.withUnsafeMutableBufferPointer { l in
      r.withUnsafeMutableBufferPointer { r in
        limiter.process(l.baseAddress!, r.baseAddress!, frames: l.count)
      }
    }
    return (l, r)
  }

  private var signals: [(String, [Float])] {
    let bursts = (0..<48000).map { i in i % 4800 < 300 ? Float(3.0 * sin(Double(i) * .pi / 2 + .pi / 4)) : 0 }
    let clicks = (0..<48000).map { i in i % 731 == 0 ? Float(i % 2 == 0 ? 50 : -50) : 0.01 }
    return [
      ("noise", noise(7, frames: 48000, level: 4)), ("bursts", bursts), ("clicks", clicks),
      ("bass", sine(50, frames: 48000, level: 2)), ("square", (0..<48000).map { $0 / 100 % 2 == 0 ? 1.5 : -1.5 }),
    ]
  }

  @Test(arguments: [120_000, 120_064, 120_128, 120_192])
  func `after a rest its gain is exact again`(rest: Int) {
    let left =
      [Float](repeating: 2, count: 500) + [Float](repeating: 0, count: rest) + [Float](repeating: 2, count: 2000)
    let (_, right) = limit(left, [Float](repeating: 0.1, count: left.count), ceiling: 0.7)
    for sample in right.suffix(1000) { #expect(abs(sample / 0.035 - 1) < 1e-6) }
  }

  @Test func `it never passes its ceiling`() {
    for (name, signal) in signals {
      for ceiling: Float in [1, 0.7, 0.1] {
        let (left, right) = limit(signal, signal.reversed(), ceiling: ceiling)
        #expect(left.allSatisfy { abs($0) <= ceiling }, "\(name)")
        #expect(right.allSatisfy { abs($0) <= ceiling }, "\(name)")
      }
    }
  }

  @Test func `the smoothed gain alone keeps the ceiling, before the last clamp`() {
    // The softer side is never clamped, so it shows the gain that the louder one got.
    let signal = noise(8, frames: 48000, level: 4)
    let (_, right) = limit(signal, signal.map { $0 * 0.5 })
    #expect(right.allSatisfy { abs($0) * 2 <= 0.7 * 1.000001 })
    var gains: [Float] = []
    for i in 72..<48000 where abs(signal[i - 72]) > 1 { gains.append(right[i] * 2 / signal[i - 72]) }
    // A moving average over 73 frames cannot move faster than this.
    #expect(zip(gains, gains.dropFirst()).allSatisfy { abs($1 - $0) < 5.0 / 73 })
  }

  @Test func `below its ceiling it is a pure delay, to the bit`() {
    let signal = noise(9, frames: 4800, level: 0.69)
    let (left, right) = limit(signal, signal.map { -$0 })
    for i in 72..<4800 {
      #expect(left[i] == signal[i - 72])
      #expect(right[i] == -signal[i - 72])
    }
  }

  @Test func `both sides are turned down together, so that the image stays`() {
    let loud = sine(1000, frames: 48000, level: 1.4)
    let (left, right) = limit(loud, loud.map { $0 * 0.25 })
    for i in 1000..<48000 { #expect(abs(right[i] - left[i] * 0.25) < 1e-5) }
  }

  @Test func `after a burst the gain comes back in the release time`() {
    // 6 dB over for 100 ms, then −40 dB; the gain recovers by 63 % in 100 ms.
    var signal = [Float](repeating: 1.4, count: 4800)
    signal += [Float](repeating: 0.01, count: 96000)
    let (left, _) = limit(signal, signal)
    func gain(at frame: Int) -> Float { left[frame] / signal[frame - 72] }
    #expect(abs(gain(at: 4800) - 0.5) < 0.01)
    #expect(abs(gain(at: 4800 + 72 + 4800) - (1 - 0.5 / Float(M_E))) < 0.01)
    #expect(gain(at: 4800 + 90000) == 1)
  }

  @Test func `a sustained bass tone is not distorted by more than five percent`() {
    let signal = sine(50, frames: 96000, level: 1.4)
    let left = Array(limit(signal, signal).0.suffix(48000))
    func amplitude(_ frequency: Double) -> Double {
      var re = 0.0
      var im = 0.0
      for i in left.indices {
        re += Double(left[i]) * cos(2 * .pi * frequency * Double(i) / 48000)
        im += Double(left[i]) * sin(2 * .pi * frequency * Double(i) / 48000)
      }
      return (re * re + im * im).squareRoot() * 2 / Double(left.count)
    }
    let harmonics = (2...10).map { amplitude(50 * Double($0)) }.map { $0 * $0 }.reduce(0, +).squareRoot()
    #expect(harmonics / amplitude(50) < 0.05)
  }

  @Test(arguments: [44100.0, 96000, 192000])
  func `it looks ahead one and a half milliseconds at any rate`(sampleRate: Double) {
    let limiter = PeakLimiter(sampleRate: sampleRate, ceiling: 1)
    #expect(limiter.latency == Int((0.0015 * sampleRate).rounded()))
  }
}
