// Values as people write them. The same text stands in snapshots, on the command line and on surfaces.
extension ParameterSpec {
  /// A value with its unit: `-6.0 dB`, `-inf dB`, `on`, `red`, `-20 %`. Always parsed back to the same value at the
  /// precision shown, which is finer than any control's step.
  public func text(of value: Float) -> String {
    let number = numberText(of: value)
    return hasUnit ? "\(number) \(unit.rawValue)" : number
  }

  /// Whether its values are written with their unit.
  public var hasUnit: Bool {
    switch unit {
    case .decibel, .percent, .hertz, .milliseconds, .seconds, .beats: true
    case .onOff, .list, .text, .none: false
    }
  }

  /// A value without its unit, at most seven characters, for a display: `-6.0`, `-inf`, `On`, `L20`, `C`, `R100`.
  public func shortText(of value: Float) -> String {
    switch item {
    case .pan:
      let percent = Int(value.rounded())
      return percent == 0 ? "C" : percent < 0 ? "L\(-percent)" : "R\(percent)"
    default: break
    }
    switch unit {
    case .decibel where value > ParameterSpec.silence: return ParameterSpec.decimal(value, digits: 1)
    case .hertz where value >= 1000: return ParameterSpec.decimal(value / 1000, digits: 2) + "k"
    case .hertz where value >= 1: return ParameterSpec.decimal(value, digits: 0)
    case .milliseconds where value >= 10: return ParameterSpec.decimal(value, digits: 0)
    case .list: return String(numberText(of: value).filter { $0 != "-" }.prefix(7))
    default: return numberText(of: value)
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
    case .linear, .fader, .logarithmic, .whole:
      let suffix = unit.rawValue.lowercased()
      if words.count == 2, words[1].lowercased() != suffix { throw refusal(text) }
      let number =
        words.count == 1 && !suffix.isEmpty && word.hasSuffix(suffix) ? String(word.dropLast(suffix.count)) : word
      if law == .fader, number == "-inf" || number == "off" { return ParameterSpec.silence }
      guard let value = Float(number), value.isFinite, range.contains(value) else { throw refusal(text) }
      if law == .whole, value != value.rounded() { throw refusal(text) }
      return value
    }
  }

  /// What `value(from:)` accepts, for people: `-90 to 10 dB, or -inf`, `on or off`, `off, red, …`.
  public var accepts: String {
    switch law {
    case .onOff: "on or off"
    case .list where options.count > 20: "\(options[0]), \(options[1]) … \(options[options.count - 1])"
    case .list: options.joined(separator: ", ")
    case .linear, .fader, .logarithmic, .whole:
      "\(ParameterSpec.plain(range.lowerBound)) to \(ParameterSpec.plain(range.upperBound))"
        + (unit == .none ? "" : " \(unit.rawValue)") + (law == .fader ? ", or -inf" : "")
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
    case .whole: return ParameterSpec.decimal(value, digits: 0)
    case .linear, .fader, .logarithmic: return ParameterSpec.decimal(value, digits: digits(of: value))
    }
  }

  /// Digits after the point: finer than any control's step.
  private func digits(of value: Float) -> Int {
    switch unit {
    case .percent, .beats: 1
    case .hertz: value < 100 ? 2 : 1
    default: 2
    }
  }

  /// A number without needless digits.
  private static func plain(_ value: Float) -> String {
    value == value.rounded() ? decimal(value, digits: 0) : String("\(value)")
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
