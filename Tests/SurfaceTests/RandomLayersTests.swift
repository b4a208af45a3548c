import Mixer
import Testing

@testable import Surface

/// Hands, recalls, banks, kinds, spills, buses, pages, layers, replugs and edited files at random; at the end the device shows
/// the desk as a model of the test's own says, and on the way no value moves but by a hand or a command.
@Suite struct RandomLayersTests {
  static let layers = """
    mix:
      fader[1-8]: bank[n]/fader
      fader[9]: main/fader
      vpot[1-8]: bank[n]/pan
      mute[1-8]: {press: "bank[n]/mute", long: "bank[n]/solo", led: "bank[n]/mute"}
      solo[1-8]: bank[n]/solo
      select[1-8]: select bank[n]
      bank-left: bank previous
      bank-right: bank next
      channel-left: channel previous
      channel-right: channel next
      F[1-3]: bank n
      view[1]: strips aux fx
      view[2]: strips group
      view[3-6]: spill dca/[n-2]
      flip: layer flip
      eq: page eq
      plugin: page dynamics
      global-view: layer sends
      left: bus previous
      right: bus next
    flip:
      fader[1-8]: bank[n]/pan
    sends:
      fader[1-8]: bank[n]/send/[bus]/level
    eq:
      vpot[1-4]: selected/eq/[n]/gain
      rec[1]: selected/eq/on
    dynamics:
      vpot[1-8]: selected/comp/threshold
      rec[1]: selected/comp/on
    """

  /// What the surface should be looking at, kept apart from it.
  private struct Model {
    enum Run: Equatable {
      case usual
      case aux, group
      case dca(Int)
    }
    var run = Run.usual
    var start = 0
    var usualStart = 0
    var selected = StripID.channel(1)
    var bus = 0
    var isFlipped = false
    var hasSends = false
    var page = 0

    let buses = (0..<4).map { StripID(.aux, $0) } + [StripID(.effect, 0), StripID(.effect, 1)]

    func strips(_ rig: Rig) -> [StripID] {
      let all = rig.catalogue.layout.strips
      switch run {
      case .usual: return all.filter { [.channel, .group, .aux, .effect, .dca].contains($0.kind) }
      case .aux: return all.filter { $0.kind == .aux } + all.filter { $0.kind == .effect }
      case .group: return all.filter { $0.kind == .group }
      case .dca(let number):
        return all.filter {
          let member = Parameter($0, .dca, number - 1)
          return rig.catalogue.contains(member) && rig[member] > 0.5
        }
      }
    }

    mutating func take(_ new: Run) {
      if run == .usual { usualStart = start }
      (run, start) = run == new ? (.usual, usualStart) : (new, 0)
    }

    mutating func stay(_ rig: Rig) {
      let count = strips(rig).count
      if case .dca = run, start >= count { start = max(count - 1, 0) / 8 * 8 }
    }

    func fader(_ place: Int, _ rig: Rig) -> Parameter? {
      let strips = strips(rig)
      guard start + place < strips.count else { return nil }
      let strip = strips[start + place]
      let bus = buses[bus]
      let parameter =
        hasSends
        ? Parameter(strip, bus.kind == .aux ? .auxLevel : .fxLevel, bus.index)
        : Parameter(strip, isFlipped ? .pan : .fader)
      return rig.catalogue.contains(parameter) ? parameter : nil
    }
  }

  private struct World {
    var rig: Rig
    var random: Random
    var model = Model()
    var held: Set<Int> = []

    init(seed: UInt64) throws {
      random = Random(seed: seed)
      rig = try Keys.rig(RandomLayersTests.layers, sections: "pages: {knobs: [eq, dynamics]}")
    }

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    /// - Returns: whether only what is shown may have changed, and nothing of the desk.
    mutating func step() throws -> Bool {
      switch pick(18) {
      case 0...2: hand(pick(8))
      case 3, 4: remote()
      case 5: rig.press(0x10 + UInt8(pick(8)))
      case 6: rig.receive([MIDIMessage([0xB0, 0x10 + UInt8(pick(8)), [1, 7, 0x41, 0x47][pick(4)]])])
      case 7:
        rig.down(0x10 + UInt8(pick(8)))
        rig.run(milliseconds: 600)
        for note in 0x10..<0x18 as Range<UInt8> { rig.up(note) }
      default: return try navigate()
      }
      return false
    }

    private mutating func navigate() throws -> Bool {
      switch pick(12) {
      case 0: bankStep()
      case 1:
        let number = pick(3)
        rig.press(0x36 + UInt8(number))
        if number * 8 < max(model.strips(rig).count, 1) { model.start = number * 8 }
      case 2:
        let number = pick(6)
        rig.press(0x3E + UInt8(number))
        model.take(number == 0 ? .aux : number == 1 ? .group : .dca(number - 1))
      case 3:
        rig.press(0x32)
        model.isFlipped.toggle()
      case 4:
        rig.press(0x33)
        model.hasSends.toggle()
      case 5:
        let page = pick(2)
        rig.press(page == 0 ? 0x2C : 0x2B)
        model.page = model.page == page + 1 ? 0 : page + 1
      case 6:
        let step = pick(2) * 2 - 1
        rig.press(step < 0 ? 0x62 : 0x63)
        model.bus = min(max(model.bus + step, 0), 5)
      case 7:
        let place = pick(8)
        rig.press(0x18 + UInt8(place))
        let strips = model.strips(rig)
        if model.start + place < strips.count { model.selected = strips[model.start + place] }
      case 8 where pick(3) == 0:
        held = []
        rig.device.replug()
        rig.surface.connected(now: rig.now)
      case 9 where pick(3) == 0:
        for fader in held { _ = rig.release(fader) }
        held = []
        for note in rig.device.lights.keys where pick(2) == 0 { rig.device.lights[note] = pick(2) * 127 }
        rig.surface.overrun(now: rig.now)
      case 10 where pick(3) == 0:
        let mapping = try mapping(Keys.text(RandomLayersTests.layers, sections: "pages: {knobs: [eq, dynamics]}"))
        rig.surface.remap(to: mapping, view: rig.view, now: rig.now)
      default: break
      }
      return true
    }

    private mutating func bankStep() {
      let note = pick(4)
      rig.press(0x2E + UInt8(note))
      let isMore = model.start + 8 < model.strips(rig).count
      switch note {
      case 0: model.start = max(0, model.start - 8)
      case 1: model.start += isMore ? 8 : 0
      case 2: model.start = max(0, model.start - 1)
      default: model.start += isMore ? 1 : 0
      }
    }

    private mutating func hand(_ fader: Int) {
      if held.contains(fader) {
        if pick(3) > 0 { rig.receive(rig.move(fader, to: pick(1024))) }
        rig.receive(rig.release(fader))
        held.remove(fader)
      } else {
        rig.receive(rig.touch(fader))
        held.insert(fader)
        for _ in 0..<pick(4) { rig.receive(rig.move(fader, to: pick(1024))) }
      }
    }

    private mutating func remote() {
      let items: [Item] = [.fader, .pan, .mute, .solo, .dca, .auxLevel, .fxLevel, .eqOn, .compOn]
      for _ in 0..<20 {
        let strip = rig.catalogue.layout.strips[pick(rig.catalogue.layout.strips.count)]
        let parameter = Parameter(strip, items[pick(items.count)], pick(4))
        guard let spec = rig.catalogue.spec(of: parameter), rig.catalogue.contains(parameter) else { continue }
        rig.put(parameter, spec.clamped(spec.value(at: Float(pick(1000)) / 999)))
      }
      if pick(2) == 0 { rig.surface.discontinuity() }
    }

    mutating func end() {
      for fader in held { rig.receive(rig.release(fader)) }
      held = []
      rig.run(milliseconds: 4000)
      model.stay(rig)
    }
  }

  @Test(arguments: 1...12) func `whatever is pressed, the device shows the desk, and nothing moves by itself`(
    seed: UInt64
  )
    throws
  {
    var world = try World(seed: seed)
    for _ in 0..<150 {
      world.rig.wake()
      let before = world.rig.view.state
      let isSilent = try world.step()
      if isSilent { #expect(world.rig.view.state == before, "seed \(seed)") }
      world.rig.run(milliseconds: [0, 1, 4, 30, 200][world.pick(5)])
      world.model.stay(world.rig)
    }
    world.end()
    let (rig, model, note) = (world.rig, world.model, "seed \(seed)")
    #expect(rig.device.foughtHands == 0 && rig.device.wrongBytes == 0 && rig.device.lost == 0, "\(note)")
    #expect(rig.surface.bankStart == model.start && rig.surface.selected == model.selected, "\(note)")
    let strips = model.strips(rig)
    for place in 0..<8 {
      let position = model.fader(place, rig).map { self.position($0, rig) } ?? 0
      #expect(abs(rig.motor(place + 1) - position) <= 0.51 / 1023, "\(note) fader \(place + 1)")
      let strip = model.start + place < strips.count ? strips[model.start + place] : nil
      let isMuted = strip.map { rig[Parameter($0, .mute)] > 0.5 } ?? false
      #expect(rig.isLit(0x08 + place) == (strip.map { isOn(.solo, $0, rig) } ?? false), "\(note) solo \(place + 1)")
      #expect(rig.isLit(0x10 + place) == isMuted, "\(note) mute \(place + 1)")
      #expect(rig.isLit(0x18 + place) == (strip == model.selected), "\(note) select \(place + 1)")
    }
    for number in 1...4 { #expect(rig.isLit(0x3F + number) == (model.run == .dca(number)), "\(note) DCA \(number)") }
    #expect(rig.isLit(0x3E) == (model.run == .aux) && rig.isLit(0x3F) == (model.run == .group), "\(note)")
    #expect(rig.isLit(0x32) == model.isFlipped && rig.isLit(0x33) == model.hasSends, "\(note)")
    #expect(rig.isLit(0x2C) == (model.page == 1) && rig.isLit(0x2B) == (model.page == 2), "\(note)")
    #expect(rig.isLit(0x62) == (model.bus > 0) && rig.isLit(0x63) == (model.bus < 5), "\(note)")
    let page: Item? = [nil, .eqOn, .compOn][model.page]
    #expect(rig.isLit(0x00) == (page.map { isOn($0, model.selected, rig) } ?? false), "\(note)")
  }

  private func isOn(_ item: Item, _ strip: StripID, _ rig: Rig) -> Bool {
    rig.catalogue.contains(Parameter(strip, item)) && rig[Parameter(strip, item)] > 0.5
  }

  /// The X32 law once more, written down independently; pan is linear.
  private func position(_ parameter: Parameter, _ rig: Rig) -> Float {
    let value = rig[parameter]
    if parameter.item == .pan { return (value + 100) / 200 }
    switch value {
    case ..<(-60): return (value + 90) / 480
    case ..<(-30): return (value + 70) / 160
    case ..<(-10): return (value + 50) / 80
    default: return (value + 30) / 40
    }
  }
}
