import Mixer

/// One request to the disk thread.
public enum StorageJob: Sendable {
  /// Store the desk state, with the number of the snapshot recalled last. Of several that wait, only the newest is written.
  case saveDeskState(DeskState, recalled: Int?)
  /// Find the newest desk state that is whole.
  case loadDeskState
  /// Store a snapshot: number nil for the lowest that is free, name nil to keep the one that it has.
  case save(DeskState, number: Int?, name: String?)
  /// Read a snapshot.
  case load(SnapshotSelector)
  /// List the snapshots.
  case list
  /// Give a snapshot another name.
  case rename(SnapshotSelector, to: String)
  /// Take a snapshot out of the list; its files are kept under other names.
  case delete(SnapshotSelector)

  /// Whether it is a saving of the desk state.
  public var isDeskState: Bool { if case .saveDeskState = self { true } else { false } }
}

/// What became of a request.
public enum StorageResult: Hashable, Sendable {
  /// Stored, and certain to survive a power cut.
  case saved(SnapshotStore.Saved)
  /// Read. Nothing was changed but the names of bad files.
  case loaded(SnapshotStore.Loaded)
  /// The snapshots by number.
  case listed([SnapshotStore.Entry])
  /// The paths that the files of the deleted snapshot have now.
  case deleted([String])
  /// Not done; what was stored before is still there.
  case failed(SnapshotStore.Failure)
}

extension SnapshotStore {
  /// Does one request and waits for the disk.
  public mutating func perform(_ job: StorageJob) -> StorageResult {
    do throws(Failure) {
      switch job {
      case .saveDeskState(let state, let recalled): return .saved(try saveDeskState(state, recalled: recalled))
      case .loadDeskState: return .loaded(loadDeskState())
      case .save(let state, let number, let name): return .saved(try save(state, number: number, name: name))
      case .load(let selector): return .loaded(try load(selector))
      case .list: return .listed(try list())
      case .rename(let selector, let name): return .saved(try rename(selector, to: name))
      case .delete(let selector): return .deleted(try delete(selector))
      }
    } catch {
      return .failed(error)
    }
  }
}
