// The few sound sources and filters that the demo's instruments are made of. Control side only.

/// One track of a loop as an instrument sees it: notes are added at a frame, and what rings on after the end of the loop
/// rings at its beginning. That is why the loop has no seam.
struct DemoPart {
  private let samples: UnsafeMutableBufferPointer<Float>

  init(_ samples: UnsafeMutableBufferPointer<Float>) { self.samples = samples }

  /// Adds `length` samples from `start` on, round the circle. The last ones are faded out, so that no note ends in a step.
  func add(at start: Int, length: Int, fade: Int, _ sample: (Int) -> Float) {
    var position = start % samples.count
    for i in 0..<length {
      let end = length - i
      let edge = end < fade ? Float(end) / Float(fade) : 1
      samples[position] += sample(i) * edge
      position += 1
      if position == samples.count { position = 0 }
    }
  }

  /// Takes out the mean and scales to this peak.
  func level(to peak: Float) {
    var sum = 0.0
    for x in samples { sum += Double(x) }
    let mean = Float(sum / Double(samples.count))
    var largest: Float = 1e-9
    for x in samples { largest = max(largest, abs(x - mean)) }
    let gain = peak / largest
    for i in samples.indices { samples[i] = (samples[i] - mean) * gain }
  }
}

/// A sine by table and straight lines between its points: exact to 2e-6.
struct SineTable {
  private static let size = 2048
  private let points: [Float]

  init() {
    points = (0...SineTable.size).map { i in
      let quarters = Double(i) * 4 / Double(SineTable.size)
      let side = Int(quarters) & 3
      let part = quarters - Double(Int(quarters))
      let value = sineOfQuarterTurns(side & 1 == 0 ? part : 1 - part)
      return Float(side < 2 ? value : -value)
    }
  }

  /// - Parameter turns: any number of turns.
  func callAsFunction(_ turns: Float) -> Float {
    let place = (turns - turns.rounded(.down)) * Float(SineTable.size)
    let index = min(Int(place), SineTable.size - 1)
    return points[index] + (points[index + 1] - points[index]) * (place - Float(index))
  }
}

/// White noise, −1…1: xorshift.
struct DemoNoise {
  private var state: UInt32

  init(seed: Int) { state = 0x9E37_79B9 ^ (UInt32(truncatingIfNeeded: seed &+ 1) &* 0x85EB_CA6B) }

  mutating func next() -> Float {
    state ^= state << 13
    state ^= state >> 17
    state ^= state << 5
    return Float(Int32(bitPattern: state)) * (1 / 2_147_483_648)
  }
}

/// A sawtooth whose step is rounded off over two samples, so that it hardly aliases.
struct DemoSaw {
  private var phase: Float

  /// - Parameter phase: where it starts, in turns.
  init(phase: Float) { self.phase = phase }

  /// - Parameter turns: frequency over sample rate.
  mutating func next(_ turns: Float) -> Float {
    phase += turns
    if phase >= 1 { phase -= 1 }
    var value = 2 * phase - 1
    if phase < turns {
      let t = phase / turns
      value -= t + t - t * t - 1
    } else if phase > 1 - turns {
      let t = (phase - 1) / turns
      value -= t * t + t + t + 1
    }
    return value
  }
}

/// A falling exponential, one multiplication per sample.
struct DemoDecay {
  private(set) var value: Float = 1
  private let factor: Float

  /// - Parameter frames: in which it falls to 1/e.
  init(frames: Float) { factor = Float(binaryPower(-1.4426950408889634 / Double(frames))) }

  mutating func next() -> Float {
    let now = value
    value *= factor
    return now
  }
}

/// A state-variable filter in the trapezoidal form (Simper): stable at any cutoff, may be swept.
struct DemoFilter {
  private var first: Float = 0
  private var second: Float = 0
  private var g: Float = 0
  private let damping: Float
  private(set) var low: Float = 0
  private(set) var band: Float = 0
  private(set) var high: Float = 0

  /// - Parameter q: resonance; 0.7 is flat.
  init(q: Float) { damping = 1 / q }

  /// Sets the cutoff.
  /// - Parameter turns: frequency over sample rate, below 0.49.
  mutating func tune(_ turns: Float, _ wave: SineTable) {
    let half = min(turns, 0.49) * 0.5
    g = wave(half) / wave(half + 0.25)
  }

  mutating func run(_ x: Float) {
    let a = 1 / (1 + g * (g + damping))
    let v1 = a * (first + g * (x - second))
    let v2 = second + g * v1
    first = 2 * v1 - first
    second = 2 * v2 - second
    low = v2
    band = v1 * damping
    high = x - damping * v1 - v2
  }
}
