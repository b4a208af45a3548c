import Mixer
import Testing

@testable import Desk

@Suite struct RecallTests {
  @Test func `a recall brings back what a snapshot holds, as one batch in catalogue order`() throws {
    var desk = desk()
    let stored = desk.state
    desk.put("main/fader", -3)
    desk.put("ch/2/fader", 0)
    desk.put("ch/1/mute", 1)
    desk.put("ch/1/solo", 1)
    _ = try desk.rename(.channel(1), to: "Kick", by: .client)
    let recall = desk.recall(stored)
    #expect(recall.verdict == .recalled)
    #expect(desk.lines(recall.batch.changes) == ["ch/1/mute off", "ch/2/fader -inf dB", "main/fader 0.00 dB"])
    #expect(recall.batch.renamings == [Renaming(.channel(1), "", by: .recall)])
    #expect(desk["ch/1/solo"] == 1)
  }

  @Test func `what is safe or held stays and is listed`() throws {
    var desk = desk()
    let stored = desk.state
    for path in ["ch/1/trim", "ch/1/fader", "ch/2/fader", "main/fader"] { desk.put(path, 2) }
    let safes = try Scope(["main/**", "ch/1/trim", "ch/3/**"], on: desk)
    let held = desk.parameter("ch/2/fader")
    let recall = desk.recall(stored, safes: safes) { $0 == held }
    #expect(recall.verdict == .partly)
    #expect(desk.keptLines(recall) == ["ch/1/trim safe", "ch/2/fader held", "main/fader safe"])
    #expect(desk.lines(recall.batch.changes) == ["ch/1/fader -inf dB"])
  }

  @Test func `a recall that could move nothing is refused with the list`() throws {
    var desk = desk()
    let stored = desk.state
    desk.put("main/fader", 2)
    let recall = desk.recall(stored, safes: try Scope(["main/fader"], on: desk))
    #expect(recall.verdict == .refused("nothing was moved: the one difference is safe"))
    #expect(recall.kept.count == 1)
    #expect(desk.undoDepth.undo == 0)
  }

  @Test func `a snapshot of another desk and a scope without anything to recall are refused`() throws {
    var desk = desk()
    #expect(desk.recall(DeskState(catalogue: Catalogue(layout: Layout(channels: 3)))).isRefused)
    let scope = try Scope(["monitor/level"], on: desk)
    #expect(desk.recall(desk.state, scope: scope).verdict == .refused("the scope has nothing that a snapshot holds"))
  }

  @Test func `only what is in scope is touched`() throws {
    var desk = desk()
    let stored = desk.state
    desk.put("ch/1/fader", 0)
    desk.put("ch/1/mute", 1)
    desk.put("ch/2/mute", 1)
    let recall = desk.recall(stored, scope: try Scope(["ch/*/mute"], on: desk))
    #expect(recall.verdict == .recalled)
    #expect(desk.lines(recall.batch.changes) == ["ch/1/mute off", "ch/2/mute off"])
    #expect(desk["ch/1/fader"] == 0)
  }

  @Test func `a hand or a safe on one side of a linked pair keeps both sides, and scope takes both`() throws {
    var desk = desk()
    desk.put("ch/1/link", 1)
    let stored = desk.state
    desk.put("ch/1/fader", 0)
    let held = desk.parameter("ch/2/fader")
    #expect(desk.keptLines(desk.recall(stored) { $0 == held }) == ["ch/1/fader held", "ch/2/fader held"])
    let scoped = desk.recall(stored, scope: try Scope(["ch/2/fader"], on: desk))
    #expect(desk.lines(scoped.batch.changes) == ["ch/1/fader -inf dB", "ch/2/fader -inf dB"])
  }

  @Test func `a pair that would come out unequal is not linked`() throws {
    var desk = desk()
    let apart = desk.state
    desk.put("ch/1/link", 1)
    let linked = desk.state
    _ = desk.recall(apart)
    desk.put("ch/2/fader", 0)
    let recall = desk.recall(linked, scope: try Scope(["ch/1/link"], on: desk))
    #expect(recall.isRefused)
    #expect(desk.keptLines(recall) == ["ch/1/link pair unequal", "ch/2/link pair unequal"])
    #expect(desk.pairsAreEqual)
  }

  @Test func `a solo on one side does not keep a recall from linking`() {
    var desk = desk()
    let apart = desk.state
    desk.put("ch/1/link", 1)
    let linked = desk.state
    _ = desk.recall(apart)
    desk.put("ch/1/solo", 1)
    #expect(desk.recall(linked).verdict == .recalled)
    #expect(desk["ch/2/solo"] == 1)
  }

  @Test func `recall then undo is identity, and redo brings the recall back`() {
    for seed in UInt64(1)...60 {
      var random = Seeded(seed)
      var desk = desk(channels: 5, groups: 2)
      desk = Desk(catalogue: desk.catalogue, state: desk.randomState(&random))
      let target = desk.randomState(&random)
      let before = desk.state
      _ = desk.recall(target)
      let after = desk.state
      #expect(desk.pairsAreEqual, "seed \(seed)")
      #expect(desk.catalogue.difference(from: after, to: target).isEmpty, "seed \(seed)")
      _ = desk.undo()
      #expect(desk.state == before, "seed \(seed)")
      _ = desk.redo()
      #expect(desk.state == after, "seed \(seed)")
    }
  }

  @Test func `undo goes several recalls deep, in the midst of fades too`() {
    for seed in UInt64(1)...30 {
      var random = Seeded(seed)
      var desk = desk(channels: 4, groups: 1)
      let start = desk.state
      var now: UInt64 = 0
      for _ in 0..<5 {
        _ = desk.recall(desk.randomState(&random), fade: Bool.random(using: &random) ? second : 0, now: now)
        now += UInt64.random(in: 0..<second, using: &random)
        _ = desk.tick(now: now)
      }
      for _ in 0..<5 { _ = desk.undo(now: now) }
      #expect(desk.state == start, "seed \(seed)")
      #expect(desk.fading == 0, "seed \(seed)")
      #expect(desk.undo().verdict == .refused("there is nothing to undo"))
    }
  }

  @Test func `undo leaves what a hand has moved since, and lists it`() {
    var desk = desk()
    let stored = desk.state
    desk.put("ch/1/fader", 0)
    desk.put("ch/2/fader", 0)
    _ = desk.recall(stored)
    desk.put("ch/1/fader", -20)
    let undo = desk.undo()
    #expect(undo.verdict == .partly)
    #expect(desk.keptLines(undo) == ["ch/1/fader moved"])
    #expect(desk["ch/1/fader"] == -20)
    #expect(desk["ch/2/fader"] == 0)
    #expect(desk.redo().verdict == .recalled)
    #expect(desk["ch/1/fader"] == -20)
    #expect(desk["ch/2/fader"] == -90)
  }

  @Test func `random recalls with safes, scopes and hands keep the promise of the answer`() {
    for seed in UInt64(1)...60 {
      var random = Seeded(seed)
      var desk = desk(channels: 5, groups: 1)
      desk = Desk(catalogue: desk.catalogue, state: desk.randomState(&random))
      let target = desk.randomState(&random)
      let before = desk.state
      let patterns = ["ch/*/fader", "ch/2/**", "ch/*/link", "main/**", "ch/*/name"]
      let safes = try! Scope([patterns.randomElement(using: &random)!], on: desk)
      let hand = desk.catalogue.parameters.randomElement(using: &random)!
      let recall = desk.recall(target, safes: safes) { $0 == hand }
      #expect(desk.pairsAreEqual, "seed \(seed)")
      for change in recall.batch.changes {
        let index = desk.catalogue.index(of: change.parameter)!
        #expect(!safes.hasValue(at: index) && change.parameter != hand, "seed \(seed)")
      }
      for kept in recall.kept {
        guard case .value(let parameter) = kept.address else { continue }
        let index = desk.catalogue.index(of: parameter)!
        #expect(desk.state.values[index] == before.values[index], "seed \(seed)")
      }
      if !recall.isRefused { _ = desk.undo() }
      #expect(desk.state == before, "seed \(seed)")
    }
  }

  @Test func `a difference reads as a mix note and leaves out what no snapshot holds`() throws {
    var desk = desk()
    let before = desk.state
    desk.put("ch/3/fader", -6)
    desk.put("ch/3/mute", 1)
    desk.put("ch/1/solo", 1)
    desk.put("main/pan", 0.01)
    _ = try desk.rename(.group(1), to: "Drums", by: .client)
    #expect(
      desk.catalogue.difference(from: before, to: desk.state) == [
        "ch/3/fader -inf dB → -6.00 dB", "ch/3/mute off → on", "group/1/name \"\" → \"Drums\"",
      ])
  }
}
