import Desk
import Glibc
import Host
import Mixer

// Sound: joining the server, telling the mixer, hearing its reports.
extension Console {
  func watchAudio() {
    JackMessages.send { [log] isError, text in if isError { log.debug("jack: \(text)") } }
    jack.setNames(desk.state.names)
    loop.watch(jack.wakeDescriptor) { [unowned self] _ in attendAudio() }
    var next = EventLoop.now
    loop.addTimer {
      next
    } fire: { [unowned self] now in
      attendAudio()
      next = now + UInt64(jack.attendWithin * 1e9)
    }
  }

  private func attendAudio() {
    for event in jack.attend(now: Double(EventLoop.now) / 1e9) {
      switch event {
      case .joined(let run):
        log.info("joined JACK: \(Int(run.sampleRate)) Hz, \(run.period) frames, latency \(run.latency) frames")
        let frames = UInt32(setup.configuration.fadeUp * run.sampleRate)
        feed.sendEverything(of: desk, then: [.fadeUp(frames: frames)])
        isDemoPlaying = false
      case .left(let reason): log.warning("\(reason); the desk goes on without sound and joins again")
      case .period(let frames): log.info("the JACK server now asks for \(frames) frames at a time")
      case .connected(let made): log.info("connected \(made.map(\.description).joined(separator: ", "))")
      case .warning(let sentence): log.warning("\(sentence)")
      }
    }
    followAudio()
  }

  /// Once a second: figures for the status, and whether the demo should play.
  func takeStock() {
    followAudio()
    Supervision.status(summary)
    if case .absent = audio.state { meters.idle(seconds: 1) }
  }

  private func followAudio() {
    audio = jack.status()
    guard isDemo, case .running = audio.state else { return }
    let shouldPlay = audio.connectedInputs == 0
    guard shouldPlay != isDemoPlaying else { return }
    isDemoPlaying = shouldPlay
    feed.send(.demo(shouldPlay), of: desk)
  }

  func readReports(_ now: UInt64) {
    guard case .running(let run) = audio.state else { return }
    let settings = desk.meterSettings
    while let report = rings.reports.pointee.pop(&readings) {
      meters.update(report, readings, sampleRate: run.sampleRate, settings: settings)
      lastReport = now
    }
  }

  /// The daemon's state for people and programs.
  var status: Status {
    var status = Status(version: Version.text)
    status.uptime = Int((EventLoop.now - started) / 1_000_000_000)
    switch audio.state {
    case .absent(let reason): status.audio = .absent(reason)
    case .running(let run):
      status.audio = .running(
        Status.Running(
          server: setup.locations.jackServer ?? "default", sampleRate: Int(run.sampleRate), period: audio.period,
          loadMedian: audio.callbackTimes.median * 100, loadMaximum: audio.callbackTimes.longest * 100,
          xruns: Int(audio.xruns), latency: run.latency,
          scheduling: audio.scheduling.map(\.description) ?? "unknown"))
    }
    status.surfaces = surfaces.values.sorted { $0.number < $1.number }.map(\.status)
    status.snapshot = archive.current.map { current in
      Status.Snapshot(number: current.number, name: current.name, isChanged: archive.differs(from: desk))
    }
    status.persistence = archive.persistence
    status.badSamples = meters.badSamples
    status.limiterCount = meters.limiterCount
    status.lostEvents = sequencer.overruns
    status.isDemo = isDemoPlaying
    return status
  }
}
