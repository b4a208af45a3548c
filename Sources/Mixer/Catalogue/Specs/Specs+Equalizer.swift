// Equalisers.
extension Catalogue {
  /// The words of `eq/#/type`, in the order of their values.
  public static let bandTypes = ["lowcut", "lowshelf", "bell", "highshelf", "highcut"]

  /// The bands of a strip: a shelf at each end, bells between.
  static func equalizer(bands: Int) -> [ParameterSpec] {
    [
      .toggle(.eqOn, "eq/on", initial: true, display: "EQ", about: "Switches the equaliser."),
      .choice(
        .eqType, "eq/#/type", bandTypes,
        initials: [1] + Array(repeating: 2, count: bands - 2) + [3], display: "EqType",
        about: "What a band of the equaliser does."),
      .frequency(
        .eqFrequency, "eq/#/frequency", 20...20_000, initial: 1000,
        initials: bands == 4 ? [100, 400, 2000, 8000] : [60, 150, 400, 1200, 4000, 10_000], steps: 201,
        display: "EqFreq",
        about: "Where a band of the equaliser works."),
      ParameterSpec(
        .eqGain, "eq/#/gain", .decibel, -15...15, initial: 0, law: .linear, steps: 121, display: "EqGain",
        about: "What a bell or a shelf adds or takes."),
      ParameterSpec(
        .eqQ, "eq/#/q", .none, 0.3...10, initial: 1, law: .logarithmic, steps: 72, display: "EqQ",
        about: "How narrow a bell is, how steep a shelf, how resonant a cut."),
    ]
  }
}
