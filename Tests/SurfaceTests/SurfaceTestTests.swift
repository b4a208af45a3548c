import Mixer
import Testing

@testable import Surface

/// The test of a device's outputs, seen from the device.
@Suite struct SurfaceTestTests {
  private func rig() throws -> Rig {
    var rig = try Rig(Fixture.motor)
    try rig.set("ch/3/fader", 0)
    try rig.set("ch/2/mute", 1)
    try rig.set("main/fader", -10)
    rig.connect()
    return rig
  }

  /// All that a device shows.
  private struct Picture: Equatable {
    let positions: [Int]
    let lights: [Int: Int]
    let rings: [Int: Int]
    let display: [UInt8]
    let colors: [UInt8]

    init(_ rig: Rig) {
      positions = rig.device.faders.map(\.position)
      lights = rig.device.lights
      rings = rig.device.controlLights
      display = rig.device.display
      colors = rig.device.colors
    }
  }

  /// Runs the whole test; what was sent, and the parts in order.
  private func walk(_ rig: inout Rig) -> (log: ArraySlice<(message: MIDIMessage, now: UInt64)>, parts: [String]) {
    let before = rig.log.count
    var parts: [String] = []
    for _ in 0..<20_000 {
      guard let part = rig.surface.testPart else { break }
      if part != parts.last { parts.append(part) }
      rig.run(milliseconds: 10)
    }
    let log = rig.log[before...]
    return (log, parts)
  }

  @Test func `everything is shown once, and at the end the desk as it was`() throws {
    var rig = try rig()
    let before = Picture(rig)
    let state = rig.view.state
    #expect(rig.surface.beginTest(now: rig.now) == true)
    let (log, parts) = walk(&rig)
    rig.run(milliseconds: 3000)
    #expect(rig.surface.testPart == nil)
    #expect(Picture(rig) == before)
    #expect(rig.view.state == state && rig.actions.isEmpty)
    #expect(parts.contains("mute[1-8]: lights") && parts.contains("fader[1-9]: motors"))
    #expect(parts.firstIndex(of: "vpot[1-8]: rings")! < parts.firstIndex(of: "fader[1-9]: motors")!)
    // Every light of the device goes on.
    let sent = Set(log.map(\.message.description))
    for control in rig.surface.mapping.controls where control.kind == .button {
      guard let send = control.send else { continue }
      #expect(sent.contains(send.messages(Fields(value: control.on))[0].description), "\(control.name)")
      #expect(sent.contains(send.messages(Fields(value: control.off))[0].description), "\(control.name)")
    }
    // Rings from end to end, meters to the top, displays with their names.
    #expect(sent.contains("B0 30 21") && sent.contains("B0 37 2B"))
    #expect(sent.contains("D0 0C") && sent.contains("D0 7C") && sent.contains("D0 7E") && sent.contains("D0 7F"))
    #expect(sent.contains(MIDIMessage([0xF0, 0, 0, 0x66, 0x14, 0x12, 0x07] + "upper2 ".utf8 + [0xF7]).description))
    #expect(sent.contains(MIDIMessage([0xF0, 0, 0, 0x66, 0x14, 0x12, 0x69] + "lower8 ".utf8 + [0xF7]).description))
    #expect(rig.device.lost == 0 && rig.device.wrongBytes == 0 && rig.device.noteOffs == 0)
  }

  @Test func `motors go slowly from where they stand to the top, to the bottom, and back`() throws {
    var rig = try rig()
    let origins = rig.device.faders.map(\.position)
    #expect(rig.surface.beginTest(now: rig.now) == true)
    let log = walk(&rig).log
    for fader in 0..<9 {
      let places = log.filter { $0.message.bytes[0] == 0xE0 + UInt8(fader) }.map {
        Int($0.message.bytes[2]) << 7 | Int($0.message.bytes[1])
      }
      #expect(places.max() == 16368 && places.min()! <= 200)
      let path = [origins[fader]] + places
      let longest = zip(path, path.dropFirst()).map { abs($1 - $0) }.max()!
      #expect(longest <= 16368 / 20, "fader \(fader + 1) jumps by \(longest)")
    }
  }

  @Test func `it asks to be called as often as something moves, and no more`() throws {
    var rig = try rig()
    #expect(rig.surface.beginTest(now: rig.now) == true)
    var calls = 0
    let end = rig.now + 2 * second
    while let next = rig.surface.nextDeadline(now: rig.now).map({ max($0, rig.now + 1) }), next <= end {
      rig.now = next
      rig.wake()
      rig.feed()
      calls += 1
      guard calls < 10_000 else { break }
    }
    // 50 ticks, and whatever waits for room.
    #expect((50...1000).contains(calls), "\(calls) calls in two seconds")
  }

  @Test func `a touch ends it, and the motor leaves the hand alone`() throws {
    var rig = try rig()
    #expect(rig.surface.beginTest(now: rig.now) == true)
    rig.run(milliseconds: 500)
    let touch = rig.touch(2)
    rig.receive(touch)
    #expect(rig.surface.testPart == nil)
    rig.run(milliseconds: 3000)
    #expect(rig.device.foughtHands == 0 && rig.actions.isEmpty)
    let move = rig.move(2, to: 300)
    rig.receive(move)
    #expect(rig.actions.count == 1)
  }

  @Test func `a press ends it and does nothing else`() throws {
    var rig = try rig()
    #expect(rig.surface.beginTest(now: rig.now) == true)
    rig.run(milliseconds: 500)
    rig.receive("90 10 7F 90 10 00")
    #expect(rig.surface.testPart == nil && rig.actions.isEmpty)
    rig.receive("90 10 7F 90 10 00")
    #expect(rig.actions == [.toggle(Parameter(.channel(1), .mute))])
  }

  @Test func `what moves during the test moves nothing, then or later`() throws {
    var rig = try Rig(Fixture.plain)
    try rig.set("ch/1/fader", 0)
    rig.connect()
    rig.receive("B0 00 10")
    #expect(rig.surface.beginTest(now: rig.now) == true)
    rig.run(milliseconds: 300)
    rig.receive("B0 00 30 B0 00 7F B0 10 20")
    #expect(rig.surface.testPart != nil && rig.actions.isEmpty)
    _ = walk(&rig)
    // The slider has passed the value unheard; it must not be taken for a crossing.
    rig.receive("B0 00 7E")
    #expect(rig.actions.isEmpty)
    rig.receive("B0 00 50")
    #expect(rig.actions.count == 1)
  }

  @Test func `what a button holds is let go when it begins`() throws {
    var rig = try Keys.rig("mix: {\"F[1]\": hold talkback/on}")
    rig.down(0x36)
    #expect(try rig.value("talkback/on") == 1)
    #expect(rig.surface.beginTest(now: rig.now) == true)
    #expect(rig.wake() == [.set(Parameter(.talkback, .talkOn), 0)])
    #expect(rig.up(0x36) == [])
  }

  @Test func `it can be ended at any time, and the desk is shown again`() throws {
    var rig = try rig()
    let before = Picture(rig)
    for milliseconds in stride(from: UInt64(200), through: 30_000, by: 2300) {
      #expect(rig.surface.beginTest(now: rig.now) == true)
      rig.run(milliseconds: milliseconds)
      rig.surface.endTest()
      rig.run(milliseconds: 3000)
      #expect(Picture(rig) == before, "after \(milliseconds) ms")
    }
  }

  @Test func `a device with nothing to show is not tested`() throws {
    var rig = try Rig(
      "name: X\nmatch: [{client: X}]\ncontrols: {a: {kind: knob, receive: B0 01 vv}}\nlayers: {mix: {}}")
    #expect(rig.surface.beginTest(now: rig.now) == false)
    #expect(rig.surface.testPart == nil)
  }

  @Test(arguments: Shipped.library.mappings.map(\.file)) func `every shipped device can be tested`(file: String) throws
  {
    let mapping = try #require(Shipped.library.mappings.first { $0.file == file })
    let catalogue = Catalogue(layout: Layout())
    var surface = Surface(mapping: mapping, catalogue: catalogue)
    let view = DeskView(state: DeskState(catalogue: catalogue))
    var now = 5 * second
    surface.connected(now: now)
    for _ in 0..<3000 {
      now += millisecond
      _ = surface.feedback(view: view, now: now)
    }
    guard surface.beginTest(now: now) else { return }
    var sent = 0
    while surface.testPart != nil, now < 200 * second {
      now = max(surface.nextDeadline(now: now) ?? now + millisecond, now + millisecond)
      for message in surface.feedback(view: view, now: now) {
        sent += 1
        let data = message.isSysex ? message.bytes.dropFirst().dropLast() : message.bytes.dropFirst()
        #expect(data.allSatisfy { $0 < 0x80 })
      }
    }
    #expect(surface.testPart == nil && sent > 10)
  }
}
