/// Four all-passes in a row (Schroeder, 1962): they make a cluster of echoes of each, and leave its spectrum alone.
struct Diffuser {
  private var a: DelayLine
  private var b: DelayLine
  private var c: DelayLine
  private var d: DelayLine
  private let frames: SIMD4<Int>

  private static func frames(_ milliseconds: SIMD4<Double>, sampleRate: Double) -> SIMD4<Int> {
    var frames = SIMD4<Int>()
    for k in 0..<4 { frames[k] = Int((milliseconds[k] * 0.001 * sampleRate).rounded()) }
    return frames
  }

  /// How many floats of memory it needs.
  static func capacity(_ milliseconds: SIMD4<Double>, sampleRate: Double) -> Int {
    let frames = frames(milliseconds, sampleRate: sampleRate)
    return (0..<4).map { DelayLine.capacity(longest: frames[$0]) }.reduce(0, +)
  }

  /// - Parameters:
  ///   - memory: `capacity` floats, zero; outlives it.
  ///   - milliseconds: the delays; each at least a piece long.
  init(_ memory: UnsafeMutablePointer<Float>, _ milliseconds: SIMD4<Double>, sampleRate: Double) {
    frames = Diffuser.frames(milliseconds, sampleRate: sampleRate)
    var free = memory
    a = DelayLine(free, longest: frames[0])
    free += DelayLine.capacity(longest: frames[0])
    b = DelayLine(free, longest: frames[1])
    free += DelayLine.capacity(longest: frames[1])
    c = DelayLine(free, longest: frames[2])
    free += DelayLine.capacity(longest: frames[2])
    d = DelayLine(free, longest: frames[3])
  }

  /// Spreads a piece in place.
  @_noLocks mutating func process(_ signal: UnsafeMutablePointer<Float>, frames count: Int) {
    pass(&a, frames[0], signal, count)
    pass(&b, frames[1], signal, count)
    pass(&c, frames[2], signal, count)
    pass(&d, frames[3], signal, count)
  }

  @_noLocks @inline(__always) private func pass(
    _ line: inout DelayLine, _ delay: Int, _ signal: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let past = line.past(delay)
    let head = line.head
    for i in 0..<count {
      let old = past[i]
      let new = signal[i] + old * 0.65
      head[i] = new
      signal[i] = old - new * 0.65
    }
    line.advance(count)
  }
}
