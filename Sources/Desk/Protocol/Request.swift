/// What a line over the control socket asks for. docs/protocol.md is the contract.
public enum Request: Hashable, Sendable {
  /// How answers are written.
  public enum Form: String, Hashable, Sendable {
    case text, json
  }

  /// Who is there, and which protocol.
  case hello
  /// The list of requests.
  case help
  /// How the daemon is.
  case status(Form)
  /// Values and names.
  case get([String])
  /// A value or name for everything that a path names.
  case set(path: String, value: String)
  /// A stream of what changes; `full` begins with what is.
  case watch([String], full: Bool)
  /// The catalogue.
  case params(Form, [String])
  /// The meters, once or as a stream.
  case meters(Form, follow: Bool)
  /// A stream of pictures of the meter bridge for a terminal of this size.
  case bridge(columns: Int, rows: Int)
  /// The surfaces that are plugged in.
  case surfaces(Form)
  /// A stream of what a surface (or, with nil, every surface) sends and is sent.
  case monitor(String?)
  /// A stream for programs that learn controls: every message of a surface (or, with nil, of every device).
  case listen(String?)
  /// A stream that lasts as long as a surface shows a test of all its outputs.
  case test(String)
  /// The settings of one strip for others.
  case copy(from: String, to: [String], Set<Block>)
  /// Strips as on a new desk.
  case reset([String], Set<Block>)
  /// No solo anywhere.
  case soloClear
  /// One tap for the tempo of an effect.
  case tap(String)
  /// What silences strips.
  case why([String])
  /// How the channels' input levels are.
  case gainCheck(Form)
  /// Trim channels by their peaks; all of them without a pattern.
  case autoTrim([String])
  /// Something about snapshots.
  case snapshot(SnapshotRequest)
  /// Ends a stream.
  case stop
  /// Closes the connection.
  case quit
}

/// What is asked of the snapshots.
public enum SnapshotRequest: Hashable, Sendable {
  /// Stores the desk: under this number (nil: the first free one) and this name (nil: keep it).
  case save(number: Int?, name: String?)
  /// Brings one back. Nil: as the configuration says. `fade` in seconds; `scope` as path patterns.
  case recall(SnapshotSelector, fade: Double?, scope: [String]?)
  /// All of them.
  case list(Request.Form)
  /// What one holds.
  case show(SnapshotSelector)
  /// How the second differs from the first; nil is the desk as it is.
  case diff(SnapshotSelector, SnapshotSelector?)
  /// Takes back the last recall; `fade` in seconds.
  case undo(fade: Double?)
  /// Does the last undone recall again; `fade` in seconds.
  case redo(fade: Double?)
  /// Gives one another name.
  case rename(SnapshotSelector, to: String)
  /// Removes one.
  case delete(SnapshotSelector)
}
