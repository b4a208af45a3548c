import Foundation
import Mixer
import Testing
import Yams

@testable import Surface

/// The schema that editors use, held against an independent program that knows JSON Schema.
@Suite struct SchemaTests {
  /// What python3-jsonschema says of each document: nothing if it is valid.
  private func verdicts(_ schema: String, _ documents: [JSON]) throws -> [String] {
    let program = """
      import json, sys
      from jsonschema import Draft202012Validator
      schema, documents = json.load(sys.stdin)
      Draft202012Validator.check_schema(schema)
      validator = Draft202012Validator(schema)
      print(json.dumps([next(("/".join(map(str, e.absolute_path)) + ": " + e.message for e in validator.iter_errors(d)), "")
                        for d in documents]))
      """
    let python = Process()
    let (input, output) = (Pipe(), Pipe())
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = ["python3", "-c", program]
    python.standardInput = input
    python.standardOutput = output
    try python.run()
    input.fileHandleForWriting.write(Data("[\(schema),\(JSON.array(documents).text)]".utf8))
    try input.fileHandleForWriting.close()
    let answer = try output.fileHandleForReading.readToEnd() ?? Data()
    python.waitUntilExit()
    try #require(python.terminationStatus == 0, "python3 with jsonschema is needed: tools/setup test")
    return try #require(try JSONSerialization.jsonObject(with: answer) as? [String])
  }

  /// A file as editors see it: YAML 1.2 with its core schema.
  private func json(_ text: String) throws -> JSON {
    json(try MappingFile(name: "t.yaml", text: text).compose().node)
  }

  private func json(_ node: Node) -> JSON {
    switch node {
    case .sequence(let sequence): .array(sequence.map { json($0) })
    case .mapping(let mapping): .object(mapping.map { (key: $0.key.scalar?.string ?? "", value: json($0.value)) })
    case .scalar(let scalar) where scalar.style == .plain: json(plain: scalar.string)
    case .scalar(let scalar): .string(scalar.string)
    case .alias: .null
    }
  }

  private func json(plain text: String) -> JSON {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default:
      if text.wholeMatch(of: /[-+]?[0-9]+/) != nil, let number = Int(text) { return .integer(number) }
      if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil, let number = Double(text) {
        return .number(number)
      }
      return .string(text)
    }
  }

  private func isRead(_ text: String) -> Bool {
    (try? Mapping.load(text: text, file: "t.yaml", families: Shipped.files)) != nil
  }

  @Test func `every shipped file is valid, and so are the devices of these tests and of the manual`() throws {
    let devices = Shipped.files.filter { !$0.isFamily }
    let manual = try String(
      contentsOf: Shipped.folder.deletingLastPathComponent().appending(path: "docs/mapping.md"), encoding: .utf8)
    let example = try #require(manual.components(separatedBy: "```").first { $0.hasPrefix("yaml\n") }).dropFirst(5)
    let texts = devices.map(\.text) + [Fixture.motor, Fixture.plain, FuzzTests.difficult, String(example)]
    let verdicts = try verdicts(MappingSchema.device, texts.map { try json($0) })
    for (verdict, name) in zip(verdicts, devices.map(\.name) + ["motor", "plain", "difficult", "manual"]) {
      #expect(verdict == "", "\(name)")
    }
    let families = Shipped.files.filter(\.isFamily)
    for (verdict, family) in zip(try self.verdicts(MappingSchema.family, families.map { try json($0.text) }), families)
    {
      #expect(verdict == "", "\(family.name)")
    }
  }

  /// A good file with one line of its own.
  private func file(controls: String = "", layer: String = "fader[1-8]: bank[n]/fader", rest: String = "") -> String {
    device(
      "fader[1-8]: {kind: fader, receive: B0 00+i vv}\nmute[1-8]: {kind: button, message: 90 10+i vv}\n" + controls,
      layer, rest)
  }

  @Test func `what the reader takes in all its forms is valid`() throws {
    let texts = [
      file(rest: "constants: {unit: 14, status: B0}\nhello: F0 00 F7\ngoodbye: [F0 01 F7, 90 00 00]"),
      file(rest: "hello: [90 00 00, {delay: 300}, F0 (10 20) sum F7]\nrefresh: F0 00 any F7"),
      file(
        rest: "keep-alive: {send: [90 00 00], every: 1000, answer: Bx 00 7F}\npacing: {rate: 3125, gap: 0, burst: 16}"),
      file(rest: "bank: {size: 16, strips: ch}\ntakeover: scale\nunsure: The model number."),
      file(controls: "x: {kind: button, message: 90 01 vv, on: 01, off: 0C, blink: 7f, mode: toggle}"),
      file(
        controls: "x[1-3]: {kind: knob, receive: F0 41 (10 i nh nl) sum F7, numbers: [50, 51, 5A], max: 200, bits: 7}"),
      file(controls: "x: {kind: fader, message: E0 ll mm, touch: B0 0F 00 B0 2F 40*v, echo: always, hold: 0}"),
      file(
        controls: "x: {kind: color, with: y, values: [0, 1, 2, 3, 4, 5, 6, 7F]}\ny: {kind: button, send: 90 02 color}"),
      file(
        controls: "x: {kind: color, send: F0 red green blue F7, values: ["
          + Array(repeating: "7F 00 00", count: 8).joined(separator: ", ") + "]}"),
      file(controls: "x: {kind: meter, send: D0 v, levels: [-60, -1.5, 0], interval: 60}"),
      file(
        layer:
          "takeover: jump\nfader[1]: {move: \"ch[1]/fader\", takeover: relative}\nmute[1-8]: [undo, set ch/1/fader -6]"
      ),
      file(layer: "mute[1-8]: {press: \"copy selected to bank[n+8]\", long: [save], led: \"bank[n]/mute\"}"),
      file(layer: "mute[1-8]: set  monitor/solo  pfl\nfader[1]: selected/send/[bus]/level"),
      file(
        rest:
          "examples:\n  - {given: {ch/1/fader: -inf, ch/2/mute: on}, receive: [90 10 7F, \"90 10 00\"], sets: nothing, sends: nothing}"
      ),
      file(
        rest:
          "examples:\n  - {set: {ch/1/name: 808, ch/1/mute: true}, meter: {ch/5: -10, main: -inf}, wait: 0, snapshot: 3, does: undo}"
      ),
      file().replacing(
        "{client: D}", with: "{usb: \"1397:00b4\"}, {usb: 0582, product: X*, port: 1}, {any: device, port: 0}"),
      file(rest: "use: mackie-control", ).replacing(
        "controls:\n", with: "controls:\n  fader[1-9]: ~\n  meter[1-8]: {decay: 100}\n"),
    ]
    for (text, verdict) in zip(texts, try verdicts(MappingSchema.device, texts.map { try json($0) })) {
      #expect(verdict == "", "\(text)")
    }
  }

  @Test func `usual mistakes are refused`() throws {
    let texts = [
      file(rest: "layer: x"), file(rest: "bank: {size: 0}"), file(rest: "bank: {strips: [chan]}"),
      file(rest: "takeover: pikup"), file(rest: "pacing: {burst: 9}"), file(rest: "hello: [{dely: 3}]"),
      file(rest: "hello: 10 01 vv"), file(rest: "constants: {u: 14}"), file(rest: "constants: {unit: 300}"),
      file(rest: "keep-alive: {send: 90 00 00}"), "name: D", "match: [{client: D}]\nlayers: {mix: {}}",
      file().replacing("{client: D}", with: ""), file().replacing("{client: D}", with: "{usb: \"13977\"}"),
      file().replacing("{client: D}", with: "{any: hardware}"), file().replacing("{client: D}", with: "{clint: D}"),
      file(controls: "x: {kind: buton, receive: 90 01 vv}"), file(controls: "x: {kind: button, recieve: 90 01 vv}"),
      file(controls: "x: {kind: button, receive: 90 01 vv, bits: 7}"), file(controls: "x: {receive: 90 01 vv}"),
      file(controls: "x: {kind: button, receive: 90 01 vw}"), file(controls: "x: {kind: button, receive: 9G 01 vv}"),
      file(controls: "x: {kind: button, receive: 90 01 vv, on: 80}"),
      file(controls: "x: {kind: button, receive: 90 01 vv, mode: toggel}"),
      file(controls: "x: {kind: meter, send: D0 v, levels: [-60], interval: 10}"),
      file(controls: "x: {kind: encoder, send: B0 01 vv, range: [01]}"),
      file(controls: "x: {kind: color, send: B0 01 vv, values: [00, 01]}"),
      file(controls: "x y: {kind: button, receive: 90 01 vv}"),
      file(layer: "mute[1-8]: bank[n]/mut"), file(layer: "mute[1-8]: cannel/1/mute"),
      file(layer: "mute[1-8]: recal snapshot n"), file(layer: "mute[1-8]: {pres: undo}"),
      file(layer: "mute[1-8]: recall snapshot x"), file(layer: "mute[1-8]: clear sol"),
      file(layer: "mute[1-8]: strips chan"), file(layer: "mute[1-8]: []"), file(layer: "mute[1-8]: bank[m]/mute"),
      file(layer: "takeover: pikup"), file(layer: "fader[1]: {move: ch/1/fader, takeover: x}"),
      file(layer: "fader[1]: {takeover: jump}"), file(rest: "examples: [{recieve: 90 10 7F, sets: nothing}]"),
      file(rest: "examples: [{receive: 9 10, sets: nothing}]"), file(rest: "examples: [{set: {ch/1/mut: on}}]"),
      file(rest: "examples: [{meter: {5: -10}, sends: nothing}]"),
      file(rest: "examples: [{receive: 90 10 7F, sets: noting}]"),
    ]
    for (text, verdict) in zip(texts, try verdicts(MappingSchema.device, texts.map { try json($0) })) {
      #expect(verdict != "", "\(text)")
      #expect(!isRead(text), "\(text)")
    }
  }

  /// The schema must not know better than the reader: what is read is valid. Shipped files with some letters changed.
  @Test func `files with random mistakes that the reader takes are valid`() throws {
    var random = Random(seed: 5)
    var texts: [String] = []
    let letters = Array("0123456789ABCDEFabcdfinvx-/[]n ")
    let shipped = Shipped.files.filter { !$0.isFamily }
    for _ in 0..<600 {
      var text = Array(shipped.randomElement(using: &random)!.text)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        text[Int.random(in: text.indices, using: &random)] = letters.randomElement(using: &random)!
      }
      if isRead(String(text)) { texts.append(String(text)) }
    }
    #expect(texts.count > 20)
    for (text, verdict) in zip(texts, try verdicts(MappingSchema.device, texts.map { try json($0) })) {
      #expect(verdict == "", "\(text.prefix(60))")
    }
  }
}
