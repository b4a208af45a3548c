import Mixer

// The `examples:` section, read against a desk with 32 channels and 8 groups.
extension MappingReader {
  mutating func readExamples(_ place: Located?) -> [Example] {
    guard let place else { return [] }
    guard let items = place.items else {
      complain(place, "examples is a list, such as '- {receive: \"B0 00 7F\", sets: {ch/1/fader: 10}}'")
      return []
    }
    return items.compactMap { example($0) }
  }

  private mutating func example(_ place: Located) -> Example? {
    guard let found = entries(of: place, .example) else { return nil }
    var example = Example(file: place.file, line: place.line, column: place.column)
    guard found["sets"] != nil || found["sends"] != nil || found["does"] != nil else {
      complain(place, "the example expects nothing; add 'sets', 'does' or 'sends'")
      return nil
    }
    if let given = found["given"] { example.given = values(given) }
    if let receive = found["receive"] { example.receive = bytes(receive) }
    if let wait = number("wait", of: found) { example.wait = wait }
    if let set = found["set"] { readSet(set, into: &example) }
    if let meter = found["meter"] { example.meters = levels(meter) }
    example.snapshot = number("snapshot", of: found)
    if let sets = found["sets"] { example.sets = sets.text == "nothing" ? [] : values(sets) }
    if let does = found["does"] { example.does = action(does) }
    if let sends = found["sends"] { example.sends = sends.text == "nothing" ? [] : bytes(sends) }
    return example
  }

  private mutating func bytes(_ place: Located) -> [MIDIMessage] {
    (place.items ?? [place]).flatMap { item -> [MIDIMessage] in
      if let messages = MIDIMessage.messages(in: item.text ?? "") { return messages }
      complain(item, "'\(item.text ?? "…")' is not a row of complete MIDI messages in hexadecimal bytes")
      return []
    }
  }

  private mutating func values(_ place: Located) -> [(Parameter, Float)] {
    var example = Example(file: place.file, line: place.line, column: place.column)
    readSet(place, into: &example)
    if !example.names.isEmpty { complain(place, "a hand sets no names; put names under 'set'") }
    return example.values
  }

  private mutating func readSet(_ place: Located, into example: inout Example) {
    guard let pairs = place.pairs else { return complain(place, "write {PATH: VALUE}, such as {ch/3/fader: -6}") }
    for (key, value) in pairs {
      do throws(Refusal) {
        switch try MappingReader.usual.resolve(key.text ?? "", names: []) {
        case .name(let strip): example.names.append((strip, try DeskState.name(from: value.text ?? "")))
        case .value(let parameter):
          guard let spec = MappingReader.usual.spec(of: parameter) else { continue }
          example.values.append((parameter, try spec.value(from: value.text ?? "")))
        }
      } catch {
        complain(key, error.description)
      }
    }
  }

  private mutating func levels(_ place: Located) -> [(StripID, Float)] {
    (place.pairs ?? []).compactMap { key, value in
      let words = key.text ?? ""
      guard case .name(let strip)? = try? MappingReader.usual.resolve(words + "/name", names: []),
        let level = Float(value.text ?? "")
      else {
        complain(key, "write {STRIP: LEVEL} with a level in dBFS, such as {ch/5: -10}")
        return nil
      }
      return (strip, level)
    }
  }

  private mutating func action(_ place: Located) -> SurfaceAction? {
    let reader = JobReader(
      number: nil, bankKinds: [], layers: [], pages: [], places: [:], catalogue: MappingReader.usual)
    if let job = try? reader.job(place.text ?? ""), let action = action(of: job) { return action }
    let known =
      "'recall snapshot NUMBER', 'undo', 'redo', 'save', 'clear solo', 'reset STRIP', 'copy STRIP to STRIP', "
      + "'auto-trim STRIP', 'tap STRIP'"
    complain(place, "'\(place.text ?? "…")' is none of \(known)")
    return nil
  }

  private func action(of job: Job) -> SurfaceAction? {
    switch job {
    case .recall(let number): .recall(number)
    case .undo: .undo
    case .redo: .redo
    case .save: .save
    case .clearSolo: .clearSolo
    case .resetStrip(.fixed(let strip)): .reset(strip)
    case .copy(from: .fixed(let from), to: .fixed(let to)): .copy(from: from, to: to)
    case .autoTrim(.fixed(let strip)): .autoTrim(strip)
    case .tap(.fixed(let strip)): .tap(strip)
    default: nil
    }
  }
}
