/// A word in the form of a message that stands for something that varies.
struct MessageWord: Sendable {
  /// How the reader takes it.
  enum Use: Hashable, Sendable {
    /// Alone.
    case part(MessagePattern.Part)
    /// In sums.
    case term
    /// As a checksum, after brackets.
    case check
    /// In place of a status byte.
    case channel
  }

  let name: String
  let use: Use
  /// For people, in Markdown.
  let about: String

  init(_ name: String, _ use: Use, _ about: String) {
    self.name = name
    self.use = use
    self.about = about
  }

  static let all = [
    MessageWord(
      "i", .term, "the place of the control in its row, from 0, or what `numbers` says; only in sums or alone"),
    MessageWord("vv", .part(.value), "the value, seven bits"),
    MessageWord("v", .term, "the value, four bits; only in sums (`10*i+v`)"),
    MessageWord("ll", .part(.low), "the lower seven bits of a value of 14 bits"),
    MessageWord("mm", .part(.high), "the upper seven bits of it"),
    MessageWord("nl", .part(.lowerHalf), "the lower four bits of a value of eight bits"),
    MessageWord("nh", .part(.upperHalf), "the upper four bits of it"),
    MessageWord("red", .part(.color(0)), "the first byte of a colour of three"),
    MessageWord("green", .part(.color(1)), "the second byte"),
    MessageWord("blue", .part(.color(2)), "the third byte"),
    MessageWord("color", .part(.color(0)), "a colour of one byte; alone or in sums"),
    MessageWord("style", .part(.style), "how a ring shows its value"),
    MessageWord("k", .term, "the place of a character in a text, from 0; only in sums"),
    MessageWord("text", .part(.text), "the characters of a text"),
    MessageWord("all", .part(.all), "the values of all controls of the row, in one message"),
    MessageWord("any", .part(.any), "any bytes, only in what is received: `F0 00 00 66 14 01 any F7`"),
    MessageWord("Bx", .channel, "any channel, only in what is received: `Bx 07 vv`, and so for 8x to Ex"),
    MessageWord(
      "sum", .check,
      "a checksum of what stands in brackets, which it makes a multiple of 128 (Roland): "
        + "`F0 41 10 42 12 (40 00 7F vv) sum F7`"),
    MessageWord("xor", .check, "the exclusive or of what stands in brackets"),
  ]
}
