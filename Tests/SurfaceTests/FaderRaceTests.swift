import Mixer
import Testing

@testable import Surface

/// Races between a hand, a motor and the rest of the desk that other consoles have lost.
@Suite struct FaderRaceTests {
  private func rig() throws -> Rig {
    var rig = try Rig(Fixture.motor)
    rig.connect()
    return rig
  }

  @Test func `1: a motor's report of its own travel changes nothing, not even later`() throws {
    var rig = try rig()
    try rig.set("ch/1/fader", 10)
    rig.run(milliseconds: 1)
    for step in stride(from: 0, through: 1023, by: 31) {
      #expect(rig.receive(rig.move(0, to: step)) == [])
      rig.run(milliseconds: 5)
    }
    // A bank away and back shows the desk's value, not the report's.
    rig.press(0x2F)
    rig.run(milliseconds: 500)
    rig.press(0x2E)
    rig.run(milliseconds: 500)
    #expect(try rig.value("ch/1/fader") == 10)
    #expect(rig.device.faders[0].position == 16368)
  }

  @Test func `2: a hand that comes between a change of the desk and its motor's message is not fought`() throws {
    var rig = try rig()
    try rig.set("ch/1/fader", -20)
    // The touch is read before the next turn of feedback.
    let actions = rig.receive(rig.touch(0) + rig.move(0, to: 767))
    #expect(actions == [.set(Parameter(.channel(1), .fader), rig[Parameter(.channel(1), .fader)])])
    rig.run(milliseconds: 1000)
    #expect(rig.device.foughtHands == 0)
    rig.receive(rig.release(0))
    rig.run(milliseconds: 2000)
    #expect(rig.device.faders[0].position == 12272)
  }

  @Test func `3: what changes out of sight is shown when its bank comes back`() throws {
    var rig = try rig()
    try rig.set("ch/1/fader", 0)
    rig.run(milliseconds: 500)
    rig.press(0x2F)
    rig.run(milliseconds: 500)
    try rig.set("ch/1/fader", -20)
    rig.run(milliseconds: 500)
    #expect(rig.device.faders[0].position == 0)
    rig.press(0x2E)
    rig.run(milliseconds: 500)
    #expect(rig.device.faders[0].position == 6144)
  }

  @Test func `4: under load no echo passes for a hand`() throws {
    var rig = try rig()
    var random = Random(seed: 4)
    for _ in 0..<200 {
      for channel in 1...8 { try rig.set("ch/\(channel)/fader", Float.random(in: -60...10, using: &random)) }
      let before = rig.view.state
      rig.run(milliseconds: 7)
      // Every motor reports a place on its way, all in one go.
      for fader in 0..<8 { rig.receive(rig.move(fader, to: Int.random(in: 0...1023, using: &random))) }
      #expect(rig.view.state == before)
    }
  }

  @Test func `5: after a replug nothing that was known before counts`() throws {
    var rig = try rig()
    for channel in 1...8 { try rig.set("ch/\(channel)/fader", 0) }
    rig.run(milliseconds: 500)
    rig.device.replug()
    for fader in 0..<8 { rig.device.faders[fader].position = 0 }
    rig.connect()
    #expect(rig.device.faders[0..<8].allSatisfy { $0.position == 12272 })
    #expect(try (1...8).allSatisfy { try rig.value("ch/\($0)/fader") == 0 })
  }

  @Test func `6: a bank change and a change of the old bank at the same moment show the new bank only`() throws {
    var rig = try rig()
    for channel in 9...16 { try rig.set("ch/\(channel)/fader", -10) }
    rig.run(milliseconds: 500)
    for turn in 0..<20 {
      let before = rig.log.count
      // 29 apart, so that some of it meets a motor's pause.
      try rig.set("ch/1/fader", turn % 2 == 0 ? 10 : 0)
      rig.press(0x2F)
      try rig.set("ch/1/fader", turn % 2 == 0 ? 0 : 10)
      rig.run(milliseconds: 500)
      let sent = rig.log[before...].map(\.message).filter { $0.bytes[0] == 0xE0 }
      #expect(sent.map(\.description) == ["E0 00 40"], "turn \(turn)")
      rig.press(0x2E)
      rig.run(milliseconds: 500)
      #expect(rig.device.faders[0].position == (turn % 2 == 0 ? 12272 : 16368))
    }
  }

  @Test func `7: a mapping that is replaced under a hand does not move what it held, nor anything else`() throws {
    var rig = try rig()
    rig.receive(rig.touch(2) + rig.move(2, to: 512))
    let text = Fixture.motor.replacing("fader[1-8]: bank[n]/fader", with: "fader[1-8]: bank[n]/pan")
    let other = try mapping(text)
    rig.surface.remap(to: other, view: rig.view, now: rig.now)
    rig.run(milliseconds: 2000)
    rig.receive(rig.move(2, to: 767))
    #expect(abs(try rig.value("ch/3/fader")) < 0.01)
    #expect(try rig.value("ch/3/pan") == 0)
    rig.receive(rig.release(2))
    rig.run(milliseconds: 2000)
    #expect(rig.device.faders[2].position == 8192)
    #expect(rig.device.foughtHands == 0)
  }

  // What users of such devices have reported besides.

  @Test func `a fader at zero is sent there after a bank change too`() throws {
    var rig = try rig()
    try rig.set("ch/1/fader", 10)
    rig.run(milliseconds: 500)
    rig.press(0x2F)
    rig.run(milliseconds: 500)
    #expect(rig.device.faders[0].position == 0)
  }

  @Test func `a recall leaves a held fader with its hand and shows it the hand's value afterwards`() throws {
    var rig = try rig()
    rig.receive(rig.touch(0) + rig.move(0, to: 512))
    let held = try rig.value("ch/1/fader")
    for channel in 1...8 where !rig.surface.isTouched(Parameter(.channel(channel), .fader)) {
      try rig.set("ch/\(channel)/fader", 0)
    }
    rig.surface.discontinuity()
    rig.run(milliseconds: 1000)
    rig.receive(rig.release(0))
    rig.run(milliseconds: 2000)
    #expect(try rig.value("ch/1/fader") == held)
    #expect(rig.device.faders[0].position == 8192 && rig.device.faders[1].position == 12272)
    #expect(rig.device.foughtHands == 0)
  }

  @Test func `a button acts once, however its release is written`() throws {
    var rig = try rig()
    #expect(rig.receive("90 10 7F 90 10 00 90 10 7F 80 10 40").count == 2)
  }
}
