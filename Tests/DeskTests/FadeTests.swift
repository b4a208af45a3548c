import Mixer
import Testing

@testable import Desk

@Suite struct FadeTests {
  @Test func `a fader fades evenly along its travel and ends exactly at its target`() {
    var desk = desk()
    desk.put("ch/1/fader", -90)
    var target = desk.state
    target.values[desk.catalogue.index(of: desk.parameter("ch/1/fader"))!] = 0  // position 0.75
    let recall = desk.recall(target, fade: 3 * second, now: 100)
    #expect(recall.batch.isEmpty)
    #expect(recall.fading == 1)
    // The law of the fader, by hand: a third of the way is position 0.25 (-30 dB), two thirds 0.5 (-10 dB).
    _ = desk.tick(now: 100 + second)
    #expect(abs(desk["ch/1/fader"] + 30) < 1e-3)
    _ = desk.tick(now: 100 + 2 * second)
    #expect(abs(desk["ch/1/fader"] + 10) < 1e-3)
    #expect(desk.tick(now: 100 + 3 * second).map(\.value) == [0])
    #expect(desk.nextTick == nil)
  }

  @Test func `mutes open at the start and close at the end, other switches change at once`() {
    var desk = desk()
    desk.put("ch/1/mute", 1)
    let closed = state(of: desk, [("ch/1/mute", 0), ("ch/2/mute", 1), ("ch/3/polarity", 1), ("ch/4/color", 2)])
    let recall = desk.recall(closed, fade: second, now: 0)
    #expect(desk.lines(recall.batch.changes) == ["ch/1/mute off", "ch/3/polarity on", "ch/4/color green"])
    #expect(desk.tick(now: second - 1).isEmpty)
    #expect(desk.lines(desk.tick(now: second)) == ["ch/2/mute on"])
    #expect(desk.state == closed)
  }

  @Test func `a hand on a fading parameter ends its fade and that of its linked partner`() {
    var desk = desk()
    desk.put("ch/1/link", 1)
    let target = state(of: desk, [("ch/1/fader", 0), ("ch/2/fader", 0), ("ch/3/fader", 0)])
    _ = desk.recall(target, fade: second, now: 0)
    _ = desk.tick(now: second / 2)
    desk.put("ch/2/fader", -50)
    _ = desk.tick(now: second)
    #expect(desk["ch/1/fader"] == -50)
    #expect(desk["ch/2/fader"] == -50)
    #expect(desk["ch/3/fader"] == 0)
  }

  @Test func `touching a fading control stops it where it is`() {
    var desk = desk()
    let target = state(of: desk, [("ch/1/fader", 0)])
    _ = desk.recall(target, fade: second, now: 0)
    _ = desk.tick(now: second / 2)
    let there = desk["ch/1/fader"]
    desk.hold(desk.parameter("ch/1/fader"))
    #expect(desk.tick(now: second).isEmpty)
    #expect(desk["ch/1/fader"] == there)
  }

  @Test func `ticks come every 10 ms and one at the very end`() {
    var desk = desk()
    let target = state(of: desk, [("ch/1/fader", 0)])
    _ = desk.recall(target, fade: 25_000_000, now: 1000)
    var times: [UInt64] = []
    while let next = desk.nextTick {
      times.append(next - 1000)
      _ = desk.tick(now: next)
    }
    #expect(times == [10_000_000, 20_000_000, 25_000_000])
    #expect(desk.state == target)
  }

  @Test func `any fade ends exactly at its target, and moves one way only`() {
    for seed in UInt64(1)...40 {
      var random = Seeded(seed)
      var desk = desk(channels: 4, groups: 1)
      desk = Desk(catalogue: desk.catalogue, state: desk.randomState(&random))
      let target = desk.randomState(&random)
      let start = desk.state
      let fade = UInt64.random(in: 1...second, using: &random)
      _ = desk.recall(target, fade: fade, now: 5)
      var last = desk.state
      while let next = desk.nextTick {
        _ = desk.tick(now: next)
        for index in desk.state.values.indices {
          let up = desk.goal(at: index) >= start.values[index]
          let moved = desk.state.values[index] - last.values[index]
          #expect(up ? moved >= -1e-4 : moved <= 1e-4, "seed \(seed)")
        }
        last = desk.state
      }
      #expect(desk.catalogue.difference(from: desk.state, to: target).isEmpty, "seed \(seed)")
      for index in target.values.indices where desk.catalogue.spec(at: index).inSnapshot {
        #expect(desk.state.values[index] == target.values[index], "seed \(seed)")
      }
    }
  }

  @Test func `a recall over a fade goes on from where the fade is`() {
    var desk = desk()
    let up = state(of: desk, [("ch/1/fader", 0)])
    let silent = desk.state
    _ = desk.recall(up, fade: second, now: 0)
    _ = desk.tick(now: second / 2)
    let half = desk["ch/1/fader"]
    _ = desk.recall(silent, fade: second, now: second / 2)
    #expect(desk["ch/1/fader"] == half)
    _ = desk.tick(now: second + second / 2)
    #expect(desk.state == silent)
    _ = desk.undo()
    #expect(desk.state == up)
  }

  private func state(of desk: Desk, _ values: [(String, Float)]) -> DeskState {
    var state = desk.state
    for (path, value) in values { state.values[desk.catalogue.index(of: desk.parameter(path))!] = value }
    return state
  }
}
