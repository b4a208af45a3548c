/// The audio thread's whole world: obey, render, report. Made and freed by the control thread; between the two, only the
/// audio thread touches it.
///
/// Channels are mixed eight at a time, one in each lane. Buses collect lanes, and only at the end of a chunk are lanes summed
/// to one signal; so a bus costs one multiplication and one addition per side, and nothing where no strip of a lane group
/// feeds it. The strips of every other kind are at most eight, and fill one lane group.
///
/// Every step inside is `mutating`, even where it changes nothing of the mixer itself: to one that is not, the compiler hands
/// a copy of the mixer, three kilobytes, and that a dozen times per chunk.
public struct Mixer: ~Copyable {
  /// The most frames that one call of `render` takes.
  public static let maximumBlock = 8192
  /// Frames that are mixed at a time, so that all lanes of a chunk stay in the nearest cache. Chunks end at whole multiples of
  /// this, counted from the first frame, so that what is done once per chunk does not depend on where blocks end.
  static var chunk: Int { @_noLocks get { 64 } }

  let layout: Layout
  let sampleRate: Double
  let timing: RampTiming
  let panLaw: MixerOptions.PanLaw
  /// Where most channels are.
  let centre: Pan
  /// No ceiling of the main limiter is above this gain.
  let highestCeiling: Float
  let commands: UnsafePointer<CommandRing>
  let reports: UnsafePointer<ReportRing>
  let demo: UnsafePointer<DemoLoop>?
  /// Lane groups of channels.
  let laneGroups: Int
  let buses: Buses

  // Settings, as the commands left them.
  let values: StripValues
  /// What of each strip does not follow its values yet, in the order of `Layout.strips`.
  let stale: UnsafeMutablePointer<Sections>
  /// Whether any strip is stale in its gains, whether all are, and whether any is in anything else.
  var gainsAreStale = true
  var allGainsAreStale = true
  var partsAreStale = true
  /// Where the search for stale parts goes on.
  var nextStale = 0
  /// Where the batch ends that is being obeyed. A mixer that takes over a ring goes on where the one before it stopped.
  var batchEnd: Int
  /// Whether it is too large to be read and followed in one block.
  var batchIsLarge = false
  /// Commands that this block has read, or what following them cost in their stead.
  var commandsRead = 0
  /// Frames of the last block: how many commands the next one may take.
  var lastBlock = 0
  var soloed = SoloState()

  // Processors.
  let channels: UnsafeMutablePointer<ChannelProcessors>
  let groupStrips: UnsafeMutablePointer<BusProcessors>
  let auxStrips: UnsafeMutablePointer<BusProcessors>
  let returns: UnsafeMutablePointer<FilterCascade>
  let effects: UnsafeMutablePointer<EffectUnit>
  var mainChain: MainChain
  var sharing: GainSharing

  // Gains.
  let inputGains: UnsafeMutablePointer<GainLanes>
  /// (lane group · bus count + bus) · 2 + side, of the strip's end.
  let busGains: UnsafeMutablePointer<GainLanes>
  /// The same, of the signal before the equaliser.
  let earlyGains: UnsafeMutablePointer<GainLanes>
  /// Buses that a lane group feeds, one bit each; from its end, and from before its equaliser.
  let fed: UnsafeMutablePointer<UInt32>
  let fedEarly: UnsafeMutablePointer<UInt32>
  /// Of those, the auxes that get something else on the right than on the left.
  let split: UnsafeMutablePointer<UInt32>
  let splitEarly: UnsafeMutablePointer<UInt32>
  /// Buses that in this chunk have one signal, on the left: effects always, auxes as long as they are mono.
  var singles: UInt32 = 0
  /// Own output, main, solo; left and right of each.
  let groupGains: UnsafeMutablePointer<GainLanes>
  /// Own output, solo; left and right of each.
  let auxGains: UnsafeMutablePointer<GainLanes>
  /// bus · 2 + side for main, groups and solo (as in `busGains`), of the effects' returns.
  let returnGains: UnsafeMutablePointer<GainLanes>
  var outputGains = GainLanes()
  /// Of the talkback into each aux.
  var talkGains = GainLanes()
  var talkInput = 0

  // Signals of one chunk.
  /// lane group · chunk.
  let lanes: UnsafeMutablePointer<Lanes>
  let keyLanes: UnsafeMutablePointer<Lanes>
  /// (bus · 2 + side) · chunk.
  let busLanes: UnsafeMutablePointer<Lanes>
  /// side · chunk, of the groups, the auxes and the returns.
  let groupLanes: UnsafeMutablePointer<Lanes>
  let auxLanes: UnsafeMutablePointer<Lanes>
  let returnLanes: UnsafeMutablePointer<Lanes>
  /// Strips whose lanes hold something, one bit each.
  var filledGroups: UInt32 = 0
  var filledAuxes: UInt32 = 0
  var returnsAreSilent = false
  /// main left, right, solo left, right; `chunk` frames each.
  let signals: UnsafeMutablePointer<Float>
  let silence: UnsafeMutablePointer<Float>
  let sources: UnsafeMutablePointer<UnsafePointer<Float>>
  let nowhere: UnsafeMutablePointer<Float>
  let sinks: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  var keys: KeySignals

  var soloDelay: Delay
  var demoPosition = 0

  // Meters of the interval that runs.
  let channelMeters: UnsafeMutablePointer<MeterLanes>
  /// Left and right of the groups, the auxes and the returns.
  let busMeters: UnsafeMutablePointer<MeterLanes>
  var outputMeters = MeterLanes()
  /// The lane groups of the channels, then left and right of groups, auxes and returns, then the outputs.
  let ballistics: UnsafeMutablePointer<BallisticLanes>
  var ballisticMode = 0
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
    let groups = (layout.channels + laneWidth - 1) / laneWidth
    let buses = Buses(layout)
    let chunk = Mixer.chunk
    self.layout = layout
    self.sampleRate = sampleRate
    self.commands = commands
    self.reports = reports
    self.demo = demo
    self.buses = buses
    timing = RampTiming(sampleRate: sampleRate)
    batchEnd = commands.pointee.consumed()
    panLaw = options.panLaw
    centre = Pan(position: 0, law: options.panLaw)
    highestCeiling = gain(decibel: options.ceiling)
    laneGroups = groups

    values = StripValues(Catalogue(layout: layout))
    stale = Mixer.make(layout.stripCount, .everything)

    channels = .allocate(capacity: groups)
    for group in 0..<groups { (channels + group).initialize(to: ChannelProcessors(sampleRate: sampleRate)) }
    groupStrips = .allocate(capacity: 1)
    groupStrips.initialize(to: BusProcessors(sampleRate: sampleRate))
    auxStrips = .allocate(capacity: 1)
    auxStrips.initialize(to: BusProcessors(sampleRate: sampleRate))
    returns = .allocate(capacity: 1)
    returns.initialize(to: FilterCascade(sections: 4, signals: 2))
    effects = .allocate(capacity: max(layout.effects, 1))
    for effect in 0..<layout.effects { (effects + effect).initialize(to: EffectUnit(sampleRate: sampleRate)) }
    mainChain = MainChain(sampleRate: sampleRate)
    sharing = GainSharing(groups: groups, sampleRate: sampleRate)

    inputGains = Mixer.make(groups, GainLanes(1))
    busGains = Mixer.make(groups * buses.count * 2, GainLanes())
    earlyGains = Mixer.make(groups * buses.count * 2, GainLanes())
    fed = Mixer.make(groups, 0)
    fedEarly = Mixer.make(groups, 0)
    split = Mixer.make(groups, 0)
    splitEarly = Mixer.make(groups, 0)
    groupGains = Mixer.make(6, GainLanes())
    auxGains = Mixer.make(4, GainLanes())
    returnGains = Mixer.make(buses.count * 2, GainLanes())

    lanes = Mixer.make(groups * chunk, Lanes())
    keyLanes = Mixer.make(2 * chunk, Lanes())
    busLanes = Mixer.make(buses.count * 2 * chunk, Lanes())
    groupLanes = Mixer.make(2 * chunk, Lanes())
    auxLanes = Mixer.make(2 * chunk, Lanes())
    returnLanes = Mixer.make(2 * chunk, Lanes())
    signals = Mixer.make(4 * chunk, 0)
    silence = Mixer.make(chunk, 0)
    sources = Mixer.make(laneWidth, UnsafePointer(silence))
    nowhere = Mixer.make(chunk, 0)
    sinks = Mixer.make(laneWidth, nowhere)
    keys = KeySignals(layout)

    soloDelay = Delay(frames: mainChain.latency)
    channelMeters = Mixer.make(groups, MeterLanes())
    busMeters = Mixer.make(6, MeterLanes())
    ballistics = .allocate(capacity: groups + 7)
    for place in 0..<(groups + 7) { (ballistics + place).initialize(to: BallisticLanes(sampleRate: sampleRate)) }
    readings = Mixer.make(layout.meterCount, MeterReading())
    interval = UInt32(sampleRate / 50)
  }

  deinit {
    stale.deallocate()
    channels.deinitialize(count: laneGroups)
    channels.deallocate()
    groupStrips.deinitialize(count: 1)
    groupStrips.deallocate()
    auxStrips.deinitialize(count: 1)
    auxStrips.deallocate()
    returns.deinitialize(count: 1)
    returns.deallocate()
    effects.deinitialize(count: layout.effects)
    effects.deallocate()
    inputGains.deallocate()
    busGains.deallocate()
    earlyGains.deallocate()
    fed.deallocate()
    fedEarly.deallocate()
    split.deallocate()
    splitEarly.deallocate()
    groupGains.deallocate()
    auxGains.deallocate()
    returnGains.deallocate()
    lanes.deallocate()
    keyLanes.deallocate()
    busLanes.deallocate()
    groupLanes.deallocate()
    auxLanes.deallocate()
    returnLanes.deallocate()
    signals.deallocate()
    silence.deallocate()
    sources.deallocate()
    nowhere.deallocate()
    sinks.deallocate()
    channelMeters.deallocate()
    busMeters.deallocate()
    ballistics.deinitialize(count: laneGroups + 7)
    ballistics.deallocate()
    readings.deallocate()
  }

  private static func make<T: BitwiseCopyable>(_ count: Int, _ value: T) -> UnsafeMutablePointer<T> {
    let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(count, 1))
    pointer.initialize(repeating: value, count: max(count, 1))
    return pointer
  }

  /// How many frames later the main and monitor outputs are than the inputs: the look-ahead of the main limiter.
  public var latency: Int { @_noLocks get { mainChain.latency } }
}

/// The buses that strips feed, by number: main, groups, auxes, effects, solo.
struct Buses: BitwiseCopyable {
  let groups: Int
  let auxes: Int
  let effects: Int

  init(_ layout: Layout) {
    groups = layout.groups
    auxes = layout.auxes
    effects = layout.effects
  }

  var count: Int { @_noLocks get { 2 + groups + auxes + effects } }
  var main: Int { @_noLocks get { 0 } }
  @_noLocks func group(_ index: Int) -> Int { 1 + index }
  @_noLocks func aux(_ index: Int) -> Int { 1 + groups + index }
  @_noLocks func effect(_ index: Int) -> Int { 1 + groups + auxes + index }
  var solo: Int { @_noLocks get { 1 + groups + auxes + effects } }

  /// Their bits in a mask.
  @_noLocks func bit(_ bus: Int) -> UInt32 { 1 << UInt32(bus) }
  var groupBits: UInt32 { @_noLocks get { ((1 << UInt32(groups)) - 1) << 1 } }
  var auxBits: UInt32 { @_noLocks get { ((1 << UInt32(auxes)) - 1) << UInt32(1 + groups) } }
  /// An effect takes one signal: only the left side of its bus is used.
  var effectBits: UInt32 { @_noLocks get { ((1 << UInt32(effects)) - 1) << UInt32(1 + groups + auxes) } }
}

/// The lanes of the gains that act on the outputs. Getters, because the compiler will not let the audio thread read a
/// global of another file.
enum OutputLane {
  static var mainLeft: Int { @_noLocks get { 0 } }
  static var mainRight: Int { @_noLocks get { 1 } }
  static var monitor: Int { @_noLocks get { 2 } }
  static var solo: Int { @_noLocks get { 3 } }
  static var mono: Int { @_noLocks get { 4 } }
  static var fadeUp: Int { @_noLocks get { 5 } }
  static var demo: Int { @_noLocks get { 6 } }
  /// 1, or -1 for the monitor's right side.
  static var polarity: Int { @_noLocks get { 7 } }
}
