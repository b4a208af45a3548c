import Desk
import Glibc

/// The disk of the machine. Files are made with mode 0640 and never followed by child processes. Any thread; calls block.
public struct RealDisk: Disk {
  /// There is only one.
  public init() {}

  /// See `Disk`.
  public func names(in directory: String) throws(DiskError) -> [String] {
    guard let stream = opendir(directory) else { throw DiskError(errno, .list, directory) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      // The kernel ends every name with a zero inside `d_name`; the entry is valid until the next `readdir`.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    if errno != 0 { throw DiskError(errno, .list, directory) }
    return names
  }

  /// See `Disk`.
  public func read(_ path: String, limit: Int) throws(DiskError) -> [UInt8] {
    // Non-blocking, so that a named pipe put in the place of a file cannot hold the disk thread.
    let descriptor = again { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw DiskError(errno, .read, path) }
    defer { _ = Glibc.close(Int32(descriptor)) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // `piece` outlives the call and has the stated size.
      let count = again { Glibc.read(Int32(descriptor), &piece, piece.count) }
      guard count >= 0 else { throw DiskError(errno, .read, path) }
      if count == 0 { return bytes }
      bytes += piece[..<count]
      if bytes.count > limit { throw DiskError(EFBIG, .read, path) }
    }
  }

  /// See `Disk`.
  public func create(_ path: String) throws(DiskError) -> DiskFile {
    let descriptor = again { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640) }
    guard descriptor >= 0 else { throw DiskError(errno, .create, path) }
    return DiskFile(descriptor: Int32(descriptor), path: path)
  }

  /// See `Disk`.
  public func write(_ bytes: [UInt8], to file: DiskFile) throws(DiskError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // The buffer is used within the call only.
      let count = again { rest.withUnsafeBytes { Glibc.write(file.descriptor, $0.baseAddress, $0.count) } }
      // A disk that takes nothing and gives no reason is full.
      guard count > 0 else { throw DiskError(count == 0 ? ENOSPC : errno, .write, file.path) }
      rest = rest.dropFirst(count)
    }
  }

  /// See `Disk`.
  public func sync(_ file: DiskFile) throws(DiskError) {
    guard again({ fsync(file.descriptor) }) == 0 else { throw DiskError(errno, .sync, file.path) }
  }

  /// See `Disk`. Not repeated after EINTR: Linux has freed the descriptor by then, and another thread may have it.
  public func close(_ file: DiskFile) throws(DiskError) {
    guard Glibc.close(file.descriptor) == 0 || errno == EINTR else { throw DiskError(errno, .close, file.path) }
  }

  /// See `Disk`.
  public func rename(_ path: String, to newPath: String) throws(DiskError) {
    guard again({ Glibc.rename(path, newPath) }) == 0 else { throw DiskError(errno, .rename, path) }
  }

  /// See `Disk`.
  public func syncDirectory(_ directory: String) throws(DiskError) {
    let descriptor = again { open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw DiskError(errno, .syncDirectory, directory) }
    defer { _ = Glibc.close(Int32(descriptor)) }
    // A file system that cannot sync directories says EINVAL; its names are as safe as it can make them.
    guard again({ fsync(Int32(descriptor)) }) == 0 || errno == EINVAL else {
      throw DiskError(errno, .syncDirectory, directory)
    }
  }

  /// See `Disk`.
  public func remove(_ path: String) throws(DiskError) {
    guard again({ unlink(path) }) == 0 else { throw DiskError(errno, .remove, path) }
  }

  /// See `Disk`. Mode 0750.
  public func makeDirectory(_ path: String) throws(DiskError) {
    guard again({ mkdir(path, 0o750) }) == 0 else { throw DiskError(errno, .makeDirectory, path) }
  }

  /// Repeats a call that a signal interrupted.
  private func again<Count: FixedWidthInteger & SignedInteger>(_ call: () -> Count) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return Int(result) }
    }
  }
}
