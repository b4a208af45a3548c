import Mixer

/// What a surface sees of the desk. Cheap to make: it shares the arrays that it is made from.
public struct DeskView: Sendable {
  /// Values and names; made for the catalogue that the surface was made with.
  public var state: DeskState
  /// The peak in dBFS of each meter point (`Layout.meterIndex`), the highest since the last call of `feedback`. May be
  /// empty.
  public var meters: [Float]
  /// The snapshots that exist: names by number.
  public var snapshots: [Int: String]
  /// The number of the snapshot that was recalled or saved last.
  public var currentSnapshot: Int?
  /// Whether there is a recall to take back.
  public var canUndo: Bool
  /// Whether there is an undo to take back.
  public var canRedo: Bool

  /// A view of a desk.
  public init(
    state: DeskState, meters: [Float] = [], snapshots: [Int: String] = [:], currentSnapshot: Int? = nil,
    canUndo: Bool = false, canRedo: Bool = false
  ) {
    self.state = state
    self.meters = meters
    self.snapshots = snapshots
    self.currentSnapshot = currentSnapshot
    self.canUndo = canUndo
    self.canRedo = canRedo
  }
}
