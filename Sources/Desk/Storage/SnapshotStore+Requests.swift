import Mixer

extension SnapshotStore {
  // MARK: - Desk state

  /// Stores the desk state. When it returns, the state survives a power cut.
  /// - Parameter recalled: the snapshot recalled last, to be remembered with it.
  public mutating func saveDeskState(_ state: DeskState, recalled: Int? = nil) throws(Failure) -> Saved {
    let desk = StoredDesk(.deskState, number: recalled, name: "", state: state, catalogue: text.catalogue)
    return try write(desk, to: .deskState)
  }

  /// The newest desk state that is whole; without one, `desk` is nil, and `notices` says why unless there never was one.
  public mutating func loadDeskState() -> Loaded {
    do throws(DiskError) {
      return load(try survey(.deskState), of: .deskState)
    } catch {
      // Whatever is there was not seen, so it must not be replaced before it is set aside.
      suspects.insert(root + "/desk.state")
      suspects.insert(root + "/desk.state" + StorageSlot.previousSuffix)
      return Loaded(desk: nil, notices: ["\(error)"])
    }
  }

  // MARK: - Snapshots

  /// Stores a snapshot. When it returns, the snapshot survives a power cut.
  /// - Parameters:
  ///   - number: 1 to 999; nil for the lowest that is free. One that exists gets a new generation.
  ///   - name: nil keeps the name of the one that exists.
  public mutating func save(_ state: DeskState, number: Int?, name: String?) throws(Failure) -> Saved {
    let slot = try slotForSaving(number)
    let title = try name.map { name throws(Failure) in try checked(name) }
    let desk = StoredDesk(.snapshot, number: slot, name: title ?? "", state: state, catalogue: text.catalogue)
    return try write(desk, to: .snapshot(slot), keepsName: title == nil)
  }

  /// The newest whole generation of a snapshot.
  /// - Throws: `Failure.refused` if there is none, or if a name means several.
  public mutating func load(_ selector: SnapshotSelector) throws(Failure) -> Loaded {
    let (slot, survey) = try find(selector)
    let loaded = load(survey, of: slot)
    guard loaded.desk != nil else {
      throw .refused("snapshot \(selector) cannot be loaded: " + loaded.notices.joined(separator: "; "))
    }
    return loaded
  }

  /// Every snapshot by number, the broken ones too. Reads every file, changes none.
  public func list() throws(Failure) -> [Entry] {
    let names = try disk { store throws(DiskError) in try store.names(in: store.directory(of: .snapshot(1))) }
    return numbers(among: names).map { number in
      let survey = survey(.snapshot(number), names: names)
      let faults = survey.files.compactMap(\.fault)
      let shown = survey.best ?? survey.files[0]
      let desk = shown.reading?.desk
      return Entry(
        number: number, name: desk?.name ?? "", generation: desk?.generation ?? 0, file: shown.path,
        problem: faults.isEmpty ? nil : faults.map(\.description).joined(separator: "; "))
    }
  }

  /// Gives a snapshot another name; that is a new generation of it.
  public mutating func rename(_ selector: SnapshotSelector, to name: String) throws(Failure) -> Saved {
    let title = try checked(name)
    let (slot, survey) = try find(selector)
    // With a file that cannot be read, an older generation would become the newest.
    let faults = survey.files.compactMap { $0.fault?.description }
    guard faults.isEmpty, var desk = survey.best?.reading?.desk else {
      throw .refused("snapshot \(selector) keeps its name: \(faults.joined(separator: "; ")); recall it first")
    }
    desk.name = title
    return try write(desk, to: slot)
  }

  /// Takes a snapshot out of the list. Its files stay on the disk, as `….old-1`; to have it back, take that ending away.
  /// - Returns: the paths that they have now.
  public mutating func delete(_ selector: SnapshotSelector) throws(Failure) -> [String] {
    let (slot, survey) = try find(selector)
    var moves = Moves(disk: disk, directory: directory(of: slot), taken: survey.names)
    let kept = survey.names.count
    do throws(DiskError) {
      do throws(DiskError) {
        // The previous one first, and for certain: cut short, the snapshot is still there, not replaced by an older one.
        let previous = survey.files.filter { $0.role == .previous }
        for file in previous { try moves.setAside(file.name, as: "old") }
        if !previous.isEmpty { try disk.syncDirectory(moves.directory) }
        for file in survey.files where file.role == .current { try moves.setAside(file.name, as: "old") }
      } catch {
        moves.undo()
        throw error
      }
      try disk.syncDirectory(moves.directory)
    } catch {
      throw .disk(error)
    }
    suspects.subtract(survey.files.map(\.path))
    return moves.taken.dropFirst(kept).map { moves.directory + "/" + $0 }
  }

  // MARK: -

  /// Takes the best of what was found and sets aside what is proven to be bad.
  private mutating func load(_ survey: Survey, of slot: StorageSlot) -> Loaded {
    var moves = Moves(disk: disk, directory: directory(of: slot), taken: survey.names)
    var notices: [String] = []
    for file in survey.files {
      guard let fault = file.fault else {
        suspects.remove(file.path)
        continue
      }
      suspects.insert(file.path)
      guard fault.isProven else {
        notices.append("\(fault); the file stays where it is")
        continue
      }
      do throws(DiskError) {
        try moves.setAside(file.name, as: "bad")
        suspects.remove(file.path)
      } catch {
        notices.append("\(fault); the file stays where it is: \(error)")
      }
    }
    notices += moves.notices(for: survey)
    guard let best = survey.best, let reading = best.reading else { return Loaded(desk: nil, notices: notices) }
    notices += reading.notices
    if best.role == .previous {
      notices.append("\(best.path), the generation before, is loaded instead (generation \(reading.desk.generation))")
    }
    for other in survey.loadable.dropFirst() where other.role == .current {
      notices.append("\(other.path) has the same number and is not used; rename or remove it")
    }
    return Loaded(desk: reading.desk, notices: notices)
  }

  private func find(_ selector: SnapshotSelector) throws(Failure) -> (StorageSlot, Survey) {
    let names = try disk { store throws(DiskError) in try store.names(in: store.directory(of: .snapshot(1))) }
    let numbers = numbers(among: names)
    switch selector {
    case .number(let number):
      guard numbers.contains(number) else {
        throw .refused("there is no snapshot \(number); \(SnapshotStore.listed(numbers.map { "\($0)" }))")
      }
      return (.snapshot(number), survey(.snapshot(number), names: names))
    case .name(let name):
      let all = numbers.map { (number: $0, survey: survey(.snapshot($0), names: names)) }
      let title = { (survey: Survey) in survey.best?.reading?.desk.name ?? "" }
      let found = all.filter { title($0.survey).lowercased() == name.lowercased() }
      if found.count == 1 { return (.snapshot(found[0].number), found[0].survey) }
      if found.isEmpty {
        let known = all.map { "\($0.number) '\(title($0.survey))'" }
        throw .refused("no snapshot is named '\(name)'; \(SnapshotStore.listed(known))")
      }
      let numbers = found.map { "\($0.number)" }.joined(separator: ", ")
      throw .refused("more than one snapshot is named '\(name)' (\(numbers)); use the number")
    }
  }

  private static func listed(_ items: [String]) -> String {
    items.isEmpty ? "none is stored yet" : "stored are " + items.joined(separator: ", ")
  }

  private func slotForSaving(_ number: Int?) throws(Failure) -> Int {
    if let number {
      do throws(Refusal) { return try SnapshotSelector.checked(number) } catch { throw .refused("\(error)") }
    }
    let names = try disk { store throws(DiskError) in try store.names(in: store.directory(of: .snapshot(1))) }
    let used = Set(numbers(among: names))
    guard let free = SnapshotSelector.numbers.first(where: { !used.contains($0) }) else {
      throw .refused(
        "all \(SnapshotSelector.numbers.upperBound) snapshots are in use; delete one, or name the one to replace")
    }
    return free
  }

  private func checked(_ name: String) throws(Failure) -> String {
    do throws(Refusal) {
      let title = try DeskState.name(from: name)
      if Int(title) != nil { throw Refusal("a snapshot's name is not a number alone; add a word to '\(title)'") }
      return title
    } catch {
      throw .refused("\(error)")
    }
  }

  private func disk<T>(_ body: (SnapshotStore) throws(DiskError) -> T) throws(Failure) -> T {
    do throws(DiskError) { return try body(self) } catch { throw .disk(error) }
  }
}
