import Mixer

/// The snapshots and the desk state of one directory: `desk.state` and `snapshots/NNN-name.snapshot`.
///
/// What it says was saved survives a power cut. A file that cannot be loaded is never overwritten: it is set aside under
/// a new name, and the generation before it is loaded. Loading needs no free space. Every call blocks for as long as the
/// disk takes; one thread owns it (`DiskThread` in Host).
public struct SnapshotStore: Sendable {
  /// Why something was not done.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be done as asked; nothing was changed.
    case refused(String)
    /// The disk failed; what was stored before is still there.
    case disk(DiskError)

    /// A sentence for people.
    public var description: String {
      switch self {
      case .refused(let sentence): sentence
      case .disk(let error): error.description
      }
    }
  }

  /// One line of the list.
  public struct Entry: Hashable, Sendable {
    /// 1 to 999; 0 for the desk state.
    public var number: Int
    /// May be empty.
    public var name: String
    /// Counts the savings under this number, from 1; 0 if no generation can be loaded.
    public var generation: Int
    /// The path of the file.
    public var file: String
    /// What is wrong with its newest file; nil if nothing is.
    public var problem: String?
  }

  /// What was saved, with sentences on what happened besides.
  public struct Saved: Hashable, Sendable {
    /// What is stored now.
    public var entry: Entry
    /// Files that were set aside. Sentences.
    public var notices: [String]
  }

  /// What was loaded.
  public struct Loaded: Hashable, Sendable {
    /// Nil if nothing can be loaded: start from a safe default.
    public var desk: StoredDesk?
    /// What is unusual about it, or why there is none. Sentences.
    public var notices: [String]
  }

  let disk: any Disk
  let root: String
  let text: SnapshotText
  /// Files that could not be loaded and could not be set aside either: no save touches their names before they are.
  var suspects: Set<String> = []
  private var temporaries = 0

  /// Touches nothing yet.
  /// - Parameter directory: the state directory; need not exist.
  public init(disk: any Disk, directory: String, catalogue: Catalogue) {
    self.disk = disk
    root = directory
    text = SnapshotText(catalogue: catalogue)
  }

  func directory(of slot: StorageSlot) -> String { slot == .deskState ? root : root + "/snapshots" }

  // MARK: - Start

  /// Makes the directories and removes what an interrupted save left. Never fails: what it could not do is in the
  /// sentences that it returns, and saving will say so again.
  public func open() -> [String] {
    var notices: [String] = []
    for directory in [root, root + "/snapshots"] {
      do throws(DiskError) {
        try make(directory)
        for name in try disk.names(in: directory) where StorageSlot.isTemporary(name) {
          try disk.remove(directory + "/" + name)
        }
      } catch {
        notices.append("\(error)")
      }
    }
    return notices
  }

  private func make(_ directory: String) throws(DiskError) {
    do throws(DiskError) {
      try disk.makeDirectory(directory)
    } catch {
      if error.isTaken {
        // The start before this one may have been cut short between making the directory and making it safe.
        if directory != root { try disk.syncDirectory(root) }
        return
      }
      let parent = SnapshotStore.parent(of: directory)
      guard error.isMissing, parent != directory else { throw error }
      try make(parent)
      try disk.makeDirectory(directory)
    }
    try disk.syncDirectory(SnapshotStore.parent(of: directory))
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  // MARK: - Write

  /// Stores a new generation: all of it, or nothing.
  ///
  /// Whatever happens in between, one of the names of the slot stands for a complete generation that was on the medium
  /// before that name was made. The present generation takes the place of the previous one only if it can be loaded.
  /// - Parameter keepsName: whether the name is that of the generation before.
  mutating func write(
    _ desk: StoredDesk, to slot: StorageSlot, keepsName: Bool = false
  ) throws(Failure) -> Saved {
    do throws(DiskError) {
      let survey = try survey(slot)
      var desk = desk
      desk.generation = survey.lastGeneration + 1
      if keepsName { desk.name = survey.best?.reading?.desk.name ?? "" }
      desk.extraLines += carried(from: survey.best?.reading?.desk, to: desk)
      let directory = directory(of: slot)
      let target = slot.currentName(title: desk.name)
      let temporary = try writeTemporary(text.encode(desk), for: target, in: directory)
      var moves = Moves(disk: disk, directory: directory, taken: survey.names)
      do throws(DiskError) {
        for file in survey.files where file.fault != nil || suspects.contains(file.path) {
          try moves.setAside(file.name, as: "bad")
        }
        // Two present files of one number: a change of name met a power cut, or somebody copied one.
        for file in survey.loadable.dropFirst() where file.role == .current && !suspects.contains(file.path) {
          try moves.setAside(file.name, as: "old")
        }
        if let best = survey.best, best.role == .current, !suspects.contains(best.path) {
          try moves.move(best.name, to: slot.previousName)
        }
        try moves.move(temporary, to: target)
      } catch {
        moves.undo()
        try? disk.remove(directory + "/" + temporary)
        throw error
      }
      suspects.subtract(survey.files.map(\.path))
      try disk.syncDirectory(directory)
      let number = slot == .deskState ? 0 : desk.number ?? 0
      let entry = Entry(
        number: number, name: desk.name, generation: desk.generation, file: directory + "/" + target, problem: nil)
      return Saved(entry: entry, notices: moves.notices(for: survey))
    } catch {
      throw .disk(error)
    }
  }

  /// Lines that mean nothing to this desk go on living in the file that they came from.
  private func carried(from old: StoredDesk?, to new: StoredDesk) -> [String] {
    (old?.extraLines ?? []).filter { !new.extraLines.contains($0) }
  }

  private mutating func writeTemporary(
    _ bytes: [UInt8], for target: String, in directory: String
  ) throws(DiskError) -> String {
    var isMade = false
    var tries = 0
    while true {
      temporaries += 1
      tries += 1
      let name = ".\(target).tmp-\(temporaries)"
      do throws(DiskError) {
        try disk.writeDurably(bytes, toNew: directory + "/" + name)
        return name
      } catch {
        if error.isMissing, !isMade {
          // The directory could not be made at start, or was removed since.
          isMade = true
          try make(directory)
        } else if !error.isTaken || error.operation != .create || tries == 100 {
          throw error
        }
      }
    }
  }
}

/// Renames within one directory that can be taken back.
struct Moves {
  let disk: any Disk
  let directory: String
  var taken: [String]
  private var done: [(from: String, to: String)] = []

  init(disk: any Disk, directory: String, taken: [String]) {
    self.disk = disk
    self.directory = directory
    self.taken = taken
  }

  mutating func move(_ name: String, to newName: String) throws(DiskError) {
    try disk.rename(directory + "/" + name, to: directory + "/" + newName)
    taken.append(newName)
    done.append((name, newName))
  }

  mutating func setAside(_ name: String, as word: String) throws(DiskError) {
    let newName = StorageSlot.aside(name, as: word, besides: taken)
    taken.append(newName)
    // Noted before it is tried: a disk can report a failure of what it did. Nobody else has the new name, so taking
    // back what was not done does no harm.
    done.append((name, newName))
    try disk.rename(directory + "/" + name, to: directory + "/" + newName)
  }

  /// As far as the disk lets it; what stays moved can still be loaded from there.
  func undo() {
    for (from, to) in done.reversed() { try? disk.rename(directory + "/" + to, to: directory + "/" + from) }
  }

  /// What became of files that were set aside.
  func notices(for survey: Survey) -> [String] {
    survey.files.compactMap { file in
      guard let move = done.first(where: { $0.from == file.name }), StorageSlot.of(move.to) == nil else { return nil }
      let reason = file.fault?.description ?? "\(file.path) was not what was loaded last"
      return "\(reason); the file is kept as \(directory)/\(move.to)"
    }
  }
}
