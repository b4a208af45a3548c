/// What the command line of either program says about places; nil where it says nothing.
public struct LocationOptions: Hashable, Sendable {
  /// `--config FILE`.
  public var config: String?
  /// `--state DIR`.
  public var state: String?
  /// `--socket PATH`.
  public var socket: String?
  /// `--mappings DIR`.
  public var mappings: String?
  /// `--jack-server NAME`.
  public var jackServer: String?

  /// Nothing said.
  public init(
    config: String? = nil, state: String? = nil, socket: String? = nil, mappings: String? = nil,
    jackServer: String? = nil
  ) {
    self.config = config
    self.state = state
    self.socket = socket
    self.mappings = mappings
    self.jackServer = jackServer
  }
}

/// Where everything is. The command line wins over the environment, the environment over the file, the file over what is
/// usual: for root and system users (uid below 1000) the system's directories, for people those of the XDG specification.
public struct Locations: Hashable, Sendable {
  /// The configuration file.
  public let config: String
  /// Whether somebody asked for this very file, so that it must exist.
  public let isConfigExplicit: Bool
  /// The directory of the desk's state and snapshots.
  public let state: String
  /// The control socket of the daemon.
  public let socket: String
  /// The sockets that a client tries, in order: where nobody says which, that of the user's own daemon, then the system's.
  public let clientSockets: [String]
  /// Directories of mapping files; a file in an earlier one hides one of the same name in a later one. Those that do not
  /// exist are skipped.
  public let mappings: [String]
  /// The sound server; nil is the default one.
  public let jackServer: String?

  /// The directory of the system's socket.
  private static let systemSocket = "/run/faderd/control.sock"

  /// Where the configuration file is, so that it can be read before the rest is known.
  public static func config(
    _ options: LocationOptions, environment: [String: String], uid: UInt32
  ) -> (path: String, isExplicit: Bool) {
    if let path = said(options.config, environment["FADERD_CONFIG"]) { return (path, true) }
    return (Usual(environment, uid).config + "/faderd.yaml", false)
  }

  /// Works out every place.
  /// - Parameters:
  ///   - file: the configuration that was read, if there was one.
  ///   - prefix: where faderd is installed, such as `/usr/local`.
  public init(
    _ options: LocationOptions = LocationOptions(), environment: [String: String], uid: UInt32,
    file: Configuration? = nil, prefix: String = "/usr/local"
  ) {
    let usual = Usual(environment, uid)
    (config, isConfigExplicit) = Locations.config(options, environment: environment, uid: uid)
    state = Locations.said(options.state, environment["FADERD_STATE"], file?.state) ?? usual.state
    let asked = Locations.said(options.socket, environment["FADERD_SOCKET"], file?.socket)
    socket = asked ?? usual.socket
    clientSockets =
      asked.map { [$0] }
      ?? (usual.socket == Locations.systemSocket
        ? [usual.socket] : [usual.socket, Locations.systemSocket])
    let shipped = prefix + "/share/faderd/mappings"
    let listed =
      Locations.said(options.mappings).map { [$0] }
      ?? Locations.said(environment["FADERD_MAPPINGS"]).map { $0.split(separator: ":").map(String.init) }
      ?? file?.mappings ?? [usual.config + "/mappings"]
    mappings = listed.contains(shipped) ? listed : listed + [shipped]
    jackServer = Locations.said(options.jackServer, environment["FADERD_JACK_SERVER"], file?.jack.server)
  }

  /// The first that says something; an empty variable says nothing.
  private static func said(_ values: String?...) -> String? { values.lazy.compactMap { $0 }.first { !$0.isEmpty } }

  /// What is usual for a user.
  private struct Usual {
    let config: String
    let state: String
    let socket: String

    init(_ environment: [String: String], _ uid: UInt32) {
      guard uid >= 1000 else {
        config = "/etc/faderd"
        // systemd tells a service its own directories.
        state = environment["STATE_DIRECTORY"].flatMap(Usual.absolute) ?? "/var/lib/faderd"
        socket =
          environment["RUNTIME_DIRECTORY"].flatMap(Usual.absolute).map { $0 + "/control.sock" }
          ?? Locations.systemSocket
        return
      }
      let fallback = "/tmp/faderd-\(uid)"
      let home = environment["HOME"].flatMap(Usual.absolute)
      config =
        (environment["XDG_CONFIG_HOME"].flatMap(Usual.absolute) ?? home.map { $0 + "/.config" } ?? fallback) + "/faderd"
      state =
        (environment["XDG_STATE_HOME"].flatMap(Usual.absolute) ?? home.map { $0 + "/.local/state" } ?? fallback)
        + "/faderd"
      socket =
        (environment["XDG_RUNTIME_DIR"].flatMap(Usual.absolute).map { $0 + "/faderd" } ?? fallback) + "/control.sock"
    }

    /// The specification says that relative paths in these variables are to be ignored. Of several, the first.
    private static func absolute(_ path: String) -> String? {
      guard let first = path.split(separator: ":").first, first.hasPrefix("/") else { return nil }
      return first.count > 1 && first.hasSuffix("/") ? String(first.dropLast()) : String(first)
    }
  }
}
