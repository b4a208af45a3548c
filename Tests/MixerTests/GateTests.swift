import Foundation
import Testing

@testable import Mixer

@Suite struct GateTests {
  private func settings(_ change: (inout GateSettings) -> Void) -> GateSettings {
    var settings = GateSettings()
    settings.isOn = true
    settings.threshold = -40
    settings.hold = 0.02
    change(&settings)
    return settings
  }

  /// The gain of one lane, frame by frame, for a key that begins when the gate has faded in and closed.
  private func gains(key: [Float], sampleRate: Double = 48000, _ settings: GateSettings) -> [Float] {
    var silence = [Float](repeating: 0, count: Int(sampleRate))
    // A gate that was just switched on has not closed yet.
    silence += [Float](repeating: 0, count: Int(settings.release * 0.005 * Float(sampleRate)))
    let keys = LaneBuffer([silence + key]).frames
    var x = LaneBuffer([[Float](repeating: 1, count: keys.count)])
    var gate = GateLanes(sampleRate: sampleRate)
    gate.set(0, settings)
    x.process { start, count, samples in
      keys.withUnsafeBufferPointer { gate.process(samples, key: $0.baseAddress! + start, frames: count) }
    }
    return Array(x[0].dropFirst(silence.count))
  }

  @Test(arguments: [3, 20, 40, 60])
  func `closed, it turns down by its range`(range: Float) {
    for mode in [GateSettings.Mode.gate, .expander4] {
      for release: Float in [5, 200] {
        let closed = gains(
          key: [Float](repeating: 0, count: 1),
          settings {
            $0.mode = mode
            $0.range = range
            $0.release = release
          })
        #expect(abs(level(closed[0]) + Double(range)) < 0.1)
      }
    }
  }

  @Test func `with an attack of a millisecond it is nearly open after two`() {
    let opening = gains(key: [Float](repeating: 0.1, count: 4800), settings { $0.attack = 1 })
    #expect(level(opening[47]) > -1)
    #expect(level(opening[43]) < -1)
    #expect(opening[4799] == 1)
  }

  @Test(arguments: [48000.0, 192_000])
  func `attack and release are the times for 90 percent of the way`(sampleRate: Double) {
    let slow = settings {
      $0.attack = 50
      $0.release = 400
    }
    let loud = Int(0.5 * sampleRate)
    let key = [Float](repeating: 0.1, count: loud) + [Float](repeating: 0, count: Int(2 * sampleRate))
    let gain = gains(key: key, sampleRate: sampleRate, slow)
    let risen = gain.firstIndex { $0 > 0.001 + 0.9 * 0.999 }!
    #expect(abs(Double(risen) / (0.05 * sampleRate) - 1) < 0.01)
    let start = loud + Int(0.01002 * sampleRate)
    let fallen = gain.dropFirst(start).firstIndex { $0 < 1 - 0.9 * 0.999 }! - start
    #expect(abs(Double(fallen) / (0.4 * sampleRate) - 1) < 0.01)
  }

  @Test func `a tone half a decibel below the threshold does not open it`() {
    for frequency in [50.0, 440, 5000] {
      let below = gains(key: sine(frequency, frames: 48000, level: pow(10, -40.5 / 20)), settings { _ in })
      #expect(below.allSatisfy { level($0) < -59.9 })
      let above = gains(key: sine(frequency, frames: 48000, level: pow(10, -39.5 / 20)), settings { _ in })
      #expect(level(above[47999]) > -0.1)
    }
  }

  private func transitions(_ gain: [Float]) -> Int {
    zip(gain, gain.dropFirst()).filter { ($0 < 0.5) != ($1 < 0.5) }.count
  }

  @Test func `a level that wobbles around the threshold opens it once`() {
    let tone = sine(300, frames: 96000)
    let wobble = tone.indices.map { tone[$0] * factor(-40 + sin(Double($0) / 2000)) }
    #expect(transitions(gains(key: wobble, settings { $0.release = 5 })) == 1)
    // Without hysteresis it would not hold.
    #expect(
      transitions(
        gains(
          key: wobble,
          settings {
            $0.hysteresis = 0
            $0.release = 5
          })) > 4)
  }

  @Test func `a bass tone does not make it chatter`() {
    for (frequency, hysteresis) in [(50.0, Float(0)), (26, 3)] {
      let bass = settings {
        $0.hysteresis = hysteresis
        $0.attack = 0
        $0.release = 5
      }
      #expect(transitions(gains(key: sine(frequency, frames: 48000, level: 0.0101), bass)) == 1)
    }
  }

  @Test(arguments: [Float(0.02), 1, 100])
  func `it stays open for the hold time`(hold: Float) {
    let held = settings { $0.hold = hold }
    let key = [Float](repeating: 0.1, count: 9600) + [Float](repeating: 0, count: 9600)
    let gain = gains(key: key, held)
    // The detector's own 10 ms come first.
    let falls = gain.dropFirst(9600).firstIndex { $0 < 1 }! - 9600
    #expect(abs(Double(falls) - 48 * (10 + Double(hold))) <= 1)
  }

  @Test(arguments: [(GateSettings.Mode.expander2, 2.0), (.expander3, 3), (.expander4, 4)])
  func `an expander multiplies what is below its threshold`(mode: GateSettings.Mode, ratio: Double) {
    for below in [2.0, 6, 10] {
      let expander = settings {
        $0.mode = mode
        $0.release = 20
      }
      let gain = gains(key: [Float](repeating: factor(-40 - below), count: 48000), expander)
      #expect(abs(level(gain[47999]) + below * (ratio - 1)) < 0.05)
    }
  }

  @Test func `an expander goes no further than its range`() {
    let gain = gains(
      key: [Float](repeating: factor(-70), count: 48000),
      settings {
        $0.mode = .expander4
        $0.range = 24
      })
    #expect(abs(level(gain[47999]) + 24) < 0.01)
  }

  @Test func `a ducker turns down while the key is loud`() {
    let ducker = settings {
      $0.mode = .duck
      $0.range = 12
      $0.attack = 5
      $0.release = 50
    }
    let key = [Float](repeating: 0.1, count: 24000) + [Float](repeating: 0, count: 48000)
    let gain = gains(key: key, ducker)
    #expect(abs(level(gain[23999]) + 12) < 0.01)
    #expect(gain[71999] == 1)
    #expect(abs(gain[239] - (factor(-12) + 0.1 * (1 - factor(-12)))) < 0.01)
  }

  @Test func `a linked pair opens together`() {
    var gate = GateLanes(sampleRate: 48000)
    for lane in 0..<8 {
      gate.set(
        lane,
        settings {
          $0.release = 5
          $0.range = 40
        })
    }
    gate.link(3, true)
    let loud = sine(200, frames: 24000)
    let soft = loud.map { $0 * 0.001 }
    var x = LaneBuffer([loud, soft, soft, soft, soft, soft, soft, loud])
    x.process { _, count, samples in gate.process(samples, key: samples, frames: count) }
    #expect(x[0][23990] == loud[23990])
    #expect(x[7][23990] == loud[23990])
    #expect(x[6][23990] == soft[23990])
    #expect(abs(level(x[1][23990] / soft[23990]) + 40) < 0.1)
    let reduction = gate.takeReduction()
    #expect(reduction[0] == 1)
    #expect(abs(level(reduction[4]) + 40) < 0.1)
  }

  @Test func `off, it leaves the signal alone, to the bit, and so does an open gate`() {
    let signal = programme(3, frames: 9600)
    var x = LaneBuffer(Array(repeating: signal, count: 8))
    var gate = GateLanes(sampleRate: 48000)
    #expect(gate.isIdle)
    gate.set(2, settings { $0.threshold = 0 })
    gate.set(
      4,
      settings {
        $0.threshold = -80
        $0.hold = 2000
      })
    x.process { _, count, samples in gate.process(samples, key: samples, frames: count) }
    for lane in [0, 1, 3, 4, 5, 6, 7] { #expect(x[lane] == signal) }
    #expect(x[2] != signal)
    gate.set(2, GateSettings())
    gate.set(4, GateSettings())
    for _ in 0..<2 { x.process { _, count, samples in gate.process(samples, key: samples, frames: count) } }
    #expect(gate.isIdle)
    #expect(gate.takeReduction()[2] == 1)
  }

  private func anySettings(_ random: inout Seeded, expanders: Bool = true) -> GateSettings {
    var settings = GateSettings()
    settings.isOn = Int.random(in: 0..<4, using: &random) > 0
    settings.mode =
      [.gate, .duck, .expander2, .expander3, .expander4][Int.random(in: 0..<(expanders ? 5 : 2), using: &random)]
    settings.threshold = .random(in: -70...0, using: &random)
    settings.range = .random(in: 3...60, using: &random)
    settings.attack = Bool.random(using: &random) ? 0 : .random(in: 0...120, using: &random)
    settings.hold = 0.02 * pow(100_000, .random(in: 0...0.7, using: &random))
    settings.release = 5 * pow(800, .random(in: 0...1, using: &random))
    settings.hysteresis = .random(in: 0...12, using: &random)
    return settings
  }

  @Test func `it does not matter where chunks end`() {
    let total = 48000
    let edges = [0, 6000, 12345, 20001, 20200, 31000, 40000]
    func render(_ chunks: [Int]) -> [Lanes] {
      var random = Seeded(78)
      var gate = GateLanes(sampleRate: 48000)
      gate.link(2, true)
      var x = LaneBuffer((0..<8).map { programme(UInt64($0 + 1), frames: total) })
      x.process(chunks: chunks) { start, count, samples in
        if edges.contains(start) {
          for lane in 0..<8 where start == 0 || lane % 3 != 0 {
            gate.set(lane, anySettings(&random, expanders: start > 12345))
          }
        }
        gate.process(samples, key: samples, frames: count)
      }
      return x.frames
    }
    let whole = render(oddChunks(1, frames: total, edges: edges))
    #expect(whole == render(oddChunks(2, frames: total, edges: edges)))
    #expect(whole == render(oddChunks(3, frames: total, edges: edges)))
  }

  @Test(arguments: 1...8)
  func `it agrees with a plain model in double precision`(seed: Int) {
    var random = Seeded(UInt64(seed))
    let sampleRate = [44100.0, 48000, 96000][seed % 3]
    let total = 48000
    var all = (0..<8).map { _ in anySettings(&random, expanders: seed % 2 == 0) }
    let signals = (0..<8).map { programme(UInt64(seed * 8 + $0), frames: total) }
    let keys = seed % 4 < 2 ? signals : signals.reversed()
    var gate = GateLanes(sampleRate: sampleRate)
    // Switched on under a loud key, so that all gates are open when the signals begin.
    let before = [Float](repeating: 1, count: 48000 * 5)
    let keyFrames = LaneBuffer(keys.map { before + $0 }).frames
    var x = LaneBuffer(signals.map { before + $0 })
    for lane in 0..<8 {
      all[lane].isOn = true
      gate.set(lane, all[lane])
    }
    x.process { start, count, samples in
      keyFrames.withUnsafeBufferPointer { gate.process(samples, key: $0.baseAddress! + start, frames: count) }
    }
    for lane in 0..<8 {
      var model = GateModel(all[lane], sampleRate, isOpen: true)
      let y = x[lane].dropFirst(before.count)
      let gap = firstGap(y, signals[lane], keys[lane]) { model.gain($0) }
      #expect(gap == nil, "lane \(lane): \(all[lane])")
    }
  }

  @Test func `nothing clicks when a setting changes`() {
    let steepest = Float(1 / (0.005 * 48000)) * 1.001
    var now = settings {
      $0.attack = 20
      $0.release = 50
    }
    let changes: [(inout GateSettings) -> Void] = [
      { $0.threshold = 0 }, { $0.isOn = false }, { $0.isOn = true }, { $0.range = 3 }, { $0.range = 60 },
      { $0.threshold = -80 }, { $0.mode = .duck }, { $0.range = 20 }, { $0.mode = .gate }, { $0.threshold = -3 },
      { $0.mode = .expander2 }, { $0.mode = .expander4 }, { $0.threshold = -20 }, { $0.mode = .duck },
      { $0.mode = .expander3 }, { $0.hold = 2000 }, { $0.hysteresis = 12 }, { $0.isOn = false },
    ]
    for level: Float in [1, 0.3, 0.02] {
      var gate = GateLanes(sampleRate: 48000)
      gate.set(0, now)
      var gains = LaneBuffer([[Float](repeating: 1, count: 24000 * (changes.count + 1))])
      let key = [Lanes](repeating: Lanes(repeating: level), count: 64)
      gains.process(chunks: [60]) { start, count, samples in
        if start > 0, start % 24000 == 0 {
          changes[start / 24000 - 1](&now)
          gate.set(0, now)
        }
        key.withUnsafeBufferPointer { gate.process(samples, key: $0.baseAddress!, frames: count) }
      }
      for (index, _) in changes.enumerated() {
        let piece = gains[0][(24000 * (index + 1) - 1)..<(24000 * (index + 2))]
        #expect(largestStep(Array(piece)) <= steepest, "change \(index) at \(level)")
      }
      #expect(gate.isIdle)
      now = settings {
        $0.attack = 20
        $0.release = 50
      }
    }
  }

  @Test func `whatever comes in, numbers come out`() {
    var random = Seeded(6)
    var gate = GateLanes(sampleRate: 44100)
    var signal = [Float](repeating: 0, count: 96000)
    for i in 0..<24000 { signal[i] = Bool.random(using: &random) ? 1000 : -1000 }
    for i in 48000..<72000 { signal[i] = .leastNonzeroMagnitude * Float(i % 5) }
    for i in 72000..<96000 { signal[i] = i % 1000 == 0 ? 1000 : 1e-30 }
    var x = LaneBuffer(Array(repeating: signal, count: 8))
    x.process { start, count, samples in
      if start % 6400 == 0 { for lane in 0..<8 { gate.set(lane, anySettings(&random)) } }
      gate.process(samples, key: samples, frames: count)
    }
    for frame in x.frames { for lane in 0..<8 where !(abs(frame[lane]) <= 1000.01) { Issue.record("\(frame)") } }
  }
}
