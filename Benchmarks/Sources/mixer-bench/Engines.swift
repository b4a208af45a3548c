import CBaseline
import Mixer

/// The desk's mixer, driven as the audio thread drives it.
final class SwiftEngine: Engine {
  let buffers: Buffers
  let layout: Layout
  private let scenario: Scenario
  private let commands: UnsafeMutablePointer<CommandRing>
  private let reports: UnsafeMutablePointer<ReportRing>
  private let mixer: UnsafeMutablePointer<Mixer>
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
  private var readings: [MeterReading] = []

  init(_ scenario: Scenario) {
    self.scenario = scenario
    buffers = Buffers(scenario)
    layout = Layout(
      channels: scenario.channels, groups: scenario.groups, auxes: scenario.auxes, effects: 0, dcas: 0, muteGroups: 0)
    commands = .allocate(capacity: 1)
    commands.initialize(to: CommandRing(capacity: 16384))
    reports = .allocate(capacity: 1)
    reports.initialize(to: ReportRing(meterCount: layout.meterCount))
    mixer = .allocate(capacity: 1)
    mixer.initialize(
      to: Mixer(layout: layout, sampleRate: scenario.sampleRate, commands: commands, reports: reports))
    inputs = .allocate(capacity: scenario.channels)
    outputs = .allocate(capacity: layout.outputCount)
    for channel in 0..<scenario.channels {
      let strip = StripID(.channel, channel)
      if let group = scenario.group(channel) { send(Parameter(strip, .toGroup, group), 1) }
      guard scenario.hasStrips else { continue }
      for setting in StripSettings(0).values { send(Parameter(strip, setting.item, setting.which), setting.value) }
    }
    send(Parameter(.monitor, .level), -10)
    // The baseline has no limiter that looks between samples.
    send(Parameter(.main, .limiterOn), 0)
    _ = commands.pointee.push(.fadeUp(frames: 1))
    move(to: 0)
    settle()
  }

  deinit {
    mixer.deinitialize(count: 1)
    mixer.deallocate()
    commands.deinitialize(count: 1)
    commands.deallocate()
    reports.deinitialize(count: 1)
    reports.deallocate()
    inputs.deallocate()
    outputs.deallocate()
  }

  func send(_ parameter: Parameter, _ value: Float) {
    let hasRoom = commands.pointee.push(.set(parameter, value))
    precondition(hasRoom)
  }

  func publish() { commands.pointee.publish() }

  func move(to set: Int) {
    for channel in 0..<scenario.channels {
      let strip = StripID(.channel, channel)
      send(Parameter(strip, .trim), scenario.trim(channel, set))
      send(Parameter(strip, .fader), scenario.fader(channel, set))
      send(Parameter(strip, .pan), scenario.pan(channel, set))
      for aux in 0..<scenario.auxes { send(Parameter(strip, .auxLevel, aux), scenario.send(channel, aux, set)) }
    }
    for group in 0..<scenario.groups {
      send(Parameter(StripID(.group, group), .fader), scenario.groupFader(group, set))
    }
    publish()
    obey()
  }

  /// All of it: a large batch takes more than one call.
  func obey() {
    let last = commands.pointee.published()
    repeat { mixer.pointee.obey() } while commands.pointee.consumed() != last
  }

  var latency: Int { mixer.pointee.latency }

  func render(_ block: Int, _ frames: Int) {
    let start = block * frames % Buffers.frames
    for (channel, input) in buffers.inputs.enumerated() { inputs[channel] = UnsafePointer(input + start) }
    for (output, samples) in buffers.outputs.enumerated() { outputs[output] = samples + start }
    mixer.pointee.render(MixerBuffers(inputs: UnsafePointer(inputs), outputs: UnsafePointer(outputs)), frames: frames)
  }

  /// The whole of what the audio server calls.
  func callback(_ block: Int, _ frames: Int) {
    mixer.pointee.obey()
    render(block, frames)
    mixer.pointee.report()
  }

  /// The control thread's part, so that the ring does not fill.
  func drain() { while reports.pointee.pop(&readings) != nil {} }
}

/// The baseline in C.
final class CEngine: Engine {
  let buffers: Buffers
  private let scenario: Scenario
  private let mixer: OpaquePointer
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>

  init(_ scenario: Scenario) {
    self.scenario = scenario
    buffers = Buffers(scenario)
    mixer = baseline_new(
      Int32(scenario.channels), Int32(scenario.groups), Int32(scenario.auxes), scenario.sampleRate,
      Int32(SwiftEngine(scenario).latency))
    inputs = .allocate(capacity: scenario.channels)
    outputs = .allocate(capacity: buffers.outputs.count)
    baseline_outputs(mixer, 0, -10)
    if scenario.hasStrips {
      for channel in 0..<scenario.channels {
        StripSettings(0).set(baseline_strip(mixer, Int32(channel)), Int32(channel % 8))
      }
    }
    move(to: 0)
    settle()
  }

  deinit {
    baseline_free(mixer)
    inputs.deallocate()
    outputs.deallocate()
  }

  func move(to set: Int) {
    for channel in 0..<scenario.channels {
      baseline_channel(
        mixer, Int32(channel), scenario.trim(channel, set), scenario.fader(channel, set), scenario.pan(channel, set), 1,
        scenario.group(channel).map { 1 << UInt32($0) } ?? 0)
      for aux in 0..<scenario.auxes {
        baseline_send(mixer, Int32(channel), Int32(aux), scenario.send(channel, aux, set))
      }
    }
    for group in 0..<scenario.groups { baseline_group(mixer, Int32(group), scenario.groupFader(group, set), 0) }
  }

  func render(_ block: Int, _ frames: Int) {
    let start = block * frames % Buffers.frames
    for (channel, input) in buffers.inputs.enumerated() { inputs[channel] = UnsafePointer(input + start) }
    for (output, samples) in buffers.outputs.enumerated() { outputs[output] = samples + start }
    baseline_render(mixer, inputs, outputs, Int32(frames))
  }
}
