import Mixer
import Testing

@testable import Surface

@Suite struct ArdourMapTests {
  // MARK: Messages

  @Test(arguments: [
    ("channel=\"1\" ctl=\"7\"", "fader: {kind: fader, receive: B0 07 vv}"),
    ("channel=\"16\" ctl=\"127\"", "fader: {kind: fader, receive: BF 7F vv}"),
    ("channel=\"2\" ctl-toggle=\"7\"", "fader: {kind: fader, receive: B1 07 vv}"),
    ("channel=\"2\" ctl-dial=\"7\"", "fader: {kind: fader, receive: B1 07 vv}"),
    ("channel=\"3\" pb=\"0\"", "fader: {kind: fader, receive: E2 ll mm}"),
    ("channel=\"1\" enc-l=\"16\"", "fader: {kind: encoder, receive: B0 10 vv, relative: sign-bit}"),
    ("channel=\"1\" enc-r=\"16\"", "fader: {kind: encoder, receive: B0 10 vv, relative: sign-bit-reversed}"),
    ("channel=\"1\" enc-2=\"16\"", "fader: {kind: encoder, receive: B0 10 vv, relative: twos-complement}"),
    ("channel=\"1\" enc-b=\"16\"", "fader: {kind: encoder, receive: B0 10 vv, relative: offset-64}"),
    ("channel=\"1\" rpn=\"5\"", "fader: {kind: fader, receive: B0 65 00 B0 64 05 B0 06 mm B0 26 ll}"),
    ("channel=\"1\" nrpn=\"300\"", "fader: {kind: fader, receive: B0 63 02 B0 62 2C B0 06 mm B0 26 ll}"),
    (
      "channel=\"1\" rpn-delta=\"5\"",
      "fader: {kind: encoder, right: B0 65 00 B0 64 05 B0 60 vv, left: B0 65 00 B0 64 05 B0 61 vv}"
    ),
    (
      "channel=\"4\" nrpn-delta=\"128\"",
      "fader: {kind: encoder, right: B3 63 01 B3 62 00 B3 60 vv, left: B3 63 01 B3 62 00 B3 61 vv}"
    ),
  ]) func `every message of a position has its form`(message: String, control: String) throws {
    let made = try imported("\(message) uri=\"/route/gain B1\"")
    #expect(made.controls == [control])
    #expect(made.layer == ["fader: bank[1]/fader"])
    #expect(made.corrected + made.broken + made.unused == [])
  }

  @Test(arguments: [
    ("channel=\"1\" ctl=\"7\"", "mute: {kind: button, message: B0 07 vv}"),
    ("channel=\"1\" ctl-toggle=\"7\"", "mute: {kind: button, message: B0 07 vv, mode: toggle}"),
    ("channel=\"10\" note=\"36\"", "mute: {kind: button, message: 99 24 vv}"),
    ("channel=\"1\" pgm=\"9\"", "mute: {kind: button, receive: C0 09}"),
    ("msg=\"b0 3a 7f\"", "mute: {kind: button, receive: B0 3A 7F}"),
    ("msg=\"80 3C 40\"", "mute: {kind: button, receive: 90 3C 00}"),
    ("sysex=\"f0 7f 7f 6 1 f7\"", "mute: {kind: button, receive: F0 7F 7F 06 01 F7}"),
  ]) func `every message of a button has its form`(message: String, control: String) throws {
    let made = try imported("\(message) uri=\"/route/mute B1\"")
    #expect(made.controls == [control])
    #expect(made.layer == ["mute: bank[1]/mute"])
  }

  /// Bytes in, parameter set: what the maker's message moves is what the source says.
  @Test(arguments: [
    ("channel=\"1\" ctl=\"7\"", "B0 07 00 B0 07 7F"), ("channel=\"3\" pb=\"0\"", "E2 00 00 E2 7F 7F"),
    ("channel=\"1\" enc-l=\"16\"", "B0 10 3F B0 10 3F B0 10 3F B0 10 3F"),
    ("channel=\"1\" enc-r=\"16\"", "B0 10 7F B0 10 7F B0 10 7F B0 10 7F"),
    ("channel=\"1\" enc-2=\"16\"", "B0 10 3F B0 10 3F B0 10 3F B0 10 3F"),
    ("channel=\"1\" enc-b=\"16\"", "B0 10 7F B0 10 7F B0 10 7F B0 10 7F"),
    ("channel=\"1\" rpn=\"5\"", "B0 65 00 B0 64 05 B0 06 00 B0 26 00 B0 06 7F B0 26 7F"),
    ("channel=\"1\" nrpn=\"300\"", "B0 63 02 B0 62 2C B0 06 00 B0 26 00 B0 06 7F B0 26 7F"),
  ]) func `a whole travel of an imported control sets the parameter to its end`(message: String, bytes: String) throws {
    let text = try #require(try imported("\(message) uri=\"/route/pan B3\"").text)
    var rig = try Rig(text)
    rig.connect()
    rig.receive(bytes)
    #expect(try rig.value("ch/3/pan") == 100)
  }

  @Test func `a step of an imported parameter moves by one`() throws {
    let text = try #require(try imported("channel=\"1\" nrpn-delta=\"5\" uri=\"/route/pandirection B3\"").text)
    var rig = try Rig(text)
    rig.connect()
    rig.receive("B0 63 00 B0 62 05 B0 60 7F B0 60 7F B0 61 7F B0 60 01")
    #expect(try rig.value("ch/3/pan") == 4)
  }

  @Test(arguments: ["channel=\"1\" pgm=\"9\"", "sysex=\"F0 01 F7\"", "msg=\"B0 3A 7F\""])
  func `a press of an imported button switches, and the next one back`(message: String) throws {
    let text = try #require(try imported("\(message) uri=\"/route/mute B2\"").text)
    var rig = try Rig(text)
    rig.connect()
    let press = message.hasPrefix("channel") ? "C0 09" : message.hasPrefix("sysex") ? "F0 01 F7" : "B0 3A 7F"
    rig.receive(press)
    #expect(try rig.value("ch/2/mute") == 1)
    rig.receive("B0 3A 00 C0 08 F0 02 F7")
    #expect(try rig.value("ch/2/mute") == 1)
    rig.receive(press)
    #expect(try rig.value("ch/2/mute") == 0)
  }

  @Test func `a momentary key holds, and its light shows it`() throws {
    let made = try imported("channel=\"1\" note=\"40\" uri=\"/route/mute B2\" momentary=\"yes\"")
    #expect(made.layer == ["mute: hold bank[2]/mute"])
    var rig = try Rig(try #require(made.text))
    rig.connect()
    rig.receive("90 28 7F")
    #expect(try rig.value("ch/2/mute") == 1)
    rig.receive("90 28 00")
    #expect(try rig.value("ch/2/mute") == 0)
    #expect(rig.log.suffix(2).map(\.message.description) == ["90 28 7F", "90 28 00"])
  }

  // MARK: Targets

  @Test(arguments: [
    ("/route/gain B3", "fader: bank[3]/fader"), ("/route/gain 3", "fader: ch/3/fader"),
    ("/route/gain S1", "selected-fader: selected/fader"), ("/rid/gain 3", "fader: ch/3/fader"),
    ("/track/gain 3", "fader: ch/3/fader"), ("/bus/gain 2", "group: group/2/fader"),
    ("/vca/gain 2", "dca: dca/2/fader"), ("/bus/gain master", "main: main/fader"),
    ("/route/gain Master", "main: main/fader"), ("/route/gain monitor", "monitor: monitor/level"),
    ("/bus/pandirection Master", "main-pan: main/pan"), ("/route/panwidth B1", "width: bank[1]/width"),
    ("/route/balance B1", "pan: bank[1]/pan"), ("/route/trim B1", "trim: bank[1]/trim"),
    ("/route/send/gain B1 2", "send-2: bank[1]/send/aux/2/level"),
    ("/route/send/gain 4 8", "send-8: ch/4/send/aux/8/level"),
    ("/route/eq/gain/0 B1", "eq-1-gain: bank[1]/eq/1/gain"),
    ("/route/eq/freq/3 S1", "selected-eq-4-frequency: selected/eq/4/frequency"),
    ("/route/filter/hi/freq B1", "hpf-frequency: bank[1]/hpf/frequency"),
    ("/route/filter/lo/freq B1", "lpf-frequency: bank[1]/lpf/frequency"),
    ("/route/compressor/threshold B1", "comp-threshold: bank[1]/comp/threshold"),
    ("/route/compressor/makeup B1", "comp-gain: bank[1]/comp/gain"),
  ]) func `every position has its path`(uri: String, line: String) throws {
    let made = try imported("channel=\"1\" ctl=\"1\" uri=\"\(uri)\"")
    #expect(made.layer == [line])
    #expect(made.broken == [])
  }

  @Test(arguments: [
    ("uri=\"/route/mute B3\"", "mute: bank[3]/mute"), ("uri=\"/route/solo 3\"", "solo: ch/3/solo"),
    ("uri=\"/bus/mute master\"", "main-mute: main/mute"), ("uri=\"/vca/solo 1\"", "dca-solo: dca/1/solo"),
    ("uri=\"/route/eq/enable S1\"", "selected-eq-on: selected/eq/on"),
    ("uri=\"/route/send/enable B1 3\"", "send-3-on: bank[1]/send/aux/3/on"),
    ("uri=\"/route/compressor/enable B1\"", "comp-on: bank[1]/comp/on"),
    ("function=\"next-bank\"", "bank-right: bank next"), ("function=\"prev-bank\"", "bank-left: bank previous"),
    ("function=\"set-bank\" argument=\"2\"", "bank-3: bank 3"),
    ("function=\"select\" arg=\"5\"", "select-5: select ch/5"),
    ("function=\"track-set-mute\" arguments=\"5\"", "mute: ch/5/mute"),
    ("action=\"Main/Save\"", "save: save"), ("action=\"Editor/undo\"", "undo: undo"),
    ("action=\"Editor/redo\"", "redo: redo"), ("action=\"Main/cancel-solo\"", "clear-solo: clear solo"),
    ("action=\"Mixer/recall-mixer-scene-4\"", "snapshot-4: recall snapshot 4"),
    ("action=\"Mixer/unity-gain\"", "unity: set selected/fader 0"),
    ("action=\"Monitor Section/monitor-dim-all\"", "monitor-dim: monitor/dim"),
    ("action=\"Editor/track-solo-toggle\"", "selected-solo: selected/solo"),
  ]) func `every button has its job`(target: String, line: String) throws {
    let made = try imported("channel=\"1\" note=\"1\" \(target)")
    #expect(made.layer == [line])
    #expect(made.broken == [])
  }

  // MARK: Rows

  @Test func `strips in order become one row, by number or by channel`() throws {
    let made = try imported(
      "channel=\"1\" ctl=\"20\" uri=\"/route/gain B1\"", "channel=\"1\" pb=\"0\" uri=\"/route/pan B1\"",
      "channel=\"1\" ctl=\"21\" uri=\"/route/gain B2\"", "channel=\"2\" pb=\"0\" uri=\"/route/pan B2\"",
      "channel=\"1\" ctl=\"22\" uri=\"/route/gain B3\"", "channel=\"3\" pb=\"0\" uri=\"/route/pan B3\"")
    #expect(
      made.controls == [
        "fader[1-3]: {kind: fader, receive: B0 14+i vv}", "pan[1-3]: {kind: knob, receive: E0+i ll mm}",
      ])
    #expect(made.layer == ["fader[1-3]: bank[n]/fader", "pan[1-3]: bank[n]/pan"])
    #expect(made.report.mapped.map(\.lines) == [[3, 5, 7], [4, 6, 8]])
  }

  @Test func `gaps, strides and detours are kept`() throws {
    let made = try imported(
      "channel=\"1\" note=\"1\" uri=\"/route/mute B1\"", "channel=\"1\" note=\"4\" uri=\"/route/mute B2\"",
      "channel=\"1\" note=\"7\" uri=\"/route/mute B3\"", "channel=\"1\" note=\"41\" uri=\"/route/solo B1\"",
      "channel=\"1\" note=\"57\" uri=\"/route/solo B2\"", "channel=\"1\" note=\"44\" uri=\"/route/solo B3\"",
      "channel=\"1\" ctl=\"1\" uri=\"/route/gain 5\"", "channel=\"5\" ctl=\"1\" uri=\"/route/gain 6\"",
      "channel=\"2\" ctl=\"1\" uri=\"/route/gain 9\"", "channel=\"16\" ctl=\"1\" uri=\"/route/gain 1\"")
    #expect(
      made.controls == [
        "mute[1-3]: {kind: button, message: 90 01+3*i vv}",
        "solo[1-3]: {kind: button, message: 90 i vv, numbers: [29, 39, 2C]}",
        "fader[1-4]: {kind: fader, receive: B0+i 01 vv, numbers: [00, 04, 01, 0F]}",
      ])
    #expect(
      made.layer == [
        "mute[1-3]: bank[n]/mute", "solo[1-3]: bank[n]/solo", "fader[1-2]: ch/[n+4]/fader", "fader[3]: ch/9/fader",
        "fader[4]: ch/1/fader",
      ])
    var rig = try Rig(try #require(made.text))
    rig.connect()
    rig.receive("B4 01 00 B4 01 7F BF 01 00 BF 01 7F 90 39 7F")
    #expect(try rig.value("ch/6/fader") == 10)
    #expect(try rig.value("ch/1/fader") == 10)
    #expect(try rig.value("ch/2/solo") == 1)
  }

  @Test func `two strips on the same parameter, and numbers and channels that both change, need two rows`() throws {
    let made = try imported(
      "channel=\"1\" ctl=\"1\" uri=\"/route/gain B2\"", "channel=\"1\" ctl=\"2\" uri=\"/route/gain B3\"",
      "channel=\"2\" ctl=\"5\" uri=\"/route/gain B2\"", "channel=\"2\" ctl=\"6\" uri=\"/route/gain B1\"")
    #expect(
      made.controls == [
        "fader[1-2]: {kind: fader, receive: B0 01+i vv}", "fader-2[1-2]: {kind: fader, receive: B1 05+i vv}",
      ])
    #expect(
      made.layer == ["fader[1-2]: bank[n+1]/fader", "fader-2[1]: bank[2]/fader", "fader-2[2]: bank[1]/fader"])
  }

  @Test func `one button does all that its message is bound to`() throws {
    let made = try imported(
      "channel=\"1\" note=\"27\" uri=\"/route/solo B1\"", "channel=\"1\" note=\"27\" uri=\"/route/solo B2\"",
      "channel=\"1\" note=\"27\" function=\"next-bank\"")
    #expect(made.layer == ["solo: [\"bank[1]/solo\", \"bank[2]/solo\", \"bank next\"]"])
    #expect(made.report.mapped.map(\.lines) == [[3, 4, 5]])
    var rig = try Rig(try #require(made.text))
    rig.connect()
    rig.receive("90 1B 7F")
    #expect(try rig.value("ch/1/solo") == 1 && rig.value("ch/2/solo") == 1)
  }

  // MARK: The device

  @Test(arguments: ["motorized=\"yes\"", "motorised=\"1\""])
  func `with motors, positions are sent back and nothing waits to be picked up`(motors: String) throws {
    let made = try imported(
      "channel=\"1\" ctl=\"7\" uri=\"/route/gain B1\"", "channel=\"1\" ctl=\"10\" uri=\"/route/pandirection B1\"",
      device: "<DeviceInfo bank-size=\"8\" \(motors)/>")
    #expect(
      made.controls == ["fader: {kind: fader, message: B0 07 vv}", "pan: {kind: fader, message: B0 0A vv}"])
    var rig = try Rig(try #require(made.text))
    rig.connect()
    try rig.set("ch/1/fader", 10)
    #expect(rig.sent().contains("B0 07 7F"))
    rig.receive("B0 07 00")
    #expect(try rig.value("ch/1/fader") == ParameterSpec.silence)
  }

  @Test func `without motors a control waits until it crosses the value`() throws {
    let made = try imported(
      "channel=\"1\" ctl=\"7\" uri=\"/route/gain B1\"",
      device: "<DeviceInfo bank-size=\"8\" motorized=\"no\" threshold=\"15\"/>")
    #expect(made.controls == ["fader: {kind: fader, receive: B0 07 vv}"])
    #expect(
      made.corrected == [
        "2:42 threshold is not needed: a control without a motor acts when it crosses the value, however fast"
      ])
    var rig = try Rig(try #require(made.text))
    try rig.set("ch/1/fader", 0)
    rig.connect()
    rig.receive("B0 07 10")
    #expect(try rig.value("ch/1/fader") == 0)
  }

  @Test func `the bank is as large as the source says, or as its bindings need`() throws {
    let line = "channel=\"1\" ctl=\"7\" uri=\"/route/gain B12\""
    #expect(
      try imported(line).text?.contains("\nbank: {size: 8, strips: [ch, group, aux, fx, dca]} # line 2\n") == true)
    let made = try imported(line, device: "")
    #expect(made.text?.contains("\nbank: {size: 12, strips: [ch, group, aux, fx, dca]}\n") == true)
    #expect(made.corrected == ["1:1 no bank-size is given; a bank has 12 strips, as many as are bound"])
    let odd = try imported(line, device: "<DeviceInfo bank-size=\"0\"/>")
    #expect(odd.corrected.first == "2:13 bank-size is 1 to 256, not '0'; the size follows from the bindings")
  }

  @Test func `a bank button moves the strips of an imported row`() throws {
    let made = try imported(
      "channel=\"1\" ctl=\"48\" uri=\"/route/mute B1\"", "msg=\"B0 3b 7f\" function=\"next-bank\"",
      "msg=\"B0 3a 7f\" function=\"prev-bank\"", device: "<DeviceInfo bank-size=\"4\"/>")
    var rig = try Rig(try #require(made.text))
    rig.connect()
    rig.receive("B0 3B 7F B0 3B 00 B0 30 7F B0 30 00")
    #expect(try rig.value("ch/5/mute") == 1)
    rig.receive("B0 3A 7F B0 3A 00 B0 30 7F B0 30 00")
    #expect(try rig.value("ch/1/mute") == 1)
  }
}
