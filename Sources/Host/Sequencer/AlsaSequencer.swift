import CALSA
import Glibc

/// The ALSA sequencer: ports that come and go, bytes in, bytes out. *Control thread only.*
///
/// A machine without a sequencer is a normal machine. `open` says so in `state`, and `retry` is called until one
/// appears. Each connected port gets a local port of its own, so that two devices of a kind are told apart.
public final class AlsaSequencer {
  /// Whether the sequencer is there.
  public enum State: Equatable, Sendable {
    /// Open under this client number.
    case open(client: Int)
    /// Absent; the sentence says why and what to do.
    case absent(String)
  }

  /// What is known of one port of another client.
  struct Port {
    var handle: PortHandle
    var identity: PortIdentity
    /// Our end of the connection, nil while it is not connected.
    var local: Int32?
    var decoder = EventDecoder()
  }

  /// Nanoseconds between two tries to open: one second.
  public static let retryInterval: UInt64 = 1_000_000_000
  /// Cells of the kernel's queues for this client: its maximum.
  static let pool = 2000

  /// Whether the sequencer is there.
  public internal(set) var state = State.absent("The ALSA sequencer was not opened yet.")
  /// How often events were lost since the start.
  public internal(set) var overruns = 0
  /// Monotonic nanoseconds at which `retry` wants to be called, nil while the sequencer is open.
  public internal(set) var nextRetry: UInt64?

  let name: String
  let root: String
  var sequencer: OpaquePointer?
  var reader: SequencerReader?
  var announcements: Int32 = -1
  var ports: [PortAddress: Port] = [:]
  var addresses: [PortHandle: PortAddress] = [:]
  var nextHandle = 1

  /// A sequencer client called `name`, not open yet. `root` is put in front of `/sys`, for tests.
  public init(name: String = "faderd", root: String = "") {
    self.name = name
    self.root = root
  }

  deinit { closeSequencer() }

  /// Opens the sequencer and returns the ports that are there. None, and a sentence in `state`, if there is no
  /// sequencer at `now` (monotonic nanoseconds).
  public func open(at now: UInt64) -> [SequencerEvent] {
    guard sequencer == nil else { return [] }
    calsa_silence()
    var opened: OpaquePointer?
    let status = snd_seq_open(&opened, "default", SND_SEQ_OPEN_DUPLEX, SND_SEQ_NONBLOCK)
    guard status >= 0, let opened else { return stayAbsent(Self.reason(status), at: now) }
    sequencer = opened
    snd_seq_set_client_name(opened, name)
    snd_seq_set_input_buffer_size(opened, 65_536)
    // Refusals leave smaller queues, with which the desk works as well until a flood comes.
    snd_seq_set_client_pool_input(opened, Self.pool)
    snd_seq_set_client_pool_output(opened, Self.pool)
    announcements = snd_seq_create_simple_port(opened, "announcements", Self.localUse, Self.localKind)
    let subscribed = snd_seq_connect_from(
      opened, announcements, SND_SEQ_CLIENT_SYSTEM, SND_SEQ_PORT_SYSTEM_ANNOUNCE)
    guard announcements >= 0, subscribed >= 0 else {
      closeSequencer()
      return stayAbsent("The ALSA sequencer does not announce its ports: \(message(subscribed)).", at: now)
    }
    reader = SequencerReader(opened)
    guard reader != nil else {
      closeSequencer()
      return stayAbsent("The system has no thread left to read the ALSA sequencer.", at: now)
    }
    state = .open(client: Int(snd_seq_client_id(opened)))
    nextRetry = nil
    return reconcile()
  }

  /// Opens again if that is due at `now` (monotonic nanoseconds).
  public func retry(at now: UInt64) -> [SequencerEvent] {
    guard let due = nextRetry, now >= due else { return [] }
    let events = open(at: now)
    guard case .open = state else { return events }
    return [.notice("The ALSA sequencer is there now.")] + events
  }

  /// What to poll for reading; nil while the sequencer is absent. Ask again after `open`, `retry` and `read`.
  public var descriptor: CInt? { reader?.descriptor }

  /// Leaves the sequencer. Nothing is reported.
  public func close() {
    closeSequencer()
    state = .absent("The ALSA sequencer was closed.")
    nextRetry = nil
  }

  func closeSequencer() {
    reader?.stop()
    reader = nil
    if let sequencer { snd_seq_close(sequencer) }
    sequencer = nil
    ports = [:]
    addresses = [:]
  }

  private func stayAbsent(_ reason: String, at now: UInt64) -> [SequencerEvent] {
    state = .absent(reason)
    nextRetry = now + Self.retryInterval
    return []
  }

  /// The sequencer failed in the middle: everything left.
  func lose(_ status: Int32, at now: UInt64) -> [SequencerEvent] {
    let left = addresses.keys.sorted { $0.number < $1.number }.map(SequencerEvent.left)
    closeSequencer()
    let reason = "The ALSA sequencer went away: \(message(status))."
    return left + stayAbsent(reason, at: now) + [.notice(reason)]
  }

  /// Nobody but this program subscribes to our ports, so they offer no subscription; the system writes to them.
  static let localUse = UInt32(SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_NO_EXPORT)
  static let localKind = UInt32(SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION)

  static func reason(_ status: Int32) -> String {
    switch -status {
    case ENOENT, ENODEV, ENXIO:
      "There is no ALSA sequencer (/dev/snd/seq) yet. Controllers are found as soon as it appears; "
        + "`modprobe snd_seq` makes one if the kernel has sound."
    case EACCES, EPERM:
      "This user may not open /dev/snd/seq. Add the user to the group `audio`, then start again."
    default: "The ALSA sequencer cannot be opened: \(message(status))."
    }
  }
}

/// A port as the sequencer numbers it: good until the device leaves.
struct PortAddress: Hashable {
  var client: Int32
  var port: Int32
}

func message(_ status: Int32) -> String { String(cString: snd_strerror(status)) }
