/// Which neighbouring lanes are stereo pairs, whose dynamics act on both sides alike.
struct PairLinks {
  // All bits of a lane that is linked, so that it can mask the partner's level.
  private var mask = SIMD8<UInt32>()

  @_noLocks init() {}

  /// Whether any pair is linked.
  var isUsed: Bool { @_noLocks get { mask.wrappedSum() != 0 } }

  /// Links lanes 2·pair and 2·pair + 1, or parts them.
  @_noLocks mutating func link(_ pair: Int, _ isLinked: Bool) {
    mask[2 * pair] = isLinked ? .max : 0
    mask[2 * pair + 1] = isLinked ? .max : 0
  }

  /// The larger level of each linked pair in both of its lanes; other lanes keep theirs.
  /// - Parameter level: not negative.
  @_noLocks @inline(__always) func shared(_ level: Lanes) -> Lanes {
    larger(level, unsafeBitCast(partners(level) & mask, to: Lanes.self))
  }

  /// The sums over linked pairs in both of their lanes; other lanes keep theirs.
  @_noLocks @inline(__always) func summed(_ power: Lanes) -> Lanes {
    power + unsafeBitCast(partners(power) & mask, to: Lanes.self)
  }

  @_noLocks @inline(__always) private func partners(_ x: Lanes) -> SIMD8<UInt32> {
    unsafeBitCast(Lanes(x[1], x[0], x[3], x[2], x[5], x[4], x[7], x[6]), to: SIMD8<UInt32>.self)
  }
}

/// How far a one-pole filter moves in one frame, 1 − exp(−1 / (τ · fs)), so that it goes 63 % of its way in `time`.
/// - Parameter time: τ in ms; 0 is at once.
@_noLocks func approach(milliseconds time: Float, sampleRate: Double) -> Float {
  guard time > 0 else { return 1 }
  return Float(1 - binaryPower(-1442.69504088896341 / (Double(time) * sampleRate)))
}

/// The nearest number of whole frames.
@_noLocks func wholeFrames(milliseconds time: Float, sampleRate: Double) -> Float {
  Float(Int(Double(time) * 0.001 * sampleRate + 0.5))
}

/// `a` where the mask's lanes are set, otherwise `b`: bit by bit, because the library's `replacing` is not always one step.
@_noLocks @inline(__always) func chosen(_ mask: SIMDMask<SIMD8<Int32>>, _ a: Lanes, _ b: Lanes) -> Lanes {
  b.replacing(with: a, where: mask)
}
