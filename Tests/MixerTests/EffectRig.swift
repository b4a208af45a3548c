import Foundation

@testable import Mixer

/// What the three effects have in common.
protocol Effect: ~Copyable {
  init(sampleRate: Double)
  mutating func process(
    _ input: UnsafePointer<Float>, _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>,
    frames: Int)
  mutating func clear()
  var dirty: Int { get }
  mutating func clean(_ floats: Int)
  /// Any settings that the desk could send.
  mutating func setAnyhow(_ random: inout Seeded)
}

extension Reverb: Effect {
  mutating func setAnyhow(_ random: inout Seeded) {
    var settings = ReverbSettings()
    settings.decay = Float.random(in: 0.2...20, using: &random)
    if Bool.random(using: &random) { settings.decay = Float.random(in: 0.2...1, using: &random) }
    settings.dampingFrequency = Float.random(in: 500...20000, using: &random)
    settings.lowRatio = Float.random(in: 0.5...2, using: &random)
    settings.predelay = Float.random(in: 0...200, using: &random)
    settings.size = Float.random(in: 0...1, using: &random)
    settings.modulation = Float.random(in: 0...1, using: &random)
    settings.lowCut = Float.random(in: 20...500, using: &random)
    settings.highCut = Float.random(in: 1000...20000, using: &random)
    set(settings)
  }
}

extension StereoDelay: Effect {
  mutating func setAnyhow(_ random: inout Seeded) {
    var settings = DelaySettings()
    settings.leftTime = Float.random(in: 1...3000, using: &random)
    settings.rightTime = Float.random(in: 1...100, using: &random)
    settings.feedback = Float.random(in: 0...0.98, using: &random)
    settings.isPingPong = Bool.random(using: &random)
    settings.lowCut = Bool.random(using: &random) ? 20 : Float.random(in: 20...1000, using: &random)
    settings.highCut = Bool.random(using: &random) ? 20000 : Float.random(in: 1000...20000, using: &random)
    set(settings)
  }
}

extension Chorus: Effect {
  mutating func setAnyhow(_ random: inout Seeded) {
    var settings = ChorusSettings()
    settings.rate = Float.random(in: 0.05...5, using: &random)
    settings.depth = Float.random(in: 0...10, using: &random)
    settings.delay = Float.random(in: 1...30, using: &random)
    settings.feedback = Float.random(in: -0.7...0.7, using: &random)
    settings.voices = Int.random(in: 1...2, using: &random)
    set(settings)
  }
}

/// What the tests of effects have in common.
protocol EffectRig {}

extension EffectRig {
  /// Sends a whole signal through an effect.
  /// - Parameters:
  ///   - blocks: the sizes of the blocks, again and again.
  ///   - changes: called before the frame of its number.
  func pass<E: Effect & ~Copyable>(
    _ input: [Float], through effect: inout E, blocks: [Int] = [64], changes: [Int: (inout E) -> Void] = [:]
  ) -> (left: [Float], right: [Float]) {
    // What was there before must not matter.
    var left = [Float](repeating: .nan, count: input.count)
    var right = left
    let stops = changes.keys.sorted() + [input.count]
    var start = 0
    var block = 0
    for stop in stops {
      while start < stop {
        let count = min(blocks[block % blocks.count], stop - start)
        input.withUnsafeBufferPointer { i in
          left.withUnsafeMutableBufferPointer { l in
            right.withUnsafeMutableBufferPointer { r in
              effect.process(
                i.baseAddress! + start, l.baseAddress! + start, r.baseAddress! + start, frames: count)
            }
          }
        }
        start += count
        block += 1
      }
      changes[stop]?(&effect)
    }
    return (left, right)
  }

  func impulse(_ frames: Int, level: Float = 1) -> [Float] {
    var signal = [Float](repeating: 0, count: frames)
    signal[0] = level
    return signal
  }

  func silence(_ frames: Int) -> [Float] { [Float](repeating: 0, count: frames) }

  /// The sum of the squares.
  func energy(_ signal: some Sequence<Float>) -> Double { signal.reduce(0) { $0 + Double($1) * Double($1) } }

  func level(_ ratio: Double) -> Double { 20 * log10(ratio) }

  /// The gain of a response at a frequency.
  func response(_ signal: some Sequence<Float>, at frequency: Double, sampleRate: Double = 48000) -> Double {
    var (re, im) = (0.0, 0.0)
    for (i, sample) in signal.enumerated() {
      re += Double(sample) * cos(2 * .pi * frequency * Double(i) / sampleRate)
      im += Double(sample) * sin(2 * .pi * frequency * Double(i) / sampleRate)
    }
    return (re * re + im * im).squareRoot()
  }
}
