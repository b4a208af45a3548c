import Foundation
import Testing

@testable import Mixer

/// What holds for every effect.
@Suite struct EffectTests: EffectRig {
  enum Kind: CaseIterable { case reverb, delay, chorus }

  /// Noise with rests, long enough that short settings fall asleep in between.
  private func bursts(_ seed: UInt64) -> [Float] {
    noise(seed, frames: 7000, level: 0.5) + silence(230_000) + noise(seed + 1, frames: 5000, level: 0.5)
      + silence(3000) + [1e-3] + silence(8000)
  }

  private func changes<E: Effect & ~Copyable>(
    _: E.Type, _ seed: UInt64, frames: Int, between: ClosedRange<Int>
  ) -> [Int: (inout E) -> Void] {
    var random = Seeded(seed)
    var result: [Int: (inout E) -> Void] = [:]
    var frame = 0
    while frame < frames {
      let next = random.next()
      result[frame] = { effect in
        var random = Seeded(next)
        effect.setAnyhow(&random)
      }
      frame += Int.random(in: between, using: &random)
    }
    return result
  }

  private func sizes(_ seed: UInt64) -> [Int] {
    var random = Seeded(seed)
    return (0..<997).map { _ in Int.random(in: 1...64, using: &random) }
  }

  @Test(arguments: Kind.allCases) func `the result does not depend on where blocks end`(kind: Kind) {
    func check<E: Effect & ~Copyable>(_ type: E.Type) {
      for seed: UInt64 in 1...2 {
        let input = bursts(seed)
        let changes = changes(type, seed, frames: input.count, between: 100...9000)
        var one = E(sampleRate: 48000)
        let expected = pass(input, through: &one, changes: changes)
        for blocks in [sizes(seed), [1], [8192], [33, 31]] {
          var other = E(sampleRate: 48000)
          let result = pass(input, through: &other, blocks: blocks, changes: changes)
          let isSame = result.left == expected.left && result.right == expected.right
          #expect(isSame, "seed \(seed), blocks of \(blocks.prefix(3))")
        }
      }
    }
    switch kind {
    case .reverb: check(Reverb.self)
    case .delay: check(StereoDelay.self)
    case .chorus: check(Chorus.self)
    }
  }

  @Test(arguments: Kind.allCases) func `an output may be written over the input`(kind: Kind) {
    func check<E: Effect & ~Copyable>(_ type: E.Type) {
      let input = noise(3, frames: 6000, level: 0.5)
      var one = E(sampleRate: 48000)
      let expected = pass(input, through: &one)
      for side in 0..<2 {
        var other = E(sampleRate: 48000)
        var shared = input
        var rest = input
        shared.withUnsafeMutableBufferPointer { s in
          rest.withUnsafeMutableBufferPointer { r in
            let (s, r) = (s.baseAddress!, r.baseAddress!)
            other.process(UnsafePointer(s), side == 0 ? s : r, side == 0 ? r : s, frames: 6000)
          }
        }
        let isSame = side == 0 ? (shared, rest) == expected : (rest, shared) == expected
        #expect(isSame)
      }
    }
    switch kind {
    case .reverb: check(Reverb.self)
    case .delay: check(StereoDelay.self)
    case .chorus: check(Chorus.self)
    }
  }

  @Test(arguments: Kind.allCases, [44100.0, 192000])
  func `no settings and no input make it louder without end`(kind: Kind, sampleRate: Double) {
    func check<E: Effect & ~Copyable>(_ type: E.Type, bound: Float) {
      for seed: UInt64 in 1...3 {
        var random = Seeded(seed)
        var input = noise(seed, frames: 60000, level: 1000)
        if seed == 2 { input = input.map { $0 < 0 ? -1000 : 1000 } }
        if seed == 3 { input = (0..<60000).map { $0 / 300 % 2 == 0 ? 1000 : -1000 } }
        input += silence(60000)
        let changes = changes(type, random.next(), frames: input.count, between: 1...4000)
        var effect = E(sampleRate: sampleRate)
        let (left, right) = pass(input, through: &effect, changes: changes)
        #expect(left.allSatisfy { abs($0) <= bound })
        #expect(right.allSatisfy { abs($0) <= bound })
      }
    }
    switch kind {
    case .reverb: check(Reverb.self, bound: 20000)
    case .delay: check(StereoDelay.self, bound: 2)
    // The taps' weights add up to at most 1.25, and the feedback is 0.7: 1.4 · 1.25 · 1000 / (1 − 0.875).
    case .chorus: check(Chorus.self, bound: 14200)
    }
  }

  @Test(arguments: Kind.allCases) func `settings may change at any time without a click`(kind: Kind) {
    func check<E: Effect & ~Copyable>(_ type: E.Type) {
      for seed: UInt64 in 1...4 {
        // Fades in and out, so that its own ends do not click either.
        var input = sine(100, frames: 120_000, level: 0.4)
        for i in 0..<4800 { input[i] *= Float(i) / 4800 }
        let changes = changes(type, seed, frames: input.count, between: 1...6000)
        var effect = E(sampleRate: 48000)
        let (left, right) = pass(input, through: &effect, changes: changes)
        for side in [left, right] {
          let peak = max(0.4, side.map(abs).max()!)
          let step = zip(side, side.dropFirst()).map { abs($0 - $1) }.max()!
          // The tone alone, at this peak, has 0.013; the pitch may bend by half, and fades add a little.
          #expect(step < 0.03 * peak, "seed \(seed)")
        }
      }
    }
    switch kind {
    case .reverb: check(Reverb.self)
    case .delay: check(StereoDelay.self)
    case .chorus: check(Chorus.self)
    }
  }

  @Test(arguments: Kind.allCases) func `when cleared it is silent`(kind: Kind) {
    func check<E: Effect & ~Copyable>(_ type: E.Type) {
      var effect = E(sampleRate: 48000)
      _ = pass(noise(5, frames: 40007), through: &effect)
      effect.clear()
      while effect.dirty > 0 { effect.clean(1000) }
      let (left, right) = pass(silence(200_000), through: &effect)
      #expect((left + right).allSatisfy { $0 == 0 })
      // Nothing is left that a new sound would bring back.
      let again = pass(impulse(200_000, level: 1e-20), through: &effect)
      #expect((again.left + again.right).allSatisfy { abs($0) < 1e-18 })
    }
    switch kind {
    case .reverb: check(Reverb.self)
    case .delay: check(StereoDelay.self)
    case .chorus: check(Chorus.self)
    }
  }

  @Test(arguments: Kind.allCases) func `after its tail it gives exact silence, and misses no sample when it wakes`(
    kind: Kind
  ) {
    func check<E: Effect & ~Copyable>(_ type: E.Type) {
      var effect = E(sampleRate: 48000)
      let first = pass(impulse(600_000), through: &effect)
      #expect((first.left.suffix(10000) + first.right.suffix(10000)).allSatisfy { $0 == 0 })
      _ = pass(silence(12345), through: &effect)
      let second = pass(silence(17) + impulse(100_000), through: &effect)
      #expect(second.left.prefix(17).allSatisfy { $0 == 0 })
      // The whole response is there again.
      let ratio = energy(second.left) / energy(first.left)
      #expect(abs(ratio - 1) < (type == Chorus.self ? 0.5 : 0.1))
    }
    switch kind {
    case .reverb: check(Reverb.self)
    case .delay: check(StereoDelay.self)
    case .chorus: check(Chorus.self)
    }
  }

  @Test(arguments: Kind.allCases) func `a sleeping effect takes new settings at once`(kind: Kind) {
    func check<E: Effect & ~Copyable>(_ type: E.Type) {
      var random = Seeded(9)
      var direct = E(sampleRate: 48000)
      var late = E(sampleRate: 48000)
      late.setAnyhow(&random)
      _ = pass(silence(777), through: &late)
      random = Seeded(10)
      direct.setAnyhow(&random)
      random = Seeded(10)
      late.setAnyhow(&random)
      let input = noise(6, frames: 20000)
      let (a, b) = (pass(input, through: &direct), pass(input, through: &late))
      let isSame = a == b
      #expect(isSame)
    }
    switch kind {
    case .reverb: check(Reverb.self)
    case .delay: check(StereoDelay.self)
    case .chorus: check(Chorus.self)
    }
  }
}
