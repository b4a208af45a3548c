import Mixer

/// Who moved a parameter.
public enum Origin: Hashable, Sendable {
  /// A hand on a surface; the daemon numbers its surfaces.
  case surface(Int)
  /// A request over the control socket.
  case client
  /// A recall, at once or as the first step of a fade.
  case recall
  /// Undo or redo.
  case undo
  /// A later step of a fade.
  case fade
}

/// One parameter has a new value.
public struct Change: Hashable, Sendable {
  /// Which.
  public let parameter: Parameter
  /// Its new value, in its unit.
  public let value: Float
  /// Who did it.
  public let origin: Origin

  /// A change; says nothing of whether it happened.
  public init(_ parameter: Parameter, _ value: Float, by origin: Origin) {
    self.parameter = parameter
    self.value = value
    self.origin = origin
  }
}

/// One strip has a new name.
public struct Renaming: Hashable, Sendable {
  /// Which.
  public let strip: StripID
  /// Its new name; may be empty.
  public let name: String
  /// Who did it.
  public let origin: Origin

  /// A renaming; says nothing of whether it happened.
  public init(_ strip: StripID, _ name: String, by origin: Origin) {
    self.strip = strip
    self.name = name
    self.origin = origin
  }
}

/// All that one act did to the desk. Its changes go to the mixer as one batch of commands and to the surfaces as one.
public struct Batch: Hashable, Sendable {
  /// New values, each parameter at most once per act.
  public var changes: [Change]
  /// New names.
  public var renamings: [Renaming]

  /// Wraps what was done.
  public init(changes: [Change] = [], renamings: [Renaming] = []) {
    self.changes = changes
    self.renamings = renamings
  }

  /// Whether nothing was done.
  public var isEmpty: Bool { changes.isEmpty && renamings.isEmpty }

  /// Adds another act's changes after these.
  public mutating func append(_ other: Batch) {
    changes += other.changes
    renamings += other.renamings
  }
}
