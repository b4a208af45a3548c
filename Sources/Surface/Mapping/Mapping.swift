import Mixer

/// One controller as data: how to recognise it, what it has, what it does on this desk.
public struct Mapping: Sendable {
  /// How many strips a bank has, and which kinds of strip it runs through.
  struct Bank: Sendable {
    var size = 8
    var kinds: [StripKind] = [.channel, .group, .aux, .effect, .dca]
  }

  /// How fast messages may leave.
  struct Pacing: Sendable {
    /// Bytes per second that the port certainly takes; 3125 is a MIDI cable.
    var rate = 3125
    /// Nanoseconds between two system exclusive messages.
    var gap: UInt64 = 5_000_000
    /// The most bytes that may be under way at once.
    var burst = 2048
  }

  /// A control, and which of its messages it is.
  struct Input: Sendable {
    enum Role { case main, touch, right, left }

    let control: Int
    let role: Role
    let pattern: MessagePattern
  }

  /// What is sent at the start: messages, and pauses in nanoseconds.
  enum Greeting: Hashable, Sendable {
    case messages([MIDIMessage])
    case pause(UInt64)
  }

  /// What keeps a device from thinking that it is alone.
  struct KeepAlive: Sendable {
    let send: [MIDIMessage]
    /// Nanoseconds.
    let every: UInt64
    /// What the device answers.
    let answer: MessagePattern?
  }

  /// The name of the device, for people.
  public let name: String
  /// The file that it was read from.
  public let file: String
  /// The ways to recognise the device; any one is enough.
  public let matches: [Match]

  let controls: [Control]
  let layers: [Layer]
  let pages: [PageSet]
  let bank: Bank
  let pacing: Pacing
  let hello: [Greeting]
  let goodbye: [MIDIMessage]
  let keepAlive: KeepAlive?
  /// What the device sends when it has forgotten what it was shown.
  let refresh: [MessagePattern]
  let examples: [Example]
  /// What is not certain about the device, in sentences.
  public let doubts: [String]
  /// What the device sends, and where to find it by the keys of a message.
  let inputs: [Input]
  let inputPlaces: [UInt16: [Int]]
  /// The texts that it was read from: its own and that of its family.
  let sources: [MappingFile]

  /// How well this mapping fits a device; nil if it does not.
  func weight(for device: DeviceIdentity) -> Int? {
    matches.filter { $0.fits(device) }.map(\.weight).max()
  }

  /// Whether it means no device in particular.
  public var isForAnyDevice: Bool { matches.allSatisfy { $0.any != nil } }

  /// Whether it was read from the same texts as another one.
  public func isSame(as other: Mapping) -> Bool { sources == other.sources }

  /// Reads a mapping file.
  /// - Parameters:
  ///   - text: the YAML text.
  ///   - file: its name, for messages.
  ///   - families: the shared files that it may `use` (those of `families/`; others are ignored); of two with the same
  ///     name the later one.
  ///   - withExamples: whether its examples are read, for `check`.
  /// - Throws: `MappingErrors` with everything that is wrong.
  public static func load(
    text: String, file: String, families: [MappingFile] = [], withExamples: Bool = true
  ) throws(MappingErrors) -> Mapping {
    var reader = MappingReader(families: families, readsExamples: withExamples)
    return try reader.mapping(of: MappingFile(name: file, text: text))
  }

  /// Reads a family by itself, for `check`.
  /// - Parameter file: its text, and its name for messages.
  /// - Returns: how many controls it describes.
  /// - Throws: `MappingErrors` with everything that is wrong.
  public static func controlCount(ofFamily file: MappingFile) throws(MappingErrors) -> Int {
    try MappingReader.mapping(ofFamily: file).controls.count
  }
}

/// A file of YAML text, as whoever reads the disk hands it over.
public struct MappingFile: Hashable, Sendable {
  /// Its path, from the folder of mappings on or further: `acme-faders.yaml`, `families/acme.yaml`.
  public let name: String
  /// What stands in it.
  public let text: String

  /// A file with its name.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// Whether it is a family, which is used by mappings but is none itself.
  public var isFamily: Bool { name.split(separator: "/" as Character).dropLast().last == "families" }

  /// The name without folder and ending.
  var stem: String {
    let last = name.split(separator: "/" as Character).last.map(String.init) ?? name
    return last.hasSuffix(".yaml") ? String(last.dropLast(5)) : last
  }
}

/// What a mapping file says of itself: this goes in, that comes out.
struct Example: Sendable {
  let file: String
  let line: Int
  let column: Int
  var given: [(Parameter, Float)] = []
  var receive: [MIDIMessage] = []
  /// Milliseconds that pass after each message.
  var wait = 25
  var values: [(Parameter, Float)] = []
  var names: [(StripID, String)] = []
  var meters: [(StripID, Float)] = []
  var snapshot: Int?
  /// Nil if the file does not say; empty if nothing must be set.
  var sets: [(Parameter, Float)]?
  var does: SurfaceAction?
  /// Nil if the file does not say; empty if nothing must be sent.
  var sends: [MIDIMessage]?
}
