/// Peak and energy of eight signals over an interval.
struct MeterLanes {
  private(set) var peak = Lanes()
  private(set) var energy = Lanes()

  @_noLocks init() {}

  /// Takes one sample of each signal.
  @_noLocks mutating func add(_ sample: Lanes) {
    peak = pointwiseMax(peak, magnitude(sample))
    energy += sample * sample
  }

  /// One signal's reading over an interval of so many frames.
  @_noLocks func reading(_ lane: Int, frames: UInt32) -> MeterReading {
    MeterReading(peak: peak[lane], meanSquare: frames > 0 ? energy[lane] / Float(frames) : 0)
  }
}

/// The absolute values of eight samples.
@_noLocks func magnitude(_ x: Lanes) -> Lanes {
  unsafeBitCast(unsafeBitCast(x, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: Lanes.self)
}
