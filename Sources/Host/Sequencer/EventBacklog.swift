import CALSA

/// Events as the kernel gave them, taken from it at once and understood later: its queue holds 2000, and a controller can fill
/// that in a few hundredths of a second.
struct EventBacklog {
  /// What came.
  enum Arrival {
    case event(snd_seq_event_t)
    /// An event of variable length with its bytes; its own pointer to them is not good any more.
    case data(snd_seq_event_t, [UInt8])
    /// The kernel's queue was full, and was emptied.
    case overrun
    /// The sequencer cannot be read any more: a negative error number.
    case failure(Int32)
  }

  /// More than this is never kept: somebody sends without end, and nobody understands.
  static let limit = 500_000

  private var arrivals: [Arrival] = []

  var count: Int { arrivals.count }

  /// Keeps what came.
  mutating func add(_ arrival: Arrival) {
    if arrivals.count >= Self.limit { arrivals = [.overrun] }
    arrivals.append(arrival)
  }

  /// All that was kept, in order, without the positions of a fader that were overtaken: of the pitch bends of one channel of
  /// one port only the last one counts, until that port says something else. Only pitch bends, because they are always
  /// positions: a controller's value may be a step.
  mutating func take() -> [Arrival] {
    defer { arrivals.removeAll(keepingCapacity: true) }
    var kept: [Arrival] = []
    // For each port, one bit for each channel that has a later position.
    var overtaken: [UInt16: UInt16] = [:]
    for arrival in arrivals.reversed() {
      switch arrival {
      case .event(let event):
        let source = source(event)
        guard event.type == UInt8(SND_SEQ_EVENT_PITCHBEND.rawValue) else {
          overtaken[source] = nil
          break
        }
        let bit: UInt16 = 1 << UInt16(event.data.control.channel & 15)
        guard overtaken[source, default: 0] & bit == 0 else { continue }
        overtaken[source, default: 0] |= bit
      case .data(let event, _): overtaken[source(event)] = nil
      case .overrun, .failure: break
      }
      kept.append(arrival)
    }
    return kept.reversed()
  }

  private func source(_ event: snd_seq_event_t) -> UInt16 {
    UInt16(event.source.client) << 8 | UInt16(event.source.port)
  }
}
