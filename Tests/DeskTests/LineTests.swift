import Foundation
import Mixer
import Testing

@testable import Desk

@Suite struct LineTests {
  private func lines(_ chunks: [[UInt8]]) -> [LineReader.Line] {
    var reader = LineReader()
    var lines: [LineReader.Line] = []
    for chunk in chunks {
      reader.push(chunk)
      while let line = reader.next() { lines.append(line) }
    }
    if let rest = reader.end() { lines.append(rest) }
    return lines
  }

  @Test func `lines are the same however the bytes are cut`() {
    let bytes = Array("get ch/1/fader\r\nset ch/1/name \"Bücher 鼓\"\n\nset ch/1/fader -1".utf8)
    let whole: [LineReader.Line] = [
      .text("get ch/1/fader"), .text("set ch/1/name \"Bücher 鼓\""), .text(""),
      // Half of a request whose sender died, perhaps: -1 may have been going to be -10.
      .unreadable("the last request has no newline at its end, so it was not obeyed"),
    ]
    #expect(lines([bytes]) == whole)
    #expect(lines(bytes.map { [$0] }) == whole)
    for seed in UInt64(1)...50 {
      var random = Seeded(seed)
      var rest = bytes[...]
      var chunks: [[UInt8]] = []
      while !rest.isEmpty {
        let count = Int.random(in: 1...rest.count, using: &random)
        chunks.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      #expect(lines(chunks) == whole, "seed \(seed)")
    }
  }

  @Test func `a line of 4096 bytes is read, a longer one is refused once and the next is read`() {
    let full = Array(repeating: UInt8(ascii: "a"), count: 4096)
    #expect(lines([full + [10]]) == [.text(String(repeating: "a", count: 4096))])
    let long = full + full + full
    let expected: [LineReader.Line] = [.unreadable("a request has at most 4096 bytes"), .text("ok")]
    #expect(lines([full + [97, 10], Array("ok\n".utf8)]) == expected)
    #expect(lines([long, long, [10], Array("ok\n".utf8)]) == expected)
    #expect(lines((long + [10]).map { [$0] } + [Array("ok\n".utf8)]) == expected)
  }

  @Test func `text that is not UTF-8, or has control characters, is refused`() {
    #expect(lines([[0x67, 0xC3, 0x28, 10]]) == [.unreadable("the request is not valid UTF-8")])
    #expect(lines([[0x67, 0x00, 10]]) == [.unreadable("the request has control characters in it")])
    #expect(lines([[0x1B, 0x5B, 10]]) == [.unreadable("the request has control characters in it")])
  }

  @Test func `words are parted by spaces, kept together by quotation marks, escaped by backslashes`() throws {
    #expect(try Words.split("set  ch/1/name\t\"Lead  Vox\"") == ["set", "ch/1/name", "Lead  Vox"])
    #expect(try Words.split(#"a\ b "c\"d" e\\f """#) == ["a b", "c\"d", "e\\f", ""])
    #expect(try Words.split("ab\"c d\"e") == ["abc de"])
    #expect(throws: Refusal("a quotation mark is not closed")) { try Words.split("\"a") }
    #expect(throws: Refusal.self) { try Words.split("a\\") }
  }

  @Test func `any text quoted is read back as one word`() throws {
    for seed in UInt64(1)...300 {
      var random = Seeded(seed)
      let scalars = "ab \"\\\té鼓🥁'/".unicodeScalars
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        text.unicodeScalars.append(scalars.randomElement(using: &random)!)
      }
      #expect(try Words.split(Words.quoted(text)) == [text], "seed \(seed)")
      #expect(try Words.split(Words.word(text)) == [text], "seed \(seed)")
    }
  }

  @Test func `JSON is what another reader reads`() throws {
    let json = JSON.object([
      ("a\"\\\n\u{1}\u{7F}é🥁\u{2028}", .string("\u{0}\t\"quoted\"")), ("f", .number(Float(-0.3))),
      ("n", .number(Double.infinity)), ("i", .integer(-7)), ("l", .array([.bool(true), .null])), ("e", .object([])),
    ])
    let read = try #require(try JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [String: Any])
    #expect(read["a\"\\\n\u{1}\u{7F}é🥁\u{2028}"] as? String == "\u{0}\t\"quoted\"")
    #expect(read["f"] as? Double == -0.3)
    #expect(read["n"] is NSNull)
    #expect(read["i"] as? Int == -7)
    #expect((read["l"] as? [Any])?.count == 2)
    #expect(JSON.lines([.integer(1), .integer(2)]) == ["[", "1,", "2", "]"])
    #expect(JSON.lines([]) == ["[]"])
  }

  @Test func `a mistyped word is guessed if it is near`() {
    #expect(Suggestion.closest(to: "fadre", among: ["fader", "pan"]) == "fader")
    #expect(Suggestion.closest(to: "MUTE", among: ["mute"]) == "mute")
    #expect(Suggestion.closest(to: "reverb", among: ["fader", "pan"]) == nil)
    #expect(Suggestion.editDistance(Array("kitten"), Array("sitting")) == 3)
  }
}
