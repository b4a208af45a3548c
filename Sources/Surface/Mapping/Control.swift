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

    /// Steps to the right, negative to the left.
    func ticks(of value: Int) -> Int {
      switch self {
      case .signBit: value & 0x40 == 0 ? max(value, 1) : -max(value & 0x3F, 1)
      case .signBitReversed: value & 0x40 != 0 ? max(value & 0x3F, 1) : -max(value, 1)
      case .twosComplement: value < 64 ? value : value - 128
      case .offset64: value - 64
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

  /// The value at the end of the travel.
  var maximum = 127
  /// How many bits of a position the hardware tells apart.
  var bits = 7
  var echo = Echo.release
  /// How long the hand counts as being there after a movement without a touch, in nanoseconds.
  var hold: UInt64 = 100_000_000

  var relative = Relative.signBit
  var ring = Ring.auto

  var on = 0x7F
  var off = 0

  /// The level in dBFS from which each value upwards of 1 is shown.
  var levels: [Float] = []
  var clip: Int?
  var clear: Int?
  /// How long the device itself takes to fall by one value, in nanoseconds; 0 if it does not fall.
  var decay: UInt64 = 0

  var length = 7
  var characters = Characters.ascii
  var alignsRight = false

  /// What is sent for each colour of the catalogue.
  var values = Array(0...7)
  /// What is sent where there is no strip.
  var unused = 0
  /// What is sent at the end.
  var idle = 7

  /// What it does to a value that stands elsewhere, where the control has no motor; nil if the file does not say.
  var takeover: Takeover?

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

  /// The position 0…1 that a number in a message stands for.
  func position(of raw: Int) -> Float { min(max(Float(raw) / Float(maximum), 0), 1) }
}
