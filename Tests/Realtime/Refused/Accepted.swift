// accepted
import CJACK
import Synchronization

/// What the refused files look like when they keep to the rules: were this one refused, theirs would mean nothing.
struct Level: ~Copyable {
  let bits = Atomic<UInt32>(0)
  let samples: UnsafeMutablePointer<Float>

  @_noLocks func run(_ port: OpaquePointer, _ frames: UInt32) {
    cjack_flush_denormals()
    guard let buffer = jack_port_get_buffer(port, frames)?.assumingMemoryBound(to: Float.self) else { return }
    var peak: Float = 0
    for i in 0..<Int(frames) {
      samples[i] = buffer[i] * 0.5
      peak = max(peak, abs(buffer[i]))
    }
    bits.store(peak.bitPattern, ordering: .relaxed)
  }
}

@_noLocks @c(accepted_process)
func process(_ frames: UInt32, _ state: UnsafeMutableRawPointer?, _ port: OpaquePointer) -> CInt {
  state?.assumingMemoryBound(to: Level.self).pointee.run(port, frames)
  return 0
}
