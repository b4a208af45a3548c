import Mixer
import Testing

@testable import Surface

/// Banks through every kind of strip that has a fader.
@Suite struct BankTests {
  @Test func `a bank runs through channels, groups, auxes, effects and DCAs unless the file says otherwise`() throws {
    let rig = try Rig(Fixture.motor, layout: Layout())
    #expect(
      rig.surface.bankStrips
        == rig.catalogue.layout.strips.filter { [.channel, .group, .aux, .effect, .dca].contains($0.kind) })
    #expect(rig.surface.bankStrips.prefix(33).last == .group(1) && rig.surface.bankStrips.last == StripID(.dca, 7))
  }

  @Test func `strips without pan, meter or polarity have the rest, and nothing where they have nothing`() throws {
    var rig = try Rig(Fixture.motor, layout: Layout(channels: 8, groups: 0))
    rig.connect()
    // Channels, auxes, four effects and four DCAs.
    for _ in 0..<2 { rig.receive("90 2F 7F 90 2F 00") }
    rig.run(milliseconds: 2000)
    rig.view.meters = rig.view.meters.map { _ in -3 }
    rig.receive("90 6C 7F E4 00 40 90 6C 00")
    #expect(
      rig.actions.contains {
        if case .set(let parameter, _) = $0 { parameter == Parameter(StripID(.dca, 0), .fader) } else { false }
      })
    // Mute and the select key of the fifth strip, its encoder, its polarity with shift.
    rig.actions = []
    rig.receive("90 14 7F 90 14 00 90 1C 7F 90 1C 00")
    #expect(rig.actions == [.toggle(Parameter(StripID(.dca, 0), .mute))])
    #expect(rig.surface.selected == StripID(.dca, 0))
    rig.actions = []
    rig.receive("B0 14 01")
    rig.receive("90 46 7F 90 14 7F 90 14 00 90 46 00")
    #expect(rig.actions.isEmpty)
    rig.run(milliseconds: 3000)
  }

  @Test func `the light of clear solo is on whatever kind of strip is soloed`() throws {
    for path in ["ch/2/solo", "group/1/solo", "aux/1/solo", "fx/1/solo", "dca/1/solo"] {
      var rig = try Rig(
        """
        name: One
        match: [{client: "One"}]
        controls: {a: {kind: button, message: 90 01 vv}}
        layers: {mix: {a: clear solo}}
        """, layout: Layout())
      rig.connect()
      try rig.set(path, 1)
      #expect(rig.sent() == ["90 01 7F"], "\(path)")
      #expect(rig.receive("90 01 7F") == [.clearSolo])
    }
  }
}
