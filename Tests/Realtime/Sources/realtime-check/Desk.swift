import Mixer

/// A mixer with its rings, buffers and a demo loop, driven block by block under watch.
final class Desk {
  let catalogue: Catalogue
  let sampleRate: Double
  /// What the reports said so far.
  private(set) var seen = Report()
  /// Blocks rendered so far.
  private(set) var blocks = 0
  var layout: Layout { catalogue.layout }

  private let commands: UnsafeMutablePointer<CommandRing>
  private let reports: UnsafeMutablePointer<ReportRing>
  private let demo: UnsafeMutablePointer<DemoLoop>
  private let callback: UnsafeMutablePointer<Callback>
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
  // One of each for all channels: the engine only reads inputs, and outputs are looked at one at a time.
  private let input: UnsafeMutablePointer<Float>
  private let output: UnsafeMutablePointer<Float>
  private var readings: [MeterReading] = []

  init(_ layout: Layout, sampleRate: Double, options: MixerOptions = MixerOptions()) {
    catalogue = Catalogue(layout: layout)
    self.sampleRate = sampleRate
    commands = .allocate(capacity: 1)
    commands.initialize(to: CommandRing(capacity: 1024))
    reports = .allocate(capacity: 1)
    reports.initialize(to: ReportRing(meterCount: layout.meterCount, slots: 4))
    demo = .allocate(capacity: 1)
    demo.initialize(to: DemoLoop(channels: min(layout.channels, 11), frames: 1000))
    input = .allocate(capacity: Mixer.maximumBlock)
    input.initialize(repeating: 0, count: Mixer.maximumBlock)
    output = .allocate(capacity: Mixer.maximumBlock)
    output.initialize(repeating: 0, count: Mixer.maximumBlock)
    inputs = .allocate(capacity: layout.channels)
    inputs.initialize(repeating: UnsafePointer(input), count: layout.channels)
    outputs = .allocate(capacity: layout.outputCount)
    outputs.initialize(repeating: output, count: layout.outputCount)
    callback = .allocate(capacity: 1)
    callback.initialize(
      to: Callback(
        mixer: Mixer(
          layout: layout, sampleRate: sampleRate, options: options, commands: commands, reports: reports, demo: demo),
        inputs: inputs, outputs: outputs))
  }

  deinit {
    callback.deinitialize(count: 1)
    commands.deinitialize(count: 1)
    reports.deinitialize(count: 1)
    demo.deinitialize(count: 1)
    callback.deallocate()
    commands.deallocate()
    reports.deallocate()
    demo.deallocate()
    input.deallocate()
    output.deallocate()
    inputs.deallocate()
    outputs.deallocate()
  }

  /// What every channel hears from now on.
  func hear(_ signal: Signal) { for i in 0..<Mixer.maximumBlock { input[i] = signal.sample(i) } }

  /// Whether channels and outputs have buffers: all of them, every second, or none.
  func connect(_ connection: Connection) {
    for channel in 0..<layout.channels { inputs[channel] = connection.has(channel) ? UnsafePointer(input) : nil }
    for signal in 0..<layout.outputCount { outputs[signal] = connection.has(signal) ? output : nil }
  }

  /// Stages a command; false if the ring is full.
  func push(_ command: Command) -> Bool { commands.pointee.push(command) }

  /// One batch, obeyed at the next block. Where the ring is full, a block makes room, or the next one if that had a large
  /// batch to follow.
  func send(_ batch: [Command], frames: Int) {
    for command in batch where !push(command) {
      render(frames)
      guard !push(command) else { continue }
      render(frames)
      require(push(command), "two blocks make room in the command ring")
    }
    render(frames)
  }

  /// Publishes what was staged and runs one callback.
  func render(_ frames: Int, reading: Bool = true) {
    commands.pointee.publish()
    watch(callback, frames: frames)
    blocks += 1
    if reading { readReports() }
  }

  /// Empties the report ring, and answers how many there were.
  @discardableResult func readReports() -> Int {
    var count = 0
    while let report = reports.pointee.pop(&readings) {
      seen.limitedFrames &+= report.limitedFrames
      seen.badSamples &+= report.badSamples
      seen.frameTime = report.frameTime
      count += 1
    }
    return count
  }
}

/// What comes in at the channels.
enum Signal: CaseIterable {
  case silence, noise, loud, notANumber, infinite, denormal

  func sample(_ i: Int) -> Float {
    // Enough of a noise: the golden ratio's multiples, spread over ±1.
    let x = Float((UInt32(truncatingIfNeeded: i) &* 2_654_435_769) >> 8) / Float(1 << 23) - 1
    switch self {
    case .silence: return 0
    case .noise: return 0.1 * x
    case .loud: return 100 * x
    case .notANumber: return i % 3 == 0 ? .nan : x
    case .infinite: return i % 3 == 0 ? .infinity : i % 3 == 1 ? -.infinity : x
    case .denormal: return x * Float.leastNormalMagnitude
    }
  }
}

/// Which buffers a server hands over.
enum Connection: CaseIterable {
  case everything, everySecond, nothing

  func has(_ index: Int) -> Bool {
    switch self {
    case .everything: true
    case .everySecond: index % 2 == 1
    case .nothing: false
    }
  }
}
