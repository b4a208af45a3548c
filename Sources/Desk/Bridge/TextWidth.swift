/// How many columns of a terminal a text takes, and texts made to fit.
enum TextWidth {
  /// The columns of a character: 2 for East Asian wide ones and emoji, 0 for what combines with its neighbour, else 1.
  static func of(_ character: Character) -> Int {
    if let ascii = character.asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
    var columns = 0
    for scalar in character.unicodeScalars {
      // A picture selector or a joiner makes the whole cluster one emoji.
      if scalar.value == 0xFE0F || scalar.value == 0x200D && columns > 0 { return 2 }
      columns += of(scalar)
    }
    return columns
  }

  /// The columns of a text.
  static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

  /// A text cut to a width at a character, without control characters, and filled up with spaces.
  static func fit(_ text: some StringProtocol, _ width: Int) -> String {
    var fitted = ""
    var used = 0
    for character in text where !isControl(character) {
      let columns = of(character)
      if used + columns > width { break }
      fitted.append(character)
      used += columns
    }
    return fitted + String(repeating: " ", count: max(width - used, 0))
  }

  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    switch scalar.value {
    // Vowels and finals of a Korean syllable, skin tones: part of what stands before them.
    case 0x1160...0x11FF, 0x1F3FB...0x1F3FF: return 0
    // Two of them make a flag.
    case 0x1F1E6...0x1F1FF: return 1
    // Boxes and blocks of the bridge itself.
    case 0x2500...0x259F: return 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x20000...0x3FFFD:
      return 2
    default:
      return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
