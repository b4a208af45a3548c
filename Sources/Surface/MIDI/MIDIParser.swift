/// Cuts a stream of MIDI bytes into messages: running status, real-time bytes anywhere, long system exclusive messages.
///
/// A system exclusive message that grows beyond 64 KiB, or stands still for a second, is dropped; the parser goes on at the
/// next status byte. Owned by whoever reads the port.
public struct MIDIParser: Sendable {
  /// The longest system exclusive message that is kept, in bytes.
  public static let sysexLimit = 64 * 1024
  /// How long a system exclusive message may stand still, in nanoseconds.
  public static let sysexPatience: UInt64 = 1_000_000_000

  /// How many messages were dropped because they were too long, broken off, or stood still.
  public private(set) var dropped = 0

  private var pending: [UInt8] = []
  private var running: UInt8?
  private var wanted = 0
  private var lastByte: UInt64 = 0

  /// A parser that waits for a status byte.
  public init() {}

  /// Whether no message has been begun.
  public var isComplete: Bool { pending.isEmpty }
  /// Whether a data byte would belong to a message.
  var takesData: Bool { !pending.isEmpty || running != nil }

  /// Takes the next bytes of the stream and returns the messages that they complete.
  /// - Parameter now: nanoseconds of a monotonic clock.
  public mutating func feed(_ bytes: some Sequence<UInt8>, now: UInt64) -> [MIDIMessage] {
    if pending.first == 0xF0, now > lastByte + MIDIParser.sysexPatience { drop() }
    lastByte = now
    var messages: [MIDIMessage] = []
    for byte in bytes {
      if let message = take(byte) { messages.append(message) }
    }
    return messages
  }

  private mutating func take(_ byte: UInt8) -> MIDIMessage? {
    if byte >= 0xF8 { return MIDIMessage([byte]) }
    return byte >= 0x80 ? takeStatus(byte) : takeData(byte)
  }

  private mutating func takeStatus(_ byte: UInt8) -> MIDIMessage? {
    if byte == 0xF7, pending.first == 0xF0 {
      pending.append(byte)
      return finish()
    }
    if !pending.isEmpty { drop() }
    running = byte < 0xF0 ? byte : nil
    if byte == 0xF0 {
      pending = [byte]
      return nil
    }
    guard let count = MIDIMessage.dataCount(after: byte) else { return nil }
    pending = [byte]
    wanted = count
    return count == 0 ? finish() : nil
  }

  private mutating func takeData(_ byte: UInt8) -> MIDIMessage? {
    if pending.first == 0xF0 {
      guard pending.count < MIDIParser.sysexLimit - 1 else {
        drop()
        return nil
      }
      pending.append(byte)
      return nil
    }
    if pending.isEmpty {
      guard let running, let count = MIDIMessage.dataCount(after: running) else { return nil }
      pending = [running]
      wanted = count
    }
    pending.append(byte)
    return pending.count == wanted + 1 ? finish() : nil
  }

  private mutating func finish() -> MIDIMessage {
    let message = MIDIMessage(pending)
    pending = []
    return message
  }

  private mutating func drop() {
    dropped += 1
    pending = []
    running = nil
  }
}
