import Host
import Logging
import Synchronization

/// Where log lines go: to the standard error output, or, under the meter bridge, to the lines below it. Any thread but the
/// audio thread.
final class Journal: Sendable {
  private let isLive: Bool
  private let level: Logger.Level
  private let recent = Mutex<[String]>([])

  init(isLive: Bool, isVerbose: Bool) {
    self.isLive = isLive
    level = isVerbose ? .debug : .info
  }

  /// The last lines, oldest first.
  func tail(_ count: Int) -> [String] { recent.withLock { Array($0.suffix(count)) } }

  /// Takes one line.
  func write(_ line: String) {
    guard isLive else { return StandardStream.error.write(line + "\n") }
    recent.withLock { lines in
      lines.append(line)
      if lines.count > 100 { lines.removeFirst(lines.count - 100) }
    }
  }

  /// What swift-log is given.
  var handler: any LogHandler { Handler(journal: self, logLevel: level) }

  private struct Handler: LogHandler {
    let journal: Journal
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(journal: Journal, logLevel: Logger.Level) {
      self.journal = journal
      self.logLevel = logLevel
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      // The supervisor's journal adds the time; people at a terminal see it live.
      let mark =
        switch event.level {
        case .critical, .error: "error: "
        case .warning: "warning: "
        default: ""
        }
      journal.write(mark + "\(event.message)")
    }
  }
}
