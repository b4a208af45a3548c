/// One thing of the hardware: a fader, a knob, a button with its light, a meter, a display.
struct Control: Hashable, Sendable {
  /// What kinds of control there are.
  enum Kind: String, CaseIterable {
    /// Sends a position; drives a motor if there is something to send to it.
    case fader
    /// Sends a position; no motor.
    case knob
    /// Sends steps; may have a ring of lights.
    case encoder
    /// Sends presses and releases; may have a light.
    case button
    /// Shows a level.
    case meter
    /// Shows characters.
    case text
    /// Shows a colour.
    case color
  }

  /// When a motor fader is told the position that it has itself reported.
  enum Echo: String, CaseIterable {
    /// Once, when the hand has left.
    case release
    /// At every message, for devices that hold the last position received.
    case always
  }

  /// How an encoder tells steps and direction.
  enum Relative: String, CaseIterable {
    case signBit = "sign-bit"
    case signBitReversed = "sign-bit-reversed"
    case twosComplement = "twos-complement"
    case offset64 = "offset-64"
    /// 1 to the right, 2 to the left.
    case incDec = "inc-dec"
    /// A pitch bend of which only the side counts: below the middle to the right.
    case side
    /// A position that the device counts itself; at its ends it repeats the last one.
    case absolute

    /// Steps to the right, negative to the left.
    /// - Parameter before: the value before, for positions.
    func ticks(of value: Int, after before: Int? = nil) -> Int {
      switch self {
      case .signBit: value & 0x40 == 0 ? max(value, 1) : -max(value & 0x3F, 1)
      case .signBitReversed: value & 0x40 != 0 ? max(value & 0x3F, 1) : -max(value, 1)
      case .twosComplement: value < 64 ? value : value - 128
      case .offset64: value - 64
      case .incDec: value == 1 ? 1 : value == 2 ? -1 : 0
      case .side: value < 0x2000 ? 1 : -1
      case .absolute:
        before != value ? value - (before ?? value) : value == 0 ? -1 : value == 127 ? 1 : 0
      }
    }
  }

  /// How a ring shows a position.
  enum Ring: String, CaseIterable {
    /// As suits the parameter.
    case auto
    case dot
    case boostCut = "boost-cut"
    case wrap, spread
  }

  /// What a button tells of a press.
  enum Mode: String, CaseIterable {
    /// Press and release.
    case momentary
    /// By turns on and off, at each press one.
    case toggle
    /// Only the press.
    case single
  }

  /// Which side of a strip with two a meter shows.
  enum Side: String, CaseIterable {
    /// The louder one.
    case both
    case left, right
  }

  /// Where a text stands in its display.
  enum Alignment: String, CaseIterable {
    case left, right
    /// The device knows; no spaces are added.
    case none
  }

  /// How characters become bytes.
  enum Characters: String, CaseIterable {
    case ascii
    /// The six-bit codes of seven-segment displays.
    case segments
  }

  var name: String
  let row: String
  /// Which of its row, as written in brackets; nil for a control that stands alone.
  var number: Int?
  let kind: Kind

  var receive: MessagePattern?
  var send: MessagePattern?
  var touch: MessagePattern?
  /// The messages of an encoder that tells its directions apart by them.
  var right: MessagePattern?
  var left: MessagePattern?
  /// The control in whose message this one is shown. Index into `Mapping.controls`.
  var host: Int?
  /// The controls that are shown in this one's message.
  var guests: [Int] = []

  /// The value at the end of the travel.
  var maximum = 127
  /// The value at the end of the travel in what is sent to a motor, if it is another.
  var sendMaximum: Int?
  /// How many bits of a position the hardware tells apart.
  var bits = 7
  var echo = Echo.release
  /// How long the hand counts as being there after a movement without a touch, in nanoseconds.
  var hold: UInt64 = 100_000_000
  /// How far a position may stray while nobody moves it, in units of the messages.
  var deadBand = 0
  /// How long a touch counts without a movement, in nanoseconds; 0 if for ever.
  var touchTimeout: UInt64 = 0
  /// The shortest time between two messages to a motor or a meter, in nanoseconds; nil if as usual for its kind.
  var interval: UInt64?

  var relative = Relative.signBit
  /// How many steps a click may count for when the turns are quick.
  var acceleration = 1
  /// The most clicks from one end of a parameter to the other, so that a fader is not a hundred turns long.
  var steps = 201
  /// How long after a click another one is none, and how long after it one in the other direction, in nanoseconds.
  var debounce: UInt64 = 0
  var reversal: UInt64 = 0
  var ring = Ring.auto
  /// The values for the two ends of a ring; nil for Mackie's coding.
  var range: ClosedRange<Int>?
  /// The bytes for dot, boost-cut, wrap, spread, and dark.
  var styles: [Int] = []

  var mode = Mode.momentary
  var on = 0x7F
  var off = 0
  /// What makes the device blink a light by itself.
  var blink: Int?

  /// The level in dBFS from which each value upwards of 1 is shown.
  var levels: [Float] = []
  var side = Side.both
  var clip: Int?
  var clear: Int?
  /// How long the device itself takes to fall by one value, in nanoseconds; 0 if it does not fall.
  var decay: UInt64 = 0

  var length = 7
  var characters = Characters.ascii
  var align = Alignment.left

  /// What is sent for each colour of the catalogue: a byte, or three for red, green and blue.
  var values: [[UInt8]] = (0...7).map { [$0] }
  /// What is sent where there is no strip.
  var unused: [UInt8] = [0]
  /// What is sent at the end.
  var idle: [UInt8] = [7]

  /// What it does to a value that stands elsewhere, where the control has no motor; nil if the file does not say.
  var takeover: Takeover?

  /// Whether a hand can move it.
  var hasHand: Bool { receive != nil || right != nil }
  /// Whether it can show something.
  var isShown: Bool { send != nil || host != nil }
  var isMotor: Bool { kind == .fader && send != nil }
  var isAbsolute: Bool { kind == .fader || kind == .knob }
  /// The distance between two positions that the hardware tells apart, in units of its messages.
  var step: Float { Float(maximum) / Float((1 << bits) - 1) }

  /// The number that stands for a position 0…1 in a message.
  func raw(at position: Float) -> Int {
    let steps = Float((1 << bits) - 1)
    let place = (min(max(position, 0), 1) * steps).rounded()
    return Int((place * Float(maximum) / steps).rounded())
  }

  /// What a motor is sent to go where it has reported this number.
  func sent(_ raw: Int) -> Int {
    sendMaximum.map { Int((Float(raw) * Float($0) / Float(maximum)).rounded()) } ?? raw
  }

  /// The position 0…1 that a number in a message stands for.
  func position(of raw: Int) -> Float { min(max(Float(raw) / Float(maximum), 0), 1) }
}
