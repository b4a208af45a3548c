import CALSA

/// One MIDI message → one sequencer event. Pure; any thread.
public enum EventEncoder {
  /// Most bytes of one system-exclusive message that may be sent: what the kernel holds for a MIDI port. It drops a
  /// longer one without a word.
  public static let sysexLimit = 4096

  /// Whether `message` is exactly one complete MIDI message that can be sent.
  public static func accepts(_ message: [UInt8]) -> Bool {
    guard let status = message.first else { return false }
    if status == 0xF0 {
      return message.count >= 2 && message.count <= sysexLimit && message.last == 0xF7
        && message[1..<(message.count - 1)].allSatisfy { $0 < 0x80 }
    }
    guard let length = length(status) else { return false }
    return message.count == length && message.dropFirst().allSatisfy { $0 < 0x80 }
  }

  /// Calls `body` with the event of `message`, whose data lives as long as the call; nil when `message` is not one
  /// complete message. Neither source nor destination is set. A note-on with velocity 0 stays a note-on: on most
  /// surfaces only that turns a light off.
  public static func withEvent<R>(_ message: [UInt8], _ body: (inout snd_seq_event_t) -> R) -> R? {
    guard accepts(message) else { return nil }
    var event = snd_seq_event_t()
    let status = message[0]
    guard status == 0xF0 else {
      if status < 0xF0 { setChannel(&event, message) } else { setSystem(&event, message) }
      return body(&event)
    }
    return message.withUnsafeBufferPointer { bytes in
      event.type = UInt8(SND_SEQ_EVENT_SYSEX.rawValue)
      calsa_set_variable(&event, bytes.baseAddress, UInt32(bytes.count))
      return body(&event)
    }
  }

  private static func length(_ status: UInt8) -> Int? {
    switch status {
    case 0xC0...0xDF, 0xF1, 0xF3: 2
    case 0x80...0xEF, 0xF2: 3
    case 0xF6, 0xF8...0xFC, 0xFE, 0xFF: 1
    default: nil
    }
  }

  private static func setChannel(_ event: inout snd_seq_event_t, _ message: [UInt8]) {
    let status = message[0]
    let channel = status & 0x0F
    let type: snd_seq_event_type
    switch status & 0xF0 {
    case 0x80: type = SND_SEQ_EVENT_NOTEOFF
    case 0x90: type = SND_SEQ_EVENT_NOTEON
    case 0xA0: type = SND_SEQ_EVENT_KEYPRESS
    case 0xB0: type = SND_SEQ_EVENT_CONTROLLER
    case 0xC0: type = SND_SEQ_EVENT_PGMCHANGE
    case 0xD0: type = SND_SEQ_EVENT_CHANPRESS
    default: type = SND_SEQ_EVENT_PITCHBEND
    }
    event.type = UInt8(type.rawValue)
    switch status & 0xF0 {
    case 0x80, 0x90, 0xA0:
      event.data.note.channel = channel
      event.data.note.note = message[1]
      event.data.note.velocity = message[2]
    case 0xB0:
      event.data.control.channel = channel
      event.data.control.param = UInt32(message[1])
      event.data.control.value = Int32(message[2])
    case 0xC0, 0xD0:
      event.data.control.channel = channel
      event.data.control.value = Int32(message[1])
    default:
      event.data.control.channel = channel
      event.data.control.value = fourteenBits(message) - 8192
    }
  }

  private static func setSystem(_ event: inout snd_seq_event_t, _ message: [UInt8]) {
    let type: snd_seq_event_type
    switch message[0] {
    case 0xF1: type = SND_SEQ_EVENT_QFRAME
    case 0xF2: type = SND_SEQ_EVENT_SONGPOS
    case 0xF3: type = SND_SEQ_EVENT_SONGSEL
    case 0xF6: type = SND_SEQ_EVENT_TUNE_REQUEST
    case 0xF8: type = SND_SEQ_EVENT_CLOCK
    case 0xF9: type = SND_SEQ_EVENT_TICK
    case 0xFA: type = SND_SEQ_EVENT_START
    case 0xFB: type = SND_SEQ_EVENT_CONTINUE
    case 0xFC: type = SND_SEQ_EVENT_STOP
    case 0xFE: type = SND_SEQ_EVENT_SENSING
    default: type = SND_SEQ_EVENT_RESET
    }
    event.type = UInt8(type.rawValue)
    if message.count == 2 { event.data.control.value = Int32(message[1]) }
    if message.count == 3 { event.data.control.value = fourteenBits(message) }
  }

  private static func fourteenBits(_ message: [UInt8]) -> Int32 { Int32(message[1]) | Int32(message[2]) << 7 }
}
