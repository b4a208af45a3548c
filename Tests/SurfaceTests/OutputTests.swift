import Mixer
import Testing

@testable import Surface

/// Rings, meters, texts, colours and greetings other than Mackie's.
@Suite struct OutputTests {
  @Test func `a ring may have a style and a value of its own`() throws {
    // X-Touch Compact, standard mode: single, pan, fan, spread; 13 lights, 0 is dark.
    var rig = try Rig(
      device(
        """
        knob[1-8]:
          kind: encoder
          receive: B0 0A+i vv
          relative: absolute
          send: B0 0A+i style B0 1A+i vv
          range: [01, 0D]
          styles: [00, 01, 02, 03, 00]
        """, "knob[1]: ch/1/pan\nknob[2]: ch/1/fader\nknob[3]: ch/1/trim\nknob[4]: ch/64/pan"))
    rig.connect()
    let sent = rig.log.map(\.message.description)
    #expect(
      sent.prefix(8) == [
        "B0 0A 00", "B0 1A 07", "B0 0B 02", "B0 1B 01", "B0 0C 01", "B0 1C 07", "B0 0D 00", "B0 1D 00",
      ])
    try rig.set("ch/1/fader", 10)
    #expect(rig.sent() == ["B0 0B 02", "B0 1B 0D"])
    #expect(rig.surface.goodbye().prefix(2).map(\.description) == ["B0 0A 00", "B0 1A 00"])
  }

  @Test func `a ring or a bar may stand alone and show plain values`() throws {
    var rig = try Rig(device("bar: {kind: encoder, send: B0 50 vv, range: [00, 7F]}", "bar: ch/1/pan"))
    rig.connect()
    for (pan, value) in [(-100, "00"), (100, "7F"), (0, "40")] {
      try rig.set("ch/1/pan", Float(pan))
      #expect(rig.sent() == ["B0 50 \(value)"])
    }
    #expect(rig.receive("B0 50 01") == [])
  }

  @Test func `a meter may have even steps`() throws {
    var rig = try Rig(
      device(
        "meter: {kind: meter, send: D2 vv, levels: [-63, 0], max: 127, decay: 10}", "meter: ch/1/meter"))
    rig.connect()
    // 127 + 2 dB: 60 hexadecimal is -15.5.
    for (level, value) in [(Float(-15.5), 0x60), (0, 127), (-63, 1), (-30.2, 66)] {
      rig.view.meters[0] = level
      rig.run(milliseconds: 2000)
      #expect(rig.log.last?.message.bytes == [0xD2, UInt8(value)], "\(level) dB")
    }
  }

  @Test func `texts and colours of a strip may go in one message`() throws {
    // X-Touch in MIDI mode: colour, seven characters above, seven below.
    var rig = try Rig(
      device(
        """
        upper[1-8]: {kind: text, send: F0 00 20 32 14 4C i color text F7}
        lower[1-8]: {kind: text, with: upper, align: right}
        color[1-8]: {kind: color, with: upper, values: [07, 01, 02, 03, 04, 05, 06, 07]}
        """, "upper[1-8]: bank[n]/name\nlower[1-8]: bank[n]/fader\ncolor[1-8]: bank[n]/color"))
    rig.connect()
    rig.view.state.names[1] = "Vocals"
    try rig.set("ch/2/color", 4)
    try rig.set("ch/2/fader", -6)
    #expect(rig.sent() == ["F0 00 20 32 14 4C 01 04 56 6F 63 61 6C 73 20 20 20 20 2D 36 2E 30 F7"])
    #expect(
      rig.surface.goodbye()[1].description == "F0 00 20 32 14 4C 01 07" + String(repeating: " 20", count: 14) + " F7")
  }

  @Test func `a text with a place sends only what has changed`() throws {
    var rig = try Rig(
      device(
        "upper[1-8]: {kind: text, send: F0 00 00 66 14 12 7*i+k text F7}", "upper[1-8]: bank[n]/name"))
    rig.connect()
    // "Ch 2   " becomes "Ch 12  ".
    rig.view.state.names[1] = "Ch 12"
    #expect(rig.sent() == ["F0 00 00 66 14 12 0A 31 32 F7"])
  }

  @Test func `a text that the device aligns has no spaces`() throws {
    var rig = try Rig(
      device(
        "upper[1-8]: {kind: text, send: F0 00 01 06 02 12 i 00 00 text F7, align: none, length: 9}",
        "upper[1-8]: bank[n]/name"))
    rig.connect()
    rig.view.state.names[1] = "Vocals"
    #expect(rig.sent() == ["F0 00 01 06 02 12 01 00 00 56 6F 63 61 6C 73 F7"])
    #expect(rig.surface.goodbye()[1].description == "F0 00 01 06 02 12 01 00 00 20 F7")
  }

  @Test func `a row of colours may have red, green and blue for each`() throws {
    // iCON: eight times three bytes.
    var rig = try Rig(
      device(
        """
        color[1-8]:
          kind: color
          send: F0 00 02 4E 16 14 all F7
          values: [7F 7F 7F, 7F 00 00, 00 7F 00, 7F 7F 00, 00 00 7F, 7F 00 7F, 00 7F 7F, 7F 7F 7F]
        """, "color[1-8]: bank[n]/color"))
    rig.connect()
    try rig.set("ch/2/color", 1)
    try rig.set("ch/3/color", 4)
    #expect(
      rig.sent() == ["F0 00 02 4E 16 14 7F 7F 7F 7F 00 00 00 00 7F" + String(repeating: " 7F 7F 7F", count: 5) + " F7"])
  }

  // MARK: Greetings

  private func start(_ rest: String) throws -> Rig {
    var rig = try Rig(device("a: {kind: button, message: 90 01 vv}", "a: main/mute", rest))
    rig.surface.connected(now: rig.now)
    return rig
  }

  @Test func `a greeting may take its time`() throws {
    var rig = try start("hello: [9F 0C 7F, {delay: 300}, B6 45 7F]")
    let now = rig.now
    rig.run(milliseconds: 1000)
    #expect(rig.log.map(\.message.description) == ["9F 0C 7F", "B6 45 7F", "90 01 00"])
    #expect(rig.log.map { ($0.now - now) / millisecond } == [0, 300, 300])
  }

  @Test func `a device that wants to hear somebody every second does`() throws {
    var rig = try start("keep-alive: {send: A0 00 00, every: 1000}")
    let now = rig.now
    rig.run(milliseconds: 3500)
    let signs = rig.log.filter { $0.message.description == "A0 00 00" }.map { ($0.now - now) / millisecond }
    #expect(signs == [0, 1000, 2000, 3000])
    #expect(rig.log.count == 5)
  }

  @Test func `a device that was away is greeted and shown everything when it answers again`() throws {
    var rig = try start("hello: 91 00 64\nkeep-alive: {send: 90 00 00, every: 1000, answer: 90 00 7F}")
    for _ in 0..<5 {
      rig.run(milliseconds: 1000)
      rig.receive("90 00 7F")
    }
    #expect(rig.surface.explanation(rig.view) == "the device is there")
    #expect(rig.log.count { $0.message.description == "91 00 64" } == 1)
    rig.run(milliseconds: 4000)
    #expect(rig.receive("90 00 7F") == [])
    rig.run(milliseconds: 100)
    #expect(rig.log.count { $0.message.description == "91 00 64" } == 2)
    #expect(rig.log.last?.message.description == "90 01 00")
  }

  @Test func `a device that says that it has just been switched on is shown everything, and not greeted`() throws {
    // Mackie's connection query, and a change of template on a Launch Control XL.
    var rig = try start("hello: 91 00 64\nrefresh: [F0 00 00 66 14 01 any F7, F0 00 20 29 02 11 77 vv F7]")
    rig.run(milliseconds: 500)
    let shown = rig.log.count
    rig.receive("F0 00 00 66 14 01 58 59 5A 57 18 61 05 57 18 61 05 F7")
    rig.run(milliseconds: 600)
    #expect(rig.log.count == shown, "the answer to the greeting")
    for ready in ["F0 00 00 66 14 01 58 59 5A 57 18 61 05 57 18 61 05 F7", "F0 00 20 29 02 11 77 08 F7"] {
      let before = rig.log.count
      rig.receive(ready)
      rig.run(milliseconds: 500)
      #expect(rig.log[before...].map(\.message.description) == ["90 01 00"])
    }
  }

  @Test func `what does not fit an output or a greeting is said`() {
    func complaints(_ control: String, _ rest: String = "") -> String {
      do throws(MappingErrors) {
        _ = try Mapping.load(
          text: device("b: {kind: button, receive: 90 01 vv}\na: \(control)", "b: undo", rest), file: "t.yaml")
        return ""
      } catch { return error.description }
    }
    let fine = "{kind: knob, receive: B0 01 vv}"
    let table = [
      ("{kind: encoder, send: B0 01 vv, range: [0D, 01]}", "", "range has the values of the lowest and the highest"),
      ("{kind: encoder, send: B0 01 vv, styles: [00]}", "", "styles has five bytes"),
      ("{kind: encoder, receive: B0 01 vv, right: B0 02 vv}", "", "'right' and 'left' belong together"),
      ("{kind: encoder}", "", "or 'send' for a ring alone"),
      ("{kind: meter, send: D0 vv, levels: [-63, -10, 0], max: 127}", "", "levels has two numbers"),
      (
        "{kind: meter, send: D0 vv, levels: [-63, 0], max: 127, interval: 10}", "",
        "interval in milliseconds is a whole number from 50"
      ),
      ("{kind: encoder, send: B0 02 style B0 01 vv, range: [00, 7F]}", "", "say with 'styles' which bytes"),
      ("{kind: color, send: B0 01 vv, values: [00, 01]}", "", "values has eight entries"),
      ("{kind: text}", "", "a text needs 'send', or 'with'"),
      ("{kind: fader, receive: F0 01 vv F7 F0 02 vv F7}", "", "received only without F0"),
      (fine, "hello: [{dely: 3}]", "a pause in hello has no key 'dely'; did you mean 'delay'?"),
      (fine, "hello: 90 01 vv", "nothing in '90 01 vv' can vary here"),
      (fine, "keep-alive: {send: 90 00 00}", "keep-alive needs 'send' and 'every'"),
      (fine, "pacing: {burst: 9}", "burst in bytes is a whole number from 16 to 2048"),
      (fine, "constants: {color: 01}", "'color' cannot stand for a byte"),
    ]
    for (control, rest, expected) in table {
      let found = complaints(control, rest)
      #expect(found.contains(expected), "\(expected) — found \(found)")
    }
    #expect(complaints(fine) == "")
  }
}
