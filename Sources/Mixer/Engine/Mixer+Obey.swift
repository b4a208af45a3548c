// The first of the three steps: commands become settings, settings become ramps.
extension Mixer {
  /// Applies every batch of commands that was published before this call, and starts the ramps to where they lead. Audio
  /// thread only.
  @_noLocks public mutating func obey() {
    let end = commands.pointee.published()
    while let command = commands.pointee.pop(until: end) {
      switch command {
      case .set(let parameter, let value): set(parameter, to: value)
      case .fadeUp(let frames): outputGains.aim(OutputLane.fadeUp, at: 1, frames: Float(frames))
      case .demo(let plays): outputGains.aim(OutputLane.demo, at: plays && demo != nil ? 1 : 0, timing)
      }
    }
    if anyStale { retargetStrips() }
    if outputsStale { retargetOutputs() }
  }

  @_noLocks private mutating func set(_ parameter: Parameter, to value: Float) {
    // No desk sends what is refused here; but one such value would stay in a gain, and with it in the sound, for good.
    guard abs(value) <= 200, let place = layout.position(of: parameter.strip) else { return }
    var alike = 1
    if case .toGroup = parameter.item { alike = layout.groups }
    guard Int(parameter.which) < alike else { return }
    if case .monitor = parameter.strip.kind { return setMonitor(parameter.item, to: value) }
    let isOn = value >= 0.5
    switch parameter.item {
    case .trim: settings[place].trim = gain(decibel: value)
    case .polarity: settings[place].polarity = isOn ? -1 : 1
    case .link: settings[place].isLinked = isOn
    case .fader: settings[place].fader = gain(decibel: value)
    case .mute: settings[place].isMuted = isOn
    case .pan: settings[place].pan = value
    case .solo:
      if case .main = parameter.strip.kind { return }
      if settings[place].isSoloed != isOn { soloCount += isOn ? 1 : -1 }
      settings[place].isSoloed = isOn
      outputsStale = true
    case .toMain: settings[place].toMain = isOn
    case .toGroup:
      let bit: UInt8 = 1 << (parameter.which & 7)
      if isOn { settings[place].groups |= bit } else { settings[place].groups &= ~bit }
    case .level, .dim, .mono, .soloTap, .color: return
    }
    markStale(place)
  }

  @_noLocks private mutating func setMonitor(_ item: Item, to value: Float) {
    switch item {
    case .level: monitor.level = gain(decibel: value)
    case .dim: monitor.isDimmed = value >= 0.5
    case .mono: monitor.isMono = value >= 0.5
    case .soloTap:
      monitor.soloAfterFader = value >= 0.5
      for strip in 0..<(layout.channels + layout.groups) where settings[strip].isSoloed { markStale(strip) }
    default: return
    }
    outputsStale = true
  }

  @_noLocks private mutating func markStale(_ place: Int) {
    stale[place >> 6] |= 1 << UInt64(place & 63)
    anyStale = true
  }

  /// Many commands to one strip, as in a recall, cost one pass over its gains.
  @_noLocks private mutating func retargetStrips() {
    let strips = layout.channels + layout.groups + 1
    for word in 0..<((strips + 63) / 64) {
      while stale[word] != 0 {
        let bit = stale[word].trailingZeroBitCount
        stale[word] &= stale[word] - 1
        let place = word * 64 + bit
        if place < layout.channels {
          retargetChannel(place)
        } else if place < layout.channels + layout.groups {
          retargetGroup(place - layout.channels)
        } else {
          outputsStale = true
        }
      }
    }
    anyStale = false
  }

  @_noLocks private mutating func retargetChannel(_ channel: Int) {
    let strip = settings[channel]
    let group = channel / laneWidth
    let lane = channel % laneWidth
    inputGains[group].aim(lane, at: strip.trim * strip.polarity, timing)
    let sides = panning(of: strip, isOdd: channel & 1 == 0)
    let left = strip.level * sides.left
    let right = strip.level * sides.right
    aim(group, lane, bus: 0, strip.toMain ? left : 0, strip.toMain ? right : 0)
    for bus in 0..<layout.groups {
      let isOn = strip.groups & (1 << UInt8(bus)) != 0
      aim(group, lane, bus: bus + 1, isOn ? left : 0, isOn ? right : 0)
    }
    var solo = Pan(position: 0, law: panLaw)
    if strip.isLinked { solo = channel & 1 == 0 ? Pan(left: 1, right: 0) : Pan(left: 0, right: 1) }
    if monitor.soloAfterFader { solo = Pan(left: left, right: right) }
    aim(group, lane, bus: layout.groups + 1, strip.isSoloed ? solo.left : 0, strip.isSoloed ? solo.right : 0)
  }

  /// A linked pair is one stereo strip: the odd channel is its left side, the even one its right, and pan is a balance.
  @_noLocks private func panning(of strip: StripSettings, isOdd: Bool) -> Pan {
    guard strip.isLinked else { return Pan(position: strip.pan, law: panLaw) }
    let balance = Pan(balance: strip.pan)
    return isOdd ? Pan(left: balance.left, right: 0) : Pan(left: 0, right: balance.right)
  }

  @_noLocks private mutating func aim(_ group: Int, _ lane: Int, bus: Int, _ left: Float, _ right: Float) {
    let gains = busGains + (group * busCount + bus) * 2
    gains[0].aim(lane, at: left, timing)
    gains[1].aim(lane, at: right, timing)
    if !gains[0].isSilent || !gains[1].isSilent { fed[group] |= 1 << UInt32(bus) }
  }

  @_noLocks private mutating func retargetGroup(_ group: Int) {
    let strip = settings[layout.channels + group]
    let balance = Pan(balance: strip.pan)
    let left = strip.level * balance.left
    let right = strip.level * balance.right
    groupGains[0].aim(group, at: left, timing)
    groupGains[1].aim(group, at: right, timing)
    groupGains[2].aim(group, at: strip.toMain ? left : 0, timing)
    groupGains[3].aim(group, at: strip.toMain ? right : 0, timing)
    let solo: Float = strip.isSoloed ? 1 : 0
    groupGains[4].aim(group, at: solo * (monitor.soloAfterFader ? left : 1), timing)
    groupGains[5].aim(group, at: solo * (monitor.soloAfterFader ? right : 1), timing)
  }

  @_noLocks private mutating func retargetOutputs() {
    let main = settings[layout.channels + layout.groups]
    let balance = Pan(balance: main.pan)
    outputGains.aim(OutputLane.mainLeft, at: main.level * balance.left, timing)
    outputGains.aim(OutputLane.mainRight, at: main.level * balance.right, timing)
    outputGains.aim(OutputLane.monitor, at: monitor.level * (monitor.isDimmed ? 0.1 : 1), timing)
    outputGains.aim(OutputLane.solo, at: soloCount > 0 ? 1 : 0, timing)
    outputGains.aim(OutputLane.mono, at: monitor.isMono ? 1 : 0, timing)
    outputsStale = false
  }
}

extension Pan {
  @_noLocks fileprivate init(left: Float, right: Float) {
    self.left = left
    self.right = right
  }
}
