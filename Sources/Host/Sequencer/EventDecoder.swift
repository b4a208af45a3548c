import CALSA

/// Sequencer events of one port → complete MIDI messages, as they would be on the wire. *Control thread only.*
///
/// Note-on with velocity 0 and note-off stay apart, as the kernel keeps them: mappings may care. What programs send
/// ready-made (14-bit controllers, NRPN, RPN) comes apart into the controllers that a device would send.
public struct EventDecoder {
  private var sysex = SysexAssembly()
  /// How many system-exclusive messages were dropped because they could not be completed.
  public var broken: Int { sysex.dropped }

  /// A decoder for a port that was just connected.
  public init() {}

  /// The messages that `event`, which came at `now` (monotonic nanoseconds), completes. None for an event that is no
  /// MIDI. For variable-length events `event` must still point to its data: decode before the next one is read.
  public mutating func messages(_ event: snd_seq_event_t, at now: UInt64) -> [[UInt8]] {
    let type = snd_seq_event_type(UInt32(event.type))
    if type == SND_SEQ_EVENT_SYSEX { return sysex.add(variable(event), at: now) }
    if let byte = realTimeStatus(type) { return [[byte]] }
    let messages = noteMessages(event, type) ?? controlMessages(event, type) ?? commonMessages(event, type) ?? []
    if !messages.isEmpty { sysex.drop() }
    return messages
  }

  /// Forgets the unfinished system-exclusive message: events were lost.
  public mutating func reset() {
    sysex.drop()
  }
}

private func variable(_ event: snd_seq_event_t) -> UnsafeBufferPointer<UInt8> {
  // Without the flag the record holds no pointer.
  guard event.flags & UInt8(SND_SEQ_EVENT_LENGTH_MASK) == UInt8(SND_SEQ_EVENT_LENGTH_VARIABLE) else {
    return UnsafeBufferPointer(start: nil, count: 0)
  }
  var event = event
  var start: UnsafePointer<UInt8>?
  let count = calsa_variable(&event, &start)
  return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(count))
}

private func realTimeStatus(_ type: snd_seq_event_type) -> UInt8? {
  switch type {
  case SND_SEQ_EVENT_CLOCK: 0xF8
  case SND_SEQ_EVENT_TICK: 0xF9
  case SND_SEQ_EVENT_START: 0xFA
  case SND_SEQ_EVENT_CONTINUE: 0xFB
  case SND_SEQ_EVENT_STOP: 0xFC
  case SND_SEQ_EVENT_SENSING: 0xFE
  case SND_SEQ_EVENT_RESET: 0xFF
  default: nil
  }
}

private func noteMessages(_ event: snd_seq_event_t, _ type: snd_seq_event_type) -> [[UInt8]]? {
  let note = event.data.note
  let status: UInt8
  switch type {
  case SND_SEQ_EVENT_NOTEOFF: status = 0x80
  case SND_SEQ_EVENT_NOTEON, SND_SEQ_EVENT_NOTE: status = 0x90
  case SND_SEQ_EVENT_KEYPRESS: status = 0xA0
  default: return nil
  }
  return [[status | note.channel & 0x0F, note.note & 0x7F, note.velocity & 0x7F]]
}

private func controlMessages(_ event: snd_seq_event_t, _ type: snd_seq_event_type) -> [[UInt8]]? {
  let control = event.data.control
  let channel = control.channel & 0x0F
  func change(_ number: UInt32, _ value: Int32) -> [UInt8] { [0xB0 | channel, low(number), low(value)] }
  switch type {
  case SND_SEQ_EVENT_CONTROLLER: return [change(control.param, control.value)]
  case SND_SEQ_EVENT_PGMCHANGE: return [[0xC0 | channel, low(control.value)]]
  case SND_SEQ_EVENT_CHANPRESS: return [[0xD0 | channel, low(control.value)]]
  case SND_SEQ_EVENT_PITCHBEND:
    let position = min(max(control.value, -8192), 8191) + 8192
    return [[0xE0 | channel, low(position), low(position >> 7)]]
  case SND_SEQ_EVENT_CONTROL14:
    // Only the first 32 controllers have a second half, 32 above.
    guard control.param < 32 else { return [change(control.param, control.value)] }
    return [change(control.param, control.value >> 7), change(control.param + 32, control.value)]
  case SND_SEQ_EVENT_NONREGPARAM, SND_SEQ_EVENT_REGPARAM:
    let high: UInt32 = type == SND_SEQ_EVENT_NONREGPARAM ? 99 : 101
    return [
      change(high, Int32(low(control.param >> 7))), change(high - 1, Int32(low(control.param))),
      change(6, control.value >> 7), change(38, control.value),
    ]
  default: return nil
  }
}

private func commonMessages(_ event: snd_seq_event_t, _ type: snd_seq_event_type) -> [[UInt8]]? {
  let value = event.data.control.value
  switch type {
  case SND_SEQ_EVENT_QFRAME: return [[0xF1, low(value)]]
  case SND_SEQ_EVENT_SONGPOS: return [[0xF2, low(value), low(value >> 7)]]
  case SND_SEQ_EVENT_SONGSEL: return [[0xF3, low(value)]]
  case SND_SEQ_EVENT_TUNE_REQUEST: return [[0xF6]]
  default: return nil
  }
}

private func low(_ value: some BinaryInteger) -> UInt8 { UInt8(truncatingIfNeeded: value) & 0x7F }
