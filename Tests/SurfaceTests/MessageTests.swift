import Mixer
import Testing

@testable import Surface

/// A device with some controls, and what they do.
func device(_ controls: String, _ layer: String, _ rest: String = "") -> String {
  """
  name: D
  match: [{client: D}]
  \(rest)
  controls:
  \(indented(controls, by: 2))
  layers:
    mix:
  \(indented(layer, by: 4))
  """
}

private func indented(_ text: String, by count: Int) -> String {
  text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
}

/// The notation of messages: bytes from the protocols' tables.
@Suite struct MessageTests {
  private func pattern(_ text: String, number: Int = 0) throws -> MessagePattern {
    try MessagePattern(text, number: number, constants: [:])
  }

  private func written(_ text: String, _ fields: Fields = Fields()) throws -> String {
    try pattern(text).messages(fields).map(\.description).joined(separator: " ")
  }

  private func complaint(_ text: String) -> String {
    do throws(Complaint) {
      _ = try MessagePattern(text, constants: [:])
      return ""
    } catch { return error.text }
  }

  /// What a device sends, one value for each message that completes one.
  private func heard(_ text: String, number: Int = 0, _ received: String) throws -> [Int] {
    let pattern = try pattern(text, number: number)
    var hearing = Hearing()
    return MIDIMessage.messages(in: received)!.compactMap { hearing.take($0, pattern, now: 0) }
  }

  @Test func `several messages stand in a row`() throws {
    #expect(try pattern("B0 0F 00 B0 2F 40*v+2").forms.count == 2)
    #expect(try written("B0 00 mm B0 20 ll", Fields(value: 511)) == "B0 00 03 B0 20 7F")
    #expect(
      try written("91 19 red 92 19 green 93 19 blue 90 19 vv", Fields(value: 0x7F, color: [0x7F, 0x44, 0]))
        == "91 19 7F 92 19 44 93 19 00 90 19 7F")
    #expect(
      try written("B0 63 01 B0 62 05 B0 06 mm B0 26 ll", Fields(value: 0x1234)) == "B0 63 01 B0 62 05 B0 06 24 B0 26 34"
    )
  }

  @Test func `a registered and a non-registered parameter of one number are two controls`() throws {
    var rig = try Rig(
      """
      name: X
      match: [{client: X}]
      takeover: jump
      controls:
        a: {kind: fader, receive: B0 63 01 B0 62 05 B0 06 vv}
        b: {kind: fader, receive: B0 65 01 B0 64 05 B0 06 vv}
      layers: {mix: {a: ch/1/fader, b: ch/2/fader}}
      """)
    rig.connect()
    rig.receive("B0 63 01 B0 62 05 B0 06 7F B0 65 01 B0 64 05 B0 06 00")
    #expect(try rig.value("ch/1/fader") == 10)
    rig.receive("B0 06 40")
    #expect(try rig.value("ch/1/fader") == 10)
    #expect(rig.actions.count == 2 && rig.actions.last != rig.actions.first)
    rig.receive("B0 63 01 B0 62 05 B0 06 40")
    #expect(try rig.value("ch/1/fader") == rig.value("ch/2/fader"))
  }

  @Test func `halves of bytes and checksums are made and tested`() throws {
    // Roland's own example: address 40 00 7F, data 00, checksum 41.
    #expect(try written("F0 41 10 42 12 (40 00 7F vv) sum F7") == "F0 41 10 42 12 40 00 7F 00 41 F7")
    #expect(try written("F0 (01 02 vv) xor F7", Fields(value: 7)) == "F0 01 02 07 04 F7")
    #expect(try written("F0 01 nh nl F7", Fields(value: 0xA5)) == "F0 01 0A 05 F7")
    #expect(try heard("F0 01 nh nl F7", "F0 01 0A 05 F7 F0 01 1A 05 F7") == [0xA5])
    #expect(
      try heard(
        "F0 41 10 42 12 ( 40 00 7F vv ) sum F7", "F0 41 10 42 12 40 00 7F 00 41 F7 F0 41 10 42 12 40 00 7F 00 42 F7")
        == [0])
    #expect(try pattern("F0 01 nh nl F7").capacity == 255)
    // The sum of an empty remainder is 0, not 128.
    #expect(MessagePattern.complement([0x40, 0x40]) == 0)
  }

  @Test func `a text may stand within a checksum`() throws {
    #expect(try written("F0 01 (text) sum 05 F7", Fields(bytes: [1, 2, 3])) == "F0 01 01 02 03 7A 05 F7")
  }

  @Test func `any channel and any bytes are heard`() throws {
    #expect(try heard("Bx 07 vv", "B0 07 01 B9 07 02 BF 07 03 B0 08 04 C0 05") == [1, 2, 3])
    #expect(try heard("Ex ll mm", "E3 00 40") == [8192])
    #expect(
      try pattern("F0 00 00 66 14 01 any F7").matches(
        MIDIMessage(bytes("F0 00 00 66 14 01 58 59 5A 57 18 61 05 57 18 61 05 F7"))))
    #expect(try !pattern("F0 00 00 66 14 01 any F7").matches(MIDIMessage(bytes("F0 00 00 66 14 02 F7"))))
  }

  @Test func `every kind of channel message carries a value`() throws {
    #expect(try heard("A0 7F vv", "A0 7F 01 A0 12 01") == [1])
    #expect(try heard("D0 vv", "D0 33") == [0x33])
    #expect(try heard("C0 vv", "C0 05") == [5])
    #expect(try heard("CA 00", "CA 00 CA 01") == [0])
    #expect(try heard("D0 10*i+v", number: 4, "D0 47 D0 57") == [7])
  }

  @Test func `the upper part counts at once until the lower part was heard, then it waits`() throws {
    #expect(try heard("B0 00 mm B0 20 ll", "B0 00 03") == [3 << 7])
    #expect(try heard("B0 00 mm B0 20 ll", "B0 00 03 B0 20 7F B0 00 04 B0 20 01") == [3 << 7, 511, 513])
    // A small movement sends the lower part alone.
    #expect(try heard("B0 00 mm B0 20 ll", "B0 00 03 B0 20 7F B0 20 7E") == [3 << 7, 511, 510])
    // The other way round, the upper part completes the value.
    #expect(try heard("B0 20 ll B0 00 mm", "B0 20 7F B0 00 03 B0 20 01 B0 00 04") == [127, 511, 513])
    // The lower part of nothing says nothing.
    #expect(try heard("B0 00 mm B0 20 ll", "B0 20 7F") == [])
  }

  @Test func `numbered parameters are told apart by their number, which need not be repeated`() throws {
    let text = "B0 63 01 B0 62 05 B0 06 mm B0 26 ll"
    #expect(
      try heard(text, "B0 63 01 B0 62 05 B0 06 10 B0 26 01 B0 06 11 B0 26 02") == [
        0x10 << 7, 0x10 << 7 | 1, 0x11 << 7 | 2,
      ])
    #expect(try heard(text, "B0 63 01 B0 62 06 B0 06 10 B0 26 01") == [])
    #expect(try heard(text, "B0 63 01 B0 62 05 B0 63 02 B0 06 10") == [])
    // A registered parameter of the same number, chosen between: its values are its own.
    #expect(try heard(text, "B0 63 01 B0 62 05 B0 65 01 B0 64 05 B0 06 10 B0 26 01") == [])
    #expect(try heard(text, "B0 63 01 B0 62 05 B1 65 01 B1 64 05 B0 06 10 B0 26 01") == [0x800, 0x801])
    #expect(try heard(text, "B0 06 10") == [])
    #expect(try heard("B0 65 00 B0 64 01 B0 06 vv", "B0 65 00 B0 64 01 B0 06 10") == [0x10])
  }

  @Test func `zones and ports of HUI are heard, repeated or left out`() throws {
    let mute = "B0 0F i B0 2F 40*v+2"
    #expect(try heard(mute, number: 2, "B0 0F 02 B0 2F 42 B0 0F 02 B0 2F 02") == [1, 0])
    #expect(try heard(mute, number: 2, "B0 0F 02 B0 2F 42 B0 2F 02") == [1, 0])
    #expect(try heard(mute, number: 2, "B0 0F 03 B0 2F 42 B0 2F 02") == [])
    #expect(try heard(mute, number: 2, "B0 0F 02 B0 2F 43 B0 2F 47") == [])
    #expect(try heard(mute, number: 2, "B0 2F 42") == [])
    #expect(
      try pattern("B0 0C i B0 2C 40*v+2", number: 2).messages(Fields(value: 1)).map(\.description) == [
        "B0 0C 02", "B0 2C 42",
      ])
  }

  @Test func `a HUI surface works: faders, touch, buttons and their lights, knobs, meters, texts`() throws {
    var rig = try Rig(
      device(
        """
        fader[1-8]: {kind: fader, message: B0 00+i mm B0 20+i ll, touch: B0 0F i B0 2F 40*v, bits: 10, max: 16368}
        mute[1-8]: {kind: button, receive: B0 0F i B0 2F 40*v+2, send: B0 0C i B0 2C 40*v+2, on: 01}
        solo[1-8]: {kind: button, receive: B0 0F i B0 2F 40*v+3, send: B0 0C i B0 2C 40*v+3, on: 01}
        vpot[1-8]: {kind: encoder, receive: B0 40+i vv, send: B0 10+i vv, relative: sign-bit-reversed}
        left[1-8]: {kind: meter, send: A0 i v, side: left, levels: [-60, -50, -40, -30, -20, -14, -10, -8, -6, -4, -2, 0]}
        right[1-8]: {kind: meter, send: A0 i 10+v, side: right, levels: [-60, -50, -40, -30, -20, -14, -10, -8, -6, -4, -2, 0]}
        name[1-8]: {kind: text, send: F0 00 00 66 05 00 10 i text F7, length: 4}
        """,
        """
        fader[1-8]: bank[n]/fader
        mute[1-8]: bank[n]/mute
        solo[1-8]: bank[n]/solo
        vpot[1-8]: bank[n]/pan
        left[1-8]: group/[n]/meter
        right[1-8]: group/[n]/meter
        name[1-8]: bank[n]/name
        """, "keep-alive: {send: 90 00 00, every: 1000, answer: 90 00 7F}"))
    rig.connect()
    rig.receive("B0 0F 02 B0 2F 40 B0 02 5F B0 22 70")
    #expect(abs(try rig.value("ch/3/fader")) < 0.05)
    #expect(rig.surface.isTouched(Parameter(.channel(3), .fader)))
    #expect(rig.sent(milliseconds: 100).filter { $0.hasPrefix("B0 02") }.isEmpty)
    let before = rig.log.count
    rig.receive("B0 2F 00")
    rig.run(milliseconds: 100)
    #expect(rig.log[before...].map(\.message.description).contains("B0 02 5F"))
    #expect(rig.receive("B0 0F 02 B0 2F 42 B0 2F 02") == [.toggle(Parameter(.channel(3), .mute))])
    #expect(rig.log.suffix(2).map(\.message.description) == ["B0 0C 02", "B0 2C 42"])
    #expect(rig.receive("B0 2F 43 B0 2F 03") == [.toggle(Parameter(.channel(3), .solo))])
    rig.receive("B0 40 41")
    #expect(try rig.value("ch/1/pan") == 2)
    rig.receive("B0 40 02")
    #expect(try rig.value("ch/1/pan") == -2)
    rig.view.state.names[1] = "Vocs"
    #expect(rig.sent().contains("F0 00 00 66 05 00 10 01 56 6F 63 73 F7"))
    let points = rig.catalogue.layout.meterIndex(of: .group(2))
    rig.view.meters[points] = -10
    rig.view.meters[points + 1] = 0
    let meters = rig.sent()
    #expect(meters.contains("A0 01 07") && meters.contains("A0 01 1C"))
  }

  @Test func `a value whose rest stays away counts after two milliseconds, or when something else comes`() throws {
    var rig = try Rig(
      device(
        """
        pedal: {kind: fader, receive: B0 00 mm B0 20 ll, max: 16383}
        other: {kind: button, receive: 90 01 vv}
        """, "pedal: main/fader\nother: main/mute"))
    rig.put(Parameter(.main, .fader), -90)
    rig.connect()
    rig.receive("B0 00 00 B0 20 00 B0 00 20 B0 20 00")
    #expect(abs(try rig.value("main/fader") + 30) < 0.02)
    #expect(rig.receive("B0 00 40") == [])
    rig.run(milliseconds: 1)
    #expect(abs(try rig.value("main/fader") + 30) < 0.02)
    rig.run(milliseconds: 2)
    #expect(abs(try rig.value("main/fader") + 10) < 0.02)
    #expect(rig.receive("B0 00 60") == [])
    rig.receive("90 01 7F")
    #expect(abs(try rig.value("main/fader")) < 0.02)
  }

  @Test func `what is wrong with a message is said`() {
    let table = [
      ("90 01 90 02 7F", "has 1 data bytes, but a message with this status has 2"),
      ("90 01 vv 02", "has more than 2 data bytes"), ("", "does not begin with a status byte"),
      ("F0 01 sum F7", "does not say what 'sum' covers; put it in ( )"), ("F0 01 (02 F7", "has '(' without ')'"),
      ("F0 01 ) F7", "has ')' without '('"), ("90 text vv", "outside F0 … F7"),
      ("90 1G vv", "'1G' is neither a hexadecimal byte nor one of i, k, v,"), ("B0 00 mm B0", "has 0 data bytes"),
    ]
    for (text, expected) in table { #expect(complaint(text).contains(expected), "\(text): \(complaint(text))") }
  }

  @Test func `two controls of one message are told, two of one zone are not`() throws {
    func complaints(_ second: String) -> Int {
      do throws(MappingErrors) {
        _ = try Mapping.load(
          text: device(
            "a: {kind: button, receive: B0 0F 02 B0 2F 40*v+2}\nb: {kind: button, receive: \(second)}", "a: undo"),
          file: "t.yaml")
        return 0
      } catch { return error.errors.count { $0.message.contains("receives the same messages as a") } }
    }
    #expect(complaints("B0 0F 02 B0 2F 40*v+3") == 0)
    #expect(complaints("B0 0F 03 B0 2F 40*v+2") == 0)
    #expect(complaints("B0 0F 02 B0 2F 40*v+2") == 1)
    #expect(complaints("Bx 2F vv") == 1)
    #expect(complaints("B1 2F vv") == 0)
  }
}
