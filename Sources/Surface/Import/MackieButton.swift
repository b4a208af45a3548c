/// The buttons of a Mackie Control, by the names that device descriptions give them.
struct MackieButton {
  /// The control in the family, and which of its row.
  let row: String
  var number: Int?
  /// Its note, or that of the first strip.
  let note: Int

  /// Buttons of which there is one.
  static let global: [String: MackieButton] = {
    var all: [String: MackieButton] = [:]
    let singles: [(String, String, Int)] = [
      ("track", "track", 0x28), ("send", "send", 0x29), ("pan", "pan", 0x2A), ("plugin", "plugin", 0x2B),
      ("eq", "eq", 0x2C), ("dyn", "instrument", 0x2D), ("left", "bank-left", 0x2E), ("right", "bank-right", 0x2F),
      ("channelleft", "channel-left", 0x30), ("channelright", "channel-right", 0x31), ("flip", "flip", 0x32),
      ("view", "global-view", 0x33), ("name/value", "name-value", 0x34), ("timecode/beats", "smpte-beats", 0x35),
      ("shift", "shift", 0x46), ("option", "option", 0x47), ("ctrl", "control", 0x48), ("cmdalt", "alt", 0x49),
      ("read", "read", 0x4A), ("write", "write", 0x4B), ("trim", "trim", 0x4C), ("touch", "touch", 0x4D),
      ("latch", "latch", 0x4E), ("grp", "group", 0x4F), ("save", "save", 0x50), ("undo", "undo", 0x51),
      ("cancel", "cancel", 0x52), ("enter", "enter", 0x53), ("marker", "marker", 0x54), ("nudge", "nudge", 0x55),
      ("loop", "cycle", 0x56), ("drop", "drop", 0x57), ("replace", "replace", 0x58), ("click", "click", 0x59),
      ("clearsolo", "solo-clear", 0x5A), ("rewind", "rewind", 0x5B), ("ffwd", "forward", 0x5C), ("stop", "stop", 0x5D),
      ("play", "play", 0x5E), ("record", "record", 0x5F), ("cursorup", "up", 0x60), ("cursordown", "down", 0x61),
      ("cursorleft", "left", 0x62), ("cursorright", "right", 0x63), ("zoom", "zoom", 0x64), ("scrub", "scrub", 0x65),
    ]
    for (name, row, note) in singles { all[name] = MackieButton(row: row, note: note) }
    for number in 1...8 { all["f\(number)"] = MackieButton(row: "F", number: number, note: 0x35 + number) }
    let views = ["miditracks", "inputs", "audiotracks", "audioinstruments", "aux", "busses", "outputs", "user"]
    for (place, name) in views.enumerated() {
      all[name] = MackieButton(row: "view", number: place + 1, note: 0x3E + place)
    }
    for (place, name) in ["usera", "userb"].enumerated() {
      all[name] = MackieButton(row: "foot", number: place + 1, note: 0x66 + place)
    }
    return all
  }()

  /// Buttons that every strip has, by the note of the first one.
  static let strip: [String: MackieButton] = [
    "recenable": MackieButton(row: "rec", note: 0x00), "solo": MackieButton(row: "solo", note: 0x08),
    "mute": MackieButton(row: "mute", note: 0x10), "select": MackieButton(row: "select", note: 0x18),
    "vselect": MackieButton(row: "push", note: 0x20), "fadertouch": MackieButton(row: "fader", note: 0x68),
  ]

  /// How many there are in a row.
  static let counts = ["F": 8, "view": 8, "foot": 2]

  /// The row with other notes than the family's.
  /// - Parameter notes: by number in the row; those of the family where nothing is said.
  static func line(row: String, notes: [Int: Int]) -> String {
    let count = counts[row] ?? 1
    let key = row == "foot" ? "receive" : "message"
    guard count > 1 else { return "\(row): {\(key): 90 \(ArdourMessage.hex(notes[1] ?? 0)) vv}" }
    let first = global.values.filter { $0.row == row }.map(\.note).min() ?? 0
    let all = (0..<count).map { ArdourMessage.hex(notes[$0 + 1] ?? first + $0) }
    return "\(row)[1-\(count)]: {\(key): 90 i vv, numbers: [\(all.joined(separator: ", "))]}"
  }

  /// The row of a strip button with another first note.
  static func line(strip row: String, note: Int) -> String {
    let hex = ArdourMessage.hex(note)
    return switch row {
    case "fader": "fader[1-9]: {touch: 90 \(hex)+i vv}"
    case "push": "push[1-8]: {receive: 90 \(hex)+i vv}"
    default: "\(row)[1-8]: {message: 90 \(hex)+i vv}"
    }
  }
}
