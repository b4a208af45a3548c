import Foundation
import Mixer
import Testing

@testable import Desk

@Suite struct StripRequestTests {
  @Test(arguments: [
    ("copy ch/1 ch/2", Request.copy(from: "ch/1", to: ["ch/2"], Block.usual)),
    ("copy ch/1 ch/* group/2 main", .copy(from: "ch/1", to: ["ch/*", "group/2", "main"], Block.usual)),
    ("copy \"ch/Lead Vox\" ch/2 eq comp", .copy(from: "ch/Lead Vox", to: ["ch/2"], [.eq, .comp])),
    ("copy ch/1 ch/2 all name", .copy(from: "ch/1", to: ["ch/2"], Set(Block.allCases))),
    ("copy main main", .copy(from: "main", to: ["main"], Block.usual)), ("reset ch/1", .reset(["ch/1"], Block.usual)),
    ("reset main group/1 eq", .reset(["main", "group/1"], [.eq])), ("solo clear", .soloClear),
    ("tap fx/1", .tap("fx/1")),
    ("why ch/1 main", .why(["ch/1", "main"])), ("gain-check", .gainCheck(.text)),
    ("gain-check json", .gainCheck(.json)),
    ("auto-trim", .autoTrim([])), ("auto-trim ch/1 ch/2", .autoTrim(["ch/1", "ch/2"])),
  ])
  func `a well written line is understood`(_ line: String, _ request: Request) throws {
    #expect(try Request.parse(line) == request)
  }

  @Test(arguments: [
    ("copy", "write: copy FROM TO... [BLOCK...], such as copy ch/1 ch/2 eq comp"),
    ("copy ch/1 eq", "write: copy FROM TO... [BLOCK...], such as copy ch/1 ch/2 eq comp"),
    (
      "copy ch/1 ch/2 cmp",
      "'cmp' is neither a strip nor a block (did you mean 'comp'?); blocks: input, filters, gate, eq, comp, deesser, "
        + "effect, sends, mix, groups, output, name, all"
    ),
    ("reset", "write: reset STRIP... [BLOCK...], such as reset ch/1 eq"), ("solo", "write: solo clear"),
    ("solo claer", "write: solo clear (did you mean 'clear'?)"), ("tap", "write: tap EFFECT, such as tap fx/1"),
    ("why", "write: why STRIP..., such as why ch/3"), ("gain-check xml", "write: gain-check [json]"),
    ("auto-trm", "'auto-trm' is not a request (did you mean 'auto-trim'?); help lists the requests"),
  ])
  func `a badly written line is refused with how to write it`(_ line: String, _ sentence: String) {
    #expect(throws: Refusal(sentence)) { try Request.parse(line) }
  }

  @Test func `a copy and a reset are answered with how much they moved, and can be undone`() {
    var talk = Talk()
    _ = talk.say("set ch/1/fader -6")
    _ = talk.say("set ch/1/name Kick")
    #expect(talk.say("copy ch/kick ch/*") == [": copied ch/1 to ch/2 ch/3 ch/4, 3 values", "done"])
    #expect(
      talk.effects.last
        == .apply(Batch(changes: (2...4).map { Change(Parameter(.channel($0), .fader), -6, by: .client) })))
    #expect(talk.say("snapshot undo") == [": recalled undo", "done"])
    #expect(talk.say("get ch/4/fader") == [": ch/4/fader -inf dB", "done"])
    #expect(talk.say("reset ch/1 name") == [": reset ch/1, 1 values", "done"])
    #expect(talk.say("reset ch/1") == [": reset ch/1, 1 values", "done"])
    #expect(talk.say("reset ch/1") == [": reset ch/1, 0 values", "done"])
  }

  @Test func `what a hand holds is kept and listed`() {
    var talk = Talk()
    _ = talk.say("set ch/1/fader -6")
    _ = talk.say("set ch/1/mute on")
    let held = talk.desk.parameter("ch/2/fader")
    talk.surroundings.held = { $0 == held }
    #expect(
      talk.say("copy ch/1 ch/2") == [": partly copied ch/1 to ch/2, 1 values", ": kept ch/2/fader held", "done"])
    #expect(
      talk.say("copy ch/1 ch/2") == [
        ": kept ch/2/fader held", "refused nothing was moved: the one difference is held",
      ])
  }

  @Test func `strips are refused with what there is`() {
    var talk = Talk()
    #expect(talk.say("copy ch/1 ch/9") == ["refused 'ch/9/name': this desk has ch/1 to ch/4"])
    #expect(talk.say("copy ch/* ch/2") == ["refused 'ch/*' is more than one strip; one is copied"])
    #expect(talk.say("copy ch/1/fader ch/2") == ["refused 'ch/1/fader' is more than a strip; write ch/1"])
    #expect(
      talk.say("why cha/1") == [
        "refused 'cha/1' does not start with a kind of strip (did you mean 'ch'?); write one of ch, group, aux, fx, dca, "
          + "mutegroup, main, monitor, talkback"
      ])
    #expect(talk.say("why ch") == ["refused 'ch/' names no strip; write ch/1 to ch/4, or a name"])
    #expect(talk.say("why dca/1") == ["refused dca/1 carries no sound of its own"])
    #expect(talk.say("tap ch/1") == ["refused 'ch/1' is not an effect; write fx/1 to fx/1"])
    #expect(talk.say("auto-trim main") == ["refused main has no trim; write channels, such as ch/*"])
    #expect(talk.effects.isEmpty)
  }

  @Test func `solos are cleared and told`() {
    var talk = Talk()
    _ = talk.say("set ch/2/solo on")
    _ = talk.say("set dca/1/solo on")
    #expect(talk.say("solo clear") == [": ch/2/solo off", ": dca/1/solo off", "done"])
    #expect(talk.say("solo clear") == ["done"])
  }

  @Test func `taps set the tempo`() {
    var talk = Talk()
    talk.surroundings.now = second
    #expect(talk.say("tap fx/1") == ["done"])
    talk.surroundings.now = second + 600_000_000
    #expect(talk.say("tap fx/1") == [": fx/1/delay/tempo 100.0 bpm", "done"])
    #expect(talk.desk["fx/1/delay/tempo"] == 100)
  }

  @Test func `the causes of silence are told with the parameter that ends them`() {
    var talk = Talk()
    for line in [
      "set ch/1/mute on", "set ch/1/dca/1 on", "set dca/1/name Band", "set dca/1/mute on", "set ch/2/fader 0",
    ] { _ = talk.say(line) }
    #expect(
      talk.say("why ch/1 ch/2") == [
        ": ch/1 ch/1/mute: it is muted", ": ch/1 dca/1/mute: Band is muted, a DCA that it belongs to",
        ": ch/1 ch/1/fader: its fader is down", ": ch/2 heard", "done",
      ])
  }

  @Test func `levels are judged and trimmed, for people and for programs`() throws {
    var talk = Talk()
    var report = Report()
    report.frames = 960
    let peaks: [Double] = [-23.4, -8, 0.5, -40]
    talk.surroundings.meters.update(
      report, peaks.map { MeterReading(peak: Float(pow(10, $0 / 20))) }, sampleRate: 48_000)
    _ = talk.say("set ch/1/name Kick")
    #expect(
      talk.say("gain-check") == [
        ": ch/1 \"Kick\" low peak -23.4, trim by +14.4 dB", ": ch/2 \"Ch 2\" good peak -8.0",
        ": ch/3 \"Ch 3\" clipping peak 0.5, trim by -9.5 dB",
        ": ch/4 \"Ch 4\" low peak -40.0, trim by +18.0 dB, preamplifier by +13.0 dB", "done",
      ])
    let json = talk.say("gain-check json").dropLast().map { $0.dropFirst(2) }.joined()
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(rows.map { $0["verdict"] as? String } == ["low", "good", "clipping", "low"])
    #expect(rows[3]["preamp"] as? Double == 13)
    #expect(
      talk.say("auto-trim") == [
        ": ch/1 \"Kick\" low peak -23.4, trim 0.00 dB → 14.40 dB", ": ch/2 \"Ch 2\" good peak -8.0",
        ": ch/3 \"Ch 3\" clipping peak 0.5, trim 0.00 dB → -9.50 dB",
        ": ch/4 \"Ch 4\" low peak -40.0, trim 0.00 dB → 18.00 dB, preamplifier by +13.0 dB", "done",
      ])
    #expect(talk.say("auto-trim ch/1") == [": ch/1 \"Kick\" good peak -9.0", "done"])
    #expect(talk.say("snapshot undo") == [": recalled undo", "done"])
    #expect(talk.desk["ch/3/trim"] == 0)
  }
}

@Suite struct ConsoleDocumentTests {
  private var file: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/console.md").standardized
  }

  @Test func `docs console md is what the catalogue says; make docs writes it`() throws {
    #expect(try String(contentsOf: file, encoding: .utf8) == ConsoleDocument.text)
  }

  @Test func `every parameter has a row, and no row breaks its table`() {
    let rows = ConsoleDocument.text.split(separator: "\n").filter { $0.hasPrefix("| ") }
    let items = StripKind.allCases.reduce(0) { $0 + Catalogue.specs(of: $1).count }
    // A head and a name for each kind.
    #expect(rows.count == items + 2 * StripKind.allCases.count)
    #expect(rows.allSatisfy { $0.split(separator: "|", omittingEmptySubsequences: false).count == 8 })
  }
}
