import Mixer

/// The data lines of requests that list something.
enum Listing {
  /// What a batch did, one line each: `ch/1/fader -6.00 dB`.
  static func lines(_ batch: Batch, _ desk: Desk) -> [String] {
    batch.changes.map { line(.value($0.parameter), desk) } + batch.renamings.map { line(.name($0.strip), desk) }
  }

  /// One address with its value.
  static func line(_ address: Address, _ desk: Desk) -> String {
    "\(desk.catalogue.path(of: address)) \(desk.text(of: address))"
  }

  /// The catalogue: every parameter, or those that some patterns name. Names have no row: they are texts, not parameters.
  static func parameters(_ form: Request.Form, _ patterns: [String], _ desk: Desk) throws(Refusal) -> [String] {
    // All that stands behind the path is the same for every strip of a kind, so it is written once.
    var ends: [RowKind: String] = [:]
    var rows: [String] = []
    for address in try Interpreter.addresses(patterns.isEmpty ? ["**"] : patterns, desk) {
      guard case .value(let parameter) = address else { continue }
      guard let spec = desk.catalogue.spec(of: parameter) else { continue }
      let initial = spec.initial(Int(parameter.which))
      let kind = RowKind(strip: parameter.strip.kind, item: parameter.item, initial: initial)
      if ends[kind] == nil { ends[kind] = form == .json ? json(spec, initial) : text(spec, initial) }
      let path = desk.catalogue.path(of: parameter)
      rows.append((form == .json ? "{\"path\":\"\(path)\"," : "\(path) ") + (ends[kind] ?? ""))
    }
    guard form == .json else { return rows }
    return rows.isEmpty ? ["[]"] : ["["] + rows.dropLast().map { $0 + "," } + [rows[rows.count - 1], "]"]
  }

  private struct RowKind: Hashable {
    let strip: StripKind
    let item: Item
    let initial: Float
  }

  private static func text(_ spec: ParameterSpec, _ initial: Float) -> String {
    "(\(spec.accepts)) default \(spec.text(of: initial)), law \(spec.law.rawValue), \(spec.steps) steps"
      + (spec.inSnapshot ? "" : " no-snapshot")
  }

  /// A row without its beginning.
  private static func json(_ spec: ParameterSpec, _ initial: Float) -> String {
    let row = JSON.object([
      ("unit", .string(spec.unit.rawValue)),
      ("range", .array([.number(spec.range.lowerBound), .number(spec.range.upperBound)])),
      ("default", .number(initial)), ("law", .string(spec.law.rawValue)), ("steps", .integer(spec.steps)),
      ("options", .array(spec.options.map(JSON.string))), ("snapshot", .bool(spec.inSnapshot)),
      ("display", .string(spec.display)), ("about", .string(spec.about)),
    ])
    return String(row.text.dropFirst())
  }

  /// One frame of the meters.
  static func meters(_ form: Request.Form, _ meters: Meters, _ desk: Desk) -> [String] {
    let strips = desk.catalogue.layout.strips.filter { $0.kind.meterCount > 0 }
    let limiter = "limiter reduction \(decimal(Double(meters.gainReduction), digits: 1)) count \(meters.limiterCount)"
    guard form == .json else { return strips.map { text($0, meters.meters(of: $0)) } + [limiter] }
    let frame = JSON.object([
      ("meters", .array(strips.map { json($0, meters.meters(of: $0), desk) })),
      (
        "limiter",
        .object([
          ("reduction", .number(meters.gainReduction)), ("count", .integer(Int(clamping: meters.limiterCount))),
        ])
      ),
    ])
    return [frame.text]
  }

  private static func text(_ strip: StripID, _ meters: ArraySlice<Meter>) -> String {
    func levels(_ key: KeyPath<Meter, Float>) -> String {
      meters.map { level($0[keyPath: key]) }.joined(separator: " ")
    }
    return "\(strip.path) level \(levels(\.level)) hold \(levels(\.hold)) rms \(levels(\.rms))"
      + (meters.contains { $0.isClipped } ? " clip" : "")
      + reductions(of: strip, meters).map {
        $0.decibels < 0.05 ? "" : " \($0.word) -\(decimal(Double($0.decibels), digits: 1))"
      }.joined()
  }

  /// What the blocks that a strip has take away.
  private static func reductions(
    of strip: StripID, _ meters: ArraySlice<Meter>
  ) -> [(word: String, decibels: Float)] {
    guard let first = meters.first else { return [] }
    let items = Catalogue.specs(of: strip.kind).map(\.item)
    return [
      (Item.gateOn, "gate", first.gate), (.compOn, "comp", first.compressor), (.deEsserOn, "deess", first.deEsser),
    ]
    .filter { items.contains($0.0) }.map { ($0.1, $0.2) }
  }

  private static func json(_ strip: StripID, _ meters: ArraySlice<Meter>, _ desk: Desk) -> JSON {
    .object(
      [
        ("path", .string(strip.path)), ("name", .string(desk.state.label(of: strip, in: desk.catalogue))),
        ("level", .array(meters.map { .number($0.level) })), ("hold", .array(meters.map { .number($0.hold) })),
        ("rms", .array(meters.map { .number($0.rms) })), ("clip", .bool(meters.contains { $0.isClipped })),
      ] + reductions(of: strip, meters).map { ($0.word, .number(0 - $0.decibels)) })
  }

  private static func level(_ level: Float) -> String {
    level <= Meter.floor ? "-inf" : decimal(Double(level), digits: 1)
  }

  /// The path that a mistyped one was probably meant to be: the same with one word put right.
  static func suggestion(for pattern: String, _ desk: Desk) -> String? {
    var words = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let kinds = StripKind.allCases.map(\.word)
    guard words.count >= 2, words.count <= 5 else { return nil }
    if !kinds.contains(words[0]) {
      guard let kind = Suggestion.closest(to: words[0], among: kinds) else { return nil }
      words[0] = kind
    } else {
      guard let kind = StripKind.allCases.first(where: { $0.word == words[0] }) else { return nil }
      let place = kind.isNumbered ? 2 : 1
      guard words.count > place else { return nil }
      let items =
        ["name"] + Catalogue.specs(of: kind).compactMap { $0.pattern.split(separator: "/").first.map(String.init) }
      guard let item = Suggestion.closest(to: words[place], among: items), item != words[place] else { return nil }
      words[place] = item
    }
    let meant = words.joined(separator: "/")
    guard (try? desk.catalogue.matching(meant, names: desk.state.names)) != nil else { return nil }
    return meant
  }
}
