import Mixer

/// The whole answer to one request: data lines, then one final line.
public struct Reply: Hashable, Sendable {
  /// How a request ended.
  public enum End: Hashable, Sendable {
    /// It was done.
    case done
    /// It was understood and not done; the sentence says why.
    case refused(String)
    /// It was not understood; the sentence says how to write it.
    case usage(String)
  }

  /// Data lines, without the `: ` before them.
  public var lines: [String]
  /// The end.
  public var end: End

  /// Done, with data.
  public static func done(_ lines: [String] = []) -> Reply { Reply(lines: lines, end: .done) }
  /// Not done.
  public static func refused(_ sentence: String, _ lines: [String] = []) -> Reply {
    Reply(lines: lines, end: .refused(sentence))
  }
  /// Not understood.
  public static func usage(_ sentence: String) -> Reply { Reply(lines: [], end: .usage(sentence)) }

  /// As it goes over the socket.
  public var text: String { lines.map(Reply.data).joined() + endLine }

  /// One data line with its newline. A newline inside would end it early, so it becomes a space.
  static func data(_ line: String) -> String { ": " + flat(line) + "\n" }

  private var endLine: String {
    switch end {
    case .done: "done\n"
    case .refused(let sentence): "refused \(Reply.flat(sentence))\n"
    case .usage(let sentence): "usage \(Reply.flat(sentence))\n"
    }
  }

  private static func flat(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return text }
    var flat = ""
    for scalar in text.unicodeScalars { flat.unicodeScalars.append(scalar == "\n" || scalar == "\r" ? " " : scalar) }
    return flat
  }
}

extension Reply {
  /// The answer to a recall, an undo or a redo.
  /// - Parameter what: what was recalled or undone, for people: `3 "Chorus"`, `undo`.
  public static func recall(_ recall: Recall, of what: String, on catalogue: Catalogue) -> Reply {
    let kept = recall.kept.map { "kept \(catalogue.path(of: $0.address)) \($0.reason.rawValue)" }
    let fading = recall.fading > 0 ? ", \(recall.fading) fading" : ""
    switch recall.verdict {
    case .recalled: return .done(["recalled \(what)\(fading)"])
    case .partly: return .done(["partly \(what)\(fading)"] + kept)
    case .refused(let sentence): return .refused(sentence, kept)
    }
  }

  /// The answer to an act that moved many parameters at once.
  /// - Parameter what: what was done, for people: `copied ch/1 to ch/2`.
  static func edit(_ recall: Recall, of what: String, on catalogue: Catalogue) -> Reply {
    let kept = recall.kept.map { "kept \(catalogue.path(of: $0.address)) \($0.reason.rawValue)" }
    let count = recall.batch.changes.count + recall.batch.renamings.count
    if case .refused(let sentence) = recall.verdict { return .refused(sentence, kept) }
    return .done(["\(recall.kept.isEmpty ? "" : "partly ")\(what), \(count) values"] + kept)
  }

  /// The answer to `snapshot diff`.
  public static func difference(from old: DeskState, to new: DeskState, on catalogue: Catalogue) -> Reply {
    .done(catalogue.difference(from: old, to: new))
  }

  /// The answer to `snapshot show`: what a snapshot holds, as `get` would write it.
  public static func show(_ state: DeskState, on catalogue: Catalogue) -> Reply {
    .done(
      catalogue.layout.strips.flatMap { catalogue.addresses(of: $0) }.compactMap { address in
        if case .value(let parameter) = address, catalogue.spec(of: parameter)?.inSnapshot != true { return nil }
        return "\(catalogue.path(of: address)) \(Desk.text(of: address, in: state, catalogue))"
      })
  }

  /// The answer to `snapshot list`.
  public static func list(_ entries: [SnapshotStore.Entry], _ form: Request.Form) -> Reply {
    switch form {
    case .text:
      .done(entries.map { "\($0.number) \(Words.quoted($0.name))" + ($0.problem.map { " problem: \($0)" } ?? "") })
    case .json:
      .done(
        JSON.lines(
          entries.map {
            .object([
              ("number", .integer($0.number)), ("name", .string($0.name)),
              ("problem", $0.problem.map(JSON.string) ?? .null),
            ])
          }))
    }
  }
}
