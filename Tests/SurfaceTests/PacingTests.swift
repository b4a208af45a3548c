import Mixer
import Testing

@testable import Surface

/// The system's buffer takes 4096 bytes and drops silently what does not fit.
@Suite struct PacingTests {
  /// A desk in uproar: every fader, switch, name and meter changes all the time, recalls and bank changes in between.
  @Test(arguments: [3125.0, 100_000.0]) func `nothing is lost in an uproar, on a cable and on USB`(drain: Double) throws
  {
    var rig = try Rig(Fixture.motor, .init(drain: drain))
    var random = Random(seed: 11)
    rig.surface.connected(now: rig.now)
    for _ in 0..<300 {
      for channel in 1...16 {
        try rig.set("ch/\(channel)/fader", Float.random(in: -60...10, using: &random))
        try rig.set("ch/\(channel)/pan", Float.random(in: -100...100, using: &random))
        try rig.set("ch/\(channel)/mute", Float(Int.random(in: 0...1, using: &random)))
        rig.view.state.names[channel - 1] = "N\(Int.random(in: 0...999, using: &random))"
      }
      rig.view.meters = rig.view.meters.map { _ in Float.random(in: -60...3, using: &random) }
      if Int.random(in: 0..<20, using: &random) == 0 { rig.receive("90 2F 7F 90 2F 00") }
      if Int.random(in: 0..<20, using: &random) == 0 { rig.receive("90 2E 7F 90 2E 00") }
      if Int.random(in: 0..<50, using: &random) == 0 { rig.surface.overrun(now: rig.now) }
      rig.run(milliseconds: UInt64.random(in: 1...15, using: &random))
    }
    #expect(rig.device.lost == 0)
    #expect(rig.device.mostQueued <= 2048)
  }

  @Test func `system exclusive messages keep five milliseconds apart, motors ten and meters fifty`() throws {
    var rig = try Rig(Fixture.motor)
    rig.connect()
    var random = Random(seed: 3)
    let before = rig.log.count
    for _ in 0..<100 {
      for channel in 1...8 {
        try rig.set("ch/\(channel)/fader", Float.random(in: -60...10, using: &random))
        rig.view.state.names[channel - 1] = "N\(Int.random(in: 0...999, using: &random))"
      }
      rig.view.meters = rig.view.meters.map { _ in Float.random(in: -60...0, using: &random) }
      rig.run(milliseconds: 7)
    }
    var last: [UInt8: UInt64] = [:]
    for (message, now) in rig.log[before...] {
      let status = message.bytes[0]
      let key = status == 0xD0 ? message.bytes[1] >> 4 : status
      let gap: UInt64 = status == 0xF0 ? 5 : status == 0xD0 ? 50 : status >= 0xE0 ? 10 : 0
      if let before = last[key], before != now || status == 0xF0 {
        #expect(now - before >= gap * millisecond, "\(message)")
      }
      last[key] = now
    }
  }

  @Test func `texts leave room, so that a motor never waits behind more than a few of them`() throws {
    var rig = try Rig(Fixture.motor, .init(drain: 3125))
    rig.connect()
    rig.view.state.names = rig.view.state.names.map { _ in "Name" }
    rig.run(milliseconds: 20)
    try rig.set("ch/1/fader", 0)
    rig.run(milliseconds: 1)
    #expect(rig.device.faders[0].position == 12272)
    #expect(rig.device.mostQueued <= 2048)
  }

  @Test func `a change of everything is on its way within twenty milliseconds for motors and lights`() throws {
    var rig = try Rig(Fixture.motor)
    rig.connect()
    for channel in 1...8 {
      for (item, value) in [("fader", Float(0)), ("mute", 1), ("solo", 1), ("pan", 50)] {
        try rig.set("ch/\(channel)/\(item)", value)
      }
    }
    rig.run(milliseconds: 20)
    #expect(rig.device.faders[0...7].allSatisfy { $0.position == 12272 })
    #expect((0x08..<0x18).allSatisfy { rig.device.lights[$0] == 0x7F })
    rig.run(milliseconds: 200)
    #expect((0..<8).allSatisfy { rig.device.text(strip: $0, line: 1) == "0.0    " })
  }

  @Test func `when everything is shown nobody is woken`() throws {
    var rig = try Rig(Fixture.motor)
    rig.connect()
    #expect(rig.surface.nextDeadline(now: rig.now) == nil)
    try rig.set("ch/1/fader", 0)
    rig.feed()
    #expect(rig.surface.nextDeadline(now: rig.now) != nil)
    rig.run(milliseconds: 3000)
    #expect(rig.surface.nextDeadline(now: rig.now) == nil)
  }
}
