/// Characters as displays want them.
enum DisplayText {
  /// A text in ASCII: accents dropped, other characters as `?`, cut, and filled with spaces unless the device aligns it.
  static func ascii(_ text: String, length: Int, align: Control.Alignment) -> [UInt8] {
    fit(text.unicodeScalars.map(ascii), length: length, align: align)
  }

  /// A text in the six-bit codes of Mackie's seven-segment displays: 20 to 3F as they are, letters from 01.
  static func segments(_ text: String, length: Int, align: Control.Alignment) -> [UInt8] {
    let characters = text.uppercased().unicodeScalars.map { ascii($0) }
    return fit(characters, length: length, align: align).map {
      $0 >= 0x60 ? 0x3F : $0 >= 0x40 ? $0 - 0x40 : $0
    }
  }

  private static func fit(_ bytes: [UInt8], length: Int, align: Control.Alignment) -> [UInt8] {
    let space = Array(repeating: UInt8(0x20), count: max(0, length - bytes.count))
    switch align {
    case .left: return bytes.prefix(length) + space
    case .right: return space + bytes.suffix(length)
    // A display would not know what to do with nothing at all.
    case .none: return bytes.isEmpty ? [0x20] : Array(bytes.prefix(length))
    }
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> UInt8 {
    switch scalar.value {
    case 0x20...0x7E: UInt8(scalar.value)
    case 0xC0...0xFF: latin[Int(scalar.value) - 0xC0]
    case 0x2012...0x2015, 0x2212: UInt8(ascii: "-")
    case 0x2018, 0x2019: UInt8(ascii: "'")
    default: UInt8(ascii: "?")
    }
  }

  /// À to ÿ without their accents.
  private static let latin = Array("AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy".utf8)
}
