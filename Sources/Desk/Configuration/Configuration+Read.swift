import Mixer
import Yams

extension Configuration {
  /// Reads faderd.yaml. Unknown keys, wrong types and values out of range are errors.
  /// - Parameters:
  ///   - text: the file's content; an empty one is a configuration of defaults.
  ///   - file: its name, for messages.
  /// - Throws: `ConfigurationError` with every problem.
  public init(text: String, file: String) throws(ConfigurationError) {
    self.init()
    var reader = YamlReader(file: file)
    if let root = reader.root(of: text) { read(root, &reader) }
    guard reader.problems.isEmpty else {
      throw ConfigurationError(problems: reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
    }
  }

  private static let keys = [
    "channels", "groups", "auxes", "fx", "dcas", "mute-groups", "pan-law", "ceiling", "fade-up", "strips", "jack",
    "snapshots", "surfaces", "socket", "state",
    "mappings",
  ]

  private mutating func read(_ root: Node, _ reader: inout YamlReader) {
    let table = reader.table(root, "the configuration", keys: Configuration.keys)
    let channels = table["channels"].flatMap { reader.integer($0, "channels", Layout.channelRange) }
    let groups = table["groups"].flatMap { reader.integer($0, "groups", Layout.groupRange) }
    layout = Layout(
      channels: channels ?? layout.channels, groups: groups ?? layout.groups,
      auxes: table["auxes"].flatMap { reader.integer($0, "auxes", Layout.auxRange) } ?? layout.auxes,
      effects: table["fx"].flatMap { reader.integer($0, "fx", Layout.effectRange) } ?? layout.effects,
      dcas: table["dcas"].flatMap { reader.integer($0, "dcas", Layout.dcaRange) } ?? layout.dcas,
      muteGroups: table["mute-groups"].flatMap { reader.integer($0, "mute-groups", Layout.muteGroupRange) }
        ?? layout.muteGroups)
    let laws = MixerOptions.PanLaw.allCases.map(\.rawValue)
    if let law = table["pan-law"].flatMap({ reader.word($0, "pan-law", laws) }) {
      panLaw = MixerOptions.PanLaw(rawValue: law) ?? panLaw
    }
    if let node = table["ceiling"], let level = reader.number(node, "ceiling", -20...0, unit: "dBFS") {
      ceiling = Float(level)
    }
    if let node = table["fade-up"], let time = reader.number(node, "fade-up", 0...30, unit: "seconds") { fadeUp = time }
    if let node = table["strips"] { readStrips(node, &reader) }
    if let node = table["jack"] { readJack(node, &reader) }
    if let node = table["snapshots"] { readSnapshots(node, &reader) }
    if let node = table["surfaces"] {
      let surfaces = reader.table(node, "surfaces", keys: ["ignore", "joined"])
      if let rows = surfaces["joined"] { joinedSurfaces = self.rows(rows, &reader) }
      if let list = surfaces["ignore"] { ignoredSurfaces = reader.texts(list, "ignore")?.map(\.text) ?? [] }
    }
    socket = table["socket"].flatMap { path($0, "socket", &reader) }
    state = table["state"].flatMap { path($0, "state", &reader) }
    mappings = table["mappings"].flatMap { node in
      reader.texts(node, "mappings")?.compactMap { path($0.place, "mappings", &reader) }
    }
  }

  private func rows(_ node: Node, _ reader: inout YamlReader) -> [[String]] {
    guard case .sequence(let rows) = node else {
      reader.note(
        "joined is a list of rows, each from left to right, such as [[left-surface, right-surface]]", at: node)
      return []
    }
    return rows.compactMap { row in
      guard let names = reader.texts(row, "each row of joined")?.map(\.text) else { return nil }
      if names.count < 2 { reader.note("a row has at least two surfaces", at: row) }
      return names
    }
  }

  /// A place in the file system: absolute, because a daemon has no directory that people would expect.
  private func path(_ node: Node, _ what: String, _ reader: inout YamlReader) -> String? {
    guard let path = reader.text(node, what) else { return nil }
    guard path.hasPrefix("/") else {
      reader.note("\(what) is an absolute path; begin it with '/'", at: node)
      return nil
    }
    return path
  }

  private mutating func readStrips(_ node: Node, _ reader: inout YamlReader) {
    let catalogue = Catalogue(layout: layout)
    for (key, value, place) in reader.entries(node, "strips") {
      guard let id = strip(key, catalogue, place, &reader) else { continue }
      var strip = Strip(strip: id)
      let table = reader.table(value, "strip \(key)", keys: ["name", "color"])
      if let node = table["name"], let text = reader.text(node, "name") {
        do throws(Refusal) { strip.name = try DeskState.name(from: text) } catch {
          reader.note(error.description, at: node)
        }
      }
      if let node = table["color"] {
        if catalogue.contains(Parameter(id, .color)) {
          strip.color = color(node, &reader)
        } else {
          reader.note("\(key) has no colour; remove this line", at: node)
        }
      }
      strips.append(strip)
    }
  }

  private func color(_ node: Node, _ reader: inout YamlReader) -> Int? {
    reader.word(node, "color", Catalogue.colors).flatMap { Catalogue.colors.firstIndex(of: $0) }
  }

  private func strip(_ key: String, _ catalogue: Catalogue, _ place: Node, _ reader: inout YamlReader) -> StripID? {
    do throws(Refusal) {
      if case .name(let strip) = try catalogue.resolve(key + "/name", names: []) { return strip }
      reader.note("'\(key)' is not a strip; write one such as ch/1, group/2 or main", at: place)
    } catch {
      let wanted = "write one such as ch/1 to ch/\(layout.channels), group/1 or main"
      reader.note("'\(key)' is not a strip of this desk; \(wanted)", at: place)
    }
    return nil
  }

  private mutating func readJack(_ node: Node, _ reader: inout YamlReader) {
    let table = reader.table(node, "jack", keys: ["server", "client-name", "connections"])
    jack.server = table["server"].flatMap { reader.text($0, "server") }
    if let node = table["client-name"], let name = reader.text(node, "client-name") {
      if name.contains(":") || name.utf8.count > 32 {
        reader.note("client-name has at most 32 letters and no colon", at: node)
      } else {
        jack.clientName = name
      }
    }
    guard let connections = table["connections"] else { return }
    for (port, value, _) in reader.entries(connections, "connections") {
      guard let others = reader.texts(value, "the connections of \(port)") else { continue }
      for other in others where !other.text.contains(":") {
        reader.note("'\(other.text)' is not a port; write CLIENT:PORT, such as system:capture_1", at: other.place)
      }
      jack.connections.append(Connection(port: port, others: others.map(\.text)))
    }
  }

  private mutating func readSnapshots(_ node: Node, _ reader: inout YamlReader) {
    let table = reader.table(node, "snapshots", keys: ["safes", "scope", "fade"])
    if let node = table["safes"] { snapshots.safes = patterns(node, "safes", &reader) }
    if let node = table["scope"] { snapshots.scope = patterns(node, "scope", &reader) }
    if let node = table["fade"], let time = reader.number(node, "fade", 0...600, unit: "seconds") {
      snapshots.fade = time
    }
  }

  /// Path patterns, checked against a new desk.
  private func patterns(_ node: Node, _ what: String, _ reader: inout YamlReader) -> [String] {
    let catalogue = Catalogue(layout: layout)
    let names = newDesk().names
    var patterns: [String] = []
    for (pattern, place) in reader.texts(node, what) ?? [] {
      do throws(Refusal) { _ = try catalogue.matching(pattern, names: names) } catch {
        reader.note(error.description, at: place)
      }
      patterns.append(pattern)
    }
    return patterns
  }
}
