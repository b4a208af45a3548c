import Mixer

// Requests about whole strips.
extension Interpreter {
  static func copy(
    _ from: String, _ to: [String], _ blocks: Set<Block>, _ desk: inout Desk, _ room: Surroundings
  ) throws(Refusal) -> Answer {
    let sources = try strips([from], desk)
    guard sources.count == 1 else { throw Refusal("'\(from)' is more than one strip; one is copied") }
    let targets = try strips(to, desk)
    let recall = desk.copy(sources[0], to: targets, blocks, held: room.held)
    return edited(recall, "copied \(sources[0].path) to \(list(targets.filter { $0 != sources[0] }))", desk)
  }

  static func reset(
    _ patterns: [String], _ blocks: Set<Block>, _ desk: inout Desk, _ room: Surroundings
  ) throws(Refusal) -> Answer {
    let strips = try strips(patterns, desk)
    return edited(desk.reset(strips, blocks, held: room.held), "reset \(list(strips))", desk)
  }

  static func tap(_ text: String, _ desk: inout Desk, _ room: Surroundings) throws(Refusal) -> Answer {
    let effects = try strips([text], desk)
    guard effects.count == 1, effects[0].kind == .effect else {
      throw Refusal("'\(text)' is not an effect; write fx/1 to fx/\(desk.catalogue.layout.effects)")
    }
    let (tempo, changes) = desk.tap(effects[0], now: room.now, by: .client)
    let lines = tempo == nil ? [] : [Listing.line(.value(Parameter(effects[0], .echoTempo)), desk)]
    return .reply(.done(lines), Batch(changes: changes))
  }

  static func why(_ patterns: [String], _ desk: Desk) throws(Refusal) -> [String] {
    let silence = Silence(desk.state, desk.catalogue)
    let strips = try strips(patterns, desk).filter { $0.kind.meterCount > 0 }
    guard !strips.isEmpty else { throw Refusal("\(list(try self.strips(patterns, desk))) carries no sound of its own") }
    return strips.flatMap { strip in
      let causes = silence.causes(of: strip)
      return causes.isEmpty
        ? ["\(strip.path) heard"]
        : causes.map { "\(strip.path) \(desk.catalogue.path(of: $0.parameter(of: strip))): \($0.sentence(on: desk))" }
    }
  }

  static func gainCheck(_ form: Request.Form, _ desk: Desk, _ room: Surroundings) -> [String] {
    let channels = (0..<desk.catalogue.layout.channels).map { StripID(.channel, $0) }
    let checks = channels.compactMap { desk.gainCheck($0, room.meters) }
    guard form == .json else { return checks.map { text($0, desk) + advice($0) } }
    return JSON.lines(
      checks.map { check in
        .object([
          ("path", .string(check.strip.path)),
          ("name", .string(desk.state.label(of: check.strip, in: desk.catalogue))), ("peak", .number(check.peak)),
          ("verdict", .string(check.verdict.rawValue)), ("trim", .number(check.trim)),
          ("preamp", .number(check.preamp)),
        ])
      })
  }

  static func trimAutomatically(
    _ patterns: [String], _ desk: inout Desk, _ room: Surroundings
  ) throws(Refusal) -> Answer {
    let strips = try strips(patterns.isEmpty ? ["ch/*"] : patterns, desk)
    if let other = strips.first(where: { $0.kind != .channel }) {
      throw Refusal("\(other.path) has no trim; write channels, such as ch/*")
    }
    let before = desk
    let (checks, recall) = desk.trimAutomatically(strips, room.meters, held: room.held)
    let lines = checks.map { check in
      let address = Address.value(Parameter(check.strip, .trim))
      let (old, new) = (before.text(of: address), desk.text(of: address))
      return text(check, desk) + (old == new ? "" : ", trim \(old) → \(new)") + preamp(check)
    }
    let reply = Reply.edit(recall, of: "trimmed", on: desk.catalogue)
    if recall.isRefused { return .reply(reply, recall.batch) }
    return .reply(.done(lines + reply.lines.dropFirst()), recall.batch)
  }

  private static func text(_ check: GainCheck, _ desk: Desk) -> String {
    let name = Words.quoted(desk.state.label(of: check.strip, in: desk.catalogue))
    let peak = check.peak <= Meter.floor ? "-inf" : decimal(Double(check.peak), digits: 1)
    return "\(check.strip.path) \(name) \(check.verdict.rawValue) peak \(peak)"
  }

  private static func advice(_ check: GainCheck) -> String {
    (check.trim == 0 ? "" : ", trim by \(signed(check.trim)) dB") + preamp(check)
  }

  private static func preamp(_ check: GainCheck) -> String {
    check.preamp == 0 ? "" : ", preamplifier by \(signed(check.preamp)) dB"
  }

  private static func signed(_ decibels: Float) -> String {
    (decibels < 0 ? "" : "+") + decimal(Double(decibels), digits: 1)
  }

  private static func edited(_ recall: Recall, _ what: String, _ desk: Desk) -> Answer {
    .reply(.edit(recall, of: what, on: desk.catalogue), recall.batch)
  }

  /// A few strips by path; of many, the first and how many.
  private static func list(_ strips: [StripID]) -> String {
    strips.count <= 8
      ? strips.map(\.path).joined(separator: " ") : "\(strips[0].path) and \(strips.count - 1) more strips"
  }

  /// All strips that some patterns name, each once: `ch/3`, `ch/vox`, `group/*`, `main`.
  static func strips(_ patterns: [String], _ desk: Desk) throws(Refusal) -> [StripID] {
    var found: [StripID] = []
    for pattern in patterns {
      let words = pattern.split(separator: "/", omittingEmptySubsequences: false)
      let kinds = StripKind.allCases.map(\.word)
      guard let kind = StripKind.allCases.first(where: { $0.word == words[0] }) else {
        let suggestion = Suggestion.phrase(for: words[0], among: kinds)
        throw Refusal(
          "'\(pattern)' does not start with a kind of strip\(suggestion); write one of \(kinds.joined(separator: ", "))"
        )
      }
      guard words.count <= (kind.isNumbered ? 2 : 1) else {
        throw Refusal(
          "'\(pattern)' is more than a strip; write \(words.prefix(kind.isNumbered ? 2 : 1).joined(separator: "/"))")
      }
      for address in try desk.catalogue.matching(
        kind.isNumbered && words.count == 1 ? pattern + "/" : pattern + "/name", names: desk.state.names)
      {
        guard case .name(let strip) = address, !found.contains(strip) else { continue }
        found.append(strip)
      }
    }
    return found
  }
}
