import Glibc

/// Small text files that people write: configuration, mappings, scripts. Control thread, or a program without one.
public enum TextFile {
  /// Why a file could not be read, as a sentence.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
    /// Whether there is no such file.
    public let isMissing: Bool
  }

  /// No file that a person writes is larger.
  public static let limit = 4 << 20

  /// The whole file. `-` is the standard input.
  /// - Throws: `Failure` if it cannot be read, is larger than `limit`, or is not UTF-8.
  public static func read(_ path: String) throws(Failure) -> String {
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("cannot read \(path)") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure("cannot read \(path)") }
      guard count > 0 else { break }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw Failure(description: "\(path) is larger than 4 MiB; that is no file of faderd's", isMissing: false)
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(description: "\(path) is not UTF-8 text; save it as UTF-8", isMissing: false)
    }
    return text
  }

  /// Puts a text in the place of a file in one step: whoever reads it finds the old text or the new one, also after a power
  /// cut. Missing folders are made. A file that is there keeps its mode, and stays where a link points to.
  /// - Throws: `Failure` if it cannot be written; then the old file is as it was.
  public static func write(_ text: String, to path: String) throws(Failure) {
    let target = resolved(path)
    let folder = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "."
    let name = target.lastIndex(of: "/").map { String(target[target.index(after: $0)...]) } ?? target
    try makeFolders(folder)
    let temporary = "\(folder)/.\(name).tmp-\(getpid())"
    var facts = stat()
    let isThere = stat(target, &facts) == 0
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw failure("cannot write \(target)") }
    let isWritten = write(Array(text.utf8), descriptor)
    if isThere {
      fchmod(descriptor, facts.st_mode & 0o7777)
      // Only root can give a file away; for others it is their own already.
      _ = fchown(descriptor, facts.st_uid, facts.st_gid)
    }
    let isSynced = isWritten && fsync(descriptor) == 0
    let failed = isSynced ? nil : failure("cannot write \(target)")
    close(descriptor)
    guard failed == nil, rename(temporary, target) == 0 else {
      let reason = failed ?? failure("cannot write \(target)")
      unlink(temporary)
      throw reason
    }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }

  private static func write(_ bytes: [UInt8], _ descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return false }
      if count > 0 { rest = rest.dropFirst(count) }
    }
    return true
  }

  /// The file that a link points to; the path itself if it is none.
  private static func resolved(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  private static func makeFolders(_ folder: String) throws(Failure) {
    guard !folder.isEmpty, access(folder, F_OK) != 0 else { return }
    if let slash = folder.lastIndex(of: "/") { try makeFolders(String(folder[..<slash])) }
    guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw failure("cannot make the folder \(folder)") }
  }

  /// Whether there is a folder of this name.
  public static func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// The names of the files in a folder with this ending, in alphabetical order; none if there is no such folder.
  public static func names(in folder: String, ending: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(ending), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private static func failure(_ what: String) -> Failure {
    Failure(description: "\(what): \(String(cString: strerror(errno)))", isMissing: errno == ENOENT || errno == ENOTDIR)
  }
}
