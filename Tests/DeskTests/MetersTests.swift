import Foundation
import Mixer
import Testing

@testable import Desk

@Suite struct MetersTests {
  private let layout = Layout(channels: 2, groups: 0)

  private func report(seconds: Double, gain: Float = 1, limited: UInt32 = 0) -> Report {
    var report = Report()
    report.frames = UInt32(seconds * 48_000)
    report.limiterGain = gain
    report.limitedFrames = limited
    return report
  }

  private func feed(_ meters: inout Meters, seconds: Double, peak: Float = 0, meanSquare: Float = 0, steps: Int = 1) {
    let readings = Array(repeating: MeterReading(peak: peak, meanSquare: meanSquare), count: layout.meterCount)
    for _ in 0..<steps { meters.update(report(seconds: seconds / Double(steps)), readings, sampleRate: 48_000) }
  }

  @Test func `decibels agree with the C library`() {
    for exponent in stride(from: -120.0, through: 40, by: 0.37) {
      let x = pow(10, exponent / 20)
      #expect(abs(20 * Decibel.log10(x) - exponent) < 1e-9)
    }
    for x in stride(from: -30.0, through: 0, by: 0.13) { #expect(abs(Decibel.exponential(x) / exp(x) - 1) < 1e-12) }
    #expect(Decibel.ofAmplitude(0) == -120)
    #expect(Decibel.ofAmplitude(.nan) == -120)
  }

  @Test func `the bar rises at once and falls 20 dB in 1.7 s`() {
    var meters = Meters(layout: layout)
    feed(&meters, seconds: 0.02, peak: 1)
    #expect(meters.points[0].level == 0)
    feed(&meters, seconds: 1.7, steps: 85)
    #expect(abs(meters.points[0].level + 20) < 0.01)
    #expect(meters.points[0].hold == 0)
  }

  @Test func `the hold stays 2 s and then falls as the bar does`() {
    var meters = Meters(layout: layout)
    feed(&meters, seconds: 0.02, peak: 0.5)
    feed(&meters, seconds: 2, steps: 100)
    #expect(abs(meters.points[0].hold + 6.0206) < 1e-3)
    feed(&meters, seconds: 1.7, steps: 85)
    #expect(abs(meters.points[0].hold + 26.0206) < 0.01)
  }

  @Test func `RMS integrates over 300 ms whatever the length of the reports`() {
    for steps in [1, 3, 50] {
      var meters = Meters(layout: layout)
      feed(&meters, seconds: 0.3, peak: 1, meanSquare: 0.5, steps: steps)
      #expect(abs(Double(meters.points[0].rms) - 10 * log10(0.5 * (1 - exp(-1)))) < 1e-3)
      feed(&meters, seconds: 6, peak: 1, meanSquare: 0.5, steps: steps)
      #expect(abs(meters.points[0].rms + 3.0103) < 1e-3)
    }
  }

  @Test func `clip shows at full scale and for 3 s after it`() {
    var meters = Meters(layout: layout)
    feed(&meters, seconds: 0.02, peak: 0.999)
    #expect(!meters.points[0].isClipped)
    feed(&meters, seconds: 0.02, peak: 1)
    feed(&meters, seconds: 2.98, steps: 149)
    #expect(meters.points[0].isClipped)
    feed(&meters, seconds: 0.04)
    #expect(!meters.points[0].isClipped)
  }

  @Test func `the limiter is counted when it starts and its reduction shown in dB`() {
    var meters = Meters(layout: layout)
    for (gain, limited) in [(1.0, 0), (0.5, 100), (0.5, 50), (1.0, 0), (0.9, 10)] as [(Float, UInt32)] {
      meters.update(report(seconds: 0.02, gain: gain, limited: limited), [], sampleRate: 48_000)
      if gain == 0.5 { #expect(abs(meters.gainReduction - 6.0206) < 1e-3) }
    }
    #expect(meters.limiterCount == 2)
    #expect(meters.limitedFrames == 160)
  }

  @Test func `without audio the meters fall to silence`() {
    var meters = Meters(layout: layout)
    feed(&meters, seconds: 0.02, peak: 2, meanSquare: 4)
    for _ in 0..<40 { meters.idle(seconds: 1) }
    #expect(meters.points.allSatisfy { $0 == Meter() })
  }
}
