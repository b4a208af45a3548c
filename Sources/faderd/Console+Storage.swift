import Desk
import Host
import Mixer

// Memory: the desk state that is written all the time, and the snapshots.
extension Console {
  /// Who asked, and so who is told.
  enum Asker {
    case client(ControlSocket.Client)
    case surface
  }

  /// What a job of the disk thread was for.
  enum Errand {
    case deskState
    /// The loading at start, if the disk took too long to be waited for.
    case restore
    case list
    /// With the desk as it was when it was asked: that is what a save has stored, even if hands have moved on since.
    case request(SnapshotRequest, Asker, desk: DeskState)
    /// The second half of a comparison of two snapshots.
    case difference(from: DeskState, Asker)
  }

  /// Brings the desk back as it was; before there is sound, so the disk may be waited for.
  func restoreDesk() throws {
    errands[disk.submit(.loadDeskState)] = .restore
    errands[disk.submit(.list)] = .list
    archive.isAwaitingDesk = true
    if !disk.flush(seconds: 20) {
      log.error(
        "the disk does not answer; the desk starts as a new one, comes back when it does, and is not saved before")
    }
    collectFromDisk()
    // After a first start the directory exists by now.
    if !lock.isHeld { lock = try StateLock(directory: setup.locations.state) }
  }

  private func restored(_ result: StorageResult) {
    archive.isAwaitingDesk = false
    guard case .loaded(let loaded) = result else {
      if case .failed(let failure) = result { log.warning("\(failure)") }
      return
    }
    for notice in loaded.notices { log.warning("\(notice)") }
    // Written down at once, so that a disk that takes nothing is known before the first move.
    guard let stored = loaded.desk else { return archive.deskChanged(at: EventLoop.now) }
    desk = Desk(catalogue: catalogue, state: stored.state(over: desk.state))
    archive.resume(stored.number, desk.state)
    // Before there is sound this reaches nobody; after a late answer of the disk, everybody.
    feed.sendEverything(of: desk, then: [])
    rearmTakeover()
    log.info("the desk is as it was")
  }

  func watchDisk() {
    loop.watch(disk.descriptor) { [unowned self] _ in collectFromDisk() }
  }

  /// Writes the desk down when it has been quiet for a moment.
  func saveIfDue(_ now: UInt64) {
    guard archive.takeDue(now) else { return }
    errands[disk.submit(.saveDeskState(desk.state, recalled: archive.current?.number))] = .deskState
  }

  /// Hands a request to the disk thread.
  func ask(_ request: SnapshotRequest, _ asker: Asker) {
    let job: StorageJob
    switch request {
    case .save(let number, let name): job = .save(desk.state, number: number, name: name)
    case .recall(let which, _, _), .show(let which), .diff(let which, _): job = .load(which)
    case .list: job = .list
    case .rename(let which, let name): job = .rename(which, to: name)
    case .delete(let which): job = .delete(which)
    // These need no disk; the interpreter has answered them.
    case .undo, .redo: return
    }
    errands[disk.submit(job)] = .request(request, asker, desk: desk.state)
  }

  func collectFromDisk() {
    for completion in disk.collect() {
      guard let errand = errands.removeValue(forKey: completion.ticket) else { continue }
      switch errand {
      case .deskState: deskStateDone(completion.result)
      case .restore: restored(completion.result)
      case .list:
        if case .listed(let entries) = completion.result { archive.listed(Console.names(of: entries)) }
      case .request(let request, let asker, let before): done(request, completion.result, asker, before)
      case .difference(let first, let asker):
        guard case .loaded(let loaded) = completion.result, let second = loaded.desk else {
          tell(asker, refusal(completion.result))
          continue
        }
        tell(asker, .difference(from: first, to: second.state(over: desk.state), on: catalogue))
      }
    }
    for notice in disk.notices() { log.warning("\(notice)") }
  }

  private func deskStateDone(_ result: StorageResult) {
    if case .failed(let failure) = result {
      if archive.persistence == .saved || archive.persistence == .saving {
        log.error("the desk state is not saved: \(failure); trying again")
      }
      archive.deskFailed("\(failure)", at: EventLoop.now)
    } else {
      archive.deskSaved()
    }
  }

  private func done(_ request: SnapshotRequest, _ result: StorageResult, _ asker: Asker, _ before: DeskState) {
    switch (request, result) {
    case (.save, .saved(let saved)):
      archive.became(saved.entry.number, saved.entry.name, before)
      archive.deskChanged(at: EventLoop.now)
      readList()
      tell(asker, .done(["saved \(saved.entry.number) \(Words.quoted(saved.entry.name))"] + saved.notices))
    case (.recall(_, let fade, let scope), .loaded(let loaded)):
      guard let stored = loaded.desk else { return tell(asker, .refused(loaded.notices.joined(separator: "; "))) }
      for notice in loaded.notices { log.warning("\(notice)") }
      recall(stored, fade: fade, scope: scope, asker)
    case (.show, .loaded(let loaded)):
      guard let stored = loaded.desk else { return tell(asker, .refused(loaded.notices.joined(separator: "; "))) }
      tell(asker, .show(stored.state(over: desk.state), on: catalogue))
    case (.diff(_, let other), .loaded(let loaded)):
      guard let stored = loaded.desk else { return tell(asker, .refused(loaded.notices.joined(separator: "; "))) }
      let first = stored.state(over: desk.state)
      guard let other else { return tell(asker, .difference(from: first, to: desk.state, on: catalogue)) }
      errands[disk.submit(.load(other))] = .difference(from: first, asker)
    case (.rename, .saved(let saved)):
      readList()
      tell(asker, .done(["renamed \(saved.entry.number) \(Words.quoted(saved.entry.name))"] + saved.notices))
    case (.list(let form), .listed(let entries)):
      archive.listed(Console.names(of: entries))
      tell(asker, .list(entries, form))
    case (.delete, .deleted(let files)):
      readList()
      tell(asker, .done(files.map { "kept as \($0)" }))
    default: tell(asker, refusal(result))
    }
  }

  private func recall(_ stored: StoredDesk, fade: Double?, scope patterns: [String]?, _ asker: Asker) {
    let wishes = setup.configuration.snapshots
    let safes = Scope.lenient(wishes.safes, on: desk).scope
    let scope: Scope
    do throws(Refusal) { scope = try Scope(patterns ?? wishes.scope, on: desk) } catch {
      return tell(asker, .refused(error.description))
    }
    let recall = desk.recall(
      stored.state(over: desk.state), scope: scope, safes: safes, fade: Interpreter.nanoseconds(fade ?? wishes.fade),
      now: EventLoop.now, held: isHeld)
    let what = "\(stored.number ?? 0) \(Words.quoted(stored.name))"
    if !recall.isRefused { archive.became(stored.number ?? 0, stored.name, stored.state(over: desk.state)) }
    recalled(recall, what)
    tell(asker, .recall(recall, of: what, on: catalogue))
  }

  /// A recall, an undo or a redo has happened to the desk.
  func recalled(_ recall: Recall, _ what: String) {
    apply(recall.batch)
    rearmTakeover()
    if case .refused(let sentence) = recall.verdict {
      log.info("\(what): \(sentence)")
      warnMonitors("\(what): \(sentence)")
    } else {
      log.info("recalled \(what)\(recall.kept.isEmpty ? "" : ", \(recall.kept.count) kept")")
    }
  }

  private func readList() { errands[disk.submit(.list)] = .list }

  private func tell(_ asker: Asker, _ reply: Reply) {
    switch asker {
    case .client(let client): answer(client, reply)
    case .surface:
      if case .refused(let sentence) = reply.end {
        log.warning("\(sentence)")
        warnMonitors(sentence)
      }
    }
    refresh(EventLoop.now)
  }

  private func refusal(_ result: StorageResult) -> Reply {
    switch result {
    case .failed(let failure): .refused("\(failure)")
    case .loaded(let loaded): .refused(loaded.notices.joined(separator: "; "))
    default: .refused("the disk answered something else than was asked")
    }
  }

  private static func names(of entries: [SnapshotStore.Entry]) -> [Int: String] {
    Dictionary(entries.filter { $0.problem == nil || $0.generation > 0 }.map { ($0.number, $0.name) }) { $1 }
  }
}
