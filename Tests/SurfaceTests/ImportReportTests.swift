import Testing

@testable import Surface

@Suite struct ImportReportTests {
  private let source = """
    <?xml version="1.0"?>
    <!-- four faders, four keys -->
    <ArdourMIDIBindings version="1.0.0" name="Small Box">
      <DeviceInfo bank-size="4"/>
      <Binding channel="1" ctl="20" uri="/route/gain B1"/>
      <Binding channel="1" ctl="21" uri="/route/gain B2"/>
      <Binding channel="1" note="30" uri="/route/mute B1"/>
      <Binding channel="0" note="31" uri="/route/mute B2"/>
      <Binding channel="1" ctl="22" uri="/route/gain B3"/>
      <Binding channel="1" note="40" function="transport-stop"/>
      <Binding channel="1" note="41" function="transport-stop"/>
      <Binding channel="1" note="42" uri=""/>
      <Binding channel="1" note="43" function="next-bank"/>
    </ArdourMIDIBindings>
    """

  @Test func `the report says what became of every line`() throws {
    let made = try MappingImport.read(text: source, file: "maps/small.map")
    #expect(
      made.report.lines == [
        "Mapped:",
        "  lines 5-6, 9: fader[1-3]: bank[n]/fader",
        "  lines 7-8: mute[1-2]: bank[n]/mute",
        "  line 13: bank-right: bank next",
        "Of no use in a mixer:",
        "  lines 10-11: transport (transport-stop)",
        "Odd, but understood:",
        "maps/small.map:8:3: channel 0 is taken as channel 1; channels are counted from 1",
        "Left out:",
        "maps/small.map:12:3: the uri is empty",
      ])
  }

  @Test func `the report has a summary, and does not list everything of one kind`() throws {
    let lines = (0..<6).map { "channel=\"1\" note=\"\($0)\" action=\"Cues/trigger-cue-\($0)\"" }
    let made = try ImportFixture.read(ImportFixture.map(ImportFixture.bindings(lines)))
    #expect(made.report.summary == "small.map: 0 taken over, 6 of no use in a mixer, 0 odd, 0 left out")
    #expect(
      made.report.lines == [
        "Of no use in a mixer:",
        "  lines 3-8: clips (Cues/trigger-cue-0, Cues/trigger-cue-1, Cues/trigger-cue-2, and 3 more)",
      ])
  }

  @Test func `what is wrong in the same way stands in the mapping once`() throws {
    let made = try imported(
      "channel=\"1\" ctl=\"7\" uri=\"/route/gain B1\"", "channel=\"1\" ctl=\"8\" uri=\"\"",
      "channel=\"1\" ctl=\"9\" uri=\"\"")
    #expect(made.text?.hasSuffix("\n# Left out:\n#   lines 4-5: the uri is empty\n") == true)
    #expect(made.broken == ["4:1 the uri is empty", "5:1 the uri is empty"])
  }

  @Test func `the mapping says where its lines come from`() throws {
    let made = try MappingImport.read(text: source, file: "maps/small.map")
    #expect(
      made.text == """
        # Made of small.map by 'faderctl mapping import'; the lines in comments are lines of that file.
        name: Small Box

        match:
          - {client: "Small Box*"}

        unsure:
          - "The name in 'match' is a guess; see 'aconnect -l', or better lsusb for a USB id."

        controls:
          # Lines 5-6, 9
          fader[1-3]: {kind: fader, receive: B0 14+i vv}
          # Lines 7-8
          mute[1-2]: {kind: button, message: 90 1E+i vv}
          # Line 13
          bank-right: {kind: button, receive: 90 2B vv}

        bank: {size: 4, strips: [ch, group, aux, fx, dca]} # line 4

        layers:
          mix:
            fader[1-3]: bank[n]/fader
            mute[1-2]: bank[n]/mute
            bank-right: bank next

        examples:
          - {receive: "B0 14 00 B0 14 7F", sets: {ch/1/fader: 10.00 dB}}
          - {receive: "90 1E 7F", sets: {ch/1/mute: on}}

        # Of no use in a mixer:
        #   lines 10-11: transport (transport-stop)

        # Left out:
        #   line 12: the uri is empty

        """)
    try ImportFixture.check(made)
  }

  @Test func `long comments are broken into lines`() {
    let words = ImportedText.comment(String(repeating: "word ", count: 60), indent: "  ", dent: "  ")
    #expect(words.count == 3)
    #expect(words.allSatisfy { $0.hasPrefix("  #   ") && $0.count <= 120 })
    #expect(ImportedText.comment("line 3", indent: "  ", isSentence: true) == ["  # Line 3"])
  }
}
