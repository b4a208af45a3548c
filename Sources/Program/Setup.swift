import Desk
import Glibc
import Host

/// What the command line, the environment and the configuration file say together.
public struct Setup: Sendable {
  /// The configuration file, or what holds without one.
  public let configuration: Configuration
  /// Where everything is.
  public let locations: Locations

  /// - Throws: a sentence with file, line and column if the configuration cannot be used. A file that nobody asked for
  ///   may be missing.
  public init(_ options: LocationOptions) throws {
    let environment = Installation.environment
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
  }
}
