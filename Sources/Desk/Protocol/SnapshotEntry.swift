/// One row of `snapshot list`.
public struct SnapshotEntry: Hashable, Sendable {
  /// Its number.
  public let number: Int
  /// Its name; may be empty.
  public let name: String
  /// What is wrong with its file; nil if nothing is.
  public let problem: String?

  /// A row.
  public init(number: Int, name: String, problem: String? = nil) {
    self.number = number
    self.name = name
    self.problem = problem
  }
}
