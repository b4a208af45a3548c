import Mixer
import Testing

@testable import Surface

/// What motor faders of some makers need besides.
@Suite struct MotorOptionTests {
  private func rig(_ keys: String) throws -> Rig {
    var rig = try Rig(
      device(
        "fader[1-8]: {kind: fader, message: E0+i ll mm, touch: 90 68+i vv, max: 16368, bits: 10, \(keys)}",
        "fader[1-8]: bank[n]/fader"))
    rig.connect()
    return rig
  }

  @Test func `a fader that strays at rest says nothing, one that is moved or touched does`() throws {
    var rig = try rig("dead-band: 16")
    try rig.set("ch/3/fader", 0)
    rig.run(milliseconds: 2000)
    // One step of ten bits around 0 dB, which is 70 5F.
    #expect(rig.receive("E2 60 5F E2 70 5F E2 00 60 E2 60 5F") == [])
    #expect(rig.sent() == [])
    #expect(rig.receive("E2 10 60").count == 1)
    // Under the hand each step counts.
    rig.receive("90 6A 7F")
    #expect(rig.receive("E2 20 60").count == 1)
    rig.receive("90 6A 00")
    // The ends of the travel always count.
    rig.receive("90 6A 7F E2 10 00 90 6A 00")
    rig.now += second
    rig.receive("E2 00 00")
    #expect(try rig.value("ch/3/fader") == -90)
  }

  @Test func `a hand that is not taken off counts as gone after a while without a movement`() throws {
    var rig = try rig("touch-timeout: 3000")
    rig.receive("90 6A 7F E2 00 40")
    try rig.set("ch/3/fader", 0)
    rig.run(milliseconds: 2000)
    rig.receive("E2 00 41")
    try rig.set("ch/3/fader", 0)
    #expect(rig.sent(milliseconds: 2900) == [])
    #expect(rig.surface.isTouched(Parameter(.channel(3), .fader)))
    #expect(rig.sent(milliseconds: 200) == ["E2 70 5F"])
    #expect(!rig.surface.isTouched(Parameter(.channel(3), .fader)))
  }

  @Test func `a fader may ask for more time between two positions`() throws {
    var rig = try rig("interval: 100")
    let before = rig.log.count
    for step in 0..<100 {
      try rig.set("ch/1/fader", -20 + Float(step) * 0.2)
      rig.run(milliseconds: 10)
    }
    rig.run(milliseconds: 200)
    #expect((9...12).contains(rig.log.count - before))
    #expect(rig.device.faders[0].position >> 4 == Int(((Float(-0.2) + 30) / 40 * 1023).rounded()))
  }

  @Test func `when messages were lost, a motor that feels no hand is let alone as after a movement`() throws {
    var rig = try Rig(
      device(
        "fader[1-8]: {kind: fader, message: E0+i ll mm, max: 16368, bits: 10, hold: 250}", "fader[1-8]: bank[n]/fader"),
      .init(feelsTouch: false))
    rig.connect()
    try rig.set("ch/3/fader", 0)
    rig.run(milliseconds: 1000)
    // The device has moved and is deaf for 100 ms; the desk has not heard of it.
    _ = rig.move(2, to: 512)
    rig.surface.overrun(now: rig.now)
    #expect(rig.sent(milliseconds: 240) == [])
    rig.run(milliseconds: 100)
    #expect(rig.device.faders[2].position == 12272)
  }
}
