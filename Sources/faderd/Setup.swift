import Desk
import Glibc
import Host
import Mixer

/// What the command line, the environment and the configuration file say together.
struct Setup {
  let configuration: Configuration
  let locations: Locations
  let isDemo: Bool

  /// - Throws: a sentence with file, line and column if the configuration cannot be used. A file that nobody asked for
  ///   may be missing.
  init(_ options: LocationOptions, environment: [String: String], demo: Bool) throws {
    let uid = getuid()
    let (path, isExplicit) = Locations.config(options, environment: environment, uid: uid)
    var file: Configuration?
    do {
      file = try Configuration(text: try TextFile.read(path), file: path)
    } catch let error as TextFile.Failure {
      if isExplicit || !error.isMissing { throw error }
    }
    configuration = file ?? Configuration()
    locations = Locations(options, environment: environment, uid: uid, file: file, prefix: Installation.prefix)
    isDemo = demo
  }

  /// What JACK is asked for.
  var jack: JackSettings {
    var settings = JackSettings(layout: configuration.layout)
    settings.clientName = configuration.jack.clientName
    settings.server = locations.jackServer
    settings.mixer = MixerOptions(panLaw: configuration.panLaw, ceiling: configuration.ceiling)
    settings.connections = configuration.jack.connections.flatMap { connection in
      connection.others.map { JackConnection(port: connection.port, peer: $0) }
    }
    // The demo plays where nothing is connected; a sound card's inputs would silence it.
    settings.autoconnectInputs = !isDemo
    return settings
  }
}
