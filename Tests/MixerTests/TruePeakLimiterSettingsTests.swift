import Foundation
import Testing

@testable import Mixer

@Suite struct TruePeakLimiterSettingsTests {
  private let latency = 90

  @Test
  func `a lower ceiling holds after the latency, a higher one is used, and nothing in between is above the higher`() {
    let signal = lowPassed(noise(20, frames: 48000, level: 9), 4000, 48000)
    let output = limited(signal, signal, ceiling: 0.8, release: 50, blocks: [1000]) { limiter, frame in
      if frame == 16000 { limiter.setCeiling(0.2) }
      if frame == 32000 { limiter.setCeiling(0.6) }
    }.left.map { abs($0) }
    #expect(output[..<(16000 + latency)].max()! <= 0.8)
    #expect(output[(16000 + latency)..<32000].max()! <= 0.2)
    #expect(output[(16000 + latency)..<32000].max()! > 0.15)
    #expect(output[32000...].max()! <= 0.6)
    #expect(output[40000...].max()! > 0.4)
  }

  @Test func `ceilings and releases out of range are brought into it`() {
    let signal = noise(21, frames: 4800, level: 3)
    for (asked, meant) in [(Float(7), Float(1)), (-1, 0.001), (.nan, 0.001), (0, 0.001)] {
      let output = limited(signal, signal, ceiling: 1, blocks: [100]) { limiter, frame in
        guard frame == 0 else { return }
        limiter.setCeiling(asked)
        limiter.setRelease(milliseconds: .nan)
        limiter.setRelease(milliseconds: 1e9)
      }.left
      #expect(output[latency...].allSatisfy { abs($0) <= meant })
    }
  }

  @Test func `off, it passes everything up to full scale to the bit, and nothing above`() {
    let full = noise(22, frames: 9600, level: 1)
    let output = limited(full, full, ceiling: 0.5, blocks: [480]) { limiter, _ in limiter.setOn(false) }.left
    for i in latency..<9600 { #expect(output[i] == full[i - latency]) }
    let over = noise(23, frames: 9600, level: 3)
    let held = limited(over, over, ceiling: 0.5, blocks: [480]) { limiter, _ in limiter.setOn(false) }.left
    #expect(held.map { abs($0) }.max()! <= 1)
    #expect(held.map { abs($0) }.max()! > 0.9)
  }

  @Test func `it is switched on and off without a step`() {
    // A steady level shows the gain itself.
    let signal = eased([Float](repeating: 0.9, count: 48000))
    let output = limited(signal, signal, ceiling: 0.45, release: 50, blocks: [4800]) { limiter, frame in
      limiter.setOn(frame / 4800 % 4 < 2)
    }.left
    let steps = zip(output[200...], output[201...]).map { abs($1 - $0) }
    // Two moving averages of 34 frames each, half a unit: 1 / 68 at most at the steepest.
    #expect(steps.max()! < 0.9 * 0.5 / 33)
    #expect(abs(output[9000] - 0.45) < 1e-5)
    #expect(output[9600 + 9000] > 0.85)
    #expect(abs(output[19200 + 4000] - 0.45) < 1e-5)
  }

  @Test func `where blocks end changes no bit`() {
    let left = noise(24, frames: 30000, level: 1.2).enumerated().map { $1 * ($0 / 3000 % 2 == 0 ? 1 : 0.05) }
    let right = sine(441, frames: 30000, level: 0.9)
    func output(_ blocks: [Int]) -> (left: [Float], right: [Float]) {
      limited(left, right, ceiling: 0.7, release: 20, blocks: blocks) { limiter, frame in
        // Blocks of all kinds meet at these.
        if frame == 7680 { limiter.setCeiling(0.3) }
        if frame == 15360 { limiter.setOn(false) }
        if frame == 23040 { limiter.setOn(true) }
        if frame == 26880 { limiter.setRelease(milliseconds: 300) }
      }
    }
    let whole = output([3840])
    for blocks in [[1], [64], [128, 256], [1, 63], [3, 17, 44, 64]] {
      let cut = output(blocks)
      #expect(cut.left == whole.left)
      #expect(cut.right == whole.right)
    }
  }

  @Test func `its counts tell how often, how long and how far it worked, once`() {
    var limiter = TruePeakLimiter(sampleRate: 48000, ceiling: 0.5)
    limiter.setRelease(milliseconds: 5)
    // Two bursts, 6 dB over.
    var signal = (0..<48000).map { $0 % 24000 < 100 ? Float(1) : 0 }
    var other = signal
    signal.withUnsafeMutableBufferPointer { l in
      other.withUnsafeMutableBufferPointer { r in
        limiter.process(l.baseAddress!, r.baseAddress!, frames: 48000)
      }
    }
    let counts = limiter.takeCounts()
    #expect(counts.starts == 2)
    // Two bursts of 100 frames, and twice the way down and back: 1.25 ms of hold and ten times the release.
    #expect(counts.limitedFrames > 2 * (100 + 67 + 60) && counts.limitedFrames < 2 * (100 + 2 * 67 + 60 + 12 * 240))
    // The edges of a burst overshoot between samples.
    #expect(counts.lowestGain <= 0.5 && counts.lowestGain > 0.4)
    let none = limiter.takeCounts()
    #expect(none.starts == 0 && none.limitedFrames == 0 && none.lowestGain == 1)
  }

  @Test func `what is not a number is silenced, and nothing else`() {
    var signal = noise(25, frames: 4800, level: 0.2)
    let clean = signal
    for (frame, bad) in [(1000, Float.nan), (2000, .infinity), (3000, -.infinity), (3001, 3e38)] { signal[frame] = bad }
    let output = limited(signal, clean, ceiling: 0.7)
    for i in latency..<4800 {
      #expect(output.right[i] == clean[i - latency])
      let wanted = [1000, 2000, 3000, 3001].contains(i - latency) ? 0 : clean[i - latency]
      #expect(output.left[i] == wanted)
    }
  }
}
