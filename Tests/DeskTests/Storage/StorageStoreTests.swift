import Mixer
import Testing

@testable import Desk

extension SnapshotStore {
  /// A store on a disk, opened.
  static func opened(_ disk: any Disk) -> SnapshotStore {
    let store = SnapshotStore(disk: disk, directory: "/var/desk", catalogue: Small.catalogue)
    _ = store.open()
    return store
  }

  /// What the fader of a snapshot is stored at; nil if there is none to load.
  mutating func fader(_ number: Int) -> Float? { Small.fader(try? load(.number(number)).desk) }
}

struct StorageStoreTests {
  let disk = CrashDisk()

  private func names() -> [String] { disk.contents(of: "/var/desk/snapshots").keys.sorted() }

  private func refusal<T>(_ body: () throws(SnapshotStore.Failure) -> T) -> String? {
    do throws(SnapshotStore.Failure) {
      _ = try body()
      return nil
    } catch { return error.description }
  }

  @Test func `a new directory is made with its parents, and is empty`() throws {
    var store = SnapshotStore(disk: disk, directory: "/var/desk", catalogue: Small.catalogue)
    #expect(store.open() == [])
    #expect(store.loadDeskState() == SnapshotStore.Loaded(desk: nil, notices: []))
    #expect(try store.list() == [])
    #expect(disk.contents(of: "/var").keys.sorted() == ["desk"])
  }

  @Test func `snapshots take the lowest free number, and generations count up`() throws {
    var store = SnapshotStore.opened(disk)
    #expect(try store.save(Small.state(-1), number: nil, name: "Verse 2").entry.number == 1)
    #expect(try store.save(Small.state(-2), number: 3, name: "Ende gut!").entry.number == 3)
    let second = try store.save(Small.state(-3), number: nil, name: "").entry
    #expect(second.number == 2)
    #expect(second.file == "/var/desk/snapshots/002.snapshot")
    let again = try store.save(Small.state(-4), number: 1, name: nil)
    #expect(again.entry.generation == 2)
    #expect(again.entry.name == "Verse 2")
    #expect(again.notices == [])
    #expect(names() == ["001-verse-2.snapshot", "001.previous", "002.snapshot", "003-ende-gut.snapshot"])
    #expect(try store.list().map(\.generation) == [2, 1, 1])
    #expect(try store.list().map(\.name) == ["Verse 2", "", "Ende gut!"])
    #expect(store.fader(1) == -4)
  }

  @Test func `a snapshot is found by number or by name in any case`() throws {
    var store = SnapshotStore.opened(disk)
    _ = try store.save(Small.state(-1), number: 1, name: "Verse")
    _ = try store.save(Small.state(-2), number: 2, name: "Chorus")
    #expect(Small.fader(try store.load(SnapshotSelector("CHORUS")).desk) == -2)
    #expect(Small.fader(try store.load(SnapshotSelector("1")).desk) == -1)
    #expect(
      refusal { () throws(SnapshotStore.Failure) in try store.load(.name("x")) }
        == "no snapshot is named 'x'; stored are 1 'Verse', 2 'Chorus'")
    #expect(
      refusal { () throws(SnapshotStore.Failure) in try store.load(.number(9)) }
        == "there is no snapshot 9; stored are 1, 2")
    _ = try store.rename(.number(1), to: "chorus")
    #expect(
      refusal { () throws(SnapshotStore.Failure) in try store.load(.name("Chorus")) }
        == "more than one snapshot is named 'Chorus' (1, 2); use the number")
    #expect(
      refusal { () throws(SnapshotStore.Failure) in try store.save(Small.state(0), number: nil, name: "12") }
        == "a snapshot's name is not a number alone; add a word to '12'")
    #expect(
      refusal { () throws(SnapshotStore.Failure) in try store.save(Small.state(0), number: 1000, name: nil) }
        == "there is no snapshot 1000; snapshots have the numbers 1 to 999")
    #expect(throws: Refusal.self) { try SnapshotSelector("0") }
  }

  @Test func `a rename keeps the values and moves the file`() throws {
    var store = SnapshotStore.opened(disk)
    _ = try store.save(Small.state(-1), number: 1, name: "Verse")
    #expect(try store.rename(.name("verse"), to: "Bridge").entry.generation == 2)
    #expect(names() == ["001-bridge.snapshot", "001.previous"])
    #expect(store.fader(1) == -1)
  }

  @Test func `a deleted snapshot keeps its files, and its number is free`() throws {
    var store = SnapshotStore.opened(disk)
    _ = try store.save(Small.state(-1), number: 1, name: "a")
    _ = try store.save(Small.state(-2), number: 1, name: "a")
    #expect(
      try store.delete(.number(1)).sorted()
        == ["001-a.snapshot.old-1", "001.previous.old-1"].map { "/var/desk/snapshots/" + $0 })
    #expect(store.fader(1) == nil)
    _ = try store.save(Small.state(-3), number: nil, name: "a")
    _ = try store.delete(.number(1))
    #expect(names() == ["001-a.snapshot.old-1", "001-a.snapshot.old-2", "001.previous.old-1"])
  }

  @Test func `a torn file is set aside and the generation before it is loaded`() throws {
    var store = SnapshotStore.opened(disk)
    _ = try store.save(Small.state(-1), number: 1, name: "a")
    _ = try store.save(Small.state(-2), number: 1, name: "a")
    let file = "/var/desk/snapshots/001-a.snapshot"
    let torn = Array(try disk.read(file, limit: 1 << 20).prefix(200))
    disk.put(torn, at: file)
    let listed = try store.list()
    #expect(listed[0].problem?.hasPrefix("\(file):") == true)
    #expect(listed[0].generation == 1)
    let loaded = try store.load(.number(1))
    #expect(Small.fader(loaded.desk) == -1)
    #expect(loaded.notices.contains { $0.contains("cut short; the file is kept as \(file).bad-1") })
    #expect(
      loaded.notices.contains { $0.contains("001.previous, the generation before, is loaded instead (generation 1)") })
    #expect(try disk.read(file + ".bad-1", limit: 1 << 20) == torn)
    _ = try store.save(Small.state(-3), number: 1, name: "a")
    #expect(store.fader(1) == -3)
  }

  @Test func `saving over a bad file sets it aside and keeps the good generation before it`() throws {
    var store = SnapshotStore.opened(disk)
    _ = try store.saveDeskState(Small.state(-1))
    _ = try store.saveDeskState(Small.state(-2))
    disk.put([], at: "/var/desk/desk.state")
    let saved = try store.saveDeskState(Small.state(-3))
    #expect(
      saved.notices == ["/var/desk/desk.state:1:1: the file is empty; the file is kept as /var/desk/desk.state.bad-1"])
    disk.put([1, 2], at: "/var/desk/desk.state")
    #expect(Small.fader(store.loadDeskState().desk) == -1)
  }

  @Test func `with no whole generation there is nothing to load, and both files are kept`() throws {
    var store = SnapshotStore.opened(disk)
    disk.put([1], at: "/var/desk/desk.state")
    disk.put([2], at: "/var/desk/desk.state.previous")
    let loaded = store.loadDeskState()
    #expect(loaded.desk == nil)
    #expect(loaded.notices.count == 2)
    for number in 1...3 { _ = try store.saveDeskState(Small.state(Float(-number))) }
    let contents = disk.contents(of: "/var/desk")
    #expect(contents["desk.state.bad-1"] == [1])
    #expect(contents["desk.state.previous.bad-1"] == [2])
  }

  @Test func `a file of a newer version stays where it is until something is saved in its place`() throws {
    var store = SnapshotStore.opened(disk)
    let newer = Array("faderd snapshot\nschema 2\nfrom the future\n".utf8)
    let file = "/var/desk/snapshots/001-x.snapshot"
    disk.put(newer, at: file)
    #expect(
      refusal { () throws(SnapshotStore.Failure) in try store.load(.number(1)) }?.contains("install the newer version")
        == true)
    #expect(names() == ["001-x.snapshot"])
    #expect(try store.save(Small.state(-1), number: nil, name: "y").entry.number == 2)
    #expect(try store.save(Small.state(-1), number: 1, name: "y").notices.count == 1)
    #expect(disk.contents(of: "/var/desk/snapshots")["001-x.snapshot.bad-1"] == newer)
  }

  @Test func `an older file that somebody put back is loaded, and the count goes on from the highest`() throws {
    var store = SnapshotStore.opened(disk)
    let file = "/var/desk/snapshots/001-a.snapshot"
    _ = try store.save(Small.state(-1), number: 1, name: "a")
    let old = try disk.read(file, limit: 1 << 20)
    for number in 2...4 { _ = try store.save(Small.state(Float(-number)), number: 1, name: "a") }
    disk.put(old, at: file)
    #expect(store.fader(1) == -1)
    #expect(try store.save(Small.state(-5), number: 1, name: "a").entry.generation == 4)
  }

  @Test func `a copied file becomes a snapshot of its own, with a notice`() throws {
    var store = SnapshotStore.opened(disk)
    _ = try store.save(Small.state(-1), number: 1, name: "a")
    disk.put(
      try disk.read("/var/desk/snapshots/001-a.snapshot", limit: 1 << 20), at: "/var/desk/snapshots/7-copy.snapshot")
    let loaded = try store.load(.number(7))
    #expect(loaded.desk?.number == 7)
    #expect(
      loaded.notices == ["/var/desk/snapshots/7-copy.snapshot says that it is snapshot 1; its file name makes it 7"])
  }

  @Test func `lines that mean nothing here survive the next saves under the same name`() throws {
    var store = SnapshotStore.opened(disk)
    _ = try store.saveDeskState(Small.state(-1))
    let text = String(decoding: try disk.read("/var/desk/desk.state", limit: 1 << 20), as: UTF8.self)
    let place = text.range(of: "end ")
    disk.put(
      Array((text[..<place.lowerBound] + "ch/9/mute on\n" + text[place.lowerBound...]).utf8), at: "/var/desk/desk.state"
    )
    for number in 2...4 { _ = try store.saveDeskState(Small.state(Float(-number)), recalled: 5) }
    let loaded = store.loadDeskState()
    #expect(loaded.desk?.extraLines == ["ch/9/mute on"])
    #expect(loaded.desk?.number == 5)
    #expect(loaded.notices.count == 1)
  }

  @Test func `what an interrupted save left is removed at start, and nothing else`() {
    _ = SnapshotStore.opened(disk)
    for name in [".desk.state.tmp-1", "notes.txt", ".gitignore", "desk.state.bad-1"] {
      disk.put([1], at: "/var/desk/" + name)
    }
    disk.put([1], at: "/var/desk/snapshots/.001.snapshot.tmp-9")
    _ = SnapshotStore.opened(disk)
    #expect(
      disk.contents(of: "/var/desk").keys.sorted() == [".gitignore", "desk.state.bad-1", "notes.txt", "snapshots"])
    #expect(names() == [])
  }

  @Test func `a name that is taken by a left-over is not written over`() throws {
    var store = SnapshotStore.opened(disk)
    disk.put([1], at: "/var/desk/.desk.state.tmp-1")
    _ = try store.saveDeskState(Small.state(-1))
    #expect(disk.contents(of: "/var/desk")[".desk.state.tmp-1"] == [1])
  }

  @Test func `all numbers in use is refused`() throws {
    var store = SnapshotStore.opened(disk)
    for number in 1...999 { disk.put([1], at: "/var/desk/snapshots/\(number).snapshot") }
    #expect(
      refusal { () throws(SnapshotStore.Failure) in try store.save(Small.state(0), number: nil, name: nil) }?
        .hasPrefix("all 999 snapshots are in use") == true)
  }
}

extension String {
  /// Where a text begins; the end if it is not there.
  fileprivate func range(of text: String) -> Range<String.Index> {
    let start = indices.first { self[$0...].hasPrefix(text) } ?? endIndex
    return start..<endIndex
  }
}
