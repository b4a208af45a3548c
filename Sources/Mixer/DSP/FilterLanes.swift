/// The coefficients of one section for eight strips.
struct LaneCoefficients {
  var r = Lanes()
  var p = Lanes()
  var q = Lanes()
  var c0 = Lanes()
  var c1 = Lanes()
  var c2 = Lanes()

  @_noLocks init() {}

  /// One strip's.
  subscript(lane: Int) -> FilterCoefficients {
    @_noLocks get {
      var one = FilterCoefficients()
      (one.r, one.p, one.q) = (r[lane], p[lane], q[lane])
      (one.c0, one.c1, one.c2) = (c0[lane], c1[lane], c2[lane])
      return one
    }
    @_noLocks set {
      (r[lane], p[lane], q[lane]) = (newValue.r, newValue.p, newValue.q)
      (c0[lane], c1[lane], c2[lane]) = (newValue.c0, newValue.c1, newValue.c2)
    }
  }

  /// Whether the output is the input in all eight.
  var isNeutral: Bool { @_noLocks get { all(c0 .== 1) && all(c1 .== 0) && all(c2 .== 0) } }
}

/// The states of one section for eight signals.
struct FilterState {
  var s1 = Lanes()
  var s2 = Lanes()

  @_noLocks init() {}

  /// One sample; the recursion of `FilterCoefficients`.
  @_noLocks @inline(__always) mutating func step(_ k: LaneCoefficients, _ x: Lanes) -> Lanes {
    let u = x - s2
    let y = fused(k.c0, x, fused(k.c1, s1, k.c2 * s2))
    // In this order only two operations wait for `u`.
    let next = fused(k.p, u, k.r * s1)
    s2 = fused(k.q, u, fused(k.p, s1, s2))
    s1 = next
    return y
  }

  /// Forgets a lane.
  @_noLocks mutating func clear(_ lane: Int) {
    s1[lane] = 0
    s2[lane] = 0
  }

  /// Forgets the lanes that are not finite. Sound of at most 1000 never makes them so; this is what would bring a bus back.
  @_noLocks mutating func guardAgainstInfinity() {
    let size = magnitude(s1) + magnitude(s2)
    // False for NaN too.
    if all(size .< 1e30) { return }
    for lane in 0..<laneWidth where !(size[lane] < 1e30) { clear(lane) }
  }
}

/// One section for eight strips, each with coefficients that move in straight lines of their own, counted in samples, so that
/// the result does not depend on where blocks end.
struct FilterLanes {
  /// Where the coefficients are going; where they are, when nothing moves.
  private(set) var target = LaneCoefficients()
  /// Whether any lane moves.
  private(set) var isMoving = false
  /// Whether any lane moves or does something.
  private(set) var isAwake = false

  // A moving lane is at origin + change · elapsed / frames: a mean of two filters, and never anything else.
  private var origin = LaneCoefficients()
  private var change = LaneCoefficients()
  private var elapsed = Lanes()
  private var inverse = Lanes()
  private var remaining = Lanes()

  @_noLocks init() {
    target.c0 = Lanes(repeating: 1)
    origin.c0 = Lanes(repeating: 1)
  }

  /// Sends one lane from where it is towards a filter that it reaches after so many frames, 1 to 16 million.
  /// - Returns: whether the lane's states must be cleared, because it was neutral and has not looked after them.
  @_noLocks mutating func aim(_ lane: Int, at filter: FilterCoefficients, frames: Float) -> Bool {
    guard !filter.isSame(as: target[lane]) else { return false }
    let wasNeutral = remaining[lane] == 0 && target[lane].isNeutral
    var now = current(lane)
    var goal = filter
    if filter.isNeutral {
      // The states go on as they did, and are heard less and less: a crossfade.
      (goal.r, goal.p, goal.q) = (now.r, now.p, now.q)
    } else if wasNeutral {
      // The states are not heard yet: a crossfade too.
      (now.r, now.p, now.q) = (filter.r, filter.p, filter.q)
    }
    var step = FilterCoefficients()
    (step.r, step.p, step.q) = (goal.r - now.r, goal.p - now.p, goal.q - now.q)
    (step.c0, step.c1, step.c2) = (goal.c0 - now.c0, goal.c1 - now.c1, goal.c2 - now.c2)
    let whole = Float(Int(min(max(frames, 1), 16_000_000)))
    let count = whole < frames && whole < 16_000_000 ? whole + 1 : whole
    origin[lane] = now
    change[lane] = step
    target[lane] = goal
    elapsed[lane] = 0
    inverse[lane] = 1 / count
    remaining[lane] = count
    isMoving = true
    isAwake = true
    return wasNeutral
  }

  @_noLocks private mutating func current(_ lane: Int) -> FilterCoefficients {
    guard remaining[lane] > 0 else { return target[lane] }
    let part = elapsed[lane] * inverse[lane]
    let (from, by) = (origin[lane], change[lane])
    var now = FilterCoefficients()
    (now.r, now.p, now.q) = (from.r + by.r * part, from.p + by.p * part, from.q + by.q * part)
    (now.c0, now.c1, now.c2) = (from.c0 + by.c0 * part, from.c1 + by.c1 * part, from.c2 + by.c2 * part)
    return now
  }

  /// Frames until the next lane arrives, at most `limit`.
  @_noLocks mutating func framesToArrival(_ limit: Int) -> Int {
    var least = Float(limit)
    for lane in 0..<laneWidth where remaining[lane] > 0 { least = min(least, remaining[lane]) }
    return Int(least)
  }

  /// Filters in place while lanes move; `advance` then says that it happened.
  /// - Parameter frames: no more than `framesToArrival`.
  @_noLocks mutating func glide(_ state: inout FilterState, _ x: UnsafeMutablePointer<Lanes>, frames: Int) {
    let (origin, change, inverse) = (origin, change, inverse)
    var now = state
    var count = elapsed
    var k = LaneCoefficients()
    for i in 0..<frames {
      count += 1
      let part = count * inverse
      k.r = fused(change.r, part, origin.r)
      k.p = fused(change.p, part, origin.p)
      k.q = fused(change.q, part, origin.q)
      k.c0 = fused(change.c0, part, origin.c0)
      k.c1 = fused(change.c1, part, origin.c1)
      k.c2 = fused(change.c2, part, origin.c2)
      x[i] = now.step(k, x[i])
    }
    state = now
  }

  /// Moves on by frames that have been filtered. Lanes that arrive are from now on exactly at their target.
  @_noLocks mutating func advance(frames: Int) {
    var moves = false
    for lane in 0..<laneWidth {
      guard remaining[lane] > 0 else { continue }
      elapsed[lane] += Float(frames)
      remaining[lane] -= Float(frames)
      guard remaining[lane] <= 0 else {
        moves = true
        continue
      }
      remaining[lane] = 0
      elapsed[lane] = 0
      inverse[lane] = 0
      let arrived = target[lane]
      origin[lane] = arrived
      var none = FilterCoefficients()
      none.c0 = 0
      change[lane] = none
    }
    isMoving = moves
    if !moves && target.isNeutral { isAwake = false }
  }
}
