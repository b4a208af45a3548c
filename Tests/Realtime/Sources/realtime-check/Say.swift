import Glibc

/// A line that is out before anything else happens: the sanitizer ends the program without emptying buffers.
func say(_ line: String) {
  print(line)
  fflush(nil)
}

/// Ends the program with status 1 if the sweep did not get where it wanted: a clean run proves the paths taken only.
func require(_ condition: Bool, _ promise: String) {
  guard !condition else { return }
  say("failed: \(promise) – but it did not happen")
  exit(1)
}
