/// MIDI messages out of a stream of bytes, as a device reads them: with running status, and with real-time bytes anywhere.
/// Written apart from the product's own reader, so that one can find the other's mistakes.
struct MessageStream {
  /// Bytes that belonged to no message, and messages that another one broke off.
  private(set) var broken = 0
  private var message: [UInt8] = []
  private var running: UInt8?

  /// The messages that these bytes complete.
  mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
    var complete: [[UInt8]] = []
    for byte in bytes {
      switch byte {
      case 0xF8...0xFF: continue
      case 0xF7:
        if message.first == 0xF0 { complete.append(message + [byte]) } else { broken += 1 }
        message = []
      case 0x80...0xFF:
        if !message.isEmpty { broken += 1 }
        message = [byte]
        running = byte < 0xF0 ? byte : nil
      default:
        if message.isEmpty {
          guard let running else {
            broken += 1
            continue
          }
          message = [running]
        }
        message.append(byte)
      }
      if let status = message.first, status != 0xF0, message.count == MessageStream.length(of: status) {
        complete.append(message)
        message = []
      }
    }
    return complete
  }

  /// Bytes of a message with its status.
  private static func length(of status: UInt8) -> Int {
    switch status {
    case 0xC0...0xDF, 0xF1, 0xF3: 2
    case 0xF4...0xF6: 1
    default: 3
    }
  }
}
