/// What a filter section does.
enum FilterShape: UInt8, CaseIterable, BitwiseCopyable {
  /// Nothing, to the bit.
  case neutral
  /// A peak or a dip, symmetrical in boost and cut; Q as in Bristow-Johnson's cookbook.
  case bell
  /// Shelves; the frequency is where half the gain (in dB) is reached. Q up to 2; 0.7071 is the steepest without a bump.
  case lowShelf
  case highShelf
  /// Low cuts of 6 and 12 dB per octave; only the second has a Q.
  case lowCut6
  case lowCut12
  /// High cuts of 6 and 12 dB per octave; only the second has a Q.
  case highCut6
  case highCut12
  /// 0 dB at the centre, falling by 6 dB per octave.
  case bandPass
  /// 0 dB everywhere; turns the phase by a whole turn, half of it at the frequency.
  case allPass
  /// The low side of a crossover whose high side is `lowCut12`. Two of each, Q 0.7071, are a Linkwitz-Riley crossover of 24 dB
  /// per octave: their sum is `allPass`. (A `highCut12` follows the analogue curve up to the top, so it does not add up so.)
  case crossoverLow
}

/// How steep a channel's low cut is. All are Butterworth filters: −3 dB at their frequency.
enum LowCutSlope: UInt8, BitwiseCopyable {
  /// dB per octave.
  case by12
  case by18
  case by24
}

/// Designs one section. Any thread.
///
/// Greatest distance from the analogue prototype up to 20 kHz, in dB, measured on a grid of 20 Hz…20 kHz:
///
/// | at a sample rate of | 44.1 kHz | 48 kHz | from 88.2 kHz |
/// |---|---|---|---|
/// | bell ±12 dB, Q 0.3…10 | 0.38 | 0.25 | 0.02 |
/// | bell ±18 dB, Q 0.3…10 | 0.59 | 0.36 | 0.02 |
/// | shelf ±18 dB, Q 0.3…2, up to 16 kHz | 0.66 | 0.44 | 0.04 |
/// | shelf ±18 dB, Q 0.3…2, up to 20 kHz | 1.4 | 0.44 | 0.04 |
/// | high cut, up to 16 kHz, where above −60 dB | 0.7 | 0.3 | 0.02 |
///
/// Low cuts, band pass, all-pass and `crossoverLow` are bilinear, exact at their frequency and below a tenth of the sample rate.
/// - Parameters:
///   - frequency: in Hz; 1 Hz to 20.5 kHz and to 0.465 times the sample rate, beyond which it is moved there.
///   - gain: in dB, for bells and shelves, −24…24.
///   - q: 0.1…20.
@_noLocks func designFilter(
  _ shape: FilterShape, frequency: Double, gain: Double = 0, q: Double = 0.7071067811865476, sampleRate: Double
) -> FilterCoefficients {
  let f = min(max(frequency, 1), min(20_500, 0.465 * sampleRate))
  let q = min(max(q, 0.1), 20)
  let gain = min(max(gain, -24), 24)
  switch shape {
  case .neutral: return FilterCoefficients()
  case .bell: return gain == 0 ? FilterCoefficients() : MatchedDesign(f, sampleRate).bell(gain, q)
  case .lowShelf: return gain == 0 ? FilterCoefficients() : MatchedDesign(f, sampleRate).shelf(gain, q, isLow: true)
  case .highShelf: return gain == 0 ? FilterCoefficients() : MatchedDesign(f, sampleRate).shelf(gain, q, isLow: false)
  case .highCut6: return MatchedDesign(f, sampleRate).highCut6()
  case .highCut12: return MatchedDesign(f, sampleRate).highCut12(q)
  case .lowCut6, .lowCut12, .bandPass, .allPass, .crossoverLow: break
  }
  let g = tangentOfQuarterTurns(2 * f / sampleRate)
  let k = g / q
  switch shape {
  case .lowCut6: return FilterCoefficients(1, 0, over: g)
  case .lowCut12: return FilterCoefficients(1, 0, 0, over: k, g * g)
  case .bandPass: return FilterCoefficients(0, k, 0, over: k, g * g)
  case .allPass: return FilterCoefficients(1, -k, g * g, over: k, g * g)
  case .crossoverLow: return FilterCoefficients(0, 0, g * g, over: k, g * g)
  default: return FilterCoefficients()
  }
}

/// The two sections of a channel's low cut; the second is neutral for 12 dB per octave. Any thread.
@_noLocks func designLowCut(
  _ slope: LowCutSlope, frequency: Double, sampleRate: Double
) -> (first: FilterCoefficients, second: FilterCoefficients) {
  switch slope {
  case .by12:
    return (designFilter(.lowCut12, frequency: frequency, sampleRate: sampleRate), FilterCoefficients())
  case .by18:
    return (
      designFilter(.lowCut12, frequency: frequency, q: 1, sampleRate: sampleRate),
      designFilter(.lowCut6, frequency: frequency, sampleRate: sampleRate)
    )
  case .by24:
    // Q = 1 / (2·cos(π/8)) and 1 / (2·cos(3π/8)).
    return (
      designFilter(.lowCut12, frequency: frequency, q: 0.5411961001461970, sampleRate: sampleRate),
      designFilter(.lowCut12, frequency: frequency, q: 1.3065629648763764, sampleRate: sampleRate)
    )
  }
}
