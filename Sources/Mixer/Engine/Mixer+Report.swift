// The third of the three steps.
extension Mixer {
  /// Hands meters to the control thread about fifty times a second; where the ring is full, the interval just grows. Audio
  /// thread only.
  @_noLocks public mutating func report() {
    guard pending.frames >= interval else { return }
    let counts = limiter.takeCounts()
    pending.limitedFrames &+= counts.limitedFrames
    pending.limiterGain = min(pending.limiterGain, counts.lowestGain)
    for channel in 0..<layout.channels {
      readings[channel] = channelMeters[channel / laneWidth].reading(channel % laneWidth, frames: pending.frames)
    }
    for group in 0..<layout.groups {
      readings[layout.channels + 2 * group] = groupMeters[0].reading(group, frames: pending.frames)
      readings[layout.channels + 2 * group + 1] = groupMeters[1].reading(group, frames: pending.frames)
    }
    for output in 0..<4 {
      readings[layout.channels + 2 * layout.groups + output] = outputMeters.reading(output, frames: pending.frames)
    }
    guard reports.pointee.push(pending, readings) else { return }
    for group in 0..<laneGroups { channelMeters[group] = MeterLanes() }
    groupMeters[0] = MeterLanes()
    groupMeters[1] = MeterLanes()
    outputMeters = MeterLanes()
    let time = pending.frameTime
    pending = Report()
    pending.frameTime = time
  }
}
