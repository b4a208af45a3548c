@testable import Mixer

extension CompressorLanes {
  /// With room of its own.
  mutating func process(_ x: UnsafeMutablePointer<Lanes>, key: UnsafePointer<Lanes>, frames: Int) {
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: max(frames, 1)) {
      process(x, key: key, scratch: $0.baseAddress!, frames: frames)
    }
  }

  /// With room of its own.
  mutating func process(
    _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>, keys keyLeft: UnsafePointer<Lanes>,
    _ keyRight: UnsafePointer<Lanes>, frames: Int
  ) {
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: max(frames, 1)) {
      process(left, right, keys: keyLeft, keyRight, scratch: $0.baseAddress!, frames: frames)
    }
  }
}
