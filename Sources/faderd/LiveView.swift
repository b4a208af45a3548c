import Desk
import Glibc
import Host

/// The meter bridge on the daemon's own terminal, with the last log lines below it. Control thread only.
final class LiveView {
  private let journal: Journal
  private var next: UInt64 = 0
  private static let interval: UInt64 = 60_000_000
  private static let logLines = 4

  init(journal: Journal) { self.journal = journal }

  /// Takes the screen: another buffer, no cursor.
  func begin() { StandardStream.output.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J") }

  /// Gives the screen back and repeats the last log lines on it.
  func end() {
    StandardStream.output.write("\u{1B}[?25h\u{1B}[?1049l")
    for line in journal.tail(LiveView.logLines) { StandardStream.error.write(line + "\n") }
  }

  /// Draws a picture if it is time for one.
  func draw(_ desk: Desk, _ meters: Meters, _ status: @autoclosure () -> Status, now: UInt64) {
    guard now >= next else { return }
    next = now + LiveView.interval
    let size = Terminal.size
    let bridge = MeterBridge(columns: size.columns, rows: size.rows - LiveView.logLines - 1, hasColor: true)
    var lines = bridge.lines(desk, meters, status())
    lines.append(String(repeating: "─", count: size.columns))
    let log = journal.tail(LiveView.logLines)
    lines += (0..<LiveView.logLines).map { index in
      MeterBridge.fit(index < log.count ? log[index] : "", columns: size.columns)
    }
    StandardStream.output.write(
      MeterBridge.home + lines.joined(separator: "\u{1B}[K\r\n") + "\u{1B}[K" + MeterBridge.eraseBelow)
  }
}
