/// Reads Ardour's MIDI binding maps: `<ArdourMIDIBindings>` with a `<DeviceInfo …>` and many a `<Binding …>`.
struct ArdourMap {
  static let root = "ArdourMIDIBindings"

  private let file: String
  private let options: MappingImport.Options
  private var report: ImportReport
  private var controls = ImportedControls()
  private var bankSize: Int?
  private var isMotorized = false
  private var deviceLine: Int?

  init(file: String, options: MappingImport.Options) {
    self.file = file
    self.options = options
    report = ImportReport(file: file)
  }

  mutating func read(_ root: XMLElement) -> MappingImport {
    let given = root["name"]?.value.trimmed ?? ""
    let name = given.isEmpty ? ImportedText.stem(of: file) : given
    if given.isEmpty { report.noteCorrected("the map has no name; it is called after its file", at: root) }
    for element in root.children where element.name.lowercased() == "deviceinfo" { readDevice(element) }
    for element in root.children { readChild(element) }
    let rows = controls.rows()
    guard !rows.isEmpty else { return MappingImport(name: name, text: nil, report: report) }
    var text = ImportedText(file: file, name: name, client: options.client)
    text.bank = bank(rows)
    text.rows = rows
    report.mapped = rows.flatMap(\.entries)
    return MappingImport(name: name, text: text.text(report), report: report)
  }

  /// `yes`, `no`, and what else is written for them.
  static func truth(_ text: String) -> Bool? {
    switch text.trimmed.lowercased() {
    case "yes", "true", "1", "y", "on": true
    case "no", "false", "0", "n", "off": false
    default: nil
    }
  }

  // MARK: Parts

  private mutating func readChild(_ element: XMLElement) {
    switch element.name.lowercased() {
    case "binding":
      if element.name != "Binding" { report.noteCorrected("<\(element.name)> is written <Binding>", at: element) }
      readBinding(element)
    case "deviceinfo": break
    default:
      let near = Suggestion.nearest(to: element.name, among: ["Binding", "DeviceInfo"])
      let hint = near.map { "; did you mean <\($0)>?" } ?? ""
      report.noteBroken("<\(element.name)> is unknown\(hint)", line: element.line, column: element.column)
    }
  }

  private mutating func readDevice(_ element: XMLElement) {
    deviceLine = element.line
    if element.name != "DeviceInfo" { report.noteCorrected("<\(element.name)> is written <DeviceInfo>", at: element) }
    for attribute in element.attributes {
      let value = attribute.value
      switch attribute.name.lowercased() {
      case "bank-size":
        if let size = Int(value.trimmed), (1...256).contains(size) {
          bankSize = size
        } else {
          report.noteCorrected(
            "bank-size is 1 to 256, not '\(value)'; the size follows from the bindings", at: attribute)
        }
      case "motorized", "motorised":
        if let truth = ArdourMap.truth(value) {
          isMotorized = truth
        } else {
          report.noteCorrected("\(attribute.name) is yes or no, not '\(value)'; taken as no", at: attribute)
        }
        if attribute.name != "motorized" {
          report.noteCorrected(
            "'\(attribute.name)' is taken as 'motorized', the only spelling that every version reads", at: attribute)
        }
      case "threshold":
        report.noteCorrected(
          "threshold is not needed: a control without a motor acts when it crosses the value, however fast",
          at: attribute)
      default:
        report.noteCorrected("the attribute '\(attribute.name)' is unknown and does nothing", at: attribute)
      }
    }
  }

  private mutating func readBinding(_ element: XMLElement) {
    do throws(ImportRefusal) {
      let binding = try ArdourBinding(element)
      let remark = try controls.add(binding, line: element.line, isMotorized: isMotorized)
      for text in binding.remarks + (remark.map { [$0] } ?? []) { report.noteCorrected(text, at: element) }
    } catch {
      switch error {
      case .unused(let what, let name):
        report.noteUnused(what, name: name, line: element.line, column: element.column)
      case .broken(let why): report.noteBroken(why, line: element.line, column: element.column)
      }
    }
  }

  private mutating func bank(_ rows: [ImportedRow]) -> ImportedText.Bank {
    let highest = rows.flatMap(\.controls).flatMap(\.jobs).filter { $0.before == "bank[" }.compactMap(\.number).max()
    if let bankSize { return ImportedText.Bank(size: bankSize, line: deviceLine) }
    guard let highest else { return ImportedText.Bank(size: 8, line: nil) }
    let line = deviceLine ?? 1
    report.noteCorrected(
      "no bank-size is given; a bank has \(highest) strips, as many as are bound", line: line, column: 1)
    return ImportedText.Bank(size: highest, line: nil)
  }
}

extension ImportReport {
  mutating func noteCorrected(_ text: String, at element: XMLElement) {
    noteCorrected(text, line: element.line, column: element.column)
  }

  mutating func noteCorrected(_ text: String, at attribute: XMLElement.Attribute) {
    noteCorrected(text, line: attribute.line, column: attribute.column)
  }
}
