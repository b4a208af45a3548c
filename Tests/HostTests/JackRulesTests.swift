import Mixer
import Testing

@testable import Host

/// A rule that may be asked inside an expectation.
private final class Rule {
  var connections: WantedConnections
  init(_ wanted: [JackConnection]) { connections = WantedConnections(wanted) }
  func look(_ present: Set<JackConnection>, exist: Bool, gone: Bool, now: Double) -> [JackConnection] {
    connections.observe(present: present, exists: { _ in exist }, portsHaveGone: gone, now: now)
  }
}

/// What the client decides without a server.
@Suite struct JackRulesTests {
  private let card = JackConnection(port: "ch_1", peer: "system:capture_1")
  private let piano = JackConnection(port: "ch_2", peer: "piano:out")

  @Test func `a connection is made when its port appears and once only`() {
    let rule = Rule([piano])
    #expect(rule.look([], exist: false, gone: true, now: 0) == [])
    #expect(rule.look([], exist: true, gone: true, now: 1) == [piano])
    #expect(rule.look([piano], exist: true, gone: false, now: 1.1) == [])
    #expect(rule.connections.wanted == [piano] && !rule.connections.isWatching)
  }

  @Test func `what is connected by hand is wanted, what is taken away by hand is not`() {
    let rule = Rule([])
    #expect(rule.look([card], exist: true, gone: false, now: 0) == [])
    #expect(rule.connections.wanted == [card])
    #expect(rule.look([], exist: true, gone: false, now: 1) == [])
    #expect(rule.connections.isWatching && rule.connections.wanted == [card])
    #expect(rule.look([], exist: true, gone: false, now: 1.5) == [])
    #expect(rule.connections.wanted.isEmpty && !rule.connections.isWatching)
  }

  @Test func `a connection that vanishes before its port is not taken for taken away`() {
    let rule = Rule([])
    _ = rule.look([piano], exist: true, gone: false, now: 0)
    // First the connection is gone, a little later the port.
    #expect(rule.look([], exist: true, gone: false, now: 1) == [])
    #expect(rule.look([], exist: false, gone: true, now: 1.1) == [])
    #expect(rule.look([], exist: false, gone: false, now: 9) == [])
    #expect(rule.look([], exist: true, gone: true, now: 10) == [piano])
    // Or the port was away and back between two looks.
    _ = rule.look([piano], exist: true, gone: false, now: 11)
    _ = rule.look([], exist: true, gone: false, now: 12)
    #expect(rule.look([], exist: true, gone: true, now: 12.1) == [piano])
    _ = rule.look([piano], exist: true, gone: false, now: 13)
    #expect(rule.look([], exist: true, gone: true, now: 14) == [piano])
  }

  @Test func `a refused connection is tried again when ports change, and told at the third time`() {
    let rule = Rule([piano])
    for time in 1...3 {
      #expect(rule.look([], exist: true, gone: time == 1, now: Double(time)) == [piano])
      let isTold = rule.connections.refused(piano)
      #expect(isTold == (time == 3))
    }
    #expect(rule.connections.wanted == [piano])
  }

  @Test func `the end of a server takes no connection away`() {
    let rule = Rule([])
    _ = rule.look([card], exist: true, gone: false, now: 0)
    _ = rule.look([], exist: true, gone: false, now: 1)
    rule.connections.serverLeft()
    #expect(rule.look([], exist: true, gone: true, now: 2) == [card])
  }

  @Test func `tries are half a second apart, then up to five, and soon again after success`() {
    var retry = JackRetry()
    #expect(retry.isDue(0))
    var now = 0.0
    var pauses: [Double] = []
    for _ in 0..<6 {
      retry.failed(now)
      let before = now
      while !retry.isDue(now) { now += 0.125 }
      pauses.append(now - before)
    }
    #expect(pauses == [0.5, 1, 2, 4, 5, 5])
    retry.succeeded()
    retry.lost(100)
    #expect(!retry.isDue(100.4) && retry.isDue(100.5))
    retry.stop()
    #expect(!retry.isDue(1e9))
  }

  @Test func `a server that does not call for ten seconds hangs, a slow one does not`() {
    var watch = LivenessWatch()
    let looks: [(callbacks: UInt64, now: Double)] = [(5, 100), (5, 109.9), (6, 111), (6, 120), (6, 121.5)]
    let answers = looks.map { watch.isStalled($0.callbacks, now: $0.now) }
    #expect(answers == [false, false, false, false, true])
  }

  @Test func `the histogram finds quantiles to six per cent`() {
    for units in 0...CallbackTimes.largestShare where units % 97 == 0 || units < 300 {
      let bin = CallbackTimes.bin(of: units)
      let edge = CallbackTimes.upperEdge(of: bin)
      #expect((0..<CallbackTimes.binCount).contains(bin) && edge >= units && Float(edge) <= Float(units) * 1.0626)
      if edge < units { return }
    }
    let counters = AudioCounters()
    // 1, 2, … 1000 µs in a period of 2000 µs.
    for time in 1...1000 { counters.note(frames: 96, began: 0, microseconds: UInt64(time), period: 2000) }
    let times = CallbackTimes(bins: counters.histogram(), longest: counters.longest.load(ordering: .relaxed))
    #expect(times.count == 1000 && counters.frames.load(ordering: .relaxed) == 96_000)
    #expect(abs(times.median - 0.25) < 0.25 * 0.0626 && abs(times.p99 - 0.495) < 0.495 * 0.0626)
    #expect(abs(times.longest - 0.5) < 1e-4)
  }

  @Test func `ports are named by number, and called after their strips`() {
    let layout = Layout(channels: 2, groups: 1, auxes: 1, effects: 1, dcas: 1, muteGroups: 0)
    #expect(
      layout.inputPortNames + layout.outputPortNames == [
        "ch_1", "ch_2", "main_L", "main_R", "monitor_L", "monitor_R", "group_1_L", "group_1_R",
        "aux_1_L", "aux_1_R",
      ])
    #expect(layout.outputPortNames.count == layout.outputCount)
    #expect(
      layout.portAliases(names: ["Kick", "", "Drums", "Wedge", "Hall", "All", "Mix", "", ""]) == [
        "Kick", "", "Mix L", "Mix R", "", "", "Drums L", "Drums R", "Wedge L", "Wedge R",
      ])
  }
}
