/// Names a port for as long as it is there. Never used twice by one sequencer, so that a late answer cannot reach the
/// device that came after.
public struct PortHandle: Hashable, Sendable {
  let number: Int
}

/// What happened at the sequencer.
public enum SequencerEvent: Equatable, Sendable {
  /// A port appeared. Nothing flows until `connect` is called for it.
  case arrived(PortIdentity, PortHandle)
  /// A port is gone, and its handle with it.
  case left(PortHandle)
  /// A complete MIDI message of a connected port.
  case message(PortHandle, [UInt8])
  /// A system-exclusive message of a connected port was left out: it was broken off, or too long.
  case broken(PortHandle)
  /// The kernel threw events away because they were not read fast enough. Whatever was held may be released by now:
  /// forget touches and read the surfaces' state again. Ports that changed meanwhile follow as events.
  case overrun
  /// The sequencer itself is gone or came: the sentence says which. All ports were reported as left before.
  case notice(String)
}

/// What became of a message.
public enum SendResult: Equatable, Sendable {
  /// The kernel has it.
  case sent
  /// No room now; nothing was sent. Try again a little later.
  case busy
  /// The port is not connected, or left.
  case gone
  /// Never sendable: not one complete message, system-exclusive data over 4096 bytes, or a port that takes none.
  case refused
}

/// Why a port cannot be used, as a sentence.
public struct SequencerError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String
}
