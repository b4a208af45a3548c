import CJACK
import Glibc
import Synchronization

// What the session sees and does in the JACK graph. Control thread only.
extension JackSession {
  /// Every connection of our ports; one between two of them under the output's name.
  func connections() -> Set<JackConnection> {
    var found: Set<JackConnection> = []
    for (place, name) in portNames.enumerated() {
      for peer in JackSession.names(jack_port_get_connections(handle(place))) {
        let isEcho = place < ports.inputCount && peer.hasPrefix(clientName + ":")
        if !isEcho { found.insert(JackConnection(port: name, peer: ownName(peer))) }
      }
    }
    return found
  }

  /// Whether both ports exist.
  func canConnect(_ connection: JackConnection) -> Bool {
    portNames.contains(connection.port) && jack_port_by_name(client, fullName(connection.peer)) != nil
  }

  /// Connects two ports, in the direction that they have. False if JACK refuses.
  func make(_ connection: JackConnection) -> Bool {
    guard let place = portNames.firstIndex(of: connection.port) else { return false }
    let own = fullName(connection.port)
    let peer = fullName(connection.peer)
    let failed = place < ports.inputCount ? jack_connect(client, peer, own) : jack_connect(client, own, peer)
    return failed == 0 || failed == EEXIST
  }

  /// What a desk without configured connections is connected to: the card's inputs in order, and main to its first two
  /// outputs.
  func physicalConnections(_ settings: JackSettings) -> [JackConnection] {
    var wanted: [JackConnection] = []
    if settings.autoconnectInputs {
      wanted += zip(portNames.prefix(ports.inputCount), physicalPorts(JackPortIsOutput)).map(JackConnection.init)
    }
    if settings.autoconnectOutputs {
      let main = portNames[ports.inputCount..<ports.inputCount + 2]
      wanted += zip(main, physicalPorts(JackPortIsInput)).map(JackConnection.init)
    }
    return wanted
  }

  /// Fills in what the session knows.
  func describe(_ status: inout AudioStatus) {
    status.period = Int(notices.pointee.period.load(ordering: .relaxed))
    status.graphLoad = Double(jack_cpu_load(client)) / 100
    status.callbacks = counters.pointee.callbacks.load(ordering: .acquiring)
    status.frames = counters.pointee.frames.load(ordering: .relaxed)
    status.longBlocks = counters.pointee.longBlocks.load(ordering: .relaxed)
    status.xruns += notices.pointee.xruns.load(ordering: .relaxed)
    status.isFreewheeling = notices.pointee.freewheel.load(ordering: .relaxed)
    status.connectedInputs = (0..<ports.inputCount).count(where: ports.isConnected)
    if status.callbacks > 0 {
      let last = counters.pointee.lastCallback.load(ordering: .relaxed)
      status.sinceCallback = Double(Int64(bitPattern: jack_get_time() &- last)) / 1e6
    }
    status.scheduling = scheduling()
  }

  private func scheduling() -> AudioStatus.Scheduling? {
    var policy: CInt = 0
    var parameters = sched_param()
    guard !notices.pointee.gone.load(ordering: .acquiring),
      pthread_getschedparam(jack_client_thread_id(client), &policy, &parameters) == 0
    else { return nil }
    let name = policy == SCHED_FIFO ? "fifo" : policy == SCHED_RR ? "round robin" : "other"
    return AudioStatus.Scheduling(policy: name, priority: Int(parameters.sched_priority))
  }

  private func physicalPorts(_ direction: JackPortFlags) -> [String] {
    let flags = JackPortIsPhysical.rawValue | direction.rawValue
    return JackSession.names(jack_get_ports(client, nil, JACK_DEFAULT_AUDIO_TYPE, UInt(flags)))
  }

  /// Our own ports without the client's name, which may be another one next time.
  private func ownName(_ full: String) -> String {
    full.hasPrefix(clientName + ":") ? String(full.dropFirst(clientName.count + 1)) : full
  }

  private func fullName(_ name: String) -> String { name.contains(":") ? name : "\(clientName):\(name)" }

  /// Takes over a list of names that libjack has allocated.
  private static func names(_ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> [String] {
    guard let list else { return [] }
    defer { jack_free(list) }
    var names: [String] = []
    var next = list
    while let name = next.pointee {
      names.append(String(cString: name))
      next += 1
    }
    return names
  }
}
