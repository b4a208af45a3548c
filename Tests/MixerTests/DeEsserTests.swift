import Foundation
import Testing

@testable import Mixer

@Suite struct DeEsserTests {
  private func settings(_ change: (inout DeEsserSettings) -> Void = { _ in }) -> DeEsserSettings {
    var settings = DeEsserSettings()
    settings.isOn = true
    change(&settings)
    return settings
  }

  private func process(_ signal: [Float], sampleRate: Double = 48000, _ settings: DeEsserSettings) -> [Float] {
    var deEsser = DeEsserLanes(sampleRate: sampleRate)
    deEsser.set(6, settings)
    let silence = [Float](repeating: 0, count: 4800)
    var x = LaneBuffer(Array(repeating: silence + signal, count: 8))
    x.process { _, count, samples in deEsser.process(samples, frames: count) }
    #expect(x[0] == silence + signal)
    return Array(x[6].dropFirst(4800))
  }

  private func peak(_ signal: ArraySlice<Float>) -> Float { signal.map { abs($0) }.max() ?? 0 }

  @Test(arguments: [44100.0, 48000, 192_000])
  func `a burst in the band, 10 dB above the threshold, is turned down by the range`(sampleRate: Double) {
    for range: Float in [3, 6, 12, 18] {
      for loudness in [0.5, 0.005] {
        let burst = sine(7000, frames: Int(0.2 * sampleRate), level: loudness, sampleRate: sampleRate)
        let y = process(
          burst, sampleRate: sampleRate,
          settings {
            $0.threshold = -10
            $0.range = range
          })
        let tail = Int(0.05 * sampleRate)
        #expect(abs(level(peak(y.suffix(tail)) / peak(burst.suffix(tail))) + Double(range)) < 0.5)
      }
    }
  }

  @Test func `each dB above the threshold is turned down by two`() {
    for over in [1.0, 2, 4] {
      let burst = sine(5000, frames: 48000)
      let y = process(
        burst,
        settings {
          $0.frequency = 5000
          $0.threshold = Float(-over)
        })
      #expect(abs(level(peak(y.suffix(4800))) + 2 * over) < 0.1)
    }
  }

  @Test(arguments: [Float(4000), 7000, 12000])
  func `a low tone stays as it is, even with the lowest threshold`(frequency: Float) {
    let tone = sine(500, frames: 48000)
    let y = process(
      tone,
      settings {
        $0.frequency = frequency
        $0.threshold = -40
      })
    #expect(abs(level(peak(y.suffix(9600)))) < 0.1)
  }

  @Test func `a voice below the threshold passes to the bit`() {
    // Its onset may have been heard as an ess.
    let tone = sine(500, frames: 96000)
    let y = process(tone, settings())
    #expect((72000..<96000).allSatisfy { y[$0] == tone[$0] })
  }

  @Test func `a linked pair shares the gain`() {
    var deEsser = DeEsserLanes(sampleRate: 48000)
    for lane in 0..<8 { deEsser.set(lane, settings { $0.threshold = -6 }) }
    deEsser.link(0, true)
    let high = sine(7000, frames: 48000, level: 0.5)
    let low = sine(700, frames: 48000, level: 0.1)
    let both = zip(high, low).map { $0 * 0.02 + $1 }
    var x = LaneBuffer([high, both, high, both])
    x.process { _, count, samples in deEsser.process(samples, frames: count) }
    let reduction = deEsser.takeReduction()
    #expect(reduction[0] == reduction[1])
    #expect(abs(level(reduction[0]) + 12) < 0.5)
    #expect(reduction[3] > 0.99)
  }

  @Test func `off, it does nothing at all`() {
    var deEsser = DeEsserLanes(sampleRate: 48000)
    #expect(deEsser.isIdle)
    deEsser.set(0, settings())
    #expect(!deEsser.isIdle)
    deEsser.set(0, DeEsserSettings())
    var x = LaneBuffer([noise(3, frames: 4800)])
    x.process { _, count, samples in deEsser.process(samples, frames: count) }
    #expect(deEsser.isIdle)
    #expect(deEsser.takeReduction() == Lanes(repeating: 1))
  }

  private func anySettings(_ random: inout Seeded) -> DeEsserSettings {
    var settings = DeEsserSettings()
    settings.isOn = Int.random(in: 0..<4, using: &random) > 0
    settings.frequency = .random(in: 2000...12000, using: &random)
    settings.threshold = .random(in: -40...0, using: &random)
    settings.range = .random(in: 0...24, using: &random)
    return settings
  }

  @Test func `it does not matter where chunks end`() {
    let total = 24000
    let edges = [0, 3000, 6111, 6300, 12001]
    func render(_ chunks: [Int]) -> [Lanes] {
      var random = Seeded(79)
      var deEsser = DeEsserLanes(sampleRate: 48000)
      deEsser.link(2, true)
      var x = LaneBuffer((0..<8).map { programme(UInt64($0 + 1), frames: total) })
      x.process(chunks: chunks) { start, count, samples in
        if edges.contains(start) {
          for lane in 0..<8 where start == 0 || lane % 3 != 0 { deEsser.set(lane, anySettings(&random)) }
        }
        deEsser.process(samples, frames: count)
      }
      return x.frames
    }
    let whole = render(oddChunks(1, frames: total, edges: edges))
    #expect(whole == render(oddChunks(2, frames: total, edges: edges)))
  }

  @Test(arguments: 1...4)
  func `it agrees with the plain formulas in double precision`(seed: Int) {
    var random = Seeded(UInt64(seed))
    let sampleRate = [44100.0, 48000, 96000][seed % 3]
    let silence = [Float](repeating: 0, count: 4800)
    let signals = (0..<8).map { programme(UInt64(seed * 8 + $0), frames: 24000) }
    var deEsser = DeEsserLanes(sampleRate: sampleRate)
    var all = (0..<8).map { _ in anySettings(&random) }
    for lane in 0..<8 {
      all[lane].isOn = true
      deEsser.set(lane, all[lane])
    }
    deEsser.link(1, true)
    var x = LaneBuffer(signals.map { silence + $0 })
    x.process { _, count, samples in deEsser.process(samples, frames: count) }
    var models = all.map { DeEsserModel($0, sampleRate) }
    var worst = -1
    for i in 0..<24000 where worst < 0 {
      let input = signals.map { Double($0[i]) }
      let bands = models.indices.map { models[$0].band(input[$0]) }
      for lane in 0..<8 {
        let partner = lane / 2 == 1 ? (x: input[lane ^ 1], band: bands[lane ^ 1]) : nil
        let expected = models[lane].output(input[lane], band: bands[lane], partner: partner)
        if !agree(x.frames[4800 + i][lane], expected) { worst = i }
      }
    }
    #expect(worst < 0, "frame \(worst)")
  }

  @Test func `nothing clicks when a setting changes`() {
    // A tone in the band, which is then a measure of the gain: its own steps are at most 0.13 of it at 192 kHz.
    var now = settings()
    let changes: [(inout DeEsserSettings) -> Void] = [
      { $0.isOn = false }, { $0.isOn = true }, { $0.range = 24 }, { $0.range = 0 }, { $0.range = 12 },
      { $0.threshold = 0 }, { $0.threshold = -20 }, { $0.frequency = 2000 }, { $0.frequency = 12000 },
      { $0.isOn = false },
    ]
    var deEsser = DeEsserLanes(sampleRate: 192_000)
    deEsser.set(0, now)
    let tone = sine(4000, frames: 48000 * (changes.count + 1), sampleRate: 192_000)
    var x = LaneBuffer([tone])
    x.process(chunks: [60]) { start, count, samples in
      if start > 0, start % 48000 == 0 {
        changes[start / 48000 - 1](&now)
        deEsser.set(0, now)
      }
      deEsser.process(samples, frames: count)
    }
    // The tone itself obeys y[n + 1] + y[n − 1] = 2 cos w · y[n]; a click does not.
    let y = x[0]
    let twice = Float(2 * cos(2 * Double.pi * 4000 / 192_000))
    for i in 9600..<(y.count - 1) where abs(y[i + 1] + y[i - 1] - twice * y[i]) > 2 / (0.005 * 192_000) {
      Issue.record("click at \(i)")
    }
  }

  @Test func `whatever comes in, numbers come out`() {
    var random = Seeded(7)
    var deEsser = DeEsserLanes(sampleRate: 44100)
    var signal = [Float](repeating: 0, count: 96000)
    for i in 0..<24000 { signal[i] = Bool.random(using: &random) ? 1000 : -1000 }
    for i in 48000..<72000 { signal[i] = .leastNonzeroMagnitude * Float(i % 5) }
    for i in 72000..<96000 { signal[i] = i % 1000 == 0 ? 1000 : 1e-30 }
    var x = LaneBuffer(Array(repeating: signal, count: 8))
    x.process { start, count, samples in
      if start % 1600 == 0 { for lane in 0..<8 { deEsser.set(lane, anySettings(&random)) } }
      deEsser.process(samples, frames: count)
    }
    for frame in x.frames { for lane in 0..<8 where !(abs(frame[lane]) < 4000) { Issue.record("\(frame)") } }
  }
}
