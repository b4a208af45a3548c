import CJACK
import CSystemd
import Glibc
import Mixer
import Synchronization

/// The desk as a client of a JACK server: joins it, keeps its connections, survives its end and joins it again.
///
/// Control thread only. The control loop polls `wakeDescriptor` and calls `attend(now:)` when it is readable, and at least
/// once a second. Nothing here waits for the server, except `connect` and `close`, which have deadlines.
public final class JackClient {
  /// Readable when something has happened in JACK. `attend` empties it.
  public let wakeDescriptor: CInt
  var session: JackSession?
  private var plan: JackSession.Plan
  private var absence = "the desk has not joined a JACK server yet"
  private var joining: SacrificialThread<Result<JackSession, Refusal>>?
  private var leaving: SacrificialThread<Bool>?
  private var leavingSince = 0.0
  private var retry = JackRetry()
  private var connections: WantedConnections
  private var aliases: [String] = []
  private var watch = LivenessWatch()
  private var periodSeen: UInt32 = 0
  private var formerXruns: UInt64 = 0
  private var window = CallbackWindow()
  private var hungCloses = 0
  private static let closeDeadline = 3.0

  /// Joins nothing yet. Allocates.
  /// - Parameters:
  ///   - commands, reports: outlive the client and every mixer that it makes.
  ///   - demo: makes the demo for a sample rate; called on a thread of its own at every join. nil for a desk without demo.
  public init(
    settings: JackSettings, commands: UnsafePointer<CommandRing>, reports: UnsafePointer<ReportRing>,
    demo: (@Sendable (Double) -> DemoLoop)? = nil
  ) {
    wakeDescriptor = csystemd_eventfd()
    precondition(wakeDescriptor >= 0, "the system gives no more descriptors")
    plan = JackSession.Plan(
      settings: settings, commands: commands, reports: reports, demo: demo, wake: wakeDescriptor)
    connections = WantedConnections(settings.connections)
  }

  /// Whether there is audio, and if not, why.
  public var state: AudioStatus.State {
    session.map { .running(run(of: $0)) } ?? .absent(reason: absence)
  }

  /// Joins the server and waits for it; at most this many seconds. Without it, `attend` joins in the background.
  /// - Throws: `Refusal` with the reason; `attend` then goes on trying.
  public func connect(now: Double, deadline: Double = 5) throws(Refusal) -> [JackEvent] {
    if session != nil { return [] }
    if joining == nil { startJoining() }
    guard let result = joining?.wait(seconds: deadline) else {
      absence = "the JACK server does not answer; it may hang"
      throw Refusal(absence)
    }
    let events = finishJoining(result, now: now)
    if session == nil { throw Refusal(absence) }
    return events
  }

  /// Does what is due: notices the server's end, joins again (0.5 to 5 s apart), restores connections.
  /// - Parameter now: seconds of a clock that never steps (the monotonic one).
  public func attend(now: Double) -> [JackEvent] {
    var count: UInt64 = 0
    _ = read(wakeDescriptor, &count, 8)
    var events: [JackEvent] = []
    finishLeaving(now: now, &events)
    if let session {
      if let reason = endReason(of: session, now: now) {
        leave(because: reason, now: now)
        events.append(.left(reason: reason))
      } else {
        window.look(at: UnsafePointer(session.counters), now: now)
        followPeriod(of: session, &events)
        followConnections(of: session, now: now, &events)
      }
    } else if let result = joining?.take() {
      events += finishJoining(result, now: now)
    } else if joining == nil, leaving == nil, retry.isDue(now) {
      startJoining()
    }
    return events
  }

  /// When `attend` wants to be called even if nothing wakes it, in seconds from now.
  public var attendWithin: Double { connections.isWatching ? WantedConnections.grace / 2 : session == nil ? 0.25 : 1 }

  /// Leaves the server for good.
  /// - Returns: false if the server hangs and the client could not be closed within the deadline. What can still be done
  ///   then is to exit; the state of the desk does not depend on it.
  public func close(deadline: Double = 3) -> Bool {
    if session != nil {
      leave(because: "the desk has left the JACK server", now: 0)
    } else if joining != nil {
      if case .success(let late)? = joining?.wait(seconds: deadline) { startLeaving(late, now: 0) }
    }
    let closed = leaving == nil || leaving?.wait(seconds: deadline) != nil
    leaving = nil
    retry.stop()
    return closed && hungCloses == 0
  }

  // Proof: whoever still runs after a hung close may write the descriptor, so only a clean end closes it.
  deinit { if session == nil, joining == nil, leaving == nil, hungCloses == 0 { _ = Glibc.close(wakeDescriptor) } }

  // MARK: joining and leaving

  private func startJoining() {
    joining = SacrificialThread(waking: wakeDescriptor) { [plan] in
      Result { () throws(Refusal) in try JackSession(plan) }
    }
  }

  private func finishJoining(_ result: Result<JackSession, Refusal>, now: Double) -> [JackEvent] {
    joining = nil
    switch result {
    case .failure(let refusal):
      let isNews = absence != refusal.description
      absence = refusal.description
      retry.failed(now)
      return isNews ? [.warning(absence)] : []
    case .success(let joined):
      session = joined
      retry.succeeded()
      watch = LivenessWatch()
      periodSeen = joined.notices.pointee.period.load(ordering: .relaxed)
      window = CallbackWindow()
      applyAliases(to: joined)
      if connections.wanted.isEmpty { connections.want(joined.physicalConnections(plan.settings)) }
      var events: [JackEvent] = [.joined(run(of: joined))]
      restore(on: joined, portsHaveGone: false, now: now, &events)
      return events
    }
  }

  private func leave(because reason: String, now: Double) {
    guard let old = session else { return }
    session = nil
    absence = reason
    formerXruns += old.notices.pointee.xruns.load(ordering: .relaxed)
    connections.serverLeft()
    retry.lost(now)
    startLeaving(old, now: now)
  }

  private func startLeaving(_ old: JackSession, now: Double) {
    leavingSince = now
    old.ports.retired.pointee.store(1, ordering: .releasing)
    leaving = SacrificialThread(waking: wakeDescriptor) {
      old.close()
      return true
    }
  }

  private func finishLeaving(now: Double, _ events: inout [JackEvent]) {
    guard let leaving else { return }
    if leaving.take() != nil {
      self.leaving = nil
    } else if now - leavingSince > JackClient.closeDeadline {
      self.leaving = nil
      hungCloses += 1
      events.append(.warning("closing the former JACK client hangs; the desk goes on without it"))
    }
  }

  private func endReason(of session: JackSession, now: Double) -> String? {
    let notices = session.notices
    if notices.pointee.gone.load(ordering: .acquiring) {
      let said = notices.pointee.reason
      return "the JACK server has ended" + (said.isEmpty ? "" : " (\(said))")
    }
    if notices.pointee.sampleRateChanged.load(ordering: .acquiring) {
      return "the JACK server has changed its sample rate; the desk joins again at the new one"
    }
    let callbacks = session.counters.pointee.callbacks.load(ordering: .acquiring)
    if watch.isStalled(callbacks, now: now) {
      return "the JACK server has not asked for sound for \(Int(LivenessWatch.patience)) s; it hangs"
    }
    return nil
  }

  private func followPeriod(of session: JackSession, _ events: inout [JackEvent]) {
    let period = session.notices.pointee.period.load(ordering: .relaxed)
    guard period != periodSeen else { return }
    periodSeen = period
    events.append(.period(Int(period)))
  }
}

// MARK: connections, names, status

extension JackClient {
  /// The connections that the desk has or wants back as soon as their ports exist, in alphabetical order.
  public var wantedConnections: [JackConnection] { connections.wanted.sorted() }

  /// The connections that exist now, in alphabetical order; none without a server.
  public var presentConnections: [JackConnection] { session.map { $0.connections().sorted() } ?? [] }

  /// Adds connections and makes those whose ports exist; the others follow when their ports appear.
  public func restore(_ wanted: [JackConnection], now: Double) -> [JackEvent] {
    connections.want(wanted)
    var events: [JackEvent] = []
    if let session { restore(on: session, portsHaveGone: false, now: now, &events) }
    return events
  }

  /// Gives the strips' names to the ports as aliases (`faderd:Kick`); the ports' own names stay.
  /// - Parameter names: in the order of `Layout.strips`.
  public func setNames(_ names: [String]) {
    let wanted = plan.settings.layout.portAliases(names: names)
    guard wanted != aliases else { return }
    if let session { removeAliases(from: session) }
    aliases = wanted
    if let session { applyAliases(to: session) }
  }

  private func removeAliases(from session: JackSession) {
    for (place, alias) in aliases.enumerated() where !alias.isEmpty {
      jack_port_unset_alias(session.handle(place), "\(session.clientName):\(alias)")
    }
  }

  private func applyAliases(to session: JackSession) {
    for (place, alias) in aliases.enumerated() where !alias.isEmpty {
      jack_port_set_alias(session.handle(place), "\(session.clientName):\(alias)")
    }
  }

  private func followConnections(of session: JackSession, now: Double, _ events: inout [JackEvent]) {
    let notices = session.notices
    // While it freewheels, the server takes the sound card out of the graph and puts it back itself afterwards. A
    // connection to the card made in between would stop the graph.
    if notices.pointee.freewheel.load(ordering: .relaxed) { return }
    let portsChanged = notices.pointee.portsChanged.exchange(false, ordering: .acquiringAndReleasing)
    let changed = notices.pointee.connectionsChanged.exchange(false, ordering: .acquiringAndReleasing)
    guard portsChanged || changed || connections.isWatching else { return }
    let gone = notices.pointee.portsHaveGone.exchange(false, ordering: .relaxed)
    restore(on: session, portsHaveGone: gone, now: now, &events)
  }

  private func restore(on session: JackSession, portsHaveGone: Bool, now: Double, _ events: inout [JackEvent]) {
    let due = connections.observe(
      present: session.connections(), exists: session.canConnect, portsHaveGone: portsHaveGone, now: now)
    var made: [JackConnection] = []
    for connection in due {
      if session.make(connection) {
        made.append(connection)
      } else if connections.refused(connection) {
        events.append(.warning("JACK refuses the connection '\(connection)'; are both ends audio, one out and one in?"))
      }
    }
    if !made.isEmpty { events.append(.connected(made)) }
  }

  private func run(of session: JackSession) -> JackRun {
    JackRun(
      clientName: session.clientName, sampleRate: session.sampleRate,
      period: Int(session.notices.pointee.period.load(ordering: .relaxed)), latency: session.latency)
  }

  /// Everything that can be told now.
  public func status() -> AudioStatus {
    var status = AudioStatus(state: state)
    status.xruns = formerXruns
    status.hungCloses = hungCloses
    guard let session else { return status }
    status.callbackTimes = window.times
    session.describe(&status)
    return status
  }
}
