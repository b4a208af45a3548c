/// What is soloed and muted for many strips at once.
struct SoloState: BitwiseCopyable {
  var anyChannel = false
  var anyGroup = false
  var any = false
  /// Solo silences the others at main, instead of going to the monitor.
  var inPlace = false
  var afterFader = false
  /// DCAs and mute groups, one bit each.
  var soloedDCAs: UInt8 = 0
  var mutedDCAs: UInt8 = 0
  var mutedGroups: UInt8 = 0
  /// The channel that is silent because it talks; -1 for none.
  var talker = -1

  @_noLocks init() {}
}

// Values of faders, mutes, pans, assignments, DCAs, mute groups and solos become the gains of buses.
extension Mixer {
  /// Many commands to one strip, as in a recall, cost one pass over its gains.
  @_noLocks mutating func retargetGains() {
    if allGainsAreStale { findSolos() }
    for place in 0..<layout.stripCount where allGainsAreStale || stale[place].has(.gains) {
      stale[place].remove(.gains)
      retarget(place)
    }
    allGainsAreStale = false
    gainsAreStale = false
  }

  @_noLocks private mutating func retarget(_ place: Int) {
    if place < layout.channels { return retargetChannel(place) }
    if place < layout.place(of: .aux) { return retargetGroup(place - layout.place(of: .group), place) }
    if place < layout.place(of: .effect) { return retargetAux(place - layout.place(of: .aux), place) }
    if place < layout.place(of: .dca) { return retargetReturn(place - layout.place(of: .effect), place) }
    if place == layout.place(of: .talkback) { return retargetTalkback(place) }
    if place >= layout.place(of: .main) { retargetOutputs() }
  }

  // MARK: Silence and solo

  @_noLocks private mutating func findSolos() {
    let monitor = layout.place(of: .monitor)
    var state = SoloState()
    for dca in 0..<layout.dcas {
      let place = layout.place(of: .dca) + dca
      if values.isOn(place, .solo) { state.soloedDCAs |= 1 << UInt8(dca) }
      if values.isOn(place, .mute) { state.mutedDCAs |= 1 << UInt8(dca) }
    }
    for group in 0..<layout.muteGroups where values.isOn(layout.place(of: .muteGroup) + group, .mute) {
      state.mutedGroups |= 1 << UInt8(group)
    }
    if talks { state.talker = values.choice(layout.place(of: .talkback), .talkInput) - 1 }
    soloed = state
    for place in 0..<layout.place(of: .dca) where isSoloed(place) {
      state.any = true
      if place < layout.channels {
        state.anyChannel = true
      } else if place < layout.place(of: .aux) {
        state.anyGroup = true
      }
    }
    state.inPlace = values.choice(monitor, .soloMode) == 2
    state.afterFader = values.choice(monitor, .soloMode) == 1
    soloed = state
    retargetOutputs()
  }

  /// By its own button or by a DCA's.
  @_noLocks private func isSoloed(_ place: Int) -> Bool {
    values.isOn(place, .solo) || values.switches(place, .dca) & soloed.soloedDCAs != 0
  }

  /// Whether anything silences a strip: its own mute, a DCA, a mute group, solo in place of others, its own talkback.
  @_noLocks private func isSilenced(_ place: Int) -> Bool {
    if values.isOn(place, .mute) || values.switches(place, .dca) & soloed.mutedDCAs != 0 { return true }
    if values.switches(place, .muteGroup) & soloed.mutedGroups != 0 || place == soloed.talker { return true }
    guard soloed.inPlace, !values.isOn(place, .soloSafe), !isSoloed(place) else { return false }
    return place < layout.channels ? soloed.anyChannel : place < layout.place(of: .aux) && soloed.anyGroup
  }

  /// The fader with its DCAs.
  @_noLocks private func level(_ place: Int) -> Float {
    var level = values.linear(place, .fader)
    var dcas = values.switches(place, .dca)
    while dcas != 0 {
      level *= values.linear(layout.place(of: .dca) + dcas.trailingZeroBitCount, .fader)
      dcas &= dcas - 1
    }
    return level
  }

  // MARK: Strips

  @_noLocks private mutating func retargetChannel(_ channel: Int) {
    let group = channel / laneWidth
    let lane = channel % laneWidth
    let polarity: Float = values.isOn(channel, .polarity) ? -1 : 1
    inputGains[group].aim(lane, at: values.linear(channel, .trim) * polarity, timing)
    let open: Float = isSilenced(channel) ? 0 : 1
    let fader = open * level(channel)
    let sides = panning(of: channel)
    let left = fader * sides.left
    let right = fader * sides.right
    let toMain = values.isOn(channel, .toMain)
    aim(group, lane, bus: buses.main, toMain ? left : 0, toMain ? right : 0)
    let assigned = values.switches(channel, .toGroup)
    // Those that are assigned, and those that were.
    var groups = UInt32(assigned) | (fed[group] & buses.groupBits) >> 1
    while groups != 0 {
      let index = groups.trailingZeroBitCount
      groups &= groups - 1
      let isOn = assigned & (1 << UInt8(index)) != 0
      aim(group, lane, bus: buses.group(index), isOn ? left : 0, isOn ? right : 0)
    }
    for index in 0..<layout.auxes {
      let level = values.isOn(channel, .auxOn, index) ? values.linear(channel, .auxLevel, index) : 0
      let isStereo = values.isOn(layout.place(of: .aux) + index, .stereo)
      let sides = isStereo ? sides : Pan(left: 1, right: 1)
      aimSend(group, lane, buses.aux(index), values.choice(channel, .auxTap, index), level, open, fader, sides)
    }
    for index in 0..<layout.effects {
      let level = values.isOn(channel, .fxOn, index) ? values.linear(channel, .fxLevel, index) : 0
      let mono = Pan(left: 1, right: 0)
      aimSend(group, lane, buses.effect(index), values.choice(channel, .fxTap, index), level, open, fader, mono)
    }
    var solo = centre
    if values.isOn(channel, .link) { solo = channel & 1 == 0 ? Pan(left: 1, right: 0) : Pan(left: 0, right: 1) }
    if soloed.afterFader { solo = Pan(left: left, right: right) }
    let isHeard = isSoloed(channel) && !soloed.inPlace
    aim(group, lane, bus: buses.solo, isHeard ? solo.left : 0, isHeard ? solo.right : 0)
    sharing.set(
      group, lane, isOn: values.isOn(channel, .automixOn), weight: values[channel, .automixWeight])
  }

  /// A send is taken before the equaliser, or behind everything: before or after the fader is only a question of gain.
  @_noLocks private mutating func aimSend(
    _ group: Int, _ lane: Int, _ bus: Int, _ tap: Int, _ level: Float, _ open: Float, _ fader: Float, _ sides: Pan
  ) {
    let late = tap == 0 ? 0 : level * (tap == 1 ? open : fader)
    let early = tap == 0 ? level * open : 0
    aim(group, lane, bus: bus, late * sides.left, late * sides.right)
    guard early != 0 || fedEarly[group] & buses.bit(bus) != 0 else { return }
    let gains = earlyGains + (group * buses.count + bus) * 2
    gains[0].aim(lane, at: early * sides.left, timing)
    gains[1].aim(lane, at: early * sides.right, timing)
    if !gains[0].isSilent || !gains[1].isSilent { fedEarly[group] |= buses.bit(bus) }
  }

  /// A linked pair is one stereo strip: the odd channel is its left side, the even one its right, pan is a balance, and width
  /// mixes one side into the other.
  @_noLocks private func panning(of channel: Int) -> Pan {
    let pan = values[channel, .pan]
    guard values.isOn(channel, .link) else { return pan == 0 ? centre : Pan(position: pan, law: panLaw) }
    let balance = Pan(balance: pan)
    let own = 0.5 + values[channel, .width] * 0.005
    let other = 1 - own
    let isLeft = channel & 1 == 0
    return Pan(left: balance.left * (isLeft ? own : other), right: balance.right * (isLeft ? other : own))
  }

  @_noLocks private mutating func aim(_ group: Int, _ lane: Int, bus: Int, _ left: Float, _ right: Float) {
    // Nothing there, and nothing to come: most strips feed few of the buses.
    guard left != 0 || right != 0 || fed[group] & buses.bit(bus) != 0 else { return }
    let gains = busGains + (group * buses.count + bus) * 2
    gains[0].aim(lane, at: left, timing)
    gains[1].aim(lane, at: right, timing)
    if !gains[0].isSilent || !gains[1].isSilent { fed[group] |= buses.bit(bus) }
  }

  @_noLocks private mutating func retargetGroup(_ group: Int, _ place: Int) {
    let balance = Pan(balance: values[place, .pan])
    let fader = isSilenced(place) ? 0 : level(place)
    let left = fader * balance.left
    let right = fader * balance.right
    let toMain = values.isOn(place, .toMain)
    groupGains[0].aim(group, at: left, timing)
    groupGains[1].aim(group, at: right, timing)
    groupGains[2].aim(group, at: toMain ? left : 0, timing)
    groupGains[3].aim(group, at: toMain ? right : 0, timing)
    aimSolo(groupGains + 4, group, place, left, right)
  }

  @_noLocks private mutating func retargetAux(_ aux: Int, _ place: Int) {
    let balance = Pan(balance: values[place, .pan])
    let fader = isSilenced(place) ? 0 : level(place)
    let left = fader * balance.left
    let right = fader * balance.right
    auxGains[0].aim(aux, at: left, timing)
    auxGains[1].aim(aux, at: right, timing)
    aimSolo(auxGains + 2, aux, place, left, right)
  }

  @_noLocks private mutating func retargetReturn(_ effect: Int, _ place: Int) {
    let balance = Pan(balance: values[place, .pan])
    let fader = isSilenced(place) ? 0 : level(place)
    let left = fader * balance.left
    let right = fader * balance.right
    let toMain = values.isOn(place, .toMain)
    returnGains[0].aim(effect, at: toMain ? left : 0, timing)
    returnGains[1].aim(effect, at: toMain ? right : 0, timing)
    for group in 0..<layout.groups {
      let isOn = values.isOn(place, .toGroup, group)
      returnGains[buses.group(group) * 2].aim(effect, at: isOn ? left : 0, timing)
      returnGains[buses.group(group) * 2 + 1].aim(effect, at: isOn ? right : 0, timing)
    }
    aimSolo(returnGains + buses.solo * 2, effect, place, left, right)
  }

  @_noLocks private func aimSolo(
    _ gains: UnsafeMutablePointer<GainLanes>, _ lane: Int, _ place: Int, _ left: Float, _ right: Float
  ) {
    let solo: Float = isSoloed(place) && !soloed.inPlace ? 1 : 0
    gains[0].aim(lane, at: solo * (soloed.afterFader ? left : 1), timing)
    gains[1].aim(lane, at: solo * (soloed.afterFader ? right : 1), timing)
  }

  // MARK: Outputs

  private var talks: Bool {
    @_noLocks get {
      let place = layout.place(of: .talkback)
      return values.isOn(place, .talkOn) && values[place, .talkInput] >= 1
    }
  }

  @_noLocks private mutating func retargetTalkback(_ place: Int) {
    let input = values.choice(place, .talkInput)
    if input != talkInput {
      keys.exchange(max(talkInput, 0), for: input)
      talkInput = input
    }
    let level = talks ? values.linear(place, .talkLevel) : 0
    for aux in 0..<layout.auxes { talkGains.aim(aux, at: values.isOn(place, .talkAux, aux) ? level : 0, timing) }
    retargetOutputs()
  }

  @_noLocks private mutating func retargetOutputs() {
    let main = layout.place(of: .main)
    let monitor = layout.place(of: .monitor)
    let balance = Pan(balance: values[main, .pan])
    let fader = values.isOn(main, .mute) ? 0 : values.linear(main, .fader)
    let isDimmed = values.isOn(monitor, .dim) || talks
    outputGains.aim(OutputLane.mainLeft, at: fader * balance.left, timing)
    outputGains.aim(OutputLane.mainRight, at: fader * balance.right, timing)
    outputGains.aim(OutputLane.monitor, at: values.linear(monitor, .level) * (isDimmed ? 0.1 : 1), timing)
    outputGains.aim(OutputLane.solo, at: soloed.any && !soloed.inPlace ? 1 : 0, timing)
    outputGains.aim(OutputLane.mono, at: values.isOn(monitor, .mono) ? 1 : 0, timing)
    outputGains.aim(OutputLane.polarity, at: values.isOn(monitor, .polarity) ? -1 : 1, timing)
  }
}

extension Pan {
  @_noLocks fileprivate init(left: Float, right: Float) {
    self.left = left
    self.right = right
  }
}
