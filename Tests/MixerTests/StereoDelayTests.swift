import Foundation
import Testing

@testable import Mixer

@Suite struct StereoDelayTests: EffectRig {
  private func play(
    _ input: [Float], _ settings: DelaySettings, sampleRate: Double = 48000
  ) -> (left: [Float], right: [Float]) {
    var delay = StereoDelay(sampleRate: sampleRate)
    delay.set(settings)
    return pass(input, through: &delay)
  }

  @Test(arguments: [44100.0, 48000, 96000, 192000])
  func `an impulse arrives after the time, to the nearest frame`(sampleRate: Double) {
    for (left, right) in [(1, 3000), (2.5, 17.77), (333.3333, 250), (1234.56, 1)] as [(Float, Float)] {
      var settings = DelaySettings()
      settings.leftTime = left
      settings.rightTime = right
      settings.feedback = 0
      let result = play(impulse(Int(3.1 * sampleRate)), settings, sampleRate: sampleRate)
      for (time, signal) in [(left, result.left), (right, result.right)] {
        let frames = signal.indices.filter { signal[$0] != 0 }
        #expect(frames == [Int((Double(time) * sampleRate / 1000).rounded())])
        #expect(signal[frames[0]] == 1)
      }
    }
  }

  @Test(arguments: [0.3, 0.7, 0.98] as [Float])
  func `each echo is softer by the feedback, and open filters change nothing`(feedback: Float) {
    var settings = DelaySettings()
    settings.leftTime = 10
    settings.rightTime = 7
    settings.feedback = feedback
    let result = play(impulse(48000, level: 0.9), settings)
    for (frames, signal) in [(480, result.left), (336, result.right)] {
      var expected: Float = 0.9
      for i in signal.indices.dropFirst() {
        // A filter that is not quite open, or a clip that is not quite neutral, would leave something in between.
        if i % frames == 0 {
          #expect(signal[i] == expected)
          expected *= feedback
        } else {
          #expect(signal[i] == 0)
        }
        guard expected > 2e-6 else { break }
      }
    }
  }

  @Test func `ping-pong goes left, right, left`() {
    var settings = DelaySettings()
    settings.leftTime = 20
    settings.rightTime = 30
    settings.feedback = 0.5
    settings.isPingPong = true
    let result = play(impulse(9600), settings)
    func echoes(_ signal: [Float]) -> [Int: Float] {
      Dictionary(uniqueKeysWithValues: signal.indices.filter { abs(signal[$0]) > 1e-7 }.map { ($0, signal[$0]) })
    }
    #expect(echoes(result.left) == [960: 1, 960 + 2400: 0.25, 960 + 4800: 0.0625, 960 + 7200: 0.015625])
    #expect(echoes(result.right) == [2400: 0.5, 4800: 0.125, 7200: 0.03125])
  }

  @Test(arguments: [(100, 20000), (20, 2000), (400, 3000), (1000, 1000)] as [(Float, Float)])
  func `each echo has passed the cut filters once more`(lowCut: Float, highCut: Float) {
    var settings = DelaySettings()
    settings.leftTime = 500
    settings.feedback = 0.9
    settings.lowCut = lowCut
    settings.highCut = highCut
    let result = play(impulse(96000), settings).left
    func warped(_ frequency: Double) -> Double { tan(.pi * frequency / 48000) }
    for frequency in [50.0, 100, 500, 1000, 2000, 5000, 12000] {
      // Butterworth of order 2, by the bilinear transform.
      var gain = 1.0
      if lowCut > 20 { gain /= (1 + pow(warped(Double(lowCut)) / warped(frequency), 4)).squareRoot() }
      if highCut < 20000 { gain /= (1 + pow(warped(frequency) / warped(Double(highCut)), 4)).squareRoot() }
      for echo in 1...3 {
        let measured = response(result[(24000 * echo)..<(24000 * (echo + 1))], at: frequency)
        let expected = pow(0.9, Double(echo - 1)) * pow(gain, Double(echo))
        #expect(abs(measured - expected) < 1e-4 + 0.003 * expected, "\(frequency) Hz, echo \(echo)")
      }
    }
  }

  @Test func `a hot input is clipped softly`() {
    var settings = DelaySettings()
    settings.leftTime = 1
    settings.feedback = 0
    let ramp = (0..<4800).map { Float($0) / 480 }
    let result = play(ramp, settings).left
    for i in 48..<4800 {
      let x = ramp[i - 48]
      #expect(abs(result[i] - (x <= 1 ? x : 1 + (x - 1) / x)) < 1e-6)
    }
    settings.feedback = 0.98
    let loud = play(noise(4, frames: 96000, level: 1000), settings)
    #expect((loud.left + loud.right).allSatisfy { abs($0) <= 2 })
  }

  @Test func `a new time is faded to between two taps, without a change of pitch`() {
    let input = sine(997, frames: 48000, level: 0.5)
    var delay = StereoDelay(sampleRate: 48000)
    var settings = DelaySettings()
    settings.leftTime = 100
    settings.feedback = 0
    delay.set(settings)
    settings.leftTime = 33
    var last = settings
    last.leftTime = 200
    let (new, newest) = (settings, last)
    // The third time comes while the fade to the second is on its way, and waits for its end.
    let left = pass(input, through: &delay, changes: [20001: { $0.set(new) }, 20500: { $0.set(newest) }]).left
    func tap(_ frames: Int, _ i: Int) -> Float { input[i - frames] }
    for i in 10000..<40000 {
      var expected = tap(4800, i)
      if i >= 20001 { expected += (tap(1584, i) - expected) * Float(min(i - 20001, 1440)) / 1440 }
      if i >= 21441 { expected += (tap(9600, i) - expected) * Float(min(i - 21441, 1440)) / 1440 }
      #expect(abs(left[i] - expected) < 1e-6)
    }
  }

  @Test func `a longer time brings no ghosts from before the sleep`() {
    var delay = StereoDelay(sampleRate: 48000)
    var settings = DelaySettings()
    settings.leftTime = 50
    settings.feedback = 0
    delay.set(settings)
    _ = pass(noise(11, frames: 4800) + silence(96000), through: &delay)
    settings.leftTime = 3000
    let new = settings
    delay.set(new)
    // Two seconds are not enough to forget it: it is still on the tape, as it should be.
    #expect(energy(pass(silence(144_000), through: &delay).left) > 1)
    settings.leftTime = 50
    delay.set(settings)
    _ = pass(silence(300_000), through: &delay)
    delay.set(new)
    #expect(energy(pass([1e-9] + silence(140_000), through: &delay).left) == 0)
  }

  @Test func `note values have their times`() {
    #expect(delayTime(tempo: 120, division: .quarter) == 500)
    #expect(delayTime(tempo: 120, division: .eighth) == 250)
    #expect(delayTime(tempo: 120, division: .eighthDotted) == 375)
    #expect(abs(delayTime(tempo: 120, division: .eighthTriplet) - 166.66667) < 1e-4)
    #expect(delayTime(tempo: 100, division: .sixteenth) == 150)
    #expect(delayTime(tempo: 60, division: .half) == 2000)
    #expect(delayTime(tempo: 30, division: .whole) == 2000)
    for division in DelayDivision.allCases {
      for tempo in [20.0, 77, 300] { #expect((1...3000).contains(delayTime(tempo: tempo, division: division))) }
    }
  }
}
