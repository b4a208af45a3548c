import CSystemd
import Glibc

/// One client of a control socket: bytes ⇄ lines, and what waits to be written. *Control thread only.*
struct ControlConnection {
  /// What reading gave.
  enum Input {
    case line(String)
    /// A sentence for the client, which is then dropped.
    case refused(String)
  }

  let descriptor: CInt
  let peer: Peer
  /// Requests that were not answered to their end.
  var openRequests = 0
  /// The client sends no more.
  var isFinished = false
  /// Lines of a stream that were thrown away because the client reads too slowly.
  var missed = 0

  private var input: [UInt8] = []
  private var output: [UInt8] = []
  private var written = 0
  private var waiting: [(key: String?, line: String)] = []
  private var places: [String: Int] = [:]
  private var waitingBytes = 0

  init(descriptor: CInt, peer: Peer) {
    self.descriptor = descriptor
    self.peer = peer
  }

  /// Bytes that the client has not taken yet.
  var pending: Int { output.count - written + waitingBytes }

  /// Takes what is there to read, up to one buffer.
  mutating func fill() {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
    if count > 0 {
      input += buffer[..<count]
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      isFinished = true
    }
  }

  /// Whether `next` has something to tell.
  var hasInput: Bool { input.count > ControlSocket.lineLimit || input.contains(UInt8(ascii: "\n")) }

  /// The next complete line, nil if there is none. A last line without an end never becomes one: it may be half of a
  /// command whose sender died.
  mutating func next() -> Input? {
    guard let end = input.firstIndex(of: UInt8(ascii: "\n")) else {
      return input.count > ControlSocket.lineLimit ? tooLong : nil
    }
    guard end <= ControlSocket.lineLimit else { return tooLong }
    defer { input.removeSubrange(...end) }
    let bytes = input[..<end].last == UInt8(ascii: "\r") ? input[..<(end - 1)] : input[..<end]
    return String(validating: bytes, as: UTF8.self).map(Input.line) ?? .refused("The request is not UTF-8 text.")
  }

  private var tooLong: Input { .refused("A request line is longer than \(ControlSocket.lineLimit) bytes.") }

  /// Queues text that must arrive.
  mutating func append(_ text: String) {
    // What streams left waiting is older and goes first.
    release()
    output += text.utf8
    if text.utf8.last != UInt8(ascii: "\n") { output.append(UInt8(ascii: "\n")) }
  }

  /// Queues a line of a stream. While the client is behind, only the latest line of each key waits.
  mutating func publish(_ line: String, key: String?) {
    guard pending > 0 else { return append(line) }
    if let key, let place = places[key] {
      waitingBytes += line.utf8.count - waiting[place].line.utf8.count
      waiting[place].line = line
    } else if waitingBytes + line.utf8.count >= ControlSocket.outputLimit {
      missed += 1
    } else {
      if let key { places[key] = waiting.count }
      waiting.append((key, line))
      waitingBytes += line.utf8.count + 1
    }
  }

  /// Writes as much as the client takes. False if it is gone.
  mutating func flush() -> Bool {
    while pending > 0 {
      if written == output.count { release() }
      let count = output[written...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      written += count
      // Moving the rest to the front costs less than what was written.
      if written * 2 >= output.count {
        output.removeSubrange(..<written)
        written = 0
      }
    }
    return true
  }

  private mutating func release() {
    for (_, line) in waiting {
      output += line.utf8
      output.append(UInt8(ascii: "\n"))
    }
    waiting.removeAll()
    places.removeAll()
    waitingBytes = 0
  }
}
