/// A signal's past, in memory that an effect owns.
///
/// The first frames of the memory are kept a second time behind its end, so that a piece of up to `piece` frames is one
/// stretch of memory wherever it starts: the loops over it never look where the memory ends.
struct DelayLine {
  /// The most frames between two calls of `advance`.
  static var piece: Int { @_noLocks get { 32 } }
  /// A piece, three neighbours for the interpolation, and what a loop over four frames at a time reads too far.
  private static var overlap: Int { @_noLocks get { 40 } }

  private let memory: UnsafeMutablePointer<Float>
  private let size: Int
  private var position = 0

  /// How many floats of memory a line needs for delays of up to `longest` frames.
  static func capacity(longest: Int) -> Int { max(longest, overlap) + 2 * overlap }

  /// - Parameter memory: `capacity(longest:)` floats, zero; outlives the line.
  init(_ memory: UnsafeMutablePointer<Float>, longest: Int) {
    self.memory = memory
    size = max(longest, DelayLine.overlap) + DelayLine.overlap
  }

  /// Where the next piece is to be written.
  var head: UnsafeMutablePointer<Float> { @_noLocks @inline(__always) get { memory + position } }

  /// What was written so many frames ago, and from there on; with less than a piece of delay, up to what is written.
  /// - Parameter delay: 0 to the longest.
  @_noLocks @inline(__always) func past(_ delay: Int) -> UnsafePointer<Float> {
    let index = position &- delay
    return UnsafePointer(memory + (index < 0 ? index &+ size : index))
  }

  /// Goes on by what was written at the head.
  /// - Parameter frames: 0 to `piece`.
  @_noLocks mutating func advance(_ frames: Int) {
    let end = position &+ frames
    if end >= size {
      position = end &- size
      for i in 0..<position { memory[i] = memory[size &+ i] }
    } else {
      var i = position
      let last = min(end, DelayLine.overlap)
      while i < last {
        memory[size &+ i] = memory[i]
        i &+= 1
      }
      position = end
    }
  }
}

/// Copies a signal.
@_noLocks @inline(__always) func copy(
  _ signal: UnsafePointer<Float>, to other: UnsafeMutablePointer<Float>, frames: Int
) {
  for i in 0..<frames { other[i] = signal[i] }
}

/// Lagrange's cubic through four neighbours, for four signals or four frames. It never amplifies any frequency while
/// `t` is 0…1, so it may stand in a feedback loop (Laakso et al., "Splitting the unit delay", 1996).
/// - Parameters:
///   - a, b, c, d: the samples at −1, 0, 1 and 2.
///   - t: where to read, 0…1.
@_noLocks @inline(__always) func lagrange(_ a: Quad, _ b: Quad, _ c: Quad, _ d: Quad, _ t: Quad) -> Quad {
  let before = t + 1
  let after = t - 1
  let far = t - 2
  let outer = (d * before - a * far) * (t * after * 0.166666667)
  let inner = (b * after - c * t) * (before * far * 0.5)
  return outer + inner
}
