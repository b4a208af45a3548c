/// Where the mixer's sound comes from and goes to in one block. All buffers belong to the caller.
public struct MixerBuffers {
  /// One buffer per channel; nil is silence.
  public let inputs: UnsafePointer<UnsafePointer<Float>?>
  /// One buffer per output: main left, main right, monitor left, right, then every group left, right, then
  /// every aux left, right; nil is not written.
  public let outputs: UnsafePointer<UnsafeMutablePointer<Float>?>

  /// Wraps two tables of pointers.
  @_noLocks public init(
    inputs: UnsafePointer<UnsafePointer<Float>?>, outputs: UnsafePointer<UnsafeMutablePointer<Float>?>
  ) {
    self.inputs = inputs
    self.outputs = outputs
  }
}

extension Layout {
  /// How many output buffers a mixer fills.
  public var outputCount: Int { @_noLocks get { 4 + 2 * (groups + auxes) } }
}
