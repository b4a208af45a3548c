/// What the audio thread tells at regular intervals, without its meters; those lie beside it in the ring.
public struct Report: BitwiseCopyable, Sendable {
  /// Frames rendered since the mixer was made, at the end of the interval.
  public var frameTime: UInt64 = 0
  /// Length of the interval in frames.
  public var frames: UInt32 = 0
  /// The smallest gain of the main limiter in the interval, 0…1; 1 when it did not work.
  public var limiterGain: Float = 1
  /// Frames in the interval in which the main limiter lowered the level.
  public var limitedFrames: UInt32 = 0
  /// Input samples in the interval that were not numbers, or beyond ±60 dBFS, and were made harmless.
  public var badSamples: UInt32 = 0

  /// Nothing heard yet.
  @_noLocks public init() {}
}

/// One meter point of a report.
public struct MeterReading: BitwiseCopyable, Sendable {
  /// The largest absolute sample in the interval, 1 = full scale.
  public var peak: Float = 0
  /// The mean of the squared samples in the interval.
  public var meanSquare: Float = 0
  /// What the chosen ballistics show now, 1 = full scale; 0 while they are those of the peak meter.
  public var ballistic: Float = 0
  /// The lowest gains of the strip's gate, compressor and de-esser in the interval, 0…1; 1 when they did nothing. Of a
  /// stereo strip they stand in its first point.
  public var gate: Float = 1
  /// See `gate`.
  public var compressor: Float = 1
  /// See `gate`.
  public var deEsser: Float = 1

  /// Silence.
  @_noLocks public init(peak: Float = 0, meanSquare: Float = 0) {
    self.peak = peak
    self.meanSquare = meanSquare
  }
}

extension Layout {
  /// How many meter points a report has: one for each channel (after trim, before everything else), two for each bus, main
  /// and the monitor (left and right, at the output).
  public var meterCount: Int { @_noLocks get { channels + 2 * (groups + auxes + effects + 2) } }

  /// The first meter point of a strip; stereo strips have a second one right after it. For a strip without meters
  /// (`StripKind.meterCount`) it means nothing.
  @_noLocks public func meterIndex(of strip: StripID) -> Int {
    switch strip.kind {
    case .channel: strip.index
    case .group: channels + 2 * strip.index
    case .aux: channels + 2 * (groups + strip.index)
    case .effect: channels + 2 * (groups + auxes + strip.index)
    case .main: channels + 2 * (groups + auxes + effects)
    case .monitor: channels + 2 * (groups + auxes + effects + 1)
    case .dca, .muteGroup, .talkback: 0
    }
  }
}
