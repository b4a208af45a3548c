// The second half of the signal path: what the buses carry becomes what is heard.
extension Mixer {
  // MARK: Groups

  /// The groups' buses become the lanes of the groups' own lane group, and go through the group faders to the stems, to
  /// main and to solo. Groups that nothing feeds cost nothing.
  /// - Returns: the buses that hold something now.
  @_noLocks mutating func mixGroups(_ busy: UInt32, _ frames: Int) -> UInt32 {
    let solo: UInt32 = 1 << UInt32(layout.groups + 1)
    let groupBuses = busy & ~(1 | solo)
    if groupBuses != filledGroups {
      // A lane that is no longer filled would play its last chunk again and again.
      groupLanes.update(repeating: Lanes(), count: 2 * Mixer.chunk)
      filledGroups = groupBuses
    }
    var isMoving = false
    for gains in 0..<6 where groupGains[gains].isMoving { isMoving = true }
    guard groupBuses != 0 || isMoving else { return busy }
    var buses = groupBuses
    while buses != 0 {
      let bus = buses.trailingZeroBitCount
      buses &= buses - 1
      for side in 0..<2 {
        let lane =
          UnsafeMutableRawPointer(groupLanes + side * Mixer.chunk).assumingMemoryBound(to: Float.self) + bus - 1
        sum(busLanes + (bus * 2 + side) * Mixer.chunk, into: lane, stride: laneWidth, frames)
      }
    }
    let soloIsSilent = groupGains[4].isSilent && groupGains[5].isSilent
    let fedNow = soloIsSilent ? 1 : 1 | solo
    if busy & 1 == 0 { clear(bus: 0) }
    if !soloIsSilent && busy & solo == 0 { clear(bus: layout.groups + 1) }
    for side in 0..<2 {
      if isMoving {
        moveGroups(side, toSolo: !soloIsSilent, frames)
      } else {
        feedGroups(side, toSolo: !soloIsSilent, frames)
      }
    }
    return busy | fedNow
  }

  @_noLocks private func clear(bus: Int) {
    (busLanes + bus * 2 * Mixer.chunk).update(repeating: Lanes(), count: 2 * Mixer.chunk)
  }

  @_noLocks private mutating func feedGroups(_ side: Int, toSolo: Bool, _ frames: Int) {
    let group = groupLanes + side * Mixer.chunk
    let main = busLanes + side * Mixer.chunk
    let own = groupGains[side].value
    let mainGain = groupGains[2 + side].value
    if toSolo {
      let solo = busLanes + ((layout.groups + 1) * 2 + side) * Mixer.chunk
      let soloGain = groupGains[4 + side].value
      for i in 0..<frames { solo[i] += group[i] * soloGain }
    }
    var meter = groupMeters[side]
    for i in 0..<frames {
      let x = group[i]
      main[i] += x * mainGain
      let stem = x * own
      group[i] = stem
      meter.add(stem)
    }
    groupMeters[side] = meter
  }

  @_noLocks private mutating func moveGroups(_ side: Int, toSolo: Bool, _ frames: Int) {
    let group = groupLanes + side * Mixer.chunk
    let main = busLanes + side * Mixer.chunk
    var own = groupGains[side]
    var toMain = groupGains[2 + side]
    if toSolo {
      let solo = busLanes + ((layout.groups + 1) * 2 + side) * Mixer.chunk
      var toSolo = groupGains[4 + side]
      for i in 0..<frames { solo[i] += group[i] * toSolo.advance() }
      toSolo.settle()
      groupGains[4 + side] = toSolo
    }
    var meter = groupMeters[side]
    for i in 0..<frames {
      let x = group[i]
      main[i] += x * toMain.advance()
      let stem = x * own.advance()
      group[i] = stem
      meter.add(stem)
    }
    own.settle()
    toMain.settle()
    groupGains[side] = own
    groupGains[2 + side] = toMain
    groupMeters[side] = meter
  }

  // MARK: Sums

  /// The lanes of the main and the solo bus become one signal each side.
  @_noLocks mutating func sumSignals(_ busy: UInt32, _ frames: Int) {
    for side in 0..<2 {
      sumSignal(bus: 0, side, into: signals + side * Mixer.chunk, busy, frames)
      sumSignal(bus: layout.groups + 1, side, into: signals + (2 + side) * Mixer.chunk, busy, frames)
    }
  }

  @_noLocks private func sumSignal(
    bus: Int, _ side: Int, into signal: UnsafeMutablePointer<Float>, _ busy: UInt32, _ frames: Int
  ) {
    guard busy & (1 << UInt32(bus)) != 0 else { return signal.update(repeating: 0, count: frames) }
    sum(busLanes + (bus * 2 + side) * Mixer.chunk, into: signal, stride: 1, frames)
  }

  @_noLocks @inline(__always) private func sum(
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
    if outputGains.isMoving { fadeMoving(frames) } else { fadeAtRest(frames) }
    limiter.process(left, right, frames: frames)
    soloDelay.process(soloLeft, soloRight, frames: frames)
    if outputGains.isMoving {
      for i in 0..<frames {
        let g = outputGains.advance()
        monitor(left, right, soloLeft, soloRight, i, g[OutputLane.solo], g[OutputLane.mono], g[OutputLane.monitor])
      }
      outputGains.settle()
    } else {
      let g = outputGains.value
      let (solo, mono, level) = (g[OutputLane.solo], g[OutputLane.mono], g[OutputLane.monitor])
      for i in 0..<frames { monitor(left, right, soloLeft, soloRight, i, solo, mono, level) }
    }
    for lane in 0..<laneWidth { sources[lane] = UnsafePointer(lane < 4 ? signals + lane * Mixer.chunk : silence) }
    outputMeters.add(LaneSources(sources), frames: frames)
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
    }
  }

  /// Main or solo, stereo or mono, at the monitor's level, in place of the solo.
  @_noLocks @inline(__always) private func monitor(
    _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>,
    _ soloLeft: UnsafeMutablePointer<Float>, _ soloRight: UnsafeMutablePointer<Float>, _ i: Int, _ solo: Float,
    _ mono: Float, _ level: Float
  ) {
    let l = left[i] + (soloLeft[i] - left[i]) * solo
    let r = right[i] + (soloRight[i] - right[i]) * solo
    let middle = (l + r) * 0.5
    soloLeft[i] = (l + (middle - l) * mono) * level
    soloRight[i] = (r + (middle - r) * mono) * level
  }

  /// Into the caller's buffers.
  @_noLocks mutating func write(
    _ outputs: UnsafePointer<UnsafeMutablePointer<Float>?>, at start: Int, _ frames: Int
  ) {
    for signal in 0..<4 {
      guard let output = outputs[signal] else { continue }
      for i in 0..<frames { output[start + i] = signals[signal * Mixer.chunk + i] }
    }
    guard layout.groups > 0 else { return }
    for side in 0..<2 {
      for group in 0..<laneWidth {
        var sink: UnsafeMutablePointer<Float>?
        if group < layout.groups, let output = outputs[4 + group * 2 + side] { sink = output + start }
        sinks[group] = sink ?? nowhere
      }
      LaneSinks(sinks).write(groupLanes + side * Mixer.chunk, frames: frames)
    }
  }
}
