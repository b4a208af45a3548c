import Mixer
import Testing

@testable import Surface

@Suite struct FeedbackTests {
  private func rig(channels: Int = 32, groups: Int = 8) throws -> Rig {
    var rig = try Rig(Fixture.motor, channels: channels, groups: groups)
    rig.connect()
    return rig
  }

  @Test func `after plugging in everything is sent, zeros too, faders first, then lights, then texts`() throws {
    let rig = try rig()
    let sent = rig.log.map(\.message)
    #expect(sent.first?.description == "F0 00 00 66 14 00 F7")
    let kinds = sent.dropFirst().map { message -> Int in
      switch message.bytes[0] {
      case 0xE0...0xE8: 0
      case 0x90: 1
      case 0xB0: (0x30...0x37).contains(message.bytes[1]) ? 1 : 2
      case 0xF0: 2
      default: 3
      }
    }
    #expect(Set(kinds) == [0, 1, 2, 3])
    #expect(kinds.prefix(9).allSatisfy { $0 == 0 })
    #expect(kinds.filter { $0 < 2 } == kinds.filter { $0 < 2 }.sorted())
    #expect(rig.device.faders.allSatisfy { $0.target == $0.position })
    for note in 0..<0x18 { #expect(rig.device.lights[note] == 0, "note \(note)") }
    for note in 0x28...0x65 { #expect(rig.device.lights[note] != nil, "note \(note)") }
    #expect(rig.device.lights[0x18] == 0x7F)
    for ring in 0x30...0x37 { #expect(rig.device.controlLights[ring] == 0x46) }
    #expect(rig.device.display.allSatisfy { $0 >= 0x20 })
    #expect(rig.device.text(strip: 2, line: 0) == "Ch 3   ")
    #expect(rig.device.text(strip: 2, line: 1) == "C      ")
    #expect(rig.device.colors == Array(repeating: 7, count: 8))
    #expect(rig.device.digits == [0x4A: 0x20, 0x4B: 0x20])
    #expect(Set(rig.device.meters(now: rig.now).keys) == Set(0..<8))
    #expect(rig.device.noteOffs == 0 && rig.device.wrongBytes == 0 && rig.device.lost == 0)
  }

  @Test func `a replug shows everything again`() throws {
    var rig = try rig()
    try rig.set("ch/1/mute", 1)
    rig.run(milliseconds: 100)
    let (lights, display, colors) = (rig.device.lights, rig.device.display, rig.device.colors)
    rig.device.replug()
    rig.now += second
    rig.connect()
    #expect(rig.device.lights == lights)
    #expect(rig.device.display == display)
    #expect(rig.device.colors == colors)
    #expect(rig.device.lights[0x10] == 0x7F)
  }

  @Test func `lost messages are made good by showing everything again`() throws {
    var rig = try rig()
    let lights = rig.device.lights
    rig.device.lights = [:]
    rig.surface.overrun(now: rig.now)
    rig.run(milliseconds: 1000)
    #expect(rig.device.lights == lights)
  }

  @Test func `strips beyond the end of the desk are down, dark and blank`() throws {
    var rig = try rig(channels: 10, groups: 0)
    for channel in 1...10 { try rig.set("ch/\(channel)/fader", 0) }
    for channel in 1...10 { try rig.set("ch/\(channel)/mute", 1) }
    rig.view.meters = rig.view.meters.map { _ in -3 }
    rig.receive("90 2F 7F 90 2F 00")
    rig.run(milliseconds: 1000)
    #expect(rig.surface.bankStart == 8)
    #expect(rig.device.faders.map(\.position) == [12272, 12272, 0, 0, 0, 0, 0, 0, 12272])
    #expect((0..<8).map { rig.device.lights[0x10 + $0] } == [0x7F, 0x7F, 0, 0, 0, 0, 0, 0])
    #expect((0..<8).map { rig.device.controlLights[0x30 + $0] } == [0x46, 0x46, 0, 0, 0, 0, 0, 0])
    #expect(rig.device.colors == [7, 7, 0, 0, 0, 0, 0, 0])
    #expect(rig.device.text(strip: 1, line: 0) == "Ch 10  ")
    #expect(rig.device.text(strip: 2, line: 0) == "       ")
    #expect(rig.device.text(strip: 2, line: 1) == "       ")
    // Neither further banks nor a step beyond the last full bank.
    rig.receive("90 2F 7F 90 2F 00 90 31 7F 90 31 00")
    #expect(rig.surface.bankStart == 8)
    #expect(rig.receive("90 68 7F E0 00 40 90 68 00").count == 1)
    #expect(rig.receive("90 6B 7F E3 00 40 90 6B 00 90 13 7F B0 13 01") == [])
    rig.run(milliseconds: 1000)
    #expect(rig.device.faders[3].position == 0)
    rig.receive("90 30 7F 90 30 00 90 2E 7F 90 2E 00 90 2E 7F")
    #expect(rig.surface.bankStart == 0)
  }

  @Test func `lights go out with velocity 0 and a release may be written as note-off`() throws {
    var rig = try rig()
    #expect(rig.receive("90 10 7F 80 10 40") == [.toggle(Parameter(.channel(1), .mute))])
    rig.run(milliseconds: 100)
    #expect(rig.device.lights[0x10] == 0x7F)
    #expect(rig.receive("90 10 7F 90 10 00") == [.toggle(Parameter(.channel(1), .mute))])
    rig.run(milliseconds: 100)
    #expect(rig.device.lights[0x10] == 0)
    #expect(rig.device.noteOffs == 0)
    #expect(rig.receive("90 00 7F") == [])
  }

  @Test func `only the latest of many changes goes out`() throws {
    var rig = try rig()
    let before = rig.log.count
    for step in 0..<1000 {
      try rig.set("ch/1/fader", -20 + Float(step) * 0.02)
      rig.run(milliseconds: 1)
    }
    let bends = rig.log[before...].filter { $0.message.bytes[0] == 0xE0 }
    #expect((90...101).contains(bends.count))
    rig.run(milliseconds: 100)
    #expect(rig.device.faders[0].position == 12272)
  }

  @Test func `a display shows the level while its fader moves or is held, and then the pan again`() throws {
    var rig = try rig()
    try rig.set("ch/3/fader", -6)
    rig.run(milliseconds: 100)
    #expect(rig.device.text(strip: 2, line: 1) == "-6.0   ")
    #expect(rig.device.text(strip: 3, line: 1) == "C      ")
    rig.run(milliseconds: 1500)
    #expect(rig.device.text(strip: 2, line: 1) == "C      ")
    rig.receive("90 6A 7F")
    rig.run(milliseconds: 5000)
    #expect(rig.device.text(strip: 2, line: 1) == "-6.0   ")
    rig.receive("90 6A 00")
    rig.run(milliseconds: 1600)
    #expect(rig.device.text(strip: 2, line: 1) == "C      ")
    rig.receive("90 2F 7F 90 2F 00")
    rig.run(milliseconds: 200)
    #expect(rig.device.text(strip: 2, line: 1) == "C      ")
  }

  @Test func `flip puts the pan on the fader, and a held layer ends with its button`() throws {
    var rig = try rig()
    try rig.set("ch/1/pan", 100)
    rig.receive("90 32 7F 90 32 00")
    rig.run(milliseconds: 500)
    #expect(rig.device.faders[0].position == 16368)
    #expect(rig.device.faders[1].position == 8192)
    #expect(rig.device.controlLights[0x30] == 0x21)
    #expect(rig.device.lights[0x32] == 0x7F)
    rig.receive("90 32 7F 90 32 00")
    rig.run(milliseconds: 500)
    #expect(rig.device.faders[0].position == 0)
    #expect(rig.device.lights[0x32] == 0)
    rig.receive("90 46 7F 90 10 7F 90 10 00 90 46 00 90 11 7F")
    #expect(
      rig.actions.suffix(2) == [.toggle(Parameter(.channel(1), .polarity)), .toggle(Parameter(.channel(2), .mute))])
  }

  @Test func `snapshots light their buttons, show their number, and the next one is the next that exists`() throws {
    var rig = try rig()
    rig.view.snapshots = [2: "Verse", 5: "Solo"]
    rig.view.currentSnapshot = 2
    rig.run(milliseconds: 200)
    #expect((0..<8).map { rig.device.lights[0x36 + $0] } == [0, 0x7F, 0, 0, 0, 0, 0, 0])
    #expect(rig.device.digits == [0x4B: 0x30, 0x4A: 0x32])
    #expect(rig.receive("90 5C 7F 90 5C 00") == [.recall(5)])
    rig.view.currentSnapshot = 5
    #expect(rig.receive("90 5C 7F 90 5C 00") == [])
  }

  // MARK: Meters

  @Test func `meter steps are those of the protocol`() throws {
    let table: [(Float, Int)] = [
      (-70, 0), (-60, 1), (-50, 2), (-40, 3), (-30, 4), (-20, 5), (-14, 6), (-10, 7), (-8, 8), (-6, 9), (-4, 10),
      (-2, 11),
      (-0.01, 11),
    ]
    for (level, step) in table {
      var rig = try rig()
      rig.view.meters[4] = level
      rig.run(milliseconds: 100)
      #expect(rig.device.meters(now: rig.now)[4] == step, "\(level) dBFS")
    }
  }

  @Test func `a meter is sent only what rises above what the device lets fall, at most twenty times a second`() throws {
    var rig = try rig()
    rig.view.meters[0] = -10
    rig.run(milliseconds: 100)
    #expect(rig.sent(milliseconds: 100) == [])
    rig.view.meters[0] = -30
    #expect(rig.sent(milliseconds: 100) == [])
    rig.view.meters[0] = -8
    #expect(rig.sent(milliseconds: 100) == ["D0 08"])
    // Held high: once for each division that the device has let it fall.
    var count = 0
    for _ in 0..<60 { count += rig.sent(milliseconds: 50).count }
    #expect((8...11).contains(count))
    var random = Random(seed: 7)
    count = 0
    for _ in 0..<1000 {
      rig.view.meters[0] = Float.random(in: -60 ... -1, using: &random)
      count += rig.sent(milliseconds: 1).count
    }
    #expect(count <= 20)
  }

  @Test func `a peak between two sendings is not lost`() throws {
    var rig = try rig()
    rig.view.meters[0] = -40
    rig.run(milliseconds: 2)
    rig.view.meters[0] = -2.5
    rig.run(milliseconds: 2)
    rig.view.meters[0] = -60
    rig.run(milliseconds: 100)
    #expect(rig.device.meters(now: rig.now)[0] == 10)
  }

  @Test func `a clip lights its lamp at once and for two seconds`() throws {
    var rig = try rig()
    rig.view.meters[4] = 0
    #expect(rig.sent(milliseconds: 60) == ["D0 4E", "D0 4C"])
    rig.view.meters[4] = -20
    #expect(!rig.sent(milliseconds: 1800).contains("D0 4F"))
    #expect(rig.device.clips == [4])
    #expect(rig.sent(milliseconds: 300).contains("D0 4F"))
    #expect(rig.device.clips == [])
  }

  @Test func `stereo strips show the louder side`() throws {
    var rig = try rig(channels: 8, groups: 8)
    rig.receive("90 2F 7F 90 2F 00")
    rig.run(milliseconds: 200)
    rig.view.meters[8 + 2 * 2 + 1] = -6
    rig.run(milliseconds: 100)
    #expect(rig.device.meters(now: rig.now)[2] == 9)
    #expect(rig.device.meters(now: rig.now)[1] == 0)
  }

  @Test func `at the end lights and displays go dark and motors stay`() throws {
    var rig = try rig()
    try rig.set("ch/1/mute", 1)
    try rig.set("ch/1/fader", 0)
    rig.run(milliseconds: 500)
    rig.show(rig.surface.goodbye())
    #expect(rig.device.lights.values.allSatisfy { $0 == 0 })
    #expect((0x30...0x37).allSatisfy { rig.device.controlLights[$0] == 0 })
    #expect(rig.device.display.allSatisfy { $0 == 0x20 })
    #expect(rig.device.colors == Array(repeating: 7, count: 8))
    #expect(rig.device.faders[0].position == 12272)
    #expect(rig.device.lost == 0)
  }
}
