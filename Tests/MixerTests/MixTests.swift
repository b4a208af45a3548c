import Foundation
import Testing

@testable import Mixer

/// Full-scale sine at `frequency` Hz.
func sine(_ frequency: Double, frames: Int, level: Double = 1, sampleRate: Double = 48000) -> [Float] {
  (0..<frames).map { Float(level * sin(2 * .pi * frequency * Double($0) / sampleRate)) }
}

func noise(_ seed: UInt64, frames: Int, level: Float = 1) -> [Float] {
  var random = Seeded(seed)
  return (0..<frames).map { _ in Float.random(in: -level...level, using: &random) }
}

@Suite struct MixTests {
  private let half = Float(0.5).squareRoot()

  @Test func `a channel reaches main at the level of trim, fader and pan`() {
    let rig = Rig()
    let input = noise(1, frames: 4800, level: 0.1)
    rig.send([
      .set(Parameter(.channel(3), .fader), -6), .set(Parameter(.channel(3), .trim), 4),
      .set(Parameter(.channel(3), .polarity), 1), .set(Parameter(.channel(3), .pan), 30),
    ])
    rig.settle()
    let output = rig.render([3: input], frames: 4800)
    let level = pow(10, -2.0 / 20)
    let angle = 0.65 * Double.pi / 2
    for i in 1000..<4800 {
      let x = -Double(input[i - rig.latency]) * level
      #expect(abs(Double(output[0][i]) - x * cos(angle)) < 1e-6)
      #expect(abs(Double(output[1][i]) - x * sin(angle)) < 1e-6)
    }
  }

  @Test func `nothing is heard before the desk fades up, and then it rises without a step`() {
    let rig = Rig(fadedUp: false)
    rig.set(.channel(1), .fader, 0)
    let ones = [Float](repeating: 0.5, count: 1)
    #expect(rig.render([1: ones], frames: 9600)[0].allSatisfy { $0 == 0 })
    rig.send(.fadeUp(frames: 48000))
    let rise = rig.render([1: ones], frames: 60000)[0]
    #expect(zip(rise, rise.dropFirst()).allSatisfy { abs($1 - $0) <= 0.5 / 48000 * 1.1 })
    #expect(abs(rise[59999] - 0.5 * half) < 1e-6)
  }

  @Test func `mute silences, and unmute brings the same level back`() {
    let rig = Rig()
    rig.set(.channel(1), .fader, 0)
    rig.settle()
    let tone = sine(1000, frames: 48, level: 0.5)
    rig.set(.channel(1), .mute, 1)
    rig.settle()
    #expect(rig.render([1: tone], frames: 4800)[0].allSatisfy { $0 == 0 })
    rig.set(.channel(1), .mute, 0)
    rig.settle()
    let back = rig.render([1: tone], frames: 4800)[0]
    #expect(abs(back.suffix(4000).max()! - 0.5 * half) < 1e-4)
  }

  @Test func `groups carry what is assigned to them, to their stems and to main`() {
    let rig = Rig()
    let input = noise(2, frames: 4800, level: 0.1)
    rig.send([
      .set(Parameter(.channel(2), .fader), 0), .set(Parameter(.channel(2), .pan), -100),
      .set(Parameter(.channel(2), .toMain), 0), .set(Parameter(.channel(2), .toGroup, 1), 1),
      .set(Parameter(.group(2), .fader), -10),
    ])
    rig.settle()
    var output = rig.render([2: input], frames: 4800)
    let level = Float(pow(10, -10.0 / 20))
    for i in 100..<4800 {
      #expect(abs(output[6][i] - input[i] * level) < 1e-6)  // the stem has no limiter before it, so no look-ahead
      #expect(output[7][i] == 0)
      #expect(output[4][i] == 0)
      #expect(abs(output[0][i] - input[i - rig.latency] * level) < 1e-6)
    }
    rig.set(.group(2), .toMain, 0)
    rig.settle()
    output = rig.render([2: input], frames: 4800)
    #expect(output[0].suffix(4000).allSatisfy { $0 == 0 })
    #expect(output[6].suffix(4000).contains { $0 != 0 })
    rig.set(.group(2), .mute, 1)
    rig.settle()
    #expect(rig.render([2: input], frames: 4800)[6].allSatisfy { $0 == 0 })
  }

  @Test func `a linked pair is a stereo strip with a balance`() {
    let rig = Rig()
    let left = noise(3, frames: 4800, level: 0.1)
    let right = noise(4, frames: 4800, level: 0.1)
    for channel in [5, 6] {
      rig.send([
        .set(Parameter(.channel(channel), .link), 1), .set(Parameter(.channel(channel), .fader), 0),
        .set(Parameter(.channel(channel), .pan), -100 / 3),
      ])
    }
    rig.settle()
    let output = rig.render([5: left, 6: right], frames: 4800)
    let balance = Float(sin(Double.pi / 2 * 2 / 3))
    for i in 200..<4800 {
      #expect(abs(output[0][i] - left[i - rig.latency]) < 1e-6)
      #expect(abs(output[1][i] - right[i - rig.latency] * balance) < 1e-6)
    }
  }

  @Test func `solo goes to the monitor alone, before or after the fader, and main stays as it was`() {
    let rig = Rig()
    let first = sine(1000, frames: 48, level: 0.1)
    let second = sine(3000, frames: 48, level: 0.1)
    rig.send([
      .set(Parameter(.channel(1), .fader), 0), .set(Parameter(.channel(2), .fader), -20),
      .set(Parameter(.monitor, .level), 0),
    ])
    rig.settle()
    let before = rig.render([1: first, 2: second], frames: 4800)
    #expect(zip(before[0], before[2]).allSatisfy { abs($0 - $1) < 1e-6 })

    rig.set(.channel(2), .solo, 1)
    rig.settle()
    let pfl = rig.render([1: first, 2: second], frames: 4800)
    #expect(zip(pfl[0].suffix(4000), before[0].suffix(4000)).allSatisfy { abs($0 - $1) < 1e-6 })
    for i in 800..<4800 { #expect(abs(pfl[2][i] - second[(i - rig.latency) % 48] * half) < 1e-5) }

    rig.set(.monitor, .soloMode, 1)
    rig.settle()
    let afl = rig.render([1: first, 2: second], frames: 4800)
    for i in 800..<4800 { #expect(abs(afl[2][i] - second[(i - rig.latency) % 48] * half * 0.1) < 1e-5) }

    rig.set(.channel(2), .solo, 0)
    rig.settle()
    let after = rig.render([1: first, 2: second], frames: 4800)
    #expect(zip(after[2].suffix(4000), before[2].suffix(4000)).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `the monitor has its own level, dim and mono, and none of them reaches main`() {
    let rig = Rig()
    rig.send([
      .set(Parameter(.channel(1), .fader), 0), .set(Parameter(.channel(1), .pan), -100),
      .set(Parameter(.monitor, .level), -10), .set(Parameter(.monitor, .dim), 1), .set(Parameter(.monitor, .mono), 1),
    ])
    rig.settle()
    let output = rig.render([1: [0.5]], frames: 2000)
    let expected = Float(0.25 * pow(10, -30.0 / 20))
    #expect(abs(output[2][1999] - expected) < 1e-6)
    #expect(abs(output[3][1999] - expected) < 1e-6)
    #expect(abs(output[0][1999] - 0.5) < 1e-6)
    #expect(output[1][1999] == 0)
  }

  @Test(arguments: [44100.0, 48000, 96000, 192000])
  func `no move makes a step larger than 1 in 5 ms`(sampleRate: Double) {
    let rig = Rig(sampleRate: sampleRate)
    let limit = Float(1 / (0.005 * sampleRate))
    let dc: [Int: [Float]] = [1: [0.02]]  // small, so that the limiter does not hide a step
    let moves: [[(StripID, Item, Float)]] = [
      [(.channel(1), .fader, 10)], [(.channel(1), .fader, -90)], [(.channel(1), .fader, 0)],
      [(.channel(1), .mute, 1)], [(.channel(1), .mute, 0)], [(.channel(1), .pan, -100)], [(.channel(1), .pan, 100)],
      [(.channel(1), .toMain, 0)], [(.channel(1), .toMain, 1)], [(.channel(1), .polarity, 1)],
      [(.channel(1), .link, 1)], [(.channel(1), .link, 0)],
      // A recall: four gains in series at once, from nothing to 0 dB and back.
      [(.channel(1), .fader, -90), (.main, .fader, -90), (.channel(1), .pan, -100), (.channel(1), .trim, -18)],
      [(.channel(1), .fader, 0), (.main, .fader, 0), (.channel(1), .pan, 0), (.channel(1), .trim, 0)],
      [(.channel(1), .mute, 1), (.main, .fader, -90)],
    ]
    for move in moves {
      rig.send(move.map { .set(Parameter($0.0, $0.1), $0.2) })
      let output = rig.render(dc, frames: Int(sampleRate / 2), block: 128)
      for side in 0..<2 {
        let largest = zip(output[side], output[side].dropFirst()).map { abs($1 - $0) / 0.02 }.max()!
        #expect(largest <= limit * 1.001, "\(move): \(largest) of \(limit)")
      }
    }
  }

  @Test(arguments: [1, 17, 63, 64, 256, 1000, 8192])
  func `the same commands give the same sound at any block size`(block: Int) {
    let frames = 16384
    func mix(_ block: Int) -> [[Float]] {
      let rig = Rig(channels: 11)
      let inputs = Dictionary(
        uniqueKeysWithValues: (1...11).map { ($0, noise(UInt64($0), frames: frames, level: 0.3)) })
      rig.send((1...11).map { .set(Parameter(.channel($0), .fader), Float($0) - 12) })
      rig.send((1...11).map { .set(Parameter(.channel($0), .toGroup, $0 % 2), 1) })
      rig.send([.set(Parameter(.channel(4), .solo), 1), .set(Parameter(.main, .fader), 6)])
      return rig.render(inputs, frames: frames, block: block)
    }
    let reference = mix(256)
    let other = mix(block)
    for output in reference.indices {
      let difference = zip(reference[output], other[output]).map { abs($0 - $1) }.max()!
      #expect(difference <= 1e-6, "output \(output): \(difference)")
    }
  }

  @Test func `a mixer that takes over a ring obeys what comes next, and nothing twice`() {
    let rig = Rig()
    rig.set(.channel(1), .fader, 0)
    rig.settle()
    rig.replaceMixer()
    rig.send(.fadeUp(frames: 1))
    rig.settle()
    #expect(rig.render([1: [0.25]], frames: 64)[0].allSatisfy { $0 == 0 }, "a new mixer starts with its faders down")
    rig.set(.channel(1), .fader, 0)
    rig.settle()
    #expect(rig.render([1: [0.25]], frames: 4800)[0][4799] > 0.1)
  }

  @Test func `commands of one batch act in the same block, and nothing acts before it is published`() {
    let rig = Rig()
    rig.send([.set(Parameter(.channel(1), .fader), 0), .set(Parameter(.channel(2), .fader), 0)])
    rig.settle()
    let accepted = rig.commands.pointee.push(.set(Parameter(.channel(1), .mute), 1))
    #expect(accepted)
    let steady = rig.render([1: [0.25]], frames: 4800)[0]
    #expect(steady.suffix(4000).allSatisfy { $0 == steady[4799] } && steady[4799] > 0.1)
    // Two equal inputs of opposite sign cancel; if the mutes did not act together, they would not while they ramp.
    rig.send([.set(Parameter(.channel(1), .mute), 0), .set(Parameter(.channel(2), .polarity), 1)])
    rig.settle()
    rig.send([.set(Parameter(.channel(1), .mute), 1), .set(Parameter(.channel(2), .mute), 1)])
    #expect(rig.render([1: [0.25], 2: [0.25]], frames: 4800)[0].allSatisfy { abs($0) < 1e-7 })
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 1e30, -1e38])
  func `what is not a number at one input never reaches a bus, and the other channels do not notice`(bad: Float) {
    func mix(_ poison: Float?) -> [[Float]] {
      let rig = Rig()
      rig.send([.set(Parameter(.channel(1), .fader), -20), .set(Parameter(.channel(2), .fader), -90)])
      rig.set(.channel(2), .solo, 1)
      rig.settle()
      var second = noise(6, frames: 4800, level: 0.1)
      if let poison { for i in 1000..<1100 { second[i] = poison } }
      let output = rig.render([1: noise(5, frames: 4800, level: 0.1), 2: second], frames: 4800)
      #expect(rig.meters().report.badSamples == (poison == nil ? 0 : 100))
      return output
    }
    let clean = mix(nil)
    let poisoned = mix(bad)
    #expect(poisoned.allSatisfy { $0.allSatisfy(\.isFinite) })
    #expect(poisoned[0] == clean[0])
    #expect(poisoned[1] == clean[1])
  }

  @Test func `meters read peak and energy where they say`() {
    let rig = Rig()
    rig.send([
      .set(Parameter(.channel(1), .trim), 6), .set(Parameter(.channel(1), .fader), -20),
      .set(Parameter(.channel(1), .toGroup, 0), 1), .set(Parameter(.channel(1), .pan), -100),
    ])
    rig.settle()
    _ = rig.meters()
    _ = rig.render([1: sine(1000, frames: 48, level: 0.25)], frames: 48000)
    let (report, readings) = rig.meters()
    #expect(report.frames > 46000)
    let channel = readings[rig.layout.meterIndex(of: .channel(1))]
    let level = Float(0.25 * pow(10, 6.0 / 20))
    #expect(abs(channel.peak - level) < 1e-4)
    #expect(abs(channel.meanSquare - level * level / 2) < 1e-4)
    let main = rig.layout.meterIndex(of: .main)
    // Directly and through group 1: twice the level.
    #expect(abs(readings[main].peak - level * 0.2) < 1e-3)
    #expect(readings[main + 1].peak == 0)
    #expect(abs(readings[rig.layout.meterIndex(of: .group(1))].peak - level * 0.1) < 1e-3)
    #expect(report.limiterGain == 1 && report.limitedFrames == 0)
  }

  @Test func `a full report ring loses no peak`() {
    let rig = Rig()
    for _ in 0..<100 { _ = rig.render([:], frames: 960, block: 960) }  // fills the 64 slots
    _ = rig.render([1: [0.5]], frames: 1, block: 1)
    for _ in 0..<5 { _ = rig.render([:], frames: 960, block: 960) }
    _ = rig.meters()
    _ = rig.render([:], frames: 960, block: 960)
    #expect(rig.meters().readings[0].peak == 0.5)
  }
}
