/// What the control thread asks of the audio thread. `BitwiseCopyable`, so that nothing in it can need freeing.
public enum Command: BitwiseCopyable, Sendable {
  /// Moves a parameter to a value in its unit; the mixer ramps to it.
  case set(Parameter, Float)
  /// Fades the main, monitor and group outputs to full level over this many frames (at start, and after a rejoin).
  case fadeUp(frames: UInt32)
  /// Plays the demo multitrack on the channels that have no input, or lets the inputs through.
  case demo(Bool)
}
