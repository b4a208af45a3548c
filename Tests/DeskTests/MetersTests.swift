import Foundation
import Mixer
import Testing

@testable import Desk

@Suite struct MetersTests {
  private let layout = plainLayout(channels: 2, groups: 0)

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

  @Test func `gates, compressors and de-essers show what they take, and let go as the limiter does`() {
    var meters = Meters(layout: layout)
    var reading = MeterReading(peak: 0.5)
    reading.gate = 0.1
    reading.compressor = 0.5
    meters.update(report(seconds: 0.02), [reading], sampleRate: 48_000)
    #expect(abs(meters.points[0].gate - 20) < 1e-3)
    #expect(abs(meters.points[0].compressor - 6.0206) < 1e-3)
    #expect(meters.points[0].deEsser == 0 && meters.points[1].gate == 0)
    feed(&meters, seconds: 0.85, peak: 0.5, steps: 40)
    #expect(abs(meters.points[0].gate - 10) < 0.01)
    #expect(meters.points[0].compressor == 0)
  }

  @Test func `other ballistics are shown as they come, without a fall of the desk's own`() {
    var meters = Meters(layout: layout)
    var settings = Meters.Settings()
    settings.isBallistic = true
    for (peak, ballistic, level) in [(1, 0.1, -20), (0, 0.05, -26.0206), (0.5, 0, -120)] as [(Float, Float, Float)] {
      var reading = MeterReading(peak: peak)
      reading.ballistic = ballistic
      meters.update(report(seconds: 0.02), [reading], sampleRate: 48_000, settings: settings)
      #expect(abs(meters.points[0].level - level) < 1e-3)
    }
    #expect(abs(meters.points[0].hold + 20) < 1e-3)
    #expect(meters.points[0].isClipped)
    var desk = desk()
    #expect(!desk.meterSettings.isBallistic)
    desk.put("monitor/meters", 2)
    desk.put("ch/2/trim", -3)
    #expect(desk.meterSettings.isBallistic && desk.meterSettings.trims.prefix(3) == [0, -3, 0])
  }

  @Test func `reductions stand in the lines of strips that have the block, and only if there are any`() {
    var talk = Talk(plainLayout(channels: 2, groups: 1))
    var reading = MeterReading()
    (reading.gate, reading.compressor, reading.deEsser) = (0.5, 0.25, 0.999)
    talk.surroundings.meters.update(
      report(seconds: 0.02), [reading, MeterReading(), reading], sampleRate: 48_000)
    let lines = talk.say("meters")
    #expect(lines[0] == ": ch/1 level -inf hold -inf rms -inf gate -6.0 comp -12.0")
    #expect(lines[1] == ": ch/2 level -inf hold -inf rms -inf")
    #expect(lines[2].hasSuffix(" comp -12.0") && !lines[2].contains("gate"))
    let json = talk.say("meters json")[0]
    #expect(json.contains("\"gate\":-6.02") && json.contains("\"gate\":0.0"))
    #expect(json.split(separator: "{").filter { $0.contains("\"deess\"") }.count == 2)
    #expect(json.split(separator: "{").filter { $0.contains("\"comp\"") }.count == 4)
  }

  @Test func `without audio the meters fall to silence`() {
    var meters = Meters(layout: layout)
    feed(&meters, seconds: 0.02, peak: 2, meanSquare: 4)
    for _ in 0..<40 { meters.idle(seconds: 1) }
    #expect(meters.points.allSatisfy { $0 == Meter() })
  }
}
