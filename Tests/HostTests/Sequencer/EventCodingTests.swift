import CALSA
import Testing

@testable import Host

/// The events are built by hand as the kernel builds them; the bytes are those of the MIDI specification and of the
/// reference table of control surfaces.
struct EventCodingTests {
  @Test(
    arguments: [
      ([0x90, 0x10, 0x7F], SND_SEQ_EVENT_NOTEON), ([0x90, 0x10, 0x00], SND_SEQ_EVENT_NOTEON),
      ([0x80, 0x10, 0x40], SND_SEQ_EVENT_NOTEOFF), ([0xA3, 0x10, 0x22], SND_SEQ_EVENT_KEYPRESS),
      ([0xB0, 0x30, 0x46], SND_SEQ_EVENT_CONTROLLER), ([0xBF, 0x07, 0x7F], SND_SEQ_EVENT_CONTROLLER),
      ([0xC0, 0x05], SND_SEQ_EVENT_PGMCHANGE), ([0xD0, 0x2C], SND_SEQ_EVENT_CHANPRESS),
      ([0xE0, 0x00, 0x00], SND_SEQ_EVENT_PITCHBEND), ([0xE2, 0x70, 0x5F], SND_SEQ_EVENT_PITCHBEND),
      ([0xE8, 0x70, 0x7F], SND_SEQ_EVENT_PITCHBEND), ([0xE0, 0x7F, 0x7F], SND_SEQ_EVENT_PITCHBEND),
      ([0xF1, 0x35], SND_SEQ_EVENT_QFRAME), ([0xF2, 0x01, 0x02], SND_SEQ_EVENT_SONGPOS),
      ([0xF3, 0x09], SND_SEQ_EVENT_SONGSEL), ([0xF6], SND_SEQ_EVENT_TUNE_REQUEST), ([0xF8], SND_SEQ_EVENT_CLOCK),
      ([0xFA], SND_SEQ_EVENT_START), ([0xFB], SND_SEQ_EVENT_CONTINUE), ([0xFC], SND_SEQ_EVENT_STOP),
      ([0xFE], SND_SEQ_EVENT_SENSING), ([0xFF], SND_SEQ_EVENT_RESET),
      ([0xF0, 0x00, 0x00, 0x66, 0x14, 0x12, 0x00, 0x41, 0xF7], SND_SEQ_EVENT_SYSEX),
    ] as [([UInt8], snd_seq_event_type)])
  func `a message becomes its event and comes back as the same bytes`(
    bytes: [UInt8], type: snd_seq_event_type
  ) throws {
    let result = EventEncoder.withEvent(bytes) { event -> (UInt8, [[UInt8]]) in
      var decoder = EventDecoder()
      return (event.type, decoder.messages(event, at: 0))
    }
    let (encoded, messages) = try #require(result)
    #expect(encoded == UInt8(type.rawValue))
    #expect(messages == [bytes])
  }

  @Test(
    arguments: [
      (-8192, [0xE4, 0x00, 0x00]), (0, [0xE4, 0x00, 0x40]), (8191, [0xE4, 0x7F, 0x7F]), (8176, [0xE4, 0x70, 0x7F]),
      (99_999, [0xE4, 0x7F, 0x7F]),
    ] as [(Int32, [UInt8])])
  func `a pitch bend counts from -8192`(value: Int32, bytes: [UInt8]) {
    #expect(decode(control(SND_SEQ_EVENT_PITCHBEND, channel: 4, 0, value)) == [bytes])
  }

  @Test func `a light is turned off by a note-on of velocity 0`() {
    let event = EventEncoder.withEvent([0x90, 0x08, 0x00]) { $0 }
    #expect(event?.type == UInt8(SND_SEQ_EVENT_NOTEON.rawValue))
    #expect(event?.data.note.velocity == 0)
  }

  @Test func `a ready-made 14-bit controller comes apart into its halves`() {
    #expect(
      decode(control(SND_SEQ_EVENT_CONTROL14, channel: 1, 7, 0x2A55)) == [[0xB1, 7, 0x54], [0xB1, 39, 0x55]])
    #expect(decode(control(SND_SEQ_EVENT_CONTROL14, channel: 1, 70, 99)) == [[0xB1, 70, 99]])
  }

  @Test func `a ready-made NRPN or RPN comes apart into four controllers`() {
    #expect(
      decode(control(SND_SEQ_EVENT_NONREGPARAM, channel: 0, 0x3FFF, 0x1234))
        == [[0xB0, 99, 0x7F], [0xB0, 98, 0x7F], [0xB0, 6, 0x24], [0xB0, 38, 0x34]])
    #expect(
      decode(control(SND_SEQ_EVENT_REGPARAM, channel: 2, 1, 0x2000))
        == [[0xB2, 101, 0], [0xB2, 100, 1], [0xB2, 6, 0x40], [0xB2, 38, 0]])
  }

  @Test func `values beyond seven bits never make a status byte`() {
    #expect(decode(control(SND_SEQ_EVENT_CONTROLLER, channel: 0xFF, 0x1FF, -1)) == [[0xBF, 0x7F, 0x7F]])
  }

  @Test(
    arguments: [
      [], [0x90], [0x90, 0x10], [0x90, 0x10, 0x7F, 0x00], [0x90, 0x80, 0x00], [0x40, 0x40], [0xF0], [0xF0, 0x01],
      [0xF0, 0x90, 0xF7], [0xF7], [0xF4], [0xFD], [0xC0, 1, 2], [0xF8, 0xF8],
    ] as [[UInt8]])
  func `what is not one whole message is not sent`(bytes: [UInt8]) {
    #expect(!EventEncoder.accepts(bytes))
    #expect(EventEncoder.withEvent(bytes) { _ in true } == nil)
  }

  @Test func `a system-exclusive message longer than the kernel holds is not sent`() {
    func message(_ count: Int) -> [UInt8] { [0xF0] + [UInt8](repeating: 1, count: count - 2) + [0xF7] }
    #expect(EventEncoder.accepts(message(4096)))
    #expect(!EventEncoder.accepts(message(4097)))
  }

  @Test func `a system-exclusive event without data pointer is read as nothing`() {
    var event = snd_seq_event_t()
    event.type = UInt8(SND_SEQ_EVENT_SYSEX.rawValue)
    event.data.raw32.d = (0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF)
    #expect(decode(event).isEmpty)
  }

  @Test func `announcements and other system events are no messages`() {
    for type in [SND_SEQ_EVENT_PORT_START, SND_SEQ_EVENT_CLIENT_EXIT, SND_SEQ_EVENT_ECHO, SND_SEQ_EVENT_NONE] {
      var event = snd_seq_event_t()
      event.type = UInt8(type.rawValue)
      #expect(decode(event).isEmpty)
    }
  }

  @Test func `another message in the middle of a system-exclusive one drops the rest, a clock does not`() {
    var decoder = EventDecoder()
    func piece(_ bytes: [UInt8]) -> [[UInt8]] {
      bytes.withUnsafeBufferPointer { data in
        var event = snd_seq_event_t()
        event.type = UInt8(SND_SEQ_EVENT_SYSEX.rawValue)
        calsa_set_variable(&event, data.baseAddress, UInt32(data.count))
        return decoder.messages(event, at: 0)
      }
    }
    var clock = snd_seq_event_t()
    clock.type = UInt8(SND_SEQ_EVENT_CLOCK.rawValue)

    #expect(piece([0xF0, 1]).isEmpty)
    #expect(decoder.messages(clock, at: 0) == [[0xF8]])
    #expect(piece([2, 0xF7]) == [[0xF0, 1, 2, 0xF7]])

    #expect(piece([0xF0, 1]).isEmpty)
    let bend = control(SND_SEQ_EVENT_PITCHBEND, channel: 0, 0, 0)
    #expect(decoder.messages(bend, at: 0) == [[0xE0, 0, 0x40]])
    #expect(piece([2, 0xF7]).isEmpty)
    #expect(piece([0xF0, 3, 0xF7]) == [[0xF0, 3, 0xF7]])
  }

  private func decode(_ event: snd_seq_event_t) -> [[UInt8]] {
    var decoder = EventDecoder()
    return decoder.messages(event, at: 0)
  }

  private func control(
    _ type: snd_seq_event_type, channel: UInt8, _ number: UInt32, _ value: Int32
  ) -> snd_seq_event_t {
    var event = snd_seq_event_t()
    event.type = UInt8(type.rawValue)
    event.data.control.channel = channel
    event.data.control.param = number
    event.data.control.value = value
    return event
  }
}
