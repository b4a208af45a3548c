import Glibc
import Testing

@testable import Host

struct ControlSocketTests {
  private let scratch = ScratchDirectory()
  private var path: String { "\(scratch.path)/run/faderd/control" }

  private func listen() throws -> (EventLoop, ControlSocket) {
    let loop = try EventLoop()
    let socket = ControlSocket(path: path, loop: loop)
    socket.refusal = { "refused \($0)" }
    try socket.open()
    return (loop, socket)
  }

  /// Turns the loop until `done`, which on a working machine is at once.
  private func turn(_ loop: EventLoop, until done: () throws -> Bool) throws {
    let end = EventLoop.now + 10_000_000_000
    while try !done() {
      try #require(EventLoop.now < end)
      try loop.turn(limit: 10_000_000)
    }
  }

  @Test func `a request gets its answer, lines first, and the peer is known`() throws {
    let (loop, socket) = try listen()
    var peers: [Peer?] = []
    socket.onLine = { client, line in
      peers.append(socket.peer(of: client))
      #expect(socket.mayChange(client))
      socket.send("you said\n\(line)\n", to: client, isFinal: false)
      socket.send("ok", to: client)
    }
    let path = path
    let thread = Thread {
      do {
        let client = try ControlClient(path: path)
        let answer = try client.request("get ch/1/fader") { $0 == "ok" }
        #expect(answer.lines == ["you said", "get ch/1/fader"])
        #expect(answer.final == "ok")
      } catch { Issue.record("\(error)") }
    }
    var left = 0
    socket.onLeave = { _ in left += 1 }
    try turn(loop) { left == 1 }
    thread.join()
    #expect(peers.map { $0?.process } == [getpid()])
    #expect(peers.map { $0?.user } == [getuid()])
  }

  @Test func `the socket lets owner and group in, and goes at the end`() throws {
    let old = umask(0o077)
    let (_, socket) = try listen()
    umask(old)
    #expect(mode(path) == 0o660)
    #expect(mode("\(scratch.path)/run/faderd") & 0o027 == 0)
    socket.close()
    #expect(access(path, F_OK) != 0)
  }

  @Test func `the socket of a daemon that died is taken over`() throws {
    scratch.directory("run/faderd")
    let dead = try UnixSocket.make(nonblocking: false)
    #expect(try UnixSocket.withAddress(path) { bind(dead, $0, $1) } == 0)
    close(dead)
    #expect(throws: SystemError.self) { try ControlClient(path: path) }
    let (_, socket) = try listen()
    #expect(throws: Never.self) { try ControlClient(path: path) }
    socket.close()
  }

  @Test func `a daemon that listens is left alone, and so is a file`() throws {
    let (loop, socket) = try listen()
    let second = ControlSocket(path: path, loop: loop)
    #expect { try second.open() } throws: { ($0 as? SystemError)?.code == EADDRINUSE }
    #expect(throws: Never.self) { try ControlClient(path: path) }
    second.close()
    #expect(access(path, F_OK) == 0)
    socket.close()

    scratch.write("precious", to: "run/faderd/control")
    #expect { try ControlSocket(path: path, loop: loop).open() } throws: { "\($0)".contains("is no socket") }
    #expect(access(path, F_OK) == 0)
  }

  @Test func `closing leaves a socket that took its place`() throws {
    let (loop, socket) = try listen()
    unlink(path)
    let successor = ControlSocket(path: path, loop: loop)
    try successor.open()
    socket.close()
    #expect(access(path, F_OK) == 0)
    successor.close()
  }

  @Test func `a line of 4096 bytes is taken, a longer one is refused and its client dropped`() throws {
    let (loop, socket) = try listen()
    var lengths: [Int] = []
    var left = 0
    socket.onLine = { lengths.append($1.utf8.count) }
    socket.onLeave = { _ in left += 1 }
    let client = try ControlClient(path: path)
    try client.send(String(repeating: "x", count: 4096))
    try turn(loop) { lengths == [4096] }
    try client.send(String(repeating: "x", count: 4097))
    try turn(loop) { left == 1 }
    #expect(try client.nextLine() == "refused A request line is longer than 4096 bytes.")
    #expect(try client.nextLine() == nil)
    #expect(lengths == [4096])
  }

  @Test func `a line without an end is held back, and dies with its sender`() throws {
    let (loop, socket) = try listen()
    var lines: [String] = []
    var left = 0
    socket.onLine = { lines.append($1) }
    socket.onLeave = { _ in left += 1 }
    let client = try raw()
    write("set ch/1/mute on\r\nset ch/1/fader -1", to: client)
    try turn(loop) { lines.count == 1 }
    #expect(lines == ["set ch/1/mute on"])
    close(client)
    try turn(loop) { left == 1 }
    #expect(lines.count == 1)
  }

  @Test func `text that is no UTF-8 is refused`() throws {
    let (loop, socket) = try listen()
    var left = 0
    socket.onLeave = { _ in left += 1 }
    let client = try raw()
    var bytes: [UInt8] = [0xC0, 0xAF, 0x0A]
    _ = Glibc.write(client, &bytes, 3)
    try turn(loop) { left == 1 }
    close(client)
  }

  @Test func `a sender that closes its side still gets the answer that comes later`() throws {
    let (loop, socket) = try listen()
    var asked: ControlSocket.Client?
    socket.onLine = { client, _ in asked = client }
    let client = try raw()
    write("snapshot save\n", to: client)
    shutdown(client, CInt(SHUT_WR))
    try turn(loop) { asked != nil }
    for _ in 0..<3 { try loop.turn(limit: 0) }
    socket.send("ok", to: try #require(asked))
    #expect(socket.clients.isEmpty)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(recv(client, &bytes, 16, 0) == 3)
    #expect(recv(client, &bytes, 16, 0) == 0)
    close(client)
  }

  @Test func `a slow reader of a stream gets the latest value of each key`() throws {
    let (loop, socket) = try listen()
    var watcher: ControlSocket.Client?
    socket.onLine = { client, _ in watcher = client }
    let client = try ControlClient(path: path)
    try client.send("watch")
    try turn(loop) { watcher != nil }
    let stream = try #require(watcher)
    let padding = String(repeating: " ", count: 1000)
    for value in 0..<5000 {
      socket.publish("a \(value)\(padding)", key: "a", to: stream)
      socket.publish("b \(value)\(padding)", key: "b", to: stream)
    }
    socket.send("end", to: stream)
    var lines: [String] = []
    try turn(loop) {
      while let line = try nextIfThere(client) { lines.append(line) }
      return lines.last == "end"
    }
    // What the kernel's buffer held came in order; what did not fit came once, with its last value.
    #expect(lines.count < 2000)
    #expect(lines.suffix(3).map { trimmed($0) } == ["a 4999", "b 4999", "end"])
    #expect(socket.missed(by: stream) == 0)
  }

  @Test func `lines of a stream without a key are counted when they do not fit`() throws {
    let (loop, socket) = try listen()
    var watcher: ControlSocket.Client?
    socket.onLine = { client, _ in watcher = client }
    let client = try ControlClient(path: path)
    try client.send("monitor")
    try turn(loop) { watcher != nil }
    let line = String(repeating: "x", count: 999)
    for _ in 0..<5000 { socket.publish(line, key: nil, to: try #require(watcher)) }
    #expect(socket.missed(by: try #require(watcher)) > 2000)
  }

  @Test func `many requests with long answers are answered in order, and memory stays bounded`() throws {
    let (loop, socket) = try listen()
    let answer = String(repeating: "x", count: 99_999)
    var asked = 0
    socket.onLine = { client, line in
      asked += 1
      socket.send("\(answer)\n\(line)", to: client)
    }
    let client = try ControlClient(path: path)
    for number in 0..<200 { try client.send("\(number)") }
    try loop.turn(limit: 0)
    try loop.turn(limit: 0)
    try loop.turn(limit: 0)
    // The kernel's buffer and the backlog hold a few answers, not two hundred.
    #expect(asked < 20)
    var numbers: [String] = []
    try turn(loop) {
      while let line = try nextIfThere(client) {
        if line.count < 10 { numbers.append(line) }
      }
      return numbers.count == 200
    }
    #expect(numbers == (0..<200).map { "\($0)" })
  }

  @Test func `the 33rd client is turned away with a reason`() throws {
    let (loop, socket) = try listen()
    let clients = try (0..<33).map { _ in try ControlClient(path: path) }
    try turn(loop) { socket.clients.count == 32 }
    #expect(try clients[32].nextLine()?.hasPrefix("refused 32 clients") == true)
    #expect(try clients[32].nextLine() == nil)
  }

  @Test func `a client hears why nobody answers`() throws {
    #expect { try ControlClient(path: path) } throws: {
      "\($0)".hasPrefix("No daemon is listening at \(path). Start it with `systemctl start faderd`")
    }
    #expect { try ControlClient(path: "/" + String(repeating: "x", count: 108)) } throws: {
      "\($0)".contains("has 109 bytes; the system takes 1 to 107")
    }
    let (_, socket) = try listen()
    let client = try ControlClient(path: path)
    #expect { try client.request("status", patience: 1_000_000) { _ in true } } throws: {
      "\($0)".contains("does not answer")
    }
    socket.close()
    #expect { try client.request("status") { _ in true } } throws: { $0 is SystemError }
  }

  @Test func `only root, the own user and the group may change anything`() {
    let group: gid_t = 29
    func may(_ peer: Peer) -> Bool { peer.mayChange(ownUser: 100, socketGroup: group) }
    #expect(may(Peer(process: 1, user: 0, group: 0)))
    #expect(may(Peer(process: 1, user: 100, group: 5)))
    #expect(may(Peer(process: 1, user: 1000, group: 29)))
    #expect(may(Peer(process: 1, user: 1000, group: 1000, groups: [4, 29])))
    #expect(!may(Peer(process: 1, user: 1000, group: 1000, groups: [4, 24])))
  }

  private func nextIfThere(_ client: ControlClient) throws -> String? {
    do { return try client.nextLine(patience: 0) } catch {
      guard error.code == ETIMEDOUT else { throw error }
      return nil
    }
  }

  private func raw() throws -> CInt {
    let descriptor = try UnixSocket.make(nonblocking: false)
    #expect(try UnixSocket.withAddress(path) { connect(descriptor, $0, $1) } == 0)
    return descriptor
  }

  private func write(_ text: String, to descriptor: CInt) {
    _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
  }

  private func mode(_ path: String) -> mode_t {
    var facts = stat()
    stat(path, &facts)
    return facts.st_mode & 0o777
  }
}
