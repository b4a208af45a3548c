import Desk
import Glibc
import Host
import Logging
import Mixer
import Program
import Surface

/// The desk as a running program: everything that the control thread owns, and who tells whom. Control thread only.
///
/// Whatever happens (a hand, a request, a recall, the next step of a fade) ends in `apply`: the desk has changed, so the
/// mixer, the watchers, the disk and, by the next `refresh`, the surfaces hear of it.
final class Console {
  let setup: Setup
  let isDemo: Bool
  let log: Logger
  let loop: EventLoop
  let catalogue: Catalogue
  let started = EventLoop.now

  var desk: Desk
  var meters: Meters
  var readings: [MeterReading] = []

  // Sound.
  let rings: Rings
  let jack: JackClient
  var feed: CommandFeed
  var audio: AudioStatus
  var isDemoPlaying = false
  var lastReport: UInt64 = 0

  // Hands.
  let sequencer = AlsaSequencer()
  var library = MappingLibrary(shipped: [])
  var surfaces: [PortHandle: PluggedSurface] = [:]
  /// By identity, for as long as the daemon runs.
  var surfaceNames: [String: String] = [:]
  var watchedSequencer: CInt?
  /// Devices without a mapping, which may get one while they are plugged in.
  var strangers: [PortHandle: PortIdentity] = [:]
  /// The tests of surfaces: who watches, and what was told last.
  var tests: [PortHandle: (client: ControlSocket.Client, part: String)] = [:]
  /// Surfaces that act as one, from left to right; those that stand alone too.
  var joined: [[PortHandle]] = []

  // Memory.
  let disk: DiskThread
  var lock: StateLock
  var archive = Archive()
  var errands: [Int: Errand] = [:]

  // Requests.
  let socket: ControlSocket
  var sessions: [ControlSocket.Client: Session] = [:]

  var view: LiveView?

  /// Opens the disk and brings the desk back as it was. Sound and hands come with `run`.
  init(_ setup: Setup, isDemo: Bool, log: Logger) throws {
    self.setup = setup
    self.isDemo = isDemo
    self.log = log
    loop = try EventLoop()
    catalogue = Catalogue(layout: setup.configuration.layout)
    rings = Rings(catalogue: catalogue)
    feed = CommandFeed(ring: rings.commands)
    meters = Meters(layout: catalogue.layout)
    lock = try StateLock(directory: setup.locations.state)
    disk = try DiskThread(directory: setup.locations.state, catalogue: catalogue)
    desk = Desk(catalogue: catalogue, state: setup.newDesk(isDemo: isDemo))
    socket = ControlSocket(path: setup.locations.socket, loop: loop)
    var demo: (@Sendable (Double) -> DemoLoop)?
    if isDemo { demo = { DemoSong.make(sampleRate: $0) } }
    let jack = JackClient(
      settings: setup.jack(isDemo: isDemo), commands: rings.commands, reports: rings.reports, demo: demo)
    self.jack = jack
    audio = jack.status()
  }

  /// Shows the meter bridge instead of a log.
  func show(_ view: LiveView) { self.view = view }

  /// Starts everything and turns the loop until a signal ends it.
  func run() throws {
    log.info(
      "faderd \(Version.text), \(JackMessages.libraryVersion.isEmpty ? "JACK" : "JACK \(JackMessages.libraryVersion)")")
    try restoreDesk()
    try socket.open()
    serveRequests()
    watchDisk()
    watchAudio()
    // It sounds already while the mappings are read.
    readMappings()
    watchSequencer()
    watchMappings()
    try loop.watchSignals([SIGINT, SIGTERM]) { [unowned self] _ in loop.stop() }
    try loop.watchSignals([SIGHUP]) { [unowned self] _ in reloadMappings() }
    loop.addTicker(every: 20_000_000) { [unowned self] now in beat(now) }
    loop.addTicker(every: 1_000_000_000) { [unowned self] _ in takeStock() }
    watchSupervisor()
    Supervision.ready(summary)
    view?.begin()
    try loop.run()
    end()
  }

  /// Fifty times a second: reports, fades, and what streams want.
  private func beat(_ now: UInt64) {
    readReports(now)
    apply(Batch(changes: desk.tick(now: now)))
    feed.flush(desk)
    saveIfDue(now)
    pulse(now)
    refresh(now)
    view?.draw(desk, meters, status, now: now)
  }

  /// Tells everyone what has changed on the desk.
  func apply(_ batch: Batch) {
    guard !batch.isEmpty else { return }
    feed.send(batch.changes, of: desk)
    for client in sessions.keys { sessions[client]?.note(batch, desk) }
    archive.deskChanged(at: EventLoop.now)
    if !batch.renamings.isEmpty { jack.setNames(desk.state.names) }
  }

  private func watchSupervisor() {
    guard let interval = Supervision.watchdogInterval else { return }
    // The loop turns, or this would not run; a stalled callback is the JACK client's to notice and to leave.
    loop.addTicker(every: interval) { _ in Supervision.alive() }
  }

  /// One line for the supervisor: what runs and what is missing.
  var summary: String {
    let sound: String
    switch audio.state {
    case .running(let run): sound = "\(Int(run.sampleRate)) Hz"
    case .absent(let reason): sound = "no sound: \(reason)"
    }
    return "\(catalogue.layout.channels) channels, \(sound), \(surfaces.count) surfaces"
  }

  /// Leaves everything as it should be found: state on disk, LEDs off, socket gone.
  private func end() {
    view?.end()
    Supervision.stopping("saving the desk")
    log.info("ending")
    for handle in surfaces.keys { letGo(handle, EventLoop.now) }
    for surface in surfaces.values {
      for message in surface.goodbye() { _ = sequencer.send(message, to: surface.handle) }
    }
    if !archive.isAwaitingDesk { disk.submit(.saveDeskState(desk.state, recalled: archive.current?.number)) }
    if !disk.flush(seconds: 5) { log.error("the disk did not take the desk state within 5 s") }
    collectFromDisk()
    socket.close()
    sequencer.close()
    if !jack.close() { log.warning("the JACK server hangs; the client was left behind") }
  }
}
