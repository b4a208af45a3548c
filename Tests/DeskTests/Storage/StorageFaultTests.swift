import Mixer
import Testing

@testable import Desk

/// Every disk call fails once, in every manner, and the power is cut at every call.
struct StorageFaultTests {
  /// What is done while the disk fails. Before, snapshot 1 and the desk state stand at -2, with -1 before.
  enum Act: CaseIterable {
    case save, saveRenamed, saveNext, saveDeskState, rename, load, loadDeskState, list, delete

    /// What it leaves in snapshot 1 if it succeeds.
    var after: Float? { self == .save || self == .saveRenamed ? -3 : self == .delete ? nil : -2 }

    var job: StorageJob {
      switch self {
      case .save: .save(Small.state(-3), number: 1, name: "a")
      case .saveRenamed: .save(Small.state(-3), number: 1, name: "b")
      case .saveNext: .save(Small.state(-3), number: nil, name: "c")
      case .saveDeskState: .saveDeskState(Small.state(-3), recalled: 1)
      case .rename: .rename(.number(1), to: "b")
      case .load: .load(.name("a"))
      case .loadDeskState: .loadDeskState
      case .list: .list
      case .delete: .delete(.number(1))
      }
    }
  }

  static let faults: [(Int32, FailingDisk.Manner)] = [
    (5, .once), (5, .fromThere), (5, .falseAlarm), (28, .once), (28, .fromThere), (28, .shortWrite), (30, .once),
    (30, .fromThere),
  ]

  private static let prepared: CrashDisk = {
    let disk = CrashDisk()
    var store = SnapshotStore.opened(disk)
    for value: Float in [-1, -2] {
      _ = try! store.save(Small.state(value), number: 1, name: "a")
      _ = try! store.saveDeskState(Small.state(value))
    }
    return disk
  }()

  /// The acknowledged value or the attempted one, whichever the rules allow.
  private func check(_ disk: CrashDisk, _ act: Act, _ result: StorageResult, _ comment: Comment) {
    var store = SnapshotStore.opened(disk)
    let isFailed = if case .failed = result { true } else { false }
    let snapshot = store.fader(1)
    let state = Small.fader(store.loadDeskState().desk)
    if isFailed {
      #expect(snapshot == -2 || snapshot == act.after, comment)
      #expect(state == -2 || (act == .saveDeskState && state == -3), comment)
    } else {
      #expect(snapshot == act.after, comment)
      #expect(state == (act == .saveDeskState ? -3 : -2), comment)
    }
    #expect(!disk.contents(of: "/var/desk").keys.contains { $0.contains(".tmp-") }, comment)
  }

  /// A failed call is told: as an error, as a notice, or as a problem in the list.
  private func isTold(_ result: StorageResult) -> Bool {
    switch result {
    case .failed: true
    case .saved(let saved): !saved.notices.isEmpty
    case .loaded(let loaded): !loaded.notices.isEmpty
    case .listed(let entries): entries.contains { $0.problem != nil }
    case .deleted: false
    }
  }

  @Test(arguments: Act.allCases)
  func `whichever call fails, the old generation or the new one is there, and it is told`(_ act: Act) throws {
    for (code, manner) in Self.faults {
      var call = 0
      while true {
        let disk = Self.prepared.copy()
        let failing = FailingDisk(disk, call: call, code: code, manner)
        var store = SnapshotStore(disk: failing, directory: "/var/desk", catalogue: Small.catalogue)
        let result = store.perform(act.job)
        let calls = failing.calls
        let comment: Comment = "\(act) call \(call) \(code) \(manner): \(result)"
        // Deleting reads only to find the files: what they hold does not matter.
        if failing.hasFailed, act != .delete || call > 2 { #expect(isTold(result), comment) }
        check(disk, act, result, comment)
        // Once the disk works again, the same store saves.
        if failing.hasFailed, manner == .once || manner == .shortWrite {
          #expect(throws: Never.self, comment) { try store.save(Small.state(-6), number: 1, name: "a") }
          #expect(store.fader(1) == -6, comment)
        }
        if calls <= call { break }
        call += 1
      }
      #expect(call > 1)
    }
  }

  @Test func `the first save of all succeeds or leaves nothing`() throws {
    for (code, manner) in Self.faults {
      var call = 0
      while true {
        let disk = CrashDisk()
        // Every other time the directories are not there yet either.
        if code == 28 { _ = SnapshotStore.opened(disk) }
        let failing = FailingDisk(disk, call: call, code: code, manner)
        var store = SnapshotStore(disk: failing, directory: "/var/desk", catalogue: Small.catalogue)
        let result = store.perform(.saveDeskState(Small.state(-3), recalled: nil))
        let loaded = Small.fader(
          {
            var store = SnapshotStore.opened(disk); return store.loadDeskState().desk
          }())
        if case .failed = result { #expect(loaded == nil || loaded == -3) } else { #expect(loaded == -3) }
        if failing.calls <= call { break }
        #expect(!failing.hasFailed || isTold(result))
        call += 1
      }
    }
  }

  @Test func `a start on a failing disk and the saves after it destroy nothing that was stored`() throws {
    for (code, manner) in Self.faults {
      for call in 0..<8 {
        let disk = Self.prepared.copy()
        let before = disk.contents(of: "/var/desk")
        let failing = FailingDisk(disk, call: call, code: code, manner)
        var store = SnapshotStore(disk: failing, directory: "/var/desk", catalogue: Small.catalogue)
        let loaded = store.loadDeskState()
        // The disk works again; the desk goes on from whatever it could load, and saves many times.
        var healed = SnapshotStore(disk: disk, directory: "/var/desk", catalogue: Small.catalogue)
        healed.suspects = store.suspects
        if loaded.desk == nil { #expect(!loaded.notices.isEmpty) }
        let newest = before["desk.state"]!
        if Small.fader(loaded.desk) != -2 {
          for number in 3...6 { _ = try healed.saveDeskState(Small.state(Float(-number))) }
          #expect(disk.contents(of: "/var/desk").values.contains(newest), "call \(call) \(code) \(manner)")
        }
      }
    }
  }

  @Test(arguments: [Act.save, .saveRenamed, .saveNext, .saveDeskState, .rename, .delete, .load])
  func `whenever the power is cut, the acknowledged generation or a newer one is there`(_ act: Act) throws {
    var call = 0
    while true {
      var calls = 0
      for seed in 0..<12 {
        let disk = Self.prepared.copy()
        let failing = FailingDisk(disk, call: call, code: 5, .fromThere)
        var store = SnapshotStore(disk: failing, directory: "/var/desk", catalogue: Small.catalogue)
        let result = store.perform(act.job)
        calls = failing.calls
        disk.crash(seed)
        check(
          disk, act, result,
          "\(act) cut at call \(call), seed \(seed): \(disk.contents(of: "/var/desk/snapshots").keys)")
      }
      if calls <= call { break }
      call += 1
    }
    #expect(call > 1)
  }

  @Test func `power cuts in a row, with saves and failures between them, never lead back behind an acknowledgement`() {
    for seed in 0..<120 {
      var random = SeededRandom(seed)
      let disk = CrashDisk()
      var acknowledged: Float?
      var attempted: Set<Float?> = []
      var value: Float = 0
      for round in 0..<6 {
        let fault = Self.faults.randomElement(using: &random)!
        let failing = FailingDisk(disk, call: Int.random(in: 0..<60, using: &random), code: fault.0, fault.1)
        var store = SnapshotStore(disk: failing, directory: "/var/desk", catalogue: Small.catalogue)
        _ = store.open()
        if Bool.random(using: &random) { _ = store.loadDeskState() }
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
          value -= 1
          if (try? store.saveDeskState(Small.state(value))) != nil {
            acknowledged = value
            attempted = []
          } else {
            attempted.insert(value)
          }
        }
        disk.crash(seed &* 31 &+ round)
        var reader = SnapshotStore.opened(disk)
        let loaded = Small.fader(reader.loadDeskState().desk)
        let isAllowed = loaded == acknowledged || attempted.contains(loaded)
        #expect(
          isAllowed,
          "seed \(seed) round \(round): \(String(describing: loaded)), \(String(describing: acknowledged)), \(attempted)"
        )
        acknowledged = loaded
        attempted = []
      }
    }
  }

  @Test func `after every sequence of three requests and a power cut, every snapshot is as acknowledged`() throws {
    let acts: [StorageJob] = [
      .save(Small.state(-3), number: 1, name: "a"), .save(Small.state(-4), number: 1, name: "b"),
      .save(Small.state(-5), number: 2, name: "a"), .delete(.number(1)), .rename(.number(1), to: "z"),
      .load(.number(1)),
    ]
    for code in 0..<216 {
      for seed in 0..<3 {
        let disk = Self.prepared.copy()
        var store = SnapshotStore.opened(disk)
        var one: Float? = -2
        var two: Float?
        for act in [code % 6, code / 6 % 6, code / 36] {
          let result = store.perform(acts[act])
          if case .failed(let failure) = result {
            #expect(one == nil && act >= 3, "\(failure)")
            continue
          }
          switch act {
          case 0: one = -3
          case 1: one = -4
          case 2: two = -5
          case 3: one = nil
          default: break
          }
        }
        disk.crash(seed)
        var after = SnapshotStore.opened(disk)
        #expect(after.fader(1) == one, "sequence \(code), seed \(seed)")
        #expect(after.fader(2) == two, "sequence \(code), seed \(seed)")
      }
    }
  }
}
