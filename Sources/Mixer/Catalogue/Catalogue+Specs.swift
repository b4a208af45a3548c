// The table that everything else is derived from. Ranges: the X32 column of its OSC protocol.
extension Catalogue {
  /// The colours of a scribble strip, in the bit order that surfaces use (1 red, 2 green, 4 blue).
  public static let colors = ["off", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

  /// The items of one kind of strip, in catalogue order.
  public static func specs(of kind: StripKind) -> [ParameterSpec] {
    switch kind {
    case .channel: channel
    case .group: group
    case .main: main
    case .monitor: monitor
    }
  }

  private static let color = ParameterSpec.choice(
    .color, "color", colors, initial: 7, display: "Color", about: "The colour of the strip on surfaces.")

  private static let pan = ParameterSpec(
    .pan, "pan", .percent, -100...100, initial: 0, law: .linear, steps: 101, display: "Pan",
    about: "Where the strip sits between left (-100) and right (100); a balance on stereo and linked strips.")

  private static let channel: [ParameterSpec] = [
    color,
    ParameterSpec(
      .trim, "trim", .decibel, -18...18, initial: 0, law: .linear, steps: 145, display: "Trim",
      about: "Digital gain before everything else."),
    .toggle(.polarity, "polarity", display: "Pol", about: "Inverts the polarity of the input."),
    .toggle(
      .link, "link", display: "Link",
      about: "Makes a stereo pair of this channel and its neighbour (1 and 2, 3 and 4, …); set on either."),
    .fader(.fader, "fader", initial: ParameterSpec.silence, display: "Fader", about: "The level into main and groups."),
    .toggle(.mute, "mute", display: "Mute", about: "Silences the strip after its fader."),
    pan,
    .toggle(
      .solo, "solo", display: "Solo", inSnapshot: false, about: "Sends the strip to the monitor instead of main."),
    .toggle(.toMain, "main", initial: true, display: "ToMain", about: "Sends the channel to main."),
    .toggle(.toGroup, "group/#", display: "ToGrp", about: "Sends the channel to a group."),
  ]

  private static let group: [ParameterSpec] = [
    color,
    .fader(.fader, "fader", initial: 0, display: "Fader", about: "The level of the stem and of what it sends to main."),
    .toggle(.mute, "mute", display: "Mute", about: "Silences the group after its fader."),
    pan,
    .toggle(
      .solo, "solo", display: "Solo", inSnapshot: false, about: "Sends the group to the monitor instead of main."),
    .toggle(.toMain, "main", initial: true, display: "ToMain", about: "Sends the group to main."),
  ]

  private static let main: [ParameterSpec] = [
    color,
    .fader(.fader, "fader", initial: 0, display: "Fader", about: "The level of the main output, before its limiter."),
    .toggle(.mute, "mute", display: "Mute", about: "Silences the main output."),
    pan,
  ]

  private static let monitor: [ParameterSpec] = [
    .fader(
      .level, "level", initial: -20, display: "Level", inSnapshot: false, about: "The level of the monitor output."),
    .toggle(.dim, "dim", display: "Dim", inSnapshot: false, about: "Lowers the monitor by 20 dB."),
    .toggle(.mono, "mono", display: "Mono", inSnapshot: false, about: "Sums the monitor to mono."),
    .choice(
      .soloTap, "solo", ["pfl", "afl"], display: "Solo", inSnapshot: false,
      about: "Where solo listens: before the fader (pfl) or after fader and pan (afl)."),
  ]
}
