import Desk
import Host
import Mixer

// Requests over the control socket: the socket carries bytes, a session understands them, the console does what it asks.
extension Console {
  func serveRequests() {
    socket.onArrive = { [unowned self] client in sessions[client] = Session() }
    socket.onBytes = { [unowned self] client, bytes in
      sessions[client]?.receive(bytes)
      proceed(client)
    }
    socket.onEnd = { [unowned self] client in
      sessions[client]?.end()
      proceed(client)
    }
    socket.onWritable = { [unowned self] client in proceed(client) }
    socket.onLeave = { [unowned self] client in
      sessions[client] = nil
      endUnwatched()
    }
  }

  private var surroundings: Surroundings {
    Surroundings(status: status, meters: meters, now: EventLoop.now, held: isHeld)
  }

  /// Lets a session go on, and writes what it has to say.
  func proceed(_ client: ControlSocket.Client) {
    guard var session = sessions[client] else { return }
    let effects = session.proceed(&desk, surroundings)
    sessions[client] = session
    for effect in effects {
      switch effect {
      case .apply(let batch):
        apply(batch)
        rearmTakeover()
      case .snapshot(let request): ask(request, .client(client))
      case .listen: introduce(to: client)
      case .test(let name): beginTest(of: name, for: client)
      case .close: break
      }
    }
    endUnwatched()
    write(client)
    if !effects.isEmpty { refresh(EventLoop.now) }
  }

  private func write(_ client: ControlSocket.Client) {
    guard var session = sessions[client] else { return }
    session.sent(socket.write(session.output, to: client))
    sessions[client] = session
    if session.isClosing, session.output.isEmpty {
      socket.drop(client)
    } else {
      socket.read(session.wantsInput, from: client)
    }
  }

  /// Meters twenty-five times a second, and whatever watchers were told meanwhile.
  func pulse(_ now: UInt64) {
    guard !sessions.isEmpty else { return }
    var surroundings: Surroundings?
    for client in sessions.keys {
      if sessions[client]?.followsMeters == true {
        let now = surroundings ?? self.surroundings
        surroundings = now
        sessions[client]?.pulse(desk, now)
      }
      write(client)
    }
  }

  /// Answers a request that had to wait for the disk.
  func answer(_ client: ControlSocket.Client, _ reply: Reply) {
    sessions[client]?.finish(reply)
    proceed(client)
  }
}
