import CJACK
import Foundation
import Mixer
import Testing

@testable import Host

/// Against a real server on the dummy driver, one for each test.
@Suite(.serialized) struct JackClientTests {
  @Test func `ports are there, sound passes, and the status tells how it goes`() throws {
    let server = try TestServer()
    let desk = TestDesk(server: server.name) { $0.autoconnectInputs = false }
    try desk.connect()
    guard case .running(let run) = desk.client.state else { return #expect(Bool(false), "\(desk.client.state)") }
    #expect(run.sampleRate == 48_000 && run.period == 256)
    #expect(
      desk.client.presentConnections.map(\.description) == [
        "main_L - system:playback_1", "main_R - system:playback_2",
      ])
    desk.client.setNames(["Kick", "", "", "", "Drums"])
    let neighbour = try Neighbour(on: server)
    #expect(
      neighbour.ports(of: "desk").map { $0.dropFirst(5) } == [
        "ch_1", "ch_2", "ch_3", "ch_4", "main_L", "main_R", "monitor_L", "monitor_R", "group_1_L", "group_1_R",
        "group_2_L", "group_2_R", "aux_1_L", "aux_1_R",
      ])
    #expect(jack_port_by_name(neighbour.client, "desk:Kick") == jack_port_by_name(neighbour.client, "desk:ch_1"))
    #expect(
      jack_port_by_name(neighbour.client, "desk:Drums R") == jack_port_by_name(neighbour.client, "desk:group_1_R"))

    #expect(jack_connect(neighbour.client, "neighbour:out", "desk:ch_1") == 0)
    // What leaves main is later by the look-ahead than what comes in.
    #expect(desk.turn(until: { neighbour.captureLatency(of: "desk:main_L") == run.latency }))
    #expect(neighbour.captureLatency(of: "desk:group_1_L") == 0 && run.latency > 0)
    #expect(jack_connect(neighbour.client, "desk:main_L", "neighbour:left") == 0)
    let expected = 0.25 * Float(0.5).squareRoot()
    #expect(desk.turn(until: { abs(neighbour.left - expected) < 1e-5 }), "\(neighbour.left)")
    desk.send([.set(Parameter(.channel(1), .pan), -100)])
    #expect(desk.turn(until: { abs(neighbour.left - 0.25) < 1e-5 }))

    #expect(desk.turn(until: { desk.client.status().callbackTimes.count > 10 }))
    let status = desk.client.status()
    #expect(status.connectedInputs == 1 && status.callbacks > 10)
    // One callback may be counted between the two.
    #expect(status.frames / 256 - status.callbacks <= 1)
    #expect(status.callbackTimes.longest >= status.callbackTimes.median * 0.9)
    #expect(status.scheduling?.isRealtime == false && status.hungCloses == 0 && status.longBlocks == 0)
    #expect(status.sinceCallback != nil)
    #expect(desk.client.close())
    #expect(neighbour.ports(of: "desk").isEmpty)
  }

  @Test func `a killed server leaves the desk without audio, a new one gets it back with its connections`() throws {
    let server = try TestServer()
    let desk = TestDesk(server: server.name)
    try desk.connect()
    let byHand = JackConnection(port: "monitor_L", peer: "ch_4")
    #expect(desk.client.restore([byHand], now: TestDesk.now) == [.connected([byHand])])
    let before = desk.client.presentConnections
    #expect(before.contains(byHand) && before.contains(JackConnection(port: "ch_2", peer: "system:capture_2")))
    let killed = TestDesk.now
    server.kill()
    #expect(desk.turn(until: { !desk.isRunning }))
    #expect(TestDesk.now - killed < 1)
    guard case .absent(let reason) = desk.client.state else { return }
    #expect(reason.hasPrefix("the JACK server has ended"))
    #expect(desk.client.wantedConnections == before)
    #expect(desk.client.status().scheduling == nil)
    try server.start()
    #expect(desk.turn(until: { desk.isRunning && desk.client.presentConnections == before }))
    #expect(desk.joins == 2 && desk.client.status().hungCloses == 0)
    #expect(desk.turn(until: { desk.client.status().frames > 0 }))
  }

  @Test func `the period may change while the desk plays`() throws {
    let server = try TestServer()
    let desk = TestDesk(server: server.name) { $0.autoconnectInputs = false }
    try desk.connect()
    let neighbour = try Neighbour(on: server)
    #expect(jack_connect(neighbour.client, "neighbour:out", "desk:ch_1") == 0)
    #expect(jack_connect(neighbour.client, "desk:main_R", "neighbour:right") == 0)
    for period in [64, 2048, 8192, 16, 512] as [UInt32] {
      #expect(jack_set_buffer_size(neighbour.client, period) == 0)
      #expect(desk.turn(until: { desk.client.status().period == period && desk.events.contains(.period(Int(period))) }))
      let frames = desk.client.status().frames
      #expect(desk.turn(until: { desk.client.status().frames > frames + UInt64(2 * period) }))
      #expect(desk.turn(until: { abs(neighbour.right - 0.25 * Float(0.5).squareRoot()) < 1e-5 }))
    }
    #expect(desk.joins == 1)
  }

  @Test func `freewheeling is faster than time and is told`() throws {
    let server = try TestServer()
    let desk = TestDesk(server: server.name)
    try desk.connect()
    let before = desk.client.presentConnections
    let neighbour = try Neighbour(on: server)
    #expect(jack_set_freewheel(neighbour.client, 1) == 0)
    #expect(desk.turn(until: { desk.client.status().isFreewheeling }))
    let start = desk.client.status().frames
    #expect(desk.turn(until: { desk.client.status().frames > start + 20_000 }))
    #expect(jack_set_freewheel(neighbour.client, 0) == 0)
    #expect(desk.turn(until: { !desk.client.status().isFreewheeling }))
    // The server has taken the card's connections away and given them back; nobody did that by hand.
    #expect(!before.isEmpty && desk.turn(until: { desk.client.presentConnections == before }))
    #expect(desk.client.wantedConnections == before && desk.isRunning)
  }

  @Test func `a configured connection is made when its program comes, and again when it comes back`() throws {
    let server = try TestServer()
    let wanted = [
      JackConnection(port: "ch_3", peer: "piano:out"), JackConnection(port: "main_L", peer: "piano:left"),
    ]
    let desk = TestDesk(server: server.name) { $0.connections = wanted }
    try desk.connect()
    #expect(desk.client.presentConnections.isEmpty)
    var piano: Neighbour? = try Neighbour(on: server, name: "piano")
    #expect(desk.turn(until: { desk.client.presentConnections == wanted }))
    #expect(desk.turn(until: { desk.client.status().connectedInputs == 1 }))
    piano = nil
    #expect(desk.turn(until: { desk.client.presentConnections.isEmpty }))
    piano = try Neighbour(on: server, name: "piano")
    #expect(desk.turn(until: { desk.client.presentConnections == wanted }))
    // Taken away by hand, it stays away.
    #expect(jack_disconnect(piano!.client, "piano:out", "desk:ch_3") == 0)
    #expect(desk.turn(until: { desk.client.wantedConnections == [wanted[1]] }))
    #expect(desk.turn(until: { desk.client.status().connectedInputs == 0 }))
  }

  @Test func `without a server the desk says so, and joins when one appears`() throws {
    let server = try TestServer()
    server.stop()
    let desk = TestDesk(server: server.name)
    let error = #expect(throws: Refusal.self) { try desk.connect() }
    #expect(error?.description.contains("no JACK server named '\(server.name)' answers") == true, "\(error!)")
    #expect(!desk.isRunning)
    try server.start()
    #expect(desk.turn(until: { desk.isRunning }))
  }
}
