/// How a control's position 0…1 becomes a value in its unit, and back. Both directions clamp.
public enum Law: String, Sendable {
  /// Straight line from the lowest to the highest value.
  case linear
  /// The fader law of the Behringer X32 (four straight lines in dB): 0 dB at 0.75, +10 dB at 1, −90 dB at 0, where −90 dB
  /// stands for silence. Source: P. Maillot, X32 OSC protocol; also DESIGN.
  case fader
  /// Equal ratios for equal parts of the travel, as for frequencies and times; both ends are above 0.
  case logarithmic
  /// Whole numbers, each an equal part of the travel.
  case whole
  /// Two values, 0 and 1; the upper half of the travel is 1.
  case onOff = "on/off"
  /// Whole numbers 0…n−1, each an equal part of the travel; the words stand in `ParameterSpec.options`.
  case list

  /// The value at a position. Any thread.
  public func value(at position: Float, in range: ClosedRange<Float>) -> Float {
    let x = min(max(position, 0), 1)
    let span = range.upperBound - range.lowerBound
    switch self {
    case .linear: return range.lowerBound + x * span
    case .fader: return min(max(Law.faderDecibel(at: x), range.lowerBound), range.upperBound)
    case .logarithmic:
      let octaves = binaryLogarithm(Double(range.upperBound) / Double(range.lowerBound))
      let value = Float(Double(range.lowerBound) * binaryPower(Double(x) * octaves))
      return min(max(value, range.lowerBound), range.upperBound)
    case .onOff: return x >= 0.5 ? 1 : 0
    case .list, .whole: return range.lowerBound + min((x * (span + 1)).rounded(.down), span)
    }
  }

  /// The position of a value. Any thread.
  public func position(of value: Float, in range: ClosedRange<Float>) -> Float {
    let v = min(max(value, range.lowerBound), range.upperBound)
    let span = range.upperBound - range.lowerBound
    switch self {
    case .linear: return span > 0 ? (v - range.lowerBound) / span : 0
    case .fader: return Law.faderPosition(of: v)
    case .logarithmic:
      let octaves = binaryLogarithm(Double(range.upperBound) / Double(range.lowerBound))
      return Float(binaryLogarithm(Double(v) / Double(range.lowerBound)) / octaves)
    case .onOff: return v >= 0.5 ? 1 : 0
    // The two ends of the travel are the first and the last choice, so that a knob's stops are where they belong.
    case .list, .whole: return span > 0 ? (v - range.lowerBound) / span : 0
    }
  }

  private static func faderDecibel(at x: Float) -> Float {
    if x >= 0.5 { return 40 * x - 30 }
    if x >= 0.25 { return 80 * x - 50 }
    if x >= 0.0625 { return 160 * x - 70 }
    return 480 * x - 90
  }

  private static func faderPosition(of decibel: Float) -> Float {
    if decibel >= -10 { return (decibel + 30) / 40 }
    if decibel >= -30 { return (decibel + 50) / 80 }
    if decibel >= -60 { return (decibel + 70) / 160 }
    return (decibel + 90) / 480
  }
}
