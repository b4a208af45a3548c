import CSystemd

/// What the daemon tells its supervisor. Without one (no `NOTIFY_SOCKET` in the environment) every call does nothing.
/// *Control thread only.*
public enum Supervision {
  /// The control plane is up: files, socket and surfaces are served. Sound may still be absent.
  public static func ready(_ status: String) { notify("READY=1\nSTATUS=\(oneLine(status))") }

  /// What `systemctl status` shows in one line: what runs, and what is missing.
  public static func status(_ status: String) { notify("STATUS=\(oneLine(status))") }

  /// The desk makes progress. Call it every `watchdogInterval`, and only if it is true: the loop turns, and the audio
  /// callback advanced if there is a JACK server. That there is none is no fault.
  public static func alive() { notify("WATCHDOG=1") }

  /// The daemon is ending on purpose.
  public static func stopping(_ status: String) { notify("STOPPING=1\nSTATUS=\(oneLine(status))") }

  /// Nanoseconds between two calls of `alive`, half of what the supervisor allows; nil if it does not watch.
  public static var watchdogInterval: UInt64? {
    var microseconds: UInt64 = 0
    guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
    return microseconds * 1000 / 2
  }

  private static func notify(_ state: String) { sd_notify(0, state) }

  /// A line end would begin another variable.
  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
