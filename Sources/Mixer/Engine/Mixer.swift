/// The audio thread's whole world: obey, render, report. Made and freed by the control thread; between the two, only the
/// audio thread touches it.
///
/// Channels are mixed eight at a time, one in each lane. Buses collect lanes, and only at the end of a chunk are lanes summed
/// to one signal; so a bus costs one multiplication and one addition per side, and nothing where no strip of a lane group
/// feeds it.
public struct Mixer: ~Copyable {
  /// The most frames that one call of `render` takes.
  public static let maximumBlock = 8192
  /// Frames that are mixed at a time, so that all lanes of a chunk stay in the nearest cache.
  static var chunk: Int { @_noLocks get { 64 } }

  let layout: Layout
  let timing: RampTiming
  let panLaw: MixerOptions.PanLaw
  let commands: UnsafePointer<CommandRing>
  let reports: UnsafePointer<ReportRing>
  let demo: UnsafePointer<DemoLoop>?
  /// Lane groups of channels.
  let laneGroups: Int
  /// Buses that channels feed: main, every group, solo.
  let busCount: Int

  // Settings, as the commands left them, in the order of `Layout.strips` without the monitor.
  let settings: UnsafeMutablePointer<StripSettings>
  var monitor = MonitorSettings()
  /// Strips whose gains do not follow their settings yet, one bit each.
  let stale: UnsafeMutablePointer<UInt64>
  var anyStale = true
  var outputsStale = true
  var soloCount = 0

  // Gains.
  let inputGains: UnsafeMutablePointer<GainLanes>
  /// (lane group · busCount + bus) · 2 + side.
  let busGains: UnsafeMutablePointer<GainLanes>
  /// Buses that a lane group feeds, one bit each.
  let fed: UnsafeMutablePointer<UInt32>
  /// Groups' own output, main, solo; left and right of each.
  let groupGains: UnsafeMutablePointer<GainLanes>
  var outputGains = GainLanes()

  // Signals of one chunk.
  let lanes: UnsafeMutablePointer<Lanes>
  /// (bus · 2 + side) · chunk.
  let busLanes: UnsafeMutablePointer<Lanes>
  let groupLanes: UnsafeMutablePointer<Lanes>
  /// The groups whose lanes in `groupLanes` hold something, by the bits of their buses.
  var filledGroups: UInt32 = 0
  /// main left, right, solo left, right; `chunk` frames each.
  let signals: UnsafeMutablePointer<Float>
  let silence: UnsafeMutablePointer<Float>
  let sources: UnsafeMutablePointer<UnsafePointer<Float>>
  let nowhere: UnsafeMutablePointer<Float>
  let sinks: UnsafeMutablePointer<UnsafeMutablePointer<Float>>

  var limiter: PeakLimiter
  var soloDelay: Delay
  var demoPosition = 0

  // Meters of the interval that runs.
  let channelMeters: UnsafeMutablePointer<MeterLanes>
  let groupMeters: UnsafeMutablePointer<MeterLanes>
  var outputMeters = MeterLanes()
  let readings: UnsafeMutablePointer<MeterReading>
  var pending = Report()
  let interval: UInt32

  /// Allocates everything that the audio thread will ever need. Control thread only.
  /// - Parameters:
  ///   - sampleRate: 44,100 to 192,000 Hz.
  ///   - commands, reports: outlive the mixer.
  ///   - demo: the multitrack that `Command.demo` plays; outlives the mixer.
  public init(
    layout: Layout, sampleRate: Double, options: MixerOptions = MixerOptions(),
    commands: UnsafePointer<CommandRing>, reports: UnsafePointer<ReportRing>, demo: UnsafePointer<DemoLoop>? = nil
  ) {
    let channelGroups = (layout.channels + laneWidth - 1) / laneWidth
    let buses = layout.groups + 2
    let strips = layout.channels + layout.groups + 1
    self.layout = layout
    self.commands = commands
    self.reports = reports
    self.demo = demo
    timing = RampTiming(sampleRate: sampleRate)
    panLaw = options.panLaw
    laneGroups = channelGroups
    busCount = buses

    settings = .allocate(capacity: strips)
    for strip in 0..<strips {
      // As the catalogue has it: channels start down, groups and main at 0 dB.
      (settings + strip).initialize(to: StripSettings(fader: strip < layout.channels ? 0 : 1))
    }
    stale = Mixer.make((strips + 63) / 64, ~0)
    inputGains = Mixer.make(channelGroups, GainLanes(1))
    busGains = Mixer.make(channelGroups * buses * 2, GainLanes())
    fed = Mixer.make(channelGroups, 0)
    groupGains = Mixer.make(6, GainLanes())
    lanes = Mixer.make(Mixer.chunk, Lanes())
    busLanes = Mixer.make(buses * 2 * Mixer.chunk, Lanes())
    groupLanes = Mixer.make(2 * Mixer.chunk, Lanes())
    signals = Mixer.make(4 * Mixer.chunk, 0)
    silence = Mixer.make(Mixer.chunk, 0)
    sources = Mixer.make(laneWidth, UnsafePointer(silence))
    nowhere = Mixer.make(Mixer.chunk, 0)
    sinks = Mixer.make(laneWidth, nowhere)
    limiter = PeakLimiter(sampleRate: sampleRate, ceiling: gain(decibel: options.ceiling))
    soloDelay = Delay(frames: limiter.latency)
    channelMeters = Mixer.make(channelGroups, MeterLanes())
    groupMeters = Mixer.make(2, MeterLanes())
    readings = Mixer.make(layout.meterCount, MeterReading())
    interval = UInt32(sampleRate / 50)
  }

  deinit {
    settings.deallocate()
    stale.deallocate()
    inputGains.deallocate()
    busGains.deallocate()
    fed.deallocate()
    groupGains.deallocate()
    lanes.deallocate()
    busLanes.deallocate()
    groupLanes.deallocate()
    signals.deallocate()
    silence.deallocate()
    sources.deallocate()
    nowhere.deallocate()
    sinks.deallocate()
    channelMeters.deallocate()
    groupMeters.deallocate()
    readings.deallocate()
  }

  private static func make<T: BitwiseCopyable>(_ count: Int, _ value: T) -> UnsafeMutablePointer<T> {
    let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(count, 1))
    pointer.initialize(repeating: value, count: max(count, 1))
    return pointer
  }

  /// How many frames later the main and monitor outputs are than the inputs: the look-ahead of the main limiter.
  public var latency: Int { @_noLocks get { limiter.latency } }
}
