import Foundation
import Mixer
import Testing

@testable import Desk

@Suite struct ConfigurationTests {
  private func problems(_ yaml: String) -> [String] {
    do {
      _ = try Configuration(text: yaml, file: "f.yaml")
      return []
    } catch { return error.problems.map(\.description) }
  }

  @Test func `an empty file is the defaults`() throws {
    #expect(try Configuration(text: "", file: "f") == Configuration())
    #expect(try Configuration(text: "# nothing\njack:\n", file: "f") == Configuration())
  }

  @Test func `everything that can be said is read`() throws {
    let yaml = """
      channels: 16
      groups: 4
      pan-law: -4.5
      ceiling: -1
      fade-up: 0.5
      strips:
        ch/1: {name: Kick, color: red}
        group/1: {name: Drums}
        main: {color: white}
      jack:
        server: studio
        client-name: desk
        connections:
          ch-1: system:capture_1
          main-left: [system:playback_1, recorder:in 1]
      snapshots:
        safes: [main/**, ch/kick/trim]
        scope: ["ch/**"]
        fade: 1.5
      surfaces:
        ignore: ["Midi Through*"]
        joined: [[extender, main unit]]
      socket: /tmp/s
      state: /tmp/d
      mappings: [/a, /b]
      """
    let c = try Configuration(text: yaml, file: "f")
    #expect(c.layout == Layout(channels: 16, groups: 4))
    #expect(c.panLaw == .minus4point5 && c.ceiling == -1 && c.fadeUp == 0.5)
    #expect(
      c.jack.connections == [
        .init(port: "ch-1", others: ["system:capture_1"]),
        .init(port: "main-left", others: ["system:playback_1", "recorder:in 1"]),
      ])
    #expect(c.jack.server == "studio" && c.jack.clientName == "desk")
    #expect(
      c.snapshots.safes == ["main/**", "ch/kick/trim"] && c.snapshots.scope == ["ch/**"] && c.snapshots.fade == 1.5)
    #expect(c.ignoredSurfaces == ["Midi Through*"])
    #expect(c.joinedSurfaces == [["extender", "main unit"]])
    #expect(c.socket == "/tmp/s" && c.state == "/tmp/d" && c.mappings == ["/a", "/b"])
    let desk = c.newDesk()
    #expect(desk.names[0] == "Kick" && desk.names[16] == "Drums")
    #expect(desk.value(of: Parameter(.channel(1), .color), in: Catalogue(layout: c.layout)) == 1)
  }

  @Test(arguments: [
    ("chanels: 8", "f.yaml:1:1: unknown key 'chanels' in the configuration; did you mean 'channels'?"),
    ("a: 1\nchannels: 300", "f.yaml:2:11: channels is a whole number from 1 to 256, not '300'"),
    ("channels: \"8\"", "f.yaml:1:11: channels is a whole number from 1 to 256, not '8'"),
    ("groups: [1]", "f.yaml:1:9: groups is a whole number from 0 to 8, not a list"),
    ("pan-law: -5", "f.yaml:1:10: pan-law is one of -3, -4.5, -6, not '-5'"),
    ("ceiling: 1", "f.yaml:1:10: ceiling is a number from -20 to 0 (dBFS), not '1'"),
    ("fade-up: .nan", "f.yaml:1:10: fade-up is a number from 0 to 30 (seconds), not '.nan'"),
    (
      "strips:\n  ch/1: {color: rod}",
      "f.yaml:2:17: color is one of off, red, green, yellow, blue, magenta, cyan, white, not 'rod' (did you mean 'red'?)"
    ),
    (
      "strips:\n  ch/40: {name: x}",
      "f.yaml:2:3: 'ch/40' is not a strip of this desk; write one such as ch/1 to ch/32, group/1 or main"
    ),
    ("strips:\n  ch/1: {nam: x}", "f.yaml:2:10: unknown key 'nam' in strip ch/1; did you mean 'name'?"),
    (
      "strips:\n  ch/1: {name: a/b}",
      "f.yaml:2:16: a name has no quotation marks, slashes, asterisks, backslashes or control characters"
    ),
    ("strips:\n  monitor: {color: red}", "f.yaml:2:20: monitor has no colour; remove this line"),
    ("strips: 3", "f.yaml:1:9: strips is a table; write 'key: value' lines under it"),
    (
      "snapshots: {safes: [ch/1/fadr]}",
      "f.yaml:1:21: 'ch/1/fadr': ch/1 has no 'fadr'; it has "
        + "name, color, trim, polarity, link, delay/…, hpf/…, lpf/…, gate/…, eq/…, comp/…, deesser/…, automix/…, fader, "
        + "mute, pan, width, solo, solosafe, main, group/…, dca/…, mutegroup/…, send/…"
    ),
    (
      "jack: {connections: {ch-1: capture_1}}",
      "f.yaml:1:28: 'capture_1' is not a port; write CLIENT:PORT, such as system:capture_1"
    ),
    ("state: here", "f.yaml:1:8: state is an absolute path; begin it with '/'"),
    ("channels: 8\nchannels: 9", "f.yaml:1:1: 'channels' stands here twice; keep one"),
    (
      "channels: [8",
      "f.yaml:2:1: did not find expected ',' or ']'; check quotation marks, brackets and indentation here"
    ),
    ("- 1", "f.yaml:1:1: the configuration is a table; write 'key: value' lines under it"),
    ("[1]: 2", "f.yaml:1:1: a key in the configuration is a plain word"),
  ])
  func `a mistake is shown where it is, with what to do`(_ yaml: String, _ message: String) {
    #expect(problems(yaml).last == message)
  }

  @Test func `all mistakes are shown at once, in the order of the file`() {
    let found = problems("ceiling: 3\nchannels: 0\nfoo: 1\nstate: x\n")
    #expect(found.map { $0.prefix(9) } == ["f.yaml:1:", "f.yaml:2:", "f.yaml:3:", "f.yaml:4:"])
  }

  @Test func `no text crashes the reader`() throws {
    let pieces = [
      "channels", "groups", ":", " ", "\n", "  ", "-", "[", "]", "{", "}", "\"", "'", "&a", "*a", "!!int", "?", "|",
      "3", "strips",
      "ch/1", "name", "color", "jack", "connections", "snapshots", "safes", "\u{7}", "é", "\t", "#", "~", "<<", "---",
      "...",
    ]
    for seed in UInt64(1)...1500 {
      var random = Seeded(seed)
      let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in pieces.randomElement(using: &random)! }
        .joined()
      _ = problems(text)
    }
  }

  @Test func `the example that is installed is read, and says what is the default`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../systemd/faderd.yaml")
      .standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(try Configuration(text: text, file: "faderd.yaml") == Configuration())
    // Every line that is commented out with a single '#' directly before a key must be right as well.
    let opened = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("#") && !$0.hasPrefix("# ") && !$0.hasPrefix("##") ? String($0.dropFirst()) : String($0) }
      .joined(separator: "\n")
    let open = try Configuration(text: opened, file: "faderd.yaml")
    #expect(open != Configuration())
  }
}

@Suite struct LocationsTests {
  private let home = ["HOME": "/home/ann", "XDG_RUNTIME_DIR": "/run/user/1000"]

  @Test func `a person's places are those of the XDG specification`() {
    let places = Locations(environment: home, uid: 1000, prefix: "/usr")
    #expect(places.config == "/home/ann/.config/faderd/faderd.yaml" && !places.isConfigExplicit)
    #expect(places.state == "/home/ann/.local/state/faderd")
    #expect(places.socket == "/run/user/1000/faderd/control.sock")
    #expect(places.clientSockets == ["/run/user/1000/faderd/control.sock", "/run/faderd/control.sock"])
    #expect(places.mappings == ["/home/ann/.config/faderd/mappings", "/usr/share/faderd/mappings"])
    #expect(places.jackServer == nil)
  }

  @Test func `XDG variables win over home, but only if they are absolute`() {
    let places = Locations(
      environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/c/", "XDG_STATE_HOME": "relative"], uid: 1001)
    #expect(places.config == "/c/faderd/faderd.yaml")
    #expect(places.state == "/h/.local/state/faderd")
    #expect(places.socket == "/tmp/faderd-1001/control.sock")
  }

  @Test(arguments: [UInt32(0), 998])
  func `root and system users have the system's places`(_ uid: UInt32) {
    let places = Locations(environment: home, uid: uid)
    #expect(places.config == "/etc/faderd/faderd.yaml")
    #expect(places.state == "/var/lib/faderd")
    #expect(places.socket == "/run/faderd/control.sock" && places.clientSockets == [places.socket])
    #expect(places.mappings == ["/etc/faderd/mappings", "/usr/local/share/faderd/mappings"])
    let service = Locations(
      environment: ["STATE_DIRECTORY": "/var/lib/x:/y", "RUNTIME_DIRECTORY": "/run/x"], uid: uid)
    #expect(service.state == "/var/lib/x" && service.socket == "/run/x/control.sock")
  }

  @Test func `command line wins over environment, environment over file, file over what is usual`() throws {
    let file = try Configuration(
      text: "{state: /f/state, socket: /f/sock, mappings: /f/map, jack: {server: f}}", file: "f")
    let environment = [
      "HOME": "/h", "FADERD_STATE": "/e/state", "FADERD_SOCKET": "/e/sock", "FADERD_MAPPINGS": "/e/one:/e/two",
      "FADERD_JACK_SERVER": "e", "FADERD_CONFIG": "/e/config",
    ]
    let options = LocationOptions(config: "o.yaml", state: "o", socket: "o.sock", mappings: "o-map", jackServer: "o")
    let fromFile = Locations(environment: ["HOME": "/h"], uid: 1000, file: file, prefix: "/p")
    #expect(fromFile.state == "/f/state" && fromFile.socket == "/f/sock" && fromFile.jackServer == "f")
    #expect(fromFile.clientSockets == ["/f/sock"] && fromFile.mappings == ["/f/map", "/p/share/faderd/mappings"])
    let fromEnvironment = Locations(environment: environment, uid: 1000, file: file, prefix: "/p")
    #expect(fromEnvironment.state == "/e/state" && fromEnvironment.socket == "/e/sock")
    #expect(fromEnvironment.config == "/e/config" && fromEnvironment.isConfigExplicit)
    #expect(fromEnvironment.jackServer == "e")
    #expect(fromEnvironment.mappings == ["/e/one", "/e/two", "/p/share/faderd/mappings"])
    let fromOptions = Locations(options, environment: environment, uid: 1000, file: file, prefix: "/p")
    #expect(fromOptions.config == "o.yaml" && fromOptions.state == "o" && fromOptions.socket == "o.sock")
    #expect(fromOptions.mappings == ["o-map", "/p/share/faderd/mappings"] && fromOptions.jackServer == "o")
  }

  @Test func `an empty variable says nothing`() {
    let places = Locations(environment: ["HOME": "/h", "FADERD_STATE": "", "FADERD_CONFIG": ""], uid: 1000)
    #expect(places.state == "/h/.local/state/faderd" && !places.isConfigExplicit)
  }
}
