import Testing

@testable import Surface

@Suite struct MIDIParserTests {
  private func parse(_ text: String) -> [String] {
    var parser = MIDIParser()
    return parser.feed(bytes(text), now: 0).map(\.description)
  }

  @Test func `running status repeats the last status byte`() {
    #expect(parse("90 08 7F 08 00 09 7F") == ["90 08 7F", "90 08 00", "90 09 7F"])
    #expect(parse("D0 12 13") == ["D0 12", "D0 13"])
  }

  @Test func `real-time bytes come through anywhere and disturb nothing`() {
    #expect(parse("F0 00 F8 00 66 F7") == ["F8", "F0 00 00 66 F7"])
    #expect(parse("E2 F8 70 FE 5F") == ["F8", "FE", "E2 70 5F"])
    #expect(parse("90 08 7F F8 08 00") == ["90 08 7F", "F8", "90 08 00"])
  }

  @Test func `system messages end running status`() {
    #expect(parse("90 08 7F F6 08 00 90 01 02") == ["90 08 7F", "F6", "90 01 02"])
    #expect(parse("F0 01 F7 08 00 B0 07 01") == ["F0 01 F7", "B0 07 01"])
  }

  @Test func `data without a status, stray ends and undefined bytes are skipped`() {
    #expect(parse("11 22 F7 F4 05 90 08 7F") == ["90 08 7F"])
    #expect(parse("F2 01 02 F3 05 F1 00") == ["F2 01 02", "F3 05", "F1 00"])
  }

  @Test func `a status byte breaks off what is unfinished`() {
    var parser = MIDIParser()
    #expect(
      parser.feed(bytes("F0 01 02 90 08 7F B0 10 E0 00 40"), now: 0).map(\.description) == ["90 08 7F", "E0 00 40"])
    #expect(parser.dropped == 2)
  }

  @Test func `a dump of 402 bytes in pieces of 256 is one message`() {
    var parser = MIDIParser()
    let dump: [UInt8] = [0xF0, 0x42, 0x40] + Array(repeating: 0x11, count: 398) + [0xF7]
    #expect(parser.feed(dump[..<256], now: 0) == [])
    #expect(!parser.isComplete)
    #expect(parser.feed(dump[256...], now: 10 * millisecond) == [MIDIMessage(dump)])
    #expect(parser.isComplete)
  }

  @Test func `a system exclusive message of 64 KiB is kept and a longer one is dropped`() {
    for (length, kept) in [(MIDIParser.sysexLimit, 1), (MIDIParser.sysexLimit + 1, 0)] {
      var parser = MIDIParser()
      let dump: [UInt8] = [0xF0] + Array(repeating: 0x01, count: length - 2) + [0xF7]
      #expect(parser.feed(dump, now: 0).count == kept)
      #expect(parser.feed(bytes("90 08 7F"), now: 0).map(\.description) == ["90 08 7F"])
    }
  }

  @Test func `a message that stands still for a second is dropped and parsing goes on at the next status byte`() {
    var parser = MIDIParser()
    #expect(parser.feed(bytes("F0 01 02"), now: 0) == [])
    #expect(parser.feed(bytes("03"), now: second) == [])
    #expect(parser.feed(bytes("04 F7 05 90 08 7F"), now: 2 * second + 1).map(\.description) == ["90 08 7F"])
    #expect(parser.dropped == 1)
  }

  @Test func `a text of bytes must be complete messages`() {
    #expect(MIDIMessage.messages(in: "90 08 7F 90 08 00")?.count == 2)
    #expect(MIDIMessage.messages(in: "90 08") == nil)
    #expect(MIDIMessage.messages(in: "90 8 7F") == nil)
    #expect(MIDIMessage.messages(in: "90 08 XY") == nil)
    #expect(MIDIMessage.messages(in: "") == nil)
    #expect(MIDIMessage.messages(in: "10 4B 7F 90 4B 00") == nil)
    #expect(MIDIMessage.messages(in: "F0 00 F7 10 4B") == nil)
    #expect(MIDIMessage.messages(in: "90 10 90 10 7F") == nil)
  }

  /// Whatever arrives, every message is well formed, and a complete message after the noise is found.
  @Test(arguments: 1...40) func `noise never makes a malformed message`(seed: UInt64) {
    var random = Random(seed: seed)
    var parser = MIDIParser()
    let noise = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let messages = parser.feed(noise, now: 0) + parser.feed([0x90, 0x08, 0x7F], now: 0)
    #expect(messages.last == MIDIMessage([0x90, 0x08, 0x7F]))
    for message in messages {
      let data = message.isSysex ? message.bytes.dropFirst().dropLast() : message.bytes.dropFirst()
      #expect(message.bytes[0] >= 0x80 && data.allSatisfy { $0 < 0x80 })
      #expect(
        message.isSysex ? message.bytes.last == 0xF7 : data.count == MIDIMessage.dataCount(after: message.bytes[0]))
    }
  }
}

/// A generator with a seed (SplitMix64), so that a failing run can be repeated.
struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
