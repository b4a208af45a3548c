import Synchronization

/// Commands from the control thread to the audio thread. One writer, one reader, no waiting.
///
/// What is pushed becomes visible only with `publish()`, all of it at once: a recall is applied whole at one block
/// boundary. When full, `push` refuses and the control thread keeps the change and tries again later; nothing is lost.
public struct CommandRing: ~Copyable, Sendable {
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)
  // Proof: a cell is written by the one writer before `tail` passes it (release) and read by the one reader after it has
  // seen that (acquire); the writer writes it again only after `head` has passed it the same way.
  private nonisolated(unsafe) let cells: UnsafeMutablePointer<Command>
  // Proof: touched by the writer alone.
  private nonisolated(unsafe) let staged: UnsafeMutablePointer<Int>
  private let mask: Int

  /// - Parameter capacity: how many commands fit; rounded up to a power of two. Allocates.
  public init(capacity: Int) {
    var size = 16
    while size < capacity { size *= 2 }
    cells = .allocate(capacity: size)
    staged = .allocate(capacity: 1)
    staged.initialize(to: 0)
    mask = size - 1
  }

  deinit {
    cells.deallocate()
    staged.deallocate()
  }

  /// Room for this many more commands. Control thread only.
  public var room: Int { mask + 1 - (staged.pointee &- head.load(ordering: .acquiring)) }

  /// Stages a command; false if there is no room. Control thread only.
  public func push(_ command: Command) -> Bool {
    let t = staged.pointee
    guard t &- head.load(ordering: .acquiring) <= mask else { return false }
    cells[t & mask] = command
    staged.pointee = t &+ 1
    return true
  }

  /// Makes all that was staged visible at once. Control thread only.
  public func publish() { tail.store(staged.pointee, ordering: .releasing) }

  /// How much was published when this was called; `pop(until:)` stops there, so that a block obeys whole batches only.
  /// Audio thread only.
  @_noLocks public func published() -> Int { tail.load(ordering: .acquiring) }

  /// How much was popped. Audio thread only.
  @_noLocks public func consumed() -> Int { head.load(ordering: .relaxed) }

  /// The next command before `end`; nil when there is none. Audio thread only.
  @_noLocks public func pop(until end: Int) -> Command? {
    let h = head.load(ordering: .relaxed)
    guard h != end else { return nil }
    let command = cells[h & mask]
    head.store(h &+ 1, ordering: .releasing)
    return command
  }
}
