// What strips consist of, lane group by lane group. The order in which the signal meets it stands in Mixer+Render.

/// The processors of eight channels.
struct ChannelProcessors: ~Copyable {
  var delay: ChannelDelay
  /// Two sections of high-pass, one of low-pass.
  var cuts = FilterCascade(sections: 3, signals: 1)
  var gateFilter = FilterCascade(sections: 1, signals: 1)
  var gate: GateLanes
  var equalizer = FilterCascade(sections: 4, signals: 1)
  /// For the keys of each of the two, because both may be at work in the same chunk.
  var beforeFilter = FilterCascade(sections: 1, signals: 1)
  var behindFilter = FilterCascade(sections: 1, signals: 1)
  /// The compressors of the channels that have theirs before the equaliser, and of those that have it behind.
  var before: CompressorLanes
  var behind: CompressorLanes
  var deEsser: DeEsserLanes
  /// For each lane the source of its key (see `KeySignals`), 0 for the strip itself.
  var gateKeys = Lanes()
  var compressorKeys = Lanes()

  init(sampleRate: Double) {
    delay = ChannelDelay(sampleRate: sampleRate)
    gate = GateLanes(sampleRate: sampleRate)
    before = CompressorLanes(sampleRate: sampleRate)
    behind = CompressorLanes(sampleRate: sampleRate)
    deEsser = DeEsserLanes(sampleRate: sampleRate)
  }
}

/// The processors of up to eight stereo buses.
struct BusProcessors: ~Copyable {
  var equalizer = FilterCascade(sections: 6, signals: 2)
  var compressorFilter = FilterCascade(sections: 1, signals: 2)
  var compressor: CompressorLanes

  init(sampleRate: Double) { compressor = CompressorLanes(sampleRate: sampleRate) }
}

/// One effect: all kinds are there, and one is heard.
struct EffectUnit: ~Copyable {
  var reverb: Reverb
  var delay: StereoDelay
  var chorus: Chorus
  /// In the order of `Catalogue.effectTypes`.
  private var kind = 0
  private var wanted = 0
  /// Frames until a change of kind is complete: first the old one fades out, then the new one fades in.
  private var fade = 0
  private let fadeFrames: Int

  init(sampleRate: Double) {
    reverb = Reverb(sampleRate: sampleRate)
    delay = StereoDelay(sampleRate: sampleRate)
    chorus = Chorus(sampleRate: sampleRate)
    fadeFrames = Int(0.02 * sampleRate)
  }

  /// Chooses what is heard. The one that goes takes its tail with it.
  @_noLocks mutating func choose(_ choice: Int) {
    guard choice != wanted else { return }
    wanted = choice
    if fade == 0 { fade = 2 * fadeFrames }
  }

  /// Whether it is silent and stays so until something comes in.
  var isAsleep: Bool {
    @_noLocks get {
      guard fade == 0, reverb.dirty == 0, delay.dirty == 0, chorus.dirty == 0 else { return false }
      switch kind {
      case 1: return delay.isAsleep
      case 2: return chorus.isAsleep
      default: return reverb.isAsleep
      }
    }
  }

  /// The effect of a signal. `left` and `right` are overwritten.
  @_noLocks mutating func process(
    _ input: UnsafePointer<Float>, _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>,
    frames: Int
  ) {
    var start = 0
    while start < frames {
      var count = frames - start
      if fade == fadeFrames && kind != wanted { exchange() }
      if kind != wanted && fade == fadeFrames {
        // Back to one that has not quite forgotten yet. A moment of silence is better than its old tail.
        count = min(count, (dirty(wanted) + EffectUnit.cleaned - 1) / EffectUnit.cleaned)
        for i in start..<(start + count) {
          left[i] = 0
          right[i] = 0
        }
      } else {
        // A chunk ends where the old kind has gone.
        if fade > fadeFrames { count = min(count, fade - fadeFrames) }
        run(input + start, left + start, right + start, count)
        if fade > 0 { shape(left + start, right + start, count) }
      }
      clean(EffectUnit.cleaned * count)
      start += count
    }
  }

  // MARK: Exchange

  /// Floats of memory per frame that are cleaned: forgetting all of it at once would take longer than a block may.
  private static var cleaned: Int { @_noLocks get { 64 } }

  @_noLocks private mutating func clean(_ floats: Int) {
    if reverb.dirty > 0 { reverb.clean(floats) }
    if delay.dirty > 0 { delay.clean(floats) }
    if chorus.dirty > 0 { chorus.clean(floats) }
  }

  @_noLocks private mutating func dirty(_ kind: Int) -> Int {
    switch kind {
    case 1: delay.dirty
    case 2: chorus.dirty
    default: reverb.dirty
    }
  }

  /// Lets the new kind begin and the old one forget, unless the new one is still forgetting.
  @_noLocks private mutating func exchange() {
    guard dirty(wanted) == 0 else { return }
    switch kind {
    case 1: delay.clear()
    case 2: chorus.clear()
    default: reverb.clear()
    }
    kind = wanted
  }

  @_noLocks private mutating func run(
    _ input: UnsafePointer<Float>, _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>,
    _ frames: Int
  ) {
    switch kind {
    case 1: delay.process(input, left, right, frames: frames)
    case 2: chorus.process(input, left, right, frames: frames)
    default: reverb.process(input, left, right, frames: frames)
    }
  }

  @_noLocks private mutating func shape(
    _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>, _ frames: Int
  ) {
    let scale = 1 / Float(fadeFrames)
    for i in 0..<frames where fade > 0 {
      fade -= 1
      let gain = fade >= fadeFrames ? Float(fade - fadeFrames) * scale : 1 - Float(fade) * scale
      left[i] *= gain
      right[i] *= gain
    }
  }
}

/// Signals that gates and compressors may listen to. Inputs are there in time; buses are sums of what comes after the gates,
/// so they come exactly one chunk later.
struct KeySignals: ~Copyable {
  /// How often each input is listened to.
  private let users: UnsafeMutablePointer<UInt16>
  private let inputs: UnsafeMutablePointer<Float>
  /// Two chunks of each bus: groups, then auxes.
  private let buses: UnsafeMutablePointer<Float>
  private let channels: Int
  private var busUsers = 0
  private let silence: UnsafeMutablePointer<Float>

  init(_ layout: Layout) {
    channels = layout.channels
    users = .allocate(capacity: layout.channels)
    users.initialize(repeating: 0, count: layout.channels)
    inputs = .allocate(capacity: layout.channels * Mixer.chunk)
    inputs.initialize(repeating: 0, count: layout.channels * Mixer.chunk)
    buses = .allocate(capacity: 2 * laneWidth * 2 * Mixer.chunk)
    buses.initialize(repeating: 0, count: 2 * laneWidth * 2 * Mixer.chunk)
    silence = .allocate(capacity: Mixer.chunk)
    silence.initialize(repeating: 0, count: Mixer.chunk)
  }

  deinit {
    users.deallocate()
    inputs.deallocate()
    buses.deallocate()
    silence.deallocate()
  }

  /// Whether a bus is listened to.
  var usesBuses: Bool { @_noLocks get { busUsers > 0 } }

  /// Exchanges one user's source, by the numbers of `Catalogue.keys`: 0 itself, 1…256 inputs, then groups and auxes.
  @_noLocks mutating func exchange(_ old: Int, for new: Int) {
    count(old, -1)
    count(new, 1)
  }

  @_noLocks private mutating func count(_ source: Int, _ change: Int) {
    if source > 256 { busUsers += change }
    guard source > 0, source <= channels else { return }
    users[source - 1] = UInt16(truncatingIfNeeded: Int(users[source - 1]) + change)
  }

  /// Keeps the inputs of a lane group that somebody listens to.
  @_noLocks func keep(_ group: Int, _ lanes: UnsafePointer<Lanes>, frames: Int) {
    for lane in 0..<laneWidth {
      let channel = group * laneWidth + lane
      guard channel < channels, users[channel] > 0 else { continue }
      let signal = inputs + channel * Mixer.chunk
      for i in 0..<frames { signal[i] = lanes[i][lane] }
    }
  }

  /// Keeps the mean of the sides of a group (0…7) or an aux (8…15), at this place on the grid of chunks.
  @_noLocks func keep(
    bus: Int, _ lane: Int, _ left: UnsafePointer<Lanes>, _ right: UnsafePointer<Lanes>, at time: Int, frames: Int
  ) {
    let ring = buses + bus * 2 * Mixer.chunk
    for i in 0..<frames { ring[(time + i) & (2 * Mixer.chunk - 1)] = 0.5 * (left[i][lane] + right[i][lane]) }
  }

  /// A source's signal from this place on the grid; frames of one chunk only. A source that this desk lacks is silent.
  @_noLocks func signal(_ source: Int, at time: Int) -> UnsafePointer<Float> {
    if source > 256, source <= 272 {
      return UnsafePointer(
        buses + (source - 257) * 2 * Mixer.chunk + ((time + Mixer.chunk) & (2 * Mixer.chunk - 1)))
    }
    guard source > 0, source <= channels else { return UnsafePointer(silence) }
    return UnsafePointer(inputs + (source - 1) * Mixer.chunk)
  }
}
