import Testing

@testable import Host

struct CoalescingTests {
  private let first = PortHandle(number: 1)
  private let second = PortHandle(number: 2)

  private func bend(_ handle: PortHandle, _ channel: UInt8, _ value: UInt8) -> SequencerEvent {
    .message(handle, [0xE0 | channel, 0, value])
  }

  @Test func `of a fader's positions in a row only the last is left, for each fader and each port`() {
    let events = [
      bend(first, 0, 1), bend(first, 1, 2), bend(second, 0, 3), bend(first, 0, 4), bend(second, 0, 5),
      bend(first, 0, 6),
    ]
    #expect(SequencerEvent.coalesced(events) == [bend(first, 1, 2), bend(second, 0, 5), bend(first, 0, 6)])
  }

  @Test func `touch and release keep their places between positions`() {
    let touch = SequencerEvent.message(first, [0x90, 0x68, 0x7F])
    let release = SequencerEvent.message(first, [0x90, 0x68, 0])
    let events = [touch, bend(first, 0, 1), bend(first, 0, 2), release, bend(first, 0, 3)]
    #expect(SequencerEvent.coalesced(events) == [touch, bend(first, 0, 2), release, bend(first, 0, 3)])
  }

  @Test func `steps of an encoder are all kept`() {
    let step = SequencerEvent.message(first, [0xB0, 0x10, 0x01])
    #expect(SequencerEvent.coalesced([step, step, step]) == [step, step, step])
  }

  @Test func `nothing is moved across an unplugging or an overrun`() {
    let events = [bend(first, 0, 1), .overrun, bend(first, 0, 2), .left(first)]
    #expect(SequencerEvent.coalesced(events) == events)
  }
}
