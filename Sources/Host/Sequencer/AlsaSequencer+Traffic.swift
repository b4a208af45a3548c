import CALSA
import Glibc

/// Events in, messages out.
extension AlsaSequencer {
  /// Everything that happened up to `now` (monotonic nanoseconds), in order. Never waits.
  public func read(at now: UInt64) -> [SequencerEvent] {
    guard let reader else { return [] }
    var events: [SequencerEvent] = []
    for arrival in reader.take() {
      switch arrival {
      case .event(let event): events += accept(event, at: now)
      case .data(var event, let bytes):
        bytes.withUnsafeBufferPointer { bytes in
          calsa_set_variable(&event, bytes.baseAddress, UInt32(bytes.count))
          events += accept(event, at: now)
        }
      case .overrun: events += recover()
      case .failure(let status): return events + lose(status, at: now)
      }
    }
    return events
  }

  /// Hands one complete message to the kernel, without a queue. Never waits.
  public func send(_ bytes: [UInt8], to handle: PortHandle) -> SendResult {
    guard let sequencer, let address = addresses[handle], let port = ports[address], let local = port.local else {
      return .gone
    }
    guard port.identity.isWritable else { return .refused }
    let status = EventEncoder.withEvent(bytes) { event in
      event.queue = UInt8(SND_SEQ_QUEUE_DIRECT)
      event.source.port = UInt8(local)
      event.dest = snd_seq_addr_t(client: UInt8(SND_SEQ_ADDRESS_SUBSCRIBERS), port: UInt8(SND_SEQ_ADDRESS_UNKNOWN))
      return snd_seq_event_output_direct(sequencer, &event)
    }
    guard let status else { return .refused }
    switch -status {
    case EAGAIN, ENOMEM, EINTR: return .busy
    case 1...: return .gone
    default: return .sent
    }
  }

  /// The kernel emptied our queue: half messages are worthless, and announcements may be among what was lost.
  private func recover() -> [SequencerEvent] {
    overruns += 1
    return [.overrun] + reconcile()
  }

  private func accept(_ event: snd_seq_event_t, at now: UInt64) -> [SequencerEvent] {
    if event.dest.port == UInt8(truncatingIfNeeded: announcements) { return announce(event) }
    let address = PortAddress(client: Int32(event.source.client), port: Int32(event.source.port))
    // Anyone may write to a port of ours; only its own device is listened to.
    guard let port = ports[address], let local = port.local, local == Int32(event.dest.port) else { return [] }
    let messages = ports[address]?.decoder.messages(event, at: now) ?? []
    let isBroken = ports[address]?.decoder.broken != port.decoder.broken
    return (isBroken ? [.broken(port.handle)] : []) + messages.map { .message(port.handle, $0) }
  }

  /// A client's start is no news: its ports come after it.
  private func announce(_ event: snd_seq_event_t) -> [SequencerEvent] {
    guard event.source.client == UInt8(SND_SEQ_CLIENT_SYSTEM) else { return [] }
    let address = PortAddress(client: Int32(event.data.addr.client), port: Int32(event.data.addr.port))
    switch snd_seq_event_type(UInt32(event.type)) {
    case SND_SEQ_EVENT_PORT_START, SND_SEQ_EVENT_PORT_CHANGE: return appear(address)
    case SND_SEQ_EVENT_PORT_EXIT: return remove(address)
    case SND_SEQ_EVENT_CLIENT_EXIT: return remove(client: address.client)
    default: return []
    }
  }
}
