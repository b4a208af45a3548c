// The keys of controls. What counts where a file says nothing stands in `Control`.
extension Section {
  /// A key, and the kinds of control that have it.
  struct ControlKey: Sendable {
    let kinds: [Control.Kind]
    let key: Key

    init(_ kinds: [Control.Kind], _ key: Key) {
      self.kinds = kinds
      self.key = key
    }
  }

  private static let model = Control(name: "", row: "", number: nil, kind: .fader)
  private static let moved: [Control.Kind] = [.fader, .knob]
  private static let felt: [Control.Kind] = [.fader, .knob, .encoder, .button]

  static let controlKeys =
    [
      ControlKey(
        Control.Kind.allCases, Key("kind", .word(Control.Kind.self), isNeeded: true, "What it is; see above.")),
      ControlKey(felt, Key("receive", .message, "What the control sends to the desk.")),
      ControlKey([.fader], Key("send", .message, "What its motor is sent.")),
      ControlKey([.encoder], Key("send", .message, "What its ring or bar of lights is sent.")),
      ControlKey([.button], Key("send", .message, "What its light is sent.")),
      ControlKey([.meter], Key("send", .message, isNeeded: true, "What it is sent.")),
      ControlKey([.text, .color], Key("send", .message, "What it is sent.")),
      ControlKey([.fader, .button], Key("message", .message, "`receive` and `send` in one.")),
      ControlKey(
        [.text, .color],
        Key("with", .text, "The row in whose message, at the same number, this text or colour goes out.")),
      ControlKey(
        Control.Kind.allCases,
        Key(
          "numbers", .list(.byte), initial: "0, 1, 2 …",
          "What `i` stands for in a row without order: `[50, 51, 52, 58]`.")),
    ] + positionKeys + encoderKeys + lightKeys + displayKeys

  private static let positionKeys = [
    ControlKey([.fader], Key("touch", .message, "The message that tells a hand on the fader: value 0 is no hand.")),
    ControlKey(
      moved,
      Key(
        "max", .number(1...16383), initial: "what the message carries: 127, 255 or 16383",
        "The value at the end of the travel; if a fader never reaches the top, it is lower than you think.")),
    ControlKey(
      [.fader],
      Key(
        "send-max", .number(1...16383), initial: "`max`", "The same in what the motor is sent, if it is another.")),
    ControlKey(
      moved,
      Key(
        "bits", .number(1...14), initial: "7, 8 or 14, as the message carries",
        "How many bits of it are real; a fader with 10 bits sends steps of 16.")),
    ControlKey(
      [.fader],
      Key(
        "echo", .word(Control.Echo.self), initial: model.echo.rawValue,
        "`release`: a motor fader is told its position once, when the hand has left. `always`: at every message, for "
          + "devices that otherwise fall back.")),
    ControlKey(
      [.fader],
      Key(
        "hold", milliseconds: 0...10_000, initial: model.hold,
        "How long a motor fader that moved without a touch counts as held.")),
    ControlKey(
      moved,
      Key(
        "dead-band", .number(0...16383), initial: "\(model.deadBand)",
        "How far a position may stray while no hand is felt, without being heard; in units of the message.")),
    ControlKey(
      [.fader],
      Key(
        "touch-timeout", milliseconds: 0...10_000, initial: model.touchTimeout,
        "After how long a touch without a movement counts as forgotten by the device; 0 if never.")),
    ControlKey(
      [.fader],
      Key(
        "interval", milliseconds: 1...10_000, initial: Surface.motorGap,
        "At least between two messages to a motor.")),
    ControlKey(
      moved,
      Key(
        "takeover", .word(Takeover.self), initial: Takeover.pickup.rawValue,
        "Without a motor: what it does to a value that stands elsewhere; see Takeover.")),
  ]

  private static let encoderKeys = [
    ControlKey(
      [.encoder],
      Key(
        "right", .message,
        "The message of an encoder that has one for each direction; each is a step, unless its value is 0.")),
    ControlKey([.encoder], Key("left", .message, "The same to the left.")),
    ControlKey(
      [.encoder],
      Key(
        "relative", .word(Control.Relative.self), initial: model.relative.rawValue,
        "What +1 and −1 are: `sign-bit` 01 41, `sign-bit-reversed` 41 01, `twos-complement` 01 7F, `offset-64` 41 3F, "
          + "`inc-dec` 01 02; `side`: a pitch bend below and above the middle; `absolute`: a position that repeats 00 "
          + "or 7F at its ends.")),
    ControlKey(
      [.encoder],
      Key(
        "acceleration", .number(1...50), initial: "\(model.acceleration)",
        "How many steps a click counts for at most, when the turns are quick.")),
    ControlKey(
      [.encoder],
      Key(
        "steps", .number(2...10_000), initial: "\(model.steps)",
        "How many clicks from one end of a parameter to the other at most.")),
    ControlKey(
      [.encoder],
      Key(
        "debounce", milliseconds: 0...10_000, initial: model.debounce,
        "How long after a click another one is noise.")),
    ControlKey(
      [.encoder],
      Key(
        "reversal", milliseconds: 0...10_000, initial: model.reversal,
        "How long after a click one in the other direction is noise.")),
    ControlKey(
      [.encoder],
      Key(
        "ring", .word(Control.Ring.self), initial: model.ring.rawValue,
        "How the ring shows a position; `auto` takes what suits the parameter.")),
    ControlKey(
      [.encoder],
      Key(
        "range", .list(.byte, count: 2...2), initial: "Mackie's coding, with the style in it",
        "The values for the two ends of the ring, such as `[01, 0D]` for 13 lights; the value is 0 when dark.")),
    ControlKey(
      [.encoder],
      Key(
        "styles", .list(.byte, count: 5...5),
        "What stands where `style` is, for dot, boost-cut, wrap, spread, and dark.")),
  ]

  private static let lightKeys = [
    ControlKey(
      [.button],
      Key(
        "mode", .word(Control.Mode.self), initial: model.mode.rawValue,
        "`momentary`: press and release. `toggle`: the device itself turns it on and off, at each press one. "
          + "`single`: only presses.")),
    ControlKey([.button], Key("on", .byte, initial: MIDIMessage.hex([UInt8(model.on)]), "What lights the light.")),
    ControlKey(
      [.button], Key("off", .byte, initial: MIDIMessage.hex([UInt8(model.off)]), "What puts the light out.")),
    ControlKey(
      [.button],
      Key("blink", .byte, "What makes the device blink the light by itself; without it the desk does.")),
  ]

  private static let displayKeys = [
    ControlKey(
      [.meter],
      Key(
        "levels", .list(.level, count: 1...127), isNeeded: true,
        "The level in dBFS from which value 1, 2, 3 … is shown; with `max`, the levels of value 1 and of `max`, and "
          + "even steps between.")),
    ControlKey([.meter], Key("max", .number(2...127), "The highest value; then `levels` has two numbers.")),
    ControlKey(
      [.meter],
      Key(
        "side", .word(Control.Side.self), initial: model.side.rawValue,
        "Of a strip with two sides: `left`, `right`, or `both`, which is the louder one.")),
    ControlKey([.meter], Key("clip", .byte, "The value that sets the clip lamp.")),
    ControlKey([.meter], Key("clear", .byte, "The value that clears the clip lamp.")),
    ControlKey(
      [.meter],
      Key(
        "decay", milliseconds: 0...10_000, initial: model.decay,
        "In which the device lets its meter fall by one value; 0 if it stays.")),
    ControlKey(
      [.meter],
      Key(
        "interval", milliseconds: 50...10_000, initial: Surface.meterGap,
        "At least between two messages to a meter.")),
    ControlKey([.text], Key("length", .number(1...120), initial: "\(model.length)", "How many characters.")),
    ControlKey(
      [.text],
      Key(
        "characters", .word(Control.Characters.self), initial: model.characters.rawValue,
        "`ascii`, or `segments` for Mackie's seven-segment codes.")),
    ControlKey(
      [.text],
      Key(
        "align", .word(Control.Alignment.self), initial: model.align.rawValue,
        "`left` or `right`; `none` if the device aligns: no spaces are added.")),
    ControlKey(
      [.color],
      Key(
        "values", .list(.color, count: 8...8), initial: "00 … 07",
        "Eight colours, for off, red, green, yellow, blue, magenta, cyan, white; each a byte, or three: `7F 00 00`.")),
    ControlKey([.color], Key("unused", .color, initial: "00", "The colour where there is no strip.")),
    ControlKey([.color], Key("idle", .color, initial: "07", "The colour at the end.")),
  ]

  /// A control of any kind, as far as its kind is not known yet.
  static let control = Section("a control", controlKeys.map(\.key))
  private static let kinds = Dictionary(
    uniqueKeysWithValues: Control.Kind.allCases.map { kind in
      (kind, Section("a \(kind.rawValue)", controlKeys.filter { $0.kinds.contains(kind) }.map(\.key)))
    })

  /// A control of one kind.
  static func control(_ kind: Control.Kind) -> Section { kinds[kind] ?? control }
}

extension Control.Kind {
  /// What it is, for people.
  var about: String {
    switch self {
    case .fader: "a position. With something to send it has a motor"
    case .knob: "a position"
    case .encoder: "steps; `send` is a ring of lights. Without `receive` it is a ring or a bar alone"
    case .button: "presses; `send` is its light. Without `receive` it is a lamp"
    case .meter: "a level"
    case .text: "characters"
    case .color: "a colour"
    }
  }
}
