/// Every mapping at hand: the shipped ones, and the user's, which win over shipped ones of the same name.
public struct MappingLibrary: Sendable {
  /// The mappings that could be read; those of the user's files first, otherwise in order of their names.
  public let mappings: [Mapping]
  /// What is wrong with the others. A broken file of the user's is reported here, and the shipped one of its name is used.
  public let problems: [MappingErrors]

  /// Reads every file. A family is used by its name; a user's family wins too.
  /// - Parameters:
  ///   - shipped: the files of the installation, families included.
  ///   - user: the files of the user's own folder.
  ///   - former: what was read before. A file of its that has not changed is not read again; one that is broken now stays
  ///     as it was then, and is reported.
  ///   - withExamples: whether examples are read; whoever only plays needs none.
  public init(
    shipped: [MappingFile], user: [MappingFile] = [], former: MappingLibrary? = nil, withExamples: Bool = true
  ) {
    var mappings: [Mapping] = []
    var problems: [MappingErrors] = []
    var names: Set<String> = []
    let all = user.sorted { $0.name < $1.name } + shipped.sorted { $0.name < $1.name }
    // Of two families with one name the user's counts.
    let families = Dictionary((shipped + user).filter(\.isFamily).map { ($0.name, $0) }) { $1 }
    for file in all where !file.isFamily && !names.contains(file.name) {
      let old = former?.mappings.first { $0.file == file.name }
      let isUnchanged = old?.sources.allSatisfy { $0 == file || $0 == families[$0.name] } ?? false
      if let mapping = (isUnchanged ? old : nil)
        ?? MappingLibrary.load(file, shipped + user, withExamples, &problems) ?? old
        ?? (user.contains(where: \.isFamily) ? MappingLibrary.load(file, shipped, withExamples, &problems) : nil)
      {
        mappings.append(mapping)
        names.insert(file.name)
      }
    }
    self.mappings = mappings
    self.problems = problems
  }

  /// The mapping that fits a device best; nil if none does. Full USB ids win over vendor and name, those over a name
  /// alone; among equals the user's. One for any device gets none of which another mapping means a port: what a known
  /// controller passes on from its sockets is not for the desk.
  public func mapping(for device: DeviceIdentity) -> Mapping? {
    var best: (weight: Int, mapping: Mapping)?
    for mapping in mappings {
      guard let weight = mapping.weight(for: device), weight > best?.weight ?? -1 else { continue }
      best = (weight, mapping)
    }
    let isKnown = mappings.contains { $0.matches.contains { $0.any == nil && $0.fitsUnit(of: device) } }
    return best?.weight == 0 && isKnown ? nil : best?.mapping
  }

  private static func load(
    _ file: MappingFile, _ families: [MappingFile], _ withExamples: Bool, _ problems: inout [MappingErrors]
  ) -> Mapping? {
    do throws(MappingErrors) {
      return try Mapping.load(text: file.text, file: file.name, families: families, withExamples: withExamples)
    } catch {
      if !problems.contains(where: { $0.errors == error.errors }) { problems.append(error) }
      return nil
    }
  }
}
