/// The filters of eight lines, one in each lane: a low shelf and a low-pass of first order.
struct ReverbFilters {
  private var low = Lanes()
  private var high = Lanes()
  /// How far the filters of the shelves go with each sample.
  private let corner: Float

  /// - Parameter corner: of the low frequencies, in Hz.
  @_noLocks init(corner: Double, sampleRate: Double) {
    self.corner = Float(6.283185307179586 * corner / sampleRate)
  }

  /// Forgets what went through.
  @_noLocks mutating func clear() {
    low = Lanes()
    high = Lanes()
  }

  /// Filters a piece.
  @_noLocks mutating func process(
    _ sources: LaneSources, _ damping: ReverbDamping, into lanes: UnsafeMutablePointer<Lanes>, frames: Int
  ) {
    ReverbFilters.gather(sources, into: lanes, frames: frames)
    var state = self
    for i in 0..<frames { lanes[i] = state.take(lanes[i], damping) }
    self = state
  }

  /// Filters a piece on the way from one tuning to another.
  /// - Parameters:
  ///   - frame: how far on the way the piece begins.
  ///   - step: the part of the way that a frame is.
  @_noLocks mutating func process(
    _ sources: LaneSources, from old: ReverbDamping, to new: ReverbDamping, at frame: Int, step: Float,
    into lanes: UnsafeMutablePointer<Lanes>, frames: Int
  ) {
    ReverbFilters.gather(sources, into: lanes, frames: frames)
    var state = self
    for i in 0..<frames { lanes[i] = state.take(lanes[i], old.mixed(with: new, Float(frame &+ i) * step)) }
    self = state
  }

  // A loop of its own: in one loop with the filters, the compiler takes the transposed vectors apart again.
  @_noLocks private static func gather(
    _ sources: LaneSources, into lanes: UnsafeMutablePointer<Lanes>, frames: Int
  ) {
    var i = 0
    while i &+ 4 <= frames {
      (lanes[i], lanes[i &+ 1], lanes[i &+ 2], lanes[i &+ 3]) = sources.four(at: i)
      i &+= 4
    }
    while i < frames {
      lanes[i] = sources[i]
      i &+= 1
    }
  }

  @_noLocks @inline(__always) private mutating func take(_ x: Lanes, _ damping: ReverbDamping) -> Lanes {
    low += (x - low) * corner
    high += (x * damping.middle + low * damping.low - high) * damping.high
    return high
  }
}
