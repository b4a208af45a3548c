/// How many columns of a terminal a text takes, and texts made to fit.
enum TextWidth {
  /// The columns of a character: 2 for East Asian wide ones and emoji, 0 for what combines with its neighbour, else 1.
  static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    // A picture selector or a joined sequence makes the whole cluster an emoji.
    if character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
    return of(scalar)
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
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x1F1E6...0x1F1FF, 0x20000...0x3FFFD:
      return 2
    default:
      return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
