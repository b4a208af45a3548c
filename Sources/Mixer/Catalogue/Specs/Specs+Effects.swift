// The effects of the fx buses.
extension Catalogue {
  /// The words of `fx/#/type`, in the order of their values.
  public static let effectTypes = ["reverb", "delay", "chorus"]

  /// The words of `delay/division`: parts of a whole note; d is dotted, t a triplet.
  public static let divisions = ["off"] + DelayDivision.allCases.map(\.rawValue)

  static let effects: [ParameterSpec] =
    [.choice(.effect, "type", effectTypes, display: "FxType", about: "The effect.")] + reverb + echo + chorus

  private static let reverb: [ParameterSpec] = [
    ParameterSpec(
      .reverbDecay, "reverb/decay", .seconds, 0.2...20, initial: 1.8, law: .logarithmic, steps: 101, display: "Decay",
      about: "The time in which the reverberation falls by 60 dB."),
    ParameterSpec(
      .reverbSize, "reverb/size", .percent, 0...100, initial: 60, law: .linear, steps: 101, display: "Size",
      about: "How large the room is."),
    .frequency(
      .reverbDamping, "reverb/damping", 1000...20_000, initial: 6000, steps: 101, display: "Damping",
      about: "Where the decay time is half as long."),
    ParameterSpec(
      .reverbLow, "reverb/low", .percent, 50...200, initial: 110, law: .linear, steps: 151, display: "LowDec",
      about: "The decay time of the low end against that of the middle."),
    ParameterSpec(
      .reverbPredelay, "reverb/predelay", .milliseconds, 0...200, initial: 20, law: .linear, steps: 201,
      display: "PreDel",
      about: "What passes before the first reflection."),
    ParameterSpec(
      .reverbModulation, "reverb/modulation", .percent, 0...100, initial: 40, law: .linear, steps: 101,
      display: "Modul", about: "How much the room moves, against ringing."),
    .frequency(
      .reverbLowCut, "reverb/lowcut", 20...500, initial: 80, steps: 101, display: "RvLoCut",
      about: "Below this the reverberation is taken away."),
    .frequency(
      .reverbHighCut, "reverb/highcut", 1000...20_000, initial: 12_000, steps: 101, display: "RvHiCut",
      about: "Above this the reverberation is taken away."),
  ]

  private static let echo: [ParameterSpec] = [
    ParameterSpec(
      .echoTime, "delay/time", .milliseconds, 1...3000, initial: 375, law: .logarithmic, steps: 301, display: "DlyTime",
      about: "The time to the first echo, while the division is off."),
    ParameterSpec(
      .echoTempo, "delay/tempo", .beats, 40...240, initial: 120, law: .linear, steps: 401, display: "Tempo",
      about: "The tempo for the division; tapping sets it."),
    .choice(
      .echoDivision, "delay/division", divisions, display: "Divis",
      about: "The time to the first echo as a note at the tempo."),
    ParameterSpec(
      .echoRatio, "delay/ratio", .percent, 25...100, initial: 100, law: .linear, steps: 76, display: "DlyRat",
      about: "The time of the right side against that of the left."),
    ParameterSpec(
      .echoFeedback, "delay/feedback", .percent, 0...98, initial: 35, law: .linear, steps: 99, display: "Feedbck",
      about: "How much of an echo comes again."),
    .toggle(.echoPingPong, "delay/pingpong", display: "PingPng", about: "Lets the echoes change sides."),
    .frequency(
      .echoLowCut, "delay/lowcut", 20...1000, initial: 100, steps: 101, display: "DlLoCut",
      about: "What each echo loses at the low end; 20 Hz is nothing."),
    .frequency(
      .echoHighCut, "delay/highcut", 1000...20_000, initial: 7000, steps: 101, display: "DlHiCut",
      about: "What each echo loses at the high end; 20 kHz is nothing."),
  ]

  private static let chorus: [ParameterSpec] = [
    ParameterSpec(
      .chorusRate, "chorus/rate", .hertz, 0.05...5, initial: 0.8, law: .logarithmic, steps: 101, display: "Rate",
      about: "How fast the voices move."),
    ParameterSpec(
      .chorusDepth, "chorus/depth", .milliseconds, 0...10, initial: 2, law: .linear, steps: 101, display: "Depth",
      about: "How far the voices move."),
    ParameterSpec(
      .chorusDelay, "chorus/delay", .milliseconds, 1...30, initial: 10, law: .linear, steps: 146, display: "ChDelay",
      about: "How late the voices are."),
    ParameterSpec(
      .chorusFeedback, "chorus/feedback", .percent, -70...70, initial: 0, law: .linear, steps: 141, display: "ChFback",
      about: "How much of the voices comes again; much of it makes a flanger."),
  ]
}
