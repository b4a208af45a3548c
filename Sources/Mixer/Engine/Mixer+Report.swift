// The third of the three steps.
extension Mixer {
  /// Hands meters to the control thread about fifty times a second; where the ring is full, the interval just grows. Audio
  /// thread only.
  @_noLocks public mutating func report() {
    guard pending.frames >= interval else { return }
    let counts = mainChain.limiter.takeCounts()
    pending.limitedFrames &+= counts.limitedFrames
    pending.limiterGain = min(pending.limiterGain, counts.lowestGain)
    for channel in 0..<layout.channels {
      readings[channel] = channelMeters[channel / laneWidth].reading(channel % laneWidth, frames: pending.frames)
    }
    read(0, count: layout.groups, at: layout.meterIndex(of: StripID(.group, 0)))
    read(2, count: layout.auxes, at: layout.meterIndex(of: StripID(.aux, 0)))
    read(4, count: layout.effects, at: layout.meterIndex(of: StripID(.effect, 0)))
    let outputs = layout.channels + 2 * (layout.groups + layout.auxes + layout.effects)
    for output in 0..<4 { readings[outputs + output] = outputMeters.reading(output, frames: pending.frames) }
    addReductions(outputs)
    if ballisticMode != 0 { addBallistics(outputs) }
    guard reports.pointee.push(pending, readings) else { return }
    for group in 0..<laneGroups { channelMeters[group] = MeterLanes() }
    for place in 0..<6 { busMeters[place] = MeterLanes() }
    outputMeters = MeterLanes()
    for place in 0..<(laneGroups + 7) { ballistics[place].startInterval() }
    let time = pending.frameTime
    pending = Report()
    pending.frameTime = time
  }

  /// The strips of a kind of bus: their left sides' meters are at one place, their right sides' at the next.
  @_noLocks private mutating func read(_ place: Int, count: Int, at first: Int) {
    for strip in 0..<count {
      readings[first + 2 * strip] = busMeters[place].reading(strip, frames: pending.frames)
      readings[first + 2 * strip + 1] = busMeters[place + 1].reading(strip, frames: pending.frames)
    }
  }

  /// What gates, compressors and de-essers did. Taken even if the report then finds no room: they are shown, not counted.
  @_noLocks private mutating func addReductions(_ outputs: Int) {
    for group in 0..<laneGroups {
      let gate = channels[group].gate.takeReduction()
      let compressor = smaller(channels[group].before.takeReduction(), channels[group].behind.takeReduction())
      let deEsser = channels[group].deEsser.takeReduction()
      for lane in 0..<min(laneWidth, layout.channels - group * laneWidth) {
        readings[group * laneWidth + lane].gate = gate[lane]
        readings[group * laneWidth + lane].compressor = compressor[lane]
        readings[group * laneWidth + lane].deEsser = deEsser[lane]
      }
    }
    let ofGroups = groupStrips.pointee.compressor.takeReduction()
    for group in 0..<layout.groups { readings[layout.channels + 2 * group].compressor = ofGroups[group] }
    let ofAuxes = auxStrips.pointee.compressor.takeReduction()
    for aux in 0..<layout.auxes { readings[layout.channels + 2 * (layout.groups + aux)].compressor = ofAuxes[aux] }
    readings[outputs].compressor = mainChain.takeReduction()
  }

  @_noLocks private mutating func addBallistics(_ outputs: Int) {
    for channel in 0..<layout.channels {
      readings[channel].ballistic = ballistics[channel / laneWidth].reading(channel % laneWidth)
    }
    var first = layout.channels
    for kind in 0..<3 {
      let count = kind == 0 ? layout.groups : kind == 1 ? layout.auxes : layout.effects
      for strip in 0..<count {
        for side in 0..<2 {
          readings[first + 2 * strip + side].ballistic = ballistics[laneGroups + 2 * kind + side].reading(strip)
        }
      }
      first += 2 * count
    }
    for output in 0..<4 { readings[outputs + output].ballistic = ballistics[laneGroups + 6].reading(output) }
  }
}
