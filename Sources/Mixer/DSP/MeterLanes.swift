/// Peak and energy of eight signals over an interval.
struct MeterLanes {
  private(set) var peak = Lanes()
  private(set) var energy = Lanes()

  @_noLocks init() {}

  /// Takes one sample of each signal.
  @_noLocks @inline(__always) mutating func add(_ sample: Lanes) {
    peak = larger(peak, magnitude(sample))
    energy = fused(sample, sample, energy)
  }

  /// Takes so many samples of each signal.
  @_noLocks mutating func add(_ sources: LaneSources, frames: Int) {
    var meter = self
    var i = 0
    while i &+ 4 <= frames {
      let x = sources.four(at: i)
      meter.add(x.0)
      meter.add(x.1)
      meter.add(x.2)
      meter.add(x.3)
      i &+= 4
    }
    while i < frames {
      meter.add(sources[i])
      i &+= 1
    }
    self = meter
  }

  /// Takes a whole chunk, as it was before this gain.
  @_noLocks mutating func add(_ chunk: MeterLanes, gain: Lanes) {
    peak = larger(peak, chunk.peak * magnitude(gain))
    energy += chunk.energy * (gain * gain)
  }

  /// One signal's reading over an interval of so many frames.
  @_noLocks func reading(_ lane: Int, frames: UInt32) -> MeterReading {
    MeterReading(peak: peak[lane], meanSquare: frames > 0 ? energy[lane] / Float(frames) : 0)
  }
}
