/// Which snapshot.
public enum SnapshotReference: Hashable, Sendable, CustomStringConvertible {
  /// By its number.
  case number(Int)
  /// By its name.
  case name(String)

  /// The numbers that a snapshot can have.
  public static let numbers = 1...999

  /// The number, or the name in quotation marks.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .name(let name): Words.quoted(name)
    }
  }
}
