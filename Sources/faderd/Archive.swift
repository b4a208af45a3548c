import Desk
import Mixer

/// What the console knows of its files without asking the disk. A plain value of the control thread.
struct Archive {
  /// Nothing moved for this long: time to write the desk down. At the latest after `patience`.
  private static let calm: UInt64 = 300_000_000
  private static let patience: UInt64 = 2_000_000_000
  private static let retry: UInt64 = 5_000_000_000

  /// The snapshots by number.
  var snapshots: [Int: String] = [:]
  /// The one recalled or saved last, and the desk as it was then.
  private(set) var current: (number: Int, name: String)?
  private var reference: DeskState?
  private(set) var persistence = Status.Persistence.saved

  /// The stored desk has not been read yet: writing now would put a new desk over it.
  var isAwaitingDesk = false

  private var firstChange: UInt64?
  private var lastChange: UInt64 = 0
  private var notBefore: UInt64 = 0

  /// The desk has moved.
  mutating func deskChanged(at now: UInt64) {
    if firstChange == nil { firstChange = now }
    lastChange = now
    if case .saved = persistence { persistence = .saving }
  }

  /// Whether the desk should be written down now; if so, it is taken as done.
  mutating func takeDue(_ now: UInt64) -> Bool {
    guard !isAwaitingDesk, let first = firstChange, now >= notBefore else { return false }
    guard now >= min(lastChange + Archive.calm, first + Archive.patience) else { return false }
    firstChange = nil
    return true
  }

  /// The disk has confirmed a desk state.
  mutating func deskSaved() { persistence = firstChange == nil ? .saved : .saving }

  /// The disk has refused; it is tried again a little later.
  mutating func deskFailed(_ sentence: String, at now: UInt64) {
    persistence = .failing(sentence)
    notBefore = now + Archive.retry
    if firstChange == nil { firstChange = now }
  }

  /// A snapshot was recalled or saved.
  mutating func became(_ number: Int, _ name: String, _ state: DeskState) {
    current = (number, name)
    reference = state
  }

  /// The snapshot that the stored desk names; whether it has changed since is not known, so what is now counts.
  mutating func resume(_ number: Int?, _ state: DeskState) {
    guard let number else { return }
    current = (number, snapshots[number] ?? "")
    reference = state
  }

  /// The list was read again.
  mutating func listed(_ names: [Int: String]) {
    snapshots = names
    guard let number = current?.number else { return }
    current = names[number].map { (number, $0) }
  }

  /// Whether the desk differs from the current snapshot in anything that a snapshot holds.
  func differs(from desk: Desk) -> Bool {
    guard let reference else { return false }
    if reference.names != desk.state.names { return true }
    return desk.catalogue.parameters.indices.contains {
      desk.catalogue.spec(at: $0).inSnapshot && reference.values[$0] != desk.state.values[$0]
    }
  }
}
