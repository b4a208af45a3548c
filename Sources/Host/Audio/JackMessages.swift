import CJACK
import Synchronization

/// What libjack itself says, which it would otherwise print to the standard error output.
public enum JackMessages {
  /// Sends libjack's messages to `log` from now on. The first value is whether it is an error. May be called by any thread
  /// of libjack except the audio thread, so `log` must take that; nil silences them. Any thread.
  public static func send(to log: (@Sendable (_ isError: Bool, _ text: String) -> Void)?) {
    listener.withLock { $0 = log }
    jack_set_error_function { text in JackMessages.tell(true, text) }
    jack_set_info_function { text in JackMessages.tell(false, text) }
  }

  /// The version of the libjack that is loaded, as it names itself.
  public static var libraryVersion: String { String(cString: jack_get_version_string()) }

  private static let listener = Mutex<(@Sendable (Bool, String) -> Void)?>(nil)

  private static func tell(_ isError: Bool, _ text: UnsafePointer<CChar>?) {
    guard let text else { return }
    // Called outside the lock: what it does may make libjack speak again.
    let log = listener.withLock { $0 }
    log?(isError, String(cString: text))
  }
}
