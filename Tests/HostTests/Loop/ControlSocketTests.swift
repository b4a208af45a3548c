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

  @Test func `bytes go both ways, and the peer is known`() throws {
    let (loop, socket) = try listen()
    var peers: [Peer?] = []
    socket.onArrive = { client in peers.append(socket.peer(of: client)) }
    socket.onBytes = { client, bytes in
      let answer = Array("you said\n\(String(decoding: bytes, as: UTF8.self))ok\n".utf8)
      #expect(socket.write(answer, to: client) == answer.count)
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

  @Test func `a sender that closes its side still gets the answer that comes later`() throws {
    let (loop, socket) = try listen()
    var ended: ControlSocket.Client?
    socket.onEnd = { ended = $0 }
    let client = try raw()
    write("snapshot save\n", to: client)
    shutdown(client, CInt(SHUT_WR))
    try turn(loop) { ended != nil }
    for _ in 0..<3 { try loop.turn(limit: 0) }
    let waiting = try #require(ended)
    #expect(socket.write(Array("ok\n".utf8), to: waiting) == 3)
    socket.drop(waiting)
    #expect(socket.clients.isEmpty)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(recv(client, &bytes, 16, 0) == 3)
    #expect(recv(client, &bytes, 16, 0) == 0)
    close(client)
  }

  @Test func `what a slow reader does not take stays with the writer, who hears when there is room`() throws {
    let (loop, socket) = try listen()
    let client = try raw()
    try turn(loop) { !socket.clients.isEmpty }
    let stream = try #require(socket.clients.first)
    let bytes = [UInt8](repeating: 0x78, count: 4 << 20)
    var written = socket.write(bytes, to: stream)
    #expect(written > 0 && written < bytes.count)
    #expect(socket.write([0x78], to: stream) == 0)
    socket.onWritable = { _ in written += socket.write(Array(bytes[written...]), to: stream) }
    var read = 0
    var buffer = [UInt8](repeating: 0, count: 65_536)
    try turn(loop) {
      let count = recv(client, &buffer, buffer.count, CInt(MSG_DONTWAIT))
      if count > 0 { read += count }
      return read == bytes.count
    }
    #expect(written == bytes.count)
    close(client)
  }

  @Test func `a client that is not read from waits, and is heard afterwards`() throws {
    let (loop, socket) = try listen()
    var heard = 0
    socket.onBytes = { heard += $1.count }
    let client = try raw()
    try turn(loop) { !socket.clients.isEmpty }
    socket.read(false, from: socket.clients[0])
    write("get **\n", to: client)
    for _ in 0..<5 { try loop.turn(limit: 1_000_000) }
    #expect(heard == 0)
    socket.read(true, from: socket.clients[0])
    try turn(loop) { heard == 7 }
    close(client)
  }

  @Test func `a client that goes while it is written to leaves once`() throws {
    let (loop, socket) = try listen()
    var left = 0
    socket.onLeave = { _ in left += 1 }
    let client = try raw()
    try turn(loop) { !socket.clients.isEmpty }
    let gone = socket.clients[0]
    close(client)
    #expect(socket.write([1, 2, 3], to: gone) == 3)
    #expect(left == 1)
    #expect(socket.write([1, 2, 3], to: gone) == 3)
    try loop.turn(limit: 1_000_000)
    #expect(left == 1)
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
