import Mixer

/// One meter as it is shown, in dBFS.
public struct Meter: Hashable, Sendable {
  /// The bar: rises at once, falls 20 dB in 1.7 s.
  public fileprivate(set) var level = Meter.floor
  /// The highest bar of the last 2 s; then it falls as the bar does.
  public fileprivate(set) var hold = Meter.floor
  /// The power, integrated over 300 ms; a full-scale sine reads −3 dB.
  public fileprivate(set) var rms = Meter.floor
  /// Whether a sample reached full scale in the last 3 s.
  public fileprivate(set) var isClipped = false

  /// What stands for silence.
  public static let floor = Float(Decibel.floor)

  /// Silence.
  public init() {}
}

/// Meters with their ballistics: takes what the audio thread reports and keeps what people want to see. Time is the
/// audio's own, counted in frames. Control thread.
public struct Meters: Sendable {
  /// One meter for each point of `Layout.meterCount`.
  public private(set) var points: [Meter]
  /// How far the main limiter lowers the level now, in dB, 0 or more; falls back 20 dB in 1.7 s.
  public private(set) var gainReduction: Float = 0
  /// How often the main limiter has started to work.
  public private(set) var limiterCount: UInt64 = 0
  /// Frames in which it has worked.
  public private(set) var limitedFrames: UInt64 = 0
  /// Input samples that were not numbers, or far too large.
  public private(set) var badSamples: UInt64 = 0

  private let layout: Layout
  private var powers: [Double]
  private var holdLeft: [Double]
  private var clipLeft: [Double]
  private var wasLimiting = false

  private static let fall = 20 / 1.7
  private static let integration = 0.3
  private static let holdTime = 2.0
  private static let clipTime = 3.0

  /// All silent.
  public init(layout: Layout) {
    self.layout = layout
    points = Array(repeating: Meter(), count: layout.meterCount)
    powers = Array(repeating: 0, count: layout.meterCount)
    holdLeft = powers
    clipLeft = powers
  }

  /// The meters of a strip: one for a channel, left and right for the others.
  public func meters(of strip: StripID) -> ArraySlice<Meter> {
    let first = layout.meterIndex(of: strip)
    return points[first..<(first + (strip.kind == .channel ? 1 : 2))]
  }

  /// Takes one report.
  /// - Parameters:
  ///   - readings: one for each point; what is missing counts as silence.
  ///   - sampleRate: Hz, more than 0.
  public mutating func update(_ report: Report, _ readings: [MeterReading], sampleRate: Double) {
    let isLimiting = report.limitedFrames > 0
    if isLimiting, !wasLimiting { limiterCount += 1 }
    wasLimiting = isLimiting
    limitedFrames += UInt64(report.limitedFrames)
    badSamples += UInt64(report.badSamples)
    let reduction = max(-Decibel.ofAmplitude(Double(min(report.limiterGain, 1))), 0)
    advance(seconds: Double(report.frames) / sampleRate, readings, reduction: Float(reduction))
  }

  /// Lets the meters fall while there is no audio.
  public mutating func idle(seconds: Double) { advance(seconds: seconds, [], reduction: 0) }

  private mutating func advance(seconds: Double, _ readings: [MeterReading], reduction: Float) {
    let drop = Float(Meters.fall * seconds)
    let keep = Decibel.exponential(-seconds / Meters.integration)
    gainReduction = max(reduction, gainReduction - drop, 0)
    for i in points.indices {
      let reading = i < readings.count ? readings[i] : MeterReading()
      let peak = Float(Decibel.ofAmplitude(Double(reading.peak)))
      let power = reading.meanSquare.isFinite ? Double(reading.meanSquare) : 0
      powers[i] = power + (powers[i] - power) * keep
      points[i].rms = Float(Decibel.ofPower(powers[i]))
      points[i].level = max(peak, points[i].level - drop, Meter.floor)
      if points[i].level >= points[i].hold {
        points[i].hold = points[i].level
        holdLeft[i] = Meters.holdTime
      } else {
        // Only the part of the interval after the hold time lets it fall.
        let late = max(seconds - holdLeft[i], 0)
        holdLeft[i] = max(holdLeft[i] - seconds, 0)
        points[i].hold = max(points[i].hold - Float(Meters.fall * late), points[i].level)
      }
      clipLeft[i] = reading.peak >= 1 ? Meters.clipTime : max(clipLeft[i] - seconds, 0)
      points[i].isClipped = clipLeft[i] > 0
    }
  }
}
