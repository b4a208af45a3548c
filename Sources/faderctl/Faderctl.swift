import ArgumentParser
import Desk
import Glibc
import Host
import Mixer
import Program

/// The command line of the desk: one request, one answer; or a live view; or work that needs no daemon.
@main
struct Faderctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faderctl",
    abstract: "Talks to faderd, the mixing console without a screen.",
    discussion: """
      Paths name parameters: ch/3/fader, ch/vox/mute, main/fader; * stands for one word of a path, ** for the rest. Put paths \
      with a * in quotation marks. Exit codes: 0 done, 1 refused, 2 not understood.
      """,
    version: Version.text,
    subcommands: [
      StatusCommand.self, GetCommand.self, SetCommand.self, WatchCommand.self, ParamsCommand.self, MetersCommand.self,
      CopyCommand.self, ResetCommand.self, SoloCommand.self, TapCommand.self, WhyCommand.self, GainCheckCommand.self,
      AutoTrimCommand.self, SurfaceCommand.self, LearnCommand.self, SnapshotCommand.self, MappingCommand.self,
      RenderCommand.self,
    ])

  /// The parser's own exit code for a wrong command line is 64; here it is 2, as for a wrong request.
  static func main() {
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      guard code == .validationFailure else { exit(withError: error) }
      Output.error(fullMessage(for: error))
      Glibc.exit(2)
    }
  }
}

/// The two standard streams. What is printed is whole lines.
enum Output {
  /// Prints a line and hands it on at once, so that a stream is seen live and a pipe gets every line.
  static func line(_ text: String) {
    print(text)
    fflush(nil)
  }

  static func error(_ text: String) { StandardStream.error.write(text + "\n") }
}

/// Talks to the daemon for a subcommand.
struct Daemon {
  private let client: ControlClient

  /// - Throws: exit code 1, after saying why, if no daemon listens.
  init(_ options: CommonOptions) throws {
    let places = Locations(options.locations, environment: Installation.environment, uid: getuid()).clientSockets
    var failure: SystemError?
    for path in places {
      do throws(SystemError) {
        client = try ControlClient(path: path)
        return
      } catch {
        // Of several sockets, the first one that is there but cannot be used says more than one that is not there.
        if failure == nil || error.code != ENOENT { failure = error }
      }
    }
    Output.error("faderctl: \(failure?.description ?? "no daemon is listening")")
    throw ExitCode(1)
  }

  /// Sends a request and prints its data lines as they come, so that a stream is seen live.
  /// - Throws: exit code 1 if it was refused, 2 if it was not understood.
  func ask(_ words: String..., show: (String) -> Void = Output.line) throws { try ask(words, show: show) }

  func ask(_ words: [String], show: (String) -> Void = Output.line) throws {
    do throws(SystemError) {
      try client.send(words.map(Words.word).joined(separator: " "))
      while let line = try client.nextLine() {
        switch Answerline(line) {
        case .data(let text): show(text)
        case .done: return
        case .refused(let reason): try end(1, reason)
        case .usage(let reason): try end(2, reason)
        }
      }
      throw SystemError(sentence: "the daemon has ended the connection", code: ECONNRESET)
    } catch {
      Output.error("faderctl: \(error)")
      throw ExitCode(1)
    }
  }

  /// Sends a request for a stream, hands on its data lines, and asks before each, and ten times a second, whether to go on. If
  /// not, it ends the stream; the next request may follow.
  /// - Throws: as `ask`.
  func follow(_ words: [String], goesOn: () throws -> Bool, take: (String) throws -> Void) throws {
    do {
      try client.send(words.map(Words.word).joined(separator: " "))
      var isEnding = false
      while true {
        if !isEnding, try !goesOn() {
          isEnding = true
          try client.send("stop")
        }
        guard let answer = try soon() else { continue }
        switch Answerline(answer) {
        case .data(let text): if !isEnding { try take(text) }
        case .done: return
        case .refused(let reason): try end(1, reason)
        case .usage(let reason): try end(2, reason)
        }
      }
    } catch let error as SystemError {
      Output.error("faderctl: \(error)")
      throw ExitCode(1)
    }
  }

  /// The next line; nil if none came within a tenth of a second.
  private func soon() throws(SystemError) -> String? {
    do throws(SystemError) {
      guard let line = try client.nextLine(patience: 100_000_000) else {
        throw SystemError(sentence: "the daemon has ended the connection", code: ECONNRESET)
      }
      return line
    } catch {
      guard error.code == ETIMEDOUT else { throw error }
      return nil
    }
  }

  private func end(_ code: Int32, _ reason: String) throws(SystemError) -> Never {
    Output.error("faderctl: \(reason)")
    Glibc.exit(code)
  }
}

/// One line of an answer, taken apart.
enum Answerline {
  case data(String), done, refused(String), usage(String)

  init(_ line: String) {
    let rest = line.drop { $0 != " " }.dropFirst()
    if line.hasPrefix(": ") {
      self = .data(String(line.dropFirst(2)))
    } else if line.hasPrefix(":") {
      self = .data("")
    } else if line.hasPrefix("refused") {
      self = .refused(String(rest))
    } else if line.hasPrefix("usage") {
      self = .usage(String(rest))
    } else {
      self = .done
    }
  }
}
