import Mixer
import Testing

@testable import Surface

/// What a slider without motor does to a value that stands somewhere else, in each of the four ways. Pan is linear, so that
/// positions can be told from values: position 0.5 is 0, 127 steps from -100 to 100.
@Suite struct TakeoverModeTests {
  private static func text(_ takeover: String) -> String {
    """
    name: Sliders
    match: [{client: Sliders}]
    controls:
      slider[1-8]: {kind: fader, receive: B0 00+i vv}
      b[1-8]: {kind: button, message: B0 40+i vv}
      right: {kind: button, receive: B0 3B vv}
      left: {kind: button, receive: B0 3A vv}
      flip: {kind: button, receive: B0 3C vv}
    takeover: \(takeover)
    layers:
      mix:
        slider[1-8]: bank[n]/pan
        b[1-8]: {led: "takeover slider[n]"}
        left: bank previous
        right: bank next
        flip: layer other
      other:
        takeover: jump
        slider[1-7]: bank[n]/fader
        slider[8]: {move: main/fader, takeover: relative}
    """
  }

  private func rig(_ takeover: String, pan position: Float) throws -> Rig {
    var rig = try Rig(TakeoverModeTests.text(takeover))
    try rig.set("ch/1/pan", position * 200 - 100)
    rig.connect()
    return rig
  }

  private func position(_ rig: Rig) throws -> Float { (try rig.value("ch/1/pan") + 100) / 200 }

  private func move(_ rig: inout Rig, to raw: Int) { rig.receive([MIDIMessage([0xB0, 0, UInt8(raw)])]) }

  @Test func `jump sets the value at once to where the hand is`() throws {
    var rig = try rig("jump", pan: 0.9)
    move(&rig, to: 20)
    #expect(abs(try position(rig) - 20 / 127) < 1e-5)
    rig.run(milliseconds: 1000)
    #expect(rig.device.controlLights[0x40] == 0)
  }

  @Test func `pickup waits for a crossing and then moves by no more than the hand`() throws {
    var rig = try rig("pickup", pan: 0.5)
    move(&rig, to: 20)
    move(&rig, to: 40)
    #expect(try position(rig) == 0.5)
    move(&rig, to: 80)
    #expect(abs(try position(rig) - 80 / 127) < 1e-5)
  }

  @Test func `scale brings hand and value together at the end of the travel`() throws {
    var rig = try rig("scale", pan: 0.6)
    move(&rig, to: 20)
    #expect(try position(rig) == 0.6)
    // Half of the way that the hand has left upwards, so half of what the value has.
    move(&rig, to: 20 + 107 / 2)
    #expect(abs(try position(rig) - (0.6 + 0.4 * 53 / 107)) < 1e-4)
    move(&rig, to: 127)
    #expect(try rig.value("ch/1/pan") == 100)
    // Together from here on.
    move(&rig, to: 30)
    #expect(abs(try position(rig) - 30 / 127) < 1e-4)
  }

  @Test func `scale downwards from above meets the value at the bottom`() throws {
    var rig = try rig("scale", pan: 0.25)
    move(&rig, to: 127)
    #expect(try position(rig) == 0.25)
    for raw in stride(from: 120, through: 0, by: -10) {
      move(&rig, to: raw)
      #expect(abs(try position(rig) - 0.25 * Float(raw) / 127) < 1e-3)
    }
    #expect(try rig.value("ch/1/pan") == -100)
  }

  @Test func `scale away from the value moves it by as much as the hand, never by more`() throws {
    var rig = try rig("scale", pan: 0.8)
    move(&rig, to: 20)
    move(&rig, to: 10)
    #expect(abs(try position(rig) - (0.8 - 10 / 127)) < 1e-4)
  }

  @Test func `scale shows which way to go until hand and value have met`() throws {
    var rig = try rig("scale", pan: 0.6)
    move(&rig, to: 20)
    rig.run(milliseconds: 2000)
    let before = rig.log.count
    rig.run(milliseconds: 4000)
    #expect((8...12).contains(rig.log[before...].count))
    move(&rig, to: 127)
    rig.run(milliseconds: 1000)
    #expect(rig.device.controlLights[0x40] == 0)
  }

  @Test func `relative moves the value by as much as the hand, wherever both are`() throws {
    var rig = try rig("relative", pan: 0.9)
    move(&rig, to: 20)
    #expect(try position(rig) == Float(0.9))
    move(&rig, to: 30)
    #expect(abs(try position(rig) - (0.9 + 10 / 127)) < 1e-4)
    // At the end the value waits and comes back at once.
    move(&rig, to: 60)
    #expect(try rig.value("ch/1/pan") == 100)
    move(&rig, to: 50)
    #expect(abs(try position(rig) - (1 - 10 / 127)) < 1e-4)
  }

  @Test func `small movements add up where a value is whole`() throws {
    var rig = try Rig(
      """
      name: List
      match: [{client: List}]
      controls: {"slider[1]": {kind: fader, receive: B0 00+i vv, takeover: relative}}
      layers: {mix: {"slider[1]": monitor/solo}}
      """)
    rig.connect()
    for raw in 0...127 { move(&rig, to: raw) }
    #expect(try rig.value("monitor/solo") == 2)
  }

  @Test func `a line wins over its layer, a layer over the control, a control over the file`() throws {
    let mapping = try mapping(
      TakeoverModeTests.text("scale").replacing(
        "slider[1-8]: {kind: fader, receive: B0 00+i vv}",
        with: "slider[1-8]: {kind: fader, receive: B0 00+i vv, takeover: pickup}"))
    let slider = mapping.controls.firstIndex { $0.name == "slider[8]" } ?? 0
    #expect(mapping.layers[0].assignments[slider]?.takeover == .pickup)
    #expect(mapping.layers[1].assignments[slider]?.takeover == .relative)
    #expect(mapping.layers[1].assignments[slider - 1]?.takeover == .jump)
    let other = try sliders("scale")
    #expect(other.layers[0].assignments[slider]?.takeover == .scale)
  }

  private func sliders(_ takeover: String) throws -> Mapping {
    try Mapping.load(text: TakeoverModeTests.text(takeover), file: "sliders.yaml")
  }

  /// Hands, banks, layers, remotes, recalls, replugs and lost messages at random.
  @Test(arguments: ["pickup", "scale", "relative"], 1...8)
  func `a level moves only by a hand, and never by more than the hand`(takeover: String, seed: UInt64) throws {
    var random = Random(seed: seed)
    var rig = try rig(takeover, pan: 0.3)
    var hands: [Int: Int] = [:]
    for _ in 0..<500 {
      let before = rig.view.state.values
      var moved: (slider: Int, travel: Float)?
      switch Int.random(in: 0..<16, using: &random) {
      case 0: rig.receive(Bool.random(using: &random) ? "B0 3B 7F B0 3B 00" : "B0 3A 7F B0 3A 00")
      case 1:
        try rig.set("ch/\(Int.random(in: 1...32, using: &random))/pan", Float.random(in: -100...100, using: &random))
        continue
      case 2:
        for channel in 1...32 { try rig.set("ch/\(channel)/pan", Float.random(in: -100...100, using: &random)) }
        rig.surface.discontinuity()
        continue
      case 3 where Int.random(in: 0..<4, using: &random) == 0:
        rig.surface.connected(now: rig.now)
        hands = [:]
      case 4 where Int.random(in: 0..<4, using: &random) == 0:
        rig.surface.overrun(now: rig.now)
        hands = [:]
      default:
        let slider = Int.random(in: 0..<8, using: &random)
        let from = hands[slider] ?? Int.random(in: 0...127, using: &random)
        let to = min(max(from + Int.random(in: -25...25, using: &random), 0), 127)
        rig.receive([MIDIMessage([0xB0, UInt8(slider), UInt8(to)])])
        moved = (slider, hands[slider] == nil ? 0 : Float(abs(to - from)) / 127)
        hands[slider] = to
      }
      rig.run(milliseconds: 5)
      for place in before.indices where rig.view.state.values[place] != before[place] {
        let parameter = rig.catalogue.parameters[place]
        let hand = try #require(moved, "\(takeover) \(seed): \(rig.catalogue.path(of: parameter)) moved by itself")
        #expect(rig.surface.bankStrips[rig.surface.bankStart + hand.slider] == parameter.strip)
        let distance = abs(rig.view.state.values[place] - before[place]) / 200
        // Half a step is what the slider cannot tell.
        #expect(distance <= hand.travel + 0.5 / 127 + 1e-4, "\(takeover) \(seed)")
      }
    }
  }
}
