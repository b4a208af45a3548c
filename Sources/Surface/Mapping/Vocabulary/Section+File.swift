import Mixer

// The keys of a whole file, and of what is no control and no layer.
extension Section {
  static let device = Section(
    "a mapping file",
    [
      Key("name", .text, isNeeded: true, "The device, for people."),
      Key(
        "match", .list(.section(match)), isNeeded: true,
        "How to recognise it; any one entry is enough, and everything in an entry must agree."),
      Key("use", .text, "The family whose controls it shares: `families/NAME.yaml`."),
    ] + shared + [
      Key("bank", .section(bank), "How many strips a bank has, and which."),
      Key("pages", .named("SET", .some(.text)), "Sets of layers of which one is on at most."),
      Key(
        "takeover", .word(Takeover.self), initial: Takeover.pickup.rawValue,
        "What faders and knobs without motors do, unless something else is said."),
      Key("layers", .named("LAYER", .layer), isNeeded: true, "What the controls do; the first layer is always on."),
      Key(
        "examples", .list(.section(example), count: 0...Int.max),
        "What goes in and what comes out; run by `faderctl mapping check` and by the tests."),
      Key("unsure", .some(.text), "What is not certain about the device, in sentences for people."),
    ])

  static let family = Section(
    "a family file", [Key("name", .text, "The family, for people.")] + shared)

  private static let shared = [
    Key(
      "constants", .named("WORD", .byte(most: 0xFF)),
      "Words that stand for bytes in messages, such as `unit: 14`; at least three letters."),
    Key("hello", .some(.either(.message, .section(pause))), "Messages, and pauses, that are sent at the start."),
    Key("goodbye", .some(.message), "Messages that are sent at the end."),
    Key(
      "keep-alive", .either(.section(keepAlive), .nothing),
      "A message for a device that wants to hear from time to time that somebody is there."),
    Key(
      "refresh", .either(.some(.message), .nothing), "What the device sends when it has forgotten what it was shown."),
    Key("pacing", .section(pacing), "How fast messages may leave."),
    Key("controls", .named("CONTROL", .control), "What the hardware is."),
  ]

  static let match = Section(
    "match",
    [
      Key("usb", .usb, "`\"vendor:product\"`, or `\"vendor\"` alone together with `product`."),
      Key(
        "product", .text, "The USB product text; `*` stands for any characters, capitals do not matter."),
      Key(
        "client", .text,
        "The name of the sequencer client, in the same form; for devices without a USB id of their own."),
      Key("port", .number(0...63), initial: "any port", "Which port of the device, from 0."),
      Key(
        "any", .word(Match.Breadth.self),
        "`device`: every piece of hardware of which no other mapping fits any port; never a program."),
    ])

  static let pause = Section(
    "a pause in hello", [Key("delay", milliseconds: 0...10_000, isNeeded: true, "How long it is.")])

  static let keepAlive = Section(
    "keep-alive",
    [
      Key("send", .some(.message), isNeeded: true, "What is sent."),
      Key("every", milliseconds: 100...60_000, isNeeded: true, "How often."),
      Key(
        "answer", .message,
        "What the device answers. When three were missed it was away: heard again, it is greeted and shown everything."),
    ])

  static let pacing = Section(
    "pacing",
    [
      Key(
        "rate", .number(300...1_000_000, of: "bytes per second"), initial: "\(Mapping.Pacing().rate)",
        "What the port certainly takes; 3125 is a MIDI cable."),
      Key(
        "gap", milliseconds: 0...1000, initial: Mapping.Pacing().gap,
        "Between two system exclusive messages."),
      Key(
        "burst", .number(16...2048, of: "bytes"), initial: "\(Mapping.Pacing().burst)",
        "The most that may be under way at once; 2048 is half of what the system keeps before it drops messages "
          + "without a word."),
    ])

  static let bank = Section(
    "bank",
    [
      Key("size", .number(1...256), initial: "\(Mapping.Bank().size)", "By how many strips it moves."),
      Key(
        "strips", .some(.word(StripKind.allCases.map(\.word))),
        initial: "[\(Mapping.Bank().kinds.map(\.word).joined(separator: ", "))]",
        "The kinds of strip that it runs through, in this order."),
    ])

  static let example = Section(
    "an example",
    [
      Key("given", .values, "Values that the desk has before the device is plugged in: `{ch/1/fader: -10}`."),
      Key("receive", .some(.bytes), "What the device sends, one or several messages in a row."),
      Key("set", .values, "What changes on the desk: values, and names (`{ch/2/name: Vocals}`)."),
      Key("meter", .named("STRIP", .level), "Levels in dBFS: `{ch/5: -10}`."),
      Key("snapshot", .number(1...9999), "The number of the current snapshot."),
      Key("sets", .either(.values, .word(["nothing"])), "What the device has set in the end, or `nothing`."),
      Key(
        "wait", .number(0...10_000, of: "milliseconds"), initial: "\(Example(file: "", line: 1, column: 1).wait)",
        "How long each message is given, for long and double presses."),
      Key(
        "does", .text,
        "`recall snapshot 3`, `undo`, `redo`, `save`, `clear solo`, `reset ch/3`, `copy ch/1 to ch/2`, "
          + "`auto-trim ch/1`, `tap fx/1`."),
      Key(
        "sends", .either(.some(.bytes), .word(["nothing"])),
        "Messages that reach the device within two seconds, in this order, others in between; or `nothing`."),
    ])
}
