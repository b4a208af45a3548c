import Glibc

/// A standard stream of this program, written at once and without buffers. Any thread but the audio thread.
public struct StandardStream: Sendable {
  /// The standard output.
  public static let output = StandardStream(descriptor: STDOUT_FILENO)
  /// The standard error output.
  public static let error = StandardStream(descriptor: STDERR_FILENO)
  private let descriptor: CInt

  /// Writes all of a text, or as much as the reader takes before it goes away.
  public func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 || errno == EINTR else { return }
      if written > 0 { bytes = bytes.dropFirst(written) }
    }
  }
}
