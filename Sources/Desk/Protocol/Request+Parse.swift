import Mixer

extension Request {
  /// One line of help for each request, in the order of the documentation.
  public static let summary = [
    "hello                            name, version and protocol",
    "status [json]                    how the daemon is",
    "get PATTERN...                   values and names; * is any word, ** all that follows",
    "set PATTERN VALUE                a value, or: toggle, default, by AMOUNT; set ch/1/name Kick",
    "copy FROM TO... [BLOCK...]       one strip's settings for others",
    "reset STRIP... [BLOCK...]        as on a new desk",
    "solo clear                       switches every solo off",
    "tap EFFECT                       one tap for the tempo of fx/1 ...",
    "why STRIP...                     what silences a strip",
    "gain-check [json]                how the inputs' levels are",
    "auto-trim [CHANNEL...]           trims inputs by their peaks",
    "watch [full] [PATTERN...]        what changes, until the next line",
    "params [json] [PATTERN...]       the catalogue",
    "meters [json]                    the meters; meters follow [json] goes on until the next line",
    "bridge COLUMNS ROWS              the meter bridge, until the next line",
    "surface list [json]              the controllers that are plugged in",
    "surface monitor [NAME]           what they send and are sent, until the next line",
    "surface listen [NAME]            what devices send, for programs, until the next line",
    "surface test NAME                shows everything that it can show, until the next line",
    "snapshot save [NUMBER] [NAME]    stores the desk",
    "snapshot recall NUMBER|NAME [fade SECONDS] [scope PATTERN...]",
    "snapshot list [json]",
    "snapshot show NUMBER|NAME",
    "snapshot diff A [B]              how B (the desk) differs from A",
    "snapshot undo|redo [fade SECONDS]",
    "snapshot rename NUMBER|NAME NEWNAME",
    "snapshot delete NUMBER|NAME",
    "quit                             closes the connection",
  ]

  private static let verbs = [
    "hello", "version", "help", "status", "get", "set", "watch", "params", "meters", "bridge", "surface", "snapshot",
    "copy", "reset", "solo", "tap", "why", "gain-check", "auto-trim", "stop", "quit", "close",
  ]

  /// Reads one line; nil if there is nothing in it.
  /// - Throws: `Refusal` saying how it should be written.
  public static func parse(_ line: some StringProtocol) throws(Refusal) -> Request? {
    let words = try Words.split(line)
    guard let verb = words.first else { return nil }
    let rest = Array(words.dropFirst())
    switch verb {
    case "get":
      guard !rest.isEmpty else { throw Refusal("write: get PATTERN, such as get ch/*/fader") }
      return .get(rest)
    case "set":
      guard rest.count >= 2 else { throw Refusal("write: set PATH VALUE, such as set ch/1/fader -6") }
      return .set(path: rest[0], value: rest.dropFirst().joined(separator: " "))
    case "watch":
      let full = rest.first == "full"
      return .watch(full ? Array(rest.dropFirst()) : rest, full: full)
    case "params":
      let form: Form = rest.first == "json" ? .json : .text
      return .params(form, form == .json ? Array(rest.dropFirst()) : rest)
    case "meters": return try meters(rest)
    case "bridge": return try bridge(rest)
    case "surface": return try surface(rest)
    case "snapshot": return .snapshot(try SnapshotRequest.parse(rest))
    case "copy": return try copyRequest(rest)
    case "reset": return try resetRequest(rest)
    case "solo": return try soloRequest(rest)
    case "tap": return try tapRequest(rest)
    case "why": return try whyRequest(rest)
    case "gain-check": return .gainCheck(try form(rest, after: "gain-check"))
    case "auto-trim": return .autoTrim(rest)
    case "status": return .status(try form(rest, after: "status"))
    case "hello", "version", "help", "stop", "quit", "close": return try plain(verb, rest)
    default:
      throw Refusal(
        "'\(verb)' is not a request\(Suggestion.phrase(for: verb, among: verbs)); help lists the requests")
    }
  }

  private static func plain(_ verb: String, _ rest: [String]) throws(Refusal) -> Request {
    // A client may say who it is.
    if verb == "hello" || verb == "version" { return .hello }
    guard rest.isEmpty else { throw Refusal("'\(verb)' stands alone") }
    switch verb {
    case "help": return .help
    case "stop": return .stop
    default: return .quit
    }
  }

  private static func meters(_ rest: [String]) throws(Refusal) -> Request {
    // The two words in either order.
    let follow = rest.contains("follow")
    return .meters(try form(rest.filter { $0 != "follow" }, after: "meters [follow]"), follow: follow)
  }

  private static func bridge(_ rest: [String]) throws(Refusal) -> Request {
    guard rest.count == 2, let columns = Int(rest[0]), let rows = Int(rest[1]),
      MeterBridge.columnRange.contains(columns), MeterBridge.rowRange.contains(rows)
    else {
      throw Refusal(
        "write: bridge COLUMNS ROWS, such as bridge 80 24; at most \(MeterBridge.columnRange.upperBound) by "
          + "\(MeterBridge.rowRange.upperBound)")
    }
    return .bridge(columns: columns, rows: rows)
  }

  private static func surface(_ rest: [String]) throws(Refusal) -> Request {
    switch rest.first {
    case "list": return .surfaces(try form(Array(rest.dropFirst()), after: "surface list"))
    case "monitor": return .monitor(rest.count == 1 ? nil : rest.dropFirst().joined(separator: " "))
    case "listen": return .listen(rest.count == 1 ? nil : rest.dropFirst().joined(separator: " "))
    case "test":
      guard rest.count > 1 else { throw Refusal("write: surface test NAME; surface list shows the names") }
      return .test(rest.dropFirst().joined(separator: " "))
    default:
      let suggestion = Suggestion.phrase(for: rest.first ?? "", among: ["list", "monitor", "listen", "test"])
      throw Refusal("write: surface list [json], surface monitor [NAME], or surface test NAME\(suggestion)")
    }
  }

  static func form(_ rest: [String], after words: String) throws(Refusal) -> Form {
    switch rest {
    case []: return .text
    case ["json"]: return .json
    default: throw Refusal("write: \(words) [json]")
    }
  }
}

extension SnapshotRequest {
  private static let verbs = ["save", "recall", "list", "show", "diff", "undo", "redo", "rename", "delete"]

  static func parse(_ words: [String]) throws(Refusal) -> SnapshotRequest {
    let verb = words.first ?? ""
    let rest = Array(words.dropFirst())
    switch verb {
    case "save": return try save(rest)
    case "recall": return try recall(rest)
    case "list": return .list(try Request.form(rest, after: "snapshot list"))
    case "undo": return .undo(fade: try fade(rest, after: "snapshot undo"))
    case "redo": return .redo(fade: try fade(rest, after: "snapshot redo"))
    case "diff":
      guard (1...2).contains(rest.count) else { throw Refusal("write: snapshot diff A [B]; without B, the desk") }
      return .diff(try reference(rest[0]), rest.count == 2 ? try reference(rest[1]) : nil)
    case "rename":
      guard rest.count >= 2, let name = try name(Array(rest.dropFirst())) else {
        throw Refusal("write: snapshot rename NUMBER|NAME NEWNAME; a name with spaces in quotation marks")
      }
      return .rename(try reference(rest[0]), to: name)
    case "show": return .show(try reference(rest.isEmpty ? "" : rest.joined(separator: " ")))
    case "delete": return .delete(try reference(rest.isEmpty ? "" : rest.joined(separator: " ")))
    default:
      throw Refusal("write: snapshot \(verbs.joined(separator: "|"))\(Suggestion.phrase(for: verb, among: verbs))")
    }
  }

  private static func save(_ rest: [String]) throws(Refusal) -> SnapshotRequest {
    guard let first = rest.first, first.allSatisfy(\.isNumber), !first.isEmpty else {
      return .save(number: nil, name: try name(rest))
    }
    guard case .number(let number) = try reference(first) else { return .save(number: nil, name: try name(rest)) }
    return .save(number: number, name: try name(Array(rest.dropFirst())))
  }

  private static func name(_ words: [String]) throws(Refusal) -> String? {
    guard !words.isEmpty else { return nil }
    let name = try DeskState.name(from: words.joined(separator: " "))
    guard !name.isEmpty else { throw Refusal("a snapshot's name is not empty; leave it out to have none") }
    guard !name.allSatisfy(\.isNumber) else {
      throw Refusal("a snapshot's name has a letter in it, or it would be a number")
    }
    return name
  }

  private static func recall(_ rest: [String]) throws(Refusal) -> SnapshotRequest {
    let options = rest.dropFirst().firstIndex { $0 == "fade" || $0 == "scope" } ?? rest.endIndex
    let which = try reference(rest[..<options].joined(separator: " "))
    var seconds: Double?
    var patterns: [String]?
    var left = rest[options...]
    while let word = left.popFirst() {
      if word == "fade" {
        seconds = try time(left.popFirst())
      } else if word == "scope" {
        let end = left.firstIndex(of: "fade") ?? left.endIndex
        patterns = (patterns ?? []) + left[..<end]
        guard patterns?.isEmpty == false, left.startIndex < end else {
          throw Refusal("write: scope PATTERN, such as scope ch/*/fader ch/*/mute")
        }
        left = left[end...]
      } else {
        throw Refusal(
          "'\(word)' after the fade time; write: snapshot recall NUMBER|NAME [fade SECONDS] [scope PATTERN...]")
      }
    }
    return .recall(which, fade: seconds, scope: patterns)
  }

  private static func fade(_ rest: [String], after words: String) throws(Refusal) -> Double? {
    if rest.isEmpty { return nil }
    guard rest[0] == "fade", rest.count == 2 else { throw Refusal("write: \(words) [fade SECONDS]") }
    return try time(rest[1])
  }

  private static func time(_ word: String?) throws(Refusal) -> Double {
    let number = word.map { $0.hasSuffix("s") ? String($0.dropLast()) : $0 }
    guard let number, let seconds = Double(number), (0...600).contains(seconds) else {
      throw Refusal("'\(word ?? "")' is not a fade time; write 0 to 600 seconds")
    }
    return seconds
  }

  private static func reference(_ word: String) throws(Refusal) -> SnapshotSelector {
    guard !word.isEmpty else { throw Refusal("write the number or the name of a snapshot; snapshot list shows them") }
    guard word.allSatisfy(\.isNumber) else { return .name(word) }
    guard let number = Int(word), SnapshotSelector.numbers.contains(number) else {
      throw Refusal("'\(word)' is not a snapshot; they have numbers from 1 to \(SnapshotSelector.numbers.upperBound)")
    }
    return .number(number)
  }
}
