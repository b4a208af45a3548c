import Mixer

/// What is to be written into a mapping file, so that a control that was learned does what it was learned for. Nothing is
/// written here: a text comes in, another one goes out, and it is certain that it can be read.
public struct LearnProposal: Sendable {
  /// The file as it would be.
  public private(set) var file: MappingFile
  /// The new lines, each with its section, for people.
  public private(set) var lines: [String] = []
  /// What a person should know before.
  public private(set) var remarks: [String]
  /// What is there already and would be changed, as a sentence; nil if nothing is.
  public private(set) var conflict: String?

  /// - Parameters:
  ///   - name: what the control is to be called; a name of its kind and a number if nil.
  ///   - layer: the layer; the first one if nil.
  ///   - file: the mapping file of the device.
  ///   - families: the families that it may use.
  /// - Throws: a sentence if it cannot be, or is there already.
  public init(
    _ row: LearnRow, for target: LearnTarget, name: String? = nil, layer: String? = nil, in file: MappingFile,
    families: [MappingFile] = []
  ) throws(Refusal) {
    remarks = row.first.remarks
    var edit = MappingEdit(file)
    let before = try? Mapping.load(text: file.text, file: file.name, families: families)
    var control = try LearnProposal.known(row, before)
    if let control {
      let line = try edit.line(ofControl: String(control.prefix { $0 != "[" }))
      let place = line.map { "line \($0) of \(file.name)" } ?? "in its family"
      guard target.text != nil else {
        throw Refusal("it is '\(control)' already (\(place)); there is nothing to write")
      }
      conflict = "It is '\(control)' already (\(place))"
      if let name, name != control { remarks.append("It keeps its name '\(control)'; '\(name)' is not used.") }
    } else {
      control = try LearnProposal.add(row, target, name, before, to: &edit, &lines)
    }
    if let control, let text = target.text {
      let single = before?.controls.first { $0.name == control }?.name ?? LearnProposal.firstName(of: control)
      if let (line, work) = try edit.assignment(of: single, in: layer) {
        guard work != text else { throw Refusal("'\(control)' does '\(text)' already (line \(line) of \(file.name))") }
        conflict = (conflict ?? "'\(control)' is there") + "; line \(line) has it do '\(work)'."
      } else if conflict != nil {
        conflict! += ", and does nothing in this layer."
      }
      try edit.assign(control, text, in: layer)
      lines.append("\(layer.map { "layer \($0)" } ?? "layers"): \(control): \(text)")
    }
    let mapping = try LearnProposal.load(edit.file, families)
    self.file = edit.file
    if let control, target.text != nil { addExample(of: control, layer, mapping, families) }
    let after = try LearnProposal.load(self.file, families)
    let old = Set(before.map { MappingCheck.failures(of: $0).map(\.message) } ?? [])
    remarks += MappingCheck.failures(of: after).filter { !old.contains($0.message) }.map {
      "The example in line \($0.line) no longer holds; mend it, or take it out: \($0.message)."
    }
  }

  private static func load(_ file: MappingFile, _ families: [MappingFile]) throws(Refusal) -> Mapping {
    do throws(MappingErrors) {
      return try Mapping.load(text: file.text, file: file.name, families: families)
    } catch {
      throw Refusal("with the new lines the file could not be read, so nothing was written: \(error.description)")
    }
  }

  // MARK: Controls

  /// The control, or the row, that has these messages already; nil if none has.
  private static func known(_ row: LearnRow, _ mapping: Mapping?) throws(Refusal) -> String? {
    guard let mapping else { return nil }
    let found = row.addresses.map { address in
      row.first.patterns(of: address).lazy.compactMap { pattern in
        mapping.inputs.first { $0.pattern.overlaps(pattern) }.map { mapping.controls[$0.control] }
      }.first
    }
    let controls = found.compactMap(\.self)
    guard let first = controls.first else { return nil }
    guard controls.count == found.count else {
      throw Refusal(
        "some of these are known already, such as '\(first.name)', and others are not; learn them one by one")
    }
    if controls.count == 1 { return first.name }
    let numbers = controls.compactMap(\.number)
    let isInOrder = numbers.count == controls.count && zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 + 1 }
    guard isInOrder, controls.allSatisfy({ $0.row == first.row }) else {
      throw Refusal(
        "these are known already, as \(controls.map(\.name).joined(separator: ", ")), which is no row; learn them one by one"
      )
    }
    return "\(first.row)[\(numbers[0])-\(numbers[numbers.count - 1])]"
  }

  /// Writes a control down.
  /// - Returns: its name, or its row's.
  private static func add(
    _ row: LearnRow, _ target: LearnTarget, _ name: String?, _ mapping: Mapping?, to edit: inout MappingEdit,
    _ lines: inout [String]
  ) throws(Refusal) -> String {
    let taken = Set(mapping?.controls.map(\.row) ?? [])
    let name = try name.map { (name) throws(Refusal) in try checked(name, taken, edit) } ?? free(row, target, taken)
    let touches = row.touches.count == row.addresses.count ? row.touches : []
    let isFader = target.isFader || target.text == nil
    guard
      let body = row.first.body(row.addresses, touches: touches, isFader: isFader)
        ?? row.first.body(row.addresses, isFader: isFader)
    else {
      throw Refusal("the messages of these controls cannot stand in one row; learn them one by one")
    }
    let control = row.count > 1 ? "\(name)[1-\(row.addresses.count)]" : name
    try edit.add(control: control, body)
    lines.append("controls: \(control): \(body)")
    return control
  }

  private static func checked(_ name: String, _ taken: Set<String>, _ edit: MappingEdit) throws(Refusal) -> String {
    do throws(Complaint) {
      guard try ControlName(name).numbers == nil else {
        throw Complaint("'\(name)': write the name without brackets; the numbers of a row come by themselves")
      }
    } catch { throw Refusal(error.text) }
    if taken.contains(name) {
      let line = try edit.line(ofControl: name).map { " (line \($0) of \(edit.file.name))" } ?? ""
      throw Refusal("there is a control '\(name)' already\(line), with other messages; choose another name")
    }
    return name
  }

  /// `fader1`, `button2`; for a row `fader`, `button-2`.
  private static func free(_ row: LearnRow, _ target: LearnTarget, _ taken: Set<String>) -> String {
    let isKnob = row.first.kind == .fader && !target.isFader && target.text != nil && row.first.touch == nil
    let word = isKnob ? Control.Kind.knob.rawValue : row.first.kind.rawValue
    let names = (1...).lazy.map { row.count > 1 ? ($0 == 1 ? word : "\(word)-\($0)") : "\(word)\($0)" }
    return names.first { !taken.contains($0) } ?? word
  }

  private static func firstName(of control: String) -> String {
    (try? ControlName(control))?.all.first?.name ?? control
  }

  // MARK: Examples

  /// Adds an example, unless nothing can be said that certainly holds.
  private mutating func addExample(
    of control: String, _ layer: String?, _ mapping: Mapping, _ families: [MappingFile]
  ) {
    guard layer == nil || layer == mapping.layers.first?.name,
      let last = (try? ControlName(control))?.all.last?.name,
      let example = LearnExample(of: last, mapping)?.text
    else { return }
    var new = MappingEdit(file)
    guard (try? new.add(example: example)) != nil,
      let after = try? Mapping.load(text: new.file.text, file: new.file.name, families: families),
      after.examples.count == mapping.examples.count + 1
    else { return }
    let old = Set(MappingCheck.failures(of: mapping).map(\.message))
    let line = after.examples.last?.line
    guard !MappingCheck.failures(of: after).contains(where: { $0.line == line && !old.contains($0.message) }) else {
      return
    }
    file = new.file
    lines.append("examples: - \(example)")
  }

  // MARK: New files

  /// The beginning of a mapping file for a device that has none.
  /// - Parameters:
  ///   - taken: the names of the files that there are.
  ///   - other: the file for any device that it has worked with so far; what that says goes on to hold.
  /// - Throws: a sentence if the other file cannot be read.
  public static func begin(
    for device: DeviceIdentity, taken: [String], like other: MappingFile? = nil
  ) throws(Refusal) -> MappingFile {
    let name = (device.product.isEmpty ? device.clientName : device.product).trimmed
    let letters = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let words = String(letters).split(separator: "-" as Character)
    let stem = words.isEmpty ? "controller" : words.joined(separator: "-")
    let names = (1...).lazy.map { $0 == 1 ? "\(stem).yaml" : "\(stem)-\($0).yaml" }
    let file = names.first { !taken.contains($0) } ?? "\(stem).yaml"
    let match = device.usbIDs.map { "usb: \"\($0)\"" } ?? "client: \(quoted(device.clientName.trimmed))"
    let origin = other.map { " The rest is as in \($0.name)." } ?? ""
    let text = """
      # \(name), as `faderctl learn` found it.\(origin)
      name: \(quoted(name))

      match:
        - {\(match), port: \(device.portIndex)}

      """
    let rest = try other.map { other throws(Refusal) in
      "\n" + (try MappingEdit(other).text(without: ["name", "match"]))
    }
    return MappingFile(name: file, text: text + (rest ?? ""))
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text.unicodeScalars where character.value >= 0x20 {
      if character == "\"" || character == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }
}
