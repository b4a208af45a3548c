/// The controls of a row, learned one after the other: the first one fully, of the others only which messages are theirs.
public struct LearnRow: Sendable {
  /// The first one, as it was learned.
  public let first: LearnedControl
  /// How many there are.
  public let count: Int
  /// Their addresses so far, in the order in which they were moved.
  public private(set) var addresses: [LearnAddress]
  private(set) var touches: [LearnAddress]
  private var events: [(message: MIDIMessage, at: UInt64)] = []

  /// A row of which the first control is known; one control that stands alone is a row of one.
  public init(_ first: LearnedControl, count: Int = 1) {
    self.first = first
    self.count = count
    addresses = [first.address]
    touches = first.touch.map { [$0] } ?? []
  }

  /// Whether all have been heard.
  public var isComplete: Bool { addresses.count >= count }

  /// Takes a message that a device has sent.
  /// - Returns: whether it is from the next control of the row.
  public mutating func hear(_ message: MIDIMessage, from device: String, at now: UInt64) -> Bool {
    guard device == first.device, !isComplete, events.count < LearnSession.limit else { return false }
    events.append((message, now))
    let before = addresses.count
    for trace in LearnTrace.traces(of: events) where !isComplete {
      if trace.address.kind == first.touch?.kind, trace.lowest == 0 || trace.highest > 0,
        !touches.contains(trace.address)
      {
        touches.append(trace.address)
      }
      if trace.address.kind == first.address.kind, !addresses.contains(trace.address), isMoved(trace) {
        addresses.append(trace.address)
      }
    }
    return addresses.count > before
  }

  /// Whether a hand has moved it, and it did not only stray.
  private func isMoved(_ trace: LearnTrace) -> Bool {
    switch first.kind {
    case .fader: trace.span * 16 >= trace.capacity
    case .encoder: trace.samples.count >= 2
    default: trace.highest > 0
    }
  }
}
