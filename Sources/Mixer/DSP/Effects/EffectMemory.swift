/// The memory of an effect's delay lines: up to five megabytes, so forgetting it is done in pieces. Made by the control thread;
/// then the audio thread's.
struct EffectMemory: ~Copyable {
  /// Where it starts; zero at first.
  let start: UnsafeMutablePointer<Float>
  private let count: Int
  /// Floats that are to become zero, all of them at the start of the memory.
  private(set) var dirty = 0

  init(floats count: Int) {
    self.count = count
    start = .allocate(capacity: count)
    start.initialize(repeating: 0, count: count)
  }

  deinit { start.deallocate() }

  /// From now on, nobody wants what is there. No line may use it before `clean` has gone through all of it.
  @_noLocks mutating func forget() { dirty = count }

  /// Makes up to so many floats zero.
  @_noLocks mutating func clean(_ most: Int) {
    guard dirty > 0 else { return }
    let piece = min(dirty, most)
    dirty -= piece
    (start + dirty).update(repeating: 0, count: piece)
  }
}
