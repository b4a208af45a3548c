/// How four lines of a reverb change their length: sines of four slow rates, in straight pieces of one cell.
struct ReverbSway {
  /// The largest change, in frames.
  let widest: Float
  private var sine = Quad(0, 1, 0, -1)
  private var cosine = Quad(1, 0, -1, 0)
  private let stepSine: Quad
  private let stepCosine: Quad
  private var amount: Float = 0
  private var wanted: Float = 0
  /// Changes at the start of this cell, and at its end.
  private var start = Quad()
  private var end = Quad()

  /// Where a line is read in one cell.
  struct Path {
    /// Whole frames, to be added to the line's length.
    let whole: Int
    /// The part of a frame at the start of the cell, 0…1, and its step from frame to frame.
    let part: Float
    let step: Float
  }

  init(sampleRate: Double) {
    // 12 frames at 48 kHz.
    widest = Float(0.00025 * sampleRate)
    let rates = SIMD4<Double>(0.37, 0.53, 0.71, 0.97)
    var stepSine = Quad()
    var stepCosine = Quad()
    for k in 0..<4 {
      let quarters = 4 * rates[k] * Double(Rest.cell) / sampleRate
      stepSine[k] = Float(sineOfQuarterTurns(quarters))
      stepCosine[k] = Float(sineOfQuarterTurns(1 - quarters))
    }
    self.stepSine = stepSine
    self.stepCosine = stepCosine
  }

  /// - Parameter amount: 0…1.
  @_noLocks mutating func set(amount: Float, atOnce: Bool) {
    wanted = min(max(0, amount), 1) * widest
    guard atOnce else { return }
    self.amount = wanted
    start = sine * wanted
    end = start
  }

  /// Goes on to the next cell.
  @_noLocks mutating func advance() {
    // In half a second from none to all: the pitch bends no more than with the sines.
    let most = widest * 0.002
    amount += min(max(wanted - amount, -most), most)
    let turned = cosine * stepCosine - sine * stepSine
    sine = sine * stepCosine + cosine * stepSine
    // Back to a circle of radius 1, from which rounding leads away.
    let correction = 1.5 - (turned * turned + sine * sine) * 0.5
    cosine = turned * correction
    sine *= correction
    start = end
    end = sine * amount
  }

  /// - Parameter line: 0…3.
  @_noLocks @inline(__always) func path(_ line: Int) -> Path {
    let from = start[line]
    // Rounded down: the sum is positive.
    let whole = Int(from + 64) &- 64
    return Path(whole: whole, part: from - Float(whole), step: (end[line] - from) * (1 / Float(Rest.cell)))
  }
}
