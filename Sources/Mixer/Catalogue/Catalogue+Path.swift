/// Why a path or a value was refused: one sentence for people, saying what is wrong and what to do.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence, without a full stop at its end.
  public let description: String

  /// Wraps a sentence.
  public init(_ description: String) { self.description = description }
}

extension Catalogue {
  /// The path of a parameter: `ch/3/fader`, `ch/3/group/2`, `main/fader`.
  public func path(of parameter: Parameter) -> String {
    let pattern = spec(of: parameter)?.pattern ?? "\(parameter.item)"
    return parameter.strip.path + "/"
      + String(
        pattern.split(separator: "#", omittingEmptySubsequences: false).joined(separator: "\(parameter.which + 1)"))
  }

  /// The path of an address.
  public func path(of address: Address) -> String {
    switch address {
    case .value(let parameter): path(of: parameter)
    case .name(let strip): strip.path + "/name"
    }
  }

  /// What a path names. A strip may stand in it by number (`ch/3/fader`) or by its name (`ch/vox/fader`; no matter whether
  /// in capitals); a number wins over a name that looks like one.
  /// - Throws: `Refusal` with a suggestion.
  public func resolve(_ path: some StringProtocol, names: [String]) throws(Refusal) -> Address {
    let found = try matches(path, names: names, wildcards: false)
    return found[0]
  }

  /// Everything that a path with wildcards names, in catalogue order: `*` stands for any one word (`ch/*/mute`), `**` at
  /// the end for all that follows (`ch/3/**`).
  /// - Throws: `Refusal` if the path is malformed or names nothing.
  public func matching(_ pattern: some StringProtocol, names: [String]) throws(Refusal) -> [Address] {
    try matches(pattern, names: names, wildcards: true)
  }

  private func matches(_ path: some StringProtocol, names: [String], wildcards: Bool) throws(Refusal) -> [Address] {
    let words = String(path).split(separator: "/" as Character, omittingEmptySubsequences: false).map(String.init)
    if !wildcards, words.contains(where: { $0.contains("*") }) {
      throw Refusal("'\(path)' has a wildcard where one single path is wanted")
    }
    let strips = try strips(matching: words, names: names, path: String(path))
    var found: [Address] = []
    var stripLength = 1
    for strip in strips {
      stripLength = strip.kind.isNumbered && words[0] != "**" ? 2 : 1
      // `ch/**` is every channel's everything: there the asterisks stand for the number too.
      let isWhole = words[0] == "**" || words.count == stripLength && words.last == "**"
      let rest = isWhole ? ["**"] : Array(words.dropFirst(stripLength))
      let first = rest.first.flatMap { $0.contains("*") ? nil : $0 }
      found += addresses(of: strip, beginningWith: first).filter { Catalogue.fits(relativeWords(of: $0), rest) }
    }
    if found.isEmpty {
      throw Refusal(unknownItem(Array(words.dropFirst(stripLength)), strips: strips, path: String(path)))
    }
    return found
  }

  /// Everything that can be named on a strip: its name first, then its parameters.
  public func addresses(of strip: StripID) -> [Address] { addresses(of: strip, beginningWith: nil) }

  /// Those that may begin with a word, so that one path is found without spelling out all of them.
  private func addresses(of strip: StripID, beginningWith word: String?) -> [Address] {
    let own = Catalogue.specs(of: strip.kind).filter { spec in word.map { spec.pattern.hasPrefix($0) } ?? true }
    let values = own.flatMap { spec in
      (0..<count(of: spec.item, strip.kind)).map { Address.value(Parameter(strip, spec.item, $0)) }
    }
    return (word ?? "name") == "name" ? [.name(strip)] + values : values
  }

  private func relativeWords(of address: Address) -> [String] {
    switch address {
    case .name: ["name"]
    case .value(let parameter):
      (spec(of: parameter)?.pattern ?? "").split(separator: "/" as Character).map { word in
        word == "#" ? "\(parameter.which + 1)" : String(word)
      }
    }
  }

  private static func fits(_ words: [String], _ pattern: [String]) -> Bool {
    if pattern.last == "**" {
      return words.count >= pattern.count - 1 && fits(Array(words.prefix(pattern.count - 1)), pattern.dropLast())
    }
    return words.count == pattern.count && zip(words, pattern).allSatisfy { $1 == "*" || $0 == $1 }
  }

  private func strips(matching words: [String], names: [String], path: String) throws(Refusal) -> [StripID] {
    if words[0] == "**" { return layout.strips }
    if words[0] == "*" { return layout.strips.filter { $0.kind.isNumbered == (words.count > 2) } }
    guard let kind = StripKind.allCases.first(where: { $0.word == words[0] }) else {
      let known = StripKind.allCases.map(\.word).joined(separator: ", ")
      throw Refusal("'\(path)' does not start with a kind of strip; write one of \(known)")
    }
    guard kind.isNumbered else { return [StripID(kind, 0)] }
    let all = layout.strips.filter { $0.kind == kind }
    guard words.count > 1, !words[1].isEmpty else {
      throw Refusal("'\(path)' names no strip; write \(kind.word)/1 to \(kind.word)/\(all.count), or a name")
    }
    if words[1] == "*" || words[1] == "**" { return all }
    if let number = Int(words[1]) {
      guard (1...max(all.count, 1)).contains(number), !all.isEmpty else {
        throw Refusal("'\(path)': this desk has \(kind.word)/1 to \(kind.word)/\(all.count)")
      }
      return [all[number - 1]]
    }
    let named = all.filter { strip in
      layout.position(of: strip).map { names.indices.contains($0) && names[$0].lowercased() == words[1].lowercased() }
        ?? false
    }
    switch named.count {
    case 1: return named
    case 0:
      throw Refusal(
        "'\(path)': no \(kind.word) is named '\(words[1])'; faderctl get '\(kind.word)/*/name' lists the names")
    default:
      let which = named.map(\.path).joined(separator: ", ")
      throw Refusal("'\(path)': more than one strip is named '\(words[1])' (\(which)); use the number")
    }
  }

  private func unknownItem(_ rest: [String], strips: [StripID], path: String) -> String {
    guard let strip = strips.first else { return "'\(path)': this desk has no such strip" }
    // Of a block, such as an equaliser, only the word that all its paths begin with.
    var known = ["name"]
    for spec in Catalogue.specs(of: strip.kind) {
      let words = spec.pattern.split(separator: "/" as Character).map(String.init)
      let word = words[0] + (words.count > 1 ? "/…" : "")
      if known.last != word { known.append(word) }
    }
    let wanted = rest.joined(separator: "/")
    let list = known.joined(separator: ", ")
    return wanted.isEmpty
      ? "'\(path)' names a strip but no parameter; add one of \(list)"
      : "'\(path)': \(strip.path) has no '\(wanted)'; it has \(list)"
  }
}
