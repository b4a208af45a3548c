import Mixer

/// All that faderd.yaml can say. Every key may be missing; what is there is checked when it is read.
public struct Configuration: Hashable, Sendable {
  /// A strip's name and colour on a new desk.
  public struct Strip: Hashable, Sendable {
    /// Which.
    public var strip: StripID
    /// Its name; nil leaves it without.
    public var name: String?
    /// Its colour, as a place in `Catalogue.colors`.
    public var color: Int?
  }

  /// How to join the sound server.
  public struct Jack: Hashable, Sendable {
    /// The server's name; nil is the default one.
    public var server: String?
    /// The name that other clients see.
    public var clientName = "faderd"
    /// Connections to make and to make again: the mixer's own port, without the client's name, and others with theirs.
    public var connections: [Connection] = []
  }

  /// One port of the mixer and what it is connected to.
  public struct Connection: Hashable, Sendable {
    /// The mixer's port, without the client's name.
    public var port: String
    /// Ports of other clients, with their client's name.
    public var others: [String]
  }

  /// How snapshots are recalled where a command says nothing else.
  public struct Snapshots: Hashable, Sendable {
    /// What no recall touches, as path patterns.
    public var safes: [String] = []
    /// What a recall touches, as path patterns.
    public var scope = ["**"]
    /// The fade time in seconds, 0 to 600.
    public var fade = 0.0
  }

  /// The size of the desk.
  public var layout = Layout()
  /// The pan law.
  public var panLaw = MixerOptions.PanLaw.minus3
  /// The highest sample value of the main output in dBFS, −20 to 0.
  public var ceiling: Float = -0.3
  /// How long the outputs take to fade up at start, in seconds, 0 to 30.
  public var fadeUp = 2.0
  /// Names and colours of strips on a new desk.
  public var strips: [Strip] = []
  /// How to join the sound server.
  public var jack = Jack()
  /// How snapshots are recalled.
  public var snapshots = Snapshots()
  /// Names of sequencer clients that are never surfaces; `*` stands for any letters.
  public var ignoredSurfaces: [String] = []
  /// Surfaces that act as one: rows of their names, or of their mapping files' names, from left to right.
  public var joinedSurfaces: [[String]] = []
  /// Where the control socket is; nil where the place is not configured.
  public var socket: String?
  /// The directory of the desk's state; nil where it is not configured.
  public var state: String?
  /// Directories of mapping files, first match wins; nil where they are not configured.
  public var mappings: [String]?

  /// What holds without a file.
  public init() {}

  /// Whether a sequencer client of this name is never to be a surface.
  public func ignoresSurface(named client: String) -> Bool {
    ignoredSurfaces.contains { Configuration.fits(client[...], $0[...]) }
  }

  /// Whether a name fits a pattern in which `*` stands for any letters.
  private static func fits(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == "*" {
      return name.indices.contains { fits(name[$0...], pattern.dropFirst()) } || fits("", pattern.dropFirst())
    }
    return name.first == first && fits(name.dropFirst(), pattern.dropFirst())
  }

  /// A new desk as configured: every parameter at its initial value, with the configured names and colours.
  public func newDesk() -> DeskState {
    let catalogue = Catalogue(layout: layout)
    var state = DeskState(catalogue: catalogue)
    for strip in strips {
      guard let position = layout.position(of: strip.strip) else { continue }
      if let name = strip.name { state.names[position] = name }
      if let color = strip.color, let index = catalogue.index(of: Parameter(strip.strip, .color)) {
        state.values[index] = Float(color)
      }
    }
    return state
  }
}

/// What is wrong with a configuration file: every problem at once.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One problem.
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// Counted from 1.
    public let column: Int
    /// What is wrong and what to do.
    public let message: String

    /// `file:line:column: message`.
    public var description: String { "\(file):\(line):\(column): \(message)" }
  }

  /// In the order of the file; never empty.
  public let problems: [Problem]

  /// One line for each problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
