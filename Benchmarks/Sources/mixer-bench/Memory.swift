import Glibc

/// A size in KiB from `/proc/self/status`; nil where there is no such line.
/// - Parameter name: `VmRSS` (resident now) or `VmHWM` (the most so far).
func processMemory(_ name: String) -> Int? {
  guard let file = fopen("/proc/self/status", "r") else { return nil }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, Int32(line.count), file) != nil {
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard text.hasPrefix(name + ":") else { continue }
    return Int(text.filter(\.isNumber))
  }
  return nil
}
