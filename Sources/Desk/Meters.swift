import Mixer

/// One meter as it is shown, in dBFS.
public struct Meter: Hashable, Sendable {
  /// The bar: rises at once, falls 20 dB in 1.7 s; with other ballistics than those of the peak meter, what they show.
  public fileprivate(set) var level = Meter.floor
  /// The highest bar of the last 2 s; then it falls as the bar does.
  public fileprivate(set) var hold = Meter.floor
  /// The power, integrated over 300 ms; a full-scale sine reads −3 dB.
  public fileprivate(set) var rms = Meter.floor
  /// Whether a sample reached full scale in the last 3 s.
  public fileprivate(set) var isClipped = false
  /// How far the strip's gate lowers the level now, in dB, 0 or more; falls back 20 dB in 1.7 s. Of a stereo strip,
  /// this and the next two stand in its first meter.
  public fileprivate(set) var gate: Float = 0
  /// How far its compressor lowers the level, in the same way.
  public fileprivate(set) var compressor: Float = 0
  /// How far its de-esser lowers the high end, in the same way.
  public fileprivate(set) var deEsser: Float = 0

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

  /// What meters must know of the desk.
  public struct Settings: Hashable, Sendable {
    /// Whether `monitor/meters` is anything but peak, so that readings carry their own ballistics.
    public var isBallistic = false
    /// The trim of every channel in dB; what is missing counts as 0.
    public var trims: [Float] = []

    /// Peak meters of a desk without trims.
    public init() {}
  }

  private let layout: Layout
  private var recent: RecentPeaks
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
    recent = RecentPeaks(channels: layout.channels)
    points = Array(repeating: Meter(), count: layout.meterCount)
    powers = Array(repeating: 0, count: layout.meterCount)
    holdLeft = powers
    clipLeft = powers
  }

  /// The meters of a strip: one for a channel, left and right for buses, none for what carries no
  /// sound.
  public func meters(of strip: StripID) -> ArraySlice<Meter> {
    let first = layout.meterIndex(of: strip)
    return points[first..<(first + strip.kind.meterCount)]
  }

  /// The highest peak of a channel in the last 10 s in dBFS, as it would be without trim.
  public func inputPeak(of strip: StripID) -> Float {
    strip.kind == .channel && strip.index < layout.channels ? recent.peak(of: strip.index) : Meter.floor
  }

  /// Takes one report.
  /// - Parameters:
  ///   - readings: one for each point; what is missing counts as silence.
  ///   - sampleRate: Hz, more than 0.
  public mutating func update(
    _ report: Report, _ readings: [MeterReading], sampleRate: Double, settings: Settings = Settings()
  ) {
    let isLimiting = report.limitedFrames > 0
    if isLimiting, !wasLimiting { limiterCount += 1 }
    wasLimiting = isLimiting
    limitedFrames += UInt64(report.limitedFrames)
    badSamples += UInt64(report.badSamples)
    let reduction = max(-Decibel.ofAmplitude(Double(min(report.limiterGain, 1))), 0)
    advance(seconds: Double(report.frames) / sampleRate, readings, reduction: Float(reduction), settings)
  }

  /// Lets the meters fall while there is no audio.
  public mutating func idle(seconds: Double) { advance(seconds: seconds, [], reduction: 0, Settings()) }

  private mutating func advance(
    seconds: Double, _ readings: [MeterReading], reduction: Float, _ settings: Settings
  ) {
    let drop = Float(Meters.fall * seconds)
    let keep = Decibel.exponential(-seconds / Meters.integration)
    gainReduction = max(reduction, gainReduction - drop, 0)
    for i in points.indices {
      let reading = i < readings.count ? readings[i] : MeterReading()
      let peak = Float(Decibel.ofAmplitude(Double(reading.peak)))
      let power = reading.meanSquare.isFinite ? Double(reading.meanSquare) : 0
      powers[i] = power + (powers[i] - power) * keep
      points[i].rms = Float(Decibel.ofPower(powers[i]))
      points[i].level =
        settings.isBallistic
        ? Float(Decibel.ofAmplitude(Double(reading.ballistic))) : max(peak, points[i].level - drop, Meter.floor)
      points[i].gate = Meters.reduction(reading.gate, after: points[i].gate - drop)
      points[i].compressor = Meters.reduction(reading.compressor, after: points[i].compressor - drop)
      points[i].deEsser = Meters.reduction(reading.deEsser, after: points[i].deEsser - drop)
      if i < layout.channels {
        recent.note(peak, of: i, trim: i < settings.trims.count ? settings.trims[i] : 0, seconds: seconds)
      }
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
    recent.advance(seconds: seconds)
  }

  /// A gain as a reduction in dB, not less than what is left of the last one.
  private static func reduction(_ gain: Float, after left: Float) -> Float {
    max(Float(-Decibel.ofAmplitude(Double(min(gain, 1)))), left, 0)
  }
}

extension Desk {
  /// What the meters must know of this desk.
  public var meterSettings: Meters.Settings {
    var settings = Meters.Settings()
    settings.isBallistic = value(of: Parameter(.monitor, .ballistics)).map { $0 > 0 } ?? false
    settings.trims = (0..<catalogue.layout.channels).map { value(of: Parameter(StripID(.channel, $0), .trim)) ?? 0 }
    return settings
  }
}
