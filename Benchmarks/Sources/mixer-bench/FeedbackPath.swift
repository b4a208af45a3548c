import Foundation
import Mixer
import Surface

/// How long a change on the desk takes to be whole at a device's end of the cable: surface and pacing, by a simulated clock,
/// into a port that passes bytes on one after the other. A Mackie Control with eight busy meters and names that change.
///
/// Not in it: the wake-up of the control thread and the system.
struct FeedbackPath {
  private var surface: Surface
  private var view: DeskView
  private let catalogue: Catalogue
  private let rate: Double
  /// When the port will have passed on all that it was given.
  private var portIsFreeAt: UInt64 = 0
  private var random = SystemRandomNumberGenerator()
  /// Strips whose motor or light has not been told of the last change, and since when.
  private var faders: [Int: UInt64] = [:]
  private var mutes: [Int: UInt64] = [:]
  private(set) var motors: [UInt64] = []
  private(set) var lights: [UInt64] = []
  /// Bytes that waited in the port at most.
  private(set) var mostQueued = 0.0

  /// - Parameter rate: bytes per second of the port; 3125 is a MIDI cable.
  init(rate: Double) throws {
    self.rate = rate
    catalogue = Catalogue(layout: Layout(channels: 32))
    let mappings = URL(filePath: #filePath).appending(path: "../../../../mappings").standardized
    func file(_ name: String) throws -> MappingFile {
      MappingFile(name: name, text: try String(contentsOf: mappings.appending(path: name), encoding: .utf8))
    }
    let library = MappingLibrary(
      shipped: [try file("behringer-x-touch.yaml"), try file("families/mackie-control.yaml")])
    surface = Surface(mapping: library.mappings[0], catalogue: catalogue)
    view = DeskView(state: DeskState(catalogue: catalogue))
    view.meters = Array(repeating: -100, count: catalogue.layout.meterCount)
    surface.connected(now: 0)
  }

  private mutating func change(_ item: Item, _ strip: Int, to value: Float) {
    guard let index = catalogue.index(of: Parameter(StripID(.channel, strip), item)) else { return }
    view.state.values[index] = value
  }

  /// So many seconds in steps of a millisecond: forty fader moves and ten mutes a second, every meter all the time, a name
  /// now and then, everything at once every two seconds.
  mutating func run(seconds: Int) {
    for tick in 0..<(seconds * 1000) {
      let now = UInt64(tick) * 1_000_000
      view.meters = view.meters.map { _ in Float.random(in: -60...0, using: &random) }
      // The first second greets the device and shows it everything.
      if tick > 1000 { disturb(tick, now: now) }
      for message in surface.feedback(view: view, now: now) { pass(message, now: now) }
    }
  }

  private mutating func disturb(_ tick: Int, now: UInt64) {
    if tick % 2000 == 0 {
      for strip in 0..<8 { move(strip, now: now) }
      for strip in 0..<8 { mute(strip, now: now) }
    }
    if Int.random(in: 0..<25, using: &random) == 0 { move(Int.random(in: 0..<8, using: &random), now: now) }
    if Int.random(in: 0..<100, using: &random) == 0 { mute(Int.random(in: 0..<8, using: &random), now: now) }
    if tick % 300 == 0 { view.state.names[tick / 300 % 8] = "N\(tick % 1000)" }
  }

  private mutating func move(_ strip: Int, now: UInt64) {
    change(.fader, strip, to: Float.random(in: -60...10, using: &random))
    faders[strip] = now
  }

  private mutating func mute(_ strip: Int, now: UInt64) {
    guard let index = catalogue.index(of: Parameter(StripID(.channel, strip), .mute)) else { return }
    view.state.values[index] = 1 - view.state.values[index]
    mutes[strip] = now
  }

  private mutating func pass(_ message: MIDIMessage, now: UInt64) {
    portIsFreeAt = max(portIsFreeAt, now) + UInt64(Double(message.bytes.count) / rate * 1e9)
    mostQueued = max(mostQueued, Double(portIsFreeAt - now) * 1e-9 * rate)
    let place = Int(message.bytes[0])
    // What is sent is the state of the desk, so it tells the last change, whichever that was.
    if (0xE0..<0xE8).contains(place), let since = faders.removeValue(forKey: place - 0xE0) {
      motors.append(portIsFreeAt - since)
    }
    if place == 0x90, case let note = Int(message.bytes[1]), (0x10..<0x18).contains(note),
      let since = mutes.removeValue(forKey: note - 0x10)
    {
      lights.append(portIsFreeAt - since)
    }
  }
}
