import Foundation
import Testing

@testable import Mixer

/// Long enough for a compressor that was just switched on to have faded in.
private let settling = 24000

@Suite struct CompressorTests {
  /// One lane with one setting, after it has faded in during silence.
  private func compress(
    _ signal: [Float], key: [Float]? = nil, lane: Int = 3, sampleRate: Double = 48000, chunks: [Int] = [64],
    _ settings: CompressorSettings
  ) -> [Float] {
    let silence = [Float](repeating: 0, count: settling)
    var signals = Array(repeating: [Float](repeating: 0, count: settling + signal.count), count: 8)
    signals[lane] = silence + signal
    var x = LaneBuffer(signals)
    signals[lane] = silence + (key ?? signal)
    let keys = LaneBuffer(signals).frames
    var compressor = CompressorLanes(sampleRate: sampleRate)
    var settings = settings
    settings.isOn = true
    compressor.set(lane, settings)
    x.process(chunks: chunks) { start, count, samples in
      keys.withUnsafeBufferPointer {
        compressor.process(samples, key: $0.baseAddress! + start, frames: count)
      }
    }
    return Array(x[lane].dropFirst(settling))
  }

  private func settings(_ change: (inout CompressorSettings) -> Void) -> CompressorSettings {
    var settings = CompressorSettings()
    settings.isOn = true
    change(&settings)
    return settings
  }

  @Test(arguments: [
    (-40.0, -40.0), (-23, -23), (-21, -21.25), (-20, -20.5625), (-19, -20), (-17, -19.25), (-10, -17.5), (0, -15),
  ])
  func `the static curve is the published one`(input: Double, output: Double) {
    let curve = settings {
      $0.threshold = -20
      $0.ratio = 4
      $0.knee = 6
      $0.attack = 1
      $0.release = 5
    }
    let y = compress([Float](repeating: factor(input), count: 4800), curve)
    #expect(abs(level(y[4799]) - output) < 0.01)
  }

  @Test(arguments: [48000.0, 192_000])
  func `attack and release are the times for 63 percent of the way`(sampleRate: Double) {
    func frames(_ ms: Double) -> Int { Int(ms * 0.001 * sampleRate) }
    for time: Float in [1, 10, 120] {
      let curve = settings {
        $0.threshold = -30
        $0.ratio = 100
        $0.knee = 0
        $0.attack = time
      }
      let y = compress([Float](repeating: 1, count: frames(Double(time) * 2)), sampleRate: sampleRate, curve)
      let reached = (y.firstIndex { level($0) < -29.7 * (1 - exp(-1)) } ?? 0) + 1
      #expect(abs(Double(reached) / (Double(time) * 0.001 * sampleRate) - 1) < 0.01 + 1 / Double(frames(Double(time))))
    }
    for time: Float in [5, 150, 1000] {
      let curve = settings {
        $0.threshold = -30
        $0.ratio = 100
        $0.knee = 0
        $0.attack = 0
        $0.release = time
      }
      let quiet = factor(-40)
      let signal = [Float](repeating: 1, count: 100) + [Float](repeating: quiet, count: frames(Double(time) * 2))
      let y = compress(signal, sampleRate: sampleRate, curve).dropFirst(100)
      let reached = (y.firstIndex { level($0 / quiet) > -29.7 * exp(-1) } ?? 0) - 100 + 1
      #expect(abs(Double(reached) / (Double(time) * 0.001 * sampleRate) - 1) < 0.01)
    }
  }

  @Test func `a hold keeps the reduction for its time`() {
    let curve = settings {
      $0.threshold = -20
      $0.ratio = 4
      $0.knee = 0
      $0.attack = 0
      $0.hold = 50
      $0.release = 20
    }
    let quiet = factor(-40)
    let signal = [Float](repeating: 1, count: 1000) + [Float](repeating: quiet, count: 9600)
    let y = compress(signal, curve)
    #expect(abs(level(y[999]) + 15) < 0.01)
    for i in 1000..<3400 { #expect(abs(level(y[i] / quiet) + 15) < 0.01) }
    #expect(abs(level(y[3400 + 960] / quiet) + 15 * exp(-1)) < 0.05)
  }

  @Test func `a mean square reads a tone 3 dB below its peak, and follows in ten milliseconds`() {
    let curve = settings {
      $0.threshold = -20
      $0.ratio = 100
      $0.knee = 0
      $0.attack = 100
      $0.release = 100
      $0.usesRMS = true
    }
    let tone = sine(1000, frames: 48000)
    let y = compress(tone, curve)
    let loudest = y.suffix(4800).max()!
    #expect(abs(level(loudest) + 0.99 * (20 - 3.01)) < 0.1)

    let fast = settings {
      $0.threshold = -40
      $0.ratio = 100
      $0.knee = 0
      $0.attack = 0
      $0.usesRMS = true
    }
    let step = compress([Float](repeating: 1, count: 4800), fast)
    // The mean square is at 1 − 1/e after 480 frames.
    #expect(abs(level(step[479]) + 0.99 * (40 + 10 * log10(1 - exp(-1)))) < 0.02)
  }

  @Test func `an automatic release is quick after a peak and slow after long reduction`() {
    let curve = settings {
      $0.threshold = -30
      $0.ratio = 100
      $0.knee = 0
      $0.attack = 0
      $0.autoRelease = true
    }
    let quiet = factor(-40)
    func recovery(after loud: Int) -> Double {
      let y = compress([Float](repeating: 1, count: loud) + [Float](repeating: quiet, count: 96000), curve)
      let index = y.dropFirst(loud).firstIndex { level($0 / quiet) > -29.7 * exp(-1) } ?? 0
      return Double(index - loud + 1) / 48000
    }
    #expect(abs(recovery(after: 480) - 0.1) < 0.002)
    // The slow part has all but e^-5 of the reduction, and gets a little more from the quick part on the way down.
    let slowPart = 1 - exp(-5) + (1 / 1.2) / (1 / 0.1 - 1 / 1.2)
    #expect(abs(recovery(after: 288_000) - 1.2 * (1 + log(slowPart))) < 0.012)
  }

  @Test func `make-up and mix are what they say`() {
    let quiet = [Float](repeating: factor(-60), count: 4800)
    let curve = settings {
      $0.threshold = -20
      $0.ratio = 4
      $0.autoMakeUp = true
    }
    #expect(abs(level(compress(quiet, curve)[4000] / quiet[0]) - 7.5) < 0.002)
    let loud = [Float](repeating: 1, count: 9600)
    let parallel = settings {
      $0.threshold = -20
      $0.ratio = 4
      $0.knee = 0
      $0.makeUp = 6
      $0.mix = 0.25
    }
    let expected = 0.75 + 0.25 * factor(-15 + 6)
    #expect(abs(level(compress(loud, parallel)[9599] / expected)) < 0.01)
  }

  @Test func `off and a mix of nothing leave the signal alone, to the bit`() {
    let signal = programme(1, frames: 9600)
    var x = LaneBuffer(Array(repeating: signal, count: 8))
    var compressor = CompressorLanes(sampleRate: 48000)
    #expect(compressor.isIdle)
    compressor.set(2, settings { $0.threshold = -40 })
    compressor.set(5, settings { $0.mix = 0 })
    compressor.set(6, settings { $0.isOn = false })
    x.process { _, count, samples in compressor.process(samples, key: samples, frames: count) }
    #expect(!compressor.isIdle)
    for lane in [0, 1, 3, 4, 5, 6, 7] { #expect(x[lane] == signal) }
    #expect(x[2] != signal)
    compressor.set(2, CompressorSettings())
    x.process { _, count, samples in compressor.process(samples, key: samples, frames: count) }
    #expect(compressor.isIdle)
    #expect(compressor.takeReduction()[4] == 1)
  }

  @Test func `it can listen to another signal`() {
    let curve = settings {
      $0.threshold = -20
      $0.ratio = 4
      $0.knee = 0
    }
    let signal = [Float](repeating: 0.01, count: 9600)
    let y = compress(signal, key: [Float](repeating: 1, count: 9600), curve)
    #expect(abs(level(y[9599] / 0.01) + 15) < 0.01)
  }

  @Test func `a linked pair and both sides of a stereo signal share the gain of the louder`() {
    let curve = settings {
      $0.threshold = -20
      $0.knee = 0
    }
    var compressor = CompressorLanes(sampleRate: 48000)
    for lane in 0..<8 { compressor.set(lane, curve) }
    compressor.link(1, true)
    let loud = [Float](repeating: 1, count: 24000)
    let soft = [Float](repeating: 0.01, count: 24000)
    var x = LaneBuffer([soft, loud, soft, loud, soft, soft, soft, loud])
    x.process { _, count, samples in compressor.process(samples, key: samples, frames: count) }
    for (lane, gain) in [(0, 0.0), (1, -15), (2, -15), (3, -15), (4, 0), (6, 0)] {
      #expect(abs(level(x[lane][23999] / [soft, loud, soft, loud, soft, soft, soft, loud][lane][0]) - gain) < 0.01)
    }
    let reduction = compressor.takeReduction()
    #expect(abs(level(reduction[2]) + 15) < 0.01)
    #expect(reduction[4] == 1)
    // What was taken is taken.
    var rest = LaneBuffer([[Float](repeating: 0, count: 48000)])
    rest.process { _, count, samples in compressor.process(samples, key: samples, frames: count) }
    _ = compressor.takeReduction()
    rest.process { _, count, samples in compressor.process(samples, key: samples, frames: count) }
    #expect(level(compressor.takeReduction()[2]) > -0.1)

    var stereo = CompressorLanes(sampleRate: 48000)
    for lane in 0..<8 { stereo.set(lane, curve) }
    var left = LaneBuffer([soft, loud])
    let right = LaneBuffer([loud, soft])
    var rightFrames = right.frames
    left.process { start, count, samples in
      rightFrames.withUnsafeMutableBufferPointer { r in
        let other = r.baseAddress! + start
        stereo.process(samples, other, keys: samples, other, frames: count)
      }
    }
    for lane in 0..<2 {
      #expect(abs(level(left[lane][23999] / [soft, loud][lane][0]) + 15) < 0.01)
      #expect(abs(level(rightFrames[23999][lane] / [loud, soft][lane][0]) + 15) < 0.01)
    }
  }

  @Test func `it does not matter where chunks end`() {
    let total = 48000
    let edges = [0, 6000, 12345, 20001, 20200, 31000]
    func render(_ chunks: [Int]) -> [Lanes] {
      var random = Seeded(77)
      var compressor = CompressorLanes(sampleRate: 48000)
      compressor.link(2, true)
      var x = LaneBuffer((0..<8).map { programme(UInt64($0 + 1), frames: total) })
      x.process(chunks: chunks) { start, count, samples in
        if edges.contains(start) {
          for lane in 0..<8 where start == 0 || lane % 3 != 0 { compressor.set(lane, anySettings(&random)) }
        }
        compressor.process(samples, key: samples, frames: count)
      }
      return x.frames
    }
    let whole = render(oddChunks(1, frames: total, edges: edges))
    #expect(whole == render(oddChunks(2, frames: total, edges: edges)))
    #expect(whole == render(oddChunks(3, frames: total, edges: edges)))
  }

  private func anySettings(_ random: inout Seeded) -> CompressorSettings {
    var settings = CompressorSettings()
    settings.isOn = Int.random(in: 0..<4, using: &random) > 0
    settings.threshold = .random(in: -60...0, using: &random)
    settings.ratio = [1.1, 1.3, 1.5, 2, 2.5, 3, 4, 5, 7, 10, 20, 100].randomElement(using: &random)!
    settings.knee = Bool.random(using: &random) ? 0 : .random(in: 0...24, using: &random)
    settings.attack = Bool.random(using: &random) ? 0 : .random(in: 0...120, using: &random)
    settings.hold = Bool.random(using: &random) ? 0.02 : .random(in: 0.02...100, using: &random)
    settings.release = 5 * pow(800, .random(in: 0...1, using: &random))
    settings.makeUp = .random(in: 0...24, using: &random)
    settings.autoMakeUp = Bool.random(using: &random)
    settings.mix = Bool.random(using: &random) ? 1 : .random(in: 0...1, using: &random)
    settings.usesRMS = Bool.random(using: &random)
    settings.autoRelease = Int.random(in: 0..<4, using: &random) == 0
    return settings
  }

  @Test(arguments: 1...8)
  func `it agrees with the plain formulas in double precision`(seed: Int) {
    var random = Seeded(UInt64(seed))
    let sampleRate = [44100.0, 48000, 96000][seed % 3]
    let total = 48000
    var all = (0..<8).map { _ in anySettings(&random) }
    // The peaks of a tone are so nearly equal that single precision cannot tell which of them begins a hold.
    let hasTones = seed % 4 < 2
    let signals = (0..<8).map { programme(UInt64(seed * 8 + $0), frames: total, tones: hasTones) }
    let keys = seed % 2 == 0 ? signals : signals.reversed()
    var compressor = CompressorLanes(sampleRate: sampleRate)
    for lane in 0..<8 {
      all[lane].isOn = true
      // A mixture for half of the seeds, and the quick form for the others.
      if hasTones { (all[lane].hold, all[lane].usesRMS, all[lane].autoRelease) = (0.02, false, false) }
      compressor.set(lane, all[lane])
    }
    let silence = [Float](repeating: 0, count: 5 * settling)
    let keyFrames = LaneBuffer(keys.map { silence + $0 }).frames
    var x = LaneBuffer(signals.map { silence + $0 })
    x.process { start, count, samples in
      keyFrames.withUnsafeBufferPointer { compressor.process(samples, key: $0.baseAddress! + start, frames: count) }
    }
    for lane in 0..<8 {
      var model = CompressorModel(all[lane], sampleRate)
      let y = x[lane].dropFirst(silence.count)
      let gap = firstGap(y, signals[lane], keys[lane]) { model.gain($0) }
      #expect(gap == nil, "lane \(lane): \(all[lane])")
    }
  }

  @Test func `nothing clicks when a setting changes`() {
    let steepest = Float(1 / (0.005 * 48000)) * 1.001
    var base = settings {
      $0.threshold = -40
      $0.ratio = 10
      $0.attack = 0
      $0.release = 5
    }
    let changes: [(inout CompressorSettings) -> Void] = [
      { $0.isOn = false }, { $0.isOn = true }, { $0.threshold = 0 }, { $0.threshold = -60 }, { $0.threshold = -20 },
      { $0.mix = 0 }, { $0.mix = 1 }, { $0.makeUp = 24 }, { $0.makeUp = 0 }, { $0.ratio = 1.1 }, { $0.ratio = 100 },
      { $0.knee = 24 }, { $0.knee = 0 }, { $0.autoMakeUp = true }, { $0.autoMakeUp = false }, { $0.usesRMS = true },
      { $0.usesRMS = false }, { $0.autoRelease = true }, { $0.release = 4000 }, { $0.autoRelease = false },
      { $0.attack = 120 }, { $0.attack = 0 }, { $0.hold = 100 }, { $0.hold = 0.02 }, { $0.isOn = false },
    ]
    for level: Float in [1, 0.3, 0.02] {
      var compressor = CompressorLanes(sampleRate: 48000)
      compressor.set(0, base)
      var gains = LaneBuffer([[Float](repeating: 1, count: 24000 * (changes.count + 1))])
      let key = [Lanes](repeating: Lanes(repeating: level), count: 64)
      // The first second of all belongs to the detector's own attack, under the fade.
      gains.process(chunks: [60]) { start, count, samples in
        if start > 0, start % 24000 == 0 {
          changes[start / 24000 - 1](&base)
          compressor.set(0, base)
        }
        key.withUnsafeBufferPointer { compressor.process(samples, key: $0.baseAddress!, frames: count) }
      }
      for (index, _) in changes.enumerated() {
        let piece = gains[0][(24000 * (index + 1) - 1)..<(24000 * (index + 2))]
        #expect(largestStep(Array(piece)) <= steepest, "change \(index) at \(level)")
      }
      #expect(compressor.isIdle)
    }
  }

  @Test func `whatever comes in, numbers come out`() {
    var random = Seeded(5)
    var compressor = CompressorLanes(sampleRate: 44100)
    let total = 96000
    var signal = [Float](repeating: 0, count: total)
    for i in 0..<24000 { signal[i] = Bool.random(using: &random) ? 1000 : -1000 }
    for i in 48000..<72000 { signal[i] = .leastNonzeroMagnitude * Float(i % 5) }
    for i in 72000..<96000 { signal[i] = i % 1000 == 0 ? 1000 : 1e-30 }
    var x = LaneBuffer(Array(repeating: signal, count: 8))
    x.process { start, count, samples in
      if start % 6400 == 0 { for lane in 0..<8 { compressor.set(lane, anySettings(&random)) } }
      compressor.process(samples, key: samples, frames: count)
      let reduction = compressor.takeReduction()
      for lane in 0..<8 where !(reduction[lane] >= 0 && reduction[lane] <= 1) { Issue.record("\(reduction)") }
    }
    for frame in x.frames { for lane in 0..<8 where !(abs(frame[lane]) < 1e6) { Issue.record("\(frame)") } }
  }
}
