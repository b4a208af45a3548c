// Gate, compressor, de-esser.
extension Catalogue {
  /// The ratios of a compressor, as words and in the order of their values.
  public static let ratios = ["1.1", "1.3", "1.5", "2", "2.5", "3", "4", "5", "7", "10", "20", "100"]

  /// The filters that a key can have, in the order of their values: cuts of 6 and 12 dB per octave, bands by their Q.
  public static let keyFilters = [
    "lowcut6", "lowcut12", "highcut6", "highcut12", "band1", "band2", "band3", "band5", "band10",
  ]

  /// What a key can be: the strip itself, an input, a bus. The order is that of their values.
  public static let keys: [String] =
    ["self"] + (1...256).map { "ch/\($0)" } + (1...8).map { "group/\($0)" } + (1...8).map { "aux/\($0)" }

  static let gate: [ParameterSpec] =
    [
      .toggle(.gateOn, "gate/on", display: "Gate", about: "Switches the gate."),
      .choice(
        .gateMode, "gate/mode", ["exp2", "exp3", "exp4", "gate", "duck"], initial: 3, display: "GtMode",
        about: "Expander of ratio 2, 3 or 4, gate, or ducker (lowers while the key is loud)."),
      ParameterSpec(
        .gateThreshold, "gate/threshold", .decibel, -80...0, initial: -50, law: .linear, steps: 161, display: "GtThr",
        about: "The level of the key above which the gate opens."),
      ParameterSpec(
        .gateRange, "gate/range", .decibel, 3...60, initial: 40, law: .linear, steps: 58, display: "GtRange",
        about: "How far a closed gate lowers the strip."),
      .attack(.gateAttack, "gate/attack", initial: 1, display: "GtAtt", about: "How fast the gate opens."),
      .hold(.gateHold, "gate/hold", initial: 50, display: "GtHold", about: "How long it stays open at least."),
      .release(.gateRelease, "gate/release", initial: 200, display: "GtRel", about: "How fast it closes."),
      ParameterSpec(
        .gateHysteresis, "gate/hysteresis", .decibel, 0...12, initial: 3, law: .linear, steps: 49, display: "GtHyst",
        about: "How far below the threshold the key falls before the gate closes."),
    ]
    + key(
      "gate", .gateKey, .gateFilterOn, .gateFilterType, .gateFilterFrequency, display: "Gt", isKeyed: true)

  static func compressor(keyed: Bool) -> [ParameterSpec] {
    [
      .toggle(.compOn, "comp/on", display: "Comp", about: "Switches the compressor."),
      ParameterSpec(
        .compThreshold, "comp/threshold", .decibel, -60...0, initial: -20, law: .linear, steps: 121, display: "CmpThr",
        about: "The level above which the compressor works."),
      .choice(
        .compRatio, "comp/ratio", ratios, initial: 5, display: "CmpRat",
        about: "How many dB more at its input make one more at its output."),
      ParameterSpec(
        .compKnee, "comp/knee", .decibel, 0...24, initial: 6, law: .linear, steps: 49, display: "CmpKnee",
        about: "How wide the bend at the threshold is."),
      .attack(.compAttack, "comp/attack", initial: 10, display: "CmpAtt", about: "How fast it takes hold."),
      .hold(.compHold, "comp/hold", initial: 0.02, display: "CmpHold", about: "How long it holds before it lets go."),
      .release(.compRelease, "comp/release", initial: 150, display: "CmpRel", about: "How fast it lets go."),
      .toggle(
        .compAutoRelease, "comp/autorelease", display: "CmpAuto",
        about: "Lets go fast after a peak and slowly after a loud passage, whatever the release."),
      ParameterSpec(
        .compGain, "comp/gain", .decibel, 0...24, initial: 0, law: .linear, steps: 49, display: "CmpGain",
        about: "What is added after compression."),
      .toggle(
        .compAutoGain, "comp/autogain", display: "CmpAGn",
        about: "Adds half of what the compressor takes from a full-scale signal."),
      ParameterSpec(
        .compMix, "comp/mix", .percent, 0...100, initial: 100, law: .linear, steps: 101, display: "CmpMix",
        about: "How much of the compressed signal is in the mix with the signal as it was."),
      .choice(
        .compDetector, "comp/detector", ["peak", "rms"], display: "CmpDet", about: "What the compressor listens to."),
    ]
      + (keyed
        ? [
          .choice(
            .compPosition, "comp/position", ["post-eq", "pre-eq"], display: "CmpPos",
            about: "Whether the compressor comes after the equaliser or before it.")
        ] : [])
      + key("comp", .compKey, .compFilterOn, .compFilterType, .compFilterFrequency, display: "Cmp", isKeyed: keyed)
  }

  static let deEsser: [ParameterSpec] = [
    .toggle(.deEsserOn, "deesser/on", display: "DeEss", about: "Switches the de-esser."),
    .frequency(
      .deEsserFrequency, "deesser/frequency", 2000...12_000, initial: 6000, steps: 101, display: "EsFreq",
      about: "Above this it looks for sibilants, and lowers them."),
    ParameterSpec(
      .deEsserThreshold, "deesser/threshold", .decibel, -40...0, initial: -12, law: .linear, steps: 81,
      display: "EsThr",
      about: "How loud the high end may be, measured against the whole signal."),
    ParameterSpec(
      .deEsserRange, "deesser/range", .decibel, 0...24, initial: 12, law: .linear, steps: 49, display: "EsRange",
      about: "How far it lowers at most."),
  ]

  private static func key(
    _ block: String, _ key: Item, _ on: Item, _ type: Item, _ frequency: Item, display: String, isKeyed: Bool
  ) -> [ParameterSpec] {
    let source = ParameterSpec.choice(
      key, "\(block)/key", keys, display: "\(display)Key",
      about: "What it listens to: the strip itself, the input of a channel, a group or an aux (these 64 frames later).")
    return (isKeyed ? [source] : []) + [
      .toggle(on, "\(block)/filter/on", display: "\(display)KFlt", about: "Filters what it listens to."),
      .choice(
        type, "\(block)/filter/type", keyFilters, initial: 1, display: "\(display)KTyp",
        about: "How: a cut of 6 or 12 dB per octave, or a band by its Q."),
      .frequency(
        frequency, "\(block)/filter/frequency", 20...20_000, initial: 200, steps: 201, display: "\(display)KFrq",
        about: "Where that filter works."),
    ]
  }
}
