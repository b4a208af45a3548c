/// Delays a stereo signal by a fixed number of frames, to keep it in time with a path that looks ahead.
struct Delay: ~Copyable {
  private let frames: Int
  private let size: Int
  private let left: UnsafeMutablePointer<Float>
  private let right: UnsafeMutablePointer<Float>
  private var position = 0

  init(frames: Int) {
    var size = 256
    while size < 2 * frames { size *= 2 }
    self.frames = frames
    self.size = size
    left = .allocate(capacity: size)
    right = .allocate(capacity: size)
    left.initialize(repeating: 0, count: size)
    right.initialize(repeating: 0, count: size)
  }

  deinit {
    left.deallocate()
    right.deallocate()
  }

  /// Delays a block in place.
  @_noLocks mutating func process(_ l: UnsafeMutablePointer<Float>, _ r: UnsafeMutablePointer<Float>, frames count: Int)
  {
    var done = 0
    while done < count {
      // Pieces that wrap around neither where they are written nor where they are read, and that do not overlap.
      let past = (position &- frames) & (size - 1)
      let piece = min(min(count - done, size - frames), size - max(position, past))
      exchange(l + done, left + position, left + past, piece)
      exchange(r + done, right + position, right + past, piece)
      position = (position + piece) & (size - 1)
      done += piece
    }
  }

  @_noLocks @inline(__always) private func exchange(
    _ signal: UnsafeMutablePointer<Float>, _ new: UnsafeMutablePointer<Float>, _ old: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    for i in 0..<count { new[i] = signal[i] }
    for i in 0..<count { signal[i] = old[i] }
  }
}
