// Values of filters, dynamics and effects become their coefficients. That takes longer than a gain, and a recall may ask for
// all of them at once; so a few are made in each chunk, strip by strip, and glide to what they are to be.
extension Mixer {
  /// Filters and processors that are made anew in one chunk: fewer in a block that has read many commands.
  private var designsPerChunk: Int { @_noLocks mutating get { commandsRead < 128 ? 12 : 4 } }

  /// Makes what is stale, as much as a chunk has time for; before the first chunk all of it.
  @_noLocks mutating func design() {
    guard partsAreStale else { return }
    var room = pending.frameTime == 0 ? Int.max : designsPerChunk
    var seen = 0
    let strips = layout.stripCount
    while seen < strips {
      let place = nextStale
      while stale[place].hasParts {
        guard room > 0 else { return }
        room -= 1
        remake(place)
      }
      nextStale = place + 1 == strips ? 0 : place + 1
      seen += 1
    }
    partsAreStale = false
  }

  /// Makes one stale part of a strip.
  @_noLocks private mutating func remake(_ place: Int) {
    let all = stale[place]
    // The lowest bit that is no gain.
    let bits = all.bits & ~1
    let part = Sections(bits: bits & (~bits &+ 1))
    stale[place].remove(part)
    if place < layout.channels { return remakeChannel(place, part) }
    if place < layout.place(of: .aux) { return remakeBus(groupStrips, place, place - layout.channels, part) }
    if place < layout.place(of: .effect) {
      return remakeBus(auxStrips, place, place - layout.place(of: .aux), part)
    }
    if place < layout.place(of: .dca) { return remakeReturn(place, place - layout.place(of: .effect), part) }
    if place == layout.place(of: .main) { return remakeMain(place, part) }
    if place == layout.place(of: .monitor), part.has(.output) { setBallistics(values.choice(place, .ballistics)) }
  }

  // MARK: Strips

  @_noLocks private mutating func remakeChannel(_ channel: Int, _ part: Sections) {
    let strip = channels + channel / laneWidth
    let lane = channel % laneWidth
    let isLinked = values.isOn(channel, .link)
    if part.has(.delay) {
      strip.pointee.delay.set(
        lane, milliseconds: values[channel, .delayTime], isOn: values.isOn(channel, .delayOn))
    }
    if part.has(.cuts) { remakeCuts(channel, strip, lane) }
    if part.has(.gate) {
      strip.pointee.gate.link(lane / 2, isLinked)
      strip.pointee.gate.set(lane, gateSettings(channel))
    }
    if part.has(.gateKey) {
      strip.pointee.gateKeys[lane] = values[channel, .gateKey]
      let filter = keyFilter(channel, .gateFilterOn, .gateFilterType, .gateFilterFrequency)
      strip.pointee.gateFilter.aim(0, lane, at: filter, frames: glide)
    }
    if part.has(.bands) {
      let band = part.bits.trailingZeroBitCount - 16
      if band < 4 { strip.pointee.equalizer.aim(band, lane, at: bandFilter(channel, band), frames: glide) }
    }
    if part.has(.compressor) {
      var settings = compressorSettings(channel)
      let isOn = settings.isOn
      let isBefore = values.choice(channel, .compPosition) == 1
      strip.pointee.before.link(lane / 2, isLinked)
      strip.pointee.behind.link(lane / 2, isLinked)
      settings.isOn = isOn && isBefore
      strip.pointee.before.set(lane, settings)
      settings.isOn = isOn && !isBefore
      strip.pointee.behind.set(lane, settings)
    }
    if part.has(.compressorKey) {
      strip.pointee.compressorKeys[lane] = values[channel, .compKey]
      let filter = keyFilter(channel, .compFilterOn, .compFilterType, .compFilterFrequency)
      strip.pointee.beforeFilter.aim(0, lane, at: filter, frames: glide)
      strip.pointee.behindFilter.aim(0, lane, at: filter, frames: glide)
    }
    if part.has(.deEsser) {
      strip.pointee.deEsser.link(lane / 2, isLinked)
      var settings = DeEsserSettings()
      settings.isOn = values.isOn(channel, .deEsserOn)
      settings.frequency = values[channel, .deEsserFrequency]
      settings.threshold = values[channel, .deEsserThreshold]
      settings.range = values[channel, .deEsserRange]
      strip.pointee.deEsser.set(lane, settings)
    }
  }

  @_noLocks private mutating func remakeBus(
    _ strip: UnsafeMutablePointer<BusProcessors>, _ place: Int, _ lane: Int, _ part: Sections
  ) {
    if part.has(.bands) {
      let band = part.bits.trailingZeroBitCount - 16
      strip.pointee.equalizer.aim(band, lane, at: bandFilter(place, band), frames: glide)
    }
    if part.has(.compressor) { strip.pointee.compressor.set(lane, compressorSettings(place)) }
    if part.has(.compressorKey) {
      let filter = keyFilter(place, .compFilterOn, .compFilterType, .compFilterFrequency)
      strip.pointee.compressorFilter.aim(0, lane, at: filter, frames: glide)
    }
  }

  @_noLocks private mutating func remakeReturn(_ place: Int, _ index: Int, _ part: Sections) {
    if part.has(.bands) {
      let band = part.bits.trailingZeroBitCount - 16
      if band < 4 { returns.pointee.aim(band, index, at: bandFilter(place, band), frames: glide) }
    }
    guard part.has(.effect) else { return }
    effects[index].choose(values.choice(place, .effect))
    effects[index].reverb.set(reverbSettings(place))
    effects[index].delay.set(delaySettings(place))
    effects[index].chorus.set(chorusSettings(place))
  }

  @_noLocks private mutating func remakeMain(_ place: Int, _ part: Sections) {
    if part.has(.bands) {
      let band = part.bits.trailingZeroBitCount - 16
      mainChain.aim(band, at: bandFilter(place, band), frames: glide)
    }
    if part.has(.compressor) { mainChain.set(compressorSettings(place)) }
    if part.has(.compressorKey) {
      mainChain.aimKey(
        at: keyFilter(place, .compFilterOn, .compFilterType, .compFilterFrequency), frames: glide)
    }
    if part.has(.output) {
      mainChain.image.setWidth(values[place, .width] * 0.01)
      mainChain.image.setMonoBass(
        isOn: values.isOn(place, .monoBassOn), frequency: values[place, .monoBassFrequency])
      mainChain.limiter.setOn(values.isOn(place, .limiterOn))
      mainChain.limiter.setCeiling(min(values.linear(place, .limiterCeiling), highestCeiling))
      mainChain.limiter.setRelease(milliseconds: values[place, .limiterRelease])
    }
  }

  // MARK: Filters

  /// How long filters glide, in frames: 10 ms.
  private var glide: Float { @_noLocks get { timing.shortest } }

  @_noLocks private mutating func remakeCuts(
    _ channel: Int, _ strip: UnsafeMutablePointer<ChannelProcessors>, _ lane: Int
  ) {
    var first = FilterCoefficients()
    var second = FilterCoefficients()
    if values.isOn(channel, .lowCutOn) {
      let frequency = Double(values[channel, .lowCutFrequency])
      let slope: LowCutSlope
      switch values.choice(channel, .lowCutSlope) {
      case 0: slope = .by12
      case 1: slope = .by18
      default: slope = .by24
      }
      (first, second) = designLowCut(slope, frequency: frequency, sampleRate: sampleRate)
    }
    var low = FilterCoefficients()
    if values.isOn(channel, .highCutOn) {
      low = designFilter(
        .highCut12, frequency: Double(values[channel, .highCutFrequency]), gain: 0, q: 0.70710678,
        sampleRate: sampleRate)
    }
    strip.pointee.cuts.aim(0, lane, at: first, frames: glide)
    strip.pointee.cuts.aim(1, lane, at: second, frames: glide)
    strip.pointee.cuts.aim(2, lane, at: low, frames: glide)
  }

  /// A band of a strip's equaliser; neutral while it is switched off or has nothing to do.
  @_noLocks private mutating func bandFilter(_ place: Int, _ band: Int) -> FilterCoefficients {
    let gain = Double(values[place, .eqGain, band])
    let type = values.choice(place, .eqType, band)
    let isCut = type == 0 || type == 4
    guard values.isOn(place, .eqOn), isCut || gain != 0 else { return FilterCoefficients() }
    let shape: FilterShape
    switch type {
    case 0: shape = .lowCut12
    case 1: shape = .lowShelf
    case 3: shape = .highShelf
    case 4: shape = .highCut12
    default: shape = .bell
    }
    return designFilter(
      shape, frequency: Double(values[place, .eqFrequency, band]), gain: gain, q: Double(values[place, .eqQ, band]),
      sampleRate: sampleRate)
  }

  @_noLocks private mutating func keyFilter(_ place: Int, _ on: Item, _ type: Item, _ frequency: Item)
    -> FilterCoefficients
  {
    guard values.isOn(place, on) else { return FilterCoefficients() }
    let shape: FilterShape
    var q = 0.70710678
    switch values.choice(place, type) {
    case 0: shape = .lowCut6
    case 1: shape = .lowCut12
    case 2: shape = .highCut6
    case 3: shape = .highCut12
    case 4: (shape, q) = (.bandPass, 1)
    case 5: (shape, q) = (.bandPass, 2)
    case 6: (shape, q) = (.bandPass, 3)
    case 7: (shape, q) = (.bandPass, 5)
    default: (shape, q) = (.bandPass, 10)
    }
    return designFilter(shape, frequency: Double(values[place, frequency]), gain: 0, q: q, sampleRate: sampleRate)
  }

  // MARK: Settings

  @_noLocks private mutating func gateSettings(_ place: Int) -> GateSettings {
    var settings = GateSettings()
    settings.isOn = values.isOn(place, .gateOn)
    switch values.choice(place, .gateMode) {
    case 0: settings.mode = .expander2
    case 1: settings.mode = .expander3
    case 2: settings.mode = .expander4
    case 4: settings.mode = .duck
    default: settings.mode = .gate
    }
    settings.threshold = values[place, .gateThreshold]
    settings.range = values[place, .gateRange]
    settings.attack = values[place, .gateAttack]
    settings.hold = values[place, .gateHold]
    settings.release = values[place, .gateRelease]
    settings.hysteresis = values[place, .gateHysteresis]
    return settings
  }

  @_noLocks private mutating func compressorSettings(_ place: Int) -> CompressorSettings {
    var settings = CompressorSettings()
    settings.isOn = values.isOn(place, .compOn)
    settings.threshold = values[place, .compThreshold]
    settings.ratio = ratio(values.choice(place, .compRatio))
    settings.knee = values[place, .compKnee]
    settings.attack = values[place, .compAttack]
    settings.hold = values[place, .compHold]
    settings.release = values[place, .compRelease]
    settings.autoRelease = values.isOn(place, .compAutoRelease)
    settings.makeUp = values[place, .compGain]
    settings.autoMakeUp = values.isOn(place, .compAutoGain)
    settings.mix = values[place, .compMix] * 0.01
    settings.usesRMS = values.choice(place, .compDetector) == 1
    return settings
  }

  /// In the order of `Catalogue.ratios`.
  @_noLocks private mutating func ratio(_ choice: Int) -> Float {
    switch choice {
    case 0: 1.1
    case 1: 1.3
    case 2: 1.5
    case 3: 2
    case 4: 2.5
    case 5: 3
    case 6: 4
    case 7: 5
    case 8: 7
    case 9: 10
    case 10: 20
    default: 100
    }
  }

  @_noLocks private mutating func reverbSettings(_ place: Int) -> ReverbSettings {
    var settings = ReverbSettings()
    settings.decay = values[place, .reverbDecay]
    settings.size = values[place, .reverbSize] * 0.01
    settings.dampingFrequency = values[place, .reverbDamping]
    settings.lowRatio = values[place, .reverbLow] * 0.01
    settings.predelay = values[place, .reverbPredelay]
    settings.modulation = values[place, .reverbModulation] * 0.01
    settings.lowCut = values[place, .reverbLowCut]
    settings.highCut = values[place, .reverbHighCut]
    return settings
  }

  @_noLocks private mutating func delaySettings(_ place: Int) -> DelaySettings {
    var settings = DelaySettings()
    var time = values[place, .echoTime]
    if let division = DelayDivision.at(values.choice(place, .echoDivision) - 1) {
      time = delayTime(tempo: Double(values[place, .echoTempo]), division: division)
    }
    settings.leftTime = time
    settings.rightTime = time * values[place, .echoRatio] * 0.01
    settings.feedback = values[place, .echoFeedback] * 0.01
    settings.isPingPong = values.isOn(place, .echoPingPong)
    settings.lowCut = values[place, .echoLowCut]
    settings.highCut = values[place, .echoHighCut]
    return settings
  }

  @_noLocks private mutating func chorusSettings(_ place: Int) -> ChorusSettings {
    var settings = ChorusSettings()
    settings.rate = values[place, .chorusRate]
    settings.depth = values[place, .chorusDepth]
    settings.delay = values[place, .chorusDelay]
    settings.feedback = values[place, .chorusFeedback] * 0.01
    return settings
  }

  @_noLocks private mutating func setBallistics(_ mode: Int) {
    ballisticMode = mode
    for place in 0..<(laneGroups + 7) {
      switch mode {
      case 1: ballistics[place].choose(.k20)
      case 2: ballistics[place].choose(.k14)
      case 3: ballistics[place].choose(.ppm1)
      case 4: ballistics[place].choose(.ppm2)
      case 5: ballistics[place].choose(.vu)
      default: ballistics[place].choose(.digital)
      }
    }
  }
}
