/// Decibels in pure Swift, so that this module needs no C library. Exact to better than 1e-9 dB.
enum Decibel {
  /// What stands for silence on a meter, in dBFS.
  static let floor = -120.0

  /// The level of an amplitude, in dB against 1; never below `floor`.
  static func ofAmplitude(_ amplitude: Double) -> Double { max(20 * log10(amplitude), floor) }

  /// The level of a power (a mean square), in dB against 1; never below `floor`.
  static func ofPower(_ power: Double) -> Double { max(10 * log10(power), floor) }

  /// e to the x, for x ≤ 0.
  static func exponential(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    var halvings = 0
    var small = x
    while small < -0.125 {
      small /= 2
      halvings += 1
    }
    var term = 1.0
    var sum = 1.0
    for n in 1...10 {
      term *= small / Double(n)
      sum += term
    }
    for _ in 0..<halvings { sum *= sum }
    return sum
  }

  /// The logarithm to base 10; minus infinity for 0, negative numbers and what is not a number.
  static func log10(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    guard x.isFinite else { return .infinity }
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095_1 {
      m /= 2
      exponent += 1
    }
    // ln m = 2·artanh((m−1)/(m+1)); the argument is at most 0.172, so ten odd powers reach the precision of a Double.
    let s = (m - 1) / (m + 1)
    var power = s
    var sum = 0.0
    for n in stride(from: 1.0, through: 19, by: 2) {
      sum += power / n
      power *= s * s
    }
    return (2 * sum + exponent * 0.693_147_180_559_945_3) * 0.434_294_481_903_251_8
  }
}
