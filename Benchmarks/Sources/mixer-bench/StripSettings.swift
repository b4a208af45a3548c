import CBaseline
import Mixer

/// What a strip does when all of it is on: high-pass of 24 dB per octave, four bells, gate, compressor. Everything that
/// is not here is as on a new desk.
struct StripSettings {
  private let lowCut: Float
  private let bands: [(frequency: Float, gain: Float)]
  private let gateThreshold: Float
  private let compThreshold: Float

  /// One of two, to move between.
  init(_ setting: Int) {
    let more = Float(setting)
    lowCut = 80 + 20 * more
    bands = [100, 400, 2000, 8000].map { ($0 * (1 + 0.1 * more), 3 + more) }
    gateThreshold = -60 - more
    compThreshold = -50 - more
  }

  /// As values of the catalogue.
  var values: [(item: Item, which: Int, value: Float)] {
    var values: [(item: Item, which: Int, value: Float)] = [
      (.lowCutOn, 0, 1), (.lowCutSlope, 0, 2), (.lowCutFrequency, 0, lowCut),
    ]
    for (band, bell) in bands.enumerated() {
      values += [(.eqType, band, 2), (.eqGain, band, bell.gain), (.eqFrequency, band, bell.frequency)]
    }
    return values + [
      (.gateOn, 0, 1), (.gateThreshold, 0, gateThreshold), (.compOn, 0, 1), (.compThreshold, 0, compThreshold),
    ]
  }

  /// The same for one lane of the strip in C.
  func set(_ strip: OpaquePointer, _ lane: Int32) {
    strip_low_cut(strip, lane, lowCut)
    for (band, bell) in bands.enumerated() {
      strip_bell(strip, lane, Int32(band), bell.frequency, bell.gain, initial(.eqQ))
    }
    strip_gate(
      strip, lane, gateThreshold, initial(.gateRange), initial(.gateAttack), initial(.gateHold), initial(.gateRelease),
      initial(.gateHysteresis))
    strip_compressor(
      strip, lane, compThreshold, Float(Catalogue.ratios[Int(initial(.compRatio))])!, initial(.compKnee),
      initial(.compAttack), initial(.compRelease))
  }

  private func initial(_ item: Item) -> Float { Catalogue.specs(of: .channel).first { $0.item == item }!.initial }
}
