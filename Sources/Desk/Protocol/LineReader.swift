/// Cuts bytes as they come into lines. A line ends with a newline, with or without a carriage return before it.
public struct LineReader: Sendable {
  /// The longest line that is read, in bytes without its end.
  public static let limit = 4096

  /// What stood between two newlines.
  public enum Line: Hashable, Sendable {
    /// Text to be obeyed.
    case text(String)
    /// Something that cannot be a request; the sentence says why.
    case unreadable(String)
  }

  private var bytes: [UInt8] = []
  private var start = 0
  private var isSkipping = false

  /// Nothing read yet.
  public init() {}

  /// Bytes that wait to become lines.
  public var pending: Int { bytes.count - start }

  /// Takes bytes from the socket.
  public mutating func push(_ new: some Sequence<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes += new
  }

  /// The next whole line; nil until there is one. A line that is too long is given up as soon as that is certain, and
  /// its rest is skipped.
  public mutating func next() -> Line? {
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      let line = bytes[start..<end]
      start = end + 1
      if isSkipping {
        isSkipping = false
      } else {
        return LineReader.line(line)
      }
    }
    if isSkipping {
      start = bytes.count
    } else if pending > LineReader.limit + 1 {
      start = bytes.count
      isSkipping = true
      return LineReader.tooLong
    }
    return nil
  }

  /// What is left when the other side has closed without a last newline: never obeyed, for it may be half of a request whose
  /// sender died.
  public mutating func end() -> Line? {
    defer { start = bytes.count }
    return pending > 0 && !isSkipping
      ? .unreadable("the last request has no newline at its end, so it was not obeyed") : nil
  }

  private static let tooLong = Line.unreadable("a request has at most \(limit) bytes")

  private static func line(_ bytes: ArraySlice<UInt8>) -> Line {
    let line = bytes.last == 0x0D ? bytes.dropLast() : bytes
    guard line.count <= limit else { return tooLong }
    guard let text = String(validating: line, as: UTF8.self) else {
      return .unreadable("the request is not valid UTF-8")
    }
    guard !line.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
      return .unreadable("the request has control characters in it")
    }
    return .text(text)
  }
}
