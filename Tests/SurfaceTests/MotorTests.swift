import Mixer
import Testing

@testable import Surface

@Suite struct MotorTests {
  private func rig() throws -> Rig {
    var rig = try Rig(Fixture.motor)
    rig.connect()
    return rig
  }

  private func bends(_ sent: [String]) -> [String] { sent.filter { $0.hasPrefix("E") } }

  @Test func `a touched fader is not driven and is told its place once when the hand leaves`() throws {
    var rig = try rig()
    rig.receive("90 6A 7F E2 10 60 E2 50 60 E2 00 61")
    #expect(bends(rig.sent()) == [])
    rig.receive("90 6A 00")
    #expect(rig.log.last?.message.description.hasPrefix("E2") == true || bends(rig.sent()) == ["E2 00 61"])
    #expect(rig.log.map(\.message.description).filter { $0 == "E2 00 61" }.count == 1)
    rig.run(milliseconds: 3000)
    #expect(rig.device.faders[2].position == 0x61 << 7)
    #expect(rig.device.foughtHands == 0)
  }

  @Test func `a touch without a movement is answered too, with the place where the fader was`() throws {
    var rig = try rig()
    try rig.set("ch/3/fader", 0)
    rig.run(milliseconds: 500)
    rig.receive("90 6A 7F")
    let before = rig.log.count
    rig.receive("90 6A 00")
    rig.run(milliseconds: 500)
    #expect(bends(rig.log[before...].map(\.message.description)) == ["E2 70 5F"])
  }

  @Test func `everything is shown again on demand, but a held fader is left to its hand`() throws {
    var rig = try rig()
    try rig.set("ch/1/mute", 1)
    rig.run(milliseconds: 500)
    rig.receive("90 6A 7F")
    let before = rig.log.count
    rig.surface.showAgain(now: rig.now)
    rig.run(milliseconds: 500)
    let again = Set(rig.log[before...].map(\.message.description))
    for fader in [0, 1, 3, 4, 5, 6, 7] { #expect(again.contains("E\(fader) 00 00"), "fader \(fader + 1)") }
    #expect(!again.contains { $0.hasPrefix("E2") })
    #expect(again.contains("90 10 7F") && again.contains("90 11 00"))
    #expect(again.contains { $0.hasPrefix("F0 00 00 66 14 12") })
  }

  @Test func `a change from elsewhere waits until the hand has left`() throws {
    var rig = try rig()
    rig.receive("90 6A 7F E2 70 5F")
    try rig.set("ch/3/fader", -10)
    #expect(bends(rig.sent()) == [])
    rig.receive("90 6A 00")
    rig.run(milliseconds: 100)
    #expect(rig.device.faders[2].position == 8192)
    #expect(rig.device.foughtHands == 0)
  }

  @Test func `a position that arrives after the release still counts and is confirmed`() throws {
    var rig = try rig()
    rig.receive("90 6A 7F E2 10 60 90 6A 00")
    rig.now += 3 * millisecond
    rig.receive(rig.move(2, to: 0x61 << 3))
    rig.run(milliseconds: 3000)
    #expect(rig.device.faders[2].position == 0x61 << 7)
    #expect(rig.device.faders[2].target == 0x61 << 7)
    let position = Float(0x61 << 7) / 16368
    #expect(abs(try rig.value("ch/3/fader") - (40 * position - 30)) < 0.001)
  }

  @Test func `a position that arrives before its touch counts`() throws {
    var rig = try rig()
    rig.receive("E2 70 5F 90 6A 7F E2 00 60 90 6A 00")
    rig.run(milliseconds: 500)
    #expect(rig.device.faders[2].target == 0x60 << 7)
    #expect(try rig.value("ch/3/fader") > 0)
  }

  @Test func `what a driven motor reports of its own travel is not a hand`() throws {
    var rig = try rig()
    try rig.set("ch/3/fader", 0)
    rig.run(milliseconds: 5)
    #expect(rig.receive("E2 00 20 E2 00 40 E2 70 5F") == [])
    rig.run(milliseconds: 1000)
    #expect(try rig.value("ch/3/fader") == 0)
    // But a hand without a touch (a glove) is heard once the motor has arrived, even while it is driven back.
    var moved = false
    for step in 0..<40 {
      rig.now += 20 * millisecond
      moved = moved || !rig.receive(rig.move(2, to: 600 - step)).isEmpty
    }
    #expect(moved)
  }

  @Test func `a bank change leaves the held fader under the hand and moves the others`() throws {
    var rig = try rig()
    for channel in 1...16 { try rig.set("ch/\(channel)/fader", channel <= 8 ? -20 : 0) }
    rig.run(milliseconds: 500)
    rig.receive("90 6A 7F E2 00 40")
    rig.receive("90 2F 7F 90 2F 00")
    rig.run(milliseconds: 500)
    #expect(rig.device.faders[1].position == 12272)
    #expect(rig.surface.isTouched(Parameter(.channel(3), .fader)))
    #expect(!rig.surface.isTouched(Parameter(.channel(11), .fader)))
    rig.receive("E2 00 48")
    #expect(try rig.value("ch/11/fader") == 0)
    #expect(try rig.value("ch/3/fader") > -10)
    #expect(rig.device.foughtHands == 0)
    rig.receive("90 6A 00")
    rig.run(milliseconds: 500)
    #expect(rig.device.faders[2].position == 12272)
    #expect(!rig.surface.isTouched(Parameter(.channel(3), .fader)))
  }

  @Test func `a fader lying within half a step keeps the full-precision value`() throws {
    var rig = try rig()
    try rig.set("ch/3/fader", -6.011)
    rig.run(milliseconds: 500)
    let position = rig.device.faders[2].position
    rig.receive(rig.touch(2) + rig.move(2, to: position >> 4))
    #expect(rig.actions == [])
    rig.receive(rig.release(2))
    rig.run(milliseconds: 500)
    #expect(try rig.value("ch/3/fader") == -6.011)
    #expect(rig.device.faders[2].position == position)
  }

  @Test func `nothing is sent twice`() throws {
    var rig = try rig()
    try rig.set("ch/3/fader", -6)
    #expect(bends(rig.sent()) == ["E2 60 4C"])
    #expect(rig.sent() == [])
    // Smaller than the hardware can tell apart.
    try rig.set("ch/3/fader", -6.005)
    #expect(bends(rig.sent()) == [])
  }

  @Test func `a device that wants its positions back gets each of them, not faster than a hundred a second`() throws {
    var rig = try Rig(Fixture.motor.replacing("echo: release", with: "echo: always"))
    rig.connect()
    let before = rig.log.count
    rig.receive("90 6A 7F")
    for step in 0..<100 {
      rig.receive(rig.move(2, to: 500 + step))
      rig.run(milliseconds: 5)
    }
    let echoes = rig.log[before...].filter { $0.message.bytes[0] == 0xE2 }
    #expect((41...52).contains(echoes.count))
    rig.receive("90 6A 00")
    rig.run(milliseconds: 100)
    #expect(rig.log.last { $0.message.bytes[0] == 0xE2 }?.message.description == "E2 70 4A")
  }

  @Test func `a motor without touch sense is left alone for a while after it was moved`() throws {
    var rig = try Rig(
      """
      name: No touch
      match: [{client: X}]
      controls:
        fader[1-8]: {kind: fader, message: E0+i ll mm, max: 16368, bits: 10, hold: 300}
      layers:
        mix: {"fader[1-8]": "bank[n]/fader"}
      """)
    rig.connect()
    rig.receive("E2 70 5F")
    #expect(rig.surface.isTouched(Parameter(.channel(3), .fader)))
    try rig.set("ch/3/fader", -10)
    #expect(rig.sent(milliseconds: 290) == [])
    #expect(rig.sent(milliseconds: 20) == ["E2 00 40"])
    #expect(!rig.surface.isTouched(Parameter(.channel(3), .fader)))
  }

  @Test func `lost messages release every hand`() throws {
    var rig = try rig()
    try rig.set("ch/3/fader", 0)
    rig.run(milliseconds: 100)
    rig.receive("90 6A 7F")
    rig.device.faders[2].isTouched = false
    rig.device.faders[2].position = 0
    rig.surface.overrun(now: rig.now)
    #expect(!rig.surface.isTouched(Parameter(.channel(3), .fader)))
    rig.run(milliseconds: 1000)
    #expect(rig.device.faders[2].position == 12272)
  }
}

extension String {
  func replacing(_ old: String, with new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}
