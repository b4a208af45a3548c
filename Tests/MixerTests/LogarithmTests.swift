import Foundation
import Testing

@testable import Mixer

@Suite struct LogarithmTests {
  @Test func `logarithms of lanes agree with the C library`() {
    var worst = 0.0
    for exponent in -40..<40 {
      for part in 0..<500 {
        let x = Lanes(repeating: Float(exp2(Double(exponent) + Double(part) / 500)))
        worst = max(worst, abs(Double(binaryLogarithm(x)[part % 8]) - log2(max(Double(x[0]), 1e-12))))
      }
    }
    #expect(worst < 1e-4)
    #expect(abs(binaryLogarithm(Lanes())[3] - Float(log2(1e-12))) < 1e-4)
    #expect(binaryLogarithm(unclamped: Lanes())[0] < -126)
  }

  @Test func `powers of lanes agree with the C library`() {
    var worst = 0.0
    for x in stride(from: -120.0, through: 120, by: 0.00731) {
      let power = Double(binaryPower(Lanes(repeating: Float(x)))[1])
      worst = max(worst, abs(power / exp2(Double(Float(x))) - 1))
    }
    #expect(worst < 1.1e-4)
    #expect(binaryPower(Lanes()) == Lanes(repeating: 1))
    #expect(binaryPower(Lanes(repeating: 500)) == binaryPower(Lanes(repeating: 120)))
    #expect(binaryPower(Lanes(repeating: -500)) == binaryPower(Lanes(repeating: -120)))
  }

  @Test func `a level that goes there and back is off by less than five thousandths of a decibel`() {
    for x in stride(from: -230.0, through: 120, by: 0.0173) {
      let gain = factor(x)
      let back = binaryPower(binaryLogarithm(Lanes(repeating: gain)))[5]
      #expect(abs(level(back) - level(gain)) < 0.005)
    }
  }

  @Test func `every lane is computed by itself`() {
    let x = Lanes(1e-9, 0.25, 1, 1.5, 3, 777, 1e6, 0.7)
    for lane in 0..<8 {
      #expect(binaryLogarithm(x)[lane] == binaryLogarithm(Lanes(repeating: x[lane]))[0])
      #expect(binaryPower(x)[lane] == binaryPower(Lanes(repeating: x[lane]))[0])
    }
  }
}
