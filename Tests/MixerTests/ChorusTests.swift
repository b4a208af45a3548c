import Foundation
import Testing

@testable import Mixer

@Suite struct ChorusTests: EffectRig {
  private func play(
    _ input: [Float], _ settings: ChorusSettings, sampleRate: Double = 48000
  ) -> (left: [Float], right: [Float]) {
    var chorus = Chorus(sampleRate: sampleRate)
    chorus.set(settings)
    return pass(input, through: &chorus)
  }

  /// The delay of a 1 kHz tone, in frames, at each frame: from its phase, averaged over four periods.
  private func delays(_ signal: [Float]) -> [Double] {
    let span = 192
    var products = signal.enumerated().map { i, x in
      (Double(x) * cos(2 * .pi * Double(i) / 48), -Double(x) * sin(2 * .pi * Double(i) / 48))
    }
    for i in 1..<products.count {
      products[i].0 += products[i - 1].0
      products[i].1 += products[i - 1].1
    }
    var result: [Double] = []
    var turns = 0.0
    var last = 0.0
    for i in 0..<(products.count - span) {
      // The tone is a sine: its phase without delay is −90°.
      let phase = atan2(products[i + span].1 - products[i].1, products[i + span].0 - products[i].0) + .pi / 2
      if phase - last > .pi { turns -= 1 }
      if phase - last < -.pi { turns += 1 }
      last = phase
      result.append(-(phase / (2 * .pi) + turns) * 48)
    }
    return result
  }

  /// Amplitude and phase of a sine in a signal, by least squares with a constant (over whole periods).
  private func fit(_ signal: ArraySlice<Double>, rate: Double) -> (amplitude: Double, phase: Double) {
    let mean = signal.reduce(0, +) / Double(signal.count)
    var (s, c) = (0.0, 0.0)
    for i in signal.indices {
      let angle = 2 * .pi * rate * Double(i) / 48000
      s += (signal[i] - mean) * sin(angle)
      c += (signal[i] - mean) * cos(angle)
    }
    return ((s * s + c * c).squareRoot() * 2 / Double(signal.count), atan2(c, s))
  }

  @Test(arguments: [(0.5, 2), (1, 5), (2.5, 1), (5, 0.5)] as [(Float, Float)])
  func `depth and rate are those of the settings, and the right side is a quarter turn ahead`(
    rate: Float, depth: Float
  ) {
    var settings = ChorusSettings()
    settings.rate = rate
    settings.depth = depth
    settings.delay = 5
    settings.voices = 1
    let result = play(sine(1000, frames: 240_000, level: 0.5), settings)
    var phases: [Double] = []
    for side in [result.left, result.right] {
      let delays = delays(side)
      let span = delays[2400..<(2400 + 192_000)]
      let found = fit(span, rate: Double(rate))
      #expect(abs(found.amplitude / (Double(depth) * 48) - 1) < 0.02)
      phases.append(found.phase)
      // The rate from the way through the middle, upwards.
      let middle = (span.min()! + span.max()!) / 2
      var crossings: [Double] = []
      for i in span.indices.dropLast() where span[i] < middle && span[i + 1] >= middle {
        // Once in a period: a ripple would count many times.
        if let last = crossings.last, Double(i) - last < 4800 { continue }
        crossings.append(Double(i) + (middle - span[i]) / (span[i + 1] - span[i]))
      }
      if crossings.count > 1 {
        let period = (crossings.last! - crossings[0]) / Double(crossings.count - 1)
        #expect(abs(48000 / period / Double(rate) - 1) < 0.02)
      } else {
        Issue.record("too few periods")
      }
    }
    let turn = (phases[1] - phases[0]) / (2 * .pi)
    #expect(abs(turn - turn.rounded(.down) - 0.25) < 0.01)
  }

  @Test(arguments: [44100.0, 48000, 96000, 192000])
  func `the interpolation adds no noise to a tone`(sampleRate: Double) {
    var settings = ChorusSettings()
    settings.rate = 3
    settings.depth = 3
    settings.delay = 1
    let frames = Int(sampleRate)
    var tone = sine(1000, frames: frames, sampleRate: sampleRate)
    // The sines begin with the first frame that is not zero.
    tone[0] = 1e-9
    let result = play(tone, settings, sampleRate: sampleRate)
    // The same in double precision: the tone as it was, at the very place.
    var noise = 0.0
    var power = 0.0
    for i in (frames / 10)..<frames {
      for (side, start) in [(result.left, 0.0), (result.right, 0.25)] {
        var expected = 0.0
        for voice in 0..<2 {
          let turns = 3 * Double(i) / sampleRate + start + 0.5 * Double(voice)
          let delay = 0.001 + 0.003 * (1 + sin(2 * .pi * turns))
          expected += 0.5.squareRoot() * sin(2 * .pi * 1000 * (Double(i) / sampleRate - delay))
        }
        noise += (Double(side[i]) - expected) * (Double(side[i]) - expected)
        power += expected * expected
      }
    }
    #expect(level((noise / power).squareRoot()) < -70)
  }

  @Test(arguments: [-0.7, 0.5] as [Float]) func `the feedback makes the echoes of a flanger`(feedback: Float) {
    var settings = ChorusSettings()
    settings.depth = 0
    settings.delay = 10
    settings.feedback = feedback
    settings.voices = 1
    let result = play(impulse(4800), settings)
    for side in [result.left, result.right] {
      var expected: Float = 1
      for i in side.indices.dropFirst() {
        if i % 480 == 0 {
          #expect(abs(side[i] - expected) < 1e-5)
          expected *= feedback
        } else {
          #expect(abs(side[i]) < 1e-5)
        }
      }
    }
  }

  @Test func `two voices are as loud as one`() {
    // Of low frequencies: the interpolation takes something from those near the half of the sample rate.
    var input = noise(12, frames: 96000)
    for i in input.indices.dropFirst() { input[i] = input[i - 1] + 0.1 * (input[i] - input[i - 1]) }
    for voices in 1...2 {
      var settings = ChorusSettings()
      settings.voices = voices
      let result = play(input, settings)
      #expect(abs(level((energy(result.left) / energy(input)).squareRoot())) < 0.5)
    }
  }
}
