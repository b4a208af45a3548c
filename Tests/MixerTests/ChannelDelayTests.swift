import Foundation
import Testing

@testable import Mixer

@Suite struct ChannelDelayTests {
  private let signals: [[Float]] = (0..<8).map { noise(50 + $0, frames: 30000) }
  private let fade = 960

  /// Runs the signals through a delay in blocks of these sizes, in turn; `each` comes before every block.
  private func delayed(
    frames: Int = 30000, sampleRate: Double = 48000, blocks: [Int] = [64], each: (inout ChannelDelay, Int) -> Void
  ) -> [[Float]] {
    var delay = ChannelDelay(sampleRate: sampleRate)
    var lanes = (0..<frames).map { i in Lanes(signals.map { $0[i] }) }
    lanes.withUnsafeMutableBufferPointer { lanes in
      var (start, block) = (0, 0)
      while start < frames {
        each(&delay, start)
        let count = min(blocks[block % blocks.count], frames - start)
        delay.process(lanes.baseAddress! + start, frames: count)
        start += count
        block += 1
      }
    }
    return (0..<8).map { lane in lanes.map { $0[lane] } }
  }

  @Test func `off, every lane is untouched`() {
    let output = delayed { delay, _ in
      for lane in 0..<8 { delay.set(lane, milliseconds: 100, isOn: false) }
    }
    #expect(output == signals)
  }

  @Test(arguments: [44100.0, 48000, 192_000])
  func `each lane is late by its own whole number of samples, to the bit`(sampleRate: Double) {
    let times: [Float] = [0, 0.01, 0.02, 1, 7.3, 33.333, 100, 149.9]
    let output = delayed(sampleRate: sampleRate) { delay, _ in
      for lane in 0..<8 { delay.set(lane, milliseconds: times[lane], isOn: true) }
    }
    for lane in 0..<8 {
      let late = Int((Double(times[lane]) / 1000 * sampleRate).rounded())
      let settled = Int(0.02 * sampleRate) + 1
      for i in settled..<30000 {
        guard output[lane][i] == (i < late ? 0 : signals[lane][i - late]) else {
          Issue.record("lane \(lane), frame \(i)")
          break
        }
      }
    }
  }

  @Test func `the longest is 500 ms, and nonsense is none`() {
    let output = delayed { delay, _ in
      delay.set(0, milliseconds: 500, isOn: true)
      delay.set(1, milliseconds: 1e9, isOn: true)
      delay.set(2, milliseconds: .nan, isOn: true)
      delay.set(3, milliseconds: -5, isOn: true)
      delay.set(8, milliseconds: 5, isOn: true)
      delay.set(-1, milliseconds: 5, isOn: true)
    }
    for i in 24000..<30000 {
      #expect(output[0][i] == signals[0][i - 24000])
      #expect(output[1][i] == signals[1][i - 24000])
    }
    for lane in 2..<8 { #expect(output[lane] == signals[lane]) }
  }

  @Test func `a new time is reached by a crossfade of 20 ms, and one set meanwhile follows after it`() {
    let output = delayed { delay, frame in
      if frame == 0 { delay.set(5, milliseconds: 10, isOn: true) }
      if frame == 6400 { delay.set(5, milliseconds: 100, isOn: true) }
      if frame == 6464 { delay.set(5, milliseconds: 200, isOn: true) }
      if frame == 6528 { delay.set(5, milliseconds: 50, isOn: true) }
      if frame == 12800 { delay.set(5, milliseconds: 50, isOn: false) }
    }[5]
    func mix(_ old: Int, _ new: Int, _ i: Int, since start: Int) -> Float {
      let part = Float(i - start + 1) / Float(fade)
      return signals[5][i - old] + (signals[5][i - new] - signals[5][i - old]) * part
    }
    for i in 6400..<(6400 + fade) { #expect(abs(output[i] - mix(480, 4800, i, since: 6400)) < 1e-5) }
    for i in (6400 + fade)..<(6400 + 2 * fade) {
      #expect(abs(output[i] - mix(4800, 2400, i, since: 6400 + fade)) < 1e-5)
    }
    for i in (6400 + 2 * fade)..<12800 { #expect(output[i] == signals[5][i - 2400]) }
    for i in 12800..<(12800 + fade) { #expect(abs(output[i] - mix(2400, 0, i, since: 12800)) < 1e-5) }
    for i in (12800 + fade)..<30000 { #expect(output[i] == signals[5][i]) }
  }

  @Test func `after a rest nothing old is heard`() {
    let output = delayed { delay, frame in
      if frame == 0 { delay.set(2, milliseconds: 100, isOn: true) }
      if frame == 6400 { delay.set(2, milliseconds: 100, isOn: false) }
      if frame == 12800 { delay.set(2, milliseconds: 200, isOn: true) }
    }[2]
    for i in 7360..<12800 { #expect(output[i] == signals[2][i]) }
    // Faded out, then silent until the delay has passed, then the sound from the moment of switching on.
    for i in 12800..<(12800 + fade) {
      let part = Float(i - 12800 + 1) / Float(fade)
      #expect(abs(output[i] - signals[2][i] * (1 - part)) < 1e-6)
    }
    for i in (12800 + fade)..<(12800 + 9600) { #expect(output[i] == 0) }
    for i in (12800 + 9600)..<30000 { #expect(output[i] == signals[2][i - 9600]) }
  }

  @Test func `where blocks end changes no bit`() {
    func output(_ blocks: [Int]) -> [[Float]] {
      delayed(blocks: blocks) { delay, frame in
        guard frame % 1536 == 0 else { return }
        var random = Seeded(UInt64(frame) + 1)
        for _ in 0..<4 { _ = random.next() }
        for _ in 0..<6 {
          delay.set(
            .random(in: 0..<8, using: &random), milliseconds: .random(in: 0...300, using: &random),
            isOn: Int.random(in: 0..<3, using: &random) > 0)
        }
      }
    }
    let whole = output([1536])
    for blocks in [[1], [64], [1, 63], [3, 17, 44, 64]] { #expect(output(blocks) == whole) }
  }
}
