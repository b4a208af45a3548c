/// Makes a mapping file of what another program reads about the same controller: Ardour's MIDI binding maps, and its
/// descriptions of Mackie Control devices.
public struct MappingImport: Sendable {
  /// What only the person who imports knows.
  public struct Options: Sendable {
    /// The pattern for the name of the sequencer client, if it is not the name in the file.
    public var client: String?
    /// Whether the mapping is to be for an extender of the device.
    public var isExtender: Bool
    /// The mapping files that there are: what a source says only by naming one of their devices is taken from there.
    public var known: [MappingFile]

    /// - Parameters:
    ///   - client: as in `match`; `*` stands for any characters.
    ///   - isExtender: for files that describe a main unit together with extenders.
    ///   - known: the mapping files that there are.
    public init(client: String? = nil, isExtender: Bool = false, known: [MappingFile] = []) {
      self.client = client
      self.isExtender = isExtender
      self.known = known
    }
  }

  /// The name of the device, for people.
  public let name: String
  /// The mapping file; nil if the source has nothing that a mixer could use.
  public let text: String?
  /// What became of each part of the source.
  public let report: ImportReport

  /// Reads a file of another program. Pure; any thread.
  /// - Parameters:
  ///   - text: what stands in it.
  ///   - file: its name, for messages and comments.
  /// - Throws: why it cannot be read at all, with its place.
  public static func read(text: String, file: String, options: Options = Options()) throws(MappingError)
    -> MappingImport
  {
    let root = try XMLReader.element(in: text, file: file)
    switch root.name {
    case ArdourMap.root:
      var map = ArdourMap(file: file, options: options)
      return map.read(root)
    case MackieDevice.root:
      var device = MackieDevice(file: file, options: options)
      return try device.read(root)
    default:
      let known = [ArdourMap.root, MackieDevice.root]
      let near = Suggestion.nearest(to: root.name, among: known).map { "; did you mean <\($0)>?" }
      throw MappingError(
        file: file, line: root.line, column: root.column,
        message: "<\(root.name)> is neither a binding map nor a device of Ardour's"
          + (near ?? "; these begin with \(known.map { "<\($0)>" }.joined(separator: " or "))"))
    }
  }
}
