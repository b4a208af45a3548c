import CSystemd
import Glibc

/// The other end of a control socket, for programs that ask and wait. One thread at a time.
public final class ControlClient {
  /// Where it is connected.
  public let path: String
  /// For `poll`, when a program waits for more than one thing.
  public let descriptor: CInt
  private var input: [UInt8] = []
  private var scanned = 0

  /// Connects to the daemon at `path`, or throws a sentence that says what to do.
  public init(path: String) throws(SystemError) {
    self.path = path
    let socket = try UnixSocket.make(nonblocking: false)
    descriptor = socket
    let status = try UnixSocket.withAddress(path) { connect(socket, $0, $1) }
    if status != 0 { throw Self.refusal(path, errno) }
  }

  deinit { close(descriptor) }

  /// Sends one request line; its end is added.
  public func send(_ line: String) throws(SystemError) {
    let bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemError("The daemon at \(path) takes no request") }
      written += count
    }
  }

  /// The next line, without its end. Nil when the daemon has closed the connection. Throws if none came for `patience`
  /// nanoseconds (nil: wait as long as it takes).
  public func nextLine(patience: UInt64? = nil) throws(SystemError) -> String? {
    let deadline = patience.map { EventLoop.now + $0 }
    while true {
      if let end = input[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: input[..<end], as: UTF8.self)
        input.removeSubrange(...end)
        scanned = 0
        return line
      }
      scanned = input.count
      try wait(until: deadline)
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 || (count < 0 && errno == ECONNRESET) { return nil }
      if count > 0 { input += buffer[..<count] }
      guard count > 0 || errno == EINTR else { throw SystemError("The daemon at \(path) cannot be heard") }
    }
  }

  /// Sends a request and collects its answer, up to and including the line for which `isFinal` holds: the lines before
  /// it, and the final one. Throws if the daemon closes the connection before it, or is silent for `patience`
  /// nanoseconds.
  public func request(
    _ line: String, patience: UInt64? = nil, isFinal: (String) -> Bool
  ) throws(SystemError) -> (lines: [String], final: String) {
    try send(line)
    var lines: [String] = []
    while let answer = try nextLine(patience: patience) {
      if isFinal(answer) { return (lines, answer) }
      lines.append(answer)
    }
    throw SystemError(
      sentence: "The daemon at \(path) ended the connection before it answered; its log says why "
        + "(`journalctl -u faderd`).", code: ECONNRESET)
  }

  private func wait(until deadline: UInt64?) throws(SystemError) {
    guard let deadline else { return }
    while true {
      let now = EventLoop.now
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = deadline > now ? (deadline - now + 999_999) / 1_000_000 : 0
      let count = poll(&ready, 1, CInt(clamping: left))
      if count > 0 { return }
      if count < 0, errno == EINTR { continue }
      throw SystemError(
        sentence:
          "The daemon at \(path) does not answer. It may be stopped or overloaded: see `systemctl status faderd`.",
        code: ETIMEDOUT)
    }
  }

  private static func refusal(_ path: String, _ code: CInt) -> SystemError {
    switch code {
    case ENOENT, ECONNREFUSED, ENOTDIR, ENOTSOCK:
      SystemError(
        sentence: "No daemon is listening at \(path). Start it with `systemctl start faderd` or `faderd`, or name its "
          + "socket with --socket.", code: code)
    case EACCES, EPERM:
      SystemError(
        sentence: "You may not use \(path). Be root, or join \(groupName(path)) and log in again.", code: code)
    case EAGAIN:
      SystemError(sentence: "The daemon at \(path) is too busy to take a connection. Try again.", code: code)
    default: SystemError("The daemon at \(path) cannot be reached", code: code)
    }
  }

  private static func groupName(_ path: String) -> String {
    var facts = stat()
    guard stat(path, &facts) == 0, let group = getgrgid(facts.st_gid) else { return "the group of the daemon" }
    let name = String(cString: group.pointee.gr_name)
    return "the group `\(name)` (`sudo usermod -aG \(name) $USER`)"
  }
}
