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
  /// Many commands to one strip, as in a recall, cost one pass over its gains. Eight channels take hardly longer than one.
  @_noLocks mutating func retargetGains() {
    if allGainsAreStale { findSolos() }
    for group in 0..<laneGroups {
      var isStale = allGainsAreStale
      for channel in (group * laneWidth)..<min((group + 1) * laneWidth, layout.channels)
      where stale[channel].has(.gains) {
        stale[channel].remove(.gains)
        isStale = true
      }
      if isStale { retargetChannels(group) }
    }
    for place in layout.channels..<layout.stripCount where allGainsAreStale || stale[place].has(.gains) {
      stale[place].remove(.gains)
      retarget(place)
    }
    allGainsAreStale = false
    gainsAreStale = false
  }

  @_noLocks private mutating func retarget(_ place: Int) {
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
  @_noLocks private mutating func isSoloed(_ place: Int) -> Bool {
    values.isOn(place, .solo) || values.switches(place, .dca) & soloed.soloedDCAs != 0
  }

  /// Whether anything silences a strip: its own mute, a DCA, a mute group, solo in place of others, its own talkback.
  @_noLocks private mutating func isSilenced(_ place: Int) -> Bool {
    if values.isOn(place, .mute) || values.switches(place, .dca) & soloed.mutedDCAs != 0 { return true }
    if values.switches(place, .muteGroup) & soloed.mutedGroups != 0 || place == soloed.talker { return true }
    guard soloed.inPlace, !values.isOn(place, .soloSafe), !isSoloed(place) else { return false }
    return place < layout.channels ? soloed.anyChannel : place < layout.place(of: .aux) && soloed.anyGroup
  }

  /// The fader with its DCAs.
  @_noLocks private mutating func level(_ place: Int) -> Float {
    var level = values.linear(place, .fader)
    var dcas = values.switches(place, .dca)
    while dcas != 0 {
      level *= values.linear(layout.place(of: .dca) + dcas.trailingZeroBitCount, .fader)
      dcas &= dcas - 1
    }
    return level
  }

  // MARK: Channels

  /// What eight channels send with: lanes beyond the last channel send nothing.
  private struct Sends {
    /// 0 for a channel that something silences.
    var open = Lanes()
    /// The fader with its DCAs; 0 where something silences it.
    var fader = Lanes()
    /// The pan.
    var left = Lanes()
    var right = Lanes()
  }

  @_noLocks private mutating func retargetChannels(_ group: Int) {
    let first = group * laneWidth
    var sends = Sends()
    var (soloLeft, soloRight) = (Lanes(), Lanes())
    for lane in 0..<min(laneWidth, layout.channels - first) {
      let channel = first + lane
      sharing.set(
        group, lane, isOn: values.isOn(channel, .automixOn), weight: values[channel, .automixWeight])
      let sides = panning(of: channel)
      let open: Float = isSilenced(channel) ? 0 : 1
      let fader = open * level(channel)
      sends.open[lane] = open
      sends.fader[lane] = fader
      sends.left[lane] = sides.left
      sends.right[lane] = sides.right
      guard isSoloed(channel), !soloed.inPlace else { continue }
      var solo = centre
      if values.isOn(channel, .link) { solo = channel & 1 == 0 ? Pan(left: 1, right: 0) : Pan(left: 0, right: 1) }
      if soloed.afterFader { solo = Pan(left: fader * sides.left, right: fader * sides.right) }
      soloLeft[lane] = solo.left
      soloRight[lane] = solo.right
    }
    inputGains[group].aim(
      values.linears(first, .trim, 0) * (1 - 2 * values.open(first, .polarity, 0)), timing)
    let left = sends.fader * sends.left
    let right = sends.fader * sends.right
    let toMain = values.open(first, .toMain, 0)
    aim(group, bus: buses.main, left * toMain, right * toMain)
    for index in 0..<layout.groups {
      let toGroup = values.open(first, .toGroup, index)
      aim(group, bus: buses.group(index), left * toGroup, right * toGroup)
    }
    var mono = sends
    mono.left = Lanes(repeating: 1)
    mono.right = Lanes(repeating: 1)
    for index in 0..<layout.auxes {
      let level = values.linears(first, .auxLevel, index) * values.open(first, .auxOn, index)
      let isStereo = values.isOn(layout.place(of: .aux) + index, .stereo)
      aimSends(group, buses.aux(index), level, values.lanes(first, .auxTap, index), isStereo ? sends : mono)
    }
    mono.right = Lanes()
    for index in 0..<layout.effects {
      let level = values.linears(first, .fxLevel, index) * values.open(first, .fxOn, index)
      aimSends(group, buses.effect(index), level, values.lanes(first, .fxTap, index), mono)
    }
    aim(group, bus: buses.solo, soloLeft, soloRight)
  }

  /// A send is taken before the equaliser, or behind everything: before or after the fader is only a question of gain.
  /// - Parameter tap: 0 before the equaliser, 1 before the fader, 2 after it.
  @_noLocks private mutating func aimSends(_ group: Int, _ bus: Int, _ level: Lanes, _ tap: Lanes, _ sends: Sends) {
    let early = chosen(tap .< 1, level * sends.open, Lanes())
    let late = chosen(tap .< 1, Lanes(), level * chosen(tap .< 2, sends.open, sends.fader))
    aim(group, bus: bus, late * sends.left, late * sends.right)
    guard any(early .!= 0) || fedEarly[group] & buses.bit(bus) != 0 else { return }
    let gains = earlyGains + (group * buses.count + bus) * 2
    gains[0].aim(early * sends.left, timing)
    gains[1].aim(early * sends.right, timing)
    if !gains[0].isSilent || !gains[1].isSilent { fedEarly[group] |= buses.bit(bus) }
    noteSides(bus, gains, splitEarly + group)
  }

  @_noLocks private mutating func aim(_ group: Int, bus: Int, _ left: Lanes, _ right: Lanes) {
    // Nothing there, and nothing to come: most strips feed few of the buses.
    guard any(left .!= 0) || any(right .!= 0) || fed[group] & buses.bit(bus) != 0 else { return }
    let gains = busGains + (group * buses.count + bus) * 2
    gains[0].aim(left, timing)
    gains[1].aim(right, timing)
    if !gains[0].isSilent || !gains[1].isSilent { fed[group] |= buses.bit(bus) }
    noteSides(bus, gains, split + group)
  }

  /// Notes whether an aux's two sides get the same. Those of a mono aux start alike and stay so.
  @_noLocks mutating func noteSides(
    _ bus: Int, _ gains: UnsafeMutablePointer<GainLanes>, _ split: UnsafeMutablePointer<UInt32>
  ) {
    guard buses.auxBits & buses.bit(bus) != 0 else { return }
    if gains[0].isTwin(of: gains[1]) {
      split.pointee &= ~buses.bit(bus)
    } else {
      split.pointee |= buses.bit(bus)
    }
  }

  /// A linked pair is one stereo strip: the odd channel is its left side, the even one its right, pan is a balance, and width
  /// mixes one side into the other.
  @_noLocks private mutating func panning(of channel: Int) -> Pan {
    let pan = values[channel, .pan]
    guard values.isOn(channel, .link) else { return pan == 0 ? centre : Pan(position: pan, law: panLaw) }
    let balance = Pan(balance: pan)
    let own = 0.5 + values[channel, .width] * 0.005
    let other = 1 - own
    let isLeft = channel & 1 == 0
    return Pan(left: balance.left * (isLeft ? own : other), right: balance.right * (isLeft ? other : own))
  }

  // MARK: Buses

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

  @_noLocks private mutating func aimSolo(
    _ gains: UnsafeMutablePointer<GainLanes>, _ lane: Int, _ place: Int, _ left: Float, _ right: Float
  ) {
    let solo: Float = isSoloed(place) && !soloed.inPlace ? 1 : 0
    gains[0].aim(lane, at: solo * (soloed.afterFader ? left : 1), timing)
    gains[1].aim(lane, at: solo * (soloed.afterFader ? right : 1), timing)
  }

  // MARK: Outputs

  private var talks: Bool {
    @_noLocks mutating get {
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
