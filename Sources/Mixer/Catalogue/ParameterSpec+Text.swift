// Values as people write them. The same text stands in snapshots, on the command line and on surfaces.
extension ParameterSpec {
  /// A value with its unit: `-6.0 dB`, `-inf dB`, `on`, `red`, `-20 %`. Always parsed back to the same value at the
  /// precision shown, which is finer than any control's step.
  public func text(of value: Float) -> String {
    let number = numberText(of: value)
    return unit == .decibel || unit == .percent ? "\(number) \(unit.rawValue)" : number
  }

  /// A value without its unit, at most seven characters, for a display: `-6.0`, `-inf`, `On`, `L20`, `C`, `R100`.
  public func shortText(of value: Float) -> String {
    switch item {
    case .pan:
      let percent = Int(value.rounded())
      return percent == 0 ? "C" : percent < 0 ? "L\(-percent)" : "R\(percent)"
    default:
      return unit == .decibel && value > ParameterSpec.silence
        ? ParameterSpec.decimal(value, digits: 1) : numberText(of: value)
    }
  }

  /// The value that a text stands for. The unit may be missing; `-inf` is silence; on/off parameters take on, off, true,
  /// false, yes, no, 1, 0; `toggle` is for the caller (it needs the old value).
  /// - Throws: `Refusal` saying what would be accepted. A number outside the range is refused, not clamped.
  public func value(from text: some StringProtocol) throws(Refusal) -> Float {
    let words = text.split(separator: " ")
    guard let first = words.first, words.count <= 2 else { throw refusal(text) }
    let word = first.lowercased()
    switch law {
    case .onOff:
      guard words.count == 1 else { throw refusal(text) }
      if ["on", "true", "yes", "1"].contains(word) { return 1 }
      if ["off", "false", "no", "0"].contains(word) { return 0 }
      throw refusal(text)
    case .list:
      guard words.count == 1, let place = options.firstIndex(of: word) else { throw refusal(text) }
      return Float(place)
    case .linear, .fader:
      let suffix = unit.rawValue.lowercased()
      if words.count == 2, words[1].lowercased() != suffix { throw refusal(text) }
      let number = words.count == 1 && word.hasSuffix(suffix) ? String(word.dropLast(suffix.count)) : word
      if law == .fader, number == "-inf" || number == "off" { return ParameterSpec.silence }
      guard let value = Float(number), value.isFinite, range.contains(value) else { throw refusal(text) }
      return value
    }
  }

  /// What `value(from:)` accepts, for people: `-90 to 10 dB, or -inf`, `on or off`, `off, red, …`.
  public var accepts: String {
    switch law {
    case .onOff: "on or off"
    case .list: options.joined(separator: ", ")
    case .linear, .fader:
      "\(ParameterSpec.decimal(range.lowerBound, digits: 0)) to \(ParameterSpec.decimal(range.upperBound, digits: 0)) \(unit.rawValue)"
        + (law == .fader ? ", or -inf" : "")
    }
  }

  private func refusal(_ text: some StringProtocol) -> Refusal {
    Refusal("'\(text)' is not a value for \(pattern); write \(accepts)")
  }

  private func numberText(of value: Float) -> String {
    switch law {
    case .onOff: return value >= 0.5 ? "on" : "off"
    case .list: return options[min(max(Int(value), 0), options.count - 1)]
    case .fader where value <= ParameterSpec.silence: return "-inf"
    case .linear, .fader: return ParameterSpec.decimal(value, digits: unit == .percent ? 1 : 2)
    }
  }

  /// A number with a fixed count of digits after the point, without Foundation.
  static func decimal(_ value: Float, digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((Double(value) * Double(scale)).rounded())
    let whole = abs(scaled) / scale
    let sign = scaled < 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(abs(scaled) % scale)
    return "\(sign)\(whole)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
