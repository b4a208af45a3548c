import Testing

@testable import Surface

/// What is allowed and probably not meant.
@Suite struct LintTests {
  private static let controls = """
    slider[1-8]: {kind: fader, receive: B0 00+i vv}
    key[1-8]: {kind: button, message: 90 10+i vv}
    """
  private static let layer = """
    slider[1-8]: bank[n]/fader
    key[1-8]: bank[n]/mute
    """
  private static let examples = """
    examples:
      - {receive: "B0 00 00 B0 00 7F", sets: {ch/1/fader: 10}}
      - {receive: "90 10 7F 90 10 00", sets: {ch/1/mute: on}, sends: "90 10 7F"}
    """

  /// The findings in a good file with something added, as `line severity message`.
  private func findings(
    controls: String = "", layer: String = "", layers: String = "", rest: String = "", others: [Mapping] = []
  ) throws -> [String] {
    let text =
      device(
        LintTests.controls + (controls.isEmpty ? "" : "\n" + controls),
        LintTests.layer + (layer.isEmpty ? "" : "\n" + layer), LintTests.examples + "\n" + rest)
      + (layers.isEmpty ? "" : "\n" + layers.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    let file = MappingFile(name: "mine.yaml", text: text)
    return try MappingLint.findings(in: file, families: Shipped.files, others: others).map {
      "\($0.error.line) \($0.severity.rawValue) \($0.error.message)"
    }
  }

  @Test(arguments: Shipped.library.mappings.map(\.file)) func `no shipped file has a warning`(file: String) throws {
    let file = try #require(Shipped.files.first { $0.name == file })
    let findings = try MappingLint.findings(in: file, families: Shipped.files, others: Shipped.library.mappings)
    #expect(findings.filter { $0.severity == .warning }.map(\.description) == [])
    // Every control that does something is in an example.
    #expect(findings.map(\.description).filter { $0.contains("no example") } == [])
  }

  @Test func `a good file has nothing to be said about it`() throws {
    #expect(try findings() == [])
  }

  @Test func `layers that nothing switches on are told, however far the way is`() throws {
    let layers = "a:\n  key[7]: layer b\nb:\n  key[7]: undo\nc:\n  key[7]: redo"
    #expect(
      try findings(layers: layers) == [
        "14 warning nothing switches the layer 'a' on", "16 warning nothing switches the layer 'b' on",
        "18 warning nothing switches the layer 'c' on",
      ])
    let key = "k: {kind: button, receive: 90 30 vv}"
    let found = try findings(controls: key, layer: "k: hold layer a", layers: layers)
    #expect(found.filter { $0.contains("warning") } == ["20 warning nothing switches the layer 'c' on"])
    let paged = try findings(
      controls: key, layer: "k: page next set", layers: layers, rest: "pages: {set: [c]}")
    #expect(
      paged.filter { $0.contains("warning") } == [
        "16 warning nothing switches the layer 'a' on", "18 warning nothing switches the layer 'b' on",
      ])
  }

  @Test func `a surface without switches may have layers that its neighbour switches`() throws {
    let neighbour = try mapping(
      """
      name: N
      match: [{client: N}]
      controls:
        k: {kind: button, receive: 90 01 vv}
      layers:
        mix: {k: layer a}
        a: {}
        b: {}
      """)
    let layers = "a:\n  key[7]: undo\nb:\n  key[7]: undo"
    #expect(try findings(layers: layers, others: [neighbour]) == ["16 warning nothing switches the layer 'b' on"])
  }

  @Test func `what cannot be meant is told with its line`() throws {
    let table: [(controls: String, layer: String, rest: String, expected: String)] = [
      (
        "x: {kind: button, receive: 90 30 vv}", "x: bank[9]/mute", "",
        "15 warning bank[9] is beyond the bank, which has 8"
      ),
      (
        "x: {kind: button, receive: 90 30 vv}", "x: bank[1]/comp/on", "bank: {strips: [dca]}",
        "warning no strip of the bank has what x is for; its kinds are dca"
      ),
      (
        "x: {kind: button, receive: C0 05}", "x: hold talkback/on", "",
        "15 warning x never tells that it is released, so it lets go at once"
      ),
      (
        "x: {kind: button, receive: 90 30 vv, mode: single}", "x: {release: undo}", "",
        "15 warning x never tells that it is released"
      ),
      ("x: {kind: button, message: 90 30 vv}", "x: {press: undo}", "", "15 warning x has a light that is never told"),
      (
        "x: {kind: button, send: 90 17 vv}", "x: undo", "",
        "10 warning x is sent the same messages as key[8], so one undoes what the other shows"
      ),
      (
        "x: {kind: fader, message: E0 ll mm}", "x: main/fader", "",
        "10 warning x has a motor and no 'touch'"
      ),
      (
        "x[1-4]: {kind: button, receive: 90 30+i vv}", "x[1-3]: undo", "",
        "15 warning of x[1-4], no layer says what x[4] do"
      ),
      ("x: {kind: meter, send: D0 v, levels: [0]}", "", "", "10 note no layer says what these do: x"),
      ("x: {kind: button, receive: 90 30 vv}", "x: undo", "", "15 note no example receives anything from x"),
      ("x: {kind: knob, receive: B0 30 vv}", "x: main/pan", "", "15 warning no example receives anything from x"),
      (
        "x: {kind: text, send: F0 text F7}", "x: ch/1/name", "",
        "15 warning no example sends what a text shows, such as x"
      ),
    ]
    for (controls, layer, rest, expected) in table {
      let found = try findings(controls: controls, layer: layer, rest: rest)
      #expect(found.contains { $0.contains(expected) }, "\(expected) — found \(found)")
    }
  }

  @Test func `what is meant is left alone`() throws {
    let table: [(controls: String, layer: String, rest: String, forbidden: String)] = [
      (
        "x: {kind: button, receive: 90 30 vv}", "x: strips ch\nkey[1-8]: undo", "bank: {strips: [dca]}",
        "no strip of the bank"
      ),
      ("x: {kind: button, message: 90 30 vv}", "x: {press: undo, led: undo}", "", "light"),
      ("x: {kind: fader, message: E0 ll mm, hold: 300}", "x: main/fader", "", "motor and no"),
      ("x: {kind: fader, message: E0 ll mm, touch: 90 68 vv}", "x: main/fader", "", "motor and no"),
      ("x: {kind: button, receive: 90 30 vv}", "x: hold talkback/on", "", "released"),
      ("x[1-2]: {kind: color, send: F0 all F7}", "x[1-2]: bank[n]/color", "", "same messages"),
    ]
    for (controls, layer, rest, forbidden) in table {
      let lines = layer.contains("key[1-8]") ? String(layer.split(separator: "\n")[0]) : layer
      let found = try findings(controls: controls, layer: lines, rest: rest)
      #expect(!found.contains { $0.contains(forbidden) }, "\(forbidden) — found \(found)")
    }
  }

  @Test func `another file that fits the same device as well is told`() throws {
    func other(_ match: String, file: String = "other.yaml") throws -> Mapping {
      try Mapping.load(text: "name: Other\nmatch: [\(match)]\nlayers: {mix: {}}", file: file)
    }
    let told = "2 warning other.yaml ('Other') fits the same device as well as this file does"
    // Mine is {client: D}.
    #expect(try findings(others: [other("{client: d}")]) == [told])
    #expect(try findings(others: [other("{client: \"*\", port: 1}")]) == [told])
    #expect(try findings(others: [other("{client: \"D*x\"}")]) == [])
    #expect(try findings(others: [other("{client: E}")]) == [])
    #expect(try findings(others: [other("{usb: \"1234:5678\"}"), other("{any: device}")]) == [])
    #expect(try findings(others: [other("{client: D}", file: "folder/mine.yaml")]) == [])
  }
}
