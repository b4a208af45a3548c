import CSystemd
import Glibc

/// The daemon's ear for commands: a unix stream socket that takes lines and gives lines. What they mean is not its
/// business. *Control thread only.*
///
/// A client that does not read cannot hold anything up: it is asked no more until it took its answers, of streams it gets
/// the latest values only, and after 16 MiB it is dropped.
public final class ControlSocket {
  /// Names one connected client. Never used twice.
  public struct Client: Hashable, Sendable {
    let number: Int
  }

  /// Most bytes of one request line.
  public static let lineLimit = 4096
  /// Most bytes of a stream that wait for a slow client: 1 MiB.
  public static let outputLimit = 1 << 20
  /// Most clients at once.
  public static let clientLimit = 32
  /// A client that has this much to read is asked for no further request.
  static let backlog = 65_536
  static let answerLimit = 16 << 20

  /// Where it listens.
  public let path: String
  /// Called with each request line. Answer with `send`, now or later.
  public var onLine: (Client, String) -> Void = { _, _ in }
  /// Called once after a client left, so that its streams can end.
  public var onLeave: (Client) -> Void = { _ in }
  /// Turns a sentence into the refusal of the protocol, for what is refused before it is a request.
  public var refusal: (String) -> String = { $0 }

  private let loop: EventLoop
  private var listener: CInt = -1
  private var inode: (dev_t, ino_t)?
  private var group: gid_t = 0
  private var connections: [Client: ControlConnection] = [:]
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
    for client in connections.keys.sorted(by: { $0.number < $1.number }) { drop(client) }
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

  /// Whether a client may change the desk. Whoever could connect may, unless the mode of the socket was loosened.
  public func mayChange(_ client: Client) -> Bool {
    connections[client]?.peer.mayChange(ownUser: geteuid(), socketGroup: group) ?? false
  }

  /// How many lines of its streams a client missed by reading too slowly.
  public func missed(by client: Client) -> Int { connections[client]?.missed ?? 0 }

  /// Sends an answer, or a part of one: one or more lines, the last one's end is added if missing. With `isFinal` the
  /// request is answered; a client that has closed its sending side stays until then.
  public func send(_ text: String, to client: Client, isFinal: Bool = true) {
    connections[client]?.append(text)
    if isFinal { connections[client]?.openRequests -= 1 }
    settle(client)
  }

  /// Sends one line of a stream. When the client is behind, a later line of the same `key` takes the place of an earlier
  /// one; lines without a key queue up to the limit, and are counted as missed beyond it.
  public func publish(_ line: String, key: String?, to client: Client) {
    connections[client]?.publish(line, key: key)
    settle(client)
  }

  /// Ends the connection to a client, without what it has not read yet.
  public func drop(_ client: Client) {
    guard let connection = connections.removeValue(forKey: client) else { return }
    loop.ignore(connection.descriptor)
    Glibc.close(connection.descriptor)
    onLeave(client)
  }

  private func accept() {
    while listener >= 0 {
      let descriptor = csystemd_accept(listener)
      guard descriptor >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        if errno != EAGAIN { pause() }
        return
      }
      guard connections.count < Self.clientLimit, let peer = Peer(descriptor) else {
        turnAway(descriptor)
        continue
      }
      lastClient += 1
      let client = Client(number: lastClient)
      connections[client] = ControlConnection(descriptor: descriptor, peer: peer)
      loop.watch(descriptor) { [weak self] ready in self?.serve(client, ready) }
    }
  }

  /// Without a free descriptor the waiting client would wake the loop without end.
  private func pause() {
    pausedUntil = EventLoop.now + 1_000_000_000
    loop.rearm(listener, for: 0)
  }

  private func turnAway(_ descriptor: CInt) {
    let line = refusal("\(Self.clientLimit) clients are connected already; end one of them first.") + "\n"
    _ = line.withCString { Glibc.send(descriptor, $0, strlen($0), CInt(MSG_NOSIGNAL)) }
    Glibc.close(descriptor)
  }

  private func serve(_ client: Client, _ ready: Int16) {
    guard connections[client]?.flush() == true else { return drop(client) }
    if ready & Int16(POLLIN) != 0 { connections[client]?.fill() }
    obey(client)
    let isOver = ready & Int16(POLLIN) == 0 || connections[client]?.isFinished == true
    // Hung up for good: nobody is left to read an answer.
    if ready & Int16(POLLHUP | POLLERR | POLLNVAL) != 0, isOver { return drop(client) }
    settle(client)
  }

  private func obey(_ client: Client) {
    while let connection = connections[client], connection.pending <= Self.backlog {
      switch connections[client]?.next() {
      case .line(let line):
        connections[client]?.openRequests += 1
        onLine(client, line)
      case .refused(let sentence):
        connections[client]?.append(refusal(sentence))
        _ = connections[client]?.flush()
        return drop(client)
      case nil: return
      }
    }
  }

  /// Writes what can be written and decides what to wait for.
  private func settle(_ client: Client) {
    guard connections[client]?.flush() == true, let connection = connections[client] else { return drop(client) }
    let isAnswered =
      connection.isFinished && !connection.hasInput && connection.openRequests <= 0 && connection.pending == 0
    if isAnswered || connection.pending > Self.answerLimit { return drop(client) }
    let reads = !connection.isFinished && connection.pending <= Self.backlog
    // Lines that were held back during a long answer are obeyed when there is room to write.
    let writes = connection.pending > 0 || connection.hasInput
    loop.rearm(connection.descriptor, for: (reads ? POLLIN : 0) | (writes ? POLLOUT : 0))
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
