import Mixer

/// Something in a mapping file that is allowed and probably not meant.
public struct MappingFinding: Hashable, Sendable, CustomStringConvertible {
  /// How much it matters.
  public enum Severity: String, Sendable {
    /// Good to know; a file with it is as it should be.
    case note
    /// Somebody should look at it.
    case warning
  }

  /// How much it matters.
  public let severity: Severity
  /// The sentence, and where it belongs.
  public let error: MappingError

  /// `file:line:column: warning: message`, as compilers write it.
  public var description: String {
    "\(error.file):\(error.line):\(error.column): \(severity.rawValue): \(error.message)"
  }
}

/// Looks for what is allowed and probably not meant: `faderctl mapping lint`. Pure; any thread.
public struct MappingLint {
  let mapping: Mapping
  /// What it was read with: it knows where everything stands.
  let reader: MappingReader
  var findings: [MappingFinding] = []

  /// What is odd in a file, in the order of its lines.
  /// - Parameters:
  ///   - families: the shared files that it may `use`.
  ///   - others: the mappings beside which it would be installed; those of the same file name are left out.
  /// - Throws: `MappingErrors` if the file cannot be read.
  public static func findings(
    in file: MappingFile, families: [MappingFile], others: [Mapping]
  ) throws(MappingErrors) -> [MappingFinding] {
    var reader = MappingReader(families: families)
    let mapping = try reader.mapping(of: file)
    var lint = MappingLint(mapping: mapping, reader: reader)
    let others = others.filter { MappingFile(name: $0.file, text: "").stem != file.stem }
    lint.lookAtMatches(others)
    lint.lookAtControls()
    lint.lookAtLayers(others)
    lint.lookAtExamples()
    return lint.findings.sorted { ($0.error.line, $0.error.column) < ($1.error.line, $1.error.column) }
  }

  private init(mapping: Mapping, reader: MappingReader) {
    self.mapping = mapping
    self.reader = reader
  }

  mutating func warn(_ place: Located, _ sentence: String) { find(.warning, place, sentence) }
  mutating func note(_ place: Located, _ sentence: String) { find(.note, place, sentence) }

  private mutating func find(_ severity: MappingFinding.Severity, _ place: Located, _ sentence: String) {
    let finding = MappingFinding(severity: severity, error: place.error(sentence))
    if !findings.contains(finding) { findings.append(finding) }
  }

  /// Where a row of controls is described; nil never for a row that has controls.
  func place(ofRow row: String) -> Located? { reader.rows.first { $0.name.row == row }?.key }

  /// Every line: its layer, its control, what it says, and where.
  var lines: [(layer: Int, control: Control, assignment: Assignment, place: Located)] {
    mapping.layers.indices.flatMap { layer in
      reader.linePlaces[layer].sorted { $0.key < $1.key }.compactMap { control, place in
        mapping.layers[layer].assignments[control].map { (layer, mapping.controls[control], $0, place) }
      }
    }
  }
}

extension Assignment {
  /// Everything that it does or shows, one by one.
  var jobs: [Job] { [hand, release, long, double, shown].compactMap(\.self).flatMap(\.single) }
}

extension Job {
  /// Itself, or those that it is made of.
  var single: [Job] {
    switch self {
    case .texts(let jobs), .all(let jobs): jobs.flatMap(\.single)
    default: [self]
    }
  }

  var parameter: ParameterReference? {
    switch self {
    case .parameter(let reference), .hold(let reference), .set(let reference, _), .step(let reference, _),
      .reset(let reference), .label(let reference):
      reference
    default: nil
    }
  }

  var strips: [StripReference] {
    switch self {
    case .resetStrip(let strip), .autoTrim(let strip), .tap(let strip), .name(let strip), .meter(let strip),
      .select(let strip), .spill(let strip), .bus(let strip):
      [strip]
    case .copy(let source, let target): [source, target]
    default: parameter.map { [$0.strip] } ?? []
    }
  }
}
