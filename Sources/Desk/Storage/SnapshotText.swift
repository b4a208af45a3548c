import Mixer

/// A stored desk as text: a header, one parameter per line in catalogue order, and an end mark with a checksum.
///
///     faderd snapshot
///     schema 1
///     number 3
///     name "Verse"
///     generation 2
///     desk 32 channels 8 groups
///
///     ch/1/name "Kick"
///     ch/1/fader -6.02 dB
///     …
///     end 410 lines crc32 9E1C0A5F
///
/// Numbers have as many digits as it takes to read the same `Float` again. Any thread; made once, it holds the table of
/// paths.
public struct SnapshotText: Sendable {
  /// The schema that is written, and the newest that is read.
  public static let schema = 1
  /// No stored file has more bytes than this; a desk of 256 channels has less than a tenth.
  public static let sizeLimit = 1 << 24

  enum Place {
    case name(Int)
    case value(Int)
  }

  static let magic = "faderd "
  let catalogue: Catalogue
  let paths: [(path: String, place: Place)]
  let places: [String: Place]

  /// Builds the table of paths. Allocates.
  public init(catalogue: Catalogue) {
    var paths: [(path: String, place: Place)] = []
    var value = 0
    for (position, strip) in catalogue.layout.strips.enumerated() {
      for address in catalogue.addresses(of: strip) {
        switch address {
        case .name: paths.append((catalogue.path(of: address), .name(position)))
        case .value:
          paths.append((catalogue.path(of: address), .value(value)))
          value += 1
        }
      }
    }
    self.catalogue = catalogue
    self.paths = paths
    places = Dictionary(uniqueKeysWithValues: paths.map { ($0.path, $0.place) })
  }

  /// The file's bytes. What could not be read again is made harmless first: values are clamped to their range, forbidden
  /// characters in names become `_`.
  public func encode(_ desk: StoredDesk) -> [UInt8] {
    var lines = ["\(SnapshotText.magic)\(desk.kind.rawValue)", "schema \(SnapshotText.schema)"]
    if let number = desk.number { lines.append("number \(number)") }
    if desk.kind == .snapshot { lines.append("name \"\(SnapshotText.storable(desk.name))\"") }
    lines.append("generation \(desk.generation)")
    lines.append("desk \(desk.channels) channels \(desk.groups) groups")
    lines.append("")
    for (path, place) in paths {
      switch place {
      case .name(let index):
        if let name = desk.names[index] { lines.append("\(path) \"\(SnapshotText.storable(name))\"") }
      case .value(let index):
        if let value = desk.values[index] {
          lines.append("\(path) \(SnapshotText.text(of: value, catalogue.spec(at: index)))")
        }
      }
    }
    lines += desk.extraLines
    var bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    bytes += Array((SnapshotText.endMark(lines: lines.count, sum: CRC32.checksum(bytes)) + "\n").utf8)
    return bytes
  }

  static func endMark(lines: Int, sum: UInt32) -> String { "end \(lines) lines crc32 \(CRC32.text(sum))" }

  /// The catalogue's text if that is read as the same value, otherwise the shortest that is: a fader of 14 bits has steps
  /// finer than two decimals of a decibel.
  static func text(of value: Float, _ spec: ParameterSpec) -> String {
    let value = spec.clamped(value)
    let usual = spec.text(of: value)
    // Words and whole numbers are always read as what they were.
    if spec.law == .onOff || spec.law == .list || spec.law == .whole { return usual }
    if let read = try? spec.value(from: usual), read == value { return usual }
    return spec.hasUnit ? "\(value) \(spec.unit.rawValue)" : "\(value)"
  }

  private static func storable(_ name: String) -> String {
    if let name = try? DeskState.name(from: name) { return name }
    let harmless = name.unicodeScalars.map { scalar in
      scalar.value < 0x20 || scalar.value == 0x7F || "\"/*\\".unicodeScalars.contains(scalar) ? "_" : String(scalar)
    }
    return (try? DeskState.name(from: harmless.joined().prefix(32))) ?? ""
  }
}
