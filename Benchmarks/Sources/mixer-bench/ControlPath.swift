import Desk
import Mixer
import Surface

/// Everything between a hand and the audio thread except the system: message, surface, desk, command ring.
///
/// Not in it: the sequencer, the wake-up of the control thread, and what the daemon tells people who monitor a surface.
struct ControlPath: ~Copyable {
  private static let mapping = """
    name: Bench
    match: [{client: "Bench"}]
    controls:
      slider[1-8]: {kind: fader, receive: B0 00+i vv}
      button[1-8]: {kind: button, message: B0 30+i vv}
    layers:
      mix:
        slider[1-8]: bank[n]/fader
        button[1-8]: bank[n]/mute
    """

  private var surface: Surface
  private var desk: Desk
  private let ring = CommandRing(capacity: 4096)

  init() throws {
    let catalogue = Catalogue(layout: Layout(channels: 64, groups: 8))
    desk = Desk(catalogue: catalogue)
    surface = Surface(mapping: try Mapping.load(text: ControlPath.mapping, file: "bench.yaml"), catalogue: catalogue)
    surface.connected(now: 0)
  }

  /// Eight faders go up and down; the times from each message to its command in the ring, of those that moved something.
  mutating func times(count: Int) -> Spread {
    var times: [UInt64] = []
    for step in 0..<count {
      let place = step / 8 % 256
      let bytes: [UInt8] = [0xB0, UInt8(step % 8), UInt8(place < 128 ? place : 255 - place)]
      let start = now()
      let view = DeskView(state: desk.state)
      var isMoved = false
      for case .set(let parameter, let value) in surface.receive(MIDIMessage(bytes), view: view, now: start) {
        for change in desk.set(parameter, to: value, by: .surface(1)) {
          isMoved = ring.push(.set(change.parameter, change.value)) || isMoved
        }
      }
      ring.publish()
      if isMoved { times.append(now() - start) }
      // The audio thread's and the daemon's next turns.
      _ = surface.feedback(view: DeskView(state: desk.state), now: start)
      let end = ring.published()
      while ring.pop(until: end) != nil {}
    }
    precondition(!times.isEmpty, "no fader was picked up")
    return Spread(times)
  }
}
