// The table that everything else is derived from. Ranges and steps: the X32 column of its OSC protocol, where it has the
// item; the other files of this folder hold the blocks.
extension Catalogue {
  /// The colours of a scribble strip, in the bit order that surfaces use (1 red, 2 green, 4 blue).
  public static let colors = ["off", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

  /// The items of one kind of strip, in catalogue order.
  public static func specs(of kind: StripKind) -> [ParameterSpec] {
    switch kind {
    case .channel: channel
    case .group: group
    case .aux: aux
    case .effect: effect
    case .dca: dca
    case .muteGroup: muteGroup
    case .main: main
    case .monitor: monitor
    case .talkback: talkback
    }
  }

  private static let channel: [ParameterSpec] =
    [color] + input + delay + cuts + gate + equalizer(bands: 4) + compressor(keyed: true) + deEsser + automix
    + [
      .fader(
        .fader, "fader", initial: ParameterSpec.silence, display: "Fader", about: "The level into main and groups."),
      mute, pan, width, solo, soloSafe,
      .toggle(.toMain, "main", initial: true, display: "ToMain", about: "Sends the channel to main."),
      .toggle(.toGroup, "group/#", display: "ToGrp", about: "Sends the channel to a group."),
      toDCA, toMuteGroup,
    ] + sends

  private static let group: [ParameterSpec] =
    [color] + equalizer(bands: 6) + compressor(keyed: false)
    + [
      .fader(
        .fader, "fader", initial: 0, display: "Fader", about: "The level of the stem and of what it sends to main."),
      mute, pan, solo, soloSafe,
      .toggle(.toMain, "main", initial: true, display: "ToMain", about: "Sends the group to main."),
      toDCA, toMuteGroup,
    ]

  private static let aux: [ParameterSpec] =
    [
      color,
      .toggle(
        .stereo, "stereo", display: "Stereo",
        about: "Takes the sends with their pan; off, both sides of the output carry the same."),
    ] + equalizer(bands: 6) + compressor(keyed: false)
    + [
      .fader(.fader, "fader", initial: 0, display: "Fader", about: "The level of the aux output."),
      mute, pan, solo, soloSafe, toDCA, toMuteGroup,
    ]

  private static let effect: [ParameterSpec] =
    [color] + effects + equalizer(bands: 4)
    + [
      .fader(.fader, "fader", initial: 0, display: "Return", about: "The level of the effect's return."),
      mute, pan, solo, soloSafe,
      .toggle(.toMain, "main", initial: true, display: "ToMain", about: "Sends the return to main."),
      .toggle(.toGroup, "group/#", display: "ToGrp", about: "Sends the return to a group."),
      toDCA, toMuteGroup,
    ]

  private static let dca: [ParameterSpec] = [
    color,
    .fader(
      .fader, "fader", initial: 0, display: "Fader", about: "Moves the level of every strip that belongs to the DCA."),
    .toggle(.mute, "mute", display: "Mute", about: "Silences every strip that belongs to the DCA."),
    .toggle(
      .solo, "solo", display: "Solo", inSnapshot: false, about: "Solos every strip that belongs to the DCA."),
  ]

  private static let muteGroup: [ParameterSpec] = [
    color, .toggle(.mute, "mute", display: "Mute", about: "Silences every strip that belongs to the mute group."),
  ]

  private static let main: [ParameterSpec] =
    [color] + equalizer(bands: 6) + compressor(keyed: false)
    + [
      ParameterSpec(
        .width, "width", .percent, 0...200, initial: 100, law: .linear, steps: 101, display: "Width",
        about: "The stereo width: 0 is mono, 100 leaves it, 200 doubles the difference of the sides."),
      .toggle(.monoBassOn, "monobass/on", display: "MonoBas", about: "Makes the low end mono."),
      .frequency(
        .monoBassFrequency, "monobass/frequency", 40...250, initial: 120, steps: 101, display: "MBFreq",
        about: "Below this the sides' difference is taken away."),
      .fader(.fader, "fader", initial: 0, display: "Fader", about: "The level of the main output, before its limiter."),
      .toggle(.mute, "mute", display: "Mute", about: "Silences the main output."),
      pan,
      .toggle(
        .limiterOn, "limiter/on", initial: true, display: "Limit", inSnapshot: false,
        about: "Guards the main output in true peak; off, only samples beyond full scale are caught."),
      ParameterSpec(
        .limiterCeiling, "limiter/ceiling", .decibel, -24...0, initial: -1, law: .linear, steps: 241,
        display: "Ceiling",
        inSnapshot: false, about: "The true peak that the main output never exceeds."),
      .time(
        .limiterRelease, "limiter/release", 5...1000, initial: 100, display: "LimRel",
        about: "How long the limiter takes to let go."),
    ]

  private static let monitor: [ParameterSpec] = [
    .fader(
      .level, "level", initial: -20, display: "Level", inSnapshot: false, about: "The level of the monitor output."),
    .toggle(.dim, "dim", display: "Dim", inSnapshot: false, about: "Lowers the monitor by 20 dB."),
    .toggle(.mono, "mono", display: "Mono", inSnapshot: false, about: "Sums the monitor to mono."),
    .toggle(
      .polarity, "polarity", display: "Pol", inSnapshot: false,
      about: "Inverts the polarity of the monitor's right side."),
    .choice(
      .soloMode, "solo", ["pfl", "afl", "inplace"], display: "Solo", inSnapshot: false,
      about: "Where solo listens: before the fader (pfl), after fader and pan (afl), or at main itself, where it "
        + "silences every other channel (inplace)."),
    .choice(
      .ballistics, "meters", ["peak", "k20", "k14", "ppm1", "ppm2", "vu"], display: "Meters", inSnapshot: false,
      about: "How the meters of the strips move."),
  ]

  private static let talkback: [ParameterSpec] = [
    .toggle(
      .talkOn, "on", display: "Talk", inSnapshot: false,
      about: "Lets the talkback microphone through, and dims the monitor."),
    ParameterSpec(
      .talkInput, "input", .none, 0...256, initial: 0, law: .whole, steps: 257, display: "TalkIn", inSnapshot: false,
      about: "The channel whose input is the talkback microphone; 0 is none. Its own strip goes silent while it talks."),
    .fader(.talkLevel, "level", initial: -10, display: "TalkLvl", inSnapshot: false, about: "How loud it talks."),
    .toggle(.talkAux, "aux/#", display: "TalkAux", inSnapshot: false, about: "Sends the talkback to an aux."),
  ]
}
