import Mixer

// Strips and parameters, as they stand in layers.
extension JobReader {
  /// A path with its brackets counted out: `bank[n]/fader` is `bank/3/fader`, `group/[n]/mute` is `group/3/mute`. `[bus]`
  /// stays.
  private func countedOut(_ text: String) throws(Complaint) -> [String] {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      guard let close = rest[open...].firstIndex(of: "]") else { throw Complaint("'\(text)' has '[' without ']'") }
      let inside = String(rest[rest.index(after: open)..<close])
      result += rest[..<open]
      if result.last != "/", !result.isEmpty { result += "/" }
      result += inside == "bus" ? "[bus]" : "\(try count(inside))"
      rest = rest[rest.index(after: close)...]
    }
    return (result + rest).split(separator: "/" as Character, omittingEmptySubsequences: false).map(String.init)
  }

  func strip(_ text: String) throws(Complaint) -> StripReference {
    let (strip, rest) = try stripAndRest(text)
    guard rest.isEmpty else { throw Complaint("'\(text)' is more than a strip; write bank[n], ch/3 or main") }
    return strip
  }

  /// A strip that may be of one of these kinds.
  func strip(_ text: String, of wanted: [StripKind], _ what: String) throws(Complaint) -> StripReference {
    let reference = try strip(text)
    guard !Set(kinds(of: reference)).isDisjoint(with: wanted) else {
      let words = wanted.map { "\($0.word)/1" }.joined(separator: ", ")
      throw Complaint("'\(text)' never \(what); write one such as \(words)")
    }
    return reference
  }

  private func stripAndRest(_ text: String) throws(Complaint) -> (StripReference, [String]) {
    let words = try countedOut(text)
    switch words[0] {
    case "selected": return (.selected, Array(words.dropFirst()))
    case "bus": return (.bus, Array(words.dropFirst()))
    case "bank":
      guard words.count > 1, let number = Int(words[1]) else { throw Complaint("'\(text)': write bank[n] or bank[3]") }
      return (.bank(number), Array(words.dropFirst(2)))
    default:
      guard let kind = StripKind.allCases.first(where: { $0.word == words[0] }) else {
        let known = ["bank[n]", "selected", "bus"] + StripKind.allCases.map(\.word)
        throw Complaint("'\(text)' does not begin with a strip\(Suggestion.text(for: words[0], among: known))")
      }
      guard kind.isNumbered else { return (.fixed(StripID(kind, 0)), Array(words.dropFirst())) }
      guard words.count > 1, let number = Int(words[1]), (1...catalogue.layout.count(of: kind)).contains(number) else {
        throw Complaint("'\(text)': write \(kind.word)/NUMBER, from 1 to \(catalogue.layout.count(of: kind))")
      }
      return (.fixed(StripID(kind, number - 1)), Array(words.dropFirst(2)))
    }
  }

  /// The strip of a path that ends with a word that is no parameter; nil if it ends otherwise.
  func strip(_ text: String, before word: String) throws(Complaint) -> StripReference? {
    guard text.hasSuffix("/" + word) else { return nil }
    let (strip, rest) = try stripAndRest(text)
    return rest == [word] ? strip : nil
  }

  func parameter(_ text: String) throws(Complaint) -> ParameterReference {
    let (strip, rest) = try stripAndRest(text)
    return try parameter(strip, rest, text: text)
  }

  /// A parameter that is of some form wherever it may lie.
  func parameter(
    _ text: String, where fits: (ParameterSpec) -> Bool, _ what: String
  ) throws(Complaint) -> ParameterReference {
    let reference = try parameter(text)
    guard specs(of: reference).contains(where: fits) else { throw Complaint("'\(text)' is not \(what)") }
    return reference
  }

  /// `reset ch/3` is the whole strip, `reset ch/3/pan` a parameter; nil for that.
  func resetStrip(_ text: String) throws(Complaint) -> Job? {
    let (strip, rest) = try stripAndRest(text)
    return rest.isEmpty ? .resetStrip(strip) : nil
  }

  func set(_ text: String, _ value: String) throws(Complaint) -> Job {
    let reference = try parameter(text)
    var refusal: String?
    for spec in specs(of: reference) {
      do throws(Refusal) { return .set(reference, try spec.value(from: value)) } catch {
        refusal = refusal ?? error.description
      }
    }
    throw Complaint(refusal ?? "'\(text)' takes no value")
  }

  /// What is known of a parameter on every kind of strip that it may lie on.
  private func specs(of reference: ParameterReference) -> [ParameterSpec] {
    let items = reference.bus.map { [$0.aux, $0.effect].compactMap(\.self) } ?? [reference.item]
    return kinds(of: reference.strip).flatMap { kind in Catalogue.specs(of: kind).filter { items.contains($0.item) } }
  }

  private func kinds(of strip: StripReference) -> [StripKind] {
    switch strip {
    // A button may let the bank run through any kind.
    case .bank, .selected: bankKinds + StripKind.allCases.filter { !bankKinds.contains($0) }
    case .bus: [.aux, .effect]
    case .fixed(let strip): [strip.kind]
    }
  }

  private func parameter(_ strip: StripReference, _ rest: [String], text: String) throws(Complaint)
    -> ParameterReference
  {
    let kinds = kinds(of: strip)
    let tail = rest.joined(separator: "/")
    if rest.contains("[bus]") {
      let aux = found(kinds, rest.map { $0 == "[bus]" ? "aux/1" : $0 }.joined(separator: "/"))?.item
      let effect = found(kinds, rest.map { $0 == "[bus]" ? "fx/1" : $0 }.joined(separator: "/"))?.item
      if let item = aux ?? effect {
        let items = ParameterReference.BusItems(aux: aux, effect: effect)
        return ParameterReference(strip: strip, item: item, which: 0, bus: items)
      }
    } else if let found = found(kinds, tail) {
      return ParameterReference(strip: strip, item: found.item, which: Int(found.which))
    }
    let known = Set(kinds.flatMap { Catalogue.specs(of: $0).map(\.pattern) } + ["name", "meter"]).sorted()
    throw Complaint("'\(text)': there is no parameter '\(tail)'\(Suggestion.text(for: tail, among: known))")
  }

  private func found(_ kinds: [StripKind], _ tail: String) -> Parameter? {
    for kind in kinds {
      let path = StripID(kind, 0).path + "/" + tail
      if case .value(let found)? = try? catalogue.resolve(path, names: []) { return found }
    }
    return nil
  }
}
