import CALSA
import Testing

@testable import Host

struct EventBacklogTests {
  private func event(_ client: UInt8, _ bytes: [UInt8]) throws -> snd_seq_event_t {
    var event = try #require(EventEncoder.withEvent(bytes) { $0 })
    event.source.client = client
    return event
  }

  /// What is left of messages, each with the client that sent it.
  private func left(_ messages: [(UInt8, [UInt8])]) throws -> [String] {
    var backlog = EventBacklog()
    for (client, bytes) in messages { backlog.add(.event(try event(client, bytes))) }
    var decoder = EventDecoder()
    let taken = backlog.take()
    #expect(backlog.count == 0)
    return taken.flatMap { arrival -> [String] in
      guard case .event(let event) = arrival else { return ["\(arrival)"] }
      return decoder.messages(event, at: 0).map {
        "\(event.source.client): \($0.map { String($0, radix: 16) }.joined(separator: " "))"
      }
    }
  }

  @Test func `of a fader's positions in a row only the last is left, for each fader and each port`() throws {
    #expect(
      try left([
        (20, [0xE0, 0, 1]), (20, [0xE1, 0, 2]), (24, [0xE0, 0, 3]), (20, [0xE0, 0, 4]), (24, [0xE0, 0, 5]),
        (20, [0xE0, 0, 6]),
      ]) == ["20: e1 0 2", "24: e0 0 5", "20: e0 0 6"])
  }

  @Test func `touch and release keep their places between positions`() throws {
    #expect(
      try left([
        (20, [0x90, 0x68, 0x7F]), (20, [0xE0, 0, 1]), (20, [0xE0, 0, 2]), (20, [0x90, 0x68, 0]), (20, [0xE0, 0, 3]),
      ]) == ["20: 90 68 7f", "20: e0 0 2", "20: 90 68 0", "20: e0 0 3"])
  }

  @Test func `steps of an encoder are all kept`() throws {
    #expect(try left(Array(repeating: (20, [0xB0, 0x10, 1]), count: 3)).count == 3)
  }
}
