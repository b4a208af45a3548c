/// How the daemon is; the daemon fills it in, `faderctl status` and the meter bridge show it.
public struct Status: Hashable, Sendable {
  /// The sound.
  public enum Audio: Hashable, Sendable {
    /// No server; the sentence says why and what happens next.
    case absent(String)
    /// The mixer renders.
    case running(Running)
  }

  /// Figures of running audio.
  public struct Running: Hashable, Sendable {
    /// The server's name.
    public var server: String
    /// Hz.
    public var sampleRate: Int
    /// Frames per period.
    public var period: Int
    /// The mixer's own time per period, in percent of it: the median and the longest.
    public var loadMedian: Double
    /// See `loadMedian`.
    public var loadMaximum: Double
    /// Periods that were too late, since start.
    public var xruns: Int
    /// Frames from input to main output.
    public var latency: Int
    /// How the audio thread is scheduled: `FIFO 70`, or `OTHER` with a reason.
    public var scheduling: String

    /// Running, with nothing measured yet.
    public init(
      server: String, sampleRate: Int, period: Int, loadMedian: Double = 0, loadMaximum: Double = 0, xruns: Int = 0,
      latency: Int = 0, scheduling: String = "unknown"
    ) {
      self.server = server
      self.sampleRate = sampleRate
      self.period = period
      self.loadMedian = loadMedian
      self.loadMaximum = loadMaximum
      self.xruns = xruns
      self.latency = latency
      self.scheduling = scheduling
    }
  }

  /// A controller.
  public struct Surface: Hashable, Sendable {
    /// What people call it.
    public var name: String
    /// The mapping that it uses.
    public var mapping: String
    /// Where it is plugged in, or its serial number.
    public var identity: String
    /// `ready`, or a sentence saying what is wrong.
    public var state: String

    /// A row of `surface list`.
    public init(name: String, mapping: String, identity: String, state: String = "ready") {
      self.name = name
      self.mapping = mapping
      self.identity = identity
      self.state = state
    }
  }

  /// The snapshot that was recalled or saved last.
  public struct Snapshot: Hashable, Sendable {
    /// Its number.
    public var number: Int
    /// Its name; may be empty.
    public var name: String
    /// Whether the desk differs from it.
    public var isChanged: Bool

    /// The last snapshot.
    public init(number: Int, name: String, isChanged: Bool = false) {
      self.number = number
      self.name = name
      self.isChanged = isChanged
    }
  }

  /// Whether what is done now would survive a power cut.
  public enum Persistence: Hashable, Sendable {
    /// Everything is on disk.
    case saved
    /// The last moves are on their way to the disk.
    case saving
    /// The disk refuses; the sentence says why.
    case failing(String)
  }

  /// The daemon's version.
  public var version: String
  /// Seconds since its start.
  public var uptime: Int = 0
  /// The sound.
  public var audio: Audio = .absent("not started")
  /// The controllers.
  public var surfaces: [Surface] = []
  /// The last snapshot, if there was one.
  public var snapshot: Snapshot?
  /// Whether the desk is on disk.
  public var persistence: Persistence = .saved
  /// Input samples made harmless since start.
  public var badSamples: UInt64 = 0
  /// How often the main limiter has started to work.
  public var limiterCount: UInt64 = 0
  /// How often the sequencer lost events of the controllers since start.
  public var lostEvents = 0
  /// Whether the demo multitrack plays.
  public var isDemo = false

  /// A daemon that has just started.
  public init(version: String) { self.version = version }
}
