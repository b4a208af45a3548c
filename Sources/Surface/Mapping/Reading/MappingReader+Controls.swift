/// A row of controls as the files describe it; the keys of a device stand before those of its family.
struct ControlRow {
  let key: Located
  let name: ControlName
  var keys: [String: Located]
}

extension MappingReader {
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
    guard let keys = places(of: value, .control) else { return }
    if let known {
      rows[known].keys.merge(keys) { $1 }
    } else {
      rows.append(ControlRow(key: key, name: name, keys: keys))
    }
  }

  mutating func expandRows() {
    for row in rows {
      guard row.keys["kind"] != nil else {
        complain(
          row.key,
          "'\(row.key.text ?? "")' has no 'kind'; kinds are \(Control.Kind.allCases.map(\.rawValue).joined(separator: ", "))"
        )
        continue
      }
      guard let kind: Control.Kind = word("kind", of: Entries(.control, row.keys)) else { continue }
      let section = Section.control(kind)
      let allowed = section.names
      for (name, place) in row.keys.sorted(by: { $0.key < $1.key }) where !allowed.contains(name) {
        complain(place, "\(section.what) has no '\(name)'\(Suggestion.text(for: name, among: allowed))")
      }
      var model = Control(name: "", row: row.name.row, number: nil, kind: kind)
      readProperties(Entries(section, row.keys), into: &model)
      expand(row, model)
    }
  }

  private mutating func expand(_ row: ControlRow, _ model: Control) {
    guard let numbers = numbers(of: row) else { return }
    for (index, (name, number)) in row.name.all.enumerated() {
      var control = model
      control.name = name
      control.number = number
      do throws(MappingError) {
        control.receive = try pattern(row.keys["receive"] ?? row.keys["message"], numbers[index], index)
        control.send = try pattern(row.keys["send"] ?? row.keys["message"], numbers[index], index)
        control.touch = try pattern(row.keys["touch"], numbers[index], index)
        control.right = try pattern(row.keys["right"], numbers[index], index)
        control.left = try pattern(row.keys["left"], numbers[index], index)
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

  /// What `i` stands for, for each control of a row.
  private mutating func numbers(of row: ControlRow) -> [Int]? {
    let count = row.name.all.count
    guard let place = row.keys["numbers"] else { return Array(0..<count) }
    let numbers = (place.items ?? []).compactMap { byte($0, "a number of the row") }
    guard numbers.count == count else {
      complain(place, "numbers has one byte for each control of the row, \(count) in all, not \(numbers.count)")
      return nil
    }
    return numbers
  }

  private func pattern(_ place: Located?, _ number: Int, _ index: Int) throws(MappingError) -> MessagePattern? {
    guard let place else { return nil }
    do throws(Complaint) {
      return try MessagePattern(place.text ?? "", number: number, index: index, constants: constants)
    } catch {
      throw place.error(error.text)
    }
  }

  /// Finds the controls in whose messages others are shown.
  mutating func findHosts() {
    for row in rows {
      guard let with = row.keys["with"] else { continue }
      for (name, number) in row.name.all {
        guard let place = places[name] else { continue }
        let host = number.map { "\(with.text ?? "")[\($0)]" } ?? with.text ?? ""
        guard let found = places[host] else {
          let near = Suggestion.text(for: with.text ?? "", among: rows.map(\.name.row))
          complain(with, "there is no control '\(host)' that '\(name)' could go with\(near)")
          break
        }
        controls[place].host = found
        controls[found].guests.append(place)
      }
    }
    for row in rows {
      guard let first = row.name.all.first.flatMap({ places[$0.name] }), let complaint = complaint(aboutGuestsOf: first)
      else { continue }
      complain(row.key, complaint)
    }
  }

  private func complaint(aboutGuestsOf place: Int) -> String? {
    let control = controls[place]
    let guests = control.guests.map { controls[$0] }
    if control.kind != .color, let count = control.send?.colorCount, count > 0 {
      guard let color = guests.first(where: { $0.kind == .color }) else {
        return "its message has a colour; write a control 'kind: color, with: \(control.row)' that says which"
      }
      if color.values[0].count < count { return "its message has red, green and blue, but '\(color.row)' has one byte" }
    }
    for guest in guests {
      let isAtHome =
        guest.kind == .text
        ? control.kind == .text && control.send?.carriesText == true
        : [.button, .text].contains(control.kind) && (control.send?.colorCount ?? 0) > 0
      if !isAtHome { return "its message has no place for the \(guest.kind.rawValue) '\(guest.row)' that goes with it" }
    }
    return nil
  }

  /// Sets what follows from the messages, and says what does not go together.
  private func fit(_ control: inout Control, _ row: ControlRow) -> String? {
    if let complaint = missing(in: control, row) { return complaint }
    if let complaint = complaint(about: control) { return complaint }
    if control.kind == .meter, control.levels.isEmpty {
      return "a meter needs 'levels', in dBFS, for the values from 1 upwards"
    }
    if let on = [control.on, control.off, control.blink ?? 0].max(), control.kind == .button,
      let room = control.send?.room, on > room
    {
      return "the light is sent \(MIDIMessage.hex([UInt8(on)])), but its message takes no more than "
        + "\(MIDIMessage.hex([UInt8(room)])); set 'on' and 'off'"
    }
    if control.isMotor, control.takeover != nil { return "a fader with a motor needs no 'takeover'; remove it" }
    if control.isAbsolute {
      let capacity = control.receive?.capacity ?? 127
      if row.keys["max"] == nil { control.maximum = capacity }
      if row.keys["bits"] == nil { control.bits = capacity > 255 ? 14 : capacity > 127 ? 8 : 7 }
      if control.maximum > capacity {
        return "'max' is \(control.maximum), but the message carries at most \(capacity)"
      }
      if let most = control.sendMaximum, most > control.send?.capacity ?? 0 {
        return "'send-max' is \(most), but the message carries at most \(control.send?.capacity ?? 0)"
      }
      if (1 << control.bits) - 1 > control.maximum {
        return "'bits' is \(control.bits), but 'max' is only \(control.maximum)"
      }
    }
    return nil
  }

  private func missing(in control: Control, _ row: ControlRow) -> String? {
    switch control.kind {
    case .meter where control.send == nil: return "a meter needs 'send'"
    case .text, .color:
      guard (control.send != nil) != (row.keys["with"] != nil) else {
        return "a \(control.kind.rawValue) needs 'send', or 'with' and the row in whose message it is shown"
      }
    case .encoder:
      if (control.right != nil) != (control.left != nil) { return "'right' and 'left' belong together" }
      if control.receive != nil, control.right != nil { return "write either 'receive', or 'right' and 'left'" }
      if control.receive == nil, control.right == nil, control.send == nil {
        return "an encoder needs 'receive', the message that it sends to the desk, or 'send' for a ring alone"
      }
    case .fader, .knob, .button:
      if control.receive == nil, control.kind != .button || control.send == nil {
        return "a \(control.kind.rawValue) needs 'receive', the message that it sends to the desk"
      }
    case .meter: break
    }
    return nil
  }

  /// Whether the words in the messages are those that this kind fills in.
  private func complaint(about control: Control) -> String? {
    let isPress = [.button, .encoder].contains(control.kind)
    for (pattern, needsNumber) in [
      (control.receive, control.kind != .button), (control.touch, true), (control.right, false), (control.left, false),
    ] {
      guard let pattern else { continue }
      if pattern.carriesText || pattern.isForWholeRow || pattern.hasPlaces || pattern.hasStyle || pattern.colorCount > 0
        || needsNumber && !pattern.carriesNumber
      {
        return "what a control receives has 'vv', 'v', 'll' and 'mm', or 'nl' and 'nh', and nothing else that varies"
          + (isPress ? "; a press alone may have nothing" : "")
      }
      if pattern.forms.count > 1 && pattern.isSysex || pattern.carriers.count > 2 {
        return "several messages in a row are received only without F0, and with a value in two of them at most"
      }
    }
    guard let send = control.send else { return nil }
    if send.hasWildcards {
      return "what is sent has no place for 'any', or for any channel; write 'receive' and 'send' apart"
    }
    if send.hasStyle, control.styles.isEmpty {
      return "its message has a 'style'; only encoders have one, and say with 'styles' which bytes stand for them"
    }
    switch control.kind {
    case .text:
      return send.carriesText || send.isOneMessagePerCharacter && send.carriesNumber
        ? nil : "a text is sent with 'text', or character by character with 'k' and 'vv'"
    case .color where send.isForWholeRow: return nil
    case .color where send.colorCount > 0 && !send.carriesText && !send.hasPlaces:
      return send.colorCount <= control.values[0].count ? nil : "'values' has one byte for each colour, not three"
    case .button where send.colorCount > 0 && !send.carriesText && !send.hasPlaces: return nil
    case .fader, .knob, .encoder, .button, .meter, .color:
      return send.carriesNumber && !send.hasPlaces && !send.carriesText && !send.isForWholeRow
        ? nil : "a \(control.kind.rawValue) is sent with 'vv', 'v', 'll' and 'mm', or 'nl' and 'nh'"
    }
  }
}
