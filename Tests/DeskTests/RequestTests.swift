import Foundation
import Mixer
import Testing

@testable import Desk

@Suite struct RequestTests {
  private func refusal(_ line: String) -> String? {
    do {
      _ = try Request.parse(line)
      return nil
    } catch { return error.description }
  }

  @Test(arguments: [
    ("hello", Request.hello), ("version", .hello), ("hello faderctl 1.0", .hello), ("help", .help),
    ("status", .status(.text)), ("status json", .status(.json)),
    ("get ch/1/fader main/**", .get(["ch/1/fader", "main/**"])),
    ("set ch/1/fader -6 dB", .set(path: "ch/1/fader", value: "-6 dB")),
    ("set ch/1/name \"Lead  Vox\"", .set(path: "ch/1/name", value: "Lead  Vox")),
    ("set ch/1/name \"\"", .set(path: "ch/1/name", value: "")),
    ("watch", .watch([], full: false)), ("watch full ch/*/fader", .watch(["ch/*/fader"], full: true)),
    ("params json ch/1/**", .params(.json, ["ch/1/**"])), ("meters follow json", .meters(.json, follow: true)),
    ("meters json follow", .meters(.json, follow: true)), ("meters", .meters(.text, follow: false)),
    ("bridge 80 24", .bridge(columns: 80, rows: 24)),
    ("surface list json", .surfaces(.json)), ("surface monitor", .monitor(nil)),
    ("surface monitor My Surface", .monitor("My Surface")), ("surface listen", .listen(nil)),
    ("surface listen Pads", .listen("Pads")), ("surface test My Surface", .test("My Surface")), ("stop", .stop),
    ("quit", .quit), ("close", .quit),
    ("snapshot save", .snapshot(.save(number: nil, name: nil))),
    ("snapshot save 3 Second Verse", .snapshot(.save(number: 3, name: "Second Verse"))),
    ("snapshot save Chorus", .snapshot(.save(number: nil, name: "Chorus"))),
    ("snapshot recall 3", .snapshot(.recall(.number(3), fade: nil, scope: nil))),
    (
      "snapshot recall \"Verse 2\" fade 2.5 scope ch/*/fader main/**",
      .snapshot(.recall(.name("Verse 2"), fade: 2.5, scope: ["ch/*/fader", "main/**"]))
    ),
    (
      "snapshot recall 3 scope ch/*/mute fade 1s",
      .snapshot(.recall(.number(3), fade: 1, scope: ["ch/*/mute"]))
    ),
    ("snapshot list json", .snapshot(.list(.json))), ("snapshot show 3", .snapshot(.show(.number(3)))),
    ("snapshot diff 3", .snapshot(.diff(.number(3), nil))),
    ("snapshot diff 3 Chorus", .snapshot(.diff(.number(3), .name("Chorus")))),
    ("snapshot undo", .snapshot(.undo(fade: nil))), ("snapshot redo fade 2", .snapshot(.redo(fade: 2))),
    ("snapshot rename \"Verse 2\" Bridge", .snapshot(.rename(.name("Verse 2"), to: "Bridge"))),
    ("snapshot delete 3", .snapshot(.delete(.number(3)))),
  ])
  func `a well written line is understood`(_ line: String, _ request: Request) throws {
    #expect(try Request.parse(line) == request)
  }

  @Test func `a line without words is no request`() throws {
    #expect(try Request.parse("") == nil)
    #expect(try Request.parse(" \t ") == nil)
  }

  @Test(arguments: [
    ("stauts", "'stauts' is not a request (did you mean 'status'?); help lists the requests"),
    ("frobnicate", "'frobnicate' is not a request; help lists the requests"),
    ("get", "write: get PATTERN, such as get ch/*/fader"),
    ("set ch/1/fader", "write: set PATH VALUE, such as set ch/1/fader -6"),
    ("status xml", "write: status [json]"), ("stop now", "'stop' stands alone"),
    ("bridge 80", "write: bridge COLUMNS ROWS, such as bridge 80 24; at most 1000 by 500"),
    ("surface lst", "write: surface list [json], surface monitor [NAME], or surface test NAME (did you mean 'list'?)"),
    ("surface test", "write: surface test NAME; surface list shows the names"),
    (
      "snapshot recal 3",
      "write: snapshot save|recall|list|show|diff|undo|redo|rename|delete (did you mean 'recall'?)"
    ),
    ("snapshot recall", "write the number or the name of a snapshot; snapshot list shows them"),
    ("snapshot recall 3 fade soon", "'soon' is not a fade time; write 0 to 600 seconds"),
    ("snapshot recall 3 fade", "'' is not a fade time; write 0 to 600 seconds"),
    ("snapshot recall 3 fade nan", "'nan' is not a fade time; write 0 to 600 seconds"),
    ("snapshot recall 3 scope", "write: scope PATTERN, such as scope ch/*/fader ch/*/mute"),
    ("snapshot recall 1000", "'1000' is not a snapshot; they have numbers from 1 to 999"),
    ("snapshot save 3 77", "a snapshot's name has a letter in it, or it would be a number"),
    ("snapshot rename 3", "write: snapshot rename NUMBER|NAME NEWNAME; a name with spaces in quotation marks"),
    ("snapshot undo 3", "write: snapshot undo [fade SECONDS]"), ("get \"ch", "a quotation mark is not closed"),
  ])
  func `a badly written line is refused with how to write it`(_ line: String, _ sentence: String) {
    #expect(refusal(line) == sentence)
  }

  @Test func `no line crashes the parser`() {
    let words = [
      "get", "set", "snapshot", "recall", "save", "fade", "scope", "watch", "full", "json", "meters", "follow",
      "bridge",
      "surface", "monitor", "diff", "undo", "3", "-1", "99999999999999999999", "\"", "\\", "**", "ch/1/fader", "", " ",
      "é", "٣",
    ]
    for seed in UInt64(1)...3000 {
      var random = Seeded(seed)
      let line = (0..<Int.random(in: 0...7, using: &random)).map { _ in words.randomElement(using: &random)! }
      _ = try? Request.parse(line.joined(separator: Bool.random(using: &random) ? " " : ""))
    }
  }
}

@Suite struct ProtocolDocumentTests {
  @Test func `every request in the document is understood, and every request of the help is documented`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/protocol.md")
      .standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    let answers = [":", "done", "refused", "usage", "…", "socat"]
    var count = 0
    for line in text.split(separator: "\n") where line.hasPrefix("    ") {
      let first = line.split(separator: " ").first.map(String.init) ?? ""
      guard !answers.contains(first) else { continue }
      count += 1
      let request = try? Request.parse(line)
      #expect(request != nil, "\(line)")
    }
    #expect(count > 20)
    let headings = text.split(separator: "\n").filter { $0.hasPrefix("### ") }.joined(separator: "\n")
    for line in Request.summary {
      let words = line.split(separator: " ")
      let verbs = words[0] == "snapshot" || words[0] == "surface" ? "\(words[0]) \(words[1])" : "\(words[0])"
      for verb in verbs.split(separator: "|") { #expect(headings.contains(verb), "\(verb)") }
    }
  }

  @Test func `the catalogue rows of the document are those of the desk`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/protocol.md")
      .standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    var talk = Talk()
    for request in ["params ch/1/fader monitor/solo", "params json ch/1/fader"] {
      for line in talk.say(request) where line.count > 6 { #expect(text.contains(line), "\(line)") }
    }
  }
}
