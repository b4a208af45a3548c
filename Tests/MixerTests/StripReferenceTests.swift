import Foundation
import Testing

@testable import Mixer

/// The engine against the slow, plain mixer where strips process: a random sequence of commands under noise, silence
/// until all is at rest, then a programme through both.
@Suite struct StripReferenceTests {
  @Test(arguments: UInt64(1)...6)
  func `delays, filters and equalisers sound like the plain mixer's`(seed: UInt64) {
    // −80 dB. Coefficients are in single precision, which bands of Q 10 below 100 Hz would feel; the other test has them.
    check(StripSession(seed, hasDynamics: false), within: 1e-4)
  }

  @Test(arguments: UInt64(1)...10)
  func `whatever strips are set to, they sound like the plain mixer's`(seed: UInt64) {
    // 0.01 dB.
    check(StripSession(seed, hasDynamics: true), within: 1.2e-3)
  }

  private func check(_ session: StripSession, within bound: Double) {
    let gap = session.gap(session.commands)
    guard !(gap <= bound) else { return }
    Issue.record("\(session.about): \(gap); what is left of the sequence: \(session.shrunk(bound))")
  }
}

/// One random sequence of commands at a small desk.
private struct StripSession {
  let seed: UInt64
  let layout: Layout
  let sampleRate: Double
  let options: MixerOptions
  let hasDynamics: Bool
  /// Tones too. The peaks of a tone are so nearly equal that single precision cannot tell which of them begins a hold,
  /// so there is none then.
  let hasTones: Bool
  private(set) var commands: [Command] = []
  private let catalogue: Catalogue

  var about: String {
    "seed \(seed), \(hasDynamics ? "with" : "without") dynamics, \(layout.channels) channels, \(sampleRate) Hz"
  }

  init(_ seed: UInt64, hasDynamics: Bool) {
    var random = Seeded(seed)
    for _ in 0..<4 { _ = random.next() }
    self.seed = seed
    self.hasDynamics = hasDynamics
    hasTones = seed % 2 == 1
    layout = Layout(
      channels: .random(in: 5...10, using: &random), groups: 2, auxes: 2, effects: 0, dcas: 0, muteGroups: 0)
    sampleRate = [44100, 48000, 96000].randomElement(using: &random)!
    options = MixerOptions(panLaw: MixerOptions.PanLaw.allCases.randomElement(using: &random)!, ceiling: 0)
    catalogue = Catalogue(layout: layout)
    for _ in 0..<120 { commands += move(&random) }
  }

  // MARK: Commands

  /// So low that the limiter, which the plain mixer lacks, has nothing to do.
  private static let quiet: Float = -60

  private static let blocks: [[Item]] = [
    [.delayOn, .delayTime], [.lowCutOn, .lowCutFrequency, .lowCutSlope], [.highCutOn, .highCutFrequency],
    [.eqOn], [.eqType, .eqFrequency, .eqGain, .eqQ], [.eqType, .eqFrequency, .eqGain, .eqQ],
    [.monoBassOn, .monoBassFrequency, .width],
  ]
  private static let dynamics: [[Item]] = [
    [
      .gateOn, .gateMode, .gateThreshold, .gateRange, .gateAttack, .gateHold, .gateRelease, .gateHysteresis,
      .gateKey,
    ],
    [.gateFilterOn, .gateFilterType, .gateFilterFrequency],
    [
      .compOn, .compThreshold, .compRatio, .compKnee, .compAttack, .compHold, .compRelease, .compGain, .compMix,
      .compDetector, .compPosition, .compKey,
    ],
    [.compAutoGain, .compAutoRelease], [.compFilterOn, .compFilterType, .compFilterFrequency],
    [.deEsserOn, .deEsserFrequency, .deEsserThreshold, .deEsserRange],
  ]
  private static let routes: [[Item]] = [
    [.trim, .polarity], [.link], [.fader, .pan, .width], [.toMain, .toGroup], [.auxLevel, .auxTap], [.stereo],
  ]

  /// A block of a strip, set as a hand would; switched on more often than not.
  private func move(_ random: inout Seeded) -> [Command] {
    let kinds = [Self.blocks, Self.routes] + (hasDynamics ? [Self.dynamics, Self.dynamics] : [])
    let block = kinds.randomElement(using: &random)!.randomElement(using: &random)!
    let strips = layout.strips.filter { strip in
      catalogue.contains(Parameter(strip, block[0])) && strip.kind != .monitor
    }
    guard let strip = strips.randomElement(using: &random) else { return [] }
    let isOff = Int.random(in: 0..<5, using: &random) == 0
    let which = Int.random(in: 0..<8, using: &random)
    return block.flatMap { item -> [Command] in
      let parameter = Parameter(strip, item, which % max(catalogue.count(of: item, strip.kind), 1))
      guard let spec = catalogue.spec(of: parameter) else { return [] }
      var value = value(of: item, spec, strip, &random)
      if item == block[0], spec.law == .onOff, ![.toMain, .polarity, .link].contains(item) { value = isOff ? 0 : 1 }
      guard item == .link else { return [.set(parameter, value)] }
      // Both of a pair, as the desk does it.
      return [0, 1].map { .set(Parameter(StripID(.channel, strip.index & ~1 | $0), .link), value) }
    }
  }

  /// Any value of a parameter, but such that strips come to rest within seconds, and that no bus hears itself.
  private func value(of item: Item, _ spec: ParameterSpec, _ strip: StripID, _ random: inout Seeded) -> Float {
    let value = spec.value(at: .random(in: 0...1, using: &random))
    let listens = isListener(strip)
    switch item {
    case .delayTime: return value * 0.1
    case .eqFrequency: return hasDynamics ? value : max(value, 100)
    case .gateHold: return min(value, 50)
    case .compHold: return hasTones ? 0.02 : min(value, 50)
    case .gateRelease, .compRelease: return min(value, 300)
    case .compGain: return value * 0.5
    case .fader where strip == .main: return Self.quiet
    case .fader, .auxLevel: return listens ? -90 : max(value, -20)
    case .toMain, .toGroup: return listens ? 0 : value
    case .gateKey, .compKey:
      let channels = (0...layout.channels).map { Float($0) }
      return (listens ? [257, 258, 265, 266] + channels : channels).randomElement(using: &random)!
    default: return value
    }
  }

  /// The last two channels are heard by solo only, so that they may listen to the buses.
  private func isListener(_ strip: StripID) -> Bool { strip.kind == .channel && strip.index >= layout.channels - 2 }

  // MARK: Both mixers

  /// The largest difference of any sample of an output, as a part of the loudest of that output.
  func gap(_ commands: [Command]) -> Double {
    var start: [Command] = (0..<layout.channels).map { channel in
      let strip = StripID(.channel, channel)
      return isListener(strip) ? .set(Parameter(strip, .solo), 1) : .set(Parameter(strip, .fader), 0)
    }
    start += [.set(Parameter(.main, .fader), Self.quiet), .set(Parameter(.main, .limiterCeiling), 0)]
    start += (0..<layout.channels).filter { isListener(StripID(.channel, $0)) }.map {
      .set(Parameter(StripID(.channel, $0), .toMain), 0)
    }
    let frames = Int(0.4 * sampleRate)
    let signals = (0..<layout.channels).map { programme(seed * 100 + UInt64($0), frames: frames, tones: hasTones) }
    let heard = play(start, commands, signals, frames)
    let expected = model(start, commands, signals, frames)
    var gap = 0.0
    for output in heard.indices {
      let loudest = expected[output].map { abs($0) }.max()!
      let difference = zip(heard[output], expected[output]).map { abs(Double($0) - $1) }.max()!
      // Not a number is the worst of all.
      let part = difference / max(loudest, 1e-9)
      gap = part <= gap ? gap : part.isNaN ? .infinity : part
    }
    return gap
  }

  private func play(_ start: [Command], _ commands: [Command], _ signals: [[Float]], _ frames: Int) -> [[Float]] {
    let rig = Rig(layout, sampleRate: sampleRate, options: options)
    rig.send(start)
    let noises = Dictionary(
      uniqueKeysWithValues: (1...layout.channels).map { ($0, noise(seed + UInt64($0), frames: 1000)) })
    var rest = commands[...]
    while !rest.isEmpty {
      rig.send(Array(rest.prefix(50)))
      rest = rest.dropFirst(50)
      _ = rig.render(noises, frames: 700)
    }
    // What an automatic release holds for seconds is let go by the ordinary one.
    var last: [Parameter: Float] = [:]
    for case .set(let parameter, let value) in commands where parameter.item == .compAutoRelease {
      last[parameter] = value
    }
    rig.send(last.map { .set($0.key, 0) })
    _ = rig.render([:], frames: Int(3 * sampleRate), block: 4096)
    rig.send(last.map { .set($0.key, $0.value) })
    _ = rig.render([:], frames: Int(0.1 * sampleRate), block: 4096)
    let inputs = Dictionary(uniqueKeysWithValues: signals.enumerated().map { ($0 + 1, $1) })
    return rig.render(inputs, frames: frames)
  }

  private func model(_ start: [Command], _ commands: [Command], _ signals: [[Float]], _ frames: Int) -> [[Double]] {
    let probe = Rig(layout, sampleRate: sampleRate, options: options, fadedUp: false)
    var mixer = ReferenceMixer(
      layout: layout, sampleRate: sampleRate, panLaw: options.panLaw, latency: probe.latency, isAtRest: true)
    mixer.obey(start + commands + [.fadeUp(frames: 1)])
    var outputs = Array(repeating: [Double](), count: layout.outputCount)
    for i in 0..<frames {
      let frame = mixer.frame { Double(signals[$0][i]) }
      for output in outputs.indices { outputs[output].append(frame[output]) }
    }
    return outputs
  }

  // MARK: Less of it

  /// The commands without which there would be no such gap, as text: halves, quarters and so on are left out one after
  /// the other for as long as the gap stays.
  func shrunk(_ bound: Double) -> String {
    var left = commands
    var size = left.count / 2
    var tries = 0
    while size > 0, tries < 150 {
      var start = 0
      while start < left.count {
        let less = Array(left[..<start] + left[min(start + size, left.count)...])
        tries += 1
        if gap(less) > bound { left = less } else { start += size }
      }
      size /= 2
    }
    return left.map { command in
      guard case .set(let parameter, let value) = command else { return "" }
      return "\(catalogue.path(of: parameter)) \(value)"
    }.joined(separator: ", ")
  }
}
