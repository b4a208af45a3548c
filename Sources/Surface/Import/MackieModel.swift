/// A device of the Mackie Control family: what it has, and the mapping that follows.
struct MackieModel: Sendable {
  var isExtender = false
  /// The byte in its system exclusive messages, if it is another than usual.
  var unit: String?
  var strips = 8
  // What is missing where the file says nothing is what the program that reads such files takes for missing, too.
  var hasMaster = true
  var hasAssignment = true
  var hasMeters = true
  var hasGlobals = false
  var hasJog = false
  var hasTouch = false
  /// The lines that describe the colours of its displays; none if they have none.
  var colors: [String] = []
  /// The notes of buttons that are not where the family has them, by row and number.
  var notes: [String: [Int: Int]] = [:]
  /// The first notes of rows that are not where the family has them.
  var stripNotes: [String: Int] = [:]

  /// The sections of the mapping after `match`.
  var lines: [String] {
    let unit = self.unit ?? (isExtender ? "15" : nil)
    return ["", "use: mackie-control"] + (unit.map { ["", "constants: {unit: \($0)}"] } ?? [])
      + (controls.isEmpty ? [] : ["", "controls:"] + controls)
      + ["", "bank: {size: \(strips), strips: [ch, group, aux, fx, dca]}", "", "layers:", "  mix:"] + layer
      + (isWhole ? flip : []) + examples
  }

  /// Whether it has the buttons of a main unit.
  private var isWhole: Bool { hasGlobals && !isExtender }
  private var fader: String { hasTouch ? "fader" : "level" }
  private var range: String { strips == 1 ? "[1]" : "[1-\(strips)]" }

  // MARK: Controls

  private var controls: [String] {
    var lines: [String] = []
    if !hasTouch {
      lines += [
        "  # The faders of the family have touch; these do not.", "  fader[1-9]: ~",
        "  level[1-9]: {kind: fader, message: E0+i ll mm, max: 16368, bits: 10, echo: always}",
      ]
    }
    if !hasMeters { lines.append("  meter[1-8]: ~") }
    if !hasAssignment || isExtender { lines.append("  assignment: ~") }
    if !hasJog || isExtender { lines += ["  jog: ~", "  scrub: ~"] }
    lines += colors
    for (row, note) in stripNotes.sorted(by: { $0.key < $1.key }) where row != "fader" || hasTouch {
      lines.append("  " + MackieButton.line(strip: row, note: note))
    }
    for (row, notes) in notes.sorted(by: { $0.key < $1.key }) where row != "scrub" || hasJog {
      lines.append("  " + MackieButton.line(row: row, notes: notes))
    }
    return lines
  }

  // MARK: Layers

  private var layer: [String] {
    var lines = [
      "\(fader)\(range): bank[n]/fader", "vpot\(range): bank[n]/pan", "push\(range): reset bank[n]/pan",
      "rec\(range): bank[n]/polarity", "solo\(range): bank[n]/solo", "mute\(range): bank[n]/mute",
      "select\(range): select bank[n]", "upper\(range): bank[n]/name", "lower\(range): bank[n]/pan, bank[n]/fader",
    ]
    if hasMaster, !isExtender { lines.insert("\(fader)[9]: main/fader", at: 1) }
    if hasMeters { lines.append("meter\(range): bank[n]/meter") }
    if !colors.isEmpty { lines.append("color\(range): bank[n]/color") }
    if hasAssignment, !isExtender { lines.append("assignment: snapshot number") }
    if isWhole {
      lines += [
        "bank-left: bank previous", "bank-right: bank next", "channel-left: channel previous",
        "channel-right: channel next", "flip: layer flip", "F[1-8]: recall snapshot n", "rewind: snapshot previous",
        "forward: snapshot next", "undo: undo", "save: save", "solo-clear: clear solo", "solo-light: clear solo",
      ]
      if hasJog { lines += ["jog: monitor/level", "scrub: monitor/dim"] }
      lines.append("zoom: monitor/mono")
    }
    return lines.map { "    " + $0 }
  }

  private var flip: [String] {
    [
      "", "  # FLIP: pan on the faders, level on the knobs.", "  flip:", "    \(fader)\(range): bank[n]/pan",
      "    vpot\(range): bank[n]/fader", "    push\(range): reset bank[n]/fader",
      "    lower\(range): bank[n]/fader, bank[n]/pan",
    ]
  }

  // MARK: Examples

  private var examples: [String] {
    let mute = ArdourMessage.hex(stripNotes["mute"] ?? 0x10)
    let touch = stripNotes["fader"] ?? 0x68
    let down = hasTouch ? "90 \(ArdourMessage.hex(touch)) 7F " : ""
    let up = hasTouch ? " 90 \(ArdourMessage.hex(touch)) 00" : ""
    return [
      "", "examples:", "  - {receive: \"\(down)E0 70 7F\(up)\", sets: {ch/1/fader: 10}, sends: \"E0 70 7F\"}",
      "  - {receive: \"90 \(mute) 7F 90 \(mute) 00\", sets: {ch/1/mute: on}, sends: \"90 \(mute) 7F\"}",
      "  - {receive: \"B0 10 01\", sets: {ch/1/pan: 2}}",
    ]
  }
}
