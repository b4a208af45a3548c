import Mixer

/// A mixer with its rings, driven block by block as the audio thread would.
final class Rig {
  let layout: Layout
  let sampleRate: Double
  let commands: UnsafeMutablePointer<CommandRing>
  let reports: UnsafeMutablePointer<ReportRing>
  private let mixer: UnsafeMutablePointer<Mixer>

  convenience init(
    channels: Int = 8, groups: Int = 2, sampleRate: Double = 48000, options: MixerOptions = MixerOptions(),
    fadedUp: Bool = true
  ) {
    let layout = Layout(channels: channels, groups: groups, auxes: 2, effects: 1, dcas: 2, muteGroups: 2)
    self.init(layout, sampleRate: sampleRate, options: options, fadedUp: fadedUp)
  }

  init(_ layout: Layout, sampleRate: Double = 48000, options: MixerOptions = MixerOptions(), fadedUp: Bool = true) {
    self.layout = layout
    self.sampleRate = sampleRate
    commands = .allocate(capacity: 1)
    commands.initialize(to: CommandRing(capacity: 16384))
    reports = .allocate(capacity: 1)
    reports.initialize(to: ReportRing(meterCount: layout.meterCount, slots: 64))
    mixer = .allocate(capacity: 1)
    mixer.initialize(
      to: Mixer(layout: layout, sampleRate: sampleRate, options: options, commands: commands, reports: reports))
    if fadedUp {
      send(.fadeUp(frames: 1))
      settle()
    }
  }

  /// Another mixer on the same rings, as after the sound server came back.
  func replaceMixer() {
    mixer.deinitialize(count: 1)
    mixer.initialize(to: Mixer(layout: layout, sampleRate: sampleRate, commands: commands, reports: reports))
  }

  deinit {
    mixer.deinitialize(count: 1)
    mixer.deallocate()
    commands.deinitialize(count: 1)
    commands.deallocate()
    reports.deinitialize(count: 1)
    reports.deallocate()
  }

  var latency: Int { mixer.pointee.latency }

  /// One batch.
  func send(_ batch: Command...) { send(batch) }

  func send(_ batch: [Command]) {
    for command in batch {
      let accepted = commands.pointee.push(command)
      precondition(accepted)
    }
    commands.pointee.publish()
  }

  func set(_ strip: StripID, _ item: Item, _ value: Float, _ which: Int = 0) {
    send(.set(Parameter(strip, item, which), value))
  }

  /// Long enough for every ramp to arrive.
  func settle() { _ = render([:], frames: Int(sampleRate), block: 4096) }

  /// Renders `frames` frames in blocks and returns every output: main left, right, monitor left, right, groups, auxes.
  /// - Parameter inputs: by channel number from 1; missing channels have no buffer at all.
  func render(_ inputs: [Int: [Float]], frames: Int, block: Int = 256, each: ((Int) -> Void)? = nil) -> [[Float]] {
    var outputs = Array(repeating: [Float](repeating: 0, count: frames), count: layout.outputCount)
    var buffers: [UnsafeMutablePointer<Float>?] = (0..<layout.channels).map { channel in
      guard let samples = inputs[channel + 1] else { return nil }
      let buffer = UnsafeMutablePointer<Float>.allocate(capacity: frames)
      for i in 0..<frames { buffer[i] = samples[i % samples.count] }
      return buffer
    }
    defer { for buffer in buffers { buffer?.deallocate() } }
    var results: [UnsafeMutablePointer<Float>?] = (0..<layout.outputCount).map { _ in .allocate(capacity: frames) }
    defer { for result in results { result?.deallocate() } }
    var start = 0
    while start < frames {
      each?(start)
      let count = min(block, frames - start)
      var inputTable = buffers.map { buffer in buffer.map { UnsafePointer($0 + start) } }
      var outputTable = results.map { $0.map { $0 + start } }
      mixer.pointee.obey()
      inputTable.withUnsafeMutableBufferPointer { ins in
        outputTable.withUnsafeMutableBufferPointer { outs in
          mixer.pointee.render(
            MixerBuffers(inputs: UnsafePointer(ins.baseAddress!), outputs: UnsafePointer(outs.baseAddress!)),
            frames: count)
        }
      }
      mixer.pointee.report()
      start += count
    }
    for output in 0..<layout.outputCount { for i in 0..<frames { outputs[output][i] = results[output]![i] } }
    buffers.reserveCapacity(0)
    results.reserveCapacity(0)
    return outputs
  }

  /// All reports so far, merged: the largest peak of every meter point and the energy-weighted mean square.
  func meters() -> (report: Report, readings: [MeterReading]) {
    var total = Report()
    var merged = Array(repeating: MeterReading(), count: layout.meterCount)
    var readings: [MeterReading] = []
    while let report = reports.pointee.pop(&readings) {
      for i in merged.indices {
        merged[i].peak = max(merged[i].peak, readings[i].peak)
        merged[i].meanSquare += readings[i].meanSquare * Float(report.frames)
      }
      total.frames += report.frames
      total.frameTime = report.frameTime
      total.limiterGain = min(total.limiterGain, report.limiterGain)
      total.limitedFrames += report.limitedFrames
      total.badSamples += report.badSamples
    }
    for i in merged.indices where total.frames > 0 { merged[i].meanSquare /= Float(total.frames) }
    return (total, merged)
  }
}

/// A repeatable source of numbers; the seed is printed when a test fails.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
