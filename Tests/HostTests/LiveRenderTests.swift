import CJACK
import Foundation
import Mixer
import Synchronization
import Testing

@testable import Host

/// The same desk twice: live, through JACK, and rendered into a file.
@Suite(.serialized) struct LiveRenderTests {
  private let catalogue = Catalogue(layout: Layout(channels: 16, groups: 4))
  private let folder = ScratchFolder()

  @Test func `a render of the demo with a script equals what the desk plays live`() throws {
    let server = try TestServer()
    var desk = DeskState(catalogue: catalogue)
    DemoSong.dress(&desk, catalogue: catalogue)
    let live = try LiveDesk(server: server.name, catalogue: catalogue)
    live.send(zip(catalogue.parameters, desk.values).map { .set($0, $1) } + [.fadeUp(frames: 480), .demo(true)])
    let recorder = try Recorder(
      on: server, seconds: 7, ring: live.commands, movesAt: 3,
      moves: try script(at: 0, desk).moves.flatMap(\.changes).map { .set($0.parameter, $0.value) })
    // Every fade-up and every ramp has ended by the time that the recorder begins; the server then runs without a deadline,
    // so that no busy machine makes a gap.
    let patience = TestDesk.now + 10
    while live.client.status().frames < 24_000, TestDesk.now < patience { usleep(10_000) }
    let played = try recorder.record(from: ["desk:main_L", "desk:main_R"])
    #expect(live.client.close())

    let still = try render(desk, RenderScript())
    let start = try #require(offset(of: played, in: still), "what was played is nowhere in the render")
    // What a batch moves at one frame leaves the desk later by the look-ahead, which the render takes off.
    let moveFrame = start + recorder.moveFrame + live.latency
    let moved = try render(desk, try script(at: moveFrame, desk))
    var (before, after, unlikeStill): (Float, Float, Float) = (0, 0, 0)
    for (side, sound) in played.enumerated() {
      for frame in sound.indices {
        let difference = abs(sound[frame] - moved[side][start + frame])
        if frame < recorder.moveFrame { before = max(before, difference) } else { after = max(after, difference) }
        unlikeStill = max(unlikeStill, abs(sound[frame] - still[side][start + frame]))
      }
    }
    // Bit by bit: far more than the −120 dBFS that nobody could hear.
    #expect(before == 0 && after == 0, "before the moves \(before), from them on \(after)")
    #expect(unlikeStill > 0.05, "the moves were to be heard")
    #expect(played[0].contains { abs($0) > 0.1 })
  }

  /// Some of everything: a switch, a fader, a pan, an assignment that changes the order of the sums.
  private func script(at frame: Int, _ desk: DeskState) throws -> RenderScript {
    // Half of the grid earlier, because the script takes the next point of the grid.
    let time = max(0, Double(frame) - Double(RenderScript.grid) / 2) / 48_000
    let text = """
      \(time) set ch/1/mute on
      \(time) set ch/8/fader -4.5
      \(time) set ch/3/pan 40
      \(time) set ch/5/group/2 on
      \(time) set main/fader -3
      """
    return try RenderScript(text: text, file: "moves.txt", catalogue: catalogue, desk: desk, sampleRate: 48_000) {
      _, desk in desk
    }
  }

  private func render(_ desk: DeskState, _ script: RenderScript) throws -> [[Float]] {
    let out = folder.file("demo.wav")
    let source = RenderSource(demoAt: 48_000, seconds: 27, layout: catalogue.layout)
    _ = try OfflineRender(catalogue: catalogue).run(source, desk: desk, script: script, to: out)
    return try SoundFileReader.contents(of: out).channels
  }

  /// Where the played begins in the second turn of the loop, when what was before the first one is forgotten.
  private func offset(of played: [[Float]], in render: [[Float]]) -> Int? {
    let loop = DemoSong.make(sampleRate: 48_000).frames
    let fits = (loop..<2 * loop).filter { start in
      (0..<48_000).allSatisfy { abs(played[0][$0] - render[0][start + $0]) < 1e-4 }
    }
    return fits.count == 1 ? fits[0] : nil
  }
}

/// A desk with the demo, without a control loop: what it is sent is all that it knows.
private final class LiveDesk {
  let client: JackClient
  let commands: UnsafeMutablePointer<CommandRing>
  private(set) var latency = 0
  private let reports: UnsafeMutablePointer<ReportRing>

  init(server: String, catalogue: Catalogue) throws {
    commands = .allocate(capacity: 1)
    commands.initialize(to: CommandRing(capacity: catalogue.parameters.count + 64))
    reports = .allocate(capacity: 1)
    reports.initialize(to: ReportRing(meterCount: catalogue.layout.meterCount))
    var settings = JackSettings(layout: catalogue.layout)
    settings.clientName = "desk"
    settings.server = server
    settings.autoconnectInputs = false
    client = JackClient(
      settings: settings, commands: commands, reports: reports, demo: { DemoSong.make(sampleRate: $0) })
    for case .joined(let run) in try client.connect(now: TestDesk.now) { latency = run.latency }
  }

  deinit {
    guard client.close() else { return }
    commands.deinitialize(count: 1)
    commands.deallocate()
    reports.deinitialize(count: 1)
    reports.deallocate()
  }

  func send(_ list: [Command]) {
    for command in list {
      let fits = commands.pointee.push(command)
      #expect(fits)
    }
    commands.pointee.publish()
  }
}

/// A program in the graph that keeps what it hears, and sends the desk one batch between two blocks, so that it is known
/// exactly when the moves happen.
private final class Recorder {
  private let client: OpaquePointer
  private let server: TestServer
  private let state: UnsafeMutablePointer<State>

  private struct State: ~Copyable {
    let ports: [OpaquePointer]
    let samples: UnsafeMutablePointer<Float>
    let capacity: Int
    let ring: UnsafeMutablePointer<CommandRing>
    let moves: [Command]
    let movesAt: Int
    var moveFrame = 0
    let isRecording = Atomic(false)
    let count = Atomic(0)
  }

  /// - Parameters:
  ///   - ring: this recorder's alone while it records.
  ///   - movesAt: seconds after which `moves` are sent.
  init(
    on server: TestServer, seconds: Int, ring: UnsafeMutablePointer<CommandRing>, movesAt: Int, moves: [Command]
  ) throws {
    self.server = server
    var status = jack_status_t(0)
    let client = try #require(cjack_open("recorder", server.name, JackNoStartServer, &status))
    self.client = client
    let ports = try ["left", "right"].map { (name: String) -> OpaquePointer in
      let port = jack_port_register(client, name, JACK_DEFAULT_AUDIO_TYPE, UInt(JackPortIsInput.rawValue), 0)
      return try #require(port)
    }
    let capacity = seconds * 48_000
    let samples = UnsafeMutablePointer<Float>.allocate(capacity: 2 * capacity)
    samples.initialize(repeating: 0, count: 2 * capacity)
    state = .allocate(capacity: 1)
    state.initialize(
      to: State(
        ports: ports, samples: samples, capacity: capacity, ring: ring, moves: moves, movesAt: movesAt * 48_000))
    jack_set_process_callback(
      client, { frames, raw in Recorder.process(raw!.assumingMemoryBound(to: State.self), Int(frames)) }, state)
    try #require(jack_activate(client) == 0)
  }

  private static func process(_ state: UnsafeMutablePointer<State>, _ frames: Int) -> CInt {
    guard state.pointee.isRecording.load(ordering: .acquiring) else { return 0 }
    let count = state.pointee.count.load(ordering: .relaxed)
    let kept = min(frames, state.pointee.capacity - count)
    for (side, port) in state.pointee.ports.enumerated() {
      let input = jack_port_get_buffer(port, UInt32(frames)).assumingMemoryBound(to: Float.self)
      (state.pointee.samples + side * state.pointee.capacity + count).update(from: input, count: kept)
    }
    // The desk's block of this cycle has been heard already, so it obeys at the beginning of the next one.
    if state.pointee.moveFrame == 0, count + kept >= state.pointee.movesAt {
      state.pointee.moveFrame = count + kept
      for command in state.pointee.moves { _ = state.pointee.ring.pointee.push(command) }
      state.pointee.ring.pointee.publish()
    }
    state.pointee.count.store(count + kept, ordering: .releasing)
    return 0
  }

  deinit {
    jack_client_close(client)
    state.pointee.samples.deallocate()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// The first recorded frame that the desk made after the moves. After `record`.
  var moveFrame: Int { state.pointee.moveFrame }

  /// Records from two ports until the memory is full.
  func record(from sources: [String]) throws -> [[Float]] {
    for (source, port) in zip(sources, ["left", "right"]) {
      try #require(jack_connect(client, source, "recorder:\(port)") == 0)
    }
    try #require(jack_set_freewheel(client, 1) == 0)
    state.pointee.isRecording.store(true, ordering: .releasing)
    let capacity = state.pointee.capacity
    let end = TestDesk.now + 30
    while state.pointee.count.load(ordering: .acquiring) < capacity, TestDesk.now < end { usleep(2000) }
    try #require(jack_set_freewheel(client, 0) == 0)
    try #require(state.pointee.count.load(ordering: .acquiring) == capacity)
    return (0..<2).map { side in
      Array(UnsafeBufferPointer(start: state.pointee.samples + side * capacity, count: capacity))
    }
  }
}
