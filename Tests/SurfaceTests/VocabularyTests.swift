import Foundation
import Mixer
import Testing

@testable import Surface

/// The tables that the reader, the schema and the manual are made of.
@Suite struct VocabularyTests {
  private func docs(_ name: String) throws -> String {
    let folder = Shipped.folder.deletingLastPathComponent().appending(path: "docs")
    return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test func `the tables of docs mapping md are what the reader goes by; make docs writes them`() throws {
    let text = try docs("mapping.md")
    #expect(try MappingManual.renewed(text) == text)
    for table in MappingManual.tables { #expect(text.contains("<!-- table: \(table.name) -->"), "\(table.name)") }
  }

  @Test func `docs devices md is what the mappings say; make docs writes it`() throws {
    #expect(try docs("devices.md") == DevicesDocument.text(of: Shipped.library.mappings))
  }

  @Test func `tables are renewed between their marks, and nothing else is touched`() throws {
    let renewed = try MappingManual.renewed("a\n<!-- table: takeover -->\nold\n<!-- end of table -->\nb\n")
    #expect(
      renewed.hasPrefix(
        "a\n<!-- table: takeover -->\n| word | what the hand does to the value |\n|---|---|\n| `pickup`"))
    #expect(renewed.hasSuffix("|\n<!-- end of table -->\nb\n"))
    #expect(!renewed.contains("old"))
    #expect(throws: Refusal.self) { try MappingManual.renewed("<!-- table: nothing -->\n<!-- end of table -->") }
    #expect(throws: Refusal.self) { try MappingManual.renewed("<!-- table: file -->\n") }
    #expect(throws: Refusal.self) { try MappingManual.renewed("<!-- table: file -->\n<!-- table: file -->") }
  }

  @Test func `no cell breaks its table, and every key has a sentence`() {
    for table in MappingManual.tables {
      let columns = table.rows.map { $0.split(separator: "|", omittingEmptySubsequences: false).count }
      #expect(Set(columns).count == 1, "\(table.name)")
    }
    let keys = [Section.device, .family, .match, .keepAlive, .pacing, .bank, .example, .button, .position].flatMap(
      \.keys)
    for key in keys + Section.controlKeys.map(\.key) { #expect(key.about.hasSuffix("."), "\(key.name)") }
  }

  /// What a table says counts if nothing is written must be what can be written.
  @Test func `every default can be written, and changes nothing`() throws {
    let bases: [Control.Kind: String] = [
      .fader: "message: E0 ll mm", .knob: "receive: B0 01 vv", .encoder: "receive: B0 01 vv",
      .button: "message: 90 01 vv", .meter: "send: D0 v, levels: [-60, -20, 0]", .text: "send: F0 text F7",
      .color: "send: B0 01 vv",
    ]
    var count = 0
    for entry in Section.controlKeys {
      for kind in entry.kinds {
        let isLiteral =
          switch entry.key.form {
          case .number: Int(entry.key.initial) != nil
          case .word, .byte, .color: !entry.key.initial.isEmpty
          default: false
          }
        let base = try #require(bases[kind])
        // A motor has no takeover.
        let isForMotor = entry.key.name == "takeover" && kind == .fader
        guard isLiteral, !isForMotor else { continue }
        count += 1
        let plain = try mapping(device("a: {kind: \(kind.rawValue), \(base)}", "{}"))
        let written = try mapping(
          device("a: {kind: \(kind.rawValue), \(base), \(entry.key.name): \(entry.key.initial)}", "{}"))
        var control = written.controls[0]
        if entry.key.name == "interval" { control.interval = nil }
        if entry.key.name == "takeover" { control.takeover = nil }
        #expect(control == plain.controls[0], "\(entry.key.name) of a \(kind.rawValue)")
      }
    }
    #expect(count > 20)
  }

  /// Whether a button takes a text under `press` or `led`.
  private func takes(_ key: String, _ text: String) -> Bool {
    let text = """
      name: D
      match: [{client: D}]
      controls:
        slider[1-8]: {kind: fader, receive: B0 00+i vv}
        key[1-8]: {kind: button, message: 90 10+i vv}
      pages: {knobs: [eq]}
      layers:
        mix:
          key[1-8]: {\(key): "\(text)"}
        eq: {}
        flip: {}
        shift: {}
      """
    return (try? Mapping.load(text: text, file: "t.yaml")) != nil
  }

  @Test func `every phrase is taken as its table says`() throws {
    for phrase in Phrase.all {
      switch phrase.use {
      case .button:
        #expect(takes("press", phrase.example) == !phrase.does.isEmpty, "press \(phrase.example)")
        if !phrase.light.isEmpty { #expect(takes("led", phrase.example), "led \(phrase.example)") }
      case .text, .meter:
        let isLightToo = Phrase.all.contains { $0.use == .button && $0.form == phrase.form }
        #expect(!takes("press", phrase.example) && takes("led", phrase.example) == isLightToo, "\(phrase.example)")
        let control =
          phrase.use == .text ? "{kind: text, send: F0 i text F7}" : "{kind: meter, send: D0 10*i+v, levels: [0]}"
        let slider = "slider[1-8]: {kind: fader, receive: B0 00+i vv}"
        _ = try mapping(device("a[1-4]: \(control)\n\(slider)", "a[1-4]: \(phrase.example)"))
      }
      // Its own words lead to it, not to one that stands before it.
      let words = phrase.example.split(separator: " ").map(String.init)
      let fitting = Phrase.all.filter { $0.places(in: words) != nil }.map(\.form)
      #expect(fitting.contains(phrase.form), "\(phrase.example)")
    }
  }
}
