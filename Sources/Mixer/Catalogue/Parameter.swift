/// One thing that a strip has. What it means, its range and its law stand in `ParameterSpec`.
public enum Item: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case color, trim, polarity, link
  case delayOn, delayTime
  case lowCutOn, lowCutFrequency, lowCutSlope, highCutOn, highCutFrequency
  case gateOn, gateMode, gateThreshold, gateRange, gateAttack, gateHold, gateRelease, gateHysteresis
  case gateKey, gateFilterOn, gateFilterType, gateFilterFrequency
  case eqOn, eqType, eqFrequency, eqGain, eqQ
  case compOn, compThreshold, compRatio, compKnee, compAttack, compHold, compRelease, compAutoRelease
  case compGain, compAutoGain, compMix, compDetector, compPosition
  case compKey, compFilterOn, compFilterType, compFilterFrequency
  case deEsserOn, deEsserFrequency, deEsserThreshold, deEsserRange
  case automixOn, automixWeight
  case stereo
  case fader, mute, pan, width, solo, soloSafe
  case toMain, toGroup, dca, muteGroup
  case auxLevel, auxOn, auxTap, fxLevel, fxOn, fxTap
  case effect
  case reverbDecay, reverbSize, reverbDamping, reverbLow, reverbPredelay, reverbModulation, reverbLowCut, reverbHighCut
  case echoTime, echoTempo, echoDivision, echoRatio, echoFeedback, echoPingPong, echoLowCut, echoHighCut
  case chorusRate, chorusDepth, chorusDelay, chorusFeedback
  case monoBassOn, monoBassFrequency
  case limiterOn, limiterCeiling, limiterRelease
  case level, dim, mono, soloMode, ballistics
  case talkOn, talkInput, talkLevel, talkAux

  /// Its place among all items. The raw value's own getter may not be called by the audio thread; the cases have no payload
  /// and are counted from 0, so their memory is their place.
  var place: Int { @_noLocks get { Int(unsafeBitCast(self, to: UInt8.self)) } }

  /// The most that a strip can have of it, whatever the desk.
  var most: Int {
    @_noLocks get {
      switch self {
      case .eqType, .eqFrequency, .eqGain, .eqQ: 6
      case .toGroup, .dca, .muteGroup, .auxLevel, .auxOn, .auxTap, .talkAux: 8
      case .fxLevel, .fxOn, .fxTap: 4
      default: 1
      }
    }
  }
}

/// The address of one parameter: which strip, which item, and which of several alike.
///
/// Nothing in it depends on the size of the desk, so it can be stored in a mapping; `Catalogue.index(of:)` turns it into
/// a place in the desk's flat array of values.
public struct Parameter: Hashable, Sendable, BitwiseCopyable {
  /// The strip that it belongs to.
  public let strip: StripID
  /// What it is.
  public let item: Item
  /// Which of several alike, from 0: the group in `ch/3/group/2`, the band in `ch/3/eq/1/gain`. 0 where there is only one.
  public let which: UInt8

  /// A parameter's address; it need not exist on a given desk.
  @_noLocks public init(_ strip: StripID, _ item: Item, _ which: Int = 0) {
    self.strip = strip
    self.item = item
    self.which = UInt8(truncatingIfNeeded: which)
  }
}

/// What a path can name: a value in the flat array, or a strip's name.
public enum Address: Hashable, Sendable {
  /// A number in its unit.
  case value(Parameter)
  /// The text `STRIP/name`.
  case name(StripID)
}
