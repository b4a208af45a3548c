import Glibc

/// Where this program is installed, and what its environment says. Any thread.
public enum Installation {
  /// The folder above the program's `bin`: `/usr` for `/usr/bin/faderd`.
  public static var prefix: String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      readlink("/proc/self/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard count > 0, let path = String(validating: buffer[..<count], as: UTF8.self) else { return "/usr/local" }
    let parts = path.split(separator: "/")
    guard parts.count >= 3 else { return "/usr/local" }
    return "/" + parts.dropLast(2).joined(separator: "/")
  }

  /// The environment variables of this process.
  public static var environment: [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let variable = entry.pointee {
      let text = String(cString: variable)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      entry += 1
    }
    return variables
  }
}
