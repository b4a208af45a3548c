/// The safety limiter of the main output: stereo-linked look-ahead, never above its ceiling in sample peak.
///
/// The gain that each frame needs is held by a sliding minimum over the look-ahead, let go slowly, and smoothed by a moving
/// average as long as the look-ahead. Every value in that average is at most what the delayed frame needs, so the average
/// is too (the order-statistics argument of Hämäläinen, DAFx-02). The average is summed in whole numbers: it cannot
/// drift, and without reduction it is exactly 1, so the limiter is then a pure delay.
struct PeakLimiter: ~Copyable {
  /// Frames from input to output.
  let latency: Int
  /// Frames in which the gain was below 1 since `takeCounts`.
  private var limitedFrames: UInt32 = 0
  private var lowestGain: Float = 1

  private let ceiling: Float
  private let release: Double
  private let window: Int
  private let mask: Int
  private var delay: Delay
  private let gains: UnsafeMutablePointer<Float>
  private let held: UnsafeMutablePointer<Int32>
  /// While nothing is to be done, `held` is not written; it would be 1 throughout.
  private var heldIsOld = false
  // The sliding minimum: values in rising order with the frames that they belong to.
  private let candidates: UnsafeMutablePointer<(frame: Int, gain: Float)>
  private var oldest = 0
  private var newest = 0
  private var frame = 0
  // In single precision the last part of the way back to 1 would be below the resolution of the sum.
  private var envelope: Double = 1
  private var sum: Int64
  /// Frames since the last one that needed less than 1; after two windows with the envelope at 1 nothing is left to do.
  private var quiet: Int

  private static let one: Float = 1_073_741_824  // 2^30
  /// Frames that are looked at together.
  private static let piece = 64

  init(sampleRate: Double, ceiling: Float) {
    latency = Int((0.0015 * sampleRate).rounded())
    window = latency + 1
    var size = 64
    while size < 2 * window { size *= 2 }
    mask = size - 1
    self.ceiling = ceiling
    release = 1 - binaryPower(-1.44269504088896341 / (0.1 * sampleRate))
    delay = Delay(frames: latency)
    gains = .allocate(capacity: PeakLimiter.piece)
    gains.initialize(repeating: 1, count: PeakLimiter.piece)
    held = .allocate(capacity: size)
    candidates = .allocate(capacity: size)
    held.initialize(repeating: Int32(PeakLimiter.one), count: size)
    candidates.initialize(repeating: (0, 1), count: size)
    sum = Int64(window) * Int64(PeakLimiter.one)
    quiet = 2 * window
  }

  deinit {
    gains.deallocate()
    held.deallocate()
    candidates.deallocate()
  }

  /// Limits a block in place; what comes out went in `latency` frames earlier.
  @_noLocks mutating func process(_ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, frames: Int) {
    var done = 0
    while done < frames {
      let count = min(PeakLimiter.piece, frames - done)
      processPiece(l + done, r + done, count)
      done += count
    }
  }

  @_noLocks private mutating func processPiece(
    _ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    if quiet >= 2 * window, staysBelow(l, count), staysBelow(r, count) {
      heldIsOld = true
      frame &+= count
      return delay.process(l, r, frames: count)
    }
    if heldIsOld {
      held.update(repeating: Int32(PeakLimiter.one), count: mask + 1)
      heldIsOld = false
    }
    let whole = Float(window) * PeakLimiter.one
    for i in 0..<count {
      let peak = max(abs(l[i]), abs(r[i]))
      let slot = frame & mask
      if peak <= ceiling, quiet >= 2 * window {
        held[slot] = Int32(PeakLimiter.one)
        gains[i] = 1
      } else {
        smooth(needed: peak > ceiling ? ceiling / peak : 1, slot: slot)
        let gain = Float(sum) / whole
        if gain < 1 { limitedFrames &+= 1 }
        lowestGain = min(lowestGain, gain)
        gains[i] = gain
      }
      frame &+= 1
    }
    delay.process(l, r, frames: count)
    for i in 0..<count {
      // The clamp catches the last bit of rounding only.
      l[i] = min(max(l[i] * gains[i], -ceiling), ceiling)
      r[i] = min(max(r[i] * gains[i], -ceiling), ceiling)
    }
  }

  /// Whether no sample passes the ceiling, or is not a number.
  @_noLocks private func staysBelow(_ samples: UnsafePointer<Float>, _ count: Int) -> Bool {
    var isBelow = true
    var i = 0
    while i &+ laneWidth <= count {
      let x = UnsafeRawPointer(samples + i).loadUnaligned(as: Lanes.self)
      isBelow = isBelow && all(magnitude(x) .<= ceiling)
      i &+= laneWidth
    }
    while i < count {
      isBelow = isBelow && abs(samples[i]) <= ceiling
      i &+= 1
    }
    return isBelow
  }

  @_noLocks private mutating func smooth(needed: Float, slot: Int) {
    if quiet >= 2 * window { oldest = newest }
    while newest != oldest, candidates[(newest &- 1) & mask].gain >= needed { newest &-= 1 }
    candidates[newest & mask] = (frame, needed)
    newest &+= 1
    while candidates[oldest & mask].frame &+ window <= frame { oldest &+= 1 }
    let least = Double(candidates[oldest & mask].gain)
    envelope = least < envelope ? least : envelope + (least - envelope) * release
    if envelope > 0.99999 && least == 1 { envelope = 1 }
    let new = Int32(envelope * Double(PeakLimiter.one))
    sum += Int64(new) - Int64(held[(frame &- window) & mask])
    held[slot] = new
    quiet = needed < 1 || envelope < 1 ? 0 : quiet + 1
  }

  /// What it did since the last call.
  @_noLocks mutating func takeCounts() -> (limitedFrames: UInt32, lowestGain: Float) {
    defer {
      limitedFrames = 0
      lowestGain = 1
    }
    return (limitedFrames, lowestGain)
  }
}
