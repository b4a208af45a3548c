// The second of the three steps. Read top down, it is the signal path.
extension Mixer {
  /// Mixes one block. Audio thread only.
  /// - Parameter frames: 0…`maximumBlock`.
  @_noLocks public mutating func render(_ buffers: MixerBuffers, frames: Int) {
    var start = 0
    while start < frames {
      let place = Int(truncatingIfNeeded: pending.frameTime) & (Mixer.chunk - 1)
      if place == 0 { design() }
      let count = min(Mixer.chunk - place, frames - start)
      renderChunk(buffers, from: start, frames: count)
      start += count
    }
    lastBlock = frames
  }

  @_noLocks private mutating func renderChunk(_ buffers: MixerBuffers, from start: Int, frames: Int) {
    // Inputs first, all of them: any channel may listen to any other's.
    for group in 0..<laneGroups { shapeInput(group, buffers.inputs, from: start, frames: frames) }
    let demoFrames = demo.map { $0.pointee.frames } ?? 0
    if demoFrames > 0 { demoPosition = (demoPosition + frames) % demoFrames }
    var busy: UInt32 = 0
    singles = buses.effectBits | buses.auxBits
    for group in 0..<laneGroups { singles &= ~(split[group] | splitEarly[group]) }
    for group in 0..<laneGroups { busy = processStrip(group, busy, frames) }
    sharing.share(frames: frames)
    for group in 0..<laneGroups {
      let x = lanes + group * Mixer.chunk
      if !sharing.isIdle(group) { sharing.apply(group, x, frames: frames) }
      let gains = busGains + group * buses.count * 2
      busy = feedBuses(UnsafePointer(x), gains, fed + group, split + group, busy, frames)
    }

    busy = mixEffects(busy, frames)
    busy = mixGroups(busy, frames)
    busy = mixAuxes(busy, frames)
    keepBusKeys(frames)
    sumSignals(busy, frames)
    mixOutputs(frames)
    write(buffers.outputs, at: start, frames)
    pending.frameTime &+= UInt64(frames)
    pending.frames &+= UInt32(frames)
  }

  // MARK: Inputs

  /// Eight inputs become lanes; trim and polarity, then the channel meters.
  @_noLocks private mutating func shapeInput(
    _ group: Int, _ inputs: UnsafePointer<UnsafePointer<Float>?>, from start: Int, frames: Int
  ) {
    for lane in 0..<laneWidth {
      let channel = group * laneWidth + lane
      guard channel < layout.channels, let input = inputs[channel] else {
        sources[lane] = UnsafePointer(silence)
        continue
      }
      sources[lane] = input + start
    }
    let lanes = lanes + group * Mixer.chunk
    defer { finishInput(group, lanes, frames) }
    if !inputGains[group].isMoving, !playsDemo(group), shapeAtRest(group, lanes, frames) { return }
    if !gather(lanes, frames) { makeHarmless(lanes, frames) }
    addDemo(group, lanes, frames)
    var meter = channelMeters[group]
    var gains = inputGains[group]
    for i in 0..<frames {
      let x = lanes[i] * gains.advance()
      lanes[i] = x
      meter.add(x)
    }
    gains.settle()
    inputGains[group] = gains
    channelMeters[group] = meter
  }

  /// All of it in one pass, as it is nearly always possible; false, and no meter touched, if an input may hold something
  /// that is not a number or too loud.
  @_noLocks private mutating func shapeAtRest(
    _ group: Int, _ lanes: UnsafeMutablePointer<Lanes>, _ frames: Int
  ) -> Bool {
    let gain = inputGains[group].value
    let sources = LaneSources(sources)
    var chunk = MeterLanes()
    var i = 0
    while i &+ 4 <= frames {
      let x = sources.four(at: i)
      chunk.add(x.0)
      chunk.add(x.1)
      chunk.add(x.2)
      chunk.add(x.3)
      lanes[i] = x.0 * gain
      lanes[i &+ 1] = x.1 * gain
      lanes[i &+ 2] = x.2 * gain
      lanes[i &+ 3] = x.3 * gain
      i &+= 4
    }
    while i < frames {
      let x = sources[i]
      chunk.add(x)
      lanes[i] = x * gain
      i &+= 1
    }
    guard isHarmless(chunk.energy) else { return false }
    channelMeters[group].add(chunk, gain: gain)
    return true
  }

  /// Lanes as they come; false if an input may hold something that is not a number or too loud.
  @_noLocks private mutating func gather(_ lanes: UnsafeMutablePointer<Lanes>, _ frames: Int) -> Bool {
    let sources = LaneSources(sources)
    var energy = Lanes()
    var i = 0
    while i &+ 4 <= frames {
      let x = sources.four(at: i)
      energy = fused(x.0, x.0, energy)
      energy = fused(x.1, x.1, energy)
      energy = fused(x.2, x.2, energy)
      energy = fused(x.3, x.3, energy)
      (lanes[i], lanes[i &+ 1], lanes[i &+ 2], lanes[i &+ 3]) = x
      i &+= 4
    }
    while i < frames {
      let x = sources[i]
      energy += x * x
      lanes[i] = x
      i &+= 1
    }
    return isHarmless(energy)
  }

  /// A sum of squares is not below the square of the limit unless each sample is below the limit; NaN is below nothing.
  @_noLocks private mutating func isHarmless(_ energy: Lanes) -> Bool { all(energy .<= Mixer.loudest * Mixer.loudest) }

  /// +60 dBFS: nothing that a converter or a program means is louder.
  private static var loudest: Float { @_noLocks get { 1000 } }

  /// One NaN would silence every bus that it reaches until the next start.
  @_noLocks private mutating func makeHarmless(_ lanes: UnsafeMutablePointer<Lanes>, _ frames: Int) {
    for i in 0..<frames {
      // False for NaN too.
      guard !all(magnitude(lanes[i]) .<= Mixer.loudest) else { continue }
      for lane in 0..<laneWidth {
        let x = lanes[i][lane]
        guard !(abs(x) <= Mixer.loudest) else { continue }
        lanes[i][lane] = x.isNaN ? 0 : x < 0 ? -Mixer.loudest : Mixer.loudest
        pending.badSamples &+= 1
      }
    }
  }

  @_noLocks private mutating func playsDemo(_ group: Int) -> Bool {
    guard let demo, group * laneWidth < demo.pointee.channels else { return false }
    return outputGains.value[OutputLane.demo] != 0 || outputGains.target[OutputLane.demo] != 0
  }

  @_noLocks private mutating func addDemo(
    _ group: Int, _ lanes: UnsafeMutablePointer<Lanes>, _ frames: Int
  ) {
    guard let demo, playsDemo(group) else { return }
    // The ramp itself runs in `mixOutputs`; a straight line across the chunk follows it.
    var ramp = outputGains
    for i in 0..<frames {
      let now = ramp.advance()[OutputLane.demo]
      var position = demoPosition + i
      if position >= demo.pointee.frames { position -= demo.pointee.frames }
      for lane in 0..<min(laneWidth, demo.pointee.channels - group * laneWidth) {
        lanes[i][lane] += now * demo.pointee.samples[(group * laneWidth + lane) * demo.pointee.frames + position]
      }
    }
  }

  /// What happens to inputs behind trim and meter: keys are kept, delays are made.
  @_noLocks private mutating func finishInput(_ group: Int, _ lanes: UnsafeMutablePointer<Lanes>, _ frames: Int) {
    if ballisticMode != 0 { ballistics[group].process(UnsafePointer(lanes), frames: frames) }
    channels[group].delay.process(lanes, frames: frames)
    keys.keep(group, UnsafePointer(lanes), frames: frames)
  }

  // MARK: Strips

  /// Filters, gate, sends from before the equaliser, equaliser and compressor, de-esser. What is off for all eight channels
  /// costs nothing.
  /// - Returns: the buses that hold something now.
  @_noLocks private mutating func processStrip(_ group: Int, _ busy: UInt32, _ frames: Int) -> UInt32 {
    var busy = busy
    let x = lanes + group * Mixer.chunk
    let strip = channels + group
    if !strip.pointee.cuts.isIdle { strip.pointee.cuts.process(x, frames: frames) }
    if !strip.pointee.gate.isIdle {
      let key = keyed(x, strip.pointee.gateKeys, &strip.pointee.gateFilter, frames)
      strip.pointee.gate.process(x, key: key, frames: frames)
    }
    if fedEarly[group] != 0 {
      let gains = earlyGains + group * buses.count * 2
      busy = feedBuses(UnsafePointer(x), gains, fedEarly + group, splitEarly + group, busy, frames)
    }
    if !strip.pointee.before.isIdle {
      let key = keyed(x, strip.pointee.compressorKeys, &strip.pointee.beforeFilter, frames)
      strip.pointee.before.process(x, key: key, scratch: keyLanes, frames: frames)
    }
    if !strip.pointee.equalizer.isIdle { strip.pointee.equalizer.process(x, frames: frames) }
    if !strip.pointee.behind.isIdle {
      let key = keyed(x, strip.pointee.compressorKeys, &strip.pointee.behindFilter, frames)
      strip.pointee.behind.process(x, key: key, scratch: keyLanes, frames: frames)
    }
    if !strip.pointee.deEsser.isIdle { strip.pointee.deEsser.process(x, frames: frames) }
    if !sharing.isIdle(group) { sharing.measure(group, UnsafePointer(x), frames: frames) }
    return busy
  }

  /// What eight channels listen to: themselves, or others, filtered or not.
  @_noLocks private mutating func keyed(
    _ x: UnsafeMutablePointer<Lanes>, _ sources: Lanes, _ filter: inout FilterCascade, _ frames: Int
  ) -> UnsafePointer<Lanes> {
    let isOwn = all(sources .== 0)
    if isOwn && filter.isIdle { return UnsafePointer(x) }
    copy(x, to: keyLanes, frames)
    if !isOwn {
      let place = Int(truncatingIfNeeded: pending.frameTime) & (2 * Mixer.chunk - 1)
      for lane in 0..<laneWidth where sources[lane] != 0 {
        let signal = keys.signal(Int(sources[lane]), at: place)
        for i in 0..<frames { keyLanes[i][lane] = signal[i] }
      }
    }
    filter.process(keyLanes, frames: frames)
    return UnsafePointer(keyLanes)
  }

  // MARK: Buses

  /// Eight channels into the buses: fader, mute, pan and assignment in one gain per bus and side.
  /// - Parameter busy: the buses that hold something already; the others are written, not added to.
  /// - Returns: the buses that hold something now.
  @_noLocks private mutating func feedBuses(
    _ x: UnsafePointer<Lanes>, _ allGains: UnsafeMutablePointer<GainLanes>, _ fed: UnsafeMutablePointer<UInt32>,
    _ split: UnsafeMutablePointer<UInt32>, _ busy: UInt32, _ frames: Int
  ) -> UInt32 {
    let all = fed.pointee
    var left = all
    while left != 0 {
      let bus = left.trailingZeroBitCount
      left &= left - 1
      let gains = allGains + bus * 2
      let target = busLanes + bus * 2 * Mixer.chunk
      let isFirst = busy & buses.bit(bus) == 0
      let isMoving = gains[0].isMoving || gains[1].isMoving
      if singles & buses.bit(bus) != 0 {
        if isFirst { target.update(repeating: Lanes(), count: frames) }
        add(x, gains, target, frames)
        if isMoving, buses.auxBits & buses.bit(bus) != 0 { gains[1] = gains[0] }
      } else if isMoving {
        // The same loops twice, so that the question is not asked in every frame.
        if isFirst {
          feedMoving(x, gains, target, true, frames)
        } else {
          feedMoving(x, gains, target, false, frames)
        }
      } else if isFirst {
        feedAtRest(x, gains, target, true, frames)
      } else {
        feedAtRest(x, gains, target, false, frames)
      }
      guard isMoving, !gains[0].isMoving, !gains[1].isMoving else { continue }
      noteSides(bus, gains, split)
      if gains[0].isSilent, gains[1].isSilent { fed.pointee &= ~buses.bit(bus) }
    }
    return busy | all
  }

  @_noLocks @inline(__always) private mutating func feedAtRest(
    _ x: UnsafePointer<Lanes>, _ gains: UnsafeMutablePointer<GainLanes>, _ left: UnsafeMutablePointer<Lanes>,
    _ isFirst: Bool, _ frames: Int
  ) {
    let right = left + Mixer.chunk
    let leftGain = gains[0].value
    let rightGain = gains[1].value
    for i in 0..<frames {
      left[i] = isFirst ? x[i] * leftGain : fused(x[i], leftGain, left[i])
      right[i] = isFirst ? x[i] * rightGain : fused(x[i], rightGain, right[i])
    }
  }

  @_noLocks @inline(__always) private mutating func feedMoving(
    _ x: UnsafePointer<Lanes>, _ gains: UnsafeMutablePointer<GainLanes>, _ left: UnsafeMutablePointer<Lanes>,
    _ isFirst: Bool, _ frames: Int
  ) {
    let right = left + Mixer.chunk
    var leftGains = gains[0]
    var rightGains = gains[1]
    for i in 0..<frames {
      let l = x[i] * leftGains.advance()
      let r = x[i] * rightGains.advance()
      left[i] = isFirst ? l : left[i] + l
      right[i] = isFirst ? r : right[i] + r
    }
    leftGains.settle()
    rightGains.settle()
    gains[0] = leftGains
    gains[1] = rightGains
  }
}
