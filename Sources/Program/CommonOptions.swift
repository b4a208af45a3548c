import ArgumentParser
import Desk

/// The options that faderd and faderctl share. Each has an environment variable of the same meaning; the option wins.
public struct CommonOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The configuration file (FADERD_CONFIG).", valueName: "file"))
  var config: String?

  @Option(
    name: .long, help: ArgumentHelp("The directory of desk state and snapshots (FADERD_STATE).", valueName: "dir"))
  var state: String?

  @Option(name: .long, help: ArgumentHelp("The control socket (FADERD_SOCKET).", valueName: "path"))
  var socket: String?

  @Option(name: .long, help: ArgumentHelp("The directory of mapping files (FADERD_MAPPINGS).", valueName: "dir"))
  var mappings: String?

  @Option(name: .long, help: ArgumentHelp("The JACK server (FADERD_JACK_SERVER).", valueName: "name"))
  var jackServer: String?

  /// For the argument parser.
  public init() {}

  /// What the command line said, for `Locations`.
  public var locations: LocationOptions {
    LocationOptions(config: config, state: state, socket: socket, mappings: mappings, jackServer: jackServer)
  }
}
