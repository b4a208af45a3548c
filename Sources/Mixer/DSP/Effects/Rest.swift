/// Knows when an effect may rest: when nothing went in and nothing above −120 dBFS moved inside for as long as its
/// memory reaches back. Then it costs nothing, gives exact silence, and stands still until the first sample that is not
/// zero. Counted in cells of a fixed number of frames, so that it does not matter where blocks end.
struct Rest {
  /// Frames in a cell.
  static var cell: Int { @_noLocks get { DelayLine.piece } }

  private let patience: Int
  private var quiet: Int
  private var isLoud = false
  /// Frames since the cell began.
  private(set) var frame = 0

  /// - Parameter frames: how far back the effect's memory reaches.
  init(after frames: Int) {
    patience = frames + Rest.cell
    quiet = patience
  }

  var isAsleep: Bool { @_noLocks get { quiet >= patience } }

  /// Frames up to the end of the cell.
  var remaining: Int { @_noLocks get { Rest.cell &- frame } }

  /// Sleeps at once: the effect's memory was cleared.
  @_noLocks mutating func sleep() {
    quiet = patience
    isLoud = false
    frame = 0
  }

  /// Looks for the end of the silence, and wakes there.
  /// - Parameters:
  ///   - input: may be one of the outputs.
  ///   - left, right: are written as far as the silence reaches.
  /// - Returns: how many frames are silent.
  @_noLocks mutating func wake(
    _ input: UnsafePointer<Float>, _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>,
    frames: Int
  ) -> Int {
    var i = 0
    while i < frames, input[i] == 0 { i &+= 1 }
    if i < frames { quiet = 0 }
    left.update(repeating: 0, count: i)
    right.update(repeating: 0, count: i)
    return i
  }

  /// Whether something goes in.
  @_noLocks func hasInput(_ input: UnsafePointer<Float>, frames: Int) -> Bool {
    for i in 0..<frames where input[i] != 0 { return true }
    return false
  }

  /// Takes note of a piece that ends in this cell.
  /// - Parameters:
  ///   - hadInput: whether something went in.
  ///   - first, second: two signals that tell what is inside.
  @_noLocks mutating func observe(
    hadInput: Bool, _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, frames: Int
  ) {
    frame &+= frames
    if hadInput {
      isLoud = true
    } else if !isLoud {
      for i in 0..<frames where !(abs(first[i]) <= 1e-6 && abs(second[i]) <= 1e-6) { isLoud = true }
    }
    guard frame == Rest.cell else { return }
    frame = 0
    quiet = isLoud ? 0 : quiet &+ Rest.cell
    isLoud = false
  }
}
