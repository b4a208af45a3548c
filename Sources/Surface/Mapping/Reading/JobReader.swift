import Mixer

/// Reads what stands to the right of a control in a layer: a path, or an action in words.
struct JobReader {
  /// The number of the control in its row; what `n` stands for. Nil for a control that stands alone.
  let number: Int?
  let bankKinds: [StripKind]
  let layers: [String]
  let pages: [PageSet]
  /// Controls by name.
  let places: [String: Int]
  /// A desk with every strip that there can be.
  let catalogue: Catalogue

  static let phrases = [
    "set PATH VALUE", "hold PATH", "next PATH", "previous PATH", "reset PATH", "reset STRIP", "copy STRIP to STRIP",
    "auto-trim STRIP", "tap fx/1", "label PATH", "select bank[n]", "bank n", "strips KIND", "spill STRIP", "bus aux/1",
    "layer NAME", "hold layer NAME", "page NAME", "page next SET", "page previous SET", "recall snapshot n",
    "takeover CONTROL",
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
    if let job = try phrase(words) { return job }
    if words.count == 1, text.contains("/") { return try path(words[0]) }
    let known = JobReader.phrases + JobReader.fixed.keys.sorted()
    let near = Suggestion.nearest(to: text, among: known).map { "; did you mean '\($0)'?" } ?? ""
    throw Complaint("'\(text)' is neither a path such as bank[n]/fader nor an action\(near)")
  }

  private func phrase(_ words: [String]) throws(Complaint) -> Job? {
    switch (words.first, words.count) {
    case ("set", 3...): try set(words[1], words[2...].joined(separator: " "))
    case ("hold", 3) where words[1] == "layer": .layer(try layer(words[2]), held: true)
    case ("hold", 2): .hold(try parameter(words[1], where: { $0.law == .onOff }, "on or off"))
    case ("next", 2): .step(try parameter(words[1], where: { $0.law == .list }, "a list of words"), 1)
    case ("previous", 2): .step(try parameter(words[1], where: { $0.law == .list }, "a list of words"), -1)
    case ("reset", 2): try reset(words[1])
    case ("copy", 4) where words[2] == "to": .copy(from: try strip(words[1]), to: try strip(words[3]))
    case ("auto-trim", 2): .autoTrim(try strip(words[1], of: [.channel], "has a trim"))
    case ("tap", 2): .tap(try strip(words[1], of: [.effect], "has a tempo"))
    case ("label", 2): .label(try parameter(words[1]))
    case ("select", 2): .select(try strip(words[1]))
    case ("bank", 2): .bankNumber(try count(words[1]))
    case ("strips", 2...): .strips(try kinds(words.dropFirst()))
    case ("spill", 2): .spill(try strip(words[1], of: [.dca, .muteGroup, .group], "has members"))
    case ("bus", 2): .bus(try strip(words[1], of: [.aux, .effect], "is a bus"))
    case ("layer", 2): .layer(try latched(words[1]), held: false)
    case ("page", 2...3) where ["next", "previous"].contains(words[1]):
      .turnPage(try pageSet(words.dropFirst(2).first), words[1] == "next" ? 1 : -1)
    case ("page", 2): .page(try page(words[1]))
    case ("recall", 3) where words[1] == "snapshot": .recall(try count(words[2]))
    case ("takeover", 2): .takeover(try control(words[1]))
    default: nil
    }
  }

  static let fixed: [String: Job] = [
    "bank next": .bank(1), "bank previous": .bank(-1), "channel next": .channel(1), "channel previous": .channel(-1),
    "bus next": .stepBus(1), "bus previous": .stepBus(-1),
    "snapshot next": .stepSnapshot(1), "snapshot previous": .stepSnapshot(-1), "snapshot number": .snapshotNumber,
    "undo": .undo, "redo": .redo, "save": .save, "clear solo": .clearSolo,
  ]

  // MARK: Layers and pages

  private func layer(_ name: String) throws(Complaint) -> Int {
    guard let place = layers.firstIndex(of: name) else {
      throw Complaint("there is no layer '\(name)'\(Suggestion.text(for: name, among: layers))")
    }
    guard place > 0 else { throw Complaint("'\(name)' is the first layer, which is always on") }
    return place
  }

  private func latched(_ name: String) throws(Complaint) -> Int {
    let place = try layer(name)
    if let set = pages.first(where: { $0.layers.contains(place) }) {
      throw Complaint("'\(name)' is a page of '\(set.name)'; write 'page \(name)'")
    }
    return place
  }

  private func page(_ name: String) throws(Complaint) -> Int {
    let place = try layer(name)
    guard pages.contains(where: { $0.layers.contains(place) }) else {
      throw Complaint("'\(name)' is in no set of 'pages'; write 'layer \(name)', or put it into one")
    }
    return place
  }

  private func pageSet(_ name: String?) throws(Complaint) -> Int {
    if name == nil, pages.count == 1 { return 0 }
    guard let place = pages.firstIndex(where: { $0.name == name }) else {
      let names = pages.map(\.name)
      throw Complaint("say which set of pages\(Suggestion.text(for: name ?? "", among: names))")
    }
    return place
  }

  private func kinds(_ words: ArraySlice<String>) throws(Complaint) -> [StripKind] {
    var kinds: [StripKind] = []
    for word in words {
      guard let kind = StripKind.allCases.first(where: { $0.word == word }) else {
        let known = StripKind.allCases.map(\.word)
        throw Complaint("'\(word)' is not a kind of strip\(Suggestion.text(for: word, among: known))")
      }
      kinds.append(kind)
    }
    return kinds
  }

  private func control(_ text: String) throws(Complaint) -> Int {
    var name = text
    if let open = text.firstIndex(of: "["), text.hasSuffix("]") {
      name = "\(text[..<open])[\(try count(String(text[text.index(after: open)...].dropLast())))]"
    }
    if let place = places[name] { return place }
    throw Complaint("there is no control '\(name)'\(Suggestion.text(for: name, among: Array(places.keys.sorted())))")
  }

  // MARK: Numbers

  /// `7`, `n`, `n+8`, `n-1`.
  func count(_ text: String) throws(Complaint) -> Int {
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
}
