/// One complete MIDI message as it stands on the wire, its status byte first.
public struct MIDIMessage: Hashable, Sendable, CustomStringConvertible {
  /// The bytes, never empty; system exclusive messages include F0 and F7.
  public let bytes: [UInt8]

  /// Wraps the bytes of one complete message.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether it is a system exclusive message.
  public var isSysex: Bool { bytes.first == 0xF0 }

  /// The bytes in hexadecimal: `E2 70 5F`.
  public var description: String { MIDIMessage.hex(bytes) }

  /// The messages in a text of hexadecimal bytes: `90 11 7F 90 11 00`. Running status and real-time bytes are allowed, as
  /// on a wire.
  /// - Returns: nil if a word is not a byte, if a byte belongs to no message, or if a message is not complete.
  public static func messages(in text: some StringProtocol) -> [MIDIMessage]? {
    var parser = MIDIParser()
    var messages: [MIDIMessage] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "," }) {
      guard word.utf8.count == 2, let byte = byte(in: word), byte >= 0x80 || parser.takesData else {
        return nil
      }
      messages += parser.feed([byte], now: 0)
    }
    return parser.isComplete && parser.dropped == 0 && !messages.isEmpty ? messages : nil
  }

  /// The byte that one or two hexadecimal digits stand for.
  static func byte(in text: some StringProtocol) -> UInt8? {
    text.utf8.count <= 2 && text.allSatisfy(\.isHexDigit) ? UInt8(text, radix: 16) : nil
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined(separator: " ")
  }

  /// What a device means by it: a note-off is a note-on with velocity 0, since bridges turn one into the other.
  var normalized: MIDIMessage {
    guard bytes.count == 3, bytes[0] & 0xF0 == 0x80 else { return self }
    return MIDIMessage([bytes[0] | 0x10, bytes[1], 0])
  }

  /// How many data bytes follow a status byte; nil for F0 and for what is undefined.
  static func dataCount(after status: UInt8) -> Int? {
    switch status {
    case 0x80..<0xC0, 0xE0..<0xF0, 0xF2: 2
    case 0xC0..<0xE0, 0xF1, 0xF3: 1
    case 0xF6, 0xF8...0xFF: 0
    default: nil
    }
  }
}
