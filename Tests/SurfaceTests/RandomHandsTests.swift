import Mixer
import Testing
import VirtualDevice

@testable import Surface

/// Hands, remotes, banks, recalls and cables at random; at the end the device shows the desk.
@Suite struct RandomHandsTests {
  /// How makers differ.
  enum Make: CaseIterable {
    case usual, unfelt, noteOff, answering, wholeRange

    fileprivate var options: VirtualDevice.Options {
      switch self {
      case .usual: .init(drain: 12_000)
      case .unfelt: .init(drain: 12_000, feelsTouch: false)
      case .noteOff: .init(drain: 12_000, sendsNoteOff: true)
      case .answering: .init(drain: 12_000, answers: true)
      case .wholeRange: .init(drain: 12_000, fullScale: 16_383)
      }
    }

    fileprivate var mapping: String {
      switch self {
      case .unfelt:
        Fixture.motor.replacing(
          "fader[1-9]: {echo: release}",
          with: "fader[1-9]: ~\n  slide[1-9]: {kind: fader, message: E0+i ll mm, max: 16368, bits: 10, hold: 250}"
        ).replacing(" fader[1-8]:", with: " slide[1-8]:").replacing(" fader[9]:", with: " slide[9]:")
      case .wholeRange: Fixture.motor.replacing("echo: release", with: "echo: release, max: 16383")
      default: Fixture.motor
      }
    }
  }

  /// The user and the rest of the world, with a memory of their own of what the surface should be doing.
  private struct World {
    var rig: Rig
    var random: Random
    var held: Set<Int> = []
    var bank = 0
    var isFlipped = false
    var selected = 0
    let strips = 20

    init(_ make: Make, seed: UInt64) throws {
      random = Random(seed: seed)
      rig = try Rig(make.mapping, channels: 16, groups: 4, make.options)
      rig.connect()
    }

    func strip(_ place: Int) -> StripID { place < 16 ? .channel(place + 1) : .group(place - 15) }

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    mutating func press(_ note: UInt8) {
      rig.receive([MIDIMessage([0x90, note, 0x7F])])
      rig.receive([MIDIMessage([0x90, note, 0x00])])
    }

    mutating func step() {
      switch pick(16) {
      case 0...3: hand(pick(9))
      case 4: remote()
      case 5: press(0x10 + UInt8(pick(8)))
      case 6: select(pick(8))
      case 7: bankStep()
      case 8:
        press(0x32)
        isFlipped.toggle()
      case 9: rig.receive([MIDIMessage([0xB0, 0x10 + UInt8(pick(8)), [1, 7, 0x41, 0x47][pick(4)]])])
      case 10: recall()
      case 11 where pick(4) == 0: replug()
      case 12 where pick(4) == 0: overrun()
      case 13: rig.view.state.names[pick(strips)] = ["", "Vox", "Kick drum", "Ärger"][pick(4)]
      case 14: rig.view.currentSnapshot = pick(20) + 1
      default: break
      }
      rig.run(milliseconds: [0, 1, 4, 30, 200][pick(5)])
    }

    private mutating func hand(_ fader: Int) {
      if held.contains(fader) {
        if pick(3) > 0 { rig.receive(rig.move(fader, to: pick(1024))) }
        rig.receive(rig.release(fader))
        held.remove(fader)
        // The last position may arrive after the release.
        if pick(4) == 0 { rig.receive(rig.move(fader, to: pick(1024))) }
      } else {
        rig.receive(rig.touch(fader))
        held.insert(fader)
        for _ in 0..<pick(5) { rig.receive(rig.move(fader, to: pick(1024))) }
      }
    }

    private mutating func remote() {
      let parameter = Parameter(strip(pick(strips)), [.fader, .pan, .mute, .solo, .color][pick(5)])
      let spec = rig.catalogue.spec(of: parameter)!
      rig.put(parameter, spec.clamped(spec.value(at: Float(pick(1000)) / 999)))
    }

    private mutating func select(_ place: Int) {
      press(0x18 + UInt8(place))
      if bank + place < strips { selected = bank + place }
    }

    private mutating func bankStep() {
      let note = pick(4)
      press(0x2E + UInt8(note))
      switch note {
      case 0: bank = max(0, bank - 8)
      case 1: bank += bank + 8 < strips ? 8 : 0
      case 2: bank = max(0, bank - 1)
      default: bank += bank + 8 < strips ? 1 : 0
      }
    }

    private mutating func recall() {
      for place in 0..<strips {
        for item in [Item.fader, .pan, .mute] {
          let parameter = Parameter(strip(place), item)
          if rig.surface.isTouched(parameter) { continue }
          let spec = rig.catalogue.spec(of: parameter)!
          rig.put(parameter, spec.clamped(spec.value(at: Float(pick(1000)) / 999)))
        }
      }
      rig.surface.discontinuity()
    }

    private mutating func replug() {
      held = []
      rig.device.replug()
      rig.now += UInt64(pick(2000)) * millisecond
      rig.surface.connected(now: rig.now)
    }

    /// Some of what was sent never arrived, and some of what the hands did was never heard.
    private mutating func overrun() {
      for fader in held { _ = rig.release(fader) }
      held = []
      for note in rig.device.lights.keys where pick(2) == 0 { rig.device.lights[note] = pick(2) * 127 }
      rig.device.faders[pick(9)].position = pick(1024) << 4
      rig.surface.overrun(now: rig.now)
    }

    mutating func end() {
      for fader in held { rig.receive(rig.release(fader)) }
      held = []
      rig.run(milliseconds: 4000)
    }
  }

  @Test(arguments: Make.allCases, 1...6) func `whatever happens, the device shows the desk in the end`(
    make: Make, seed: UInt64
  ) throws {
    var world = try World(make, seed: seed)
    for _ in 0..<120 { world.step() }
    world.end()
    let rig = world.rig
    let note = "\(make), seed \(seed)"
    let top = Float(make.options.fullScale)
    #expect(rig.device.foughtHands == 0, "\(note)")
    #expect(rig.device.noteOffs == 0 && rig.device.wrongBytes == 0 && rig.device.lost == 0, "\(note)")
    #expect(rig.surface.bankStart == world.bank, "\(note)")
    for place in 0..<8 where world.bank + place < world.strips {
      let strip = world.strip(world.bank + place)
      let fader = world.isFlipped ? rig[Parameter(strip, .pan)] : rig[Parameter(strip, .fader)]
      let position = world.isFlipped ? (fader + 100) / 200 : law(fader)
      // Half a step of ten bits, and a little for rounding.
      #expect(abs(Float(rig.device.faders[place].position) / top - position) <= 0.51 / 1023, "\(note) \(strip.path)")
      #expect(
        rig.device.lights[0x10 + place] == (rig[Parameter(strip, .mute)] > 0.5 ? 0x7F : 0), "\(note) \(strip.path)")
      #expect(
        rig.device.lights[0x08 + place] == (rig[Parameter(strip, .solo)] > 0.5 ? 0x7F : 0), "\(note) \(strip.path)")
      #expect(rig.device.lights[0x18 + place] == (world.selected == world.bank + place ? 0x7F : 0), "\(note)")
      let color = Int(rig[Parameter(strip, .color)])
      #expect(rig.device.colors[place] == (color == 0 ? 7 : UInt8(color)), "\(note) \(strip.path)")
      let name =
        rig.view.state.label(of: strip, in: rig.catalogue) == "Ärger"
        ? "Arger" : rig.view.state.label(of: strip, in: rig.catalogue)
      let shown = String((name + "       ").prefix(7))
      #expect(rig.device.text(strip: place, line: 0) == shown, "\(note) \(strip.path)")
      if !world.isFlipped {
        let dot = Int(((rig[Parameter(strip, .pan)] + 100) / 20).rounded()) + 1
        #expect((rig.device.controlLights[0x30 + place] ?? -1) & 0x3F == dot, "\(note) \(strip.path)")
      }
    }
    for place in 0..<8 where world.bank + place >= world.strips {
      #expect(rig.device.faders[place].position == 0 && rig.device.colors[place] == 0, "\(note)")
    }
    #expect(
      abs(Float(rig.device.faders[8].position) / top - law(rig[Parameter(.main, .fader)])) <= 0.51 / 1023, "\(note)")
    if let number = rig.view.currentSnapshot {
      #expect(rig.device.digits == [0x4B: 0x30 + number / 10, 0x4A: 0x30 + number % 10], "\(note)")
    }
  }

  /// The X32 law once more, written down independently: dB to position.
  private func law(_ decibel: Float) -> Float {
    switch decibel {
    case ..<(-60): (decibel + 90) / 480
    case ..<(-30): (decibel + 70) / 160
    case ..<(-10): (decibel + 50) / 80
    default: (decibel + 30) / 40
    }
  }

  /// Sliders without motors: a level moves only to where the hand is, and only after the hand has crossed it.
  @Test(arguments: 1...12) func `a slider without motor never takes a level that it has not crossed`(seed: UInt64)
    throws
  {
    var random = Random(seed: seed)
    var rig = try Rig(Fixture.plain)
    rig.connect()
    var stood: [Int: Int] = [:]
    var lead: Set<Int> = []
    var bank = 0
    for _ in 0..<400 {
      switch Int.random(in: 0..<12, using: &random) {
      case 0:
        let right = Bool.random(using: &random)
        rig.receive(right ? "B0 3B 7F B0 3B 00" : "B0 3A 7F B0 3A 00")
        bank = right ? (bank + 8 < 40 ? bank + 8 : bank) : max(0, bank - 8)
        lead = []
      case 1:
        try rig.set("ch/\(Int.random(in: 1...32, using: &random))/fader", Float.random(in: -90...10, using: &random))
      case 2 where Int.random(in: 0..<6, using: &random) == 0:
        rig.device.replug()
        rig.surface.connected(now: rig.now)
        stood = [:]
        lead = []
      default:
        let slider = Int.random(in: 0..<8, using: &random)
        let raw = Int.random(in: 0...127, using: &random)
        let parameter = Parameter(bank + slider < 32 ? .channel(bank + slider + 1) : .group(bank + slider - 31), .fader)
        let before = rig[parameter]
        let goal = law(before) * 127
        let actions = rig.receive([MIDIMessage([0xB0, UInt8(slider), UInt8(raw)])])
        let crossed =
          abs(Float(raw) - goal) <= 0.5
          || stood[slider].map { abs(Float($0) - goal) <= 0.5 || (Float($0) < goal) != (Float(raw) < goal) } ?? false
        if !actions.isEmpty {
          #expect(crossed || lead.contains(slider), "seed \(seed)")
          #expect(abs(law(rig[parameter]) * 127 - Float(raw)) < 0.01, "seed \(seed)")
          lead.insert(slider)
        } else {
          #expect(!crossed || abs(Float(raw) - goal) <= 0.51, "seed \(seed): a crossing was not heard")
        }
        stood[slider] = raw
      }
    }
  }
}
