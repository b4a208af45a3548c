import Mixer
import Testing

@testable import Desk

@Suite struct EditTests {
  private func copy(
    _ desk: inout Desk, _ from: String, _ to: String..., blocks: Set<Block> = Block.usual,
    held: (Parameter) -> Bool = { _ in false }
  ) -> Recall {
    desk.copy(desk.strip(from), to: to.map { desk.strip($0) }, blocks, held: held)
  }

  @Test func `every item that a snapshot holds belongs to a block, but for the link`() {
    for kind in StripKind.allCases {
      for spec in Catalogue.specs(of: kind) where spec.inSnapshot && spec.item != .link {
        #expect(spec.item.block != nil, "\(kind.word) \(spec.pattern)")
      }
    }
  }

  @Test func `a copied channel is as the other one, but for name, colour, link and solo`() throws {
    for seed in UInt64(1)...20 {
      var random = Seeded(seed)
      var desk = desk(channels: 4)
      desk = Desk(catalogue: desk.catalogue, state: desk.randomState(&random))
      desk.put("ch/1/link", 0)
      desk.put("ch/3/link", 0)
      let before = desk.state
      let answer = copy(&desk, "ch/1", "ch/3")
      #expect(answer.verdict == .recalled)
      for address in desk.catalogue.addresses(of: .channel(3)) {
        guard case .value(let parameter) = address else { continue }
        let source = Parameter(.channel(1), parameter.item, Int(parameter.which))
        let stays = [.color, .link, .solo].contains(parameter.item)
        let wanted = stays ? before.value(of: parameter, in: desk.catalogue) : desk.value(of: source)
        #expect(desk.value(of: parameter) == wanted, "\(desk.catalogue.path(of: parameter))")
      }
      #expect(desk.state.names == before.names)
      // Nothing else has moved, and undo takes all of it back at once.
      #expect(answer.batch.changes.allSatisfy { $0.parameter.strip == .channel(3) && $0.origin == .client })
      if answer.batch.isEmpty { continue }
      _ = desk.undo()
      #expect(desk.state == before, "seed \(seed)")
      _ = desk.redo()
      #expect(desk.value(of: Parameter(.channel(3), .trim)) == desk.value(of: Parameter(.channel(1), .trim)))
    }
  }

  @Test func `only the blocks that are asked for are copied`() {
    var desk = desk()
    desk.put("ch/1/trim", 3)
    desk.put("ch/1/eq/2/gain", 4)
    desk.put("ch/1/comp/on", 1)
    desk.put("ch/1/send/aux/1/level", -5)
    let answer = copy(&desk, "ch/1", "ch/2", "ch/4", blocks: [.eq, .sends])
    #expect(
      desk.lines(answer.batch.changes) == [
        "ch/2/eq/2/gain 4.00 dB", "ch/2/send/aux/1/level -5.00 dB", "ch/4/eq/2/gain 4.00 dB",
        "ch/4/send/aux/1/level -5.00 dB",
      ])
  }

  @Test func `a name and a colour come along when they are asked for`() throws {
    var desk = desk()
    _ = try desk.rename(.channel(1), to: "Kick", by: .client)
    desk.put("ch/1/color", 1)
    let before = desk.state
    let answer = copy(&desk, "ch/1", "group/1", blocks: [.name])
    #expect(answer.batch.renamings == [Renaming(.group(1), "Kick", by: .client)])
    #expect(desk["group/1/color"] == 1)
    _ = desk.undo()
    #expect(desk.state == before)
  }

  @Test func `strips of different kinds share what both have, and bands by their number`() {
    var desk = desk()
    for band in 1...6 { desk.put("group/1/eq/\(band)/gain", Float(band)) }
    desk.put("group/1/comp/threshold", -30)
    _ = copy(&desk, "group/1", "main")
    _ = copy(&desk, "group/1", "ch/1", blocks: [.eq])
    for band in 1...6 { #expect(desk["main/eq/\(band)/gain"] == Float(band)) }
    for band in 1...4 { #expect(desk["ch/1/eq/\(band)/gain"] == Float(band)) }
    #expect(desk["main/comp/threshold"] == -30)
    #expect(desk["ch/1/comp/threshold"] == -20)
    let refused = copy(&desk, "dca/1", "ch/1", blocks: [.eq])
    #expect(refused.verdict == .refused("ch/1 has nothing of what is copied from dca/1"))
    #expect(copy(&desk, "ch/1", "ch/1").verdict == .refused("ch/1 would be copied to itself only"))
  }

  @Test func `the partner of a linked target follows, and a pair never comes out unequal`() {
    var desk = desk()
    desk.put("ch/3/link", 1)
    desk.put("ch/1/fader", -6)
    desk.put("ch/1/trim", 5)
    desk.put("ch/1/pan", 40)
    let before = desk.state
    _ = copy(&desk, "ch/1", "ch/4")
    #expect(desk["ch/3/fader"] == -6 && desk["ch/4/fader"] == -6)
    #expect(desk["ch/3/pan"] == 40)
    #expect(desk["ch/4/trim"] == 5 && desk["ch/3/trim"] == 0)
    #expect(desk.pairsAreEqual)
    _ = desk.undo()
    #expect(desk.state == before)
  }

  @Test func `what a hand holds stays, on both sides of a pair, and is listed`() {
    var desk = desk()
    desk.put("ch/3/link", 1)
    desk.put("ch/1/fader", -6)
    desk.put("ch/1/mute", 1)
    let held = desk.parameter("ch/3/fader")
    let answer = copy(&desk, "ch/1", "ch/4", blocks: [.mix]) { $0 == held }
    #expect(answer.verdict == .partly)
    #expect(desk.keptLines(answer) == ["ch/3/fader held", "ch/4/fader held"])
    #expect(desk["ch/3/mute"] == 1)
  }

  @Test func `a reset strip is a new one, but for name, link and what snapshots do not hold`() {
    for seed in UInt64(1)...20 {
      var random = Seeded(seed)
      var desk = desk(channels: 4)
      let new = desk.state
      desk = Desk(catalogue: desk.catalogue, state: desk.randomState(&random))
      desk.put("ch/1/link", 0)
      let before = desk.state
      for strip in desk.catalogue.layout.strips where strip.kind != .monitor && strip.kind != .talkback {
        _ = desk.reset([strip])
        for address in desk.catalogue.addresses(of: strip) {
          guard case .value(let parameter) = address, let index = desk.catalogue.index(of: parameter) else { continue }
          let spec = desk.catalogue.spec(at: index)
          let stays = !spec.inSnapshot || parameter.item == .link || parameter.item == .color
          #expect(desk.state.values[index] == (stays ? before : new).values[index], "\(spec.pattern)")
        }
      }
      #expect(desk.state.names == before.names)
      while desk.undoDepth.undo > 0 { _ = desk.undo() }
      #expect(desk.state == before, "seed \(seed)")
    }
  }

  @Test func `bands are reset to their own defaults`() {
    var desk = desk()
    desk.put("ch/1/eq/3/frequency", 440)
    desk.put("ch/1/fader", 0)
    #expect(
      desk.lines(desk.reset([.channel(1)], [.eq]).batch.changes) == ["ch/1/eq/3/frequency 2000.0 Hz"])
    #expect(desk["ch/1/fader"] == 0)
    #expect(desk.reset([.monitor]).verdict == .refused("monitor has nothing that is reset"))
  }

  @Test func `every solo is cleared, those of DCAs too`() {
    var desk = desk()
    let paths = ["ch/2/solo", "group/1/solo", "aux/1/solo", "fx/1/solo", "dca/2/solo"]
    for path in paths { desk.put(path, 1) }
    #expect(desk.lines(desk.clearSolo(by: .client)) == paths.map { "\($0) off" })
  }
}

@Suite struct TapTests {
  private let range: ClosedRange<Float> = 40...240

  private func tempos(_ milliseconds: [UInt64]) -> [Float?] {
    var taps = TapTempo()
    return milliseconds.map { taps.tap(0, now: $0 * 1_000_000, in: range) }
  }

  @Test func `two taps make a tempo, and the mean of the last four intervals counts`() {
    #expect(tempos([1000, 1500]) == [nil, 120])
    // 500, 500, 500, 500, then 600: the first interval is forgotten.
    let later = tempos([1000, 1500, 2000, 2500, 3000, 3600]).last ?? nil
    #expect(abs((later ?? 0) - 60_000 / 525) < 0.01)
  }

  @Test func `after two seconds a new row begins`() {
    #expect(tempos([1000, 1500, 3500, 5501, 6001]) == [nil, 120, 48, nil, 120])
  }

  @Test func `a tempo outside the range is folded by octaves, and a tap at the same instant is none`() {
    #expect(tempos([0, 2000]) == [nil, 60])
    #expect(tempos([0, 200]) == [nil, 150])
    #expect(tempos([5, 5, 505]) == [nil, nil, 120])
  }

  @Test func `each effect has a row of its own, and the tempo of the desk follows`() {
    var desk = Desk(catalogue: Catalogue(layout: layout(effects: 2)))
    #expect(desk.tap(StripID(.effect, 0), now: second, by: .client).tempo == nil)
    #expect(desk.tap(StripID(.effect, 1), now: second + second / 4, by: .client).tempo == nil)
    let (tempo, changes) = desk.tap(StripID(.effect, 0), now: 2 * second, by: .client)
    #expect(tempo == 60)
    #expect(desk.lines(changes) == ["fx/1/delay/tempo 60.0 bpm"])
    #expect(desk["fx/2/delay/tempo"] == 120)
    #expect(desk.tap(.main, now: 0, by: .client).tempo == nil)
  }
}
