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
    for group in 0..<laneGroups { busy |= fed[group] }
    clear(busy, frames)
    for group in 0..<laneGroups {
      gather(group, buffers.inputs, from: start, frames: frames)
      shapeInput(group, frames)
      feedBuses(group, frames)
    }
    let demoFrames = demo.map { $0.pointee.frames } ?? 0
    if demoFrames > 0 { demoPosition = (demoPosition + frames) % demoFrames }

    sumSignals(busy, frames)
    sumGroups(busy, frames)
    mixOutputs(buffers.outputs, at: start, frames)
    pending.frameTime &+= UInt64(frames)
    pending.frames &+= UInt32(frames)
  }

  @_noLocks private mutating func clear(_ busy: UInt32, _ frames: Int) {
    var buses = busy
    while buses != 0 {
      let lanes = busLanes + buses.trailingZeroBitCount * 2 * Mixer.chunk
      buses &= buses - 1
      for i in 0..<frames {
        lanes[i] = Lanes()
        lanes[Mixer.chunk + i] = Lanes()
      }
    }
  }

  // MARK: Channels

  /// Eight inputs become lanes, with the demo added where it plays.
  @_noLocks private mutating func gather(
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
    let (a, b, c, d) = (sources[0], sources[1], sources[2], sources[3])
    let (e, f, g, h) = (sources[4], sources[5], sources[6], sources[7])
    var isBad = SIMDMask<SIMD8<Int32>>(repeating: false)
    for i in 0..<frames {
      let x = Lanes(a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i])
      lanes[i] = x
      // False for NaN too.
      isBad .|= .!(magnitude(x) .<= Mixer.loudest)
    }
    if any(isBad) { makeHarmless(frames) }
    addDemo(group, frames)
  }

  /// +60 dBFS: nothing that a converter or a program means is louder.
  private static var loudest: Float { @_noLocks get { 1000 } }

  /// One NaN would silence every bus that it reaches until the next start.
  @_noLocks private mutating func makeHarmless(_ frames: Int) {
    for i in 0..<frames {
      for lane in 0..<laneWidth {
        let x = lanes[i][lane]
        guard !(abs(x) <= Mixer.loudest) else { continue }
        lanes[i][lane] = x.isNaN ? 0 : x < 0 ? -Mixer.loudest : Mixer.loudest
        pending.badSamples &+= 1
      }
    }
  }

  @_noLocks private mutating func addDemo(_ group: Int, _ frames: Int) {
    guard let demo, group * laneWidth < demo.pointee.channels else { return }
    let level = outputGains.value[OutputLane.demo]
    let target = outputGains.target[OutputLane.demo]
    guard level != 0 || target != 0 else { return }
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

  /// Trim and polarity, then the channel meters.
  @_noLocks private mutating func shapeInput(_ group: Int, _ frames: Int) {
    var meter = channelMeters[group]
    if inputGains[group].isMoving {
      var gains = inputGains[group]
      for i in 0..<frames {
        let x = lanes[i] * gains.advance()
        lanes[i] = x
        meter.add(x)
      }
      gains.settle()
      inputGains[group] = gains
    } else {
      let gain = inputGains[group].value
      for i in 0..<frames {
        let x = lanes[i] * gain
        lanes[i] = x
        meter.add(x)
      }
    }
    channelMeters[group] = meter
  }

  /// Fader, mute, pan and assignment in one gain per bus and side.
  @_noLocks private mutating func feedBuses(_ group: Int, _ frames: Int) {
    var buses = fed[group]
    while buses != 0 {
      let bus = buses.trailingZeroBitCount
      buses &= buses - 1
      let gains = busGains + (group * busCount + bus) * 2
      let left = busLanes + bus * 2 * Mixer.chunk
      let right = left + Mixer.chunk
      if gains[0].isMoving || gains[1].isMoving {
        var leftGains = gains[0]
        var rightGains = gains[1]
        for i in 0..<frames {
          left[i] += lanes[i] * leftGains.advance()
          right[i] += lanes[i] * rightGains.advance()
        }
        leftGains.settle()
        rightGains.settle()
        gains[0] = leftGains
        gains[1] = rightGains
        if leftGains.isSilent && rightGains.isSilent { fed[group] &= ~(1 << UInt32(bus)) }
      } else {
        let leftGain = gains[0].value
        let rightGain = gains[1].value
        for i in 0..<frames {
          left[i] += lanes[i] * leftGain
          right[i] += lanes[i] * rightGain
        }
      }
    }
  }

  // MARK: Buses

  /// The lanes of the main and the solo bus become one signal each side.
  @_noLocks private mutating func sumSignals(_ busy: UInt32, _ frames: Int) {
    for side in 0..<2 {
      sum(bus: 0, side, into: signals + side * Mixer.chunk, busy, frames)
      sum(bus: layout.groups + 1, side, into: signals + (2 + side) * Mixer.chunk, busy, frames)
    }
  }

  @_noLocks private func sum(
    bus: Int, _ side: Int, into signal: UnsafeMutablePointer<Float>, _ busy: UInt32, _ frames: Int
  ) {
    guard busy & (1 << UInt32(bus)) != 0 else { return signal.update(repeating: 0, count: frames) }
    let lanes = busLanes + (bus * 2 + side) * Mixer.chunk
    for i in 0..<frames { signal[i] = lanes[i].sum() }
  }

  /// The groups' buses become the lanes of the groups' own lane group. Groups that nothing feeds cost nothing.
  @_noLocks private mutating func sumGroups(_ busy: UInt32, _ frames: Int) {
    groupLanes.update(repeating: Lanes(), count: 2 * Mixer.chunk)
    let groupBuses = busy & ~(1 | 1 << UInt32(layout.groups + 1))
    var buses = groupBuses
    while buses != 0 {
      let bus = buses.trailingZeroBitCount
      buses &= buses - 1
      for side in 0..<2 {
        let lanes = busLanes + (bus * 2 + side) * Mixer.chunk
        let group = groupLanes + side * Mixer.chunk
        for i in 0..<frames { group[i][bus - 1] = lanes[i].sum() }
      }
    }
    var isMoving = false
    for gains in 0..<6 where groupGains[gains].isMoving { isMoving = true }
    if groupBuses != 0 || isMoving { mixGroups(frames) }
  }

  /// Group faders: to the stems, to main, to solo.
  @_noLocks private mutating func mixGroups(_ frames: Int) {
    for side in 0..<2 {
      let group = groupLanes + side * Mixer.chunk
      let main = signals + side * Mixer.chunk
      let solo = signals + (2 + side) * Mixer.chunk
      var own = groupGains[side]
      var toMain = groupGains[2 + side]
      var toSolo = groupGains[4 + side]
      var meter = groupMeters[side]
      for i in 0..<frames {
        let x = group[i]
        main[i] += (x * toMain.advance()).sum()
        solo[i] += (x * toSolo.advance()).sum()
        let stem = x * own.advance()
        group[i] = stem
        meter.add(stem)
      }
      own.settle()
      toMain.settle()
      toSolo.settle()
      groupGains[side] = own
      groupGains[2 + side] = toMain
      groupGains[4 + side] = toSolo
      groupMeters[side] = meter
    }
  }

  // MARK: Outputs

  /// Main fader, limiter, monitor and stems.
  @_noLocks private mutating func mixOutputs(
    _ outputs: UnsafePointer<UnsafeMutablePointer<Float>?>, at start: Int, _ frames: Int
  ) {
    let left = signals
    let right = signals + Mixer.chunk
    let soloLeft = signals + 2 * Mixer.chunk
    let soloRight = signals + 3 * Mixer.chunk
    var gains = outputGains
    for i in 0..<frames {
      let g = gains.advance()
      let fadeUp = g[OutputLane.fadeUp]
      left[i] *= g[OutputLane.mainLeft] * fadeUp
      right[i] *= g[OutputLane.mainRight] * fadeUp
      soloLeft[i] *= fadeUp
      soloRight[i] *= fadeUp
      groupLanes[i] *= fadeUp
      groupLanes[Mixer.chunk + i] *= fadeUp
    }
    limiter.process(left, right, frames: frames)
    soloDelay.process(soloLeft, soloRight, frames: frames)

    gains = outputGains
    for i in 0..<frames {
      let g = gains.advance()
      let solo = g[OutputLane.solo]
      var l = left[i] + (soloLeft[i] - left[i]) * solo
      var r = right[i] + (soloRight[i] - right[i]) * solo
      let middle = (l + r) * 0.5
      l = (l + (middle - l) * g[OutputLane.mono]) * g[OutputLane.monitor]
      r = (r + (middle - r) * g[OutputLane.mono]) * g[OutputLane.monitor]
      soloLeft[i] = l
      soloRight[i] = r
      outputMeters.add(Lanes(left[i], right[i], l, r, 0, 0, 0, 0))
    }
    gains.settle()
    outputGains = gains

    for signal in 0..<4 {
      guard let output = outputs[signal] else { continue }
      for i in 0..<frames { output[start + i] = signals[signal * Mixer.chunk + i] }
    }
    for stem in 0..<(layout.groups * 2) {
      guard let output = outputs[4 + stem] else { continue }
      let lanes = groupLanes + (stem & 1) * Mixer.chunk
      for i in 0..<frames { output[start + i] = lanes[i][stem >> 1] }
    }
  }
}
