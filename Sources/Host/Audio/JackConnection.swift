/// One connection of the desk to the JACK graph, by names, so that it can be made again after a server has come back.
public struct JackConnection: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// One of our ports without the client's name: `ch_1`, `main_L`.
  public let port: String
  /// The other end: `system:playback_1`; without a colon it is another of our own ports.
  public let peer: String

  /// - Parameters:
  ///   - port: our port's own name (`ch_1`).
  ///   - peer: the other port's full name (`system:capture_1`), or the own name of another of our ports.
  public init(port: String, peer: String) {
    self.port = port
    self.peer = peer
  }

  /// Alphabetical by our port, then by the other end.
  public static func < (left: JackConnection, right: JackConnection) -> Bool {
    (left.port, left.peer) < (right.port, right.peer)
  }

  /// `main_L - system:playback_1`.
  public var description: String { "\(port) - \(peer)" }
}

/// Which connections there should be: what was configured or made by hand, minus what was taken away by hand.
///
/// A connection that is gone because one of its ports is gone stays wanted; that is what brings it back after a restart of
/// the server or of the other program. A vanishing port first loses its connections and then itself, so a missing
/// connection counts as taken away only if both of its ports are still there some time later.
struct WantedConnections {
  private(set) var wanted: Set<JackConnection>
  private var missingSince: [JackConnection: Double] = [:]
  private var impossible: Set<JackConnection>
  private var refusals: [JackConnection: Int] = [:]
  /// How long, in seconds, both ports must live on without their connection.
  static let grace = 0.4

  init(_ connections: some Sequence<JackConnection>) {
    wanted = Set(connections)
    impossible = wanted
  }

  /// Takes in what there is, and tells which connections are to be made now: those whose ports have (re)appeared.
  /// - Parameters:
  ///   - present: the connections that exist now.
  ///   - exists: whether both ports of a connection exist.
  ///   - portsHaveGone: whether any ports have gone since the last call; then a missing connection may be one whose port
  ///     was away in between, and is made again.
  ///   - now: seconds of a clock that never steps.
  mutating func observe(
    present: Set<JackConnection>, exists: (JackConnection) -> Bool, portsHaveGone: Bool, now: Double
  ) -> [JackConnection] {
    wanted.formUnion(present)
    var due: [JackConnection] = []
    for connection in wanted.sorted() {
      let since = missingSince.removeValue(forKey: connection)
      let wasImpossible = impossible.remove(connection) != nil
      if present.contains(connection) {
        refusals[connection] = nil
        continue
      }
      if !exists(connection) {
        impossible.insert(connection)
      } else if wasImpossible || portsHaveGone {
        due.append(connection)
      } else if let since, now - since >= WantedConnections.grace {
        wanted.remove(connection)
      } else {
        missingSince[connection] = since ?? now
      }
    }
    return due
  }

  /// JACK has refused a connection that was due. As a rule its program has its ports but is not active yet, so it is due
  /// again when the next port comes.
  /// - Returns: whether this has happened often enough to be told.
  mutating func refused(_ connection: JackConnection) -> Bool {
    impossible.insert(connection)
    refusals[connection, default: 0] += 1
    return refusals[connection] == 3
  }

  /// Adds connections that shall be made and kept.
  mutating func want(_ connections: some Sequence<JackConnection>) {
    wanted.formUnion(connections)
    impossible.formUnion(connections)
  }

  /// Whether a missing connection is being watched, so that `observe` should be called again soon.
  var isWatching: Bool { !missingSince.isEmpty }

  /// The server is gone, and its ports with it: nothing of that was done by hand.
  mutating func serverLeft() {
    missingSince.removeAll()
    impossible = wanted
  }
}
