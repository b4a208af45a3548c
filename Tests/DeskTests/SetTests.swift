import Mixer
import Testing

@testable import Desk

@Suite struct SetTests {
  @Test func `a value outside the range is clamped and a change is told once`() {
    var desk = desk()
    #expect(desk.lines(desk.put("ch/1/fader", 40)) == ["ch/1/fader 10.00 dB"])
    #expect(desk.put("ch/1/fader", 10).isEmpty)
    #expect(desk.put("ch/1/fader", .nan).map(\.value) == [-90])
    #expect(desk.put("ch/1/mute", 0.7).map(\.value) == [1])
  }

  @Test func `a parameter that this desk does not have changes nothing`() {
    var desk = desk(channels: 2)
    #expect(desk.set(Parameter(.channel(3), .fader), to: 0, by: .client).isEmpty)
    #expect(desk.set(Parameter(.main, .trim), to: 0, by: .client).isEmpty)
  }

  @Test func `a strip is named once, and a bad name is refused`() throws {
    var desk = desk()
    let renaming = try desk.rename(.channel(1), to: " Kick ", by: .client)
    #expect(renaming == Renaming(.channel(1), "Kick", by: .client))
    #expect(try desk.rename(.channel(1), to: "Kick", by: .client) == nil)
    #expect(throws: Refusal.self) { try desk.rename(.channel(1), to: "a/b", by: .client) }
    #expect(throws: Refusal.self) { try desk.rename(.channel(9), to: "x", by: .client) }
  }

  @Test func `linking gives the settings of the channel it is set on to its neighbour, except trim and polarity`() {
    var desk = desk()
    desk.put("ch/4/fader", -6)
    desk.put("ch/4/trim", 3)
    desk.put("ch/4/polarity", 1)
    desk.put("ch/4/group/2", 1)
    desk.put("ch/4/pan", 100)
    let changes = desk.put("ch/4/link", 1)
    #expect(
      desk.lines(changes) == [
        "ch/4/link on", "ch/3/link on", "ch/3/fader -6.00 dB", "ch/4/pan 0.0 %", "ch/3/group/2 on",
      ])
    #expect(desk["ch/3/trim"] == 0)
    #expect(desk["ch/3/polarity"] == 0)
  }

  @Test func `a linked pair moves together whichever side is moved`() {
    var desk = desk()
    desk.put("ch/1/link", 1)
    #expect(desk.lines(desk.put("ch/2/fader", 0)) == ["ch/2/fader 0.00 dB", "ch/1/fader 0.00 dB"])
    #expect(desk.lines(desk.put("ch/1/solo", 1)) == ["ch/1/solo on", "ch/2/solo on"])
    #expect(desk.lines(desk.put("ch/1/trim", 2)) == ["ch/1/trim 2.00 dB"])
    #expect(desk.lines(desk.put("ch/3/fader", 0)) == ["ch/3/fader 0.00 dB"])
  }

  @Test func `parting a pair pans its sides apart, so that it sounds as before`() {
    var desk = desk()
    desk.put("ch/1/link", 1)
    #expect(
      desk.lines(desk.put("ch/2/link", 0)) == [
        "ch/2/link off", "ch/1/link off", "ch/2/pan 100.0 %", "ch/1/pan -100.0 %",
      ])
  }

  @Test func `the last channel of an odd desk has no neighbour to be linked to`() {
    var desk = desk(channels: 3)
    #expect(desk.put("ch/3/link", 1).isEmpty)
    #expect(desk["ch/3/link"] == 0)
  }

  @Test func `random moves never leave a linked pair unequal`() {
    for seed in UInt64(1)...40 {
      var random = Seeded(seed)
      var desk = desk(channels: 5, groups: 1)
      for _ in 0..<100 {
        let parameter = desk.catalogue.parameters.randomElement(using: &random)!
        _ = desk.set(parameter, to: .random(in: -100...100, using: &random), by: .client)
      }
      #expect(desk.pairsAreEqual, "seed \(seed)")
    }
  }
}
