import CJACK
import Foundation
import Mixer
import Synchronization
import Testing

@testable import Host

/// A JACK server of a test's own, on the dummy driver. Ended with the object.
final class TestServer {
  let name = "desk-\(UUID().uuidString.prefix(8).lowercased())"
  private var process: Process?

  init() throws {
    JackMessages.send(to: nil)
    // As in the daemon: writing to a server that has just died is an error, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    try start()
  }

  deinit { stop() }

  func start() throws {
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = ["jackd", "-r", "-n", name, "-d", "dummy", "-r", "48000", "-p", "256"]
    server.standardOutput = FileHandle.nullDevice
    server.standardError = FileHandle.nullDevice
    try server.run()
    process = server
    for _ in 0..<500 {
      try #require(
        server.isRunning,
        """
        jackd did not start. Is it installed (apt install jackd2)? Or have eight killed servers filled JACK's registry \
        (remove /dev/shm/jack* while no server runs)?
        """)
      var status = jack_status_t(0)
      if let client = cjack_open("probe", name, JackNoStartServer, &status) {
        jack_client_close(client)
        return
      }
      usleep(10_000)
    }
    throw Refusal("jackd has not answered for 5 s")
  }

  /// Ends it so that it gives back its place in JACK's registry of eight servers.
  func stop() {
    guard let process, process.isRunning else { return }
    process.terminate()
    for _ in 0..<300 where process.isRunning { usleep(10_000) }
    kill()
  }

  /// Ends it without a chance to say goodbye.
  func kill() {
    guard let process, process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

/// Another program in the graph: sends a constant, and keeps the last sample that it received at each input.
final class Neighbour {
  let client: OpaquePointer
  private let state: UnsafeMutablePointer<State>

  private struct State: ~Copyable {
    let output: OpaquePointer
    let leftInput: OpaquePointer
    let rightInput: OpaquePointer
    let level: Float
    let left = Atomic<UInt32>(0)
    let right = Atomic<UInt32>(0)
  }

  init(on server: TestServer, name: String = "neighbour", level: Float = 0.25) throws {
    var status = jack_status_t(0)
    client = try #require(cjack_open(name, server.name, JackNoStartServer, &status))
    let audio = JACK_DEFAULT_AUDIO_TYPE
    let output = try #require(jack_port_register(client, "out", audio, UInt(JackPortIsOutput.rawValue), 0))
    let left = try #require(jack_port_register(client, "left", audio, UInt(JackPortIsInput.rawValue), 0))
    let right = try #require(jack_port_register(client, "right", audio, UInt(JackPortIsInput.rawValue), 0))
    state = .allocate(capacity: 1)
    state.initialize(to: State(output: output, leftInput: left, rightInput: right, level: level))
    jack_set_process_callback(
      client,
      { frames, raw in
        let state = raw!.assumingMemoryBound(to: State.self)
        let out = jack_port_get_buffer(state.pointee.output, frames).assumingMemoryBound(to: Float.self)
        for i in 0..<Int(frames) { out[i] = state.pointee.level }
        let left = jack_port_get_buffer(state.pointee.leftInput, frames).assumingMemoryBound(to: Float.self)
        let right = jack_port_get_buffer(state.pointee.rightInput, frames).assumingMemoryBound(to: Float.self)
        state.pointee.left.store(left[Int(frames) - 1].bitPattern, ordering: .relaxed)
        state.pointee.right.store(right[Int(frames) - 1].bitPattern, ordering: .relaxed)
        return 0
      }, state)
    try #require(jack_activate(client) == 0)
  }

  deinit {
    jack_client_close(client)
    state.deinitialize(count: 1)
    state.deallocate()
  }

  var left: Float { Float(bitPattern: state.pointee.left.load(ordering: .relaxed)) }
  var right: Float { Float(bitPattern: state.pointee.right.load(ordering: .relaxed)) }

  /// How much later than its source a port is, at most, in frames.
  func captureLatency(of port: String) -> Int {
    var range = jack_latency_range_t()
    jack_port_get_latency_range(jack_port_by_name(client, port), JackCaptureLatency, &range)
    return Int(range.max)
  }

  /// Names of all ports of a client.
  func ports(of other: String) -> [String] {
    guard let list = jack_get_ports(client, "^\(other):", nil, 0) else { return [] }
    defer { jack_free(list) }
    var names: [String] = []
    var next = list
    while let name = next.pointee {
      names.append(String(cString: name))
      next += 1
    }
    return names
  }
}

/// A desk with its rings and its client, and a control loop that a test turns by hand.
final class TestDesk {
  let client: JackClient
  let layout = Layout(channels: 4, groups: 2, auxes: 1, effects: 1, dcas: 0, muteGroups: 0)
  private let commands: UnsafeMutablePointer<CommandRing>
  private let reports: UnsafeMutablePointer<ReportRing>
  private(set) var events: [JackEvent] = []

  init(server: String, change: (inout JackSettings) -> Void = { _ in }) {
    commands = .allocate(capacity: 1)
    commands.initialize(to: CommandRing(capacity: 256))
    reports = .allocate(capacity: 1)
    reports.initialize(to: ReportRing(meterCount: layout.meterCount))
    var settings = JackSettings(layout: layout)
    settings.clientName = "desk"
    settings.server = server
    change(&settings)
    client = JackClient(settings: settings, commands: commands, reports: reports)
  }

  /// The rings are freed only if nobody uses them any more.
  deinit {
    guard client.close() else { return }
    commands.deinitialize(count: 1)
    commands.deallocate()
    reports.deinitialize(count: 1)
    reports.deallocate()
  }

  static var now: Double { ProcessInfo.processInfo.systemUptime }

  func connect() throws { take(try client.connect(now: TestDesk.now)) }

  func send(_ list: [Command]) {
    for command in list {
      let fits = commands.pointee.push(command)
      #expect(fits)
    }
    commands.pointee.publish()
  }

  private func take(_ new: [JackEvent]) {
    events += new
    for case .joined in new {
      send([.set(Parameter(.channel(1), .fader), 0), .set(Parameter(.monitor, .level), 0), .fadeUp(frames: 480)])
    }
  }

  /// Turns the loop until something holds.
  /// - Returns: whether it came to hold within this many seconds.
  func turn(until holds: () -> Bool, within seconds: Double = 8) -> Bool {
    let end = TestDesk.now + seconds
    while true {
      if holds() { return true }
      if TestDesk.now > end { return false }
      var wake = pollfd(fd: client.wakeDescriptor, events: Int16(POLLIN), revents: 0)
      poll(&wake, 1, CInt(min(client.attendWithin, 0.02) * 1000))
      take(client.attend(now: TestDesk.now))
    }
  }

  var isRunning: Bool { if case .running = client.state { true } else { false } }
  var joins: Int { events.count { if case .joined = $0 { true } else { false } } }
}
