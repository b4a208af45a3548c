extension SequencerEvent {
  /// The same events without the positions of a fader that were overtaken: of the pitch bends of one channel of one port only
  /// the last one counts until that port says something else.
  ///
  /// In a flood this is what lets the reader keep up with the port. Only pitch bends, because they are always positions:
  /// a controller's value may be a step.
  public static func coalesced(_ events: [SequencerEvent]) -> [SequencerEvent] {
    var kept: [SequencerEvent?] = []
    kept.reserveCapacity(events.count)
    var places: [PortHandle: [UInt8: Int]] = [:]
    for event in events {
      guard case .message(let handle, let bytes) = event else {
        places = [:]
        kept.append(event)
        continue
      }
      guard let status = bytes.first, status & 0xF0 == 0xE0 else {
        places[handle] = nil
        kept.append(event)
        continue
      }
      if let place = places[handle]?[status] { kept[place] = nil }
      places[handle, default: [:]][status] = kept.count
      kept.append(event)
    }
    return kept.compactMap { $0 }
  }
}
