// The second half of the signal path: what the buses carry becomes what is heard.
extension Mixer {
  // MARK: Effects

  /// What the effects' buses carry goes through the effects, and their returns go to main, groups and solo.
  /// - Returns: the buses that hold something now.
  @_noLocks mutating func mixEffects(_ busy: UInt32, _ frames: Int) -> UInt32 {
    guard layout.effects > 0 else { return busy }
    var isAsleep = busy & buses.effectBits == 0
    for effect in 0..<layout.effects where !effects[effect].isAsleep { isAsleep = false }
    // Once more after all have fallen asleep, so that the returns' filters and meters see silence.
    if isAsleep && returnsAreSilent { return busy }
    returnsAreSilent = isAsleep && returns.pointee.isIdle
    for effect in 0..<layout.effects {
      let bus = buses.effect(effect)
      var input = UnsafePointer(silence)
      if busy & buses.bit(bus) != 0 {
        sum(busLanes + bus * 2 * Mixer.chunk, into: signals, stride: 1, frames)
        input = UnsafePointer(signals)
      }
      effects[effect].process(input, signals + Mixer.chunk, signals + 2 * Mixer.chunk, frames: frames)
      for i in 0..<frames {
        returnLanes[i][effect] = signals[Mixer.chunk + i]
        returnLanes[Mixer.chunk + i][effect] = signals[2 * Mixer.chunk + i]
      }
    }
    let left = returnLanes
    let right = returnLanes + Mixer.chunk
    if !returns.pointee.isIdle { returns.pointee.process(left, right, frames: frames) }
    var busy = busy
    for bus in 0..<buses.count {
      let gains = returnGains + bus * 2
      guard !gains[0].isSilent || !gains[1].isSilent else { continue }
      if busy & buses.bit(bus) == 0 { clear(bus: bus) }
      busy |= buses.bit(bus)
      add(left, gains, busLanes + bus * 2 * Mixer.chunk, frames)
      add(right, gains + 1, busLanes + (bus * 2 + 1) * Mixer.chunk, frames)
    }
    for side in 0..<2 { measure(4 + side, returnLanes + side * Mixer.chunk, frames) }
    return busy
  }

  /// Adds eight signals to what a bus's lanes hold.
  @_noLocks mutating func add(
    _ x: UnsafePointer<Lanes>, _ gains: UnsafeMutablePointer<GainLanes>, _ target: UnsafeMutablePointer<Lanes>,
    _ frames: Int
  ) {
    guard gains.pointee.isMoving else {
      let gain = gains.pointee.value
      for i in 0..<frames { target[i] = fused(x[i], gain, target[i]) }
      return
    }
    var moving = gains.pointee
    for i in 0..<frames { target[i] = fused(x[i], moving.advance(), target[i]) }
    moving.settle()
    gains.pointee = moving
  }

  /// A bus's meter: 0 and 1 are the groups' sides, 2 and 3 the auxes', 4 and 5 the returns'.
  @_noLocks private mutating func measure(_ place: Int, _ lanes: UnsafePointer<Lanes>, _ frames: Int) {
    var meter = busMeters[place]
    for i in 0..<frames { meter.add(lanes[i]) }
    busMeters[place] = meter
    if ballisticMode != 0 { ballistics[laneGroups + place].process(lanes, frames: frames) }
  }

  // MARK: Groups and auxes

  /// The lanes of some buses become the lanes of one lane group, one bus in each.
  @_noLocks private mutating func collect(
    _ bits: UInt32, first: Int, into target: UnsafeMutablePointer<Lanes>, filled: UInt32, _ frames: Int
  ) {
    // A lane that is no longer filled would play its last chunk again and again.
    if bits != filled { target.update(repeating: Lanes(), count: 2 * Mixer.chunk) }
    var left = bits
    while left != 0 {
      let bus = left.trailingZeroBitCount
      left &= left - 1
      let lane = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Float.self) + bus - first
      let other = lane + Mixer.chunk * laneWidth
      sum(busLanes + bus * 2 * Mixer.chunk, into: lane, stride: laneWidth, frames)
      if singles & buses.bit(bus) == 0 {
        sum(busLanes + (bus * 2 + 1) * Mixer.chunk, into: other, stride: laneWidth, frames)
      } else {
        for i in 0..<frames { other[i &* laneWidth] = lane[i &* laneWidth] }
      }
    }
  }

  @_noLocks private mutating func shape(
    _ strip: UnsafeMutablePointer<BusProcessors>, _ left: UnsafeMutablePointer<Lanes>, _ frames: Int
  ) {
    let right = left + Mixer.chunk
    if !strip.pointee.equalizer.isIdle { strip.pointee.equalizer.process(left, right, frames: frames) }
    guard !strip.pointee.compressor.isIdle else { return }
    guard !strip.pointee.compressorFilter.isIdle else {
      return strip.pointee.compressor.process(
        left, right, keys: UnsafePointer(left), UnsafePointer(right), scratch: keyLanes, frames: frames)
    }
    copy(left, to: keyLanes, frames)
    copy(right, to: keyLanes + Mixer.chunk, frames)
    strip.pointee.compressorFilter.process(keyLanes, keyLanes + Mixer.chunk, frames: frames)
    strip.pointee.compressor.process(
      left, right, keys: UnsafePointer(keyLanes), UnsafePointer(keyLanes + Mixer.chunk), scratch: keyLanes,
      frames: frames)
  }

  /// The groups' buses go through the group strips to the stems, to main and to solo.
  /// - Returns: the buses that hold something now.
  @_noLocks mutating func mixGroups(_ busy: UInt32, _ frames: Int) -> UInt32 {
    let groupBits = busy & buses.groupBits
    let wasFilled = filledGroups != 0
    collect(groupBits, first: buses.group(0), into: groupLanes, filled: filledGroups, frames)
    filledGroups = groupBits
    var isMoving = false
    for gains in 0..<6 where groupGains[gains].isMoving { isMoving = true }
    // Filters ring on after their input has gone, and compressors let go.
    let isAlive =
      groupBits != 0 || isMoving || wasFilled || !groupStrips.pointee.equalizer.isIdle
      || !groupStrips.pointee.compressor.isIdle
    guard isAlive else { return busy }
    shape(groupStrips, groupLanes, frames)
    let soloIsSilent = groupGains[4].isSilent && groupGains[5].isSilent
    let fedNow = soloIsSilent ? 1 : 1 | buses.bit(buses.solo)
    if busy & 1 == 0 { clear(bus: 0) }
    if !soloIsSilent && busy & buses.bit(buses.solo) == 0 { clear(bus: buses.solo) }
    for side in 0..<2 {
      if isMoving {
        moveGroups(side, toSolo: !soloIsSilent, frames)
      } else {
        feedGroups(side, toSolo: !soloIsSilent, frames)
      }
    }
    return busy | fedNow
  }

  /// The auxes' buses, and the talkback, go through the aux strips to their outputs and to solo.
  /// - Returns: the buses that hold something now.
  @_noLocks mutating func mixAuxes(_ busy: UInt32, _ frames: Int) -> UInt32 {
    guard layout.auxes > 0 else { return busy }
    let auxBits = busy & buses.auxBits
    var isMoving = false
    for gains in 0..<4 where auxGains[gains].isMoving { isMoving = true }
    // Filters ring on after their input has gone, and compressors let go.
    let isAlive =
      auxBits != 0 || filledAuxes != 0 || isMoving || !talkGains.isSilent || !auxStrips.pointee.equalizer.isIdle
      || !auxStrips.pointee.compressor.isIdle
    guard isAlive else { return busy }
    collect(auxBits, first: buses.aux(0), into: auxLanes, filled: filledAuxes, frames)
    filledAuxes = auxBits
    let left = auxLanes
    let right = auxLanes + Mixer.chunk
    if !talkGains.isSilent {
      // Lanes that no bus fills would keep what is added here.
      filledAuxes = ~0
      let signal = keys.signal(talkInput, at: Int(truncatingIfNeeded: pending.frameTime) & (2 * Mixer.chunk - 1))
      for i in 0..<frames {
        let x = talkGains.advance() * signal[i]
        left[i] += x
        right[i] += x
      }
      talkGains.settle()
    }
    shape(auxStrips, auxLanes, frames)
    var busy = busy
    if !auxGains[2].isSilent || !auxGains[3].isSilent {
      if busy & buses.bit(buses.solo) == 0 { clear(bus: buses.solo) }
      busy |= buses.bit(buses.solo)
      add(left, auxGains + 2, busLanes + buses.solo * 2 * Mixer.chunk, frames)
      add(right, auxGains + 3, busLanes + (buses.solo * 2 + 1) * Mixer.chunk, frames)
    }
    for side in 0..<2 {
      let x = auxLanes + side * Mixer.chunk
      var gains = auxGains[side]
      for i in 0..<frames { x[i] *= gains.advance() }
      gains.settle()
      auxGains[side] = gains
      measure(2 + side, UnsafePointer(x), frames)
    }
    return busy
  }

  /// What the buses carry now, for those who listen to it one chunk later.
  @_noLocks mutating func keepBusKeys(_ frames: Int) {
    guard keys.usesBuses else { return }
    let place = Int(truncatingIfNeeded: pending.frameTime) & (2 * Mixer.chunk - 1)
    for group in 0..<layout.groups {
      keys.keep(
        bus: group, group, UnsafePointer(groupLanes), UnsafePointer(groupLanes + Mixer.chunk), at: place, frames: frames
      )
    }
    for aux in 0..<layout.auxes {
      keys.keep(
        bus: laneWidth + aux, aux, UnsafePointer(auxLanes), UnsafePointer(auxLanes + Mixer.chunk), at: place,
        frames: frames)
    }
  }

  @_noLocks private mutating func clear(bus: Int) {
    (busLanes + bus * 2 * Mixer.chunk).update(repeating: Lanes(), count: 2 * Mixer.chunk)
  }

  @_noLocks private mutating func feedGroups(_ side: Int, toSolo: Bool, _ frames: Int) {
    let group = groupLanes + side * Mixer.chunk
    let main = busLanes + side * Mixer.chunk
    let own = groupGains[side].value
    let mainGain = groupGains[2 + side].value
    if toSolo {
      let solo = busLanes + (buses.solo * 2 + side) * Mixer.chunk
      let soloGain = groupGains[4 + side].value
      for i in 0..<frames { solo[i] = fused(group[i], soloGain, solo[i]) }
    }
    var meter = busMeters[side]
    for i in 0..<frames {
      let x = group[i]
      main[i] = fused(x, mainGain, main[i])
      let stem = x * own
      group[i] = stem
      meter.add(stem)
    }
    busMeters[side] = meter
    if ballisticMode != 0 { ballistics[laneGroups + side].process(UnsafePointer(group), frames: frames) }
  }

  @_noLocks private mutating func moveGroups(_ side: Int, toSolo: Bool, _ frames: Int) {
    let group = groupLanes + side * Mixer.chunk
    let main = busLanes + side * Mixer.chunk
    var own = groupGains[side]
    var toMain = groupGains[2 + side]
    if toSolo {
      let solo = busLanes + (buses.solo * 2 + side) * Mixer.chunk
      var toSolo = groupGains[4 + side]
      for i in 0..<frames { solo[i] = fused(group[i], toSolo.advance(), solo[i]) }
      toSolo.settle()
      groupGains[4 + side] = toSolo
    }
    var meter = busMeters[side]
    for i in 0..<frames {
      let x = group[i]
      main[i] = fused(x, toMain.advance(), main[i])
      let stem = x * own.advance()
      group[i] = stem
      meter.add(stem)
    }
    own.settle()
    toMain.settle()
    groupGains[side] = own
    groupGains[2 + side] = toMain
    busMeters[side] = meter
    if ballisticMode != 0 { ballistics[laneGroups + side].process(UnsafePointer(group), frames: frames) }
  }

  // MARK: Sums

  /// The lanes of the main and the solo bus become one signal each side.
  @_noLocks mutating func sumSignals(_ busy: UInt32, _ frames: Int) {
    for side in 0..<2 {
      sumSignal(bus: 0, side, into: signals + side * Mixer.chunk, busy, frames)
      sumSignal(bus: buses.solo, side, into: signals + (2 + side) * Mixer.chunk, busy, frames)
    }
  }

  @_noLocks private mutating func sumSignal(
    bus: Int, _ side: Int, into signal: UnsafeMutablePointer<Float>, _ busy: UInt32, _ frames: Int
  ) {
    guard busy & (1 << UInt32(bus)) != 0 else { return signal.update(repeating: 0, count: frames) }
    sum(busLanes + (bus * 2 + side) * Mixer.chunk, into: signal, stride: 1, frames)
  }

  @_noLocks @inline(__always) private mutating func sum(
    _ lanes: UnsafePointer<Lanes>, into signal: UnsafeMutablePointer<Float>, stride: Int, _ frames: Int
  ) {
    var i = 0
    while i &+ 4 <= frames {
      let total = sums(lanes[i], lanes[i &+ 1], lanes[i &+ 2], lanes[i &+ 3])
      for k in 0..<4 { signal[(i &+ k) &* stride] = total[k] }
      i &+= 4
    }
    while i < frames {
      signal[i &* stride] = sums(lanes[i], Lanes(), Lanes(), Lanes())[0]
      i &+= 1
    }
  }

  // MARK: Outputs

  /// Main fader, limiter and monitor.
  @_noLocks mutating func mixOutputs(_ frames: Int) {
    let left = signals
    let right = signals + Mixer.chunk
    let soloLeft = signals + 2 * Mixer.chunk
    let soloRight = signals + 3 * Mixer.chunk
    mainChain.shape(left, right, frames: frames)
    if outputGains.isMoving { fadeMoving(frames) } else { fadeAtRest(frames) }
    mainChain.limiter.process(left, right, frames: frames)
    soloDelay.process(soloLeft, soloRight, frames: frames)
    if outputGains.isMoving {
      for i in 0..<frames {
        let g = outputGains.advance()
        monitor(left, right, soloLeft, soloRight, i, g)
      }
      outputGains.settle()
    } else {
      let g = outputGains.value
      for i in 0..<frames { monitor(left, right, soloLeft, soloRight, i, g) }
    }
    for lane in 0..<laneWidth { sources[lane] = UnsafePointer(lane < 4 ? signals + lane * Mixer.chunk : silence) }
    outputMeters.add(LaneSources(sources), frames: frames)
    if ballisticMode != 0 {
      let all = LaneSources(sources)
      for i in 0..<frames { keyLanes[i] = all[i] }
      ballistics[laneGroups + 6].process(UnsafePointer(keyLanes), frames: frames)
    }
  }

  @_noLocks private mutating func fadeMoving(_ frames: Int) {
    // The ramps themselves are moved in `mixOutputs`.
    var gains = outputGains
    for i in 0..<frames {
      let g = gains.advance()
      let fadeUp = g[OutputLane.fadeUp]
      signals[i] *= g[OutputLane.mainLeft] * fadeUp
      signals[Mixer.chunk + i] *= g[OutputLane.mainRight] * fadeUp
      signals[2 * Mixer.chunk + i] *= fadeUp
      signals[3 * Mixer.chunk + i] *= fadeUp
      groupLanes[i] *= fadeUp
      groupLanes[Mixer.chunk + i] *= fadeUp
      auxLanes[i] *= fadeUp
      auxLanes[Mixer.chunk + i] *= fadeUp
    }
  }

  @_noLocks private mutating func fadeAtRest(_ frames: Int) {
    let g = outputGains.value
    let fadeUp = g[OutputLane.fadeUp]
    let mainLeft = g[OutputLane.mainLeft] * fadeUp
    let mainRight = g[OutputLane.mainRight] * fadeUp
    for i in 0..<frames { signals[i] *= mainLeft }
    for i in 0..<frames { signals[Mixer.chunk + i] *= mainRight }
    guard fadeUp != 1 else { return }
    for i in 0..<(2 * Mixer.chunk) {
      signals[2 * Mixer.chunk + i] *= fadeUp
      groupLanes[i] *= fadeUp
      auxLanes[i] *= fadeUp
    }
  }

  /// Main or solo, stereo or mono, at the monitor's level, in place of the solo.
  @_noLocks @inline(__always) private mutating func monitor(
    _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>,
    _ soloLeft: UnsafeMutablePointer<Float>, _ soloRight: UnsafeMutablePointer<Float>, _ i: Int, _ gains: Lanes
  ) {
    let (solo, mono, level) = (gains[OutputLane.solo], gains[OutputLane.mono], gains[OutputLane.monitor])
    let l = left[i] + (soloLeft[i] - left[i]) * solo
    let r = right[i] + (soloRight[i] - right[i]) * solo
    let middle = (l + r) * 0.5
    soloLeft[i] = (l + (middle - l) * mono) * level
    soloRight[i] = (r + (middle - r) * mono) * level * gains[OutputLane.polarity]
  }

  /// Into the caller's buffers.
  @_noLocks mutating func write(
    _ outputs: UnsafePointer<UnsafeMutablePointer<Float>?>, at start: Int, _ frames: Int
  ) {
    for signal in 0..<4 {
      guard let output = outputs[signal] else { continue }
      for i in 0..<frames { output[start + i] = signals[signal * Mixer.chunk + i] }
    }
    write(groupLanes, count: layout.groups, outputs + 4, at: start, frames)
    write(auxLanes, count: layout.auxes, outputs + 4 + 2 * layout.groups, at: start, frames)
  }

  /// The strips of one lane group, left and right each.
  @_noLocks private mutating func write(
    _ lanes: UnsafePointer<Lanes>, count: Int, _ outputs: UnsafePointer<UnsafeMutablePointer<Float>?>, at start: Int,
    _ frames: Int
  ) {
    guard count > 0 else { return }
    for side in 0..<2 {
      for strip in 0..<laneWidth {
        var sink: UnsafeMutablePointer<Float>?
        if strip < count, let output = outputs[strip * 2 + side] { sink = output + start }
        sinks[strip] = sink ?? nowhere
      }
      LaneSinks(sinks).write(lanes + side * Mixer.chunk, frames: frames)
    }
  }
}
