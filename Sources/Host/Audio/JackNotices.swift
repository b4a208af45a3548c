import CJACK
import Glibc
import Synchronization

/// What JACK's notification thread tells the control thread: flags to look at, and one descriptor that wakes it.
///
/// The callbacks set an atomic, write the descriptor and return. They call libjack only where JACK asks for it there
/// (latencies, which inputs are connected), and never in the shutdown callback.
struct JackNotices: ~Copyable {
  let gone = Atomic<Bool>(false)
  let portsChanged = Atomic<Bool>(false)
  let portsHaveGone = Atomic<Bool>(false)
  let connectionsChanged = Atomic<Bool>(false)
  let sampleRateChanged = Atomic<Bool>(false)
  let freewheel = Atomic<Bool>(false)
  let period = Atomic<UInt32>(0)
  let xruns = Atomic<UInt64>(0)
  private let sampleRate: UInt32
  private let latency: UInt32
  private let ports: JackPorts
  private let wake: CInt
  // Written once before `gone` is set (release), read after it was seen (acquire).
  private let reasonBytes: UnsafeMutablePointer<CChar>
  private static let reasonCapacity = 256

  /// - Parameters:
  ///   - wake: an eventfd that outlives the client.
  ///   - latency: frames by which main and monitor are later than the inputs.
  init(ports: JackPorts, wake: CInt, sampleRate: UInt32, latency: UInt32) {
    self.ports = ports
    self.wake = wake
    self.sampleRate = sampleRate
    self.latency = latency
    reasonBytes = .allocate(capacity: JackNotices.reasonCapacity)
    reasonBytes.initialize(repeating: 0, count: JackNotices.reasonCapacity)
  }

  deinit { reasonBytes.deallocate() }

  /// Why the server has left; empty if it did not say. Valid once `gone` was seen.
  var reason: String { String(cString: reasonBytes) }

  private borrowing func wakeControl() {
    var one: UInt64 = 1
    _ = write(wake, &one, 8)
  }

  fileprivate borrowing func serverLeft(_ text: UnsafePointer<CChar>?) {
    if let text { strncpy(reasonBytes, text, JackNotices.reasonCapacity - 1) }
    gone.store(true, ordering: .releasing)
    wakeControl()
  }

  fileprivate borrowing func graphChanged() {
    ports.readConnected()
    connectionsChanged.store(true, ordering: .releasing)
    wakeControl()
  }

  fileprivate borrowing func portsCameOrWent(isThere: Bool) {
    if !isThere { portsHaveGone.store(true, ordering: .relaxed) }
    portsChanged.store(true, ordering: .releasing)
    wakeControl()
  }

  fileprivate borrowing func sampleRateIs(_ rate: UInt32) {
    guard rate != sampleRate else { return }
    sampleRateChanged.store(true, ordering: .releasing)
    wakeControl()
  }

  fileprivate borrowing func periodIs(_ frames: UInt32) {
    period.store(frames, ordering: .relaxed)
    wakeControl()
  }

  fileprivate borrowing func freewheels(_ on: Bool) {
    freewheel.store(on, ordering: .relaxed)
    connectionsChanged.store(true, ordering: .releasing)
    wakeControl()
  }

  fileprivate borrowing func missed() {
    xruns.wrappingAdd(1, ordering: .relaxed)
    wakeControl()
  }

  /// Every output can carry every input, so each port's latency is the extreme of the other side, plus the look-ahead for
  /// main and monitor.
  fileprivate borrowing func declareLatencies(_ mode: jack_latency_callback_mode_t) {
    if mode == JackCaptureLatency {
      let sources = extremes(ports.inputs, ports.inputCount, mode, added: 0, to: 0)
      for i in 0..<ports.outputCount { setLatency(ports.outputs[i], mode, sources, added: i < 4 ? latency : 0) }
    } else {
      let sinks = extremes(ports.outputs, ports.outputCount, mode, added: latency, to: 4)
      for i in 0..<ports.inputCount { setLatency(ports.inputs[i], mode, sinks, added: 0) }
    }
  }

  private borrowing func setLatency(
    _ port: OpaquePointer, _ mode: jack_latency_callback_mode_t, _ range: jack_latency_range_t, added: UInt32
  ) {
    var own = jack_latency_range_t(min: range.min + added, max: range.max + added)
    jack_port_set_latency_range(port, mode, &own)
  }

  private borrowing func extremes(
    _ ports: UnsafeMutablePointer<OpaquePointer>, _ count: Int, _ mode: jack_latency_callback_mode_t, added: UInt32,
    to first: Int
  ) -> jack_latency_range_t {
    var all = jack_latency_range_t(min: .max, max: 0)
    for i in 0..<count where jack_port_connected(ports[i]) > 0 {
      var one = jack_latency_range_t()
      jack_port_get_latency_range(ports[i], mode, &one)
      let extra = i < first ? added : 0
      all.min = min(all.min, one.min + extra)
      all.max = max(all.max, one.max + extra)
    }
    if all.min > all.max { all = jack_latency_range_t(min: 0, max: 0) }
    return all
  }
}

extension JackNotices {
  /// Registers every notification callback of a client that is not yet active.
  /// - Parameter notices: stays where it is until the client is closed.
  static func register(_ notices: UnsafeMutablePointer<JackNotices>, with client: OpaquePointer) {
    let state = UnsafeMutableRawPointer(notices)
    jack_on_info_shutdown(client, { _, reason, state in tells(state).pointee.serverLeft(reason) }, state)
    jack_set_graph_order_callback(
      client,
      { state in
        tells(state).pointee.graphChanged()
        return 0
      }, state)
    jack_set_port_connect_callback(client, { _, _, _, state in tells(state).pointee.graphChanged() }, state)
    jack_set_port_registration_callback(
      client, { _, isThere, state in tells(state).pointee.portsCameOrWent(isThere: isThere != 0) }, state)
    jack_set_latency_callback(client, { mode, state in tells(state).pointee.declareLatencies(mode) }, state)
    jack_set_freewheel_callback(
      client, { on, state in tells(state).pointee.freewheels(on != 0) }, state)
    jack_set_buffer_size_callback(
      client,
      { frames, state in
        tells(state).pointee.periodIs(frames)
        return 0
      }, state)
    jack_set_sample_rate_callback(
      client,
      { rate, state in
        tells(state).pointee.sampleRateIs(rate)
        return 0
      }, state)
    jack_set_xrun_callback(
      client,
      { state in
        tells(state).pointee.missed()
        return 0
      }, state)
  }
}

/// JACK hands back the pointer that `register` gave it.
private func tells(_ state: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<JackNotices> {
  state!.assumingMemoryBound(to: JackNotices.self)
}
