/// Choices that hold while a mixer runs; from the configuration.
public struct MixerOptions: Sendable, Hashable {
  /// How loud the centre of the pan is, compared with a side.
  public enum PanLaw: String, Sendable, CaseIterable {
    /// Sine and cosine: constant power.
    case minus3 = "-3"
    /// The geometric mean of the other two.
    case minus4point5 = "-4.5"
    /// Straight lines: constant sum.
    case minus6 = "-6"
  }

  /// The pan law of channels.
  public var panLaw: PanLaw
  /// The highest level, in dBFS, that the main output can have, whatever `main/limiter/ceiling` says; −60 to 0.
  public var ceiling: Float

  /// The defaults: −3 dB, −0.3 dBFS.
  public init(panLaw: PanLaw = .minus3, ceiling: Float = -0.3) {
    self.panLaw = panLaw
    self.ceiling = ceiling
  }
}
