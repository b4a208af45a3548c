/// What the disk has of one slot: every file that could be loaded, and what is in it.
struct Survey {
  struct File {
    let name: String
    let path: String
    let role: StorageSlot.Role
    let content: Result<SnapshotText.Reading, Fault>

    var reading: SnapshotText.Reading? { try? content.get() }
    var fault: Fault? { if case .failure(let fault) = content { fault } else { nil } }
  }

  /// Why a file is not loaded.
  enum Fault: Error, CustomStringConvertible {
    case text(SnapshotFault)
    case disk(DiskError)

    var description: String {
      switch self {
      case .text(let fault): fault.description
      case .disk(let error): error.description
      }
    }

    /// Whether the file itself is known to be bad, for us and for any other version.
    var isProven: Bool { if case .text(let fault) = self { fault.kind != .newer } else { false } }
  }

  /// All names in the directory.
  let names: [String]
  /// Those of this slot.
  let files: [File]

  /// The best first. A present file goes before a previous one even if its generation is lower: somebody put an older
  /// one back on purpose; a power cut never leaves that.
  var loadable: [File] {
    files.filter { $0.reading != nil }.sorted { a, b in
      if a.role != b.role { return a.role == .current }
      let (x, y) = (a.reading?.desk.generation ?? 0, b.reading?.desk.generation ?? 0)
      return x != y ? x > y : a.name < b.name
    }
  }

  var best: File? { loadable.first }
  var lastGeneration: Int { files.compactMap { $0.reading?.desk.generation }.max() ?? 0 }
}

extension SnapshotStore {
  /// Reads every file of a slot. Changes nothing.
  func survey(_ slot: StorageSlot) throws(DiskError) -> Survey {
    survey(slot, names: try names(in: directory(of: slot)))
  }

  func survey(_ slot: StorageSlot, names: [String]) -> Survey {
    let files = names.sorted().compactMap { name -> Survey.File? in
      guard let (owner, role) = StorageSlot.of(name), owner == slot else { return nil }
      let path = directory(of: slot) + "/" + name
      return Survey.File(name: name, path: path, role: role, content: read(path, in: slot))
    }
    return Survey(names: names, files: files)
  }

  /// The numbers that have any file, loadable or not.
  func numbers(among names: [String]) -> [Int] {
    Set(names.compactMap { if case .snapshot(let number) = StorageSlot.of($0)?.slot { number } else { nil } }).sorted()
  }

  /// A directory that is not there is empty.
  func names(in directory: String) throws(DiskError) -> [String] {
    do throws(DiskError) { return try disk.names(in: directory) } catch {
      if error.isMissing { return [] }
      throw error
    }
  }

  private func read(_ path: String, in slot: StorageSlot) -> Result<SnapshotText.Reading, Survey.Fault> {
    let bytes: [UInt8]
    do throws(DiskError) { bytes = try disk.read(path, limit: SnapshotText.sizeLimit) } catch {
      return .failure(.disk(error))
    }
    do throws(SnapshotFault) {
      var reading = try text.decode(bytes, file: path)
      switch slot {
      case .deskState:
        guard reading.desk.kind == .deskState else {
          throw SnapshotFault(.foreign, path, line: 1, "this is a snapshot under the name of the desk state")
        }
      case .snapshot(let number):
        guard reading.desk.kind == .snapshot else {
          throw SnapshotFault(.foreign, path, line: 1, "this is a desk state under the name of a snapshot")
        }
        if let written = reading.desk.number, written != number {
          reading.notices.append("\(path) says that it is snapshot \(written); its file name makes it \(number)")
          reading.desk.number = number
        }
      }
      return .success(reading)
    } catch {
      return .failure(.text(error))
    }
  }
}
