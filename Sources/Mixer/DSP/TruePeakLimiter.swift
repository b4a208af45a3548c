/// The limiter of the main output: stereo-linked look-ahead, never above its ceiling in sample peak, and within 0.1 dB of it
/// in true peak.
///
/// The gain that the peaks around each frame need is held by a sliding minimum over the look-ahead and a hold, let go slowly,
/// and smoothed by two moving averages that together are as long as the look-ahead. Every value in them is at most what the
/// delayed frame needs, so their result is too (the order-statistics argument of Hämäläinen, DAFx-02). The averages are
/// summed in whole numbers: they cannot drift, and without reduction they are exactly 1, so the limiter is then a pure delay.
///
/// The hold is a quarter of the release and at most 12 ms: as long as half a wave of 42 Hz, so that the gain stands still
/// under a bass tone instead of following its wave.
///
/// Switched off, it still keeps samples at or below 0 dBFS, in the same way and with the same latency, and looks at nothing
/// between the samples. So there is no jump to hide when it is switched.
struct TruePeakLimiter: ~Copyable {
  /// Frames from input to output.
  let latency: Int

  // Counts since `takeCounts`.
  private var starts: UInt32 = 0
  private var limitedFrames: UInt32 = 0
  private var lowestGain: Float = 1
  private var isLimiting = false

  // Settings.
  private let sampleRate: Double
  private var setting: Float
  private var isOn = true
  /// What holds now, of the setting and the switch.
  private var ceiling: Float
  /// The part of the way back that one frame goes.
  private var release: Double = 0
  /// Frames that a need is held for.
  private var window = 0
  /// What samples are cut at, for the last bit of rounding. It follows a lower ceiling when all frames that were
  /// measured against the old one are out.
  private var limit: Float
  private var framesToNewLimit = 0

  private let lookAhead: Int
  private var detector: TruePeakDetector
  private var delay: Delay
  /// Of one piece: peaks first, then gains.
  private let gains: UnsafeMutablePointer<Float>

  // The sliding minimum: values in rising order with the frames that they belong to.
  private let candidates: UnsafeMutablePointer<(frame: Int, gain: Float)>
  private let candidateMask: Int
  private var oldest = 0
  private var newest = 0
  private var frame = 0

  // In single precision the last part of the way back to 1 would be below the resolution of the sum.
  private var envelope: Double = 1
  // The moving averages, and what they have held: envelopes, and sums of them.
  private let firstLength: Int
  private let secondLength: Int
  private let mask: Int
  private let envelopes: UnsafeMutablePointer<Int32>
  private let firstSums: UnsafeMutablePointer<Int64>
  private var firstSum: Int64 = 0
  private var secondSum: Int64 = 0
  /// Frames since the envelope or anything in the sliding minimum was below 1; at rest after a look-ahead of them.
  private var quiet: Int
  /// While nothing is to be done the averages are not kept; they would be 1 throughout.
  private var averagesAreOld = true

  private static var one: Double { @_noLocks get { 1_073_741_824 } }  // 2^30

  /// Allocates. Control thread only.
  /// - Parameters:
  ///   - sampleRate: 44,100 to 192,000 Hz.
  ///   - ceiling: a gain, as in `setCeiling`.
  init(sampleRate: Double, ceiling: Float) {
    self.sampleRate = sampleRate
    lookAhead = Int((0.0014 * sampleRate).rounded())
    latency = lookAhead + TruePeakDetector.delay - 1
    firstLength = (lookAhead + 1) / 2
    secondLength = lookAhead + 1 - firstLength
    var size = 64
    while size < lookAhead { size *= 2 }
    mask = size - 1
    while size < lookAhead + 2 + Int(0.012 * sampleRate) { size *= 2 }
    candidateMask = size - 1
    setting = ceiling
    self.ceiling = ceiling
    limit = ceiling
    quiet = lookAhead
    detector = TruePeakDetector(sampleRate: sampleRate)
    delay = Delay(frames: latency)
    gains = UnsafeMutableRawPointer.allocate(byteCount: TruePeakDetector.piece * 4, alignment: 16)
      .initializeMemory(as: Float.self, repeating: 1, count: TruePeakDetector.piece)
    envelopes = .allocate(capacity: mask + 1)
    envelopes.initialize(repeating: 0, count: mask + 1)
    firstSums = .allocate(capacity: mask + 1)
    firstSums.initialize(repeating: 0, count: mask + 1)
    candidates = .allocate(capacity: candidateMask + 1)
    candidates.initialize(repeating: (0, 1), count: candidateMask + 1)
    setRelease(milliseconds: 100)
    setCeiling(ceiling)
    framesToNewLimit = 0
    limit = self.ceiling
  }

  deinit {
    gains.deallocate()
    envelopes.deallocate()
    firstSums.deallocate()
    candidates.deallocate()
  }

  // MARK: Settings; audio thread, or before it runs

  /// Sets the highest output, 0.001…1 (−60…0 dBTP). It holds at once for what comes in, and so for all that goes out one
  /// latency later; the gain moves there within the look-ahead, as for any peak.
  @_noLocks mutating func setCeiling(_ gain: Float) {
    guard gain >= 0.001 else { return setCeiling(0.001) }
    setting = gain < 1 ? gain : 1
    apply()
  }

  /// Sets how long the gain takes to come back by 63 %, 5…1000 ms.
  @_noLocks mutating func setRelease(milliseconds: Float) {
    guard milliseconds >= 5 else { return setRelease(milliseconds: 5) }
    let seconds = Double(milliseconds < 1000 ? milliseconds : 1000) * 0.001
    release = 1 - binaryPower(-1.44269504088896341 / (seconds * sampleRate))
    let hold = seconds / 4 < 0.012 ? seconds / 4 : 0.012
    window = lookAhead + 1 + Int(hold * sampleRate)
  }

  /// Switches between the ceiling in true peak and 0 dBFS in sample peak.
  @_noLocks mutating func setOn(_ isOn: Bool) {
    self.isOn = isOn
    apply()
  }

  @_noLocks private mutating func apply() {
    ceiling = isOn ? setting : 1
    limit = ceiling > limit ? ceiling : limit
    framesToNewLimit = latency
  }

  // MARK: Sound; audio thread

  /// Limits a block in place; what comes out went in `latency` frames earlier.
  @_noLocks mutating func process(_ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, frames: Int) {
    var done = 0
    while done < frames {
      var count = min(TruePeakDetector.piece, frames - done)
      if framesToNewLimit > 0 { count = min(count, framesToNewLimit) }
      processPiece(l + done, r + done, count)
      done += count
      guard framesToNewLimit > 0 else { continue }
      framesToNewLimit -= count
      if framesToNewLimit == 0 { limit = ceiling }
    }
  }

  @_noLocks private mutating func processPiece(
    _ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let mayBeAbove = detector.process(l, r, frames: count, above: ceiling, betweenSamples: isOn, into: gains)
    delay.process(l, r, frames: count)
    let isAbove = mayBeAbove && needs(count)
    guard isAbove || quiet < lookAhead else {
      averagesAreOld = true
      frame &+= count
      return
    }
    if !isAbove { gains.update(repeating: 1, count: count) }
    if averagesAreOld { restartAverages() }
    smooth(count)
    let (low, high) = (-limit, limit)
    for i in 0..<count {
      // The clamp catches the last bit of rounding only.
      let left = l[i] * gains[i]
      let right = r[i] * gains[i]
      let cutLeft = left < high ? left : high
      let cutRight = right < high ? right : high
      l[i] = cutLeft > low ? cutLeft : low
      r[i] = cutRight > low ? cutRight : low
    }
  }

  /// Makes peaks the gains that they need.
  /// - Returns: false if all of them are 1.
  @_noLocks private func needs(_ count: Int) -> Bool {
    var isAbove = false
    for i in 0..<count {
      let peak = gains[i]
      isAbove = isAbove || peak > ceiling
      gains[i] = peak > ceiling ? ceiling / peak : 1
    }
    return isAbove
  }

  @_noLocks private mutating func restartAverages() {
    averagesAreOld = false
    oldest = newest
    firstSum = Int64(firstLength) * Int64(TruePeakLimiter.one)
    secondSum = Int64(secondLength) * firstSum
    envelopes.update(repeating: Int32(TruePeakLimiter.one), count: mask + 1)
    firstSums.update(repeating: firstSum, count: mask + 1)
  }

  /// Makes what each frame needs the gain that it gets.
  @_noLocks private mutating func smooth(_ count: Int) {
    let whole = Float(firstLength * secondLength) * Float(TruePeakLimiter.one)
    var (frame, oldest, newest) = (frame, oldest, newest)
    var (envelope, firstSum, secondSum, quiet) = (envelope, firstSum, secondSum, quiet)
    for i in 0..<count {
      let need = gains[i]
      while newest != oldest, candidates[(newest &- 1) & candidateMask].gain >= need { newest &-= 1 }
      candidates[newest & candidateMask] = (frame, need)
      newest &+= 1
      while candidates[oldest & candidateMask].frame &+ window <= frame { oldest &+= 1 }
      let least = Double(candidates[oldest & candidateMask].gain)

      envelope = least < envelope ? least : envelope + (least - envelope) * release
      if envelope > 0.99999 && least == 1 { envelope = 1 }
      quiet = envelope < 1 || least < 1 ? 0 : quiet &+ 1

      let slot = frame & mask
      let new = Int32(envelope * TruePeakLimiter.one)
      firstSum &+= Int64(new) &- Int64(envelopes[(frame &- firstLength) & mask])
      envelopes[slot] = new
      secondSum &+= firstSum &- firstSums[(frame &- secondLength) & mask]
      firstSums[slot] = firstSum
      gains[i] = Float(secondSum) / whole
      frame &+= 1
    }
    (self.frame, self.oldest, self.newest) = (frame, oldest, newest)
    (self.envelope, self.firstSum, self.secondSum, self.quiet) = (envelope, firstSum, secondSum, quiet)
    tally(count)
  }

  @_noLocks private mutating func tally(_ count: Int) {
    for i in 0..<count {
      let works = gains[i] < 1
      if works && !isLimiting { starts &+= 1 }
      if works { limitedFrames &+= 1 }
      isLimiting = works
      lowestGain = gains[i] < lowestGain ? gains[i] : lowestGain
    }
  }

  /// What it did since the last call: how often it started to work, frames in which the gain was below 1, the lowest gain.
  @_noLocks mutating func takeCounts() -> (starts: UInt32, limitedFrames: UInt32, lowestGain: Float) {
    defer {
      starts = 0
      limitedFrames = 0
      lowestGain = 1
    }
    return (starts, limitedFrames, lowestGain)
  }
}
