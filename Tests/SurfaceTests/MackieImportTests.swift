import Testing

@testable import Surface

@Suite struct MackieImportTests {
  private func read(_ parts: String..., options: MappingImport.Options = .init()) throws -> MappingImport {
    let body = (["<Name value=\"Eight\"/>", "<Strips value=\"8\"/>"] + parts).joined(separator: "\n")
    let made = try MappingImport.read(
      text: "<MackieProtocolDevice>\n\(body)\n</MackieProtocolDevice>", file: "eight.device", options: options)
    try ImportFixture.check(made)
    return made
  }

  private static let all = [
    "<MasterFader value=\"yes\"/>", "<TwoCharacterDisplay value=\"yes\"/>", "<GlobalControls value=\"yes\"/>",
    "<JogWheel value=\"yes\"/>", "<TouchSenseFaders value=\"yes\"/>", "<HasMeters value=\"yes\"/>",
  ].joined()

  @Test func `a device that has everything needs no controls of its own`() throws {
    let made = try read(MackieImportTests.all)
    #expect(made.name == "Eight")
    #expect(made.controls == [])
    #expect(made.corrected + made.broken + made.unused == [])
    let text = try #require(made.text)
    #expect(text.contains("\nuse: mackie-control\n"))
    var rig = try Rig(text)
    rig.connect()
    rig.receive("90 6A 7F E2 70 7F 90 6A 00")
    #expect(try rig.value("ch/3/fader") == 10)
    rig.receive("90 70 7F E8 70 7F 90 70 00")
    #expect(try rig.value("main/fader") == 10)
    #expect(rig.receive("90 38 7F") == [.recall(3)])
    try rig.set("monitor/level", -10)
    rig.receive("B0 3C 05")
    #expect(try rig.value("monitor/level") > -10)
    rig.receive("90 2F 7F 90 2F 00 90 10 7F")
    #expect(try rig.value("ch/9/mute") == 1)
    rig.receive("90 32 7F 90 32 00 90 68 7F E0 70 7F 90 68 00")
    #expect(try rig.value("ch/9/pan") == 100)
  }

  @Test func `what a device lacks is taken away`() throws {
    let made = try read(
      "<MasterFader value=\"no\"/>", "<TwoCharacterDisplay value=\"no\"/>", "<JogWheel value=\"no\"/>",
      "<TouchSenseFaders value=\"no\"/>", "<HasMeters value=\"no\"/>", "<GlobalControls value=\"no\"/>")
    #expect(
      made.controls == [
        "fader[1-9]: ~", "level[1-9]: {kind: fader, message: E0+i ll mm, max: 16368, bits: 10, echo: always}",
        "meter[1-8]: ~", "assignment: ~", "jog: ~", "scrub: ~",
      ])
    #expect(made.report.mapped.map(\.lines) == [[4], [5], [6], [7], [8], [9]])
    let layer = made.layer
    #expect(layer.contains("level[1-8]: bank[n]/fader"))
    #expect(!layer.contains { $0.hasPrefix("level[9]") || $0.hasPrefix("meter") || $0.hasPrefix("bank-left") })
    var rig = try Rig(try #require(made.text))
    rig.connect()
    rig.receive("E2 70 7F")
    #expect(try rig.value("ch/3/fader") == 10)
    rig.receive("E8 00 00 90 2F 7F 90 10 7F")
    #expect(try rig.value("main/fader") == 0)
    #expect(try rig.value("ch/1/mute") == 1)
  }

  @Test func `what the file does not mention is what its readers take it for`() throws {
    let made = try read()
    #expect(made.controls.contains("fader[1-9]: ~") && made.controls.contains("jog: ~"))
    #expect(!made.controls.contains("meter[1-8]: ~") && !made.controls.contains("assignment: ~"))
    #expect(made.layer.contains("level[9]: main/fader"))
  }

  @Test func `an extender has strips only, and its own byte`() throws {
    for made in [
      try read("<DeviceType value=\"MCXT\"/>", MackieImportTests.all),
      try read(MackieImportTests.all, options: .init(isExtender: true)),
    ] {
      #expect(made.name == "Eight Extender")
      #expect(made.text?.contains("\nconstants: {unit: 15}\n") == true)
      #expect(made.controls == ["assignment: ~", "jog: ~", "scrub: ~"])
      #expect(!made.layer.contains { $0.hasPrefix("fader[9]") || $0.hasPrefix("F[") })
    }
  }

  @Test func `units that belong to another are said`() throws {
    let made = try read(MackieImportTests.all, "<Extenders value=\"2\"/>", "<MasterPosition value=\"2\"/>")
    #expect(
      made.report.mapped.last?.text
        == "2 extenders: each needs a mapping too (--extender); put them side by side with 'surfaces: joined:' in the "
        + "configuration")
    #expect(made.unused == [])
  }

  @Test(arguments: [("LC", "10"), ("LCXT", "11")]) func `other types have other bytes`(type: String, unit: String)
    throws
  {
    let made = try read(MackieImportTests.all, "<DeviceType value=\"\(type)\"/>")
    #expect(made.text?.contains("\nconstants: {unit: \(unit)}\n") == true)
  }

  @Test func `buttons that lie elsewhere are moved`() throws {
    let made = try read(
      MackieImportTests.all,
      """
      <Buttons>
        <GlobalButton name="Left" label="Left" id="0x60"/>
        <GlobalButton name="CursorUp" id="46"/>
        <GlobalButton name="f2" id="0x3d"/>
        <GlobalButton name="F8" id="0x37"/>
        <GlobalButton name="Save" id="0x50"/>
        <GlobalButton name="Snapshot" id="1"/>
        <GlobalButton name="Undo" id="0x80"/>
        <StripButton name="Mute" baseid="0x00"/>
        <StripButton name="RecEnable" baseid="0x10"/>
        <StripButton name="Solo" baseid="125"/>
      </Buttons>
      """)
    #expect(
      made.controls == [
        "mute[1-8]: {message: 90 00+i vv}", "rec[1-8]: {message: 90 10+i vv}",
        "F[1-8]: {message: 90 i vv, numbers: [36, 3D, 38, 39, 3A, 3B, 3C, 37]}", "bank-left: {message: 90 60 vv}",
        "up: {message: 90 2E vv}",
      ])
    #expect(made.unused == ["the button 'Snapshot'"])
    #expect(made.broken == ["12:3 '0x80' is not a note for 'Undo'", "15:3 '125' is not a note for 'Solo'"])
    var rig = try Rig(try #require(made.text))
    rig.connect()
    rig.receive("90 02 7F")
    #expect(try rig.value("ch/3/mute") == 1)
    #expect(rig.receive("90 3D 7F") == [.recall(2)])
  }

  @Test func `colours, single faders and strips follow`() throws {
    let colored = try read(
      MackieImportTests.all, "<IsXTouch value=\"yes\"/>", options: .init(known: Shipped.files))
    #expect(colored.layer.contains("color[1-8]: bank[n]/color"))
    // As the device's own mapping describes them.
    #expect(colored.text?.contains("\n  color[1-8]:\n    kind: color\n    send: F0 00 00 66 unit 72 all F7\n") == true)
    let plain = try read(MackieImportTests.all, "<IsXTouch value=\"yes\"/>")
    #expect(!plain.layer.contains { $0.hasPrefix("color") })
    #expect(plain.unused == ["IsXTouch (nothing follows from it)"])
    let single = try read(MackieImportTests.all, "<SingleFaderFollowsSelection value=\"yes\"/>")
    #expect(single.layer.prefix(3) == ["fader[1]: bank[n]/fader", "fader[9]: main/fader", "vpot[1]: bank[n]/pan"])
    #expect(single.text?.contains("bank: {size: 1,") == true)
    let many = try read(MackieImportTests.all, "<Strips value=\"16\"/>")
    #expect(many.corrected == ["5:1 a unit has 8 strips; what has 16 is several units"])
    let odd = try read(
      MackieImportTests.all, "<Strips value=\"all\"/>", "<Extenders value=\"x\"/>", "<JogWheel value=\"big\"/>")
    #expect(odd.corrected.count == 2)
    #expect(odd.broken == ["7:1 <JogWheel> is yes or no, not 'big'"])
  }

  @Test func `what needs nothing, and what is unknown, is said`() throws {
    let made = try read(
      MackieImportTests.all, "<Manufacturer value=\"Acme\"/>", "<TimecodeDisplay value=\"yes\"/>",
      "<usesIPMIDI value=\"yes\"/>", "<HasLasers value=\"yes\"/>", "<HasBells value=\"no\"/>")
    #expect(
      made.unused == [
        "TimecodeDisplay (a mixer has no time to show)", "usesIPMIDI (any port of the sequencer will do)",
      ])
    #expect(made.broken == ["8:1 <HasLasers> is unknown; see docs/mapping.md for what a mapping can say"])
  }

  @Test func `a device that speaks another language is refused`() {
    do throws(MappingError) {
      _ = try MappingImport.read(
        text: "<MackieProtocolDevice>\n <DeviceType value=\"HUI\"/></MackieProtocolDevice>", file: "a.device")
      Issue.record("the file was taken")
    } catch {
      #expect(
        "\(error)"
          == "a.device:2:2: the device speaks HUI, not Mackie Control; most can be switched, then change this to MCU")
    }
  }
}
