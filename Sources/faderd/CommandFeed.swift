import Desk
import Mixer

/// The control thread's end of the command ring: whole batches, in order, none lost.
///
/// Where the ring has no room for a batch, the newest value of everything is what counts: the whole desk is sent as one batch
/// as soon as there is room. The ring is large enough for that twice.
struct CommandFeed {
  private let ring: UnsafeMutablePointer<CommandRing>
  private var owesEverything = false
  private var extra: [Command] = []

  /// - Parameter ring: outlives the feed; `CommandFeed.capacity(for:)` says how large it must be.
  init(ring: UnsafeMutablePointer<CommandRing>) { self.ring = ring }

  static func capacity(for catalogue: Catalogue) -> Int { 2 * catalogue.parameters.count + 64 }

  /// Whether something waits for room.
  var isBehind: Bool { owesEverything || !extra.isEmpty }

  /// Sends what changed, all of it at one block boundary.
  mutating func send(_ changes: [Change], of desk: Desk) {
    guard !changes.isEmpty else { return }
    if !isBehind, push(changes.map { .set($0.parameter, $0.value) }) { return }
    owesEverything = true
    flush(desk)
  }

  /// Sends every value, for a mixer that was just made, and commands after it.
  mutating func sendEverything(of desk: Desk, then commands: [Command]) {
    owesEverything = true
    extra = commands
    flush(desk)
  }

  /// Sends one command that is no parameter.
  mutating func send(_ command: Command, of desk: Desk) {
    extra.append(command)
    flush(desk)
  }

  /// Tries again what had no room.
  mutating func flush(_ desk: Desk) {
    guard isBehind else { return }
    let values = owesEverything ? desk.everything.changes.map { Command.set($0.parameter, $0.value) } : []
    guard push(values + extra) else { return }
    owesEverything = false
    extra = []
  }

  private func push(_ batch: [Command]) -> Bool {
    guard ring.pointee.room >= batch.count else { return false }
    for command in batch { _ = ring.pointee.push(command) }
    ring.pointee.publish()
    return true
  }
}
