import Glibc

/// Tells when files in some folders change. Control thread only.
public final class FolderWatch {
  /// Ready to read when something has happened; for `EventLoop.watch`.
  public let descriptor: CInt
  private let folders: [String]
  /// The watches of the folders themselves, and of those in which a missing one would appear, with its name.
  private var watched: Set<CInt> = []
  private var awaited: [CInt: Set<String>] = [:]
  private static let events = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE)

  /// Watches folders, not what lies in folders inside them. Those that do not exist are waited for.
  /// - Throws: if the system has no watch left.
  public init(_ folders: [String]) throws(SystemError) {
    self.folders = folders
    descriptor = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
    guard descriptor >= 0 else { throw SystemError("Folders cannot be watched") }
    look()
  }

  deinit { close(descriptor) }

  /// Finds folders that were made since.
  public func look() {
    (watched, awaited) = ([], [:])
    for folder in folders {
      let watch = inotify_add_watch(descriptor, folder, FolderWatch.events)
      if watch >= 0 { watched.insert(watch) } else { wait(for: folder) }
    }
  }

  /// Watches the nearest folder above that exists for the next one on the way down.
  private func wait(for folder: String) {
    guard let slash = folder.lastIndex(of: "/") else { return }
    let above = slash == folder.startIndex ? "/" : String(folder[..<slash])
    let watch = inotify_add_watch(descriptor, above, FolderWatch.events)
    guard watch < 0 else {
      awaited[watch, default: []].insert(String(folder[folder.index(after: slash)...]))
      return
    }
    if above != "/" { wait(for: above) }
  }

  /// Takes what has happened.
  /// - Returns: whether a file with this ending was written, brought, or taken away, or a folder was made.
  public func changed(ending: String) -> Bool {
    var hasChanged = false
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      buffer.withUnsafeBytes { bytes in
        var place = 0
        while place + MemoryLayout<inotify_event>.size <= count {
          let event = bytes.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
          let start = place + MemoryLayout<inotify_event>.size
          let name = String(decoding: bytes[start..<(start + Int(event.len))].prefix { $0 != 0 }, as: UTF8.self)
          place = start + Int(event.len)
          let isFolder = event.mask & UInt32(IN_ISDIR) != 0
          // A file that was only just made is told of again when it has been written.
          let isNew = event.mask & UInt32(IN_CREATE) != 0
          let isMine = isFolder ? isNew : !isNew && name.hasSuffix(ending) && !name.hasPrefix(".")
          if watched.contains(event.wd) && isMine || isFolder && isNew && awaited[event.wd]?.contains(name) == true {
            hasChanged = true
          }
        }
      }
    }
    if hasChanged { look() }
    return hasChanged
  }
}
