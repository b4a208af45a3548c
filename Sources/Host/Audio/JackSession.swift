import CJACK
import Glibc
import Mixer
import Synchronization

/// Everything that lives as long as one stay with one JACK server: the client, its ports, the mixer of that sample rate.
///
/// Opened and closed on sacrificial threads; in between, the control thread's alone.
final class JackSession: @unchecked Sendable {
  // Proof of Sendable: it is handed over whole, from the thread that opens it to the control thread and from there to the
  // thread that closes it; never used by two at a time.
  let client: OpaquePointer
  let clientName: String
  let sampleRate: Double
  let latency: Int
  let ports: JackPorts
  let notices: UnsafeMutablePointer<JackNotices>
  let counters: UnsafeMutablePointer<AudioCounters>
  private let audio: UnsafeMutablePointer<AudioThread>
  private let demo: UnsafeMutablePointer<DemoLoop>?
  let portNames: [String]

  /// What a session needs to know.
  struct Plan: @unchecked Sendable {
    // Proof of Sendable: the rings are shared by design; only their audio side is handed to the mixer.
    var settings: JackSettings
    var commands: UnsafePointer<CommandRing>
    var reports: UnsafePointer<ReportRing>
    var demo: (@Sendable (Double) -> DemoLoop)?
    var wake: CInt
  }

  /// Joins the server and starts the callback. May take as long as the server likes.
  /// - Throws: `Refusal` with the reason.
  init(_ plan: Plan) throws(Refusal) {
    let settings = plan.settings
    client = try JackSession.open(settings)
    clientName = String(cString: jack_get_client_name(client))
    sampleRate = Double(jack_get_sample_rate(client))
    portNames = settings.layout.inputPortNames + settings.layout.outputPortNames
    ports = JackPorts(inputCount: settings.layout.channels, outputCount: settings.layout.outputCount)
    guard (44_100...192_000).contains(sampleRate) else {
      jack_client_close(client)
      ports.free()
      throw Refusal("the JACK server runs at \(Int(sampleRate)) Hz; this desk runs at 44100 to 192000 Hz")
    }
    if let make = plan.demo {
      let loop = UnsafeMutablePointer<DemoLoop>.allocate(capacity: 1)
      loop.initialize(to: make(sampleRate))
      demo = loop
    } else {
      demo = nil
    }
    let mixer = Mixer(
      layout: settings.layout, sampleRate: sampleRate, options: settings.mixer, commands: plan.commands,
      reports: plan.reports, demo: demo.map { UnsafePointer($0) })
    latency = mixer.latency
    counters = .allocate(capacity: 1)
    counters.initialize(to: AudioCounters())
    audio = .allocate(capacity: 1)
    audio.initialize(to: AudioThread(mixer: mixer, ports: ports, counters: counters, sampleRate: sampleRate))
    notices = .allocate(capacity: 1)
    notices.initialize(
      to: JackNotices(
        ports: ports, wake: plan.wake, sampleRate: UInt32(sampleRate), latency: UInt32(latency)))
    do {
      try registerPorts()
      try activate()
    } catch {
      close()
      throw error
    }
  }

  private func registerPorts() throws(Refusal) {
    for (place, name) in portNames.enumerated() {
      let isInput = place < ports.inputCount
      let flags = isInput ? JackPortIsInput : JackPortIsOutput
      guard let port = jack_port_register(client, name, JACK_DEFAULT_AUDIO_TYPE, UInt(flags.rawValue), 0) else {
        throw Refusal(
          "the JACK server has no room for the \(portNames.count) ports of this desk (it refused '\(name)'); start jackd "
            + "with a larger --port-max, or configure fewer channels")
      }
      if isInput { ports.inputs[place] = port } else { ports.outputs[place - ports.inputCount] = port }
    }
  }

  private func activate() throws(Refusal) {
    notices.pointee.period.store(jack_get_buffer_size(client), ordering: .relaxed)
    JackNotices.register(notices, with: client)
    jack_set_process_callback(client, process, audio)
    guard jack_activate(client) == 0 else {
      throw Refusal("the JACK server let the desk in but would not start its audio; see the server's log")
    }
    ports.readConnected()
  }

  /// Leaves the server and frees everything. May hang with the server; only on a sacrificial thread.
  func close() {
    ports.retired.pointee.store(1, ordering: .releasing)
    jack_client_close(client)
    audio.deinitialize(count: 1)
    audio.deallocate()
    notices.deinitialize(count: 1)
    notices.deallocate()
    counters.deinitialize(count: 1)
    counters.deallocate()
    if let demo {
      demo.deinitialize(count: 1)
      demo.deallocate()
    }
    ports.free()
  }

  /// The handle of a port in the order of `portNames`.
  func handle(_ place: Int) -> OpaquePointer {
    place < ports.inputCount ? ports.inputs[place] : ports.outputs[place - ports.inputCount]
  }

  private static func open(_ settings: JackSettings) throws(Refusal) -> OpaquePointer {
    var status = jack_status_t(0)
    if let client = cjack_open(settings.clientName, settings.server, JackNoStartServer, &status) { return client }
    throw Refusal(reason(status, server: settings.server))
  }

  static func reason(_ status: jack_status_t, server: String?) -> String {
    func has(_ bit: JackStatus) -> Bool { status.rawValue & bit.rawValue != 0 }
    let which = server.map { "no JACK server named '\($0)'" } ?? "no JACK server"
    if has(JackVersionError) {
      return
        "the JACK server speaks another protocol version than the installed libjack; update both to the same version"
    }
    if has(JackShmFailure) {
      return
        "JACK's shared memory registry is full or not accessible; stop every JACK program and remove /dev/shm/jack*"
    }
    if has(JackServerFailed) || has(JackServerError) {
      return "\(which) answers; start one as the same user, or give its name"
    }
    return "the JACK server refused the desk (status \(String(status.rawValue, radix: 16))); see the server's log"
  }
}
