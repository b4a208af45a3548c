import Glibc

/// The terminal that this program stands on. Any thread.
public enum Terminal {
  /// Whether the standard output is one.
  public static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Its size; 80 × 24 where it does not say.
  public static var size: (columns: Int, rows: Int) {
    var window = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(window.ws_col), Int(window.ws_row))
  }

  /// Takes keys one by one, control-C too, while something runs; the terminal is as it was afterwards. Does nothing where the
  /// standard input is no terminal.
  /// - Parameter run: is handed a question that may be asked at any time: whether a key was pressed.
  public static func withKeys<Result>(_ run: (() -> Bool) throws -> Result) rethrows -> Result {
    var before = termios()
    guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &before) == 0 else { return try run { false } }
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
    return try run {
      var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      return poll(&ready, 1, 0) > 0
    }
  }
}
