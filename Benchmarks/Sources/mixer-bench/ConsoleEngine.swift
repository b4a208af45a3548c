import Mixer

/// A desk with everything that it has, in three sizes of work.
final class ConsoleEngine {
  /// What is switched on.
  enum Work: String, CaseIterable {
    /// Levels and pan only; everything else is there and off.
    case levels
    /// Every channel: all of `StripSettings`, pan, two sends to auxes.
    case strips
    /// Strips with de-esser, eight sends to auxes, a group, four effects; equalisers and compressors on groups, auxes, main.
    case desk
  }

  static let frames = 64
  let layout: Layout
  let channels: Int
  private let catalogue: Catalogue
  private let work: Work
  private let commands: UnsafeMutablePointer<CommandRing>
  private let reports: UnsafeMutablePointer<ReportRing>
  private let mixer: UnsafeMutablePointer<Mixer>
  private let samples: UnsafeMutablePointer<Float>
  /// What the signals of this benchmark take of the memory.
  let bufferKiB: Int
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
  private var readings: [MeterReading] = []
  private var block = 0

  init(channels: Int, _ work: Work) {
    self.work = work
    self.channels = channels
    layout = Layout(channels: channels)
    catalogue = Catalogue(layout: layout)
    commands = .allocate(capacity: 1)
    commands.initialize(to: CommandRing(capacity: 2 * catalogue.parameters.count + 64))
    reports = .allocate(capacity: 1)
    reports.initialize(to: ReportRing(meterCount: layout.meterCount))
    mixer = .allocate(capacity: 1)
    mixer.initialize(to: Mixer(layout: layout, sampleRate: 48000, commands: commands, reports: reports))
    // Sixteen blocks of noise for each channel at -38 dBFS, so that the sum leaves the limiter asleep, and room to write.
    let noise = 16 * ConsoleEngine.frames
    let count = channels * noise + layout.outputCount * ConsoleEngine.frames
    samples = .allocate(capacity: count)
    samples.initialize(repeating: 0, count: count)
    bufferKiB = count * 4 / 1024
    var state: UInt32 = 1
    for i in 0..<(channels * noise) {
      state = state &* 1_664_525 &+ 1_013_904_223
      samples[i] = (Float(state >> 8) / 8_388_608 - 1) * 0.02
    }
    inputs = .allocate(capacity: channels)
    outputs = .allocate(capacity: layout.outputCount)
    for output in 0..<layout.outputCount {
      outputs[output] = samples + channels * noise + output * ConsoleEngine.frames
    }
    set(to: 0)
    _ = commands.pointee.push(.fadeUp(frames: 1))
    commands.pointee.publish()
  }

  deinit {
    mixer.deinitialize(count: 1)
    mixer.deallocate()
    commands.deinitialize(count: 1)
    commands.deallocate()
    reports.deinitialize(count: 1)
    reports.deallocate()
    samples.deallocate()
    inputs.deallocate()
    outputs.deallocate()
  }

  private func send(_ strip: StripID, _ item: Item, _ value: Float, _ which: Int = 0) {
    let hasRoom = commands.pointee.push(.set(Parameter(strip, item, which), value))
    precondition(hasRoom)
  }

  /// One batch that changes everything that is switched on to one of two settings.
  func set(to setting: Int) {
    let more = Float(setting)
    for channel in 1...channels { setChannel(.channel(channel), channel, setting) }
    if work == .desk {
      let buses = (0..<layout.groups).map { StripID(.group, $0) } + (0..<layout.auxes).map { StripID(.aux, $0) }
      for bus in buses + [.main] {
        send(bus, .compOn, 1)
        send(bus, .compThreshold, -30 - more)
        for band in 0..<6 { send(bus, .eqGain, 2 + more, band) }
      }
      send(.main, .width, 120)
      send(.main, .monoBassOn, 1)
      for effect in 0..<layout.effects { send(StripID(.effect, effect), .effect, effect < 2 ? 0 : Float(effect - 1)) }
    }
    commands.pointee.publish()
  }

  private func setChannel(_ strip: StripID, _ number: Int, _ setting: Int) {
    let more = Float(setting)
    send(strip, .fader, -10 - more)
    send(strip, .pan, Float(number * 37 % 201) - 100)
    guard work != .levels else { return }
    for setting in StripSettings(setting).values { send(strip, setting.item, setting.value, setting.which) }
    if work == .strips {
      for aux in 0..<2 { send(strip, .auxLevel, -20 - more, aux) }
    } else {
      send(strip, .deEsserOn, 1)
      send(strip, .toGroup, 1, number % layout.groups)
      for effect in 0..<layout.effects { send(strip, .fxLevel, -20 - more, effect) }
      for aux in 0..<layout.auxes { send(strip, .auxLevel, -20 - more, aux) }
    }
  }

  /// What the audio server calls, in nanoseconds.
  func callback() -> UInt64 {
    let start = block % 16 * ConsoleEngine.frames
    for channel in 0..<channels {
      inputs[channel] = UnsafePointer(samples + channel * 16 * ConsoleEngine.frames + start)
    }
    block += 1
    let begun = now()
    mixer.pointee.obey()
    mixer.pointee.render(
      MixerBuffers(inputs: UnsafePointer(inputs), outputs: UnsafePointer(outputs)), frames: ConsoleEngine.frames)
    mixer.pointee.report()
    let time = now() - begun
    while reports.pointee.pop(&readings) != nil {}
    return time
  }

  /// Until everything has arrived.
  func settle() { for _ in 0..<1500 { _ = callback() } }
}

/// A recall of everything that is switched on: for each, the worst block until it has arrived.
func recallTimes(_ engine: ConsoleEngine, count: Int) -> (steady: Spread, worst: Spread) {
  var steady: [UInt64] = []
  var worst: [UInt64] = []
  engine.settle()
  for recall in 0..<count {
    for _ in 0..<50 { steady.append(engine.callback()) }
    engine.set(to: 1 - recall & 1)
    worst.append((0..<150).map { _ in engine.callback() }.max() ?? 0)
    for _ in 0..<400 { _ = engine.callback() }
  }
  return (Spread(steady), Spread(worst))
}
