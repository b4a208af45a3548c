import Mixer
import Testing

@testable import Surface

/// Faders and knobs without motors: they act once they have crossed the desk's value. On 127 steps 0 dB stands at 95.25.
@Suite struct TakeoverTests {
  private func rig(fader: Float = 0) throws -> Rig {
    var rig = try Rig(Fixture.plain)
    try rig.set("ch/1/fader", fader)
    rig.connect()
    return rig
  }

  @Test func `nothing moves before the value is crossed`() throws {
    var rig = try rig()
    #expect(rig.receive("B0 00 10 B0 00 20 B0 00 5E") == [])
    #expect(try rig.value("ch/1/fader") == 0)
  }

  @Test func `a crossing counts however fast it is`() throws {
    var rig = try rig()
    #expect(rig.receive("B0 00 10 B0 00 7F") == [.set(Parameter(.channel(1), .fader), 10)])
    #expect(rig.receive("B0 00 00") == [.set(Parameter(.channel(1), .fader), -90)])
  }

  @Test func `the first value after plugging in picks up only if it stands on the value`() throws {
    var far = try rig()
    #expect(far.receive("B0 00 7F") == [])
    var near = try rig()
    // 95 lies within half a step of 95.25: it is picked up, and the full-precision value stays.
    #expect(near.receive("B0 00 5F") == [])
    #expect(try near.value("ch/1/fader") == 0)
    #expect(near.receive("B0 00 60").count == 1)
  }

  @Test func `a slider at the end of its travel reaches silence and the top`() throws {
    var rig = try rig(fader: -90)
    #expect(rig.receive("B0 00 00") == [])
    rig.receive("B0 00 01")
    #expect(try rig.value("ch/1/fader") > -90)
    rig.receive("B0 00 00")
    #expect(try rig.value("ch/1/fader") == -90)
    rig.receive("B0 00 7F")
    #expect(try rig.value("ch/1/fader") == 10)
  }

  @Test func `a bank change takes every slider away until it crosses again`() throws {
    var rig = try rig()
    rig.receive("B0 00 5F B0 00 50")
    let first = try rig.value("ch/1/fader")
    try rig.set("ch/9/fader", -10)
    rig.receive("B0 3B 7F B0 3B 00")
    #expect(rig.surface.bankStart == 8)
    #expect(rig.receive("B0 00 51 B0 00 52") == [])
    // -10 dB stands at 63.5; 62 is 80 x 62/127 - 50.
    #expect(rig.receive("B0 00 3E").count == 1)
    #expect(abs(try rig.value("ch/9/fader") + 10.945) < 0.001)
    rig.receive("B0 3A 7F B0 3A 00")
    #expect(try rig.value("ch/1/fader") == first)
    #expect(rig.receive("B0 00 40") == [])
    #expect(try rig.value("ch/1/fader") == first)
    // Back across 80, where channel 1 was left.
    #expect(rig.receive("B0 00 55").count == 1)
  }

  @Test func `a recall in the middle of a movement stops it`() throws {
    var rig = try rig()
    rig.receive("B0 00 5F B0 00 60 B0 00 62")
    try rig.set("ch/1/fader", -40)
    rig.surface.discontinuity()
    #expect(rig.receive("B0 00 64 B0 00 66") == [])
    #expect(try rig.value("ch/1/fader") == -40)
  }

  @Test func `a remote change is noticed without being told`() throws {
    var rig = try rig()
    rig.receive("B0 00 5F B0 00 60")
    try rig.set("ch/1/fader", -40)
    #expect(rig.receive("B0 00 61") == [])
    #expect(try rig.value("ch/1/fader") == -40)
    // A change smaller than half a step is none.
    rig.receive("B0 00 00")
    rig.receive("B0 00 60")
    let left = try rig.value("ch/1/fader")
    try rig.set("ch/1/fader", left + 0.05)
    #expect(rig.receive("B0 00 61").count == 1)
  }

  @Test func `a recall to where the slider stands lets it lead at once`() throws {
    var rig = try rig()
    rig.receive("B0 00 5F B0 00 40")
    let here = try rig.value("ch/1/fader")
    try rig.set("ch/1/fader", -80)
    rig.surface.discontinuity()
    try rig.set("ch/1/fader", here)
    rig.surface.discontinuity()
    #expect(rig.receive("B0 00 44").count == 1)
  }

  @Test func `plugging in again forgets where the slider stood`() throws {
    var rig = try rig()
    rig.receive("B0 00 5F B0 00 40")
    try rig.set("ch/1/fader", 0)
    rig.device.replug()
    rig.connect()
    // Had 40 been remembered, 7F would have crossed.
    #expect(rig.receive("B0 00 7F") == [])
    #expect(rig.receive("B0 00 40").count == 1)
  }

  @Test func `lost messages forget where the slider stood`() throws {
    var rig = try rig()
    rig.receive("B0 00 5F B0 00 40")
    try rig.set("ch/1/fader", 0)
    rig.surface.overrun(now: rig.now)
    #expect(rig.receive("B0 00 7F") == [])
  }

  @Test func `a knob sweeps the pan and reaches both ends and the other side of the centre`() throws {
    var rig = try rig()
    rig.receive("B0 10 20 B0 10 7F")
    #expect(try rig.value("ch/1/pan") == 100)
    rig.receive("B0 10 00")
    #expect(try rig.value("ch/1/pan") == -100)
    rig.receive("B0 10 40")
    #expect(abs(try rig.value("ch/1/pan") - 0.787) < 0.01)
  }

  @Test func `a light blinks slowly to ask for up, quickly to ask for down, and goes dark when the slider leads`()
    throws
  {
    var rig = try rig()
    #expect(rig.device.controlLights[0x40] == 0)
    rig.receive("B0 00 10")
    let up = rig.log.count
    rig.run(milliseconds: 4000)
    let slow = rig.log[up...].filter { $0.message.bytes[1] == 0x40 }.count
    rig.receive("B0 00 5F B0 00 7F")
    rig.run(milliseconds: 500)
    #expect(rig.device.controlLights[0x40] == 0)
    try rig.set("ch/1/fader", -20)
    let down = rig.log.count
    rig.run(milliseconds: 4000)
    let fast = rig.log[down...].filter { $0.message.bytes[1] == 0x40 }.count
    #expect((8...12).contains(slow))
    #expect((36...44).contains(fast))
    #expect(rig.device.controlLights[0x41] == 0)
  }
}
