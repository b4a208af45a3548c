import Foundation
import Glibc

/// A directory of its own for one test, removed with everything in it.
final class ScratchDirectory {
  let path: String

  init() {
    var template = Array("/tmp/faderd-test-XXXXXX".utf8CString)
    path = String(cString: mkdtemp(&template))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Makes a directory and those above it; the path of it.
  @discardableResult func directory(_ name: String) -> String {
    var made = path
    for part in name.split(separator: "/") {
      made += "/\(part)"
      mkdir(made, 0o755)
    }
    return made
  }

  func write(_ text: String, to name: String) {
    if let slash = name.lastIndex(of: "/") { directory(String(name[..<slash])) }
    let file = fopen("\(path)/\(name)", "w")
    fputs(text, file)
    fclose(file)
  }

  func link(_ name: String, to target: String) {
    if let slash = name.lastIndex(of: "/") { directory(String(name[..<slash])) }
    symlink(target, "\(path)/\(name)")
  }
}
