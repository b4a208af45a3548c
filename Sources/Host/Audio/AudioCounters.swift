import Synchronization

/// What the audio thread counts for the control thread: one writer, any reader, no waiting.
struct AudioCounters: ~Copyable, Sendable {
  /// Times that JACK has called.
  let callbacks = Atomic<UInt64>(0)
  /// Frames rendered.
  let frames = Atomic<UInt64>(0)
  /// When the last callback began, in microseconds of JACK's clock; 0 before the first.
  let lastCallback = Atomic<UInt64>(0)
  /// Callbacks with more frames than the mixer takes at once.
  let longBlocks = Atomic<UInt64>(0)
  /// The longest callback of the window that runs, in 1/65536 of a period.
  let longest = Atomic<UInt32>(0)
  // Proof: the pointer never changes, and what it points to are atomics.
  private nonisolated(unsafe) let bins: UnsafeMutablePointer<Atomic<UInt32>>

  /// Allocates the histogram. Control thread only.
  init() {
    bins = .allocate(capacity: CallbackTimes.binCount)
    for bin in 0..<CallbackTimes.binCount { (bins + bin).initialize(to: Atomic(0)) }
  }

  deinit {
    bins.deinitialize(count: CallbackTimes.binCount)
    bins.deallocate()
  }

  /// Counts one callback. Audio thread only.
  /// - Parameters:
  ///   - microseconds: how long it took.
  ///   - period: how long its frames last, in microseconds.
  @_noLocks func note(frames count: Int, began: UInt64, microseconds: UInt64, period: Float) {
    let share = min(Float(microseconds) / max(period, 1) * 65536, Float(CallbackTimes.largestShare))
    let units = UInt32(share)
    bins[CallbackTimes.bin(of: units)].wrappingAdd(1, ordering: .relaxed)
    if units > longest.load(ordering: .relaxed) { longest.store(units, ordering: .relaxed) }
    frames.wrappingAdd(UInt64(count), ordering: .relaxed)
    lastCallback.store(began, ordering: .relaxed)
    callbacks.wrappingAdd(1, ordering: .releasing)
  }

  /// The histogram since the start. Control thread only.
  func histogram() -> [UInt32] {
    (0..<CallbackTimes.binCount).map { bins[$0].load(ordering: .relaxed) }
  }
}

/// How long callbacks took, as shares of the time that their frames last: 1 is a whole period.
public struct CallbackTimes: Hashable, Sendable {
  /// Callbacks counted.
  public var count = 0
  /// Half of the callbacks took at most this; exact to 6 %.
  public var median = 0.0
  /// 99 of 100 callbacks took at most this; exact to 6 %.
  public var p99 = 0.0
  /// The longest callback.
  public var longest = 0.0

  /// Sixteen bins per octave from 1/65536 of a period to 16 periods.
  static let binCount = 17 * 16
  static let largestShare: UInt32 = (1 << 20) - 1

  /// No callback yet.
  public init() {}

  /// Evaluates a histogram whose bins are those of `bin(of:)`.
  init(bins: [UInt32], longest: UInt32) {
    count = bins.reduce(0) { $0 + Int($1) }
    median = CallbackTimes.share(of: bins, count: count, at: 0.5)
    p99 = CallbackTimes.share(of: bins, count: count, at: 0.99)
    self.longest = Double(longest) / 65536
  }

  /// The bin of a duration in 1/65536 of a period.
  @_noLocks static func bin(of units: UInt32) -> Int {
    if units < 16 { return Int(units) }
    let octave = 27 - units.leadingZeroBitCount
    return (octave + 1) * 16 + Int((units >> UInt32(octave)) & 15)
  }

  /// The largest duration in a bin, in 1/65536 of a period.
  static func upperEdge(of bin: Int) -> UInt32 {
    if bin < 16 { return UInt32(bin) }
    let octave = UInt32(bin / 16 - 1)
    return ((16 + UInt32(bin % 16) + 1) << octave) - 1
  }

  private static func share(of bins: [UInt32], count: Int, at quantile: Double) -> Double {
    guard count > 0 else { return 0 }
    var left = Int((Double(count) * quantile).rounded(.up))
    for (bin, hits) in bins.enumerated() {
      left -= Int(hits)
      if left <= 0 { return Double(upperEdge(of: bin)) / 65536 }
    }
    return Double(largestShare) / 65536
  }
}

/// Turns the running histogram into figures for each second. Control thread only.
struct CallbackWindow {
  /// The last whole window; empty in the first second.
  private(set) var times = CallbackTimes()
  private var bins: [UInt32] = Array(repeating: 0, count: CallbackTimes.binCount)
  private var began: Double?
  private static let length = 1.0

  /// Closes the window if its time is up.
  mutating func look(at counters: UnsafePointer<AudioCounters>, now: Double) {
    guard let start = began else {
      began = now
      return
    }
    guard now - start >= CallbackWindow.length else { return }
    began = now
    let former = bins
    bins = counters.pointee.histogram()
    let longest = counters.pointee.longest.exchange(0, ordering: .relaxed)
    times = CallbackTimes(bins: zip(bins, former).map { $0 &- $1 }, longest: longest)
  }
}
