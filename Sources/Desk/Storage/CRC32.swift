/// The checksum of zip, PNG and Ethernet (reflected polynomial EDB88320), for the end mark of stored files.
struct CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
  }

  private var register: UInt32 = 0xFFFF_FFFF

  /// The checksum of all bytes so far.
  var value: UInt32 { ~register }

  /// Takes more bytes in.
  mutating func update(_ bytes: some Sequence<UInt8>) {
    let table = CRC32.table
    for byte in bytes { register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8) }
  }

  /// The checksum of these bytes.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var sum = CRC32()
    sum.update(bytes)
    return sum.value
  }

  /// Eight capital hexadecimal digits.
  static func text(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
