import Foundation
import Testing

@testable import Mixer

@Suite struct BallisticsTests {
  /// The needle of one lane after every frame.
  private func needle(
    _ signal: [Float], _ mode: MeterBallistics, sampleRate: Double, lane: Int = 3
  ) -> [Float] {
    var meters = BallisticLanes(sampleRate: sampleRate, mode: mode)
    return signal.map { sample in
      var frame = Lanes()
      frame[lane] = sample
      meters.startInterval()
      meters.process(&frame, frames: 1)
      return meters.reading(lane)
    }
  }

  /// The highest reading of a burst of so many milliseconds, in dB of the reading of the same tone when it is steady.
  private func burst(
    _ frequency: Double, _ milliseconds: Double, _ mode: MeterBallistics, _ sampleRate: Double
  ) -> Double {
    let tone = sine(frequency, frames: Int(sampleRate / 4), sampleRate: sampleRate)
    let steady = needle(tone, mode, sampleRate: sampleRate).last!
    let length = Int((milliseconds / 1000 * sampleRate).rounded())
    let short = Array(tone[..<length]) + [Float](repeating: 0, count: 100)
    return 20 * log10(Double(needle(short, mode, sampleRate: sampleRate).max()! / steady))
  }

  /// Seconds from the end of a tone until the needle is so many dB lower.
  private func fall(_ decibel: Double, _ mode: MeterBallistics, _ sampleRate: Double) -> Double {
    let tone = sine(1000, frames: Int(sampleRate), sampleRate: sampleRate)
    let silence = [Float](repeating: 0, count: Int(3.5 * sampleRate))
    let readings = needle(tone + silence, mode, sampleRate: sampleRate)
    let start = readings[tone.count - 1] * Float(pow(10, -decibel / 20))
    return Double(readings[tone.count...].firstIndex { $0 <= start }! - tone.count) / sampleRate
  }

  @Test(arguments: MeterBallistics.allCases, [44100.0, 48000, 192_000])
  func `a steady sine of full scale reads 1 on every meter, and half of it 6 dB less`(
    mode: MeterBallistics, sampleRate: Double
  ) {
    for level in [1, 0.5] {
      let tone = sine(997, frames: Int(2 * sampleRate), level: level, sampleRate: sampleRate)
      let last = Double(needle(tone, mode, sampleRate: sampleRate).suffix(100).max()!)
      #expect(abs(20 * log10(last / level)) < 0.05)
    }
  }

  @Test(arguments: [44100.0, 48000, 96000, 192_000])
  func `type I reads bursts as IEC 60268-10 says`(sampleRate: Double) {
    // Tolerances of the standard, and half a decibel where it is loose.
    for (milliseconds, level, tolerance) in [(10.0, -1.0, 0.5), (5, -2, 0.5), (3, -4, 0.5), (0.4, -15, 0.6)] {
      #expect(abs(burst(5000, milliseconds, .ppm1, sampleRate) - level) < tolerance, "\(milliseconds) ms")
    }
  }

  @Test(arguments: [44100.0, 48000, 96000, 192_000])
  func `type II reads bursts as the scale of the BBC says`(sampleRate: Double) {
    let bursts = [(5000.0, 100.0, 0.0), (5000, 10, -2), (5000, 5, -4), (5000, 1.5, -9), (10000, 0.5, -17)]
    for (frequency, milliseconds, level) in bursts {
      #expect(abs(burst(frequency, milliseconds, .ppm2, sampleRate) - level) < 0.5, "\(milliseconds) ms")
    }
  }

  @Test(arguments: [48000.0, 192_000])
  func `peak meters fall in their times`(sampleRate: Double) {
    #expect(abs(fall(20, .digital, sampleRate) - 1.7) < 0.02)
    #expect(abs(fall(20, .ppm1, sampleRate) - 1.7) < 0.02)
    #expect(abs(fall(24, .ppm2, sampleRate) - 2.8) < 0.05)
  }

  @Test(arguments: [44100.0, 48000, 192_000])
  func `the volume indicator takes 300 ms and overshoots a little`(sampleRate: Double) {
    let tone = sine(1000, frames: Int(3 * sampleRate), sampleRate: sampleRate)
    let readings = needle(tone, .vu, sampleRate: sampleRate)
    let steady = readings.last!
    let rise = Double(readings.firstIndex { $0 >= 0.99 * steady }!) / sampleRate
    #expect(abs(rise - 0.3) < 0.03)
    let overshoot = readings.max()! / steady - 1
    #expect(overshoot > 0.01 && overshoot < 0.015)
    // And the same way down.
    let back = needle(tone + [Float](repeating: 0, count: Int(sampleRate)), .vu, sampleRate: sampleRate)[tone.count...]
    let down = Double(back.firstIndex { $0 <= 0.01 * steady }! - tone.count) / sampleRate
    #expect(abs(down - 0.3) < 0.03)
  }

  @Test(arguments: [MeterBallistics.k20, .k14], [44100.0, 48000, 192_000])
  func `the K meter takes 600 ms, and reads power`(mode: MeterBallistics, sampleRate: Double) {
    let tone = sine(1000, frames: Int(3 * sampleRate), sampleRate: sampleRate)
    let readings = needle(tone, mode, sampleRate: sampleRate)
    let rise = Double(readings.firstIndex { $0 >= 0.99 * readings.last! }!) / sampleRate
    #expect(abs(rise - 0.6) < 0.01)
    // A square wave of the same peak has twice the power.
    let square = needle(tone.map { $0 < 0 ? -1 : 1 }, mode, sampleRate: sampleRate).last!
    #expect(abs(20 * log10(Double(square)) - 3.0103) < 0.05)
  }

  @Test func `the digital meter catches one sample`() {
    var signal = [Float](repeating: 0, count: 480)
    signal[100] = -0.7
    let readings = needle(signal, .digital, sampleRate: 48000)
    #expect(readings[100] == 0.7)
    #expect(readings[99] < 1e-14)
  }

  @Test(arguments: MeterBallistics.allCases)
  func `lanes do not hear each other, and where blocks end changes no bit`(mode: MeterBallistics) {
    let signals = (0..<8).map { noise(40 + $0, frames: 4800) }
    var lanes = (0..<4800).map { i in Lanes(signals.map { $0[i] }) }
    func readings(_ blocks: [Int]) -> [Float] {
      var meters = BallisticLanes(sampleRate: 48000, mode: mode)
      var (start, block) = (0, 0)
      return lanes.withUnsafeMutableBufferPointer { lanes in
        while start < 4800 {
          let count = min(blocks[block % blocks.count], 4800 - start)
          meters.process(lanes.baseAddress! + start, frames: count)
          start += count
          block += 1
        }
        return (0..<8).map { meters.reading($0) }
      }
    }
    let whole = readings([4800])
    for blocks in [[1], [64], [1, 63], [7, 11, 64]] { #expect(readings(blocks) == whole) }
    for lane in 0..<8 {
      #expect(needle(signals[lane], mode, sampleRate: 48000, lane: lane).max()! == whole[lane])
    }
  }

  @Test func `a reading is the highest of its interval, and another meter starts at the bottom`() {
    var meters = BallisticLanes(sampleRate: 48000, mode: .digital)
    var frames = [Lanes](repeating: Lanes(), count: 4800)
    frames[0] = Lanes(repeating: 1)
    meters.process(&frames, frames: 4800)
    #expect(meters.reading(7) == 1)
    meters.startInterval()
    // 0.1 s after the peak.
    #expect(abs(20 * log10(Double(meters.reading(7))) + 20 * 0.1 / 1.7) < 0.01)
    for mode in MeterBallistics.allCases {
      meters.choose(mode)
      #expect(meters.mode == mode)
      #expect(meters.reading(0) == 0)
    }
  }
}
