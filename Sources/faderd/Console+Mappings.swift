import Host
import Surface

// Mapping files while the desk is in use, and surfaces that stand side by side.
extension Console {
  /// Long enough for an editor to have written all it writes.
  private static let calm: UInt64 = 200_000_000

  /// Reads the mapping files again shortly after one of them has changed.
  func watchMappings() {
    let folders = setup.locations.mappings.flatMap { [$0, $0 + "/families"] }
    let watch: FolderWatch
    do throws(SystemError) { watch = try FolderWatch(folders) } catch {
      return log.warning("\(error) SIGHUP reads the mappings again.")
    }
    var due: UInt64?
    loop.watch(watch.descriptor) { _ in
      if watch.changed(ending: ".yaml") { due = EventLoop.now + Console.calm }
    }
    loop.addTimer {
      due
    } fire: { [unowned self] _ in
      due = nil
      reloadMappings()
    }
  }

  /// Reads the mapping files that are new or have changed.
  func readMappings() {
    library = MappingLibrary.installed(in: setup.locations.mappings, former: library) { log.warning("\($0)") }
    for problem in library.problems { log.warning("\(problem)") }
  }

  /// Reads the mapping files again; surfaces whose files have changed go on with them at once. One whose file is broken now
  /// goes on as it is.
  func reloadMappings() {
    readMappings()
    let now = EventLoop.now
    for (handle, plugged) in surfaces {
      guard let mapping = library.mapping(for: plugged.identity), !mapping.isSame(as: plugged.surface.mapping) else {
        continue
      }
      surfaces[handle]?.surface.remap(to: mapping, view: deskView, now: now)
      if let plugged = surfaces[handle] { tellListeners(.device(device(of: plugged))) }
      log.info("'\(plugged.name)' goes on with \(mapping.file) as it is now")
    }
    log.info("read \(library.mappings.count) mappings again")
    for (handle, port) in strangers { arrive(DeviceIdentity(port), port, handle, now) }
    joinSurfaces()
    refresh(now)
  }

  // MARK: Side by side

  /// Gives every surface its place among those that it is joined with; after one has come, gone, or changed.
  func joinSurfaces(newcomer: PortHandle? = nil) {
    let handles = surfaces.keys.sorted { surfaces[$0]!.number < surfaces[$1]!.number }
    let members = handles.map {
      SurfaceRow.Member(name: surfaces[$0]!.name, file: surfaces[$0]!.surface.mapping.file)
    }
    joined = SurfaceRow.rows(setup.configuration.joinedSurfaces, of: members).map { row in row.map { handles[$0] } }
    for handle in handles where !joined.contains(where: { $0.contains(handle) }) { joined.append([handle]) }
    for handles in joined {
      var row = handles.map { surfaces[$0]!.surface }
      SurfaceRow.join(&row, newcomer: handles.firstIndex { $0 == newcomer }, view: deskView)
      for (handle, surface) in zip(handles, row) { surfaces[handle]!.surface = surface }
    }
  }

  /// The surfaces that one is joined with look where it looks.
  func shareFocus(of handle: PortHandle) {
    guard let focus = surfaces[handle]?.surface.focus else { return }
    for row in joined where row.count > 1 && row.contains(handle) {
      for other in row where other != handle { surfaces[other]?.surface.follow(focus, view: deskView) }
    }
  }
}
