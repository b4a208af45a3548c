import Glibc

/// What both engines are asked to do: how many channels and groups, where the faders stand, what comes in.
struct Scenario {
  let channels: Int
  let groups: Int
  /// Whether neighbours go to different groups, so that each lane group feeds all of them.
  var isScattered = false
  let sampleRate = 48000.0

  /// Fader positions come in two sets, to move between.
  func trim(_ channel: Int, _ set: Int) -> Float { Float((channel + 5 * set) % 7) - 3 }
  func fader(_ channel: Int, _ set: Int) -> Float { -30 + Float((channel * 3 + 4 * set) % 12) }
  func pan(_ channel: Int, _ set: Int) -> Float { Float((channel * 37 + 60 * set) % 201) - 100 }
  func group(_ channel: Int) -> Int { (isScattered ? channel : channel / 8) % groups }
  func groupFader(_ group: Int, _ set: Int) -> Float { -6 + Float((group + set) % 4) }
}

/// The buffers of a scenario: noise in, room for every output.
final class Buffers {
  static let frames = 8192
  let inputs: [UnsafeMutablePointer<Float>]
  let outputs: [UnsafeMutablePointer<Float>]

  init(_ scenario: Scenario) {
    inputs = (0..<scenario.channels).map { _ in Buffers.make() }
    outputs = (0..<(4 + 2 * scenario.groups)).map { _ in Buffers.make() }
    var state: UInt32 = 1
    for input in inputs {
      for i in 0..<Buffers.frames {
        state = state &* 1_664_525 &+ 1_013_904_223
        input[i] = (Float(state >> 8) / 8_388_608 - 1) * 0.05
      }
    }
  }

  deinit { for buffer in inputs + outputs { free(buffer) } }

  /// Aligned as the audio server aligns its buffers.
  private static func make() -> UnsafeMutablePointer<Float> {
    let memory = aligned_alloc(64, frames * MemoryLayout<Float>.stride)!
    let samples = memory.bindMemory(to: Float.self, capacity: frames)
    samples.initialize(repeating: 0, count: frames)
    return samples
  }
}

/// An engine under measurement.
protocol Engine: AnyObject {
  /// Everything but what is rendered: a batch with every channel and group at one of the two sets.
  func move(to set: Int)
  func render(_ block: Int, _ frames: Int)
  /// Every output of the last call.
  var buffers: Buffers { get }
}

extension Engine {
  /// Renders 170 ms: until every ramp has arrived.
  func settle() { render(0, Buffers.frames) }
}

/// Nanoseconds since some moment.
func now() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
