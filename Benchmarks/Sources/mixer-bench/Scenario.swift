import Glibc

/// What both engines are asked to do: how many channels and groups, where the faders stand, what comes in.
struct Scenario {
  let channels: Int
  let groups: Int
  /// Whether neighbours go to different groups, so that each lane group feeds all of them.
  var isScattered = false
  /// Whether each channel has all of `StripSettings` and sends to two auxes.
  var hasStrips = false
  let sampleRate = 48000.0

  var auxes: Int { hasStrips ? 2 : 0 }

  /// Fader positions come in two sets, to move between.
  func trim(_ channel: Int, _ set: Int) -> Float { Float((channel + 5 * set) % 7) - 3 }
  func fader(_ channel: Int, _ set: Int) -> Float { -30 + Float((channel * 3 + 4 * set) % 12) }
  func pan(_ channel: Int, _ set: Int) -> Float { Float((channel * 37 + 60 * set) % 201) - 100 }
  func send(_ channel: Int, _ aux: Int, _ set: Int) -> Float { -20 - Float((channel + 2 * aux + 3 * set) % 6) }
  /// The one that a channel goes to.
  func group(_ channel: Int) -> Int? { groups > 0 ? (isScattered ? channel : channel / 8) % groups : nil }
  func groupFader(_ group: Int, _ set: Int) -> Float { -6 + Float((group + set) % 4) }
}

/// The buffers of a scenario: noise in, room for every output. For strips the noise comes and goes, in each channel at
/// another time, so that gates open and close.
final class Buffers {
  static let frames = 8192
  let inputs: [UnsafeMutablePointer<Float>]
  let outputs: [UnsafeMutablePointer<Float>]

  init(_ scenario: Scenario) {
    inputs = (0..<scenario.channels).map { _ in Buffers.make() }
    outputs = (0..<(4 + 2 * (scenario.groups + scenario.auxes))).map { _ in Buffers.make() }
    var state: UInt32 = 1
    for (channel, input) in inputs.enumerated() {
      for i in 0..<Buffers.frames {
        state = state &* 1_664_525 &+ 1_013_904_223
        let isQuiet = scenario.hasStrips && (i + 100 * channel) % Buffers.frames > 2048
        input[i] = (Float(state >> 8) / 8_388_608 - 1) * (isQuiet ? 0.0002 : 0.05)
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
