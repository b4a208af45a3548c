/// What goes into the varying places of a message.
struct Fields: Hashable, Sendable {
  /// The value; as many bits of it as the message has places for.
  var value = 0
  /// The byte for the way in which a ring shows it.
  var style = 0
  /// The colour: one byte, or three for red, green and blue.
  var color: [UInt8] = []
  /// The characters of a text, or the values of a row.
  var bytes: [UInt8] = []
  /// The place of the first of these characters in the whole text.
  var place = 0
}

/// The form of a control's messages: fixed bytes, and places for what varies. One message, or several in a row.
struct MessagePattern: Hashable, Sendable {
  /// A byte that is a sum of its variables, each times its factor.
  struct Sum: Hashable, Sendable {
    var base = 0
    /// The value, which has four bits in a sum.
    var value = 0
    /// The place of a character.
    var place = 0
    var color = 0

    var isFixed: Bool { value == 0 && place == 0 && color == 0 }

    /// The value that makes this byte.
    func value(in byte: Int) -> Int? {
      guard value != 0 else { return byte == base ? 0 : nil }
      let (quotient, remainder) = (byte - base).quotientAndRemainder(dividingBy: value)
      return remainder == 0 && (0...15).contains(quotient) ? quotient : nil
    }
  }

  enum Part: Hashable, Sendable {
    case byte(Sum)
    /// A status byte on whatever channel.
    case anyChannel(Int)
    /// Seven bits of value.
    case value
    /// The lower and the upper seven bits of the value.
    case low, high
    /// The lower and the upper four of its seven or eight bits.
    case lowerHalf, upperHalf
    /// A byte of the colour.
    case color(Int)
    /// How a ring shows the value.
    case style
    /// The characters of a text.
    case text
    /// The values of all controls of the row, in order.
    case all
    /// Any bytes, only in what is received.
    case any
    /// What must be added to these parts to make their sum a multiple of 128.
    case sum(Range<Int>)
    /// The exclusive or of these parts.
    case xor(Range<Int>)

    var isFixed: Bool {
      if case .byte(let sum) = self { sum.isFixed } else { false }
    }

    /// Which bits of the value stand here.
    var mask: Int {
      switch self {
      case .byte(let sum): sum.value == 0 ? 0 : 0xF
      case .value, .low: 0x7F
      case .high: 0x3F80
      case .lowerHalf: 0xF
      case .upperHalf: 0xF0
      default: 0
      }
    }
  }

  /// The parts of each message.
  let forms: [[Part]]
  /// The places of the messages that carry the value; the last one of a pattern without a value. The others choose what
  /// they are about.
  let carriers: [Int]

  init(forms: [[Part]]) {
    self.forms = forms
    let found = forms.indices.filter { forms[$0].contains { $0.mask != 0 } }
    carriers = found.isEmpty ? [forms.count - 1] : found
  }

  private var parts: [Part] { forms.flatMap(\.self) }
  /// The bits of the value that the messages have places for.
  private var mask: Int { parts.reduce(0) { $0 | $1.mask } }

  /// The largest value that fits.
  var capacity: Int { mask > 0xFF ? 16383 : mask == 0xFF ? 255 : 127 }
  /// The largest value that makes no byte overflow.
  var room: Int {
    parts.reduce(capacity) { room, part in
      if case .byte(let sum) = part, sum.value > 0 { min(room, (0x7F - sum.base) / sum.value) } else { room }
    }
  }
  var carriesNumber: Bool { mask != 0 }
  var carriesText: Bool { parts.contains(.text) }
  var isForWholeRow: Bool { parts.contains(.all) }
  var hasStyle: Bool { parts.contains(.style) }
  var hasWildcards: Bool {
    parts.contains {
      if case .anyChannel = $0 { true } else { $0 == .any }
    }
  }
  /// How many bytes a colour has here.
  var colorCount: Int {
    parts.reduce(0) { count, part in
      switch part {
      case .color(let index): max(count, index + 1)
      case .byte(let sum) where sum.color != 0: max(count, 1)
      default: count
      }
    }
  }
  /// Whether characters may go out from any place of the text on.
  var hasPlaces: Bool {
    parts.contains {
      if case .byte(let sum) = $0 { sum.place != 0 } else { false }
    }
  }
  var isOneMessagePerCharacter: Bool { !carriesText && hasPlaces }

  /// The messages that carry this.
  func messages(_ fields: Fields = Fields()) -> [MIDIMessage] { forms.map { MessagePattern.message($0, fields) } }

  private static func message(_ form: [Part], _ fields: Fields) -> MIDIMessage {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for part in form {
      starts.append(bytes.count)
      switch part {
      case .byte(let sum): bytes.append(byte(sum, fields))
      case .anyChannel(let status): bytes.append(UInt8(status))
      case .value, .low: bytes.append(UInt8(fields.value & 0x7F))
      case .high: bytes.append(UInt8(fields.value >> 7 & 0x7F))
      case .lowerHalf: bytes.append(UInt8(fields.value & 0xF))
      case .upperHalf: bytes.append(UInt8(fields.value >> 4 & 0xF))
      case .color(let index): bytes.append(fields.color.indices.contains(index) ? fields.color[index] & 0x7F : 0)
      case .style: bytes.append(UInt8(fields.style & 0x7F))
      case .text, .all: bytes += fields.bytes.map { $0 & 0x7F }
      case .any: break
      case .sum(let range): bytes.append(complement(bytes[starts[range.lowerBound]..<end(of: range, starts, bytes)]))
      case .xor(let range): bytes.append(bytes[starts[range.lowerBound]..<end(of: range, starts, bytes)].reduce(0, ^))
      }
    }
    return MIDIMessage(bytes)
  }

  private static func byte(_ sum: Sum, _ fields: Fields) -> UInt8 {
    let color = fields.color.first.map(Int.init) ?? 0
    let total = sum.base + sum.value * fields.value + sum.place * fields.place + sum.color * color
    // Only a status byte, which is fixed, has the highest bit.
    return UInt8(truncatingIfNeeded: sum.isFixed ? total : total & 0x7F)
  }

  private static func end(of range: Range<Int>, _ starts: [Int], _ bytes: [UInt8]) -> Int {
    starts.indices.contains(range.upperBound) ? starts[range.upperBound] : bytes.count
  }

  /// Roland's checksum.
  static func complement(_ bytes: some Sequence<UInt8>) -> UInt8 {
    UInt8((128 - bytes.reduce(0) { ($0 + Int($1)) % 128 }) % 128)
  }
}
