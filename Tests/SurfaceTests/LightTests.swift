import Mixer
import Testing

@testable import Surface

/// What buttons tell, and the ways in which lights take colours.
@Suite struct LightTests {
  @Test func `a button that turns itself on and off is pressed each time`() throws {
    var rig = try Rig(device("a: {kind: button, receive: 90 01 vv, mode: toggle}", "a: main/mute"))
    rig.connect()
    #expect(rig.receive("90 01 7F").count == 1)
    #expect(rig.receive("90 01 00").count == 1)
  }

  @Test func `a button that tells only presses lets go at once`() throws {
    var rig = try Rig(
      device(
        """
        hold: {kind: button, receive: 90 01 vv, mode: single}
        a[1-8]: {kind: button, receive: CA 00+i}
        """, "hold: hold layer x\na[1-8]: bank[n]/mute") + "\n  x:\n    a[1-8]: bank[n]/solo")
    rig.connect()
    rig.receive("90 01 7F")
    // Program changes, as from a BCF2000: the number is the button.
    #expect(rig.receive("CA 02") == [.toggle(Parameter(.channel(3), .mute))])
    #expect(rig.receive("CA 02") == [.toggle(Parameter(.channel(3), .mute))])
    #expect(rig.receive("90 01 00 CA 08 C0 02") == [])
  }

  @Test func `numbers of a row need no order`() throws {
    // The solo keys 9 to 16 of a FaderPort 16.
    var rig = try Rig(
      device(
        "solo[1-8]: {kind: button, message: 90 i vv, numbers: [50, 51, 52, 58, 54, 55, 59, 57]}",
        "solo[1-8]: bank[n]/solo"))
    rig.connect()
    #expect(rig.receive("90 58 7F") == [.toggle(Parameter(.channel(4), .solo))])
    try rig.set("ch/7/solo", 1)
    rig.run(milliseconds: 100)
    #expect(rig.log.suffix(2).map(\.message.description) == ["90 58 7F", "90 59 7F"])
  }

  @Test func `the classic FaderPort has its lights at other numbers than its buttons`() throws {
    var rig = try Rig(
      device(
        """
        fader: {kind: fader, message: B0 00 mm B0 20 ll, touch: A0 7F vv, max: 16368, send-max: 1023, bits: 10}
        mute: {kind: button, receive: A0 12 vv, send: A0 15 vv, on: 01}
        """, "fader: ch/1/fader\nmute: ch/1/mute", "hello: 91 00 64\ngoodbye: 91 00 00"))
    try rig.set("ch/1/fader", 0)
    rig.connect()
    #expect(rig.log.first?.message.description == "91 00 64")
    // Three quarters of 1023 is 767: 05 7F.
    #expect(rig.log.map(\.message.description).contains("B0 00 05"))
    #expect(rig.log.map(\.message.description).contains("B0 20 7F"))
    rig.receive("A0 12 01 A0 12 00")
    #expect(rig.log.last?.message.description == "A0 15 01")
    // It tells ten bits shifted up by four, and wants them unshifted.
    rig.receive("A0 7F 01 B0 00 40 B0 20 00 A0 7F 00")
    #expect(abs(try rig.value("ch/1/fader") + 10) < 0.05)
    #expect(rig.log.suffix(2).map(\.message.description) == ["B0 00 04", "B0 20 00"])
    #expect(rig.surface.goodbye().last?.description == "91 00 00")
  }

  /// Select keys of a FaderPort 8 in the colours of their strips.
  @Test func `a light of three colours is sent red, green, blue, and then on`() throws {
    var rig = try Rig(
      device(
        """
        select[1-8]: {kind: button, receive: 90 18+i vv, send: 91 18+i red 92 18+i green 93 18+i blue 90 18+i vv}
        tint[1-8]:
          kind: color
          with: select
          values: [7F 7F 7F, 7F 00 00, 00 7F 00, 7F 44 00, 00 00 7F, 7F 00 7F, 00 7F 7F, 7F 7F 7F]
        """, "select[1-8]: select bank[n]\ntint[1-8]: bank[n]/color"))
    rig.connect()
    try rig.set("ch/2/color", 3)
    #expect(rig.sent() == ["91 19 7F", "92 19 44", "93 19 00", "90 19 00"])
    rig.receive("90 19 7F")
    #expect(rig.log.suffix(4).map(\.message.description) == ["91 19 7F", "92 19 44", "93 19 00", "90 19 7F"])
    #expect(rig.surface.goodbye().suffix(4).map(\.description) == ["91 1F 7F", "92 1F 7F", "93 1F 7F", "90 1F 00"])
  }

  /// Launch Control XL, factory template 1: 16 x green + red + 0C, and 08 for flashing. Red full 0F, green full 3C.
  @Test func `a light may be its own colour, by note or by system exclusive message`() throws {
    for (send, prefix, suffix) in [
      ("98 29+i color", "98 29 ", ""), ("F0 00 20 29 02 11 78 08 18+i color F7", "F0 00 20 29 02 11 78 08 18 ", " F7"),
    ] {
      var rig = try Rig(
        device(
          """
          focus[1-4]: {kind: button, receive: 98 29+i vv, send: \(send), off: 0C}
          tint[1-4]: {kind: color, with: focus, values: [3F, 0F, 3C, 3E, 1D, 0D, 1C, 3F], unused: 0C, idle: 0C}
          """, "focus[1-4]: bank[n]/mute\ntint[1-4]: bank[n]/color"))
      try rig.set("ch/1/color", 1)
      rig.connect()
      try rig.set("ch/1/mute", 1)
      #expect(rig.sent() == [prefix + "0F" + suffix])
      try rig.set("ch/1/color", 2)
      #expect(rig.sent() == [prefix + "3C" + suffix])
      try rig.set("ch/1/mute", 0)
      #expect(rig.sent() == [prefix + "0C" + suffix])
    }
  }

  /// Xone:K2: red at the note itself, amber 36 and green 72 above.
  @Test func `a colour may be an offset of the note`() throws {
    var rig = try Rig(
      device(
        """
        pad[1-4]: {kind: button, receive: 9E 18+i vv, send: 9E 18+i+color vv}
        tint[1-4]: {kind: color, with: pad, values: [24, 00, 48, 24, 24, 24, 24, 24], unused: 00, idle: 00}
        """, "pad[1-4]: bank[n]/mute\ntint[1-4]: bank[n]/color"))
    try rig.set("ch/2/color", 2)
    rig.connect()
    try rig.set("ch/2/mute", 1)
    #expect(rig.sent() == ["9E 61 7F"])
    try rig.set("ch/2/color", 1)
    #expect(rig.sent() == ["9E 19 7F"])
  }

  @Test func `a device that can blink does it itself when the slider must go up`() throws {
    var rig = try Rig(
      device(
        """
        slider: {kind: fader, receive: B0 00 vv}
        lamp: {kind: button, send: 90 01 vv, blink: 01}
        """, "slider: ch/1/fader\nlamp: takeover slider"))
    try rig.set("ch/1/fader", 0)
    rig.connect()
    rig.receive("B0 00 10")
    #expect(rig.sent(milliseconds: 3000) == [] && rig.log.last?.message.description == "90 01 01")
    rig.receive("B0 00 5F B0 00 60")
    #expect(rig.log.last?.message.description == "90 01 00")
  }

  @Test func `a display says where the slider must go, and its own text when the slider leads`() throws {
    var rig = try Rig(
      device(
        """
        slider[1-2]: {kind: fader, receive: B0 00+i vv}
        line[1-2]: {kind: text, send: F0 10+i text F7, length: 4}
        """, "slider[1-2]: bank[n]/fader\nline[1-2]: takeover slider[n], bank[n]/name"))
    func shown(_ text: String) -> String { MIDIMessage([0xF0, 0x10] + text.utf8 + [0xF7]).description }
    try rig.set("ch/1/fader", 0)
    rig.view.state.names[0] = "Vox"
    rig.connect()
    rig.run(milliseconds: 1000)
    #expect(rig.log.contains { $0.message.description == shown("Vox ") })
    rig.receive("B0 00 10")
    #expect(rig.log.last?.message.description == shown("up  "))
    rig.run(milliseconds: 10)
    rig.receive("B0 00 5F B0 00 60")
    #expect(rig.log.last?.message.description == shown("Vox "))
    rig.run(milliseconds: 10)
    try rig.set("ch/1/fader", -20)
    rig.surface.discontinuity()
    #expect(rig.sent() == [shown("down")])
  }

  @Test func `what does not fit a light is said`() {
    func complaints(_ controls: String) -> String {
      do throws(MappingErrors) {
        _ = try Mapping.load(text: device(controls, "a: undo"), file: "t.yaml")
        return ""
      } catch { return error.description }
    }
    let button = "a: {kind: button, receive: 90 01 vv, send: "
    #expect(complaints(button + "90 01 color}").contains("write a control 'kind: color, with: a' that says which"))
    #expect(complaints(button + "B0 2C 40*v+2}").contains("its message takes no more than 01; set 'on' and 'off'"))
    #expect(complaints(button + "90 01 vv}\nb: {kind: color, with: a}").contains("has no place for the color 'b'"))
    #expect(
      complaints(button + "90 01 red}\nb: {kind: color, with: c}").contains("no control 'c' that 'b' could go with"))
    #expect(complaints(button + "91 01 red 92 01 green}\nb: {kind: color, with: a}").contains("'b' has one byte"))
    #expect(complaints(button + "Bx 01 vv}").contains("write 'receive' and 'send' apart"))
    #expect(complaints("a[1-2]: {kind: button, receive: 90 i vv, numbers: [01]}").contains("2 in all, not 1"))
  }
}
