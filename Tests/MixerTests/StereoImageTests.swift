import Foundation
import Testing

@testable import Mixer

@Suite struct StereoImageTests {
  /// Runs a signal through an image in blocks of these sizes, in turn; `each` comes before every block.
  private func shaped(
    _ left: [Float], _ right: [Float], sampleRate: Double = 48000, blocks: [Int] = [64],
    each: (inout StereoImage, Int) -> Void
  ) -> (left: [Float], right: [Float]) {
    var image = StereoImage(sampleRate: sampleRate)
    var (l, r) = (left, right)
    l.withUnsafeMutableBufferPointer { l in
      r.withUnsafeMutableBufferPointer { r in
        var (start, block) = (0, 0)
        while start < l.count {
          each(&image, start)
          let count = min(blocks[block % blocks.count], l.count - start)
          image.process(l.baseAddress! + start, r.baseAddress! + start, frames: count)
          start += count
          block += 1
        }
      }
    }
    return (l, r)
  }

  private func amplitude(_ x: ArraySlice<Float>, _ frequency: Double, _ sampleRate: Double) -> Double {
    var (re, im) = (0.0, 0.0)
    for (i, sample) in x.enumerated() {
      re += Double(sample) * cos(2 * .pi * frequency * Double(i) / sampleRate)
      im += Double(sample) * sin(2 * .pi * frequency * Double(i) / sampleRate)
    }
    return (re * re + im * im).squareRoot() * 2 / Double(x.count)
  }

  private let left = noise(30, frames: 9600)
  private let right = noise(31, frames: 9600)

  @Test func `at width 1 without mono bass nothing is touched`() {
    let output = shaped(left, right) { image, _ in
      image.setWidth(1)
      image.setMonoBass(isOn: false, frequency: 100)
    }
    #expect(output.left == left)
    #expect(output.right == right)
  }

  @Test(arguments: [Float(0), 0.3, 1.7, 2])
  func `width scales the side and keeps the middle`(width: Float) {
    let output = shaped(left, right) { image, _ in image.setWidth(width) }
    for i in 2000..<9600 {
      let middle = (Double(left[i]) + Double(right[i])) / 2
      let side = (Double(left[i]) - Double(right[i])) / 2 * Double(width)
      #expect(abs(Double(output.left[i]) - (middle + side)) < 2e-7)
      #expect(abs(Double(output.right[i]) - (middle - side)) < 2e-7)
      if width == 0 { #expect(output.left[i] == output.right[i]) }
    }
  }

  @Test(arguments: [44100.0, 48000, 96000, 192_000], [Float(40), 120, 250])
  func `mono bass takes the sides away as its closed form says`(sampleRate: Double, cutoff: Float) {
    let corner = tan(.pi * Double(cutoff) / sampleRate)
    for ratio in [0.25, 0.5, 1, 2, 8] {
      // A whole number of waves in a window of half a second.
      let frequency = (Double(cutoff) * ratio / 2).rounded(.up) * 2
      let side = sine(frequency, frames: Int(sampleRate), sampleRate: sampleRate)
      let output = shaped(side, side.map { -$0 }, sampleRate: sampleRate) { image, _ in
        image.setMonoBass(isOn: true, frequency: cutoff)
      }
      let measured = amplitude(output.left.suffix(Int(sampleRate) / 2), frequency, sampleRate)
      let w = pow(tan(.pi * frequency / sampleRate) / corner, 4)
      #expect(abs(20 * log10(measured / (w / (1 + w)))) < 0.02, "\(frequency) Hz")
      #expect(zip(output.left, output.right).allSatisfy { $0 == -$1 })
    }
  }

  @Test func `its frequency may move while it runs`() {
    let side = sine(100, frames: 96000)
    let output = shaped(side, side.map { -$0 }, blocks: [480]) { image, frame in
      image.setMonoBass(isOn: true, frequency: frame < 24000 ? 40 : 200)
    }
    // An octave below the corner: 1 / (1 + 2⁴).
    #expect(abs(amplitude(output.left.suffix(48000), 100, 48000) * 17 - 1) < 1e-3)
  }

  @Test func `below its frequency the sides fall by 24 dB per octave, and by 24 dB at 60 Hz for 120 Hz`() {
    func level(_ frequency: Double) -> Double {
      let side = sine(frequency, frames: 96000)
      let output = shaped(side, side.map { -$0 }) { image, _ in image.setMonoBass(isOn: true, frequency: 120) }
      return 20 * log10(amplitude(output.left.suffix(48000), frequency, 48000))
    }
    let (at60, at30, at15) = (level(60), level(30), level(15))
    #expect(at60 < -24)
    #expect(at60 - at30 > 23.5 && at30 - at15 > 24)
  }

  @Test func `mono bass leaves the middle as it is`() {
    let alike = shaped(left, left) { image, _ in image.setMonoBass(isOn: true, frequency: 250) }
    #expect(alike.left == left)
    #expect(alike.right == left)
    let output = shaped(left, right) { image, _ in image.setMonoBass(isOn: true, frequency: 250) }
    for i in 0..<9600 {
      let middle = (Double(left[i]) + Double(right[i])) / 2
      #expect(abs((Double(output.left[i]) + Double(output.right[i])) / 2 - middle) < 2e-7)
    }
  }

  @Test func `every change takes ten milliseconds at least, and what was touched is left alone again`() {
    // Constant sides show the gain; a high-pass takes them away.
    let one = [Float](repeating: 1, count: 48000)
    let output = shaped(one, one.map { -$0 }, blocks: [480]) { image, frame in
      switch frame {
      case 0: image.setWidth(2)
      case 4800: image.setWidth(0)
      case 9600: image.setWidth(1)
      case 14400: image.setMonoBass(isOn: true, frequency: 40)
      case 24000: image.setMonoBass(isOn: true, frequency: 250)
      case 33600: image.setMonoBass(isOn: false, frequency: 250)
      default: break
      }
    }
    let steps = zip(output.left, output.left.dropFirst()).map { abs($1 - $0) }
    // 1 / (0.005 · 48000), and the fall of the high-pass itself.
    #expect(steps.max()! <= 1.0 / 240 * 1.5)
    #expect(steps[..<14400].max()! <= 1.0 / 240)
    #expect(output.left[4799] == 2)
    #expect(output.left[9599] == 0)
    #expect(abs(output.left[23999]) < 1e-3)
    #expect(output.left[34100...].allSatisfy { $0 == 1 })
  }

  @Test func `moving its frequency all the time makes nothing blow up`() {
    var random = Seeded(32)
    let output = shaped(left, right) { image, _ in
      image.setMonoBass(isOn: Bool.random(using: &random), frequency: .random(in: -100...1000, using: &random))
      image.setWidth(.random(in: -1...3, using: &random))
    }
    #expect((output.left + output.right).allSatisfy { abs($0) < 6 })
    let odd = shaped(left, right) { image, _ in
      image.setMonoBass(isOn: true, frequency: .nan)
      image.setWidth(.nan)
    }
    #expect((odd.left + odd.right).allSatisfy { abs($0) < 6 })
  }

  @Test func `where blocks end changes no bit`() {
    func output(_ blocks: [Int]) -> (left: [Float], right: [Float]) {
      shaped(left, right, blocks: blocks) { image, frame in
        if frame == 384 { image.setWidth(1.4) }
        if frame == 1536 { image.setMonoBass(isOn: true, frequency: 80) }
        if frame == 3072 { image.setMonoBass(isOn: true, frequency: 200) }
        if frame == 6144 { image.setMonoBass(isOn: false, frequency: 200) }
      }
    }
    let whole = output([384])
    for blocks in [[1], [64], [1, 63], [3, 17, 44, 64]] {
      let cut = output(blocks)
      #expect(cut.left == whole.left && cut.right == whole.right)
    }
  }
}
