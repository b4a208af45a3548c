import Mixer

/// The parts of a strip that are copied and reset together. The raw value is the word in a request.
public enum Block: String, CaseIterable, Sendable {
  /// Trim, polarity, delay.
  case input
  /// High-pass and low-pass.
  case filters
  case gate
  case eq
  case comp
  case deesser
  /// The effect of an fx strip, with its settings.
  case effect
  /// Levels, switches and taps of the sends.
  case sends
  /// Fader, mute, pan, width, solo safe, automix.
  case mix
  /// Assignments to main, groups, DCAs and mute groups.
  case groups
  /// Stereo of an aux; mono bass and limiter of main.
  case output
  /// Name and colour: only where they are asked for.
  case name

  /// What `all` stands for, and no word at all.
  public static let usual = Set(allCases).subtracting([.name])

  /// The words that a request may have.
  static let words = allCases.map(\.rawValue) + ["all"]
}

extension Item {
  /// The block that an item belongs to; nil for what is never copied or reset: the link, which is made with the
  /// neighbour, and what belongs to the moment or to the place (solo, monitor, talkback).
  var block: Block? {
    switch self {
    case .trim, .polarity, .delayOn, .delayTime: .input
    case .lowCutOn, .lowCutFrequency, .lowCutSlope, .highCutOn, .highCutFrequency: .filters
    case .gateOn, .gateMode, .gateThreshold, .gateRange, .gateAttack, .gateHold, .gateRelease, .gateHysteresis,
      .gateKey, .gateFilterOn, .gateFilterType, .gateFilterFrequency:
      .gate
    case .eqOn, .eqType, .eqFrequency, .eqGain, .eqQ: .eq
    case .compOn, .compThreshold, .compRatio, .compKnee, .compAttack, .compHold, .compRelease, .compAutoRelease,
      .compGain, .compAutoGain, .compMix, .compDetector, .compPosition, .compKey, .compFilterOn, .compFilterType,
      .compFilterFrequency:
      .comp
    case .deEsserOn, .deEsserFrequency, .deEsserThreshold, .deEsserRange: .deesser
    case .effect, .reverbDecay, .reverbSize, .reverbDamping, .reverbLow, .reverbPredelay, .reverbModulation,
      .reverbLowCut, .reverbHighCut, .echoTime, .echoTempo, .echoDivision, .echoRatio, .echoFeedback, .echoPingPong,
      .echoLowCut, .echoHighCut, .chorusRate, .chorusDepth, .chorusDelay, .chorusFeedback:
      .effect
    case .auxLevel, .auxOn, .auxTap, .fxLevel, .fxOn, .fxTap: .sends
    case .fader, .mute, .pan, .width, .soloSafe, .automixOn, .automixWeight: .mix
    case .toMain, .toGroup, .dca, .muteGroup: .groups
    case .stereo, .monoBassOn, .monoBassFrequency, .limiterOn, .limiterCeiling, .limiterRelease: .output
    case .color: .name
    case .link, .solo, .level, .dim, .mono, .soloMode, .ballistics, .talkOn, .talkInput, .talkLevel, .talkAux: nil
    }
  }
}
