import CALSA
import Glibc

/// Which ports there are, and connecting to them.
extension AlsaSequencer {
  /// The ports that are known, oldest first.
  public var knownPorts: [(handle: PortHandle, identity: PortIdentity, isConnected: Bool)] {
    ports.values.sorted { $0.handle.number < $1.handle.number }.map { ($0.handle, $0.identity, $0.local != nil) }
  }

  /// Lets messages flow from, and if it takes them to, a port. Throws a sentence if the port left or is taken.
  public func connect(_ handle: PortHandle) throws(SequencerError) {
    guard let sequencer, let address = addresses[handle], let port = ports[address] else {
      throw SequencerError(description: "That port is gone.")
    }
    guard port.local == nil else { return }
    let local = snd_seq_create_simple_port(sequencer, port.identity.port, Self.localUse, Self.localKind)
    guard local >= 0 else {
      throw SequencerError(description: "No more ports can be made in the ALSA sequencer: \(message(local)).")
    }
    var status = snd_seq_connect_from(sequencer, local, address.client, address.port)
    if status >= 0, port.identity.isWritable {
      status = snd_seq_connect_to(sequencer, local, address.client, address.port)
    }
    guard status >= 0 else {
      snd_seq_delete_simple_port(sequencer, local)
      throw SequencerError(description: Self.refusal(of: port.identity, status))
    }
    ports[address]?.local = local
    ports[address]?.decoder = EventDecoder()
  }

  /// Ends the connection to a port; the port stays known.
  public func close(_ handle: PortHandle) {
    guard let address = addresses[handle], let local = ports[address]?.local else { return }
    ports[address]?.local = nil
    if let sequencer { snd_seq_delete_simple_port(sequencer, local) }
  }

  private static func refusal(of port: PortIdentity, _ status: Int32) -> String {
    guard status == -EBUSY else { return "\(port) cannot be connected: \(message(status))." }
    let device = port.card.map { "; `fuser -v /dev/snd/midiC\($0)D*` names it" } ?? ""
    return "\(port) is used by another program, such as a JACK server with raw MIDI\(device). "
      + "End that program, then plug the controller in again."
  }

  /// Compares what is known with what is there, and reports the difference: at the start and after lost announcements.
  func reconcile() -> [SequencerEvent] {
    let present = scan()
    var events: [SequencerEvent] = []
    for (address, port) in ports.sorted(by: { $0.value.handle.number < $1.value.handle.number }) {
      guard let identity = present[address], identity == port.identity, isStillConnected(port, at: address) else {
        events += remove(address)
        continue
      }
      ports[address]?.decoder.reset()
    }
    let new = present.filter { ports[$0.key] == nil }
    for (address, identity) in new.sorted(by: { ($0.key.client, $0.key.port) < ($1.key.client, $1.key.port) }) {
      events.append(add(identity, at: address))
    }
    return events
  }

  /// A port started or changed.
  func appear(_ address: PortAddress) -> [SequencerEvent] {
    guard ports[address] == nil, let identity = identity(of: address) else { return [] }
    return [add(identity, at: address)]
  }

  /// A port left.
  func remove(_ address: PortAddress) -> [SequencerEvent] {
    guard let port = ports.removeValue(forKey: address) else { return [] }
    addresses[port.handle] = nil
    if let sequencer, let local = port.local { snd_seq_delete_simple_port(sequencer, local) }
    return [.left(port.handle)]
  }

  /// A client left, and all its ports.
  func remove(client: Int32) -> [SequencerEvent] {
    ports.keys.filter { $0.client == client }.sorted { $0.port < $1.port }.flatMap(remove)
  }

  private func add(_ identity: PortIdentity, at address: PortAddress) -> SequencerEvent {
    let handle = PortHandle(number: nextHandle)
    nextHandle += 1
    ports[address] = Port(handle: handle, identity: identity)
    addresses[handle] = address
    return .arrived(identity, handle)
  }

  /// A device that was replugged while announcements were lost may have its old numbers, but not our subscription.
  private func isStillConnected(_ port: Port, at address: PortAddress) -> Bool {
    guard let sequencer, let local = port.local else { return true }
    var subscription: OpaquePointer?
    guard snd_seq_port_subscribe_malloc(&subscription) >= 0 else { return false }
    defer { snd_seq_port_subscribe_free(subscription) }
    var sender = snd_seq_addr_t(client: UInt8(address.client), port: UInt8(address.port))
    var receiver = snd_seq_addr_t(client: UInt8(snd_seq_client_id(sequencer)), port: UInt8(local))
    snd_seq_port_subscribe_set_sender(subscription, &sender)
    snd_seq_port_subscribe_set_dest(subscription, &receiver)
    return snd_seq_get_port_subscription(sequencer, subscription) >= 0
  }
}
