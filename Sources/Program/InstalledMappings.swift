import Host
import Surface

extension MappingLibrary {
  /// Reads the mapping files of some folders; those of the last are the shipped ones, the others the user's. Folders that
  /// do not exist are skipped.
  public static func installed(in folders: [String]) -> MappingLibrary {
    MappingLibrary(
      shipped: folders.last.map(MappingFile.files) ?? [], user: folders.dropLast().flatMap(MappingFile.files))
  }
}

extension MappingFile {
  /// The mapping files of a folder, and those of its `families`.
  public static func files(in folder: String) -> [MappingFile] {
    let names = TextFile.names(in: folder, ending: ".yaml")
    let families = TextFile.names(in: folder + "/families", ending: ".yaml").map { "families/\($0)" }
    return (names + families).compactMap { name in
      (try? TextFile.read("\(folder)/\(name)")).map { MappingFile(name: name, text: $0) }
    }
  }
}
