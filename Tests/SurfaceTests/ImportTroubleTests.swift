import Testing

@testable import Surface

/// Maps as they are found: with holes, slips and things that no mixer has.
@Suite struct ImportTroubleTests {
  private static let good = "channel=\"1\" ctl=\"7\" uri=\"/route/gain B1\""

  @Test(arguments: [
    // Addresses.
    ("channel=\"1\" ctl=\"1\" uri=\"\"", "the uri is empty"),
    ("channel=\"1\" ctl=\"1\" uri=\"  \"", "the uri is empty"),
    ("channel=\"1\" ctl=\"1\" uri=\"gain B1\"", "'gain' is no address; it has slashes, such as /route/gain B1"),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/route gain B1\"", "'/route' is no address; it has slashes, such as /route/gain B1"
    ),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/routegain/x B1\"",
      "'/routegain/x' does not begin with a kind of strip; known are route, rid, track, bus, vca"
    ),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/rotue/gain B1\"",
      "'/rotue/gain' does not begin with a kind of strip; known are route, rid, track, bus, vca"
    ),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/gain\"", "'/route/gain' names no strip; add one, such as /route/gain B1"),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/route/gian B1\"",
      "'gian' is nothing that a strip has; known are balance, gain, mute, pan, pan_azimuth, pan_width, pandirection, "
        + "panwidth, solo, trim, recenable, send/gain, plugin/parameter"
    ),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/route/pandirectoin B1\"",
      "'pandirectoin' is nothing that a strip has; did you mean 'pandirection'?"
    ),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/route/gain Vocals\"",
      "a mapping knows strips by number, not as 'Vocals'; write B1, or 1"
    ),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/gain B0\"", "'B0': strips are counted from 1, up to 256"),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/gain 257\"", "'257': strips are counted from 1, up to 256"),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/gain S2\"", "'S2': a mapping knows one selected strip, S1"),
    ("channel=\"1\" ctl=\"1\" uri=\"/vca/gain 9\"", "'9': there is dca/1 to dca/8"),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/trim master\"", "there is no 'trim' on main"),
    ("channel=\"1\" ctl=\"1\" uri=\"/vca/pan 1\"", "there is no 'pan' on strips such as dca/1"),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/route/send/gain B1\"",
      "the number of the send is missing; write 'B1 2' for send 2"
    ),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/send/gain B1 9\"", "'9' is not the number of a send; there is 1 to 8"),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/send B1 1\"", "'send': of a send there is send/gain"),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/route/eq/gain B1\"",
      "'eq/gain': of an equaliser there is eq/gain/0, freq, q and shape"
    ),
    // Messages.
    ("uri=\"/route/gain B1\" channel=\"1\"", "the binding has no message; add one such as ctl=\"7\" or note=\"36\""),
    ("ctl=\"1\" uri=\"/route/gain B1\"", "the channel is missing; add channel=\"1\""),
    ("channel=\"17\" ctl=\"1\" uri=\"/route/gain B1\"", "there is no channel 17; channels are 1 to 16"),
    ("channel=\"one\" ctl=\"1\" uri=\"/route/gain B1\"", "the channel 'one' is not a number"),
    ("channel=\"1\" ctl=\"128\" uri=\"/route/gain B1\"", "ctl is a number from 0 to 127, not 128"),
    ("channel=\"1\" ctl=\"-1\" uri=\"/route/gain B1\"", "ctl is a number from 0 to 127, not -1"),
    ("channel=\"1\" ctl=\"\" uri=\"/route/gain B1\"", "ctl is a number, not ''"),
    ("channel=\"1\" note=\"C3\" uri=\"/route/mute B1\"", "note is a number, not 'C3'"),
    ("channel=\"1\" nrpn=\"16384\" uri=\"/route/gain B1\"", "nrpn is a number from 0 to 16383, not 16384"),
    ("msg=\"B0 3A\" uri=\"/route/mute B1\"", "'B0 3A' is not one complete message"),
    ("msg=\"B0 3A 7F B0 3A 00\" uri=\"/route/mute B1\"", "'B0 3A 7F B0 3A 00' is not one complete message"),
    ("msg=\"B0 3A XX\" uri=\"/route/mute B1\"", "'B0 3A XX' is not a row of bytes in hexadecimal, such as B0 3A 7F"),
    ("msg=\"\" uri=\"/route/mute B1\"", "'' is not a row of bytes in hexadecimal, such as B0 3A 7F"),
    ("sysex=\"B0 3A 7F\" uri=\"/route/mute B1\"", "'B0 3A 7F' is not from F0 to F7"),
    ("msg=\"F0 01 F7\" uri=\"/route/mute B1\"", "'F0 01 F7' is system exclusive; write sysex="),
    ("sysex=\"F0 01\" uri=\"/route/mute B1\"", "'F0 01' is not one complete message"),
    // What does not go together.
    (
      "channel=\"1\" note=\"1\" uri=\"/route/gain B1\"",
      "note 1 on channel 1 has no position, so it cannot move 'bank[1]/fader'; use ctl or pb"
    ),
    (
      "channel=\"1\" pgm=\"1\" uri=\"/route/gain B1\"",
      "program 1 on channel 1 has no position, so it cannot move 'bank[1]/fader'; use ctl or pb"
    ),
    (
      "channel=\"1\" enc-l=\"1\" uri=\"/route/mute B1\"",
      "CC 1 on channel 1 is no button, so it cannot do 'bank[1]/mute'; use ctl or note"
    ),
    (
      "channel=\"1\" ctl-dial=\"1\" uri=\"/route/mute B1\"",
      "CC 1 on channel 1 is no button, so it cannot do 'bank[1]/mute'; use ctl or note"
    ),
    (
      "channel=\"2\" pb=\"0\" function=\"next-bank\"",
      "pitch bend on channel 2 is no button, so it cannot do 'bank next'; use ctl or note"
    ),
    ("channel=\"1\" note=\"1\" uri=\"/route/mute B1\" momentary=\"perhaps\"", "momentary is yes or no, not 'perhaps'"),
    // Functions and actions.
    ("channel=\"1\" note=\"1\"", "the binding does nothing; it has no uri, function or action"),
    ("channel=\"1\" note=\"1\" action=\"\"", "the action is empty"),
    ("channel=\"1\" note=\"1\" function=\" \"", "the function is empty"),
    ("channel=\"1\" note=\"1\" action=\"Save\"", "'Save' is no action; it has a group and a name, such as Main/Save"),
    ("channel=\"1\" note=\"1\" function=\"next-bnak\"", "there is no function 'next-bnak'; did you mean 'next-bank'?"),
    ("channel=\"1\" note=\"1\" function=\"set-bank\"", "'set-bank' needs an argument, such as argument=\"0\""),
    ("channel=\"1\" note=\"1\" function=\"select\" arg=\"B\"", "'B' is not a number from 1 to 256 for 'select'"),
  ]) func `what is wrong is left out, with a sentence that says why`(line: String, sentence: String) throws {
    let made = try imported(line, ImportTroubleTests.good)
    #expect(made.broken == ["3:1 \(sentence)"])
    #expect(made.layer == ["fader: bank[1]/fader"])
    #expect(made.text?.contains("# Left out:\n#   line 3: ") == true)
  }

  @Test(arguments: [
    ("channel=\"0\" ctl=\"1\" uri=\"/route/pan B1\"", "channel 0 is taken as channel 1; channels are counted from 1"),
    ("channel=\"1\" ctl=\"1\" uri=\"route/pan B1\"", "'route/pan' has no '/' at its beginning"),
    ("channel=\"1\" ctl=\"1\" uri=\"/Route/PAN B1\"", "'/Route/PAN' is written in small letters"),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/pan b1\"", "'b1' is written with a capital"),
    ("Channel=\"1\" ctl=\"1\" uri=\"/route/pan B1\"", "'Channel' is written 'channel'"),
    ("channel=\"1\" ctl=\"1\" uri=\"/route/pan B1\" speed=\"3\"", "the attribute 'speed' is unknown and does nothing"),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/route/pan B1\" momentry=\"no\"",
      "the attribute 'momentry' is unknown and does nothing; did you mean 'momentary'?"
    ),
    (
      "channel=\"1\" ctl=\"1\" note=\"2\" uri=\"/route/pan B1\"", "it has ctl and note; only the first one counts"
    ),
    (
      "channel=\"1\" ctl=\"1\" uri=\"/route/pan B1\" function=\"next-bank\"",
      "it has uri and function; only the uri counts"
    ),
  ]) func `what is odd is understood, and said`(line: String, sentence: String) throws {
    let made = try imported(line)
    #expect(made.corrected == ["3:1 \(sentence)"])
    #expect(made.layer == ["pan: bank[1]/pan"])
    #expect(made.controls == ["pan: {kind: knob, receive: B0 01 vv}"])
  }

  @Test func `spaces do not matter`() throws {
    let made = try imported(
      "channel=\" 1 \" ctl=\"1 \" uri=\"/route/pan \t   B1  \"", "msg=\" B0  2  7f \" function=\"next-bank \"")
    #expect(made.corrected + made.broken == [])
    #expect(made.layer == ["pan: bank[1]/pan", "bank-right: bank next"])
    #expect(made.controls.last == "bank-right: {kind: button, receive: B0 02 7F}")
  }

  @Test(arguments: [
    ("uri=\"/route/recenable B1\"", "recording (/recenable)"),
    ("uri=\"/route/plugin/parameter B1 1 2\"", "parameters of plug-ins"),
    ("uri=\"/route/gain auditioner\"", "listening to files in the browser"),
    ("uri=\"/route/send/direction B1 1\"", "pans of sends"),
    ("uri=\"/route/compressor/mode B1\"", "modes of a compressor"),
    ("function=\"transport-stop\"", "transport (transport-stop)"),
    ("function=\"loop-toggle\"", "transport (loop-toggle)"),
    ("function=\"toggle-rec-enable\"", "recording (toggle-rec-enable)"),
    ("function=\"dance\"", "functions without a counterpart (dance)"),
    ("action=\"Transport/Rewind\"", "transport (Transport/Rewind)"),
    ("action=\"Editor/select-next-route\"", "editing (Editor/select-next-route)"),
    ("action=\"Common/add-location-from-playhead\"", "markers and windows (Common/add-location-from-playhead)"),
    ("action=\"Cues/trigger-cue-0\"", "clips (Cues/trigger-cue-0)"),
    ("action=\"Foo/bar\"", "actions without a counterpart (Foo/bar)"),
  ]) func `what a mixer has no use for is listed`(target: String, what: String) throws {
    let made = try imported("channel=\"1\" ctl=\"1\" \(target)", ImportTroubleTests.good)
    #expect(made.unused == [what])
    #expect(made.broken == [])
    #expect(made.layer == ["fader: bank[1]/fader"])
  }

  // MARK: The same message twice

  @Test func `the same message for the same thing is once enough`() throws {
    let made = try imported(ImportTroubleTests.good, ImportTroubleTests.good)
    #expect(made.corrected == ["4:1 CC 7 on channel 1 does 'bank[1]/fader' already in line 3; once is enough"])
    #expect(made.controls.count == 1)
  }

  @Test func `a position moves one thing, the first`() throws {
    let made = try imported(
      ImportTroubleTests.good, "channel=\"1\" ctl=\"7\" uri=\"/route/gain B2\"",
      "channel=\"1\" note=\"7\" uri=\"/route/mute B2\"")
    #expect(made.broken == ["4:1 CC 7 on channel 1 moves 'bank[1]/fader' in line 3; it can move one thing only"])
    #expect(made.layer == ["fader: bank[1]/fader", "mute: bank[2]/mute"])
  }

  @Test(arguments: [
    (
      "channel=\"1\" ctl=\"7\" uri=\"/route/mute B1\"", "msg=\"B0 07 7F\" function=\"next-bank\"",
      "B0 07 7F would be taken for CC 7 on channel 1 of line 3; a message can mean one control"
    ),
    (
      "channel=\"1\" ctl=\"7\" uri=\"/route/gain B1\"", "channel=\"1\" enc-l=\"7\" uri=\"/route/pan B1\"",
      "CC 7 on channel 1 would be taken for CC 7 on channel 1 of line 3; a message can mean one control"
    ),
    (
      "channel=\"1\" ctl=\"6\" uri=\"/route/gain B1\"", "channel=\"1\" nrpn=\"3\" uri=\"/route/pan B1\"",
      "NRPN 3 on channel 1 would be taken for CC 6 on channel 1 of line 3; a message can mean one control"
    ),
    (
      "channel=\"1\" ctl=\"7\" uri=\"/route/mute B1\"", "channel=\"1\" ctl=\"7\" uri=\"/route/gain B1\"",
      "CC 7 on channel 1 is a button in line 3, so it cannot move 'bank[1]/fader'"
    ),
  ]) func `messages that cannot be told apart are not both bound`(first: String, second: String, sentence: String)
    throws
  {
    let made = try imported(first, second)
    #expect(made.broken == ["4:1 \(sentence)"])
    #expect(made.controls.count == 1)
  }

  @Test func `values of one controller are buttons of their own`() throws {
    let made = try imported(
      "msg=\"B0 07 01\" function=\"next-bank\"", "msg=\"B0 07 02\" function=\"prev-bank\"",
      "msg=\"B0 07 03\" action=\"Editor/undo\"")
    #expect(made.broken == [])
    var rig = try Rig(try #require(made.text))
    rig.connect()
    #expect(rig.receive("B0 07 03") == [.undo])
    #expect(rig.receive("B0 07 04") == [])
  }

  // MARK: The file

  @Test func `other elements, and names in other letters, are said`() throws {
    let made = try ImportFixture.read(
      """
      <ArdourMIDIBindings version="1.0.0">
      <deviceinfo bank-size="many" motorized="sometimes" colour="red"/>
      <Bindings channel="1"/>
      text between <binding channel="1" ctl="7" uri="/route/gain B1"/>
      </ArdourMIDIBindings>
      """)
    try ImportFixture.check(made)
    #expect(made.name == "small")
    #expect(
      made.corrected == [
        "1:1 the map has no name; it is called after its file", "2:1 <deviceinfo> is written <DeviceInfo>",
        "2:13 bank-size is 1 to 256, not 'many'; the size follows from the bindings",
        "2:30 motorized is yes or no, not 'sometimes'; taken as no",
        "2:52 the attribute 'colour' is unknown and does nothing", "4:14 <binding> is written <Binding>",
        "2:1 no bank-size is given; a bank has 1 strips, as many as are bound",
      ])
    #expect(made.broken == ["3:1 <Bindings> is unknown; did you mean <Binding>?"])
  }

  @Test func `a map without anything for a mixer makes no mapping`() throws {
    let made = try imported("channel=\"1\" note=\"1\" function=\"transport-stop\"")
    #expect(made.text == nil)
    #expect(made.report.lines == ["Of no use in a mixer:", "  line 3: transport (transport-stop)"])
  }

  @Test(arguments: [
    (
      "<Foo/>",
      "1:1: <Foo> is neither a binding map nor a device of Ardour's; these begin with <ArdourMIDIBindings> or "
        + "<MackieProtocolDevice>"
    ),
    (
      "<ArdourMIDIBinding/>",
      "1:1: <ArdourMIDIBinding> is neither a binding map nor a device of Ardour's; did you mean <ArdourMIDIBindings>?"
    ),
    ("<ArdourMIDIBindings>\n<Binding ctl=\"1\">", "2:18: the file ends inside <Binding> of line 2; add </Binding>"),
  ]) func `what is no map is refused`(text: String, sentence: String) {
    do throws(MappingError) {
      _ = try MappingImport.read(text: text, file: "small.map")
      Issue.record("the file was taken")
    } catch {
      #expect("\(error)" == "small.map:\(sentence)")
    }
  }

  @Test func `names that YAML could misread are quoted`() throws {
    for name in ["a: b", "# x", "say &quot;hi&quot; \\ now", "yes", "[1]", "Ä", "x#y", "1234", "-"] {
      let made = try ImportFixture.read(
        "<ArdourMIDIBindings name=\"\(name)\"><Binding \(ImportTroubleTests.good)/></ArdourMIDIBindings>")
      let plain = name.replacing("&quot;", with: "\"")
      #expect(made.name == plain)
      #expect(try mapping(try #require(made.text)).name == plain)
      #expect(try mapping(try #require(made.text)).matches.first?.client == plain + "*")
    }
  }

  @Test func `the name of the client may be said`() throws {
    let made = try ImportFixture.read(
      ImportFixture.map("<Binding \(ImportTroubleTests.good)/>"), options: .init(client: "Box USB*"))
    #expect(try mapping(try #require(made.text)).matches.map(\.client) == ["Box USB*"])
  }

  // MARK: Everything

  /// Bindings at random, most of them good: each has one fate, and the mapping is always a good one.
  @Test(arguments: 0..<40) func `whatever a map says, its mapping is good and every binding is accounted for`(seed: Int)
    throws
  {
    var random = Random(seed: UInt64(seed))
    let messages = [
      "ctl", "ctl-toggle", "ctl-dial", "note", "pgm", "pb", "enc-l", "enc-r", "enc-2", "enc-b", "rpn", "nrpn",
      "rpn-delta", "nrpn-delta",
    ]
    let targets = [
      "uri=\"/route/gain B#\"", "uri=\"/route/mute B#\"", "uri=\"/route/solo #\"", "uri=\"/route/pan B#\"",
      "uri=\"/bus/gain master\"", "uri=\"/route/send/gain B# 2\"", "uri=\"/route/recenable B#\"", "uri=\"/vca/gain #\"",
      "uri=\"/route/panwidth #\"", "uri=\"/route/filter/lo/freq B#\"", "uri=\"\"", "function=\"next-bank\"",
      "function=\"set-bank\" argument=\"#\"", "action=\"Main/Save\"", "action=\"Mixer/recall-mixer-scene-#\"",
      "uri=\"/route/mute B#\" momentary=\"yes\"", "uri=\"/route/eq/enable #\"",
    ]
    var lines: [String] = []
    for _ in 0..<60 {
      let kind = messages.randomElement(using: &random)!
      let number = Int.random(in: 0..<24, using: &random)
      let channel = Int.random(in: 0...3, using: &random)
      let target = targets.randomElement(using: &random)!
        .replacing("#", with: "\(Int.random(in: 0...12, using: &random))")
      lines.append("<Binding channel=\"\(channel)\" \(kind)=\"\(number)\" \(target)/>")
    }
    let device = Bool.random(using: &random) ? "<DeviceInfo bank-size=\"8\" motorized=\"yes\"/>" : "<DeviceInfo/>"
    let made = try ImportFixture.read(ImportFixture.map(lines.joined(separator: "\n"), device: device))
    try ImportFixture.check(made)
    let fates = [made.report.mapped, made.report.unused, made.report.broken].map { Set($0.flatMap(\.lines)) }
    let twice = Set(made.report.corrected.filter { $0.text.hasSuffix("once is enough") }.flatMap(\.lines))
    #expect(fates.reduce(0) { $0 + $1.count } + twice.count == 60)
    #expect(fates.reduce(twice) { $0.union($1) } == Set(3...62))
  }
}
