import CALSA

/// What the sequencer and `/sys` tell of a port.
extension AlsaSequencer {
  /// Whether a client may be a surface: not this program, not the kernel's own clients, and not the hardware's side of
  /// a USB MIDI gadget, which belongs to whoever plays the hardware.
  static func isCandidate(client: Int32, name: String, own: Int32) -> Bool {
    client != own && client != SND_SEQ_CLIENT_SYSTEM && name != "Midi Through" && name != "f_midi"
  }

  /// Every port that may be a surface.
  func scan() -> [PortAddress: PortIdentity] {
    guard let sequencer else { return [:] }
    var client: OpaquePointer?
    var port: OpaquePointer?
    defer {
      snd_seq_client_info_free(client)
      snd_seq_port_info_free(port)
    }
    guard snd_seq_client_info_malloc(&client) >= 0, snd_seq_port_info_malloc(&port) >= 0 else { return [:] }
    var found: [PortAddress: PortIdentity] = [:]
    snd_seq_client_info_set_client(client, -1)
    while snd_seq_query_next_client(sequencer, client) >= 0 {
      snd_seq_port_info_set_client(port, snd_seq_client_info_get_client(client))
      snd_seq_port_info_set_port(port, -1)
      while snd_seq_query_next_port(sequencer, port) >= 0 {
        let address = PortAddress(client: snd_seq_port_info_get_client(port), port: snd_seq_port_info_get_port(port))
        found[address] = identity(client: client, port: port)
      }
    }
    return found
  }

  /// The identity of one port, nil if it is gone or no candidate.
  func identity(of address: PortAddress) -> PortIdentity? {
    guard let sequencer else { return nil }
    var client: OpaquePointer?
    var port: OpaquePointer?
    defer {
      snd_seq_client_info_free(client)
      snd_seq_port_info_free(port)
    }
    guard snd_seq_client_info_malloc(&client) >= 0, snd_seq_port_info_malloc(&port) >= 0,
      snd_seq_get_any_client_info(sequencer, address.client, client) >= 0,
      snd_seq_get_any_port_info(sequencer, address.client, address.port, port) >= 0
    else { return nil }
    return identity(client: client, port: port)
  }

  private func identity(client: OpaquePointer?, port: OpaquePointer?) -> PortIdentity? {
    guard let sequencer, let clientName = snd_seq_client_info_get_name(client).map({ String(cString: $0) }) else {
      return nil
    }
    let name = trimmed(clientName)
    let number = snd_seq_client_info_get_client(client)
    guard Self.isCandidate(client: number, name: name, own: snd_seq_client_id(sequencer)) else { return nil }
    let capability = snd_seq_port_info_get_capability(port)
    let readable = UInt32(SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ)
    let writable = UInt32(SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE)
    guard capability & readable == readable, capability & UInt32(SND_SEQ_PORT_CAP_NO_EXPORT) == 0 else { return nil }
    let card = snd_seq_client_info_get_card(client)
    return PortIdentity(
      client: name,
      port: snd_seq_port_info_get_name(port).map { trimmed(String(cString: $0)) } ?? "",
      portIndex: Int(snd_seq_port_info_get_port(port)),
      card: card < 0 ? nil : Int(card),
      usb: card < 0 ? nil : USBDevice(card: Int(card), root: root),
      isWritable: capability & writable == writable)
  }
}
