// The second of the three steps. Read top down, it is the signal path.
extension Mixer {
  /// Mixes one block. Audio thread only.
  /// - Parameter frames: 0…`maximumBlock`.
  @_noLocks public mutating func render(_ buffers: MixerBuffers, frames: Int) {
    var start = 0
    while start < frames {
      let count = min(Mixer.chunk, frames - start)
      renderChunk(buffers, from: start, frames: count)
      start += count
    }
  }

  @_noLocks private mutating func renderChunk(_ buffers: MixerBuffers, from start: Int, frames: Int) {
    var busy: UInt32 = 0
    for group in 0..<laneGroups {
      shapeInput(group, buffers.inputs, from: start, frames: frames)
      busy = feedBuses(group, busy, frames)
    }
    let demoFrames = demo.map { $0.pointee.frames } ?? 0
    if demoFrames > 0 { demoPosition = (demoPosition + frames) % demoFrames }

    busy = mixGroups(busy, frames)
    sumSignals(busy, frames)
    mixOutputs(frames)
    write(buffers.outputs, at: start, frames)
    pending.frameTime &+= UInt64(frames)
    pending.frames &+= UInt32(frames)
  }

  // MARK: Channels

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
    if !inputGains[group].isMoving, !playsDemo(group), shapeAtRest(group, frames) { return }
    if !gather(frames) { makeHarmless(frames) }
    addDemo(group, frames)
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
  @_noLocks private mutating func shapeAtRest(_ group: Int, _ frames: Int) -> Bool {
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
  @_noLocks private func gather(_ frames: Int) -> Bool {
    let sources = LaneSources(sources)
    var energy = Lanes()
    var i = 0
    while i &+ 4 <= frames {
      let x = sources.four(at: i)
      energy += x.0 * x.0
      energy += x.1 * x.1
      energy += x.2 * x.2
      energy += x.3 * x.3
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
  @_noLocks private func isHarmless(_ energy: Lanes) -> Bool { all(energy .<= Mixer.loudest * Mixer.loudest) }

  /// +60 dBFS: nothing that a converter or a program means is louder.
  private static var loudest: Float { @_noLocks get { 1000 } }

  /// One NaN would silence every bus that it reaches until the next start.
  @_noLocks private mutating func makeHarmless(_ frames: Int) {
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

  @_noLocks private func playsDemo(_ group: Int) -> Bool {
    guard let demo, group * laneWidth < demo.pointee.channels else { return false }
    return outputGains.value[OutputLane.demo] != 0 || outputGains.target[OutputLane.demo] != 0
  }

  @_noLocks private mutating func addDemo(_ group: Int, _ frames: Int) {
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

  /// Fader, mute, pan and assignment in one gain per bus and side.
  /// - Parameter busy: the buses that hold something already; the others are written, not added to.
  /// - Returns: the buses that hold something now.
  @_noLocks private mutating func feedBuses(_ group: Int, _ busy: UInt32, _ frames: Int) -> UInt32 {
    let all = fed[group]
    var buses = all
    while buses != 0 {
      let bus = buses.trailingZeroBitCount
      buses &= buses - 1
      let gains = busGains + (group * busCount + bus) * 2
      let left = busLanes + bus * 2 * Mixer.chunk
      let right = left + Mixer.chunk
      let isFirst = busy & (1 << UInt32(bus)) == 0
      // The same loops twice, so that the question is not asked in every frame.
      if gains[0].isMoving || gains[1].isMoving {
        if isFirst {
          feedMoving(gains, left, right, true, frames)
        } else {
          feedMoving(gains, left, right, false, frames)
        }
        if gains[0].isSilent && gains[1].isSilent { fed[group] &= ~(1 << UInt32(bus)) }
      } else {
        if isFirst {
          feedAtRest(gains, left, right, true, frames)
        } else {
          feedAtRest(gains, left, right, false, frames)
        }
      }
    }
    return busy | all
  }

  @_noLocks @inline(__always) private func feedAtRest(
    _ gains: UnsafeMutablePointer<GainLanes>, _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>,
    _ isFirst: Bool, _ frames: Int
  ) {
    let leftGain = gains[0].value
    let rightGain = gains[1].value
    for i in 0..<frames {
      let x = lanes[i]
      left[i] = isFirst ? x * leftGain : left[i] + x * leftGain
      right[i] = isFirst ? x * rightGain : right[i] + x * rightGain
    }
  }

  @_noLocks @inline(__always) private func feedMoving(
    _ gains: UnsafeMutablePointer<GainLanes>, _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>,
    _ isFirst: Bool, _ frames: Int
  ) {
    var leftGains = gains[0]
    var rightGains = gains[1]
    for i in 0..<frames {
      let x = lanes[i]
      let l = x * leftGains.advance()
      let r = x * rightGains.advance()
      left[i] = isFirst ? l : left[i] + l
      right[i] = isFirst ? r : right[i] + r
    }
    leftGains.settle()
    rightGains.settle()
    gains[0] = leftGains
    gains[1] = rightGains
  }
}
