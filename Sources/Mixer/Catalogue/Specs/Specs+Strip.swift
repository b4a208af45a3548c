// What most strips have.
extension Catalogue {
  static let color = ParameterSpec.choice(
    .color, "color", colors, initial: 7, display: "Color", about: "The colour of the strip on surfaces.")

  static let input: [ParameterSpec] = [
    ParameterSpec(
      .trim, "trim", .decibel, -18...18, initial: 0, law: .linear, steps: 145, display: "Trim",
      about: "Digital gain before everything else."),
    .toggle(.polarity, "polarity", display: "Pol", about: "Inverts the polarity of the input."),
    .toggle(
      .link, "link", display: "Link",
      about: "Makes a stereo pair of this channel and its neighbour (1 and 2, 3 and 4, …); set on either."),
  ]

  static let delay: [ParameterSpec] = [
    .toggle(.delayOn, "delay/on", display: "Delay", about: "Delays the input."),
    ParameterSpec(
      .delayTime, "delay/time", .milliseconds, 0...500, initial: 0, law: .linear, steps: 5001, display: "DelTime",
      about: "By how much; 1 ms is 34 cm of air."),
  ]

  static let cuts: [ParameterSpec] = [
    .toggle(.lowCutOn, "hpf/on", display: "HPF", about: "Switches the high-pass filter."),
    .frequency(
      .lowCutFrequency, "hpf/frequency", 20...400, initial: 80, steps: 101, display: "HPFreq",
      about: "Below this the high-pass takes away."),
    .choice(
      .lowCutSlope, "hpf/slope", ["12", "18", "24"], initial: 1, display: "HPSlope",
      about: "How steep the high-pass is, in dB per octave."),
    .toggle(.highCutOn, "lpf/on", display: "LPF", about: "Switches the low-pass filter, 12 dB per octave."),
    .frequency(
      .highCutFrequency, "lpf/frequency", 1000...20_000, initial: 20_000, steps: 101, display: "LPFreq",
      about: "Above this the low-pass takes away."),
  ]

  static let mute = ParameterSpec.toggle(
    .mute, "mute", display: "Mute", about: "Silences the strip and its sends.")

  static let pan = ParameterSpec(
    .pan, "pan", .percent, -100...100, initial: 0, law: .linear, steps: 101, display: "Pan",
    about: "Where the strip sits between left (-100) and right (100); a balance on stereo and linked strips.")

  static let width = ParameterSpec(
    .width, "width", .percent, -100...100, initial: 100, law: .linear, steps: 101, display: "Width",
    about: "How wide a linked pair is: 100 as it comes, 0 mono, -100 with its sides exchanged.")

  static let solo = ParameterSpec.toggle(
    .solo, "solo", display: "Solo", inSnapshot: false, about: "Lets the strip be heard alone; monitor/solo says where.")

  static let soloSafe = ParameterSpec.toggle(
    .soloSafe, "solosafe", display: "SolSafe", about: "Solo in place of other strips does not silence this one.")

  static let toDCA = ParameterSpec.toggle(.dca, "dca/#", display: "ToDCA", about: "Makes the strip belong to a DCA.")

  static let toMuteGroup = ParameterSpec.toggle(
    .muteGroup, "mutegroup/#", display: "ToMute", about: "Makes the strip belong to a mute group.")

  static let automix: [ParameterSpec] = [
    .toggle(
      .automixOn, "automix/on", display: "Automix",
      about: "Shares one microphone's gain among all channels that have this on: who speaks gets it."),
    ParameterSpec(
      .automixWeight, "automix/weight", .decibel, -12...12, initial: 0, law: .linear, steps: 97, display: "Weight",
      about: "Gives the channel a larger or smaller share."),
  ]

  private static let taps = ["pre-eq", "pre-fader", "post-fader"]

  static let sends: [ParameterSpec] = [
    .toggle(.auxOn, "send/aux/#/on", initial: true, display: "SendOn", about: "Switches the send to an aux."),
    .fader(
      .auxLevel, "send/aux/#/level", initial: ParameterSpec.silence, display: "Send", about: "The level into an aux."),
    .choice(
      .auxTap, "send/aux/#/tap", taps, initial: 1, display: "Tap", about: "Where the send to an aux is taken."),
    .toggle(.fxOn, "send/fx/#/on", initial: true, display: "FxOn", about: "Switches the send to an effect."),
    .fader(
      .fxLevel, "send/fx/#/level", initial: ParameterSpec.silence, display: "FxSend", about: "The level into an effect."
    ),
    .choice(
      .fxTap, "send/fx/#/tap", taps, initial: 2, display: "FxTap", about: "Where the send to an effect is taken."),
  ]
}
