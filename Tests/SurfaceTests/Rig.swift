import Mixer
import Testing
import VirtualDevice

@testable import Surface

/// Two made-up devices, one with motors and one without.
enum Fixture {
  static let motor = """
    name: Motors
    match: [{client: "Motors"}]
    use: mackie-control
    controls:
      fader[1-9]: {echo: release}
      color[1-8]: {kind: color, send: F0 00 00 66 unit 72 all F7, values: [07, 01, 02, 03, 04, 05, 06, 07]}
    layers:
      mix:
        fader[1-8]: bank[n]/fader
        fader[9]: main/fader
        vpot[1-8]: bank[n]/pan
        solo[1-8]: bank[n]/solo
        mute[1-8]: bank[n]/mute
        select[1-8]: select bank[n]
        upper[1-8]: bank[n]/name
        lower[1-8]: bank[n]/pan, bank[n]/fader
        color[1-8]: bank[n]/color
        meter[1-8]: bank[n]/meter
        bank-left: bank previous
        bank-right: bank next
        channel-left: channel previous
        channel-right: channel next
        flip: layer flip
        shift: hold layer shift
        assignment: snapshot number
        F[1-8]: recall snapshot n
        forward: snapshot next
      flip:
        fader[1-8]: bank[n]/pan
        vpot[1-8]: bank[n]/fader
      shift:
        mute[1-8]: bank[n]/polarity
    """

  static let plain = """
    name: Plain
    match: [{client: "Plain"}]
    controls:
      slider[1-8]: {kind: fader, receive: B0 00+i vv}
      knob[1-8]: {kind: knob, receive: B0 10+i vv}
      m[1-8]: {kind: button, message: B0 30+i vv}
      r[1-8]: {kind: button, message: B0 40+i vv}
      left: {kind: button, receive: B0 3A vv}
      right: {kind: button, receive: B0 3B vv}
    layers:
      mix:
        slider[1-8]: bank[n]/fader
        knob[1-8]: bank[n]/pan
        m[1-8]: bank[n]/mute
        r[1-8]: {led: "takeover slider[n]"}
        left: bank previous
        right: bank next
    """
}

/// A surface, the desk that it works on, and the device at the other end of the cable.
struct Rig {
  private static let motor = try! mapping(Fixture.motor)
  private static let plain = try! mapping(Fixture.plain)

  let catalogue: Catalogue
  var surface: Surface
  var view: DeskView
  var device: VirtualDevice
  var now: UInt64 = 5 * second
  var actions: [SurfaceAction] = []

  init(
    _ text: String, channels: Int = 32, groups: Int = 8, _ options: VirtualDevice.Options = .init()
  ) throws {
    try self.init(
      text, layout: Layout(channels: channels, groups: groups, auxes: 0, effects: 0, dcas: 0, muteGroups: 0),
      options)
  }

  init(_ text: String, layout: Layout, _ options: VirtualDevice.Options = .init()) throws {
    catalogue = Catalogue(layout: layout)
    surface = Surface(
      mapping: text == Fixture.motor ? Rig.motor : text == Fixture.plain ? Rig.plain : try mapping(text),
      catalogue: catalogue)
    view = DeskView(state: DeskState(catalogue: catalogue))
    view.meters = Array(repeating: -.infinity, count: catalogue.layout.meterCount)
    device = VirtualDevice(options)
  }

  /// Plugs the device in and waits until everything is shown.
  mutating func connect() {
    surface.connected(now: now)
    run(milliseconds: 2000)
  }

  /// The device sends these bytes; what follows is applied and fed back.
  @discardableResult mutating func receive(_ text: String) -> [SurfaceAction] {
    receive(MIDIMessage.messages(in: text)!)
  }

  @discardableResult mutating func receive(_ messages: [MIDIMessage]) -> [SurfaceAction] {
    var all: [SurfaceAction] = []
    for message in messages {
      let new = surface.receive(message, view: view, now: now)
      new.forEach { apply($0) }
      all += new
    }
    actions += all
    feed()
    return all
  }

  mutating func apply(_ action: SurfaceAction) {
    switch action {
    case .set(let parameter, let value): put(parameter, value)
    case .toggle(let parameter): put(parameter, 1 - self[parameter])
    default: break
    }
  }

  mutating func put(_ parameter: Parameter, _ value: Float) {
    view.state.values[catalogue.index(of: parameter)!] = value
  }

  subscript(_ parameter: Parameter) -> Float { view.state.value(of: parameter, in: catalogue) }

  mutating func set(_ path: String, _ value: Float) throws {
    guard case .value(let parameter) = try catalogue.resolve(path, names: []) else { return }
    put(parameter, value)
  }

  func value(_ path: String) throws -> Float {
    guard case .value(let parameter) = try catalogue.resolve(path, names: []) else { return .nan }
    return self[parameter]
  }

  /// What has become certain by now, applied.
  @discardableResult mutating func wake() -> [SurfaceAction] {
    let new = surface.due(view: view, now: now)
    new.forEach { apply($0) }
    actions += new
    return new
  }

  mutating func feed() { show(surface.feedback(view: view, now: now)) }

  /// The device gets these messages, and may answer.
  mutating func show(_ messages: [MIDIMessage]) {
    device.take(messages.map(\.bytes), now: now)
    let answers = device.takeAnswers()
    if !answers.isEmpty { receive(answers.map { MIDIMessage($0) }) }
  }

  /// What the device got, and when.
  var log: [(message: MIDIMessage, now: UInt64)] { device.log.map { (MIDIMessage($0.message), $0.now) } }

  // What a hand makes the device send.

  mutating func touch(_ fader: Int) -> [MIDIMessage] { device.touch(fader, now: now).map { MIDIMessage($0) } }

  mutating func move(_ fader: Int, to step: Int) -> [MIDIMessage] {
    device.move(fader, to: step, now: now).map { MIDIMessage($0) }
  }

  mutating func release(_ fader: Int) -> [MIDIMessage] { device.release(fader, now: now).map { MIDIMessage($0) } }

  /// Lets time pass as a poll loop does: called at once, then whenever the surface asks for it.
  mutating func run(milliseconds: UInt64) {
    let end = now + milliseconds * millisecond
    feed()
    while let next = surface.nextDeadline(now: now).map({ max($0, now + 1) }), next <= end {
      now = next
      wake()
      feed()
    }
    now = end
    device.settle(now: now)
  }

  /// What is sent within some time.
  mutating func sent(milliseconds: UInt64 = 2000) -> [String] {
    let before = log.count
    run(milliseconds: milliseconds)
    return log[before...].map(\.message.description)
  }
}
