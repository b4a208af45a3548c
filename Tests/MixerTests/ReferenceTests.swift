import Testing

@testable import Mixer

/// The engine against the slow, plain mixer: random desks, random commands, random blocks.
@Suite struct ReferenceTests {
  @Test(arguments: UInt64(1)...16)
  func `whatever is asked of it, the engine sounds like the plain mixer`(seed: UInt64) {
    var random = Seeded(seed)
    let session = Session(&random)
    let gap = session.gaps()
    // At rest −120 dB. On the way a gain is a sum of thousands of single-precision steps, each rounded the same way: up
    // to −76 dB was seen. A ramp that starts one frame late would be off by −54 dB, at 192 kHz by −66 dB.
    #expect(gap.steady <= 1e-6, "seed \(seed), \(session.about)")
    #expect(gap.moving <= 2.5e-4, "seed \(seed), \(session.about)")
  }
}

/// One random session at a desk, which the reference and the engine play alike.
private struct Session {
  /// Commands, then so many frames in blocks of that size, with these inputs (nil has no buffer).
  struct Part {
    var batch: [Command]
    var frames: Int
    var block: Int
    var inputs: [[Float]?]
    var isSteady = false
  }

  let layout: Layout
  let sampleRate: Double
  let options: MixerOptions
  private(set) var parts: [Part] = []

  var about: String { "\(layout.channels) channels, \(layout.groups) groups, \(sampleRate) Hz, \(options.panLaw)" }

  init(_ random: inout Seeded) {
    for _ in 0..<4 { _ = random.next() }
    layout = Layout(
      channels: [1, 2, 3, 7, 8, 9, 16, 17, 24].randomElement(using: &random)!,
      groups: .random(in: 0...8, using: &random), auxes: .random(in: 0...8, using: &random), effects: 0,
      dcas: .random(in: 0...3, using: &random), muteGroups: .random(in: 0...3, using: &random))
    sampleRate = [44100, 48000, 96000, 192_000].randomElement(using: &random)!
    options = MixerOptions(panLaw: MixerOptions.PanLaw.allCases.randomElement(using: &random)!, ceiling: 0)
    let catalogue = Catalogue(layout: layout)
    for part in 0..<10 {
      let count = part == 0 ? 200 : Bool.random(using: &random) ? 2 : 40
      var batch = (0..<count).flatMap { _ in Session.command(catalogue, &random) }
      if part < 2 { batch.append(.fadeUp(frames: .random(in: 0...3000, using: &random))) }
      add(batch, frames: .random(in: 1...2500, using: &random), &random)
    }
    // The longest ramp: from 18 dB of trim to as much upside down, 16 times 20 ms.
    add([], frames: Int(0.35 * sampleRate), &random)
    add([], frames: 700, &random, isSteady: true)
  }

  private mutating func add(_ batch: [Command], frames: Int, _ random: inout Seeded, isSteady: Bool = false) {
    let inputs = (0..<layout.channels).map { _ in
      Int.random(in: 0..<6, using: &random) == 0 ? nil : noise(random.next(), frames: frames)
    }
    let block = [1, 17, 63, 64, 65, 256, 1000, 8192].randomElement(using: &random)!
    parts.append(Part(batch: batch, frames: frames, block: block, inputs: inputs, isSteady: isSteady))
  }

  /// What the plain mixer knows.
  private static let levels: Set<Item> = [
    .trim, .polarity, .link, .fader, .mute, .pan, .width, .solo, .soloSafe, .toMain, .toGroup, .dca, .muteGroup,
    .auxLevel, .auxOn, .auxTap, .stereo, .level, .dim, .mono, .soloMode, .talkOn, .talkInput, .talkLevel, .talkAux,
  ]

  /// Mostly moves that a desk makes; now and then one to a strip or an item that is not there, or to no value at all.
  private static func command(_ catalogue: Catalogue, _ random: inout Seeded) -> [Command] {
    if Int.random(in: 0..<20, using: &random) == 0 {
      let strip = StripID(StripKind.allCases.randomElement(using: &random)!, .random(in: 0..<300, using: &random))
      let parameter = Parameter(
        strip, Item.allCases.randomElement(using: &random)!, .random(in: 0...255, using: &random))
      return catalogue.contains(parameter) ? [] : [.set(parameter, 1)]
    }
    let routing = catalogue.parameters.indices.filter { place in
      let parameter = catalogue.parameters[place]
      // The width of main is no gain of a strip.
      return levels.contains(parameter.item) && !(parameter.item == .width && parameter.strip == .main)
    }
    let place = routing.randomElement(using: &random)!
    let parameter = catalogue.parameters[place]
    let spec = catalogue.spec(at: place)
    if Int.random(in: 0..<20, using: &random) == 0 {
      return [.set(parameter, [.nan, .infinity, -.infinity, 1e30, -1e30].randomElement(using: &random)!)]
    }
    let value =
      Int.random(in: 0..<8, using: &random) == 0
      ? [spec.range.lowerBound, spec.range.upperBound, spec.initial].randomElement(using: &random)!
      : spec.value(at: .random(in: 0...1, using: &random))
    guard parameter.item == .link else { return [.set(parameter, value)] }
    // Both of a pair, as the desk does it.
    return [parameter.strip.index, parameter.strip.index ^ 1].map {
      .set(Parameter(StripID(.channel, $0), .link), value)
    }
  }

  /// The largest difference of any output sample, as a part of the loudest one: while gains move, and when they have
  /// arrived.
  func gaps() -> (moving: Double, steady: Double) {
    let probe = Rig(layout, sampleRate: sampleRate, options: options)
    let expected = play(
      ReferenceMixer(layout: layout, sampleRate: sampleRate, panLaw: options.panLaw, latency: probe.latency))
    // Both are linear as long as the limiter sleeps, which looks between samples too; a power of two makes it sleep and
    // changes no digit.
    var loudest = 0.0
    for part in expected { for output in part { for sample in output { loudest = max(loudest, abs(sample)) } } }
    var scale: Float = 1
    while Double(scale) * loudest > 0.25 { scale /= 2 }

    let rig = Rig(layout, sampleRate: sampleRate, options: options, fadedUp: false)
    // The limiter of the engine, which the plain mixer lacks, may not be lower than full scale.
    rig.set(.main, .limiterCeiling, 0)
    var gaps = (moving: 0.0, steady: 0.0)
    for (part, wanted) in zip(parts, expected) {
      rig.send(part.batch)
      var inputs: [Int: [Float]] = [:]
      for (channel, samples) in part.inputs.enumerated() {
        if let samples { inputs[channel + 1] = samples.map { $0 * scale } }
      }
      let outputs = rig.render(inputs, frames: part.frames, block: part.block)
      for output in outputs.indices {
        for i in 0..<part.frames {
          let gap = abs(Double(outputs[output][i]) / Double(scale) - wanted[output][i]) / loudest
          if part.isSteady { gaps.steady = max(gaps.steady, gap) } else { gaps.moving = max(gaps.moving, gap) }
        }
      }
    }
    return gaps
  }

  private func play(_ start: ReferenceMixer) -> [[[Double]]] {
    var mixer = start
    return parts.map { part in
      mixer.obey(part.batch)
      var outputs = Array(repeating: [Double](), count: layout.outputCount)
      for i in 0..<part.frames {
        let frame = mixer.frame { channel in part.inputs[channel].map { Double($0[i]) } ?? 0 }
        for output in outputs.indices { outputs[output].append(frame[output]) }
      }
      return outputs
    }
  }
}
