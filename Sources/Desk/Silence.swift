import Mixer

/// Why a strip is not heard: the mixer's own rule, told in causes. Made of one state of the desk, then asked for as
/// many strips as one likes. It speaks of the strip itself: sends before the fader go on where only the fader is down,
/// and what happens behind the strip (a muted main, say) is a cause of that strip. A plain value; any thread.
public struct Silence: Sendable {
  /// One cause.
  public enum Cause: Hashable, Sendable {
    /// Its own mute.
    case mute
    /// The mute of a DCA that it belongs to, counted from 0.
    case dcaMute(Int)
    /// The mute of a mute group that it belongs to, counted from 0.
    case muteGroup(Int)
    /// Solo is in place, and it is not among what is soloed.
    case solo
    /// Its input is the talkback microphone, which is open.
    case talkback
    /// Its own fader is down.
    case fader
    /// The fader of a DCA that it belongs to is down, counted from 0.
    case dcaFader(Int)
    /// It is sent neither to main nor to a group.
    case unassigned

    /// The letter of the meter bridge: M its own mute, D a DCA, G a mute group, S solo in place, T talkback. A fader
    /// that is down is seen beside it, so it has none.
    public var letter: Character? {
      switch self {
      case .mute: "M"
      case .dcaMute, .dcaFader: "D"
      case .muteGroup: "G"
      case .solo: "S"
      case .talkback: "T"
      case .fader, .unassigned: nil
      }
    }
  }

  private let catalogue: Catalogue
  private let state: DeskState
  private let isInPlace: Bool
  private var anyChannel = false
  private var anyGroup = false

  /// Looks at a desk.
  /// - Precondition: the state is of this catalogue.
  public init(_ state: DeskState, _ catalogue: Catalogue) {
    self.catalogue = catalogue
    self.state = state
    let mode = catalogue.index(of: Parameter(.monitor, .soloMode)).map { state.values[$0] } ?? 0
    isInPlace = Int(mode) == 2
    guard isInPlace else { return }
    anyChannel = (0..<catalogue.layout.channels).contains { isSoloed(StripID(.channel, $0)) }
    anyGroup = (0..<catalogue.layout.groups).contains { isSoloed(StripID(.group, $0)) }
  }

  /// Everything that silences a strip, switches first; nothing if it is heard.
  public func causes(of strip: StripID) -> [Cause] {
    var causes: [Cause] = []
    if isOn(strip, .mute) { causes.append(.mute) }
    let dcas = (0..<catalogue.layout.dcas).filter { isOn(strip, .dca, $0) }
    for dca in dcas where isOn(StripID(.dca, dca), .mute) { causes.append(.dcaMute(dca)) }
    for group in 0..<catalogue.layout.muteGroups
    where isOn(strip, .muteGroup, group) && isOn(StripID(.muteGroup, group), .mute) {
      causes.append(.muteGroup(group))
    }
    if isSilencedBySolo(strip) { causes.append(.solo) }
    if isTalking(strip) { causes.append(.talkback) }
    let fader: Item = strip.kind == .monitor ? .level : .fader
    if isDown(strip, fader) { causes.append(.fader) }
    for dca in dcas where isDown(StripID(.dca, dca), .fader) { causes.append(.dcaFader(dca)) }
    if isUnassigned(strip) { causes.append(.unassigned) }
    return causes
  }

  /// Whether its own solo or that of a DCA is on.
  private func isSoloed(_ strip: StripID) -> Bool {
    isOn(strip, .solo)
      || (0..<catalogue.layout.dcas).contains { isOn(strip, .dca, $0) && isOn(StripID(.dca, $0), .solo) }
  }

  /// Soloed channels silence channels, soloed groups silence groups; nothing else is silenced.
  private func isSilencedBySolo(_ strip: StripID) -> Bool {
    let others = strip.kind == .channel ? anyChannel : strip.kind == .group && anyGroup
    return others && !isOn(strip, .soloSafe) && !isSoloed(strip)
  }

  private func isTalking(_ strip: StripID) -> Bool {
    guard strip.kind == .channel, isOn(.talkback, .talkOn) else { return false }
    return value(.talkback, .talkInput).map { Int($0) == strip.index + 1 } ?? false
  }

  private func isUnassigned(_ strip: StripID) -> Bool {
    guard strip.kind == .channel || strip.kind == .effect, !isOn(strip, .toMain) else { return false }
    return !(0..<catalogue.layout.groups).contains { isOn(strip, .toGroup, $0) }
  }

  private func isDown(_ strip: StripID, _ item: Item) -> Bool {
    value(strip, item).map { $0 <= ParameterSpec.silence } ?? false
  }

  private func isOn(_ strip: StripID, _ item: Item, _ which: Int = 0) -> Bool {
    value(strip, item, which).map { $0 >= 0.5 } ?? false
  }

  private func value(_ strip: StripID, _ item: Item, _ which: Int = 0) -> Float? {
    catalogue.index(of: Parameter(strip, item, which)).map { state.values[$0] }
  }
}

extension Silence.Cause {
  /// The parameter of a strip or elsewhere that ends this cause.
  func parameter(of strip: StripID) -> Parameter {
    switch self {
    case .mute: Parameter(strip, .mute)
    case .dcaMute(let dca): Parameter(StripID(.dca, dca), .mute)
    case .muteGroup(let group): Parameter(StripID(.muteGroup, group), .mute)
    case .solo: Parameter(.monitor, .soloMode)
    case .talkback: Parameter(.talkback, .talkOn)
    case .fader: Parameter(strip, strip.kind == .monitor ? .level : .fader)
    case .dcaFader(let dca): Parameter(StripID(.dca, dca), .fader)
    case .unassigned: Parameter(strip, .toMain)
    }
  }

  /// One sentence for people, without a full stop.
  func sentence(on desk: Desk) -> String {
    func label(_ kind: StripKind, _ index: Int) -> String {
      desk.state.label(of: StripID(kind, index), in: desk.catalogue)
    }
    return switch self {
    case .mute: "it is muted"
    case .dcaMute(let dca): "\(label(.dca, dca)) is muted, a DCA that it belongs to"
    case .muteGroup(let group): "\(label(.muteGroup, group)) is on, a mute group that it belongs to"
    case .solo: "solo is in place, and others are soloed"
    case .talkback: "its microphone talks back"
    case .fader: "its fader is down"
    case .dcaFader(let dca): "the fader of \(label(.dca, dca)) is down, a DCA that it belongs to"
    case .unassigned: "it is sent neither to main nor to a group"
    }
  }
}
