/// Choices that hold while a mixer runs; from the configuration.
public struct MixerOptions: Sendable, Hashable {
  /// How loud the centre of the pan is, compared with a side.
  public enum PanLaw: String, Sendable, CaseIterable {
    case minus3 = "-3", minus4point5 = "-4.5", minus6 = "-6"
  }
  /// The pan law of channels.
  public var panLaw: PanLaw = .minus3
  /// The highest sample value, in dBFS, that the main output can have.
  public var ceiling: Float = -0.3

  /// The defaults: −3 dB sin/cos, −0.3 dBFS.
  public init() {}
}

/// Where the mixer's sound comes from and goes to in one block. All buffers belong to the caller.
public struct MixerBuffers {
  /// One buffer per channel; nil is silence.
  public let inputs: UnsafePointer<UnsafePointer<Float>?>
  /// One buffer per output in the order of `Layout.outputNames`; nil is not written.
  public let outputs: UnsafePointer<UnsafeMutablePointer<Float>?>

  /// Wraps two tables of pointers.
  @_noLocks public init(inputs: UnsafePointer<UnsafePointer<Float>?>, outputs: UnsafePointer<UnsafeMutablePointer<Float>?>) {
    self.inputs = inputs
    self.outputs = outputs
  }
}

extension Layout {
  /// How many output buffers a mixer fills: main and monitor, left and right, then every group, left and right.
  public var outputCount: Int { @_noLocks get { 4 + 2 * groups } }
}

/// The audio thread's whole world: obey, render, report. Made and freed by the control thread; between the two, only the
/// audio thread touches it.
public struct Mixer: ~Copyable {
  /// The most frames that one call of `render` takes.
  public static let maximumBlock = 8192
  let layout: Layout

  /// Allocates everything that the audio thread will ever need. Control thread only.
  /// - Parameters:
  ///   - sampleRate: 44,100 to 192,000 Hz.
  ///   - commands, reports: outlive the mixer.
  ///   - demo: the multitrack that `Command.demo` plays; outlives the mixer.
  public init(
    layout: Layout, sampleRate: Double, options: MixerOptions = MixerOptions(),
    commands: UnsafePointer<CommandRing>, reports: UnsafePointer<ReportRing>, demo: UnsafePointer<DemoLoop>? = nil
  ) {
    self.layout = layout
  }

  /// How many frames later the main and monitor outputs are than the inputs: the look-ahead of the main limiter.
  public var latency: Int { @_noLocks get { 0 } }

  /// Applies every batch of commands that was published. Audio thread only.
  @_noLocks public mutating func obey() {}

  /// Mixes one block. Audio thread only.
  /// - Parameter frames: 0…`maximumBlock`.
  @_noLocks public mutating func render(_ buffers: MixerBuffers, frames: Int) {}

  /// Hands meters to the control thread about fifty times a second. Audio thread only.
  @_noLocks public mutating func report() {}
}
