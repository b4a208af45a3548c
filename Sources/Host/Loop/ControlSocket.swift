import CSystemd
import Glibc

/// The daemon's ear for commands: a unix stream socket that carries bytes. What they mean is not its business; a session of
/// the protocol reads and writes them. *Control thread only.*
///
/// Nothing is buffered here: bytes that a client does not take stay with whoever wrote them, who is told when there is room.
public final class ControlSocket {
  /// Names one connected client. Never used twice.
  public struct Client: Hashable, Sendable {
    let number: Int
  }

  private struct Connection {
    let descriptor: CInt
    let peer: Peer
    var reads = true
    var hasMore = false
  }

  /// Most clients at once.
  public static let clientLimit = 32

  /// Where it listens.
  public let path: String
  /// A client has come.
  public var onArrive: (Client) -> Void = { _ in }
  /// A client has sent bytes.
  public var onBytes: (Client, [UInt8]) -> Void = { _, _ in }
  /// A client sends no more; it may still read.
  public var onEnd: (Client) -> Void = { _ in }
  /// A client that did not take all of a `write` has room again.
  public var onWritable: (Client) -> Void = { _ in }
  /// A client has left, or was dropped. The last that is heard of it.
  public var onLeave: (Client) -> Void = { _ in }
  /// Turns a sentence into the refusal of the protocol, for clients that are turned away.
  public var refusal: (String) -> String = { $0 }

  private let loop: EventLoop
  private var listener: CInt = -1
  private var inode: (dev_t, ino_t)?
  private var group: gid_t = 0
  private var connections: [Client: Connection] = [:]
  private var lastClient = 0
  private var pausedUntil: UInt64?

  /// A socket that will listen at `path`, served by `loop`.
  public init(path: String, loop: EventLoop) {
    self.path = path
    self.loop = loop
    loop.addTimer { [weak self] in
      self?.pausedUntil
    } fire: { [weak self] _ in
      guard let self else { return }
      pausedUntil = nil
      loop.rearm(listener, for: POLLIN)
    }
  }

  deinit { close() }

  /// Listens: makes missing directories (0750), takes the place of a socket that nobody serves any more, and lets the
  /// owner and the group in (0660). Throws a sentence if another daemon listens there or the path cannot be used.
  public func open() throws(SystemError) {
    try makeDirectories()
    try removeStale()
    let descriptor = try UnixSocket.make(nonblocking: true)
    // Set before `bind`, the mode holds from the first instant on; the umask may take bits away, which chmod gives back.
    fchmod(descriptor, 0o660)
    let bound = try UnixSocket.withAddress(path) { bind(descriptor, $0, $1) }
    guard bound == 0, chmod(path, 0o660) == 0, listen(descriptor, 64) == 0 else {
      let error = SystemError("The control socket \(path) cannot be made")
      Glibc.close(descriptor)
      throw error
    }
    var facts = stat()
    if stat(path, &facts) == 0 {
      inode = (facts.st_dev, facts.st_ino)
      group = facts.st_gid
    }
    listener = descriptor
    loop.watch(descriptor) { [weak self] _ in self?.accept() }
  }

  /// Ends all connections and removes the socket, unless its place was taken by another.
  public func close() {
    guard listener >= 0 else { return }
    for client in clients { drop(client) }
    loop.ignore(listener)
    Glibc.close(listener)
    listener = -1
    var facts = stat()
    if let inode, lstat(path, &facts) == 0, (facts.st_dev, facts.st_ino) == inode { unlink(path) }
  }

  /// The clients that are connected, in order of arrival.
  public var clients: [Client] { connections.keys.sorted { $0.number < $1.number } }

  /// Who a client is, nil if it left.
  public func peer(of client: Client) -> Peer? { connections[client]?.peer }

  /// Writes as much as the client takes now.
  /// - Returns: how many bytes it took. If not all, `onWritable` tells when to go on. A client that is gone takes everything,
  ///   and leaves.
  public func write(_ bytes: [UInt8], to client: Client) -> Int {
    guard var connection = connections[client] else { return bytes.count }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.send(connection.descriptor, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno != EAGAIN {
        drop(client)
        return bytes.count
      }
      guard count > 0 else { break }
      written += count
    }
    connection.hasMore = written < bytes.count
    follow(connection, client)
    return written
  }

  /// Whether to go on reading from a client; one that asks faster than it reads answers is left waiting.
  public func read(_ reads: Bool, from client: Client) {
    guard var connection = connections[client] else { return }
    connection.reads = reads
    follow(connection, client)
  }

  /// Ends the connection to a client.
  public func drop(_ client: Client) {
    guard let connection = connections.removeValue(forKey: client) else { return }
    loop.ignore(connection.descriptor)
    Glibc.close(connection.descriptor)
    onLeave(client)
  }

  private func follow(_ connection: Connection, _ client: Client) {
    connections[client] = connection
    loop.rearm(connection.descriptor, for: (connection.reads ? POLLIN : 0) | (connection.hasMore ? POLLOUT : 0))
  }

  private func accept() {
    while listener >= 0 {
      let descriptor = csystemd_accept(listener)
      guard descriptor >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        if errno != EAGAIN { pause() }
        return
      }
      admit(descriptor)
    }
  }

  private func admit(_ descriptor: CInt) {
    guard connections.count < Self.clientLimit, let peer = Peer(descriptor) else {
      return turnAway(descriptor, "\(Self.clientLimit) clients are connected already; end one of them first")
    }
    // The mode of the socket says so already, unless somebody loosened it.
    guard peer.mayChange(ownUser: geteuid(), socketGroup: group) else {
      return turnAway(descriptor, "only root, the desk's own user and members of its socket's group may ask")
    }
    lastClient += 1
    let client = Client(number: lastClient)
    connections[client] = Connection(descriptor: descriptor, peer: peer)
    loop.watch(descriptor) { [weak self] ready in self?.serve(client, Int32(ready)) }
    onArrive(client)
  }

  /// Without a free descriptor the waiting client would wake the loop without end.
  private func pause() {
    pausedUntil = EventLoop.now + 1_000_000_000
    loop.rearm(listener, for: 0)
  }

  private func turnAway(_ descriptor: CInt, _ sentence: String) {
    let line = refusal(sentence) + "\n"
    _ = line.withCString { Glibc.send(descriptor, $0, strlen($0), CInt(MSG_NOSIGNAL)) }
    Glibc.close(descriptor)
  }

  private func serve(_ client: Client, _ ready: Int32) {
    if ready & POLLIN != 0 { fill(client) }
    // Hung up for good: nobody is left to read an answer.
    if ready & (POLLHUP | POLLERR | POLLNVAL) != 0, ready & POLLIN == 0 { return drop(client) }
    if ready & POLLOUT != 0, connections[client] != nil { onWritable(client) }
  }

  private func fill(_ client: Client) {
    guard let connection = connections[client] else { return }
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(connection.descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
    if count > 0 {
      onBytes(client, Array(buffer[..<count]))
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      read(false, from: client)
      onEnd(client)
    }
  }

  private func makeDirectories() throws(SystemError) {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
    var end = path.index(after: path.startIndex)
    while end <= slash {
      let next = path[end...].firstIndex(of: "/") ?? slash
      let directory = String(path[..<next])
      guard mkdir(directory, 0o750) == 0 || errno == EEXIST || access(directory, F_OK) == 0 else {
        throw SystemError("The directory \(directory) for the control socket cannot be made")
      }
      end = path.index(after: next)
    }
  }

  /// Removes the socket of a daemon that died. Only the refusal of a connection proves that nobody listens.
  private func removeStale() throws(SystemError) {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return }
    guard facts.st_mode & S_IFMT == S_IFSOCK else {
      throw SystemError(
        sentence: "\(path) is there and is no socket. Move it away, or choose another path with --socket.", code: EEXIST
      )
    }
    let probe = try UnixSocket.make(nonblocking: true)
    defer { Glibc.close(probe) }
    let status = try UnixSocket.withAddress(path) { connect(probe, $0, $1) }
    let reason = status == 0 ? 0 : errno
    guard reason == ECONNREFUSED else {
      // A full queue of connections (EAGAIN) is a listener too.
      guard reason == 0 || reason == EAGAIN else {
        throw SystemError("The socket at \(path) cannot be tried", code: reason)
      }
      throw SystemError(
        sentence: "Another faderd listens at \(path). Stop it, or give this one a path of its own with --socket.",
        code: EADDRINUSE)
    }
    guard unlink(path) == 0 else { throw SystemError("The socket \(path) of a daemon that ended cannot be removed") }
  }
}
