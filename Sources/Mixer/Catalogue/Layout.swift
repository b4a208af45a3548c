/// How many strips of each kind a desk has. Fixed while the desk runs; comes from the configuration.
public struct Layout: Hashable, Sendable {
  /// The ranges that a configuration may ask for.
  public static let channelRange = 1...256
  /// At most eight, so that the groups fill one lane group (see `Lanes`).
  public static let groupRange = 0...8

  /// Input channels, 1 to 256.
  public let channels: Int
  /// Stereo groups (subgroup buses, stems), 0 to 8.
  public let groups: Int

  /// - Precondition: both counts are inside `channelRange` and `groupRange`.
  public init(channels: Int = 32, groups: Int = 8) {
    precondition(Layout.channelRange.contains(channels), "a desk has 1 to 256 channels")
    precondition(Layout.groupRange.contains(groups), "a desk has 0 to 8 groups")
    self.channels = channels
    self.groups = groups
  }

  /// How many strips there are of one kind.
  @_noLocks public func count(of kind: StripKind) -> Int {
    switch kind {
    case .channel: channels
    case .group: groups
    case .main, .monitor: 1
    }
  }

  /// Every strip in catalogue order: channels, groups, main, monitor.
  public var strips: [StripID] {
    StripKind.allCases.flatMap { kind in (0..<count(of: kind)).map { StripID(kind, $0) } }
  }

  /// The place of a strip in `strips`, which is also its place in `DeskState.names`; nil if this desk has no such strip.
  @_noLocks public func position(of strip: StripID) -> Int? {
    guard strip.index < count(of: strip.kind) else { return nil }
    switch strip.kind {
    case .channel: return strip.index
    case .group: return channels + strip.index
    case .main: return channels + groups
    case .monitor: return channels + groups + 1
    }
  }
}

/// The kinds of strip, in catalogue order.
public enum StripKind: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case channel, group, main, monitor

  /// The first word of a path: `ch`, `group`, `main`, `monitor`.
  public var word: String {
    switch self {
    case .channel: "ch"
    case .group: "group"
    case .main: "main"
    case .monitor: "monitor"
    }
  }

  /// Whether paths of this kind carry a number (`ch/3/…`), or not (`main/…`).
  public var isNumbered: Bool { self == .channel || self == .group }
}

/// The address of one strip.
public struct StripID: Hashable, Sendable, BitwiseCopyable {
  /// What it is.
  public let kind: StripKind
  private let ordinal: UInt16

  /// - Parameter index: counted from 0.
  @_noLocks public init(_ kind: StripKind, _ index: Int) {
    self.kind = kind
    self.ordinal = UInt16(truncatingIfNeeded: index)
  }

  /// Counted from 0; what people see is one more.
  public var index: Int { @_noLocks get { Int(ordinal) } }

  /// `ch/3`, `group/1`, `main`, `monitor`.
  public var path: String { kind.isNumbered ? "\(kind.word)/\(index + 1)" : kind.word }

  /// The main strip.
  public static let main = StripID(.main, 0)
  /// The monitor strip.
  public static let monitor = StripID(.monitor, 0)
  /// Channel `number`, counted from 1 as on the desk.
  public static func channel(_ number: Int) -> StripID { StripID(.channel, number - 1) }
  /// Group `number`, counted from 1 as on the desk.
  public static func group(_ number: Int) -> StripID { StripID(.group, number - 1) }
}
