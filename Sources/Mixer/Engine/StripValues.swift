/// What the audio thread knows of every strip: the values of the last commands, in their units. Made by the control thread;
/// then the audio thread's.
struct StripValues: ~Copyable {
  private let values: UnsafeMutablePointer<Float>
  /// Of levels, the gain that they stand for, so that a recall computes each only once.
  private let gains: UnsafeMutablePointer<Float>
  /// For each item, the first place in a strip's row.
  private let slots: UnsafeMutablePointer<Int>
  /// Of switches, those of several alike that are on, one bit each: strip by strip, item by item.
  private let bits: UnsafeMutablePointer<UInt8>
  private let stride: Int
  private let itemCount: Int

  /// The values of a new desk.
  init(_ catalogue: Catalogue) {
    slots = .allocate(capacity: Item.allCases.count)
    var next = 0
    for item in Item.allCases {
      (slots + item.place).initialize(to: next)
      next += item.most
    }
    stride = next
    let strips = catalogue.layout.stripCount
    // Eight are read at once, so there is room for the places behind the last.
    let count = (strips + laneWidth) * next
    values = .allocate(capacity: count)
    values.initialize(repeating: 0, count: count)
    gains = .allocate(capacity: count)
    gains.initialize(repeating: 0, count: count)
    bits = .allocate(capacity: strips * Item.allCases.count)
    bits.initialize(repeating: 0, count: strips * Item.allCases.count)
    itemCount = Item.allCases.count
    for (index, parameter) in catalogue.parameters.enumerated() {
      guard let place = catalogue.layout.position(of: parameter.strip) else { continue }
      set(place, parameter.item, Int(parameter.which), catalogue.spec(at: index).initial(Int(parameter.which)))
    }
  }

  deinit {
    values.deallocate()
    gains.deallocate()
    bits.deallocate()
    slots.deallocate()
  }

  // Each twice: the compiler will not let the audio thread call a default argument of another file.

  /// The value of an item of the strip at a place in `Layout.strips`.
  subscript(place: Int, item: Item, which: Int) -> Float {
    @_noLocks get { values[place &* stride &+ slots[item.place] &+ which] }
  }

  /// Keeps a value.
  @_noLocks func set(_ place: Int, _ item: Item, _ which: Int, _ value: Float) {
    let slot = place &* stride &+ slots[item.place] &+ which
    values[slot] = value
    let bit: UInt8 = 1 << UInt8(which & 7)
    let place = place &* itemCount &+ item.place
    if value >= 0.5 { bits[place] |= bit } else { bits[place] &= ~bit }
    switch item {
    case .trim, .fader, .auxLevel, .fxLevel, .level, .talkLevel, .limiterCeiling: gains[slot] = gain(decibel: value)
    default: break
    }
  }

  /// The value of an item of which a strip has one.
  subscript(place: Int, item: Item) -> Float { @_noLocks get { self[place, item, 0] } }

  /// Whether a switch is on.
  @_noLocks func isOn(_ place: Int, _ item: Item, _ which: Int) -> Bool { self[place, item, which] >= 0.5 }

  /// Whether a switch of which a strip has one is on.
  @_noLocks func isOn(_ place: Int, _ item: Item) -> Bool { self[place, item, 0] >= 0.5 }

  /// Which of a strip's switches are on, one bit each.
  @_noLocks func switches(_ place: Int, _ item: Item) -> UInt8 { bits[place &* itemCount &+ item.place] }

  /// The place of a word in a list.
  @_noLocks func choice(_ place: Int, _ item: Item, _ which: Int) -> Int { Int(self[place, item, which]) }

  /// The place of a word in a list of which a strip has one.
  @_noLocks func choice(_ place: Int, _ item: Item) -> Int { Int(self[place, item, 0]) }

  /// The gain of a level.
  @_noLocks func linear(_ place: Int, _ item: Item, _ which: Int) -> Float {
    gains[place &* stride &+ slots[item.place] &+ which]
  }

  /// The gain of a level of which a strip has one.
  @_noLocks func linear(_ place: Int, _ item: Item) -> Float { linear(place, item, 0) }

  // Of eight strips at once, from a place on. Behind the last strip there is something, but it means nothing.

  /// Eight values.
  @_noLocks func lanes(_ place: Int, _ item: Item, _ which: Int) -> Lanes {
    gathered(values + (place &* stride &+ slots[item.place] &+ which))
  }

  /// The gains of eight levels.
  @_noLocks func linears(_ place: Int, _ item: Item, _ which: Int) -> Lanes {
    gathered(gains + (place &* stride &+ slots[item.place] &+ which))
  }

  /// 1 in the lanes whose switch is on.
  @_noLocks func open(_ place: Int, _ item: Item, _ which: Int) -> Lanes {
    chosen(lanes(place, item, which) .>= 0.5, Lanes(repeating: 1), Lanes())
  }

  @_noLocks private func gathered(_ row: UnsafePointer<Float>) -> Lanes {
    Lanes(
      row[0], row[stride], row[2 &* stride], row[3 &* stride], row[4 &* stride], row[5 &* stride], row[6 &* stride],
      row[7 &* stride])
  }
}

/// The parts of a strip that must be made anew after a command.
struct Sections: BitwiseCopyable {
  private(set) var bits: UInt32

  @_noLocks init(bits: UInt32) { self.bits = bits }

  static var none: Sections { @_noLocks get { Sections(bits: 0) } }
  /// Everything that ends in a gain of a bus; made at once, for all strips together.
  static var gains: Sections { @_noLocks get { Sections(bits: 1) } }
  // The others are made a few at a time (see `Mixer.design`).
  static var delay: Sections { @_noLocks get { Sections(bits: 2) } }
  static var cuts: Sections { @_noLocks get { Sections(bits: 4) } }
  static var gate: Sections { @_noLocks get { Sections(bits: 8) } }
  static var gateKey: Sections { @_noLocks get { Sections(bits: 16) } }
  static var compressor: Sections { @_noLocks get { Sections(bits: 32) } }
  static var compressorKey: Sections { @_noLocks get { Sections(bits: 64) } }
  static var deEsser: Sections { @_noLocks get { Sections(bits: 128) } }
  static var effect: Sections { @_noLocks get { Sections(bits: 256) } }
  static var output: Sections { @_noLocks get { Sections(bits: 512) } }
  static var everything: Sections { @_noLocks get { Sections(bits: 0x3F_03FF) } }
  /// One band of the equaliser, 0…5.
  @_noLocks static func band(_ band: Int) -> Sections { Sections(bits: 0x1_0000 << UInt32(band)) }
  static var bands: Sections { @_noLocks get { Sections(bits: 0x3F_0000) } }

  /// Anything but gains.
  var hasParts: Bool { @_noLocks get { bits & ~1 != 0 } }
  @_noLocks func has(_ other: Sections) -> Bool { bits & other.bits != 0 }
  @_noLocks mutating func insert(_ other: Sections) { bits |= other.bits }
  @_noLocks mutating func remove(_ other: Sections) { bits &= ~other.bits }

  /// What a command to an item of a strip makes stale.
  @_noLocks init(of item: Item, _ which: Int) {
    switch item {
    case .trim, .polarity, .fader, .mute, .pan, .width, .solo, .soloSafe, .toMain, .toGroup, .dca, .muteGroup,
      .auxLevel, .auxOn, .auxTap, .fxLevel, .fxOn, .fxTap, .stereo, .level, .dim, .mono, .soloMode, .talkOn, .talkInput,
      .talkLevel, .talkAux:
      self = .gains
    case .link: self = .everything
    case .delayOn, .delayTime: self = .delay
    case .lowCutOn, .lowCutFrequency, .lowCutSlope, .highCutOn, .highCutFrequency: self = .cuts
    case .gateOn, .gateMode, .gateThreshold, .gateRange, .gateAttack, .gateHold, .gateRelease, .gateHysteresis:
      self = .gate
    case .gateKey, .gateFilterOn, .gateFilterType, .gateFilterFrequency: self = .gateKey
    case .eqOn: self = .bands
    case .eqType, .eqFrequency, .eqGain, .eqQ: self = .band(which)
    case .compOn, .compThreshold, .compRatio, .compKnee, .compAttack, .compHold, .compRelease, .compAutoRelease,
      .compGain, .compAutoGain, .compMix, .compDetector, .compPosition:
      self = .compressor
    case .compKey, .compFilterOn, .compFilterType, .compFilterFrequency: self = .compressorKey
    case .deEsserOn, .deEsserFrequency, .deEsserThreshold, .deEsserRange: self = .deEsser
    case .automixOn, .automixWeight: self = .gains
    case .effect, .reverbDecay, .reverbSize, .reverbDamping, .reverbLow, .reverbPredelay, .reverbModulation,
      .reverbLowCut, .reverbHighCut, .echoTime, .echoTempo, .echoDivision, .echoRatio, .echoFeedback, .echoPingPong,
      .echoLowCut, .echoHighCut, .chorusRate, .chorusDepth, .chorusDelay, .chorusFeedback:
      self = .effect
    case .monoBassOn, .monoBassFrequency, .limiterOn, .limiterCeiling, .limiterRelease, .ballistics: self = .output
    case .color: self = .none
    }
  }
}
