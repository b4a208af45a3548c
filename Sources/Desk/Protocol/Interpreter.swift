import Mixer

/// What the daemon knows besides the desk when a request is obeyed.
public struct Surroundings {
  /// How the daemon is.
  public var status: Status
  /// The meters.
  public var meters: Meters
  /// Monotonic nanoseconds.
  public var now: UInt64
  /// Whether a hand holds a control of a parameter.
  public var held: (Parameter) -> Bool

  /// All that is known.
  public init(
    status: Status, meters: Meters, now: UInt64, held: @escaping (Parameter) -> Bool = { _ in false }
  ) {
    self.status = status
    self.meters = meters
    self.now = now
    self.held = held
  }
}

/// What comes of a request.
public enum Answer: Hashable, Sendable {
  /// It is answered; what it changed goes to the mixer, the surfaces and the watchers.
  case reply(Reply, Batch)
  /// It needs the disk; the daemon answers later.
  case later(SnapshotRequest)
  /// It begins a stream.
  case stream(Stream)
  /// Answer `done` and close.
  case close
}

/// What a connection streams. A stream ends with the next line of its client.
public enum Stream: Hashable, Sendable {
  /// Values and names that change, of these addresses; `full` begins with all of them.
  case watch([Address], full: Bool)
  /// The meters.
  case meters(Request.Form)
  /// Pictures of the meter bridge.
  case bridge(columns: Int, rows: Int)
  /// What a surface (nil: every one) sends and is sent.
  case monitor(String?)
  /// What a surface (nil: every device) sends, for programs.
  case listen(String?)
  /// The test of a surface; it ends the stream when it is over.
  case test(String)
}

/// Obeys requests: everything that needs no disk. Pure; control thread.
public enum Interpreter {
  /// Obeys one request.
  public static func obey(_ request: Request, _ desk: inout Desk, _ surroundings: Surroundings) -> Answer {
    do throws(Refusal) {
      return try answer(to: request, &desk, surroundings)
    } catch {
      return .reply(.refused(error.description), Batch())
    }
  }

  private static func answer(to request: Request, _ desk: inout Desk, _ room: Surroundings) throws(Refusal) -> Answer {
    switch request {
    case .hello: return data(["faderd \(room.status.version) protocol 1"])
    case .help: return data(Request.summary)
    case .status(let form): return data(form == .json ? [room.status.json.text] : room.status.lines)
    case .get(let patterns): return data(try get(patterns, desk))
    case .set(let path, let value): return try set(path, value, &desk)
    case .watch(let patterns, let full):
      return .stream(.watch(try addresses(patterns.isEmpty ? ["**"] : patterns, desk), full: full))
    case .params(let form, let patterns): return data(try Listing.parameters(form, patterns, desk))
    case .meters(let form, let follow):
      return follow ? .stream(.meters(form)) : data(Listing.meters(form, room.meters, desk))
    case .bridge(let columns, let rows): return .stream(.bridge(columns: columns, rows: rows))
    case .surfaces(let form):
      let surfaces = room.status.surfaces
      return data(form == .json ? JSON.lines(surfaces.map(\.json)) : surfaces.map(\.line))
    case .monitor(let name):
      return .stream(.monitor(try name.map { (name) throws(Refusal) in try surface(name, room.status) }))
    case .listen(let name):
      return .stream(.listen(try name.map { (name) throws(Refusal) in try surface(name, room.status) }))
    case .test(let name): return .stream(.test(try surface(name, room.status)))
    case .copy(let from, let to, let blocks): return try copy(from, to, blocks, &desk, room)
    case .reset(let strips, let blocks): return try reset(strips, blocks, &desk, room)
    case .soloClear:
      let batch = Batch(changes: desk.clearSolo(by: .client))
      return .reply(.done(Listing.lines(batch, desk)), batch)
    case .tap(let effect): return try tap(effect, &desk, room)
    case .why(let strips): return data(try why(strips, desk))
    case .gainCheck(let form): return data(gainCheck(form, desk, room))
    case .autoTrim(let channels): return try trimAutomatically(channels, &desk, room)
    case .snapshot(.undo(let fade)):
      return recall(desk.undo(fade: nanoseconds(fade), now: room.now, held: room.held), "undo", desk)
    case .snapshot(.redo(let fade)):
      return recall(desk.redo(fade: nanoseconds(fade), now: room.now, held: room.held), "redo", desk)
    case .snapshot(let request): return .later(request)
    case .stop: return data([])
    case .quit: return .close
    }
  }

  /// Seconds as people write them, in nanoseconds.
  public static func nanoseconds(_ seconds: Double?) -> UInt64 { UInt64(max(seconds ?? 0, 0) * 1e9) }

  private static func data(_ lines: [String]) -> Answer { .reply(.done(lines), Batch()) }

  private static func recall(_ recall: Recall, _ what: String, _ desk: Desk) -> Answer {
    .reply(.recall(recall, of: what, on: desk.catalogue), recall.batch)
  }

  private static func surface(_ name: String, _ status: Status) throws(Refusal) -> String {
    let known = status.surfaces.map(\.name)
    if let surface = known.first(where: { $0.lowercased() == name.lowercased() }) { return surface }
    throw Refusal(
      known.isEmpty
        ? "no surface is plugged in"
        : "no surface is named '\(name)'; plugged in: \(known.map { "'\($0)'" }.joined(separator: ", "))")
  }

  /// All that some patterns name, each once, in the order asked for.
  static func addresses(_ patterns: [String], _ desk: Desk) throws(Refusal) -> [Address] {
    if patterns == ["**"] { return desk.catalogue.layout.strips.flatMap { desk.catalogue.addresses(of: $0) } }
    var found: [Address] = []
    var seen: Set<Address> = []
    for pattern in patterns {
      for address in try matching(pattern, desk) where seen.insert(address).inserted { found.append(address) }
    }
    return found
  }

  private static func matching(_ pattern: String, _ desk: Desk) throws(Refusal) -> [Address] {
    do throws(Refusal) {
      return try desk.catalogue.matching(pattern, names: desk.state.names)
    } catch {
      guard let meant = Listing.suggestion(for: pattern, desk) else { throw error }
      throw Refusal("\(error.description) (did you mean '\(meant)'?)")
    }
  }

  private static func get(_ patterns: [String], _ desk: Desk) throws(Refusal) -> [String] {
    try addresses(patterns, desk).map { "\(desk.catalogue.path(of: $0)) \(desk.text(of: $0))" }
  }

  /// Sets every address or, if one of them cannot take the value, none.
  private static func set(_ path: String, _ text: String, _ desk: inout Desk) throws(Refusal) -> Answer {
    var batch = Batch()
    var changed = desk
    let addresses = try addresses([path], desk)
    // Where a wildcard stands for every item, the value is not meant to become the name.
    let isNames = addresses.allSatisfy { if case .name = $0 { true } else { false } }
    for address in addresses {
      switch address {
      case .name(let strip):
        guard isNames else { continue }
        if let renaming = try changed.rename(strip, to: text, by: .client) { batch.renamings.append(renaming) }
      case .value(let parameter):
        guard let value = try value(text, for: parameter, desk) else { continue }
        batch.changes += changed.set(parameter, to: value, by: .client)
      }
    }
    desk = changed
    return .reply(.done(Listing.lines(batch, desk)), batch)
  }

  /// The value that a text means for a parameter: a value, `toggle`, `default` or `by AMOUNT`.
  private static func value(_ text: String, for parameter: Parameter, _ desk: Desk) throws(Refusal) -> Float? {
    guard let spec = desk.catalogue.spec(of: parameter), let current = desk.value(of: parameter) else { return nil }
    let words = text.split(separator: " ")
    let path = desk.catalogue.path(of: parameter)
    switch words.first {
    case "default" where words.count == 1: return spec.initial(Int(parameter.which))
    case "toggle" where words.count == 1:
      guard spec.law == .onOff else { throw Refusal("\(path) cannot be toggled; write \(spec.accepts)") }
      return 1 - current
    case "by":
      guard spec.law != .onOff, spec.law != .list else {
        throw Refusal("\(path) cannot be moved by an amount; write \(spec.accepts)")
      }
      return spec.clamped(current + (try amount(Array(words.dropFirst()), spec, path)))
    default:
      do throws(Refusal) { return try spec.value(from: text) } catch {
        throw Refusal("'\(text)' is not a value for \(path); write \(spec.accepts)")
      }
    }
  }

  private static func amount(_ words: [Substring], _ spec: ParameterSpec, _ path: String) throws(Refusal) -> Float {
    let unit = spec.unit.rawValue
    var number = words.first.map(String.init) ?? ""
    if words.count == 1, !unit.isEmpty, number.lowercased().hasSuffix(unit.lowercased()) {
      number.removeLast(unit.count)
    }
    let isUnit = words.count == 1 || words.count == 2 && words[1].lowercased() == unit.lowercased()
    guard isUnit, let amount = Float(number), amount.isFinite else {
      throw Refusal("'\(words.joined(separator: " "))' is not an amount for \(path); write one such as by -3 \(unit)")
    }
    return amount
  }
}
