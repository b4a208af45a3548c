import Mixer

/// Reads mapping files and collects everything that is wrong with them.
struct MappingReader {
  private(set) var families: [String: MappingFile]
  var errors: [MappingError] = []
  /// Whether `examples` are read: whoever only plays needs none, and they are the larger part of most files.
  let readsExamples: Bool
  /// Fixed paths are checked against the largest desk there can be. Made once: it has tens of thousands of parameters.
  static let largest = Catalogue(
    layout: Layout(channels: Layout.channelRange.upperBound, groups: Layout.groupRange.upperBound))
  /// The desk of examples.
  static let usual = Catalogue(layout: Layout())

  var constants: [String: Int] = [:]
  var rows: [ControlRow] = []
  var controls: [Control] = []
  var places: [String: Int] = [:]
  var bank = Mapping.Bank()
  var layers: [Layer] = []
  var pageSets: [PageSet] = []
  /// Where the `match` list stands, and the layers' names.
  var matchPlace: Located?
  var layerPlaces: [Located] = []
  /// Where the lines of each layer stand, by the places of their controls.
  var linePlaces: [[Int: Located]] = []

  init(families: [MappingFile], readsExamples: Bool = true) {
    self.readsExamples = readsExamples
    self.families = Dictionary(families.filter(\.isFamily).map { ($0.stem, $0) }) { $1 }
  }

  /// Reads a file that must have nothing wrong with it.
  mutating func mapping(of file: MappingFile) throws(MappingErrors) -> Mapping {
    guard let mapping = read(file), errors.isEmpty else { throw MappingErrors(errors: errors) }
    return mapping
  }

  /// Reads a family by itself, as a device that adds nothing to it would.
  static func mapping(ofFamily file: MappingFile) throws(MappingErrors) -> Mapping {
    var reader = MappingReader(families: [])
    reader.families = ["it": file]
    let device = "{name: it, match: [{client: it}], use: it, layers: {mix: {}}}"
    return try reader.mapping(of: MappingFile(name: file.name, text: device))
  }

  private mutating func read(_ file: MappingFile) -> Mapping? {
    guard let device = sections(of: file, .device) else { return nil }
    let family = device["use"].flatMap { self.family($0) } ?? Entries(.family)
    let both = [family, device]
    for section in both { readConstants(section["constants"]) }
    for section in both { readRows(section["controls"]) }
    expandRows()
    findHosts()
    readBank(device["bank"])
    readLayers(device["layers"], pages: device["pages"], takeover: word("takeover", of: device))
    var pacing = Mapping.Pacing()
    for section in both { readPacing(section["pacing"], into: &pacing) }
    let hello = greetings(device["hello"] ?? family["hello"])
    let goodbye = messages(device["goodbye"] ?? family["goodbye"])
    let keepAlive = keepAlive(device["keep-alive"] ?? family["keep-alive"])
    let refresh = patterns(device["refresh"] ?? family["refresh"])
    matchPlace = device["match"]
    let matches = readMatches(device["match"])
    let examples = readsExamples ? readExamples(device["examples"]) : []
    let doubts = doubts(device["unsure"])
    guard let name = device["name"]?.text else { return nil }
    let inputs = inputs()
    return Mapping(
      name: name, file: file.name, matches: matches, controls: controls, layers: layers, pages: pageSets,
      bank: bank, pacing: pacing, hello: hello, goodbye: goodbye, keepAlive: keepAlive, refresh: refresh,
      examples: examples, doubts: doubts, inputs: inputs, inputPlaces: MappingReader.places(of: inputs),
      sources: [file] + [device["use"]?.text.flatMap { families[$0] }].compactMap(\.self))
  }

  private mutating func doubts(_ place: Located?) -> [String] {
    (place.map { $0.items ?? [$0] } ?? []).compactMap { item in
      if let text = item.text, !text.isEmpty { return text }
      complain(item, "'unsure' is a list of sentences: what is not certain about this device")
      return nil
    }
  }

  // MARK: Common

  mutating func complain(_ place: Located, _ message: String) { errors.append(place.error(message)) }

  private mutating func sections(of file: MappingFile, _ section: Section) -> Entries? {
    do throws(MappingError) {
      let root = try file.compose()
      guard let found = entries(of: root, section) else { return nil }
      for key in section.keys where key.isNeeded && found[key.name] == nil {
        complain(root, "the file has no '\(key.name)'; see docs/mapping.md for what it needs")
      }
      return found
    } catch {
      errors.append(error)
      return nil
    }
  }

  /// What stands under the keys of a section, with a complaint about each key that it does not have.
  mutating func entries(of place: Located, _ section: Section) -> Entries? {
    places(of: place, section).map { Entries(section, $0) }
  }

  mutating func places(of place: Located, _ section: Section) -> [String: Located]? {
    let names = section.names
    guard let pairs = place.pairs else {
      complain(
        place,
        "\(section.what) is written as keys with values (key: value); keys are \(names.joined(separator: ", "))")
      return nil
    }
    var found: [String: Located] = [:]
    for (key, value) in pairs {
      let name = key.text ?? ""
      guard names.contains(name) else {
        complain(key, "\(section.what) has no key '\(name)'\(Suggestion.text(for: name, among: names))")
        continue
      }
      found[name] = value
    }
    return found
  }

  private mutating func family(_ use: Located) -> Entries? {
    guard let name = use.text, let file = families[name] else {
      let known = families.keys.sorted()
      complain(
        use, "there is no family '\(use.text ?? "")' in families/\(Suggestion.text(for: use.text ?? "", among: known))")
      return nil
    }
    return sections(of: file, .family)
  }

  /// A whole number, written in tens; nil if nothing stands there, or nothing good.
  mutating func number(_ name: String, of found: Entries) -> Int? {
    guard let place = found[name], case .number(let range, let unit)? = found.form(of: name) else { return nil }
    guard let text = place.text, let number = Int(text), range.contains(number) else {
      complain(
        place,
        "\(name)\(unit.isEmpty ? "" : " in \(unit)") is a whole number from \(range.lowerBound) to "
          + "\(range.upperBound), not '\(place.text ?? "…")'")
      return nil
    }
    return number
  }

  /// A number of milliseconds, in nanoseconds.
  mutating func milliseconds(_ name: String, of found: Entries) -> UInt64? {
    number(name, of: found).map { UInt64($0) * 1_000_000 }
  }

  /// A data byte, written in hexadecimal like all bytes of messages.
  mutating func byte(_ place: Located, _ what: String) -> Int? {
    guard let text = place.text, let byte = MIDIMessage.byte(in: text), byte < 0x80 else {
      complain(place, "\(what) is a data byte in hexadecimal, 00 to 7F, not '\(place.text ?? "…")'")
      return nil
    }
    return Int(byte)
  }

  mutating func byte(_ name: String, of found: Entries) -> Int? { found[name].flatMap { byte($0, name) } }

  /// One of the words that the table allows; nil if nothing stands there, or nothing good.
  mutating func word<Word: RawRepresentable>(_ name: String, of found: Entries) -> Word? where Word.RawValue == String {
    guard let place = found[name], case .word(let known)? = found.form(of: name) else { return nil }
    if let text = place.text, known.contains(text), let word = Word(rawValue: text) { return word }
    complain(place, "\(name) is one of \(known.joined(separator: ", ")), not '\(place.text ?? "…")'")
    return nil
  }

  // MARK: Sections

  private mutating func readConstants(_ place: Located?) {
    guard let place else { return }
    guard let pairs = place.pairs else {
      return complain(place, "constants are written as 'word: byte', such as 'unit: 14'")
    }
    for (key, value) in pairs {
      guard let name = key.text, name.utf8.count >= 3, name.allSatisfy({ $0.isASCII && $0.isLetter }),
        !MessagePattern.reserved.contains(name)
      else {
        complain(
          key,
          "'\(key.text ?? "…")' cannot stand for a byte; use at least three letters, and no word of its own meaning "
            + "(\(MessagePattern.reserved.filter { $0.utf8.count > 2 }.joined(separator: ", ")))")
        continue
      }
      if let text = value.text, let byte = MIDIMessage.byte(in: text) {
        constants[name] = Int(byte)
      } else {
        complain(value, "the constant '\(name)' is a byte in hexadecimal, 00 to FF, not '\(value.text ?? "…")'")
      }
    }
  }

  private mutating func readBank(_ place: Located?) {
    guard let place, let found = entries(of: place, .bank) else { return }
    if let size = number("size", of: found) { bank.size = size }
    guard let strips = found["strips"] else { return }
    let known = StripKind.allCases.map(\.word)
    var kinds: [StripKind] = []
    for item in strips.items ?? [strips] {
      if let kind = StripKind.allCases.first(where: { $0.word == item.text }) {
        kinds.append(kind)
      } else {
        complain(
          item, "'\(item.text ?? "…")' is not a kind of strip\(Suggestion.text(for: item.text ?? "", among: known))")
      }
    }
    bank.kinds = kinds
  }
}
