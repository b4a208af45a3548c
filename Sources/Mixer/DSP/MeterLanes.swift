/// Peak and energy of eight signals over an interval.
struct MeterLanes {
  private(set) var peak = Lanes()
  private(set) var energy = Lanes()

  @_noLocks init() {}

  /// Takes one sample of each signal.
  @_noLocks mutating func add(_ sample: Lanes) {
    peak = larger(peak, magnitude(sample))
    energy += sample * sample
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
