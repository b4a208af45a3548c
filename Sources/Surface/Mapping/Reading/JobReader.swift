import Mixer

/// Reads what stands to the right of a control in a layer: a path, or an action in words.
struct JobReader {
  /// The number of the control in its row; what `n` stands for.
  let number: Int?
  let bankKinds: [StripKind]
  let layers: [String]
  /// Controls by name.
  let places: [String: Int]
  /// A desk with every strip that there can be.
  let catalogue: Catalogue

  static let phrases = [
    "select bank[n]", "reset PATH", "bank next", "bank previous", "channel next", "channel previous", "layer NAME",
    "hold layer NAME", "recall snapshot n", "snapshot next", "snapshot previous", "snapshot number", "undo", "redo",
    "save",
    "clear solo", "takeover CONTROL",
  ]

  func job(_ text: String) throws(Complaint) -> Job {
    let parts = text.split(separator: "," as Character).map { $0.trimmed }
    if parts.count > 1 {
      var jobs: [Job] = []
      for part in parts { jobs.append(try single(part)) }
      return .texts(jobs)
    }
    return try single(text)
  }

  private func single(_ text: String) throws(Complaint) -> Job {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    if let job = JobReader.fixed[words.joined(separator: " ")] { return job }
    switch (words.first, words.count) {
    case ("select", 2): return .select(try strip(words[1]))
    case ("reset", 2): return .reset(try parameter(words[1]))
    case ("layer", 2): return .layer(try layer(words[1]), held: false)
    case ("hold", 3) where words[1] == "layer": return .layer(try layer(words[2]), held: true)
    case ("recall", 3) where words[1] == "snapshot": return .recall(try count(words[2]))
    case ("takeover", 2): return .takeover(try control(words[1]))
    case (_, 1) where text.contains("/"): return try path(words[0])
    default:
      let near = Suggestion.text(for: text, among: JobReader.phrases)
      throw Complaint("'\(text)' is neither a path such as bank[n]/fader nor an action\(near)")
    }
  }

  static let fixed: [String: Job] = [
    "bank next": .bank(1), "bank previous": .bank(-1), "channel next": .channel(1), "channel previous": .channel(-1),
    "snapshot next": .stepSnapshot(1), "snapshot previous": .stepSnapshot(-1), "snapshot number": .snapshotNumber,
    "undo": .undo, "redo": .redo, "save": .save, "clear solo": .clearSolo,
  ]

  // MARK: Numbers

  /// `7`, `n`, `n+8`, `n-1`.
  private func count(_ text: String) throws(Complaint) -> Int {
    if let number = Int(text), (1...9999).contains(number) { return number }
    guard text.first == "n" else { throw Complaint("'\(text)' is not a number; write a number, n, or n+8") }
    guard let number else {
      throw Complaint("'\(text)': this control has no number; 'n' is for rows such as fader[1-8]")
    }
    let rest = text.dropFirst()
    guard rest.isEmpty || rest.first == "+" || rest.first == "-", let offset = rest.isEmpty ? 0 : Int(rest),
      (-9999...9999).contains(offset)
    else {
      throw Complaint("'\(text)' is not a number; write a number, n, or n+8")
    }
    guard number + offset >= 1 else {
      throw Complaint("'\(text)' is \(number + offset) for control \(number); numbers begin at 1")
    }
    return number + offset
  }

  /// A path with its brackets counted out: `bank[n]/fader` is `bank/3/fader`, `group/[n]/mute` is `group/3/mute`.
  private func countedOut(_ text: String) throws(Complaint) -> [String] {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      guard let close = rest[open...].firstIndex(of: "]") else { throw Complaint("'\(text)' has '[' without ']'") }
      result += rest[..<open]
      if result.last != "/", !result.isEmpty { result += "/" }
      result += "\(try count(String(rest[rest.index(after: open)..<close])))"
      rest = rest[rest.index(after: close)...]
    }
    return (result + rest).split(separator: "/" as Character, omittingEmptySubsequences: false).map(String.init)
  }

  // MARK: Names

  private func layer(_ name: String) throws(Complaint) -> Int {
    guard let place = layers.firstIndex(of: name) else {
      throw Complaint("there is no layer '\(name)'\(Suggestion.text(for: name, among: layers))")
    }
    guard place > 0 else { throw Complaint("'\(name)' is the first layer, which is always on") }
    return place
  }

  private func control(_ text: String) throws(Complaint) -> Int {
    var name = text
    if let open = text.firstIndex(of: "["), text.hasSuffix("]") {
      name = "\(text[..<open])[\(try count(String(text[text.index(after: open)...].dropLast())))]"
    }
    if let place = places[name] { return place }
    throw Complaint("there is no control '\(name)'\(Suggestion.text(for: name, among: Array(places.keys.sorted())))")
  }

  private func strip(_ text: String) throws(Complaint) -> StripReference {
    let (strip, rest) = try stripAndRest(text)
    guard rest.isEmpty else { throw Complaint("'\(text)' is more than a strip; write bank[n], ch/3 or main") }
    return strip
  }

  private func stripAndRest(_ text: String) throws(Complaint) -> (StripReference, [String]) {
    let words = try countedOut(text)
    switch words[0] {
    case "selected": return (.selected, Array(words.dropFirst()))
    case "bank":
      guard words.count > 1, let number = Int(words[1]) else { throw Complaint("'\(text)': write bank[n] or bank[3]") }
      return (.bank(number), Array(words.dropFirst(2)))
    default:
      guard let kind = StripKind.allCases.first(where: { $0.word == words[0] }) else {
        let known = ["bank[n]", "selected"] + StripKind.allCases.map(\.word)
        throw Complaint("'\(text)' does not begin with a strip\(Suggestion.text(for: words[0], among: known))")
      }
      guard kind.isNumbered else { return (.fixed(StripID(kind, 0)), Array(words.dropFirst())) }
      guard words.count > 1, let number = Int(words[1]), (1...catalogue.layout.count(of: kind)).contains(number) else {
        throw Complaint("'\(text)': write \(kind.word)/NUMBER, from 1 to \(catalogue.layout.count(of: kind))")
      }
      return (.fixed(StripID(kind, number - 1)), Array(words.dropFirst(2)))
    }
  }

  private func path(_ text: String) throws(Complaint) -> Job {
    let (strip, rest) = try stripAndRest(text)
    if rest == ["name"] { return .name(strip) }
    if rest == ["meter"] { return .meter(strip) }
    return .parameter(try parameter(strip, rest, text: text))
  }

  private func parameter(_ text: String) throws(Complaint) -> ParameterReference {
    let (strip, rest) = try stripAndRest(text)
    return try parameter(strip, rest, text: text)
  }

  private func parameter(_ strip: StripReference, _ rest: [String], text: String) throws(Complaint)
    -> ParameterReference
  {
    let kinds: [StripKind] =
      switch strip {
      case .bank: bankKinds
      case .selected: StripKind.allCases
      case .fixed(let strip): [strip.kind]
      }
    let tail = rest.joined(separator: "/")
    for kind in kinds {
      let path = StripID(kind, 0).path + "/" + tail
      if case .value(let found)? = try? catalogue.resolve(path, names: []) {
        return ParameterReference(strip: strip, item: found.item, which: Int(found.which))
      }
    }
    let known = Set(kinds.flatMap { Catalogue.specs(of: $0).map(\.pattern) } + ["name", "meter"]).sorted()
    throw Complaint("'\(text)': there is no parameter '\(tail)'\(Suggestion.text(for: tail, among: known))")
  }
}
