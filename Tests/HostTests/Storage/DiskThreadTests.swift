import Desk
import Glibc
import Mixer
import Synchronization
import Testing

@testable import Host

/// A real disk whose syncs wait for a gate, as a slow card lets them.
final class GatedDisk: Disk {
  private let real = RealDisk()
  private let isOpen: Atomic<Bool>
  private let waiting = Atomic<Int>(0)
  private let created = Atomic<Int>(0)

  init(isOpen: Bool) { self.isOpen = Atomic(isOpen) }

  var creations: Int { created.load(ordering: .acquiring) }
  func open() { isOpen.store(true, ordering: .releasing) }
  func waitUntilEntered() { while waiting.load(ordering: .acquiring) == 0 { usleep(200) } }

  func sync(_ file: DiskFile) throws(DiskError) {
    waiting.add(1, ordering: .releasing)
    while !isOpen.load(ordering: .acquiring) { usleep(200) }
    try real.sync(file)
  }
  func create(_ path: String) throws(DiskError) -> DiskFile {
    created.add(1, ordering: .releasing)
    return try real.create(path)
  }
  func names(in directory: String) throws(DiskError) -> [String] { try real.names(in: directory) }
  func read(_ path: String, limit: Int) throws(DiskError) -> [UInt8] { try real.read(path, limit: limit) }
  func write(_ bytes: [UInt8], to file: DiskFile) throws(DiskError) { try real.write(bytes, to: file) }
  func close(_ file: DiskFile) throws(DiskError) { try real.close(file) }
  func rename(_ path: String, to newPath: String) throws(DiskError) { try real.rename(path, to: newPath) }
  func syncDirectory(_ directory: String) throws(DiskError) { try real.syncDirectory(directory) }
  func remove(_ path: String) throws(DiskError) { try real.remove(path) }
  func makeDirectory(_ path: String) throws(DiskError) { try real.makeDirectory(path) }
}

/// Whether there is something to read.
private func isReadable(_ descriptor: Int32, milliseconds: Int32 = 0) -> Bool {
  var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return poll(&request, 1, milliseconds) == 1
}

private func level(_ completion: DiskThread.Completion?) -> Float? {
  if case .loaded(let loaded)? = completion?.result { fader(loaded.desk) } else { nil }
}

private func generation(_ completion: DiskThread.Completion) -> Int? {
  if case .saved(let saved) = completion.result { saved.entry.generation } else { nil }
}

struct DiskThreadTests {
  let directory = TemporaryDirectory()

  @Test func `jobs are done in order, and the descriptor tells when`() throws {
    let thread = try DiskThread(directory: directory.path, catalogue: smallCatalogue)
    #expect(thread.submit(.loadDeskState) == 1)
    thread.submit(.saveDeskState(state(-1), recalled: nil))
    thread.submit(.loadDeskState)
    thread.submit(.save(state(-2), number: nil, name: "Verse"))
    thread.submit(.load(.name("verse")))
    thread.submit(.rename(.number(1), to: "Bridge"))
    thread.submit(.delete(.number(1)))
    thread.submit(.list)
    thread.submit(.load(.number(1)))
    #expect(thread.flush(seconds: 30))
    #expect(isReadable(thread.descriptor))
    let done = thread.collect()
    #expect(!isReadable(thread.descriptor))
    #expect(done.map(\.ticket) == Array(1...9))
    #expect(done.map(level) == [nil, nil, -1, nil, -2, nil, nil, nil, nil])
    #expect(done[7].result == .listed([]))
    #expect(done[8].result == .failed(.refused("there is no snapshot 1; none is stored yet")))
    #expect(thread.collect().isEmpty)
    #expect(thread.notices() == [])
    #expect(thread.pending == 0)
  }

  @Test func `of the desk states that wait only the newest is written, and all are acknowledged after it`() throws {
    let disk = GatedDisk(isOpen: false)
    let thread = try DiskThread(disk: disk, directory: directory.path, catalogue: smallCatalogue)
    thread.submit(.saveDeskState(state(-1), recalled: nil))
    disk.waitUntilEntered()
    for value in 2...20 { thread.submit(.saveDeskState(state(Float(-value)), recalled: nil)) }
    #expect(thread.collect().isEmpty)
    #expect(!isReadable(thread.descriptor))
    #expect(thread.pending == 20)
    #expect(!thread.flush(seconds: 0.02))
    disk.open()
    #expect(isReadable(thread.descriptor, milliseconds: 30_000))
    #expect(thread.flush(seconds: 30))
    let done = thread.collect()
    #expect(done.map(\.ticket) == Array(1...20))
    #expect(done.map(generation) == [1] + Array(repeating: 2, count: 19))
    #expect(disk.creations == 2)
    thread.submit(.loadDeskState)
    #expect(thread.flush(seconds: 30))
    #expect(level(thread.collect().first) == -20)
  }

  @Test func `a desk state that somebody waits to read is not overtaken`() throws {
    let disk = GatedDisk(isOpen: false)
    let thread = try DiskThread(disk: disk, directory: directory.path, catalogue: smallCatalogue)
    thread.submit(.save(state(0), number: 1, name: "x"))
    disk.waitUntilEntered()
    thread.submit(.saveDeskState(state(-1), recalled: nil))
    thread.submit(.loadDeskState)
    thread.submit(.saveDeskState(state(-2), recalled: nil))
    thread.submit(.saveDeskState(state(-3), recalled: nil))
    disk.open()
    #expect(thread.flush(seconds: 30))
    let done = thread.collect()
    #expect(done.map(\.ticket) == [1, 2, 3, 4, 5])
    #expect(level(done[2]) == -1)
  }

  @Test func `what was submitted is still written when the thread is let go`() throws {
    let disk = GatedDisk(isOpen: false)
    do {
      let thread = try DiskThread(disk: disk, directory: directory.path, catalogue: smallCatalogue)
      thread.submit(.saveDeskState(state(-4), recalled: nil))
      disk.waitUntilEntered()
    }
    disk.open()
    var store = SnapshotStore(disk: RealDisk(), directory: directory.path, catalogue: smallCatalogue)
    while fader(store.loadDeskState().desk) == nil { usleep(1000) }
    #expect(fader(store.loadDeskState().desk) == -4)
  }

  @Test func `a directory that cannot be made is told, wakes the control thread, and saving says so again`() throws {
    #expect(symlink("/dev/null", directory.path + "/file") == 0)
    let thread = try DiskThread(directory: directory.path + "/file", catalogue: smallCatalogue)
    #expect(isReadable(thread.descriptor, milliseconds: 30_000))
    #expect(thread.notices().count == 2)
    thread.submit(.saveDeskState(state(-1), recalled: nil))
    #expect(thread.flush(seconds: 30))
    guard case .failed(.disk(let error))? = thread.collect().first?.result else {
      Issue.record("saving where nothing can be saved was not refused")
      return
    }
    #expect(error.code == ENOTDIR)
  }
}
