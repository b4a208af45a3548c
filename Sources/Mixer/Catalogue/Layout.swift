/// How many strips of each kind a desk has. Fixed while the desk runs; comes from the configuration.
public struct Layout: Hashable, Sendable {
  /// The ranges that a configuration may ask for.
  public static let channelRange = 1...256
  /// At most eight of each, so that the strips of a kind fill one lane group (see `Lanes`).
  public static let groupRange = 0...8
  /// Send buses with outputs of their own.
  public static let auxRange = 0...8
  /// Send buses with an effect and its return.
  public static let effectRange = 0...4
  /// Faders that move others.
  public static let dcaRange = 0...8
  /// Switches that mute others.
  public static let muteGroupRange = 0...8

  /// Input channels, 1 to 256.
  public let channels: Int
  /// Stereo groups (subgroup buses, stems), 0 to 8.
  public let groups: Int
  /// Auxes, 0 to 8.
  public let auxes: Int
  /// Effects, 0 to 4.
  public let effects: Int
  /// DCAs, 0 to 8.
  public let dcas: Int
  /// Mute groups, 0 to 8.
  public let muteGroups: Int

  /// - Precondition: the counts are inside their ranges.
  public init(
    channels: Int = 32, groups: Int = 8, auxes: Int = 8, effects: Int = 4, dcas: Int = 8, muteGroups: Int = 8
  ) {
    precondition(Layout.channelRange.contains(channels), "a desk has 1 to 256 channels")
    precondition(Layout.groupRange.contains(groups), "a desk has 0 to 8 groups")
    precondition(Layout.auxRange.contains(auxes), "a desk has 0 to 8 auxes")
    precondition(Layout.effectRange.contains(effects), "a desk has 0 to 4 effects")
    precondition(Layout.dcaRange.contains(dcas), "a desk has 0 to 8 DCAs")
    precondition(Layout.muteGroupRange.contains(muteGroups), "a desk has 0 to 8 mute groups")
    self.channels = channels
    self.groups = groups
    self.auxes = auxes
    self.effects = effects
    self.dcas = dcas
    self.muteGroups = muteGroups
  }

  /// How many strips there are of one kind.
  @_noLocks public func count(of kind: StripKind) -> Int {
    switch kind {
    case .channel: channels
    case .group: groups
    case .aux: auxes
    case .effect: effects
    case .dca: dcas
    case .muteGroup: muteGroups
    case .main, .monitor, .talkback: 1
    }
  }

  /// Every strip in catalogue order: channels, groups, auxes, effects, DCAs, mute groups, main, monitor, talkback.
  public var strips: [StripID] {
    StripKind.allCases.flatMap { kind in (0..<count(of: kind)).map { StripID(kind, $0) } }
  }

  /// How many strips there are in all.
  public var stripCount: Int { @_noLocks get { place(of: .talkback) + 1 } }

  /// The place of the first strip of a kind in `strips`.
  @_noLocks func place(of kind: StripKind) -> Int {
    switch kind {
    case .channel: 0
    case .group: channels
    case .aux: channels + groups
    case .effect: channels + groups + auxes
    case .dca: channels + groups + auxes + effects
    case .muteGroup: channels + groups + auxes + effects + dcas
    case .main: channels + groups + auxes + effects + dcas + muteGroups
    case .monitor: channels + groups + auxes + effects + dcas + muteGroups + 1
    case .talkback: channels + groups + auxes + effects + dcas + muteGroups + 2
    }
  }

  /// The place of a strip in `strips`, which is also its place in `DeskState.names`; nil if this desk has no such strip.
  @_noLocks public func position(of strip: StripID) -> Int? {
    strip.index < count(of: strip.kind) ? place(of: strip.kind) + strip.index : nil
  }
}

/// The kinds of strip, in catalogue order.
public enum StripKind: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case channel, group, aux, effect, dca, muteGroup, main, monitor, talkback

  /// The first word of a path: `ch`, `group`, `aux`, `fx`, `dca`, `mutegroup`, `main`, `monitor`, `talkback`.
  public var word: String {
    switch self {
    case .channel: "ch"
    case .group: "group"
    case .aux: "aux"
    case .effect: "fx"
    case .dca: "dca"
    case .muteGroup: "mutegroup"
    case .main: "main"
    case .monitor: "monitor"
    case .talkback: "talkback"
    }
  }

  /// Whether paths of this kind carry a number (`ch/3/…`), or not (`main/…`).
  public var isNumbered: Bool {
    switch self {
    case .channel, .group, .aux, .effect, .dca, .muteGroup: true
    case .main, .monitor, .talkback: false
    }
  }

  /// Meter points of a strip: one for a channel, left and right for what carries stereo, none for what carries no sound.
  public var meterCount: Int {
    @_noLocks get {
      switch self {
      case .channel: 1
      case .group, .aux, .effect, .main, .monitor: 2
      case .dca, .muteGroup, .talkback: 0
      }
    }
  }
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
  /// The talkback strip.
  public static let talkback = StripID(.talkback, 0)
  /// Channel `number`, counted from 1 as on the desk.
  public static func channel(_ number: Int) -> StripID { StripID(.channel, number - 1) }
  /// Group `number`, counted from 1 as on the desk.
  public static func group(_ number: Int) -> StripID { StripID(.group, number - 1) }
}
