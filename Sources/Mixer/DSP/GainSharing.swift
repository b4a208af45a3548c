/// Shares one gain among many open microphones, so that the sum sounds like one (Dan Dugan, "Automatic Microphone Mixing",
/// JAES 23(6), 1975): each channel gets the square root of its part of the weighted power of all. The gains' squares add up to
/// 1; who speaks alone gets 0 dB, two who speak equally loud −3 dB each, and in silence all get the same.
///
/// Powers are smoothed by 20 ms and shared every 64 frames, counted from the start, whatever the chunks are. In between, gains
/// move in straight lines, at most by 1 in 10 ms.
///
/// In each chunk: `measure` for every lane group, then `share` once, then `apply` for every lane group.
struct GainSharing: ~Copyable {
  /// One lane group.
  private struct Group: BitwiseCopyable {
    /// Weights as gains of power; 0 in lanes that take no part.
    var weight = Lanes()
    /// Sums of squares of the interval that runs, and of what the chunk has of the next.
    var sum = Lanes()
    var nextSum = Lanes()
    var power = Lanes()
    /// The gain at the last frame, its change per frame, and where it is at the end of the interval.
    var gain = Lanes(repeating: 1)
    var step = Lanes()
    var target = Lanes(repeating: 1)
    /// What begins with the interval that begins in this chunk.
    var nextTarget = Lanes(repeating: 1)
    /// Whether any lane takes part, or has not come back from it.
    var isActive = false
  }

  private static var interval: Int { @_noLocks get { 64 } }

  private let count: Int
  private let groups: UnsafeMutablePointer<Group>
  private let follow: Float
  private let steepest: Float
  /// Frames of the interval that are over.
  private var position = 0
  /// The frame of this chunk with which an interval begins.
  private var boundary: Int?

  /// Allocates the state of so many lane groups.
  /// - Parameter sampleRate: 44,100 to 192,000 Hz.
  init(groups count: Int, sampleRate: Double) {
    self.count = count
    groups = .allocate(capacity: max(count, 1))
    groups.initialize(repeating: Group(), count: max(count, 1))
    follow = approach(milliseconds: 20, sampleRate: sampleRate / Double(GainSharing.interval))
    steepest = Float(Double(GainSharing.interval) / (0.010 * sampleRate))
  }

  deinit { groups.deallocate() }

  // MARK: Settings

  /// Lets a lane take part, or not.
  /// - Parameter weight: dB; a channel with 6 dB more counts as if it were 6 dB louder.
  @_noLocks mutating func set(_ group: Int, _ lane: Int, isOn: Bool, weight: Float = 0) {
    groups[group].weight[lane] = isOn ? gain(decibel: 2 * min(max(weight, -40), 40)) : 0
    notice(group)
  }

  @_noLocks private func notice(_ group: Int) {
    let all = Lanes(repeating: 1)
    groups[group].isActive =
      any(groups[group].weight .> 0) || any(groups[group].gain .!= all) || any(groups[group].target .!= all)
    guard !groups[group].isActive else { return }
    // What an idle group remembers must not depend on where its last chunk ended.
    groups[group].sum = Lanes()
    groups[group].power = Lanes()
  }

  /// Whether a lane group needs neither `measure` nor `apply`.
  @_noLocks func isIdle(_ group: Int) -> Bool { !groups[group].isActive }

  // MARK: Signals

  /// Takes the powers of a lane group's chunk.
  /// - Parameter frames: 0…64, the same for all groups of a chunk.
  @_noLocks mutating func measure(_ group: Int, _ x: UnsafePointer<Lanes>, frames: Int) {
    guard groups[group].isActive else { return }
    let cut = min(frames, GainSharing.interval - position)
    var sum = groups[group].sum
    for i in 0..<cut { sum += x[i] * x[i] }
    var nextSum = Lanes()
    for i in cut..<frames { nextSum += x[i] * x[i] }
    groups[group].sum = sum
    groups[group].nextSum = nextSum
  }

  /// Shares the gain anew if an interval ends in this chunk.
  @_noLocks mutating func share(frames: Int) {
    position += frames
    boundary = nil
    guard position >= GainSharing.interval else { return }
    position -= GainSharing.interval
    boundary = frames - position
    var total = Lanes()
    for group in 0..<count where groups[group].isActive {
      let mean = groups[group].sum * (1 / Float(GainSharing.interval))
      groups[group].power += (mean - groups[group].power) * follow
      groups[group].sum = groups[group].nextSum
      total += weighted(group)
    }
    let whole = max(sums(total, Lanes(), Lanes(), Lanes())[0], 1e-20)
    for group in 0..<count where groups[group].isActive {
      let share = chosen(groups[group].weight .> 0, root(weighted(group) * (1 / whole)), Lanes(repeating: 1))
      let now = groups[group].target
      groups[group].nextTarget = smaller(larger(share, now - steepest), now + steepest)
    }
  }

  /// One step of Newton's makes the short logarithm and power exact.
  @_noLocks @inline(__always) private func root(_ x: Lanes) -> Lanes {
    let near = binaryPower(0.5 * binaryLogarithm(x))
    return 0.5 * (near + x / near)
  }

  /// −120 dBFS is added to each power, so that all are equal in silence.
  @_noLocks @inline(__always) private func weighted(_ group: Int) -> Lanes {
    (groups[group].power + 1e-12) * groups[group].weight
  }

  /// Gives a lane group's chunk its gains, in place.
  @_noLocks mutating func apply(_ group: Int, _ x: UnsafeMutablePointer<Lanes>, frames: Int) {
    guard groups[group].isActive else { return }
    let cut = boundary ?? frames
    ramp(group, x, 0, cut)
    guard boundary != nil else { return }
    groups[group].gain = groups[group].target
    groups[group].target = groups[group].nextTarget
    groups[group].step = (groups[group].target - groups[group].gain) * (1 / Float(GainSharing.interval))
    ramp(group, x, cut, frames)
    notice(group)
  }

  @_noLocks private func ramp(_ group: Int, _ x: UnsafeMutablePointer<Lanes>, _ start: Int, _ end: Int) {
    var gain = groups[group].gain
    let step = groups[group].step
    for i in start..<end {
      gain += step
      x[i] = x[i] * gain
    }
    groups[group].gain = gain
  }
}
