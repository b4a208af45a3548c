/// A row of controls as the files describe it; the keys of a device stand before those of its family.
struct ControlRow {
  let key: Located
  let name: ControlName
  var keys: [String: Located]
}

extension MappingReader {
  private static let keys: [Control.Kind: [String]] = [
    .fader: ["receive", "send", "message", "touch", "max", "bits", "echo", "hold", "takeover"],
    .knob: ["receive", "max", "bits", "takeover"],
    .encoder: ["receive", "send", "relative", "ring"],
    .button: ["receive", "send", "message", "on", "off"],
    .meter: ["send", "levels", "clip", "clear", "decay"],
    .text: ["send", "length", "characters", "align"],
    .color: ["send", "values", "unused", "idle"],
  ]
  static let allKeys = Array(Set(keys.values.joined())).sorted() + ["kind"]

  /// Takes the rows of one file; a row that is known already gets these keys over its own, and `~` takes it away.
  mutating func readRows(_ place: Located?) {
    guard let place else { return }
    guard let pairs = place.pairs else {
      return complain(place, "controls are written as 'name: {kind: …}', such as 'fader[1-8]: {kind: fader, …}'")
    }
    for (key, value) in pairs {
      do throws(Complaint) {
        try takeRow(key, try ControlName(key.text ?? ""), value)
      } catch {
        complain(key, error.text)
      }
    }
  }

  private mutating func takeRow(_ key: Located, _ name: ControlName, _ value: Located) throws(Complaint) {
    let known = rows.firstIndex { $0.name.row == name.row }
    if let known, rows[known].name != name {
      let range = rows[known].key.text ?? ""
      throw Complaint("the family has '\(range)'; write the same range here, or another name")
    }
    if value.isNothing {
      guard let known else { throw Complaint("'\(name.row)' is in no family, so it cannot be taken away") }
      rows.remove(at: known)
      return
    }
    guard let keys = entries(of: value, keys: MappingReader.allKeys, what: "a control") else { return }
    if let known {
      rows[known].keys.merge(keys) { $1 }
    } else {
      rows.append(ControlRow(key: key, name: name, keys: keys))
    }
  }

  mutating func expandRows() {
    for row in rows {
      guard let kindPlace = row.keys["kind"] else {
        complain(
          row.key,
          "'\(row.key.text ?? "")' has no 'kind'; kinds are \(Control.Kind.allCases.map(\.rawValue).joined(separator: ", "))"
        )
        continue
      }
      guard let kind = word(kindPlace, "kind", Control.Kind.self) else { continue }
      let allowed = MappingReader.keys[kind] ?? []
      for (name, place) in row.keys.sorted(by: { $0.key < $1.key }) where name != "kind" && !allowed.contains(name) {
        complain(place, "a \(kind.rawValue) has no '\(name)'\(Suggestion.text(for: name, among: allowed))")
      }
      var model = Control(name: "", row: row.name.row, number: nil, kind: kind)
      readProperties(row.keys, into: &model)
      expand(row, model)
    }
  }

  private mutating func expand(_ row: ControlRow, _ model: Control) {
    for (index, (name, number)) in row.name.all.enumerated() {
      var control = model
      control.name = name
      control.number = number
      do throws(MappingError) {
        control.receive = try pattern(row.keys["receive"] ?? row.keys["message"], index)
        control.send = try pattern(row.keys["send"] ?? row.keys["message"], index)
        control.touch = try pattern(row.keys["touch"], index)
      } catch {
        errors.append(error)
        return
      }
      if let complaint = fit(&control, row) {
        complain(row.key, complaint)
        return
      }
      places[name] = controls.count
      controls.append(control)
    }
  }

  private func pattern(_ place: Located?, _ index: Int) throws(MappingError) -> MessagePattern? {
    guard let place else { return nil }
    do throws(Complaint) {
      return try MessagePattern(place.text ?? "", index: index, constants: constants)
    } catch {
      throw place.error(error.text)
    }
  }

  /// Sets what follows from the messages, and says what does not go together.
  private func fit(_ control: inout Control, _ row: ControlRow) -> String? {
    let needsSend: Set<Control.Kind> = [.meter, .text, .color]
    if needsSend.contains(control.kind), control.send == nil { return "a \(control.kind.rawValue) needs 'send'" }
    if !needsSend.contains(control.kind), control.receive == nil, control.kind != .button || control.send == nil {
      return "a \(control.kind.rawValue) needs 'receive', the message that it sends to the desk"
    }
    if let receive = control.receive, receive.key == nil { return "a control cannot receive system exclusive messages" }
    if let complaint = complaint(about: control) { return complaint }
    if control.kind == .meter, control.levels.isEmpty {
      return "a meter needs 'levels', in dBFS, for the values from 1 upwards"
    }
    if control.isMotor, control.takeover != nil { return "a fader with a motor needs no 'takeover'; remove it" }
    if control.isAbsolute {
      let capacity = control.receive?.capacity ?? 127
      if row.keys["max"] == nil { control.maximum = capacity }
      if row.keys["bits"] == nil { control.bits = capacity > 127 ? 14 : 7 }
      if control.maximum > capacity {
        return "'max' is \(control.maximum), but the message carries at most \(capacity)"
      }
      if (1 << control.bits) - 1 > control.maximum {
        return "'bits' is \(control.bits), but 'max' is only \(control.maximum)"
      }
    }
    return nil
  }

  /// Whether the words in the messages are those that this kind fills in.
  private func complaint(about control: Control) -> String? {
    for pattern in [control.receive, control.touch].compactMap(\.self)
    where !pattern.carriesNumber || pattern.isOneMessagePerCharacter {
      return "what a control receives has 'vv', or 'll' and 'mm', and nothing else that varies"
    }
    guard let send = control.send else { return nil }
    switch control.kind {
    case .text:
      return send.parts.contains(.text) || send.isOneMessagePerCharacter && send.carriesNumber
        ? nil : "a text is sent with 'text', or character by character with 'k' and 'vv'"
    case .color where send.isForWholeRow: return nil
    case .fader, .knob, .encoder, .button, .meter, .color:
      return send.carriesNumber && !send.isOneMessagePerCharacter
        ? nil : "a \(control.kind.rawValue) is sent with 'vv', 'v', or 'll' and 'mm'"
    }
  }

  private mutating func readProperties(_ keys: [String: Located], into control: inout Control) {
    if let place = keys["max"] { control.maximum = number(place, 1...16383, "max") ?? control.maximum }
    if let place = keys["bits"] { control.bits = number(place, 1...14, "bits") ?? control.bits }
    if let place = keys["echo"] { control.echo = word(place, "echo", Control.Echo.self) ?? control.echo }
    if let place = keys["hold"] { control.hold = milliseconds(place, "hold") ?? control.hold }
    if let place = keys["relative"] {
      control.relative = word(place, "relative", Control.Relative.self) ?? control.relative
    }
    if let place = keys["ring"] { control.ring = word(place, "ring", Control.Ring.self) ?? control.ring }
    if let place = keys["takeover"] { control.takeover = word(place, "takeover", Takeover.self) }
    if let place = keys["on"] { control.on = byte(place, "on") ?? control.on }
    if let place = keys["off"] { control.off = byte(place, "off") ?? control.off }
    if let place = keys["clip"] { control.clip = byte(place, "clip") }
    if let place = keys["clear"] { control.clear = byte(place, "clear") }
    if let place = keys["decay"] { control.decay = milliseconds(place, "decay") ?? 0 }
    if let place = keys["length"] { control.length = number(place, 1...120, "length") ?? control.length }
    if let place = keys["characters"] {
      control.characters = word(place, "characters", Control.Characters.self) ?? control.characters
    }
    if let place = keys["align"] { control.alignsRight = word(place, "align", Alignment.self) == .right }
    if let place = keys["unused"] { control.unused = byte(place, "unused") ?? 0 }
    if let place = keys["idle"] { control.idle = byte(place, "idle") ?? 0 }
    readLists(keys, into: &control)
  }

  private mutating func readLists(_ keys: [String: Located], into control: inout Control) {
    if let place = keys["levels"] {
      let levels = place.items?.compactMap { $0.text.flatMap(Float.init) } ?? []
      let isRising = zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 }
      if levels.count != place.items?.count || !isRising || levels.isEmpty || levels.count > 127 {
        complain(place, "levels is a list of numbers in dBFS, each higher than the one before, such as [-40, -20, -6]")
      }
      control.levels = levels
    }
    if let place = keys["values"] {
      let values = (place.items ?? []).compactMap { byte($0, "a value of a colour") }
      if values.count == 8 {
        control.values = values
      } else {
        complain(place, "values has eight bytes, for off, red, green, yellow, blue, magenta, cyan, white")
      }
    }
  }

  private mutating func milliseconds(_ place: Located, _ what: String) -> UInt64? {
    number(place, 0...10_000, "\(what) in milliseconds").map { UInt64($0) * 1_000_000 }
  }

  private enum Alignment: String, CaseIterable { case left, right }
}
