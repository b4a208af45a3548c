import Desk
import Host
import Mixer
import Program

// What the desk is made of, as far as the configuration decides it.
extension Setup {
  /// The desk of a first start: as configured, and with the demo's names, colours and levels if there is a demo and the
  /// configuration names no strip.
  func newDesk(isDemo: Bool) -> DeskState {
    var state = configuration.newDesk()
    guard isDemo, configuration.strips.isEmpty else { return state }
    DemoSong.dress(&state, catalogue: Catalogue(layout: configuration.layout))
    return state
  }

  /// What JACK is asked for.
  func jack(isDemo: Bool) -> JackSettings {
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
