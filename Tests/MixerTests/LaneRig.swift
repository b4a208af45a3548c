import Foundation

@testable import Mixer

/// Eight signals as lanes, for tests of processors that work on lanes.
struct LaneBuffer {
  private(set) var frames: [Lanes]

  /// Lanes without a signal are silent.
  init(_ signals: [[Float]]) {
    frames = (0..<signals[0].count).map { i in
      var x = Lanes()
      for (lane, signal) in signals.enumerated() { x[lane] = signal[i] }
      return x
    }
  }

  subscript(lane: Int) -> [Float] { frames.map { $0[lane] } }

  /// Calls `body` with the start, the length and the samples of one chunk after another.
  /// - Parameter lengths: repeated until the signal is over.
  mutating func process(chunks lengths: [Int] = [64], _ body: (Int, Int, UnsafeMutablePointer<Lanes>) -> Void) {
    let total = frames.count
    frames.withUnsafeMutableBufferPointer { buffer in
      var start = 0
      var chunk = 0
      while start < total {
        let length = min(lengths[chunk % lengths.count], total - start)
        body(start, length, buffer.baseAddress! + start)
        start += length
        chunk += 1
      }
    }
  }
}

/// Chunk lengths of 1 to 64 frames, of which `edges` are always ends.
func oddChunks(_ seed: UInt64, frames: Int, edges: [Int]) -> [Int] {
  var random = Seeded(seed)
  var lengths: [Int] = []
  var start = 0
  while start < frames {
    let edge = edges.filter { $0 > start }.min() ?? frames
    let length = min(Int.random(in: 1...64, using: &random), edge - start)
    lengths.append(length)
    start += length
  }
  return lengths
}

/// dB of a ratio.
func level(_ ratio: Float) -> Double { 20 * log10(abs(Double(ratio))) }

/// The factor of so many dB.
func factor(_ decibel: Double) -> Float { Float(pow(10, decibel / 20)) }

/// The largest difference between neighbours.
func largestStep(_ values: [Float]) -> Float { zip(values, values.dropFirst()).map { abs($1 - $0) }.max() ?? 0 }

/// Bursts of noise and of tones, of changing loudness.
func programme(_ seed: UInt64, frames: Int, tones: Bool = true) -> [Float] {
  var random = Seeded(seed)
  var result: [Float] = []
  while result.count < frames {
    let loudness = factor(Double.random(in: -70...0, using: &random))
    let pitch = Float.random(in: 0.01...1, using: &random)
    let isTone = Bool.random(using: &random) && tones
    for i in 0..<Int.random(in: 100...6000, using: &random) {
      result.append(loudness * (isTone ? sin(pitch * Float(i)) : Float.random(in: -1...1, using: &random)))
    }
  }
  return Array(result.prefix(frames))
}

/// Whether two samples are the same to −90 dBFS or 0.01 dB.
func agree(_ x: Float, _ y: Double) -> Bool { abs(Double(x) - y) < max(3.16e-5, 0.00115 * abs(y)) }

/// The first frame at which an output is not the input times a model's gain for the key; nil if it always is.
func firstGap(_ output: ArraySlice<Float>, _ input: [Float], _ key: [Float], _ gain: (Double) -> Double) -> Int? {
  zip(output, zip(input, key)).enumerated().first { _, frame in
    !agree(frame.0, Double(frame.1.0) * gain(Double(frame.1.1)))
  }?.offset
}
