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
    for phrase in Phrase.all {
      if let places = phrase.places(in: words), let job = try phrase.job(self, places) { return job }
    }
    if words.first == "transport" {
      throw Complaint(
        "'transport' is a word for later: faderd does not play or record; give the key something else to do")
    }
    let near =
      Suggestion.nearest(to: text, among: Phrase.all.compactMap(\.model)).map { "; did you mean '\($0)'?" } ?? ""
    throw Complaint("'\(text)' is neither a path such as bank[n]/fader nor an action\(near)")
  }

  // MARK: Layers and pages

  func layer(_ name: String) throws(Complaint) -> Int {
    guard let place = layers.firstIndex(of: name) else {
      throw Complaint("there is no layer '\(name)'\(Suggestion.text(for: name, among: layers))")
    }
    guard place > 0 else { throw Complaint("'\(name)' is the first layer, which is always on") }
    return place
  }

  func latched(_ name: String) throws(Complaint) -> Int {
    let place = try layer(name)
    if let set = pages.first(where: { $0.layers.contains(place) }) {
      throw Complaint("'\(name)' is a page of '\(set.name)'; write 'page \(name)'")
    }
    return place
  }

  func page(_ name: String) throws(Complaint) -> Int {
    let place = try layer(name)
    guard pages.contains(where: { $0.layers.contains(place) }) else {
      throw Complaint("'\(name)' is in no set of 'pages'; write 'layer \(name)', or put it into one")
    }
    return place
  }

  func pageSet(_ name: String?) throws(Complaint) -> Int {
    if name == nil, pages.count == 1 { return 0 }
    guard let place = pages.firstIndex(where: { $0.name == name }) else {
      let names = pages.map(\.name)
      throw Complaint("say which set of pages\(Suggestion.text(for: name ?? "", among: names))")
    }
    return place
  }

  func kinds(_ words: [String]) throws(Complaint) -> [StripKind] {
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

  func control(_ text: String) throws(Complaint) -> Int {
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
