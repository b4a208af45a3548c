import Testing

@testable import Surface

@Suite struct MappingErrorTests {
  /// The complaints about a text, without the file's name.
  private func complaints(_ text: String) -> [String] {
    do throws(MappingErrors) {
      _ = try Mapping.load(text: text, file: "my.yaml", families: Shipped.files)
      return []
    } catch {
      return error.errors.map { "\($0.line):\($0.column) \($0.message)" }
    }
  }

  private func device(controls: String = "", layer: String = "fader[1-8]: bank[n]/fader", rest: String = "") -> String {
    """
    name: D
    match: [{client: D}]
    controls:
      fader[1-8]: {kind: fader, receive: B0 00+i vv}
      mute[1-8]: {kind: button, message: 90 10+i vv}
      name[1-8]: {kind: text, send: F0 12 07*i text F7}
    \(controls.isEmpty ? "" : "  " + controls)
    layers:
      mix:
        \(layer)
    \(rest)
    """
  }

  @Test func `a good file has nothing wrong with it`() {
    #expect(complaints(device()) == [])
  }

  @Test func `an error names file, line and column`() {
    do throws(MappingErrors) {
      _ = try Mapping.load(text: device(layer: "fader[1-8]: bank[n]/fade"), file: "my.yaml")
      Issue.record("the file was taken")
    } catch {
      #expect(error.description == "my.yaml:10:17: 'bank[n]/fade': there is no parameter 'fade'; did you mean 'fader'?")
    }
  }

  @Test func `misspelt keys, controls, paths, layers and words come with a suggestion`() {
    let table: [(String, String)] = [
      (device(rest: "layer: x"), "11:1 a mapping file has no key 'layer'; did you mean 'layers'?"),
      (
        device(controls: "x: {kind: button, recieve: 90 01 vv}"),
        "7:21 a control has no key 'recieve'; did you mean 'receive'?"
      ),
      (
        device(controls: "x: {kind: buton, receive: 90 01 vv}"),
        "kind is one of fader, knob, encoder, button, meter, text, color, not 'buton'"
      ),
      (device(controls: "x: {kind: button, receive: 90 01 vv, bits: 7}"), "7:46 a button has no 'bits'"),
      (
        device(layer: "fadr[1-8]: bank[n]/fader"),
        "10:5 the device has no control 'fadr[1]'; did you mean 'fader[1-8]'?"
      ),
      (device(layer: "fader[1-9]: bank[n]/fader"), "10:5 the device has no control 'fader[9]'"),
      (
        device(layer: "mute[1-8]: bank[n]/mut"),
        "10:16 'bank[n]/mut': there is no parameter 'mut'; did you mean 'mute'?"
      ),
      (device(layer: "mute[1-8]: cannel/1/mute"), "10:16 'cannel/1/mute' does not begin with a strip"),
      (device(layer: "mute[1-8]: layer mx"), "10:16 there is no layer 'mx'; did you mean 'mix'?"),
      (
        device(layer: "mute[1-8]: recal snapshot n"),
        "10:16 'recal snapshot n' is neither a path such as bank[n]/fader nor an action; did you mean 'recall snapshot n'?"
      ),
      (device(layer: "mute[1-8]: transport play"), "10:16 'transport' is a word for later"),
      (device(layer: "mute[1-8]: {pres: undo}"), "10:17 a button has no key 'pres'; did you mean 'press'?"),
      (device(rest: "use: mackie"), "there is no family 'mackie' in families/"),
      (device(rest: "bank: {strips: [chan]}"), "'chan' is not a kind of strip"),
      (
        device(rest: "examples: [{recieve: 90 10 7F, sets: nothing}]"),
        "an example has no key 'recieve'; did you mean 'receive'?"
      ),
    ]
    for (text, expected) in table {
      let found = complaints(text)
      #expect(found.contains { $0.contains(expected) }, "\(expected) — found \(found)")
    }
  }

  @Test func `what does not go together is said`() {
    let table: [(String, String)] = [
      ("", "the file is empty"),
      ("name: [", "this is not YAML"),
      ("just words", "a mapping file is written as keys with values"),
      ("name: D\nname: E", "'name' stands here more than once"),
      ("name: D", "the file has no 'match'"),
      (device().replacing("[{client: D}]", with: "[{usb: \"1397\"}]"), "a vendor alone says too little"),
      (device().replacing("[{client: D}]", with: "[{product: X}]"), "a product text needs the vendor"),
      (device().replacing("[{client: D}]", with: "[{usb: 12}]"), "usb is \"vendor:product\""),
      (device().replacing("[{client: D}]", with: "[]"), "match is a list with at least one entry"),
      (device(controls: "x: {kind: button}"), "a button needs 'receive'"),
      (device(controls: "x: {kind: meter, send: D0 v}"), "a meter needs 'levels'"),
      (device(controls: "x: {kind: text, send: B0 01 vv}"), "a text is sent with 'text', or character by character"),
      (device(controls: "x: {kind: knob, receive: 90 01 7F}"), "what a control receives has 'vv'"),
      (device(controls: "x: {kind: button, send: F0 all F7}"), "a button is sent with 'vv'"),
      (device(controls: "x: {kind: button, receive: 90 01}"), "has 1 data bytes, but a message with this status has 2"),
      (device(controls: "x: {kind: button, receive: 10 01 vv}"), "does not begin with a status byte"),
      (device(controls: "x: {kind: button, receive: 90 zz vv}"), "'zz' is neither a hexadecimal byte nor one of"),
      (
        device(controls: "x[1-8]: {kind: button, receive: 90 7C+i vv}"), "makes the data byte 128 at place 5 of its row"
      ),
      (device(controls: "x: {kind: text, send: F0 00 text}"), "begins with F0 but does not end with F7"),
      (device(controls: "x: {kind: button, receive: 90 10 vv}"), "x receives the same messages as mute[1]"),
      (
        device(controls: "x: {kind: fader, receive: B0 20 vv, max: 200}"),
        "'max' is 200, but the message carries at most 127"
      ),
      (
        device(controls: "x[8-1]: {kind: button, receive: 90 01 vv}"),
        "write one number (x[3]) or the first and the last (x[1-8])"
      ),
      (device(controls: "gone: ~"), "'gone' is in no family"),
      (device(layer: "fader[1-8]: undo"), "a fader cannot do 'undo'"),
      (device(layer: "mute[1-8]: bank[n]/fader"), "a button cannot do 'bank[n]/fader'"),
      (device(layer: "name[1-8]: undo"), "a text cannot show 'undo'"),
      (device(layer: "mute[1-8]: layer mix"), "'mix' is the first layer, which is always on"),
      (device(layer: "mute[1]: undo\n    mute[1-8]: redo"), "mute[1] is assigned twice"),
      (device(layer: "mute[1-8]: ch/[n+250]/mute"), "from 1 to 256"),
      (device(layer: "mute[1-8]: recall snapshot n-3"), "numbers begin at 1"),
      (device(rest: "examples: [{receive: 90 10, sets: nothing}]"), "is not a row of complete MIDI messages"),
      (device(rest: "examples: [{set: {ch/99/mute: on}, sends: 90 10 7F}]"), "this desk has ch/1 to ch/32"),
      (device(rest: "examples: [{set: {ch/1/mute: maybe}, sends: 90 10 7F}]"), "write on or off"),
      (device(rest: "examples: [{receive: 90 10 7F}]"), "the example expects nothing"),
    ]
    for (text, expected) in table {
      let found = complaints(text)
      #expect(found.contains { $0.contains(expected) }, "\(expected) — found \(found)")
    }
  }

  @Test func `several errors are told at once`() {
    let found = complaints(
      device(controls: "x: {kind: buton}", layer: "fadr[1]: bank[n]/fader\n    mute[1-8]: nothing"))
    #expect(found.count == 3)
  }

  @Test func `an error in a family is located in the family`() {
    let family = MappingFile(name: "families/f.yaml", text: "controls:\n  x: {kind: nob}\n")
    do throws(MappingErrors) {
      _ = try Mapping.load(text: device(rest: "use: f"), file: "my.yaml", families: [family])
      Issue.record("the file was taken")
    } catch {
      #expect(error.description.hasPrefix("families/f.yaml:2:13: kind is one of"))
    }
  }

  @Test func `an example that does not hold is told with its place and what happened instead`() throws {
    let mapping = try mapping(
      device(
        layer: "fader[1-8]: bank[n]/fader\n    mute[1-8]: bank[n]/mute",
        rest: """
          examples:
            - {receive: "90 10 7F", sets: {ch/1/mute: on}}
            - {receive: "90 10 7F", sets: {ch/2/mute: on}}
            - {set: {ch/1/mute: on}, sends: "90 10 01"}
            - {receive: "90 10 7F", does: undo}
            - {receive: "B0 00 00 B0 00 5F", sets: {ch/1/fader: -1}}
            - {receive: "90 10 7F", sets: nothing}
            - {receive: "90 10 7F", sends: nothing}
          """))
    let failures = MappingCheck.failures(of: mapping)
    #expect(failures.map(\.line) == [14, 15, 16, 17, 18, 19])
    #expect(failures.first?.description.contains("ch/2/mute is not set; it does ch/1/mute switched") == true)
    #expect(failures.dropFirst().first?.message.contains("it does not send 90 10 01") == true)
    #expect(failures.dropFirst(3).first?.message.contains("ch/1/fader becomes -0.08 dB, not -1.00 dB") == true)
  }
}
