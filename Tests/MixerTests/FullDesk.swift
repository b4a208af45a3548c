@testable import Mixer

/// A desk with everything on: every processor of every channel, group and aux, all three effects, main with its
/// limiter.
struct FullDesk {
  let layout = Layout(channels: 10, groups: 3, auxes: 2, effects: 3, dcas: 1, muteGroups: 1)

  /// All of it, in one batch.
  var commands: [Command] {
    (1...10).flatMap { channel($0) } + buses + effects + main
  }

  private func channel(_ number: Int) -> [Command] {
    let x = Float(number)
    let strip = StripID.channel(number)
    var values: [(Item, Int, Float)] = [
      (.delayOn, 0, 1), (.delayTime, 0, 0.7 * x), (.lowCutOn, 0, 1), (.lowCutSlope, 0, Float(number % 3)),
      (.highCutOn, 0, 1), (.highCutFrequency, 0, 16_000), (.gateOn, 0, 1), (.gateMode, 0, Float(number % 5)),
      (.gateThreshold, 0, -30), (.gateRange, 0, 12), (.gateHold, 0, 5), (.gateRelease, 0, 30),
      (.gateFilterOn, 0, 1), (.eqGain, 0, 3), (.eqGain, 1, -4), (.eqGain, 2, 2), (.eqGain, 3, -1.5), (.compOn, 0, 1),
      (.compThreshold, 0, -24), (.compRelease, 0, 60), (.compDetector, 0, Float(number % 2)),
      (.compPosition, 0, Float(number / 2 % 2)), (.compFilterOn, 0, 1), (.compHold, 0, number % 4 == 0 ? 4 : 0.02),
      (.deEsserOn, 0, 1), (.deEsserThreshold, 0, -20), (.automixOn, 0, 1), (.fader, 0, -6),
      (.pan, 0, 15 * x - 80), (.auxLevel, 0, -10), (.auxTap, 0, Float(number % 3)), (.auxLevel, 1, -6),
    ]
    // The third group has what the last two channels give it and nothing else.
    values += number > 8 ? [(.toGroup, 2, 1), (.toMain, 0, 0)] : [(.toGroup, number % 2, 1)]
    if number <= 8 { values += (0..<3).map { (.fxLevel, $0, -12) } + [(.fxTap, 0, Float(number % 3))] }
    if number == 1 || number == 2 { values.append((.link, 0, 1)) }
    if number == 3 { values += [(.gateKey, 0, 4), (.compKey, 0, 258)] }
    return set(strip, values)
  }

  private var buses: [Command] {
    let values: [(Item, Int, Float)] =
      (0..<6).map { (.eqGain, $0, Float($0) - 2.5) } + [
        (.compOn, 0, 1), (.compThreshold, 0, -20), (.compRelease, 0, 80), (.compFilterOn, 0, 1), (.pan, 0, 10),
      ]
    return (0..<3).flatMap { set(StripID(.group, $0), values) } + (0..<2).flatMap { set(StripID(.aux, $0), values) }
      + set(StripID(.aux, 1), [(.stereo, 0, 1)])
  }

  private var effects: [Command] {
    let kinds: [[(Item, Int, Float)]] = [
      [(.reverbDecay, 0, 0.4), (.toGroup, 0, 1)], [(.effect, 0, 1), (.echoTime, 0, 37), (.echoFeedback, 0, 30)],
      [(.effect, 0, 2), (.chorusFeedback, 0, 30), (.toMain, 0, 0), (.toGroup, 1, 1)],
    ]
    return kinds.enumerated().flatMap { set(StripID(.effect, $0), $1 + [(.eqGain, 1, 3), (.fader, 0, -3)]) }
  }

  private var main: [Command] {
    let values: [(Item, Int, Float)] =
      (0..<6).map { (.eqGain, $0, 2 - Float($0)) } + [
        (.compOn, 0, 1), (.compThreshold, 0, -12), (.compRelease, 0, 80), (.compFilterOn, 0, 1), (.width, 0, 130),
        (.monoBassOn, 0, 1), (.fader, 0, 6), (.limiterCeiling, 0, -6), (.limiterRelease, 0, 50),
      ]
    return set(.main, values) + [.set(Parameter(.monitor, .level), 0), .set(Parameter(.monitor, .ballistics), 3)]
  }

  private func set(_ strip: StripID, _ values: [(Item, Int, Float)]) -> [Command] {
    values.map { .set(Parameter(strip, $0.0, $0.1), $0.2) }
  }
}
