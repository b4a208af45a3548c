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
}
