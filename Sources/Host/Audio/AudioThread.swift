import CJACK
import Mixer
import Synchronization

/// What the audio thread sees, all of it. Made by the thread that joins the server; from activation to close, only JACK's
/// callback touches it.
struct AudioThread: ~Copyable {
  private var mixer: Mixer
  private let ports: JackPorts
  private let counters: UnsafePointer<AudioCounters>
  // The mixer's view of one block: tables as long as there are ports.
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
  private let microsecondsPerFrame: Float
  private let capacity: Int

  /// Allocates the tables.
  /// - Parameters:
  ///   - ports, counters: outlive the thread.
  init(mixer: consuming Mixer, ports: JackPorts, counters: UnsafePointer<AudioCounters>, sampleRate: Double) {
    self.mixer = mixer
    self.ports = ports
    self.counters = counters
    capacity = Mixer.maximumBlock
    inputs = .allocate(capacity: ports.inputCount)
    inputs.initialize(repeating: nil, count: ports.inputCount)
    outputs = .allocate(capacity: ports.outputCount)
    outputs.initialize(repeating: nil, count: ports.outputCount)
    microsecondsPerFrame = Float(1e6 / sampleRate)
  }

  deinit {
    inputs.deallocate()
    outputs.deallocate()
  }

  /// One callback: obey, render, report. Audio thread only.
  /// - Parameter frames: any number; more than the mixer takes at once is rendered in pieces. What the server announced
  ///   as its period does not matter here.
  @_noLocks mutating func run(_ frames: Int) {
    cjack_flush_denormals()
    let began = jack_get_time()
    fetchBuffers(frames)
    if ports.retired.pointee.load(ordering: .acquiring) != 0 {
      silence(frames)
      return
    }
    mixer.obey()
    var rest = frames
    while rest > capacity {
      render(capacity)
      advance(capacity)
      rest -= capacity
    }
    render(rest)
    mixer.report()
    if frames > capacity { counters.pointee.longBlocks.wrappingAdd(1, ordering: .relaxed) }
    counters.pointee.note(
      frames: frames, began: began, microseconds: jack_get_time() &- began,
      period: Float(frames) * microsecondsPerFrame)
  }

  @_noLocks private mutating func render(_ frames: Int) {
    mixer.render(MixerBuffers(inputs: UnsafePointer(inputs), outputs: UnsafePointer(outputs)), frames: frames)
  }

  /// Inputs that nothing is connected to stay nil, so that the mixer need not read their silence.
  @_noLocks private func fetchBuffers(_ frames: Int) {
    let count = jack_nframes_t(frames)
    for i in 0..<ports.inputCount {
      let buffer = ports.isConnected(i) ? jack_port_get_buffer(ports.inputs[i], count) : nil
      inputs[i] = UnsafePointer(buffer?.assumingMemoryBound(to: Float.self))
    }
    for i in 0..<ports.outputCount {
      outputs[i] = jack_port_get_buffer(ports.outputs[i], count)?.assumingMemoryBound(to: Float.self)
    }
  }

  @_noLocks private func advance(_ frames: Int) {
    for i in 0..<ports.inputCount { if let buffer = inputs[i] { inputs[i] = buffer + frames } }
    for i in 0..<ports.outputCount { if let buffer = outputs[i] { outputs[i] = buffer + frames } }
  }

  /// What JACK plays while the client leaves; without this its buffers would repeat.
  @_noLocks private func silence(_ frames: Int) {
    for i in 0..<ports.outputCount {
      guard let buffer = outputs[i] else { continue }
      for frame in 0..<frames { buffer[frame] = 0 }
    }
  }
}

/// The handles of the ports, and which inputs have a connection. Plain pointers, so that the audio thread, the
/// notification callbacks and the control thread may hold copies; the session frees them after the client is closed.
struct JackPorts: Sendable {
  let inputCount: Int
  let outputCount: Int
  // Proof: filled before activation, constant afterwards.
  nonisolated(unsafe) let inputs: UnsafeMutablePointer<OpaquePointer>
  // Proof: as for `inputs`.
  nonisolated(unsafe) let outputs: UnsafeMutablePointer<OpaquePointer>
  /// Not 0 when the session ends: from then on the audio thread leaves the rings to its successor.
  // Proof: points to an atomic.
  nonisolated(unsafe) let retired: UnsafeMutablePointer<Atomic<UInt32>>
  // Proof: points to atomics.
  private nonisolated(unsafe) let connected: UnsafeMutablePointer<Atomic<UInt64>>
  private var words: Int { (inputCount + 63) / 64 }

  /// Allocates the tables; the caller fills `inputs` and `outputs` before anything else reads them.
  init(inputCount: Int, outputCount: Int) {
    self.inputCount = inputCount
    self.outputCount = outputCount
    inputs = .allocate(capacity: inputCount)
    outputs = .allocate(capacity: outputCount)
    retired = .allocate(capacity: 1)
    retired.initialize(to: Atomic(0))
    connected = .allocate(capacity: (inputCount + 63) / 64)
    for word in 0..<words { (connected + word).initialize(to: Atomic(0)) }
  }

  func free() {
    inputs.deallocate()
    outputs.deallocate()
    retired.deinitialize(count: 1)
    retired.deallocate()
    connected.deinitialize(count: words)
    connected.deallocate()
  }

  /// Whether an input has a connection. Any thread.
  @_noLocks func isConnected(_ input: Int) -> Bool {
    connected[input >> 6].load(ordering: .relaxed) & (1 << UInt64(input & 63)) != 0
  }

  /// Asks JACK which inputs have a connection. Notification callbacks, or the control thread.
  func readConnected() {
    for word in 0..<words {
      var bits: UInt64 = 0
      for input in word * 64..<min(word * 64 + 64, inputCount) where jack_port_connected(inputs[input]) > 0 {
        bits |= 1 << UInt64(input & 63)
      }
      connected[word].store(bits, ordering: .relaxed)
    }
  }
}

/// JACK's process callback: the root of everything that runs on the audio thread.
@_noLocks @c(faderd_process)
func process(_ frames: jack_nframes_t, _ state: UnsafeMutableRawPointer?) -> CInt {
  guard let state else { return 0 }
  state.assumingMemoryBound(to: AudioThread.self).pointee.run(Int(frames))
  return 0
}
