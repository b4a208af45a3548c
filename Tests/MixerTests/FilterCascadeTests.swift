import Foundation
import Testing

@testable import Mixer

@Suite struct FilterCascadeTests {
  /// Buffers of lanes with a signal of its own in each lane.
  private func lanes(_ seed: UInt64, frames: Int, level: Float = 1) -> [Lanes] {
    let signals = (0..<8).map { noise(seed + UInt64($0), frames: frames, level: level) }
    return (0..<frames).map { i in
      var x = Lanes()
      for lane in 0..<8 { x[lane] = signals[lane][i] }
      return x
    }
  }

  private func run(_ cascade: inout FilterCascade, _ x: inout [Lanes], _ range: Range<Int>) {
    x.withUnsafeMutableBufferPointer { cascade.process($0.baseAddress! + range.lowerBound, frames: range.count) }
  }

  private func run(_ cascade: inout FilterCascade, _ x: inout [Lanes]) {
    run(&cascade, &x, 0..<x.count)
  }

  private func bell(_ f: Double, _ gain: Double, q: Double = 1) -> FilterCoefficients {
    designFilter(.bell, frequency: f, gain: gain, q: q, sampleRate: 48000)
  }

  /// The recursion of one section in double precision.
  private func reference(_ k: FilterCoefficients, _ x: [Double]) -> [Double] {
    var (s1, s2) = (0.0, 0.0)
    return x.map { x in
      let u = x - s2
      let y = Double(k.c0) * x + Double(k.c1) * s1 + Double(k.c2) * s2
      (s1, s2) = (Double(k.r) * s1 + Double(k.p) * u, s2 + Double(k.p) * s1 + Double(k.q) * u)
      return y
    }
  }

  private func isSame(_ a: [Lanes], _ b: [Lanes]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { x, y in (0..<8).allSatisfy { x[$0].bitPattern == y[$0].bitPattern } }
  }

  // MARK: What comes out

  @Test func `a tone through each shape has the gain of the design`() {
    let shapes = FilterShape.allCases
    for (index, shape) in shapes.enumerated() {
      let filter = designFilter(shape, frequency: 700, gain: 7, q: 0.9, sampleRate: 48000)
      var cascade = FilterCascade(sections: 1, signals: 1)
      let lane = index % 8
      cascade.aim(0, lane, at: filter, frames: 1)
      var x = [Lanes](repeating: Lanes(), count: 16384)
      // One sample passes at the old coefficients' end of the ramp.
      x[1][lane] = 1
      run(&cascade, &x)
      for k in 0..<64 {
        let f: Double = 30 * pow(20000.0 / 30, Double(k) / 63)
        let w = 2 * Double.pi * f / 48000
        var (re, im) = (0.0, 0.0)
        for (n, sample) in x.enumerated() where sample[lane] != 0 {
          let (angle, value) = (w * Double(n - 1), Double(sample[lane]))
          re += value * cos(angle)
          im -= value * sin(angle)
        }
        let h = response(of: filter, at: f, sampleRate: 48000)
        let (measured, designed) = (re * re + im * im, h.real * h.real + h.imaginary * h.imaginary)
        #expect(abs(10 * log10(measured / designed)) < 0.05, "\(shape) at \(f) Hz")
        #expect(hypot(re - h.real, im - h.imaginary) < 1e-3 * max(1, designed.squareRoot()))
      }
    }
  }

  @Test(arguments: 1...9) func `any number of sections is what they are one after the other`(count: Int) {
    var cascade = FilterCascade(sections: count, signals: 1)
    func filter(_ section: Int, _ lane: Int) -> FilterCoefficients {
      let f = 80 * Double(section + 1) + 400 * Double(lane)
      return bell(f, lane % 2 == 0 ? 6 : -9)
    }
    for s in 0..<count { for lane in 0..<8 { cascade.aim(s, lane, at: filter(s, lane), frames: 1) } }
    var x = lanes(5, frames: 3000)
    // The ramps of one sample are through before the noise begins.
    x[0] = Lanes()
    let input = x
    run(&cascade, &x, 0..<1)
    run(&cascade, &x, 1..<3000)
    for lane in 0..<8 {
      var expected = input.map { Double($0[lane]) }
      for s in 0..<count { expected = reference(filter(s, lane), expected) }
      for i in 0..<3000 { #expect(abs(Double(x[i][lane]) - expected[i]) < 1e-4) }
    }
  }

  @Test func `neutral sections leave everything as it is, to the bit`() {
    var cascade = FilterCascade(sections: 4, signals: 1)
    let isIdleAtFirst = cascade.isIdle
    #expect(isIdleAtFirst)
    let input = lanes(1, frames: 500, level: 1000)
    var x = input
    run(&cascade, &x)
    #expect(isSame(x, input))
    cascade.aim(2, 5, at: FilterCoefficients(), frames: 10)
    let isIdleWhenNeutral = cascade.isIdle
    #expect(isIdleWhenNeutral)
    // One lane's filter leaves the seven others alone.
    cascade.aim(1, 3, at: bell(1000, 6), frames: 10)
    let isIdleWithOne = cascade.isIdle
    #expect(!isIdleWithOne)
    run(&cascade, &x)
    for i in 0..<500 {
      for lane in 0..<8 where lane != 3 { #expect(x[i][lane] == input[i][lane]) }
    }
    #expect((0..<500).contains { x[$0][3] != input[$0][3] })
  }

  @Test func `switching to neutral and back crossfades, sleeps in between, and starts clean`() {
    let filter = designFilter(.highCut12, frequency: 300, sampleRate: 48000)
    let input = lanes(2, frames: 2000)
    var cascade = FilterCascade(sections: 2, signals: 1)
    func pass() -> [Lanes] {
      cascade.aim(1, 6, at: filter, frames: 480)
      var x = input
      run(&cascade, &x)
      return x
    }
    let first = pass()
    let wet = reference(filter, input.map { Double($0[6]) })
    for i in 0..<2000 {
      let part = min(Double(i + 1) / 480, 1)
      let dry = Double(input[i][6])
      let expected = dry + part * (wet[i] - dry)
      #expect(abs(Double(first[i][6]) - expected) < 1e-5)
    }
    cascade.aim(1, 6, at: FilterCoefficients(), frames: 480)
    var x = input
    run(&cascade, &x, 0..<480)
    let isIdleAgain = cascade.isIdle
    #expect(isIdleAgain)
    run(&cascade, &x, 480..<2000)
    for i in 480..<2000 { #expect(x[i][6] == input[i][6]) }
    #expect(x[300][6] != input[300][6])
    let again = pass()
    #expect(isSame(again, first))
  }

  @Test func `a lane that was neutral starts clean, though others kept its section awake`() {
    let filter = designFilter(.lowShelf, frequency: 60, gain: 12, sampleRate: 48000)
    let input = lanes(8, frames: 1000)
    func pass(_ cascade: inout FilterCascade) -> [Lanes] {
      cascade.aim(0, 1, at: filter, frames: 100)
      var x = input
      run(&cascade, &x)
      return x
    }
    var fresh = FilterCascade(sections: 1, signals: 1)
    let expected = pass(&fresh)
    var used = FilterCascade(sections: 1, signals: 1)
    used.aim(0, 2, at: filter, frames: 1)
    _ = pass(&used)
    used.aim(0, 1, at: FilterCoefficients(), frames: 500)
    var x = input
    run(&used, &x)
    for i in 500..<1000 { #expect(x[i][1] == input[i][1]) }
    let again = pass(&used)
    for i in 0..<1000 { #expect(again[i][1] == expected[i][1]) }
  }

  // MARK: Time

  @Test func `where blocks end makes no difference, to the bit`() {
    func render(_ cut: () -> Int) -> [Lanes] {
      var cascade = FilterCascade(sections: 6, signals: 1)
      var x = lanes(3, frames: 6000)
      var (i, next) = (0, 0)
      var random = Seeded(11)
      while i < 6000 {
        if i == next {
          // Every 500 frames, some lanes of some sections are sent somewhere, with ramps of all lengths.
          for _ in 0..<9 {
            let gain = Double(Int.random(in: -2...2, using: &random)) * 4
            cascade.aim(
              Int.random(in: 0..<6, using: &random), Int.random(in: 0..<8, using: &random),
              at: bell(Double.random(in: 40...9000, using: &random), gain),
              frames: Float.random(in: 0...900, using: &random))
          }
          next += 500
        }
        let count = min(cut(), next - i, 6000 - i)
        run(&cascade, &x, i..<i + count)
        i += count
      }
      return x
    }
    let whole = render { 500 }
    var random = Seeded(4)
    #expect(isSame(render { 64 }, whole))
    #expect(isSame(render { 1 }, whole))
    #expect(isSame(render { Int.random(in: 1...64, using: &random) }, whole))
  }

  @Test func `a ramp is a straight line, a new one starts where the old one is, and arrival is exact`() {
    // With a constant input of 1, a low shelf far above tells the ramp of c0 + c2 once the states have settled.
    let (low, high) = (FilterCoefficients(0, 2, over: 2), FilterCoefficients(0, 6, over: 2))
    var cascade = FilterCascade(sections: 1, signals: 1)
    cascade.aim(0, 0, at: low, frames: 1)
    var x = [Lanes](repeating: Lanes(repeating: 1), count: 1000)
    run(&cascade, &x, 0..<200)
    cascade.aim(0, 0, at: high, frames: 99.5)
    run(&cascade, &x, 200..<250)
    cascade.aim(0, 0, at: low, frames: 200)
    run(&cascade, &x, 250..<1000)
    for i in 1...50 {
      let line = 1 + 0.02 * Float(i)
      #expect(abs(x[199 + i][0] - line) < 1e-5)
    }
    for i in 1...200 {
      let line = 2 - 0.005 * Float(i)
      #expect(abs(x[249 + i][0] - line) < 1e-5)
    }
    for i in 450..<1000 { #expect(x[i][0] == low.c0 + low.c2) }
    for i in 0..<1000 { #expect(x[i][1] == 1) }
  }

  @Test func `both sides of a stereo signal are filtered as one alone`() {
    var stereo = FilterCascade(sections: 5, signals: 2)
    var left = FilterCascade(sections: 5, signals: 1)
    var right = FilterCascade(sections: 5, signals: 1)
    var (l, r) = (lanes(20, frames: 1500), lanes(40, frames: 1500))
    var (monoLeft, monoRight) = (l, r)
    for step in 0..<15 {
      let filter = step % 5 == 4 ? FilterCoefficients() : bell(100 * Double(step + 1), 5)
      stereo.aim(step % 5, step % 8, at: filter, frames: 130)
      left.aim(step % 5, step % 8, at: filter, frames: 130)
      right.aim(step % 5, step % 8, at: filter, frames: 130)
      let range = step * 100..<(step + 1) * 100
      l.withUnsafeMutableBufferPointer { l in
        r.withUnsafeMutableBufferPointer { r in
          stereo.process(l.baseAddress! + range.lowerBound, r.baseAddress! + range.lowerBound, frames: 100)
        }
      }
      run(&left, &monoLeft, range)
      run(&right, &monoRight, range)
    }
    #expect(isSame(l, monoLeft))
    #expect(isSame(r, monoRight))
  }

  // MARK: Robustness

  /// The largest output for noise and a bass tone of the given level while `aim` leads a filter around.
  private func loudest(level: Float, _ aim: (inout FilterCascade, Int) -> Void) -> Float {
    var cascade = FilterCascade(sections: 1, signals: 1)
    let signal = noise(77, frames: 48000, level: level * 0.5)
    let bass = sine(50, frames: 48000, level: Double(level) * 0.5)
    var x = (0..<48000).map { Lanes(repeating: signal[$0] + bass[$0]) }
    for i in 0..<48000 {
      aim(&cascade, i)
      run(&cascade, &x, i..<i + 1)
    }
    var loudest: Float = 0
    for sample in x {
      for lane in 0..<8 {
        guard sample[lane].isFinite else { return .infinity }
        loudest = max(loudest, abs(sample[lane]))
      }
    }
    return loudest
  }

  @Test func `no way of leading it around makes a filter blow up`() {
    // Resonant high cuts of Q 5, as dsp literature tests it: random frequency per sample, square jumps, a sweep.
    var random = Seeded(9)
    func cut(_ f: Double) -> FilterCoefficients { designFilter(.highCut12, frequency: f, q: 5, sampleRate: 48000) }
    for level: Float in [1, 1000] {
      let jumps = loudest(level: level) { cascade, _ in
        let lane = Int.random(in: 0..<8, using: &random)
        let height = Double.random(in: 0...1, using: &random)
        let f: Double = 50 * pow(300.0, height)
        cascade.aim(0, lane, at: cut(f), frames: Float.random(in: 1...3, using: &random))
      }
      #expect(jumps < 20 * level)
      let square = loudest(level: level) { cascade, i in
        guard i % 240 == 0 else { return }
        for lane in 0..<8 { cascade.aim(0, lane, at: cut(i % 480 == 0 ? 50 : 10000), frames: Float(1 + 40 * lane)) }
      }
      #expect(square < 20 * level)
      let sweep = loudest(level: level) { cascade, i in
        let turns = 30 * Double(i) / 48000
        let height: Double = 0.5 + 0.5 * sin(2 * Double.pi * turns)
        let f: Double = 50 * pow(200.0, height)
        cascade.aim(0, i % 8, at: cut(f), frames: 8)
      }
      #expect(sweep < 20 * level)
    }
  }

  @Test func `all shapes may follow each other at any time`() {
    var random = Seeded(10)
    let highest = loudest(level: 1) { cascade, _ in
      let shape = FilterShape.allCases.randomElement(using: &random)!
      let height = Double.random(in: 0...1, using: &random)
      let f: Double = 20 * pow(1000.0, height)
      let filter = designFilter(
        shape, frequency: f, gain: Double.random(in: -15...15, using: &random),
        q: Double.random(in: 0.3...10, using: &random),
        sampleRate: 48000)
      cascade.aim(
        0, Int.random(in: 0..<8, using: &random), at: filter, frames: Float.random(in: 1...60, using: &random))
    }
    // Q 10 and 15 dB are 35 dB together.
    #expect(highest < 56)
  }

  @Test func `without input a modulated filter never gains energy`() {
    var random = Seeded(12)
    var state = FilterState()
    state.s1 = Lanes(repeating: 1)
    state.s2 = Lanes(repeating: -0.7)
    var section = FilterLanes()
    var energy = 11.93
    var x = Lanes()
    for _ in 0..<20000 {
      let lane = Int.random(in: 0..<8, using: &random)
      let shape = FilterShape.allCases.randomElement(using: &random)!
      let height = Double.random(in: 0...1, using: &random)
      let f: Double = 20 * pow(1000.0, height)
      let filter = designFilter(shape, frequency: f, gain: 9, q: 10, sampleRate: 48000)
      _ = section.aim(lane, at: filter, frames: Float.random(in: 1...20, using: &random))
      x = Lanes()
      withUnsafeMutablePointer(to: &x) { section.glide(&state, $0, frames: 1) }
      section.advance(frames: 1)
      let squares = state.s1 * state.s1 + state.s2 * state.s2
      let now = Double(squares.sum())
      #expect(now <= energy * (1 + 1e-6))
      energy = now
    }
  }

  @Test func `what is not a number does not stay`() {
    var cascade = FilterCascade(sections: 2, signals: 1)
    for lane in 0..<8 { cascade.aim(0, lane, at: bell(500, 6), frames: 1) }
    var x = lanes(1, frames: 300)
    x[70][2] = .nan
    x[80][3] = .infinity
    for i in 0..<3 { run(&cascade, &x, i * 100..<(i + 1) * 100) }
    for i in 100..<300 { #expect((0..<8).allSatisfy { x[i][$0].isFinite }) }
    #expect((0..<300).allSatisfy { x[$0][4].isFinite })
  }
}
