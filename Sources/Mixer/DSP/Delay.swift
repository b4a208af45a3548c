/// Delays a stereo signal by a fixed number of frames, to keep it in time with a path that looks ahead.
struct Delay: ~Copyable {
  private let frames: Int
  private let mask: Int
  private let left: UnsafeMutablePointer<Float>
  private let right: UnsafeMutablePointer<Float>
  private var position = 0

  init(frames: Int) {
    var size = 16
    while size <= frames { size *= 2 }
    self.frames = frames
    mask = size - 1
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
    for i in 0..<count {
      left[position & mask] = l[i]
      right[position & mask] = r[i]
      l[i] = left[(position &- frames) & mask]
      r[i] = right[(position &- frames) & mask]
      position &+= 1
    }
  }
}
