import Foundation
import Testing

@testable import Mixer

@Suite struct GainSharingTests {
  /// Two lane groups, of which `signals` fill lane after lane; what comes out, and the gains of lanes fed with ones.
  private func share(
    _ signals: [[Float]], chunks: [Int] = [64], sampleRate: Double = 48000,
    _ change: (Int, inout GainSharing) -> Void
  ) -> [[Float]] {
    var sharing = GainSharing(groups: 2, sampleRate: sampleRate)
    let total = signals[0].count
    let powers = (0..<2).map { group in
      LaneBuffer(
        (0..<8).map {
          signals.indices.contains(group * 8 + $0) ? signals[group * 8 + $0] : .init(repeating: 0, count: total)
        }
      ).frames
    }
    var low = LaneBuffer([[Float](repeating: 1, count: total)])
    low = LaneBuffer(Array(repeating: low[0], count: 8))
    var highFrames = low.frames
    low.process(chunks: chunks) { start, count, samples in
      change(start, &sharing)
      for group in 0..<2 {
        powers[group].withUnsafeBufferPointer { sharing.measure(group, $0.baseAddress! + start, frames: count) }
      }
      sharing.share(frames: count)
      sharing.apply(0, samples, frames: count)
      highFrames.withUnsafeMutableBufferPointer { sharing.apply(1, $0.baseAddress! + start, frames: count) }
    }
    return (0..<8).map { low[$0] } + (0..<8).map { lane in highFrames.map { $0[lane] } }
  }

  private func switchOn(_ channels: [Int]) -> (Int, inout GainSharing) -> Void {
    { start, sharing in
      guard start == 0 else { return }
      for channel in channels { sharing.set(channel / 8, channel % 8, isOn: true) }
    }
  }

  @Test func `who speaks alone gets all, and the others next to nothing`() {
    var signals = Array(repeating: noise(1, frames: 48000, level: 0.001), count: 10)
    signals[9] = noise(2, frames: 48000, level: 0.5)
    let gains = share(signals, switchOn([0, 1, 9]))
    #expect(abs(level(gains[9][47999])) < 0.01)
    #expect(abs(level(gains[0][47999]) + 54) < 1)
    // Not switched in.
    #expect(gains[2][47999] == 1)
  }

  @Test func `two who speak equally loud get 3 dB less each, in whatever lane group`() {
    let signals = Array(repeating: noise(1, frames: 48000, level: 0.1), count: 16)
    let gains = share(signals, switchOn([3, 12]))
    #expect(abs(level(gains[3][47999]) + 3.01) < 0.01)
    #expect(abs(level(gains[12][47999]) + 3.01) < 0.01)
  }

  @Test func `in silence all get the same`() {
    let gains = share([[Float](repeating: 0, count: 48000)], switchOn([0, 1, 2, 3, 8, 9]))
    for channel in [0, 1, 2, 3, 8, 9] { #expect(abs(level(gains[channel][47999]) + 10 * log10(6)) < 0.01) }
  }

  @Test func `a weight counts as loudness`() {
    let signals = Array(repeating: noise(1, frames: 48000, level: 0.1), count: 2)
    let gains = share(signals) { start, sharing in
      guard start == 0 else { return }
      sharing.set(0, 0, isOn: true, weight: 6)
      sharing.set(0, 1, isOn: true)
    }
    #expect(abs(level(gains[0][47999] / gains[1][47999]) - 6) < 0.01)
    #expect(abs(gains[0][47999] * gains[0][47999] + gains[1][47999] * gains[1][47999] - 1) < 1e-4)
  }

  @Test func `the gains' squares add up to one while people talk`() {
    let signals = [Float(0.1), 0.2, 0.3, 0.4].map { noise(UInt64(10 * $0), frames: 96000, level: $0) }
    let gains = share(signals, switchOn([0, 1, 2, 3]))
    for i in stride(from: 4800, to: 96000, by: 64) {
      let total = (0..<4).map { gains[$0][i] * gains[$0][i] }.reduce(0, +)
      #expect(abs(level(total) / 2) < 0.1)
    }
  }

  @Test(arguments: [44100.0, 192_000])
  func `no gain moves faster than by one in five milliseconds`(sampleRate: Double) {
    let signals = (0..<4).map { programme(UInt64($0 + 1), frames: 96000) }
    let gains = share(signals, sampleRate: sampleRate) { start, sharing in
      if start == 0 { for lane in 0..<4 { sharing.set(0, lane, isOn: true) } }
      if start == 48000 { for lane in 0..<2 { sharing.set(0, lane, isOn: false) } }
      if start == 64000 { sharing.set(0, 0, isOn: true, weight: 12) }
    }
    for gain in gains { #expect(largestStep(gain) < Float(1 / (0.005 * sampleRate))) }
    for gain in gains { #expect(gain.allSatisfy { $0 >= 0 && $0 <= 1.0001 }) }
  }

  @Test func `switched out, all gains are one again, to the bit, and nothing is left to do`() {
    var sharing = GainSharing(groups: 1, sampleRate: 48000)
    let wasIdle = sharing.isIdle(0)
    #expect(wasIdle)
    sharing.set(0, 2, isOn: true)
    sharing.set(0, 3, isOn: true)
    let signal = noise(4, frames: 9600)
    func run() -> LaneBuffer {
      var x = LaneBuffer(Array(repeating: signal, count: 8))
      x.process { _, count, samples in
        sharing.measure(0, samples, frames: count)
        sharing.share(frames: count)
        sharing.apply(0, samples, frames: count)
      }
      return x
    }
    #expect(run()[3] != signal)
    sharing.set(0, 2, isOn: false)
    sharing.set(0, 3, isOn: false)
    _ = run()
    let isIdle = sharing.isIdle(0)
    #expect(isIdle)
    let untouched = run()
    for lane in 0..<8 { #expect(untouched[lane] == signal) }
  }

  @Test func `it does not matter where chunks end`() {
    let total = 24000
    let edges = [0, 7001, 15000]
    let signals = (0..<12).map { programme(UInt64($0 + 1), frames: total) }
    func change(_ start: Int, _ sharing: inout GainSharing) {
      if start == 0 { for lane in 0..<6 { sharing.set(0, lane, isOn: true, weight: Float(lane)) } }
      if start == 7001 { for lane in 0..<4 { sharing.set(1, lane, isOn: true) } }
      if start == 15000 { for lane in 0..<6 { sharing.set(0, lane, isOn: false) } }
    }
    let whole = share(signals, chunks: oddChunks(1, frames: total, edges: edges), change)
    #expect(whole == share(signals, chunks: oddChunks(2, frames: total, edges: edges), change))
    #expect(whole == share(signals, chunks: oddChunks(3, frames: total, edges: edges), change))
  }
}
