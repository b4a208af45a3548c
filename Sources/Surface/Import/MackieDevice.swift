/// Reads Ardour's descriptions of Mackie Control devices: `<MackieProtocolDevice>` with one element for each thing that
/// a device has or lacks.
struct MackieDevice {
  static let root = "MackieProtocolDevice"

  private let file: String
  private let options: MappingImport.Options
  private var report: ImportReport
  private var name = ""
  private var model = MackieModel()

  init(file: String, options: MappingImport.Options) {
    self.file = file
    self.options = options
    report = ImportReport(file: file)
  }

  mutating func read(_ root: XMLElement) throws(MappingError) -> MappingImport {
    model.isExtender = options.isExtender
    for element in root.children { try readPart(element) }
    if name.isEmpty {
      name = ImportedText.stem(of: file)
      report.noteCorrected("the device has no name; it is called after its file", at: root)
    }
    if model.isExtender { name += " Extender" }
    let head = ImportedText(file: file, name: name, client: options.client).head
    let text = (head + model.lines + ImportedText.remainder(report)).joined(separator: "\n") + "\n"
    return MappingImport(name: name, text: text, report: report)
  }

  // MARK: Parts

  /// What is on or off: what it changes, and what the report says if it is off.
  private static let switches: [String: (WritableKeyPath<MackieModel, Bool> & Sendable, String)] = [
    "masterfader": (\.hasMaster, "no main fader: fader[9] does nothing"),
    "twocharacterdisplay": (\.hasAssignment, "no two-digit display: assignment is taken away"),
    "globalcontrols": (\.hasGlobals, "no buttons besides those of the strips"),
    "jogwheel": (\.hasJog, "no wheel: jog and scrub are taken away"),
    "touchsensefaders": (\.hasTouch, "the faders do not feel a hand: level takes the place of fader"),
    "hasmeters": (\.hasMeters, "no meters: meter is taken away"),
    "hasseparatemeters": (\.hasMeters, "no meters: meter is taken away"),
  ]

  /// What needs nothing here, whether on or off.
  private static let silent = [
    "manufacturer": "only a name", "timecodedisplay": "a mixer has no time to show",
    "nohandshake": "nothing waits for an answer",
    "logiccontrolbuttons": "its keys differ in their labels only", "usesipmidi": "any port of the sequencer will do",
    "masterposition": "the configuration says where units stand",
  ]

  private mutating func readPart(_ element: XMLElement) throws(MappingError) {
    let key = element.name.lowercased()
    let value = element["value"]?.value.trimmed ?? ""
    switch key {
    case "name": name = value
    case "devicetype": try readType(value, element)
    case "strips": readStrips(value, element)
    case "extenders": readExtenders(value, element)
    case _ where key.hasPrefix("is"): readKinship(String(key.dropFirst(2)), value, element)
    case "singlefaderfollowsselection":
      guard ArdourMap.truth(value) == true else { return }
      model.strips = 1
      note("one fader: the bank has one strip, and the bank keys move it", element)
    case "buttons": for button in element.children { readButton(button) }
    default: readSwitch(key, value, element)
    }
  }

  /// An element that says which device it is. Of what such devices have, only colours can be missing in a Mackie Control.
  private mutating func readKinship(_ word: String, _ value: String, _ element: XMLElement) {
    guard ArdourMap.truth(value) == true else { return }
    model.colors = MackieDevice.colors(of: word, options.known)
    if model.colors.isEmpty {
      report.noteUnused("\(element.name) (nothing follows from it)", line: element.line, column: element.column)
    } else {
      note("the displays have colours: color is added", element)
    }
  }

  /// How the mapping of a device, found by the letters of its file's name, describes `color`.
  private static func colors(of word: String, _ known: [MappingFile]) -> [String] {
    let files = known.filter { !$0.isFamily && $0.stem.lowercased().filter(\.isLetter).contains(word) }
    guard let file = files.min(by: { $0.stem.count < $1.stem.count }), let root = try? file.compose(),
      let rows = root.value("controls")?.pairs,
      let place = rows.firstIndex(where: { $0.key.text?.hasPrefix("color[") == true })
    else { return [] }
    let text = YamlLines(file.text)
    let next = rows.indices.contains(place + 1) ? rows[place + 1].key.line : nil
    let sections = root.pairs?.map(\.key.line) ?? []
    let first = rows[place].key.line
    let end = next ?? sections.first { $0 > first } ?? text.count + 1
    let last = (first..<end).last { !text.isBlank($0) && !text.isComment($0) } ?? first
    return (first...last).map { text.text(text.start(of: $0)..<text.start(of: $0) + text.line($0).count) }
  }

  private mutating func readSwitch(_ key: String, _ value: String, _ element: XMLElement) {
    guard let truth = ArdourMap.truth(value) else {
      if MackieDevice.silent[key] != nil { return }
      return report.noteBroken(
        "<\(element.name)> is yes or no, not '\(value)'", line: element.line, column: element.column)
    }
    if let (path, sentence) = MackieDevice.switches[key] {
      model[keyPath: path] = truth
      if !truth { note(sentence, element) }
    } else if let why = MackieDevice.silent[key] {
      if truth { report.noteUnused("\(element.name) (\(why))", line: element.line, column: element.column) }
    } else if truth {
      report.noteBroken(
        "<\(element.name)> is unknown; see docs/mapping.md for what a mapping can say", line: element.line,
        column: element.column)
    }
  }

  private mutating func readType(_ value: String, _ element: XMLElement) throws(MappingError) {
    switch value.uppercased() {
    case "MCU": break
    case "MCXT": model.isExtender = true
    case "LC": model.unit = "10"
    case "LCXT": (model.unit, model.isExtender) = ("11", true)
    case "HUI":
      throw MappingError(
        file: file, line: element.line, column: element.column,
        message: "the device speaks HUI, not Mackie Control; most can be switched, then change this to MCU")
    default: report.noteCorrected("the type '\(value)' is unknown; taken as MCU", at: element)
    }
  }

  private mutating func readStrips(_ value: String, _ element: XMLElement) {
    guard let count = Int(value), (1...256).contains(count) else {
      return report.noteCorrected("the number of strips is not '\(value)'; taken as 8", at: element)
    }
    model.strips = min(count, 8)
    if count > 8 { report.noteCorrected("a unit has 8 strips; what has \(count) is several units", at: element) }
    if count < 8 { note("\(count) strips: the others of each row do nothing", element) }
  }

  private mutating func readExtenders(_ value: String, _ element: XMLElement) {
    guard let count = Int(value), count >= 0 else {
      return report.noteCorrected("the number of extenders is not '\(value)'; taken as none", at: element)
    }
    guard count > 0, !model.isExtender else { return }
    note(
      "\(count == 1 ? "one extender" : "\(count) extenders"): each needs a mapping too (--extender); "
        + "put them side by side with 'surfaces: joined:' in the configuration", element)
  }

  private mutating func readButton(_ element: XMLElement) {
    let isStrip = element.name.lowercased() == "stripbutton"
    let name = element["name"]?.value.trimmed ?? ""
    let text = element[isStrip ? "baseid" : "id"]?.value.trimmed ?? ""
    let note = text.lowercased().hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    guard let button = (isStrip ? MackieButton.strip : MackieButton.global)[name.lowercased()] else {
      return report.noteUnused("the button '\(name)'", line: element.line, column: element.column)
    }
    let count = button.row == "fader" ? 9 : isStrip ? 8 : 1
    guard let note, (0...128 - count).contains(note) else {
      return report.noteBroken("'\(text)' is not a note for '\(name)'", line: element.line, column: element.column)
    }
    guard note != button.note else { return }
    if isStrip {
      model.stripNotes[button.row] = note
    } else {
      model.notes[button.row, default: [:]][button.number ?? 1] = note
    }
    self.note("'\(name)' is note \(note)", element)
  }

  private mutating func note(_ text: String, _ element: XMLElement) {
    report.mapped.append(ImportReport.Entry(lines: [element.line], column: element.column, what: text))
  }
}
