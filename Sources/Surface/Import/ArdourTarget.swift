import Mixer

/// Why a binding is not in the mapping.
enum ImportRefusal: Error {
  /// A mixer has no use for it: what it is about, and what it is called.
  case unused(String, String?)
  /// It is wrong, or cannot be said in a mapping.
  case broken(String)
}

/// Reads the addresses of controls in binding maps: `/route/gain B3`, `/route/send/gain B1 2`, `/bus/mute master`.
struct ArdourTarget {
  let job: ImportedJob
  /// What is odd in the address.
  let remark: String?

  private static let largest = Catalogue(
    layout: Layout(channels: Layout.channelRange.upperBound, groups: Layout.groupRange.upperBound))

  init(uri: String) throws(ImportRefusal) {
    let parts = uri.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let front = parts.first else { throw .broken("the uri is empty") }
    let path = front.split(separator: "/" as Character).map { $0.lowercased() }
    let example = "/route/gain B1"
    guard path.count >= 2 else {
      throw .broken("'\(front)' is no address; it has slashes, such as \(example)")
    }
    guard ArdourTarget.kinds.contains(path[0]) else {
      let near = Suggestion.text(for: path[0], among: ArdourTarget.kinds)
      throw .broken("'\(front)' does not begin with a kind of strip\(near)")
    }
    guard parts.count >= 2 else { throw .broken("'\(uri)' names no strip; add one, such as \(example)") }
    let tail = try ArdourTarget.parameter(Array(path.dropFirst()), Array(parts.dropFirst(2)))
    job = try ArdourTarget.job(kind: path[0], strip: parts[1], tail)
    remark = ArdourTarget.remark(front: front, path: path, strip: parts[1])
  }

  private static func remark(front: String, path: [String], strip: String) -> String? {
    if !front.hasPrefix("/") { return "'\(front)' has no '/' at its beginning" }
    let written = front.split(separator: "/" as Character).joined(separator: "/")
    if path.joined(separator: "/") != written { return "'\(front)' is written in small letters" }
    return ["b", "s"].contains(strip.prefix(1)) ? "'\(strip)' is written with a capital" : nil
  }

  private static let kinds = ["route", "rid", "track", "bus", "vca"]

  // MARK: Strips

  private static func job(kind: String, strip: String, _ tail: String) throws(ImportRefusal) -> ImportedJob {
    switch strip.lowercased() {
    case "master": return try fixed(.main, nil, tail, "main")
    case "monitor", "control", "listen":
      return try fixed(.monitor, nil, tail == "fader" ? "level" : tail, "monitor")
    case "auditioner": throw .unused("listening to files in the browser", nil)
    default: break
    }
    let number = Int(strip) ?? Int(strip.dropFirst())
    guard let number, Int(strip) != nil || "BSbs".contains(strip.prefix(1)) else {
      throw .broken("a mapping knows strips by number, not as '\(strip)'; write B1, or 1")
    }
    guard (1...256).contains(number) else { throw .broken("'\(strip)': strips are counted from 1, up to 256") }
    let home: StripKind = kind == "vca" ? .dca : kind == "bus" ? .group : .channel
    switch strip.first?.uppercased() {
    case "S":
      guard number == 1 else { throw .broken("'\(strip)': a mapping knows one selected strip, S1") }
      return try make(before: "selected/", nil, "", tail, .channel, "selected-" + name(of: tail))
    case "B" where home == .channel: return try make(before: "bank[", number, "]/", tail, .channel, name(of: tail))
    default: return try fixed(home, number, tail, home == .channel ? "" : home.word)
    }
  }

  private static func fixed(_ kind: StripKind, _ number: Int?, _ tail: String, _ prefix: String)
    throws(ImportRefusal) -> ImportedJob
  {
    let count = largest.layout.count(of: kind)
    if let number, number > count { throw .broken("'\(number)': there is \(kind.word)/1 to \(kind.word)/\(count)") }
    let isPlain = tail == "fader" || tail == "level"
    let own =
      isPlain && !prefix.isEmpty ? prefix : [prefix, name(of: tail)].filter { !$0.isEmpty }.joined(separator: "-")
    return try make(before: kind.word + "/", number, number == nil ? "" : "/", tail, kind, own)
  }

  private static func make(
    before: String, _ number: Int?, _ between: String, _ tail: String, _ kind: StripKind, _ name: String
  ) throws(ImportRefusal) -> ImportedJob {
    let path = StripID(kind, 0).path + "/" + tail
    guard case .value(let parameter)? = try? largest.resolve(path, names: []), let spec = largest.spec(of: parameter)
    else {
      throw .broken("there is no '\(tail)' on \(kind.isNumbered ? "strips such as " : "")\(StripID(kind, 0).path)")
    }
    let form: ImportedJob.Form = spec.law == .onOff ? .toggle : .position
    // Where there is no number, all of it is fixed.
    return number == nil
      ? ImportedJob(form: form, before: before + tail, name: name)
      : ImportedJob(form: form, before: before, number: number, after: between + tail, name: name)
  }

  /// `send/aux/2/level` is `send-2`, `eq/1/gain` is `eq-1-gain`.
  private static func name(of tail: String) -> String {
    let words = tail.split(separator: "/" as Character).map(String.init)
    return words.starts(with: ["send", "aux"]) && words.count == 4
      ? "send-\(words[2])" + (words[3] == "level" ? "" : "-\(words[3])") : words.joined(separator: "-")
  }

  // MARK: Parameters

  /// The path of a parameter after its strip.
  /// - Parameters:
  ///   - words: what stands after the kind of strip, between slashes.
  ///   - numbers: what stands after the name of the strip.
  private static func parameter(_ words: [String], _ numbers: [String]) throws(ImportRefusal) -> String {
    if let plain = plain[words[0]], words.count == 1 { return plain }
    switch words[0] {
    case "recenable": throw .unused("recording", "/recenable")
    case "plugin": throw .unused("parameters of plug-ins", nil)
    case "send": return try send(words, numbers)
    case "eq": return try equalizer(words)
    case "filter" where words.count == 3:
      let items = ["freq": "frequency", "enable": "on", "slope": "slope"]
      if let item = items[words[2]] { return (words[1] == "hi" ? "hpf/" : "lpf/") + item }
    case "compressor" where words.count == 2:
      let items = ["enable": "on", "threshold": "threshold", "makeup": "gain"]
      if let item = items[words[1]] { return "comp/" + item }
      if ["mode", "speed"].contains(words[1]) { throw .unused("modes of a compressor", nil) }
    default: break
    }
    let known = plain.keys.sorted() + ["recenable", "send/gain", "plugin/parameter"]
    let given = words.joined(separator: "/")
    throw .broken("'\(given)' is nothing that a strip has\(Suggestion.text(for: given, among: known))")
  }

  private static let plain = [
    "gain": "fader", "trim": "trim", "solo": "solo", "mute": "mute", "pandirection": "pan", "balance": "pan",
    "pan": "pan",
    "pan_azimuth": "pan", "panwidth": "width", "pan_width": "width",
  ]

  private static func send(_ words: [String], _ numbers: [String]) throws(ImportRefusal) -> String {
    let items = ["gain": "level", "enable": "on"]
    guard words.count == 2, let item = items[words[1]] else {
      if words.last == "direction" { throw .unused("pans of sends", nil) }
      throw .broken("'\(words.joined(separator: "/"))': of a send there is send/gain")
    }
    guard let first = numbers.first else { throw .broken("the number of the send is missing; write 'B1 2' for send 2") }
    let count = largest.layout.count(of: .aux)
    guard let number = Int(first), (1...count).contains(number) else {
      throw .broken("'\(first)' is not the number of a send; there is 1 to \(count)")
    }
    return "send/aux/\(number)/\(item)"
  }

  /// Bands are counted from 0 in the source.
  private static func equalizer(_ words: [String]) throws(ImportRefusal) -> String {
    if words == ["eq", "enable"] { return "eq/on" }
    let items = ["gain": "gain", "freq": "frequency", "q": "q", "shape": "type"]
    guard words.count == 3, let item = items[words[1]], let band = Int(words[2]), (0...5).contains(band) else {
      throw .broken("'\(words.joined(separator: "/"))': of an equaliser there is eq/gain/0, freq, q and shape")
    }
    return "eq/\(band + 1)/\(item)"
  }
}
