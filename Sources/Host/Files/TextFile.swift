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
