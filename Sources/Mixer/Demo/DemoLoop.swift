/// A multitrack in memory that plays in a circle: the demo.
public struct DemoLoop: ~Copyable {
  /// Tracks.
  public let channels: Int
  /// Length of each track.
  public let frames: Int
  // Planar: track k starts at k · frames.
  let samples: UnsafeMutablePointer<Float>

  /// Silence to be filled. Allocates. Control thread only.
  public init(channels: Int, frames: Int) {
    self.channels = channels
    self.frames = frames
    samples = .allocate(capacity: channels * frames)
    samples.initialize(repeating: 0, count: channels * frames)
  }

  deinit { samples.deallocate() }

  /// One track, for filling and for offline use. Control thread only.
  public func track(_ channel: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: samples + channel * frames, count: frames)
  }
}
