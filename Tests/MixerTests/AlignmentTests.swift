import Foundation
import Testing

@testable import Mixer

/// Two ways of the same signal that ought to be in time: one of them upside down, nothing is left of both.
@Suite struct AlignmentTests {
  private typealias Setting = (item: Item, which: Int, value: Float)

  private let input = noise(50, frames: 9600, level: 0.1)
  /// −120 dBFS.
  private let nothing: Float = 1e-6

  /// Every block of a channel on, with nothing to do.
  private static let flat: [Setting] = [
    (.delayOn, 0, 1), (.eqOn, 0, 1), (.gateOn, 0, 1), (.gateThreshold, 0, -80), (.gateHold, 0, 2000),
    (.gateFilterOn, 0, 1), (.compOn, 0, 1), (.compThreshold, 0, 0), (.compKnee, 0, 0), (.deEsserOn, 0, 1),
    (.deEsserRange, 0, 0),
  ]
  private static let flatBus: [Setting] = [
    (.eqOn, 0, 1), (.compOn, 0, 1), (.compThreshold, 0, 0), (.compKnee, 0, 0), (.compFilterOn, 0, 1),
  ]
  private static let toGroup: [Setting] = [(.toMain, 0, 0), (.toGroup, 0, 1)]

  private func commands(_ strip: StripID, _ settings: [Setting]) -> [Command] {
    settings.map { .set(Parameter(strip, $0.item, $0.which), $0.value) }
  }

  /// Channel 1 as it is, channel 2 upside down; both at 0 dB. Without the first frames, in which gains move.
  private func render(_ settings: [Command], upsideDown: Bool = true) -> [[Float]] {
    let rig = Rig()
    rig.send([
      .set(Parameter(.channel(1), .fader), 0), .set(Parameter(.channel(2), .fader), 0),
      .set(Parameter(.channel(2), .polarity), upsideDown ? 1 : 0), .set(Parameter(.monitor, .level), 0),
    ])
    rig.send(settings)
    // Gates are to be open, and delays full.
    for _ in 0..<3 { _ = rig.render([1: input, 2: input], frames: 9600) }
    return rig.render([1: input, 2: input], frames: 9600).map { Array($0.dropFirst(4800)) }
  }

  private func loudest(_ signal: [Float]) -> Float { signal.map { abs($0) }.max()! }

  private func difference(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max()! }

  @Test func `channels cancel at main, whatever way each of them takes and whatever blocks are on with nothing to do`()
  {
    let ways: [(String, [Setting], [Setting])] = [
      ("directly", [], []), ("by a group", Self.toGroup, []), ("by a flat group", Self.toGroup, Self.flatBus),
      ("through flat blocks", Self.flat, []), ("through blocks and a group", Self.flat + Self.toGroup, Self.flatBus),
      ("compressed before the equaliser", Self.flat + [(.compPosition, 0, 1)], []),
      ("keyed by another", Self.flat + [(.compKey, 0, 1), (.gateKey, 0, 1), (.compFilterOn, 0, 1)], []),
      ("off for good", [(.eqOn, 0, 0)], []),
    ]
    for (name, channel, group) in ways {
      let settings = commands(.channel(2), channel) + commands(.group(1), group)
      let output = render(settings)
      for side in 0..<2 { #expect(loudest(output[side]) < nothing, "\(name): \(loudest(output[side]))") }
      // The one alone is there.
      let alone = render(settings + [.set(Parameter(.channel(1), .mute), 1)])
      #expect(abs(loudest(alone[0]) - 0.0707) < 0.001, "\(name)")
    }
  }

  @Test func `what is delayed alike cancels, also by way of an effect`() {
    let late: [Setting] = [(.delayOn, 0, 1), (.delayTime, 0, 10)]
    let byGroup = commands(.channel(1), late) + commands(.channel(2), late + Self.toGroup)
    #expect(loudest(render(byGroup)[0]) < nothing)
    // One echo of 10 ms, against a channel's delay of as much.
    let echo: [Setting] = [
      (.effect, 0, 1), (.echoTime, 0, 10), (.echoFeedback, 0, 0), (.echoLowCut, 0, 20), (.echoHighCut, 0, 20_000),
    ]
    let byEffect =
      commands(.channel(1), late + [(.pan, 0, -100)]) + commands(StripID(.effect, 0), echo)
      + commands(.channel(2), [(.toMain, 0, 0), (.fxLevel, 0, 0)])
    #expect(loudest(render(byEffect)[0]) < nothing)
    #expect(abs(loudest(render(byEffect)[1]) - 0.1) < 0.001)
  }

  @Test func `a linked pair cancels two channels at the sides`() {
    let rig = Rig()
    let other = noise(51, frames: 9600, level: 0.1)
    rig.send(
      (1...4).map { .set(Parameter(.channel($0), .fader), 0) }
        + [3, 4].flatMap { number in
          commands(.channel(number), [(.link, 0, 1), (.polarity, 0, 1)] + Self.flat + Self.toGroup)
        } + commands(.channel(1), [(.pan, 0, -100)]) + commands(.channel(2), [(.pan, 0, 100)]))
    let inputs = [1: input, 2: other, 3: input, 4: other]
    for _ in 0..<3 { _ = rig.render(inputs, frames: 9600) }
    let output = rig.render(inputs, frames: 9600)
    for side in 0..<2 { #expect(loudest(Array(output[side].dropFirst(4800))) < nothing) }
  }

  @Test func `main and what is heard by solo are in time, with main's blocks on or off`() {
    for blocks in [[], Self.flatBus + [(.width, 0, 100)]] {
      // After the fader, so that both have the same level.
      let output = render(
        commands(.main, blocks) + commands(.channel(1), [(.solo, 0, 1)])
          + commands(.channel(2), [(.mute, 0, 1)]) + [.set(Parameter(.monitor, .soloMode), 1)])
      for side in 0..<2 {
        #expect(loudest(output[side]) > 0.07)
        #expect(difference(output[side], output[2 + side]) < nothing)
      }
      // Before the fader, a channel against a group that the other one feeds.
      let solos = render(
        commands(.main, blocks) + commands(.group(1), Self.flatBus + [(.solo, 0, 1)])
          + commands(.channel(1), [(.solo, 0, 1)]) + commands(.channel(2), Self.flat + Self.toGroup))
      for side in 0..<2 { #expect(loudest(solos[2 + side]) < nothing) }
    }
  }

  @Test func `an aux and a stem of the same channel are in time, wherever the send is taken`() {
    for tap in 0..<3 {
      for blocks in [[], Self.flat] {
        let output = render(
          commands(.channel(1), blocks + Self.toGroup + [(.pan, 0, -100), (.auxLevel, 0, 0), (.auxTap, 0, Float(tap))])
            + commands(StripID(.aux, 0), Self.flatBus))
        let stem = output[4]
        let aux = output[8]
        #expect(abs(loudest(stem) - 0.1) < 0.001)
        #expect(difference(stem, aux) < nothing)
      }
    }
  }
}
