import Foundation
import Testing

@testable import Mixer

@Suite struct ElementaryTests {
  @Test func `powers and logarithms of two agree with the C library`() {
    for x in stride(from: -60.0, through: 60, by: 0.0137) {
      #expect(abs(binaryPower(x) / Foundation.exp2(x) - 1) < 1e-15)
    }
    var x = 1e-12
    while x < 1e12 {
      #expect(abs(binaryLogarithm(x) - Foundation.log2(x)) < 1e-14 * max(1, abs(Foundation.log2(x))))
      x *= 1.0173
    }
  }

  @Test func `the sine of a quarter turn agrees with the C library`() {
    for x in stride(from: 0.0, through: 1, by: 0.001) {
      #expect(abs(sineOfQuarterTurns(x) - sin(x * .pi / 2)) < 1e-15)
    }
  }

  @Test func `gains of fader values are exact where it matters`() {
    #expect(gain(decibel: 0) == 1)
    #expect(gain(decibel: -90) == 0)
    #expect(gain(decibel: -200) == 0)
    for value in stride(from: Float(-89.5), through: 18, by: 0.25) {
      #expect(abs(Double(gain(decibel: value)) / pow(10, Double(value) / 20) - 1) < 1e-7)
      #expect(abs(decibel(gain: gain(decibel: value)) - value) < 1e-4)
    }
    #expect(decibel(gain: 0) == -200)
  }

  @Test func `the centre of each pan law is where its name says, and the laws keep what they promise`() {
    let centres: [(MixerOptions.PanLaw, Double)] = [(.minus3, -3.0103), (.minus4point5, -4.5154), (.minus6, -6.0206)]
    for (law, level) in centres {
      let pan = Pan(position: 0, law: law)
      #expect(abs(20 * log10(Double(pan.left)) - level) < 0.001)
      #expect(pan.left == pan.right)
      #expect(Pan(position: -100, law: law).left == 1)
      #expect(Pan(position: -100, law: law).right == 0)
      #expect(Pan(position: 100, law: law).right == 1)
      #expect(Pan(position: 100, law: law).left == 0)
    }
    for position in stride(from: Float(-100), through: 100, by: 1) {
      let power = Pan(position: position, law: .minus3)
      #expect(abs(power.left * power.left + power.right * power.right - 1) < 1e-6)
      let linear = Pan(position: position, law: .minus6)
      #expect(abs(linear.left + linear.right - 1) < 1e-6)
    }
  }

  @Test func `a balance leaves the centre alone and only lowers the far side`() {
    #expect(Pan(balance: 0).left == 1)
    #expect(Pan(balance: 0).right == 1)
    #expect(Pan(balance: 100).left == 0)
    #expect(Pan(balance: 100).right == 1)
    #expect(Pan(balance: -100).right == 0)
    #expect(Pan(balance: 40).right == 1)
    #expect(Pan(balance: 40).left < 1)
  }
}
