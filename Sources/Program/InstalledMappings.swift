import Host
import Surface

extension MappingLibrary {
  /// Reads the mapping files of some folders; those of the last are the shipped ones, the others the user's. Folders that
  /// do not exist are skipped.
  /// - Parameters:
  ///   - former: what was read before; a file of its that is broken now stays as it was.
  ///   - withExamples: whether examples are read.
  ///   - complain: told a sentence for each file that cannot be read.
  public static func installed(
    in folders: [String], former: MappingLibrary? = nil, withExamples: Bool = false, complain: (String) -> Void
  ) -> MappingLibrary {
    var user: [MappingFile] = []
    for folder in folders.dropLast() {
      user += MappingFile.files(in: folder, complain: complain).filter { file in !user.contains { $0.name == file.name }
      }
    }
    let shipped = folders.last.map { MappingFile.files(in: $0, complain: complain) } ?? []
    return MappingLibrary(shipped: shipped, user: user, former: former, withExamples: withExamples)
  }
}

extension MappingFile {
  /// The mapping files of a folder, and those of its `families`.
  /// - Parameter complain: told a sentence for each that cannot be read.
  public static func files(in folder: String, complain: (String) -> Void) -> [MappingFile] {
    var files: [MappingFile] = []
    for name in names(in: folder) {
      do throws(TextFile.Failure) {
        files.append(MappingFile(name: name, text: try TextFile.read("\(folder)/\(name)")))
      } catch {
        complain(error.description)
      }
    }
    return files
  }

  /// Their names, from the folder on.
  public static func names(in folder: String) -> [String] {
    TextFile.names(in: folder, ending: ".yaml")
      + TextFile.names(in: folder + "/families", ending: ".yaml").map { "families/\($0)" }
  }
}
