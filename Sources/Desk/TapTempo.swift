import Mixer

/// Taps become a tempo: the mean of the last four intervals or fewer. After two seconds without a tap a new row begins.
/// Times are monotonic nanoseconds.
struct TapTempo: Hashable, Sendable {
  private var taps: [Int: [UInt64]] = [:]

  static let pause: UInt64 = 2_000_000_000
  static let intervals = 4

  /// Takes one tap.
  /// - Parameters:
  ///   - effect: which row of taps, counted from 0.
  ///   - range: the tempos that there are, at least an octave; others are halved or doubled until they are inside.
  /// - Returns: beats per minute; nil for the first tap of a row.
  mutating func tap(_ effect: Int, now: UInt64, in range: ClosedRange<Float>) -> Float? {
    var row = taps[effect] ?? []
    if let last = row.last, now <= last || now - last > TapTempo.pause { row = [] }
    row = (row + [now]).suffix(TapTempo.intervals + 1)
    taps[effect] = row
    guard row.count > 1 else { return nil }
    var tempo = 60e9 * Double(row.count - 1) / Double(now - row[0])
    while tempo < Double(range.lowerBound) { tempo *= 2 }
    while tempo > Double(range.upperBound) { tempo /= 2 }
    return Float(tempo)
  }
}

extension Desk {
  /// A tap for an effect's tempo. From the second tap within two seconds on, `delay/tempo` follows.
  /// - Returns: the tempo in beats per minute, nil after a first tap; and what changed.
  public mutating func tap(_ effect: StripID, now: UInt64, by origin: Origin) -> (tempo: Float?, changes: [Change]) {
    let parameter = Parameter(effect, .echoTempo)
    guard let spec = catalogue.spec(of: parameter), catalogue.contains(parameter),
      let tempo = taps.tap(effect.index, now: now, in: spec.range)
    else { return (nil, []) }
    return (tempo, set(parameter, to: tempo, by: origin))
  }
}
