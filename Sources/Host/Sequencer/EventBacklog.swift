import CALSA

/// Events as the kernel gave them, taken from it at once and understood later: its queue holds 2000, and a controller can fill
/// that in a few hundredths of a second.
struct EventBacklog {
  private var events: [snd_seq_event_t] = []

  var count: Int { events.count }

  /// Keeps an event. Not one of variable length: its bytes belong to the library.
  mutating func add(_ event: snd_seq_event_t) { events.append(event) }

  /// All that was kept, in order, without the positions of a fader that were overtaken: of the pitch bends of one channel of
  /// one port only the last one counts, until that port says something else. Only pitch bends, because they are always
  /// positions: a controller's value may be a step.
  mutating func take() -> [snd_seq_event_t] {
    defer { events.removeAll(keepingCapacity: true) }
    var kept: [snd_seq_event_t] = []
    // For each port, one bit for each channel that has a later position.
    var overtaken: [UInt16: UInt16] = [:]
    for event in events.reversed() {
      let source = UInt16(event.source.client) << 8 | UInt16(event.source.port)
      guard event.type == UInt8(SND_SEQ_EVENT_PITCHBEND.rawValue) else {
        overtaken[source] = nil
        kept.append(event)
        continue
      }
      let bit: UInt16 = 1 << UInt16(event.data.control.channel & 15)
      guard overtaken[source, default: 0] & bit == 0 else { continue }
      overtaken[source, default: 0] |= bit
      kept.append(event)
    }
    return kept.reversed()
  }
}
