/// How a level meter's needle or bar moves.
public enum MeterBallistics: String, Sendable, CaseIterable {
  /// Peak programme meter of digital desks (IEC 60268-18): catches one sample, falls 20 dB in 1.7 s.
  case digital
  /// Root mean square, 99 % in 600 ms; 0 on its scale is −20 dBFS.
  case k20 = "k-20"
  /// As `k20`; 0 on its scale is −14 dBFS.
  case k14 = "k-14"
  /// Peak programme meter type I (DIN, IEC 60268-10): 10 ms reads −1 dB, falls 20 dB in 1.7 s.
  case ppm1 = "ppm-1"
  /// Peak programme meter type II (BBC, EBU; IEC 60268-10): 10 ms reads −2 dB, falls 24 dB in 2.8 s.
  case ppm2 = "ppm-2"
  /// Volume indicator (IEC 60268-17): rectified mean, 99 % in 300 ms, overshoots by 1 to 1.5 %.
  case vu
}

/// Meter needles for eight signals side by side. A steady sine of full scale reads 1 on every one of them.
///
/// The coefficients are those of the x42 meters (two envelopes for the peak programme meters, two coupled poles for the
/// volume indicator, two poles on the square for the K system), applied sample by sample, so that blocks may end anywhere.
struct BallisticLanes {
  private let sampleRate: Double
  private(set) var mode: MeterBallistics
  // Two envelopes or poles, and the highest needle since the interval began.
  private var first = Lanes()
  private var second = Lanes()
  private var highest = Lanes()
  // Of one sample: what a pole takes up, and what an envelope keeps.
  private var firstPart: Float = 0
  private var secondPart: Float = 0
  private var kept: Float = 0

  /// - Parameter sampleRate: 44,100 to 192,000 Hz.
  @_noLocks init(sampleRate: Double, mode: MeterBallistics = .digital) {
    self.sampleRate = sampleRate
    self.mode = mode
    choose(mode)
  }

  /// Chooses the ballistics; the needles start at the bottom. Audio thread.
  @_noLocks mutating func choose(_ mode: MeterBallistics) {
    self.mode = mode
    let frame = 1 / sampleRate
    first = Lanes()
    second = Lanes()
    highest = Lanes()
    switch mode {
    case .digital: kept = Float(binaryPower(-3.32192809488736235 / 1.7 * frame))
    case .k20, .k14: firstPart = Float(9.72 * frame)
    case .ppm1:
      (firstPart, secondPart) = (Float(450 * frame), Float(1300 * frame))
      kept = Float(1 - 5.4 / 4 * frame)
    case .ppm2:
      (firstPart, secondPart) = (Float(200 * frame), Float(860 * frame))
      kept = Float(1 - 4.0 / 4 * frame)
    case .vu: firstPart = Float(11.1 * frame)
    }
  }

  /// Inaudible, and keeps needles that fall for minutes from becoming denormal.
  private static var floor: Float { @_noLocks get { 1e-15 } }
  private static var squareFloor: Float { @_noLocks get { 1e-24 } }

  /// Moves the needles. Audio thread.
  @_noLocks mutating func process(_ x: UnsafePointer<Lanes>, frames: Int) {
    switch mode {
    case .digital: fall(x, frames)
    case .k20, .k14: meanSquare(x, frames)
    case .ppm1, .ppm2: envelopes(x, frames)
    case .vu: needle(x, frames)
    }
  }

  @_noLocks private mutating func fall(_ x: UnsafePointer<Lanes>, _ frames: Int) {
    var (first, highest) = (first, highest)
    let kept = Lanes(repeating: kept)
    for i in 0..<frames {
      first = larger(magnitude(x[i]) + BallisticLanes.floor, first * kept)
      highest = larger(first, highest)
    }
    (self.first, self.highest) = (first, highest)
  }

  @_noLocks private mutating func meanSquare(_ x: UnsafePointer<Lanes>, _ frames: Int) {
    var (first, second, highest) = (first, second, highest)
    let part = Lanes(repeating: firstPart)
    for i in 0..<frames {
      let square = x[i] * x[i] + BallisticLanes.squareFloor
      first += part * (square - first)
      second += part * (first - second)
      highest = larger(second, highest)
    }
    (self.first, self.second, self.highest) = (first, second, highest)
  }

  @_noLocks private mutating func envelopes(_ x: UnsafePointer<Lanes>, _ frames: Int) {
    var (first, second, highest) = (first, second, highest)
    let firstPart = Lanes(repeating: firstPart)
    let secondPart = Lanes(repeating: secondPart)
    let kept = Lanes(repeating: kept)
    let zero = Lanes()
    for i in 0..<frames {
      let level = magnitude(x[i]) + BallisticLanes.floor
      first *= kept
      second *= kept
      first += firstPart * larger(level - first, zero)
      second += secondPart * larger(level - second, zero)
      highest = larger(first + second, highest)
    }
    (self.first, self.second, self.highest) = (first, second, highest)
  }

  @_noLocks private mutating func needle(_ x: UnsafePointer<Lanes>, _ frames: Int) {
    var (first, second, highest) = (first, second, highest)
    let part = Lanes(repeating: firstPart)
    for i in 0..<frames {
      let level = magnitude(x[i]) + BallisticLanes.floor
      first += part * (level - second * 0.5 - first)
      second += part * (first - second)
      highest = larger(second, highest)
    }
    (self.first, self.second, self.highest) = (first, second, highest)
  }

  /// The highest that one needle was since the interval began; 1 is a steady sine of full scale. In silence it
  /// is at most 2e-12.
  @_noLocks func reading(_ lane: Int) -> Float {
    let level = highest[lane]
    switch mode {
    case .digital: return level
    case .k20, .k14: return level > 0 ? Float(binaryPower(0.5 * (1 + binaryLogarithm(Double(level))))) : 0
    case .ppm1: return 0.5108 * level
    case .ppm2: return 0.5141 * level
    case .vu: return 1.5 * 1.571 * level
    }
  }

  /// Begins the next interval of `reading`, with the needles where they are. Audio thread.
  @_noLocks mutating func startInterval() {
    switch mode {
    case .digital: highest = first
    case .k20, .k14, .vu: highest = second
    case .ppm1, .ppm2: highest = first + second
    }
  }
}
