import Mixer

/// What the desk wants of JACK; from the configuration.
public struct JackSettings: Sendable {
  /// The name that other programs see; JACK adds a number if it is taken.
  public var clientName = "faderd"
  /// The name of the server; nil is JACK's default (the environment's `JACK_DEFAULT_SERVER`, or `default`).
  public var server: String?
  /// The size of the desk, which fixes the ports.
  public var layout: Layout
  /// What the mixer is made with.
  public var mixer = MixerOptions()
  /// Connections to make whenever their ports exist.
  public var connections: [JackConnection] = []
  /// If `connections` is empty: connect the channels to the sound card's inputs in order.
  public var autoconnectInputs = true
  /// If `connections` is empty: connect main to the first two outputs of the sound card.
  public var autoconnectOutputs = true

  /// The default name, the default server, no configured connections.
  public init(layout: Layout) { self.layout = layout }
}

/// One stay with a JACK server.
public struct JackRun: Hashable, Sendable {
  /// The name that the server gave to this client.
  public var clientName: String
  /// Frames per second; fixed for the stay.
  public var sampleRate: Double
  /// Frames per callback at the moment of joining.
  public var period: Int
  /// How many frames main and monitor are later than the inputs.
  public var latency: Int
}

/// What has happened since the last `JackClient.attend`.
public enum JackEvent: Hashable, Sendable {
  /// A server was joined, with a new mixer: send it the whole state of the desk, then a fade-up.
  case joined(JackRun)
  /// The server is gone, for this reason; the client goes on trying.
  case left(reason: String)
  /// The number of frames per callback has changed.
  case period(Int)
  /// These connections were made because their ports have appeared.
  case connected([JackConnection])
  /// A sentence for the log.
  case warning(String)
}

/// What can be told about the audio side at one moment.
public struct AudioStatus: Sendable {
  /// Whether there is audio.
  public enum State: Hashable, Sendable {
    /// None, and why.
    case absent(reason: String)
    /// Joined to a server.
    case running(JackRun)
  }
  /// How the audio thread is scheduled, read back from the system.
  public struct Scheduling: Hashable, Sendable, CustomStringConvertible {
    /// `fifo`, `round robin` or `other`; only the first two are real time.
    public var policy: String
    /// 1…99 for real time, otherwise 0.
    public var priority: Int
    /// Whether the thread is a real-time thread.
    public var isRealtime: Bool { policy != "other" }
    /// `fifo 70`, or `not real-time`.
    public var description: String { isRealtime ? "\(policy) \(priority)" : "not real-time" }
  }

  /// Whether there is audio.
  public var state: State
  /// Frames per callback as the server announced it last; 0 without one.
  public var period = 0
  /// The share of the period that the whole JACK graph takes, 0…1, as the server measures it.
  public var graphLoad = 0.0
  /// This client's callbacks in the last whole second.
  public var callbackTimes = CallbackTimes()
  /// Callbacks of this stay.
  public var callbacks: UInt64 = 0
  /// Frames rendered in this stay.
  public var frames: UInt64 = 0
  /// Seconds since the last callback began; nil before the first.
  public var sinceCallback: Double?
  /// Times that the server has missed its deadline since this program started.
  public var xruns: UInt64 = 0
  /// Callbacks of this stay with more frames than the mixer takes at once, rendered in pieces.
  public var longBlocks: UInt64 = 0
  /// How the audio thread is scheduled; nil without a server.
  public var scheduling: Scheduling?
  /// Whether the server runs as fast as it can instead of in real time.
  public var isFreewheeling = false
  /// How many channels have something connected to their input.
  public var connectedInputs = 0
  /// Clients that could not be closed because the server hung. Each keeps its memory; restart the program if this grows.
  public var hungCloses = 0
}
