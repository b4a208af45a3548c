import ArgumentParser
import Desk
import Glibc
import Host
import Logging
import Mixer
import Program

/// The daemon: reads its options and its configuration, wires the console, and turns the loop until it is told to stop.
@main
struct Faderd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faderd",
    abstract: "A mixing console without a screen.",
    discussion: """
      Mixes JACK audio under the hands of ALSA sequencer controllers and remembers. On a terminal it shows a meter bridge; \
      without one it logs. faderctl talks to it.
      """,
    version: Version.text)

  @OptionGroup var common: CommonOptions

  @Flag(help: "Play a synthesised multitrack while no input is connected.")
  var demo = false

  @Flag(help: "Log lines instead of the meter bridge, even on a terminal.")
  var plain = false

  @Option(help: ArgumentHelp("A line to begin the log with.", visibility: .hidden))
  var note: String?

  @Flag(name: .shortAndLong, help: "Log more.")
  var verbose = false

  /// The parser's own exit code for a wrong command line is 64; here it is 2, as faderctl's.
  static func main() {
    do {
      let command = try parse()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      guard code == .validationFailure else { exit(withError: error) }
      StandardStream.error.write(fullMessage(for: error) + "\n")
      Glibc.exit(2)
    }
  }

  func run() throws {
    // Blocked before any thread starts, so that only the loop sees them.
    EventLoop.block([SIGINT, SIGTERM, SIGHUP])
    signal(SIGPIPE, SIG_IGN)
    let isLive = !plain && isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1
    let journal = Journal(isLive: isLive, isVerbose: verbose)
    LoggingSystem.bootstrap { _ in journal.handler }
    let log = Logger(label: "faderd")
    do {
      let console = try Console(try Setup(common.locations), isDemo: demo, log: log)
      if let note { log.info("\(note)") }
      if isLive { console.show(LiveView(journal: journal)) }
      try console.run()
    } catch {
      // Before the desk is up there is nothing to keep alive: say why and leave it to whoever starts it again.
      StandardStream.error.write("faderd: \(error)\n")
      throw ExitCode(1)
    }
  }
}
