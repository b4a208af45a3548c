import Desk
import Glibc
import Mixer
import Testing

@testable import Host

/// A directory that is removed with all that is in it.
final class TemporaryDirectory {
  let path: String

  init() {
    var template = Array("/tmp/faderd-storage-XXXXXX".utf8CString)
    path = String(cString: mkdtemp(&template))
  }

  deinit { TemporaryDirectory.empty(path) }

  private static func empty(_ directory: String) {
    for name in (try? RealDisk().names(in: directory)) ?? [] {
      if unlink(directory + "/" + name) != 0 { empty(directory + "/" + name) }
    }
    rmdir(directory)
  }
}

let smallCatalogue = Catalogue(layout: Layout(channels: 1, groups: 1))

/// A state with the fader of channel 1 at a level.
func state(_ decibel: Float) -> DeskState {
  var state = DeskState(catalogue: smallCatalogue)
  state.values[smallCatalogue.index(of: Parameter(.channel(1), .fader))!] = decibel
  return state
}

/// The level of channel 1 in a file.
func fader(_ desk: StoredDesk?) -> Float? {
  desk?.values[smallCatalogue.index(of: Parameter(.channel(1), .fader))!]
}

/// The error number that a disk call throws; 0 for none.
private func code(_ body: () throws(DiskError) -> Void) -> Int32 {
  do throws(DiskError) {
    try body()
    return 0
  } catch { return error.code }
}

struct RealDiskTests {
  let disk = RealDisk()
  let directory = TemporaryDirectory()
  var file: String { directory.path + "/file" }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try disk.create(path)
    try disk.write(bytes, to: file)
    try disk.sync(file)
    try disk.close(file)
  }

  @Test func `bytes are read as they were written, and names are listed`() throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try write(bytes, to: file)
    try write([], to: directory.path + "/empty")
    #expect(try disk.read(file, limit: bytes.count) == bytes)
    #expect(try disk.read(directory.path + "/empty", limit: 0) == [])
    try disk.rename(file, to: directory.path + "/ä b")
    try disk.syncDirectory(directory.path)
    #expect(try disk.names(in: directory.path).sorted() == ["empty", "ä b"])
    try disk.remove(directory.path + "/empty")
    #expect(try disk.names(in: directory.path) == ["ä b"])
  }

  @Test func `files are for the owner and the group, and not for child processes`() throws {
    let made = try disk.create(file)
    var status = stat()
    #expect(fstat(made.descriptor, &status) == 0)
    let mask = umask(0)
    umask(mask)
    #expect(status.st_mode & 0o777 == 0o640 & ~mask)
    #expect(fcntl(made.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    try disk.close(made)
  }

  @Test func `errors carry the number of the system and a sentence`() throws {
    try write([1, 2, 3], to: file)
    #expect(code { () throws(DiskError) in _ = try disk.create(file) } == EEXIST)
    #expect(code { () throws(DiskError) in _ = try disk.read(file, limit: 2) } == EFBIG)
    #expect(code { () throws(DiskError) in _ = try disk.read(file + "x", limit: 2) } == ENOENT)
    #expect(code { () throws(DiskError) in _ = try disk.read(directory.path, limit: 2) } == EISDIR)
    #expect(code { () throws(DiskError) in _ = try disk.names(in: file) } == ENOTDIR)
    #expect(code { () throws(DiskError) in try disk.rename(file + "x", to: file) } == ENOENT)
    #expect(code { () throws(DiskError) in try disk.remove(file + "x") } == ENOENT)
    #expect(code { () throws(DiskError) in try disk.makeDirectory(directory.path) } == EEXIST)
    #expect(code { () throws(DiskError) in try disk.syncDirectory(file) } == ENOTDIR)
    let closed = try disk.create(file + "2")
    try disk.close(closed)
    #expect(
      DiskError(ENOSPC, .write, "/a").description
        == "cannot write /a: no space is left on the disk (error 28); free some space")
  }

  @Test func `a symbolic link or a pipe in the place of a file does no harm`() throws {
    #expect(symlink("/dev/null", file) == 0)
    #expect(code { () throws(DiskError) in _ = try disk.create(file) } == EEXIST)
    let pipe = directory.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    // Without a writer there is nothing to read; the call must not wait for one.
    #expect(try disk.read(pipe, limit: 10) == [])
  }

  @Test func `a disk that fills up in the middle of a write is told, after the part that fitted`() throws {
    // The limit is high enough that no other test meets it. At the limit the system first writes less than asked for.
    let limit = 64 << 20
    var before = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before)
    signal(SIGXFSZ, SIG_IGN)
    var lowered = before
    lowered.rlim_cur = rlim_t(limit)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &lowered)
    defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before) }
    let made = try disk.create(file)
    let bytes = [UInt8](repeating: 7, count: limit + 1000)
    #expect(code { () throws(DiskError) in try disk.write(bytes, to: made) } == EFBIG)
    var status = stat()
    fstat(made.descriptor, &status)
    #expect(Int(status.st_size) == limit)
    try disk.close(made)
  }

  @Test func `snapshots on a real disk come back, and a torn one is set aside`() throws {
    let root = directory.path + "/a/b"
    var store = SnapshotStore(disk: disk, directory: root, catalogue: smallCatalogue)
    #expect(store.open() == [])
    _ = try store.save(state(-1), number: nil, name: "Verse")
    _ = try store.save(state(-2), number: 1, name: "Verse")
    _ = try store.saveDeskState(state(-3))
    var again = SnapshotStore(disk: disk, directory: root, catalogue: smallCatalogue)
    #expect(again.open() == [])
    #expect(fader(try again.load(.name("verse")).desk) == -2)
    #expect(fader(again.loadDeskState().desk) == -3)
    truncate(root + "/snapshots/001-verse.snapshot", 100)
    #expect(fader(try again.load(.number(1)).desk) == -1)
    #expect(
      try disk.names(in: root + "/snapshots").sorted() == ["001-verse.snapshot.bad-1", "001.previous"])
  }

  @Test func `a directory that cannot be written is told and changes nothing`() throws {
    let root = directory.path
    var store = SnapshotStore(disk: disk, directory: root, catalogue: smallCatalogue)
    _ = store.open()
    _ = try store.saveDeskState(state(-1))
    // The superuser may write anywhere but through a file.
    let blocked = SnapshotStore(disk: disk, directory: root + "/desk.state/x", catalogue: smallCatalogue)
    #expect(blocked.open().allSatisfy { $0.contains("not a directory (error 20)") })
    #expect(blocked.open().count == 2)
    guard getuid() != 0 else { return }
    chmod(root, 0o550)
    defer { chmod(root, 0o750) }
    #expect(throws: SnapshotStore.Failure.self) { try store.saveDeskState(state(-2)) }
    #expect(fader(store.loadDeskState().desk) == -1)
  }
}
