import Desk
import Glibc
import Host
import Mixer
import Program
import Surface

// Hands: controllers that come and go, what they ask for, what they are shown.
extension Console {
  func watchSequencer() {
    handle(sequencer.open(at: EventLoop.now))
    if case .absent(let reason) = sequencer.state { log.info("\(reason)") }
    loop.addTimer {
      [unowned self] in
      sequencer.nextRetry
    } fire: { [unowned self] now in
      handle(sequencer.retry(at: now))
    }
    loop.addTimer {
      [unowned self] in
      surfaces.values.compactMap { $0.nextDeadline(now: EventLoop.now) }.min()
    } fire: { [unowned self] now in
      refresh(now)
    }
  }

  private func followDescriptor() {
    guard sequencer.descriptor != watchedSequencer else { return }
    if let watchedSequencer { loop.ignore(watchedSequencer) }
    watchedSequencer = sequencer.descriptor
    guard let descriptor = watchedSequencer else { return }
    loop.watch(descriptor) { [unowned self] _ in handle(sequencer.read(at: EventLoop.now)) }
  }

  private func handle(_ events: [SequencerEvent]) {
    let now = EventLoop.now
    for event in events {
      switch event {
      case .arrived(let port, let handle): arrive(DeviceIdentity(port), port, handle, now)
      case .left(let handle):
        if let name = strangers[handle].map({ strangerName($0) }) {
          strangers[handle] = nil
          tellListeners(.unplugged(name))
        }
        letGo(handle, now)
        guard let surface = surfaces.removeValue(forKey: handle) else { continue }
        joinSurfaces()
        log.info("'\(surface.name)' was unplugged")
        for client in sessions.keys { sessions[client]?.surface(surface.name, "unplugged") }
        tellListeners(.unplugged(surface.name))
      case .message(let handle, let bytes): receive(bytes, from: handle, now)
      case .overrun:
        log.warning("the sequencer lost events (\(sequencer.overruns) times since start); all touches are released")
        for handle in surfaces.keys { surfaces[handle]?.surface.overrun(now: now) }
        warnMonitors("events were lost; all touches are released, and everything is shown again")
        tellListeners(.lost)
      case .broken(let handle):
        guard let name = surfaces[handle]?.name ?? strangers[handle].map({ strangerName($0) }) else { continue }
        tellMonitors(name, "warning: a system exclusive message was broken off, or too long, and left out")
      case .notice(let sentence): log.info("\(sentence)")
      }
    }
    followDescriptor()
    refresh(now)
  }

  func arrive(_ identity: DeviceIdentity, _ port: PortIdentity, _ handle: PortHandle, _ now: UInt64) {
    guard !setup.configuration.ignoresSurface(named: port.client) else { return }
    guard let mapping = library.mapping(for: identity) else {
      if strangers.updateValue(port, forKey: handle) == nil {
        log.info("\(port) has no mapping; 'faderctl learn' begins one, docs/mapping.md tells how to write one")
        if isAnyoneListening { listen(to: handle) }
        tellListeners(.device(device(of: port)))
      }
      return
    }
    strangers[handle] = nil
    if let twin = surfaces.values.first(where: { $0.identity.key == identity.key }) {
      log.warning(
        "\(port) cannot be told apart from '\(twin.name)' (\(identity.key)), so it is not used; plug one of them elsewhere"
      )
      return
    }
    do throws(SequencerError) { try sequencer.connect(handle) } catch {
      log.warning("\(error)")
      return
    }
    let number = (1...).first { candidate in !surfaces.values.contains { $0.number == candidate } } ?? 0
    let name = surfaceName(mapping, identity)
    var surface = PluggedSurface(mapping, identity, handle, number: number, name: name, desk: desk, now: now)
    surface.surface.connected(now: now)
    surfaces[handle] = surface
    joinSurfaces(newcomer: handle)
    tellListeners(.device(device(of: surface)))
    log.info("'\(name)' was plugged in: \(port), mapping \(mapping.file)")
  }

  /// The mapping's name, with a number for a second device of the kind. A device that comes back has the name that it had.
  private func surfaceName(_ mapping: Mapping, _ identity: DeviceIdentity) -> String {
    if let name = surfaceNames[identity.key] { return name }
    let taken = Set(surfaceNames.values)
    let names = [mapping.name] + (2...99).map { "\(mapping.name) \($0)" }
    let name = names.first { !taken.contains($0) } ?? mapping.name
    surfaceNames[identity.key] = name
    return name
  }

  private func receive(_ bytes: [UInt8], from handle: PortHandle, _ now: UInt64) {
    let message = MIDIMessage(bytes)
    guard var plugged = surfaces[handle] else { return hearStranger(message, from: handle, now) }
    let view = deskView
    let actions = plugged.surface.receive(message, view: view, now: now)
    surfaces[handle] = plugged
    shareFocus(of: handle)
    holdFades(under: plugged.surface)
    tellMonitors(plugged.name, "received \(message) (\(message.words)): \(plugged.surface.explanation(view))")
    tellListeners(.received(plugged.name, at: now, bytes))
    for action in actions { perform(action, by: plugged.number) }
  }

  private func perform(_ action: SurfaceAction, by number: Int) {
    let origin = Origin.surface(number)
    switch action {
    case .set(let parameter, let value): apply(Batch(changes: desk.set(parameter, to: value, by: origin)))
    case .toggle(let parameter):
      let value: Float = (desk.value(of: parameter) ?? 0) >= 0.5 ? 0 : 1
      apply(Batch(changes: desk.set(parameter, to: value, by: origin)))
    case .reset(let strip): edited(desk.reset([strip], held: isHeld), "reset \(strip.path)")
    case .copy(let source, let target):
      edited(desk.copy(source, to: [target], held: isHeld), "copied \(source.path) to \(target.path)")
    case .autoTrim(let strip):
      edited(desk.trimAutomatically([strip], meters, held: isHeld).recall, "trimmed \(strip.path)")
    case .tap(let effect): apply(Batch(changes: desk.tap(effect, now: EventLoop.now, by: origin).changes))
    case .clearSolo: apply(Batch(changes: desk.clearSolo(by: origin)))
    case .undo: recalled(desk.undo(now: EventLoop.now, held: isHeld), "undo")
    case .redo: recalled(desk.redo(now: EventLoop.now, held: isHeld), "redo")
    case .recall(let number): ask(.recall(.number(number), fade: nil, scope: nil), .surface)
    case .save:
      guard let current = archive.current else {
        log.info("nothing was saved: no snapshot is current; save one with faderctl first")
        warnMonitors("nothing was saved: no snapshot is current; save one with faderctl first")
        return
      }
      ask(.save(number: current.number, name: nil), .surface)
    }
  }

  /// Something that `undo` takes back has been done to strips.
  private func edited(_ recall: Recall, _ what: String) {
    apply(recall.batch)
    rearmTakeover()
    if case .refused(let sentence) = recall.verdict {
      log.info("not \(what): \(sentence)")
      warnMonitors("not \(what): \(sentence)")
    } else {
      log.info("\(what)")
    }
  }

  /// A hand that takes hold of a fading control ends its fade there.
  private func holdFades(under surface: Surface) {
    guard desk.fading > 0 else { return }
    for parameter in catalogue.parameters where surface.isTouched(parameter) { desk.hold(parameter) }
  }

  /// Whether a hand holds a control of a parameter, on any surface.
  var isHeld: (Parameter) -> Bool {
    let surfaces = surfaces.values.map(\.surface)
    return { parameter in surfaces.contains { $0.isTouched(parameter) } }
  }

  /// The surfaces' controls without motors must be picked up anew.
  func rearmTakeover() {
    for handle in surfaces.keys { surfaces[handle]?.surface.discontinuity() }
  }

  var deskView: DeskView {
    DeskView(
      state: desk.state, meters: meters.points.map(\.level), snapshots: archive.snapshots,
      currentSnapshot: archive.current?.number, canUndo: desk.undoDepth.undo > 0, canRedo: desk.undoDepth.redo > 0)
  }

  /// Shows every surface what the desk is now, as far as pacing and ports allow.
  func refresh(_ now: UInt64) {
    defer { followTests() }
    guard !surfaces.isEmpty else { return }
    let isAnyoneDue = surfaces.values.contains { $0.surface.isDecided(now: now) }
    if isAnyoneDue { for handle in surfaces.keys { attend(handle, now) } }
    let view = deskView
    for handle in surfaces.keys {
      guard var plugged = surfaces[handle] else { continue }
      plugged.outbox += plugged.feedback(view, now: now)
      deliver(&plugged)
      surfaces[handle] = plugged
    }
  }

  /// What buttons ask for when it has become certain what was meant: a long press, a double one.
  func attend(_ handle: PortHandle, _ now: UInt64) {
    guard var plugged = surfaces[handle] else { return }
    let actions = plugged.surface.due(view: deskView, now: now)
    surfaces[handle] = plugged
    shareFocus(of: handle)
    for action in actions { perform(action, by: plugged.number) }
  }

  /// What buttons of a surface hold on is let go, before it goes.
  func letGo(_ handle: PortHandle, _ now: UInt64) {
    surfaces[handle]?.surface.overrun(now: now)
    attend(handle, now)
  }

  private func deliver(_ plugged: inout PluggedSurface) {
    var sent = 0
    sending: for bytes in plugged.outbox {
      switch sequencer.send(bytes, to: plugged.handle) {
      case .busy: break sending
      case .sent:
        let message = MIDIMessage(bytes)
        tellMonitors(plugged.name, "sent \(message): \(plugged.surface.meaning(of: message))")
      // A port that left is reported as an event; what it cannot take would not get better by waiting.
      case .gone, .refused: break
      }
      sent += 1
    }
    plugged.outbox.removeFirst(sent)
  }
}
