import Foundation
import Testing

@testable import Mixer

@Suite struct ElementaryTrigonometryTests {
  @Test func `angles agree with the C library`() {
    for x in stride(from: 0.0, through: 1, by: 0.001) {
      #expect(abs(sineOfHalfTurns(x) - sin(x * .pi)) < 1e-15)
      #expect(abs(cosineOfHalfTurns(x) - cos(x * .pi)) < 1e-15)
      guard x > 0, x < 0.99 else { continue }
      #expect(abs(tangentOfQuarterTurns(x) / tan(x * .pi / 2) - 1) < 1e-14)
      #expect(abs(tangentOfQuarterTurns(x * 1e-5) / tan(x * 1e-5 * .pi / 2) - 1) < 1e-14)
    }
  }

  @Test func `hyperbolic functions agree with the C library`() {
    for x in stride(from: -20.0, through: 20, by: 0.0137) {
      let (sine, cosine) = hyperbolic(x)
      #expect(abs(sine - sinh(x)) < 1e-15 * 4 * cosh(x))
      #expect(abs(cosine - cosh(x)) < 1e-15 * 4 * cosh(x))
    }
  }

  @Test func `square roots agree with the processor`() {
    #expect(squareRoot(0) == 0)
    #expect(squareRoot(1) == 1)
    var x = 1e-300
    while x < 1e300 {
      #expect(abs(squareRoot(x) / x.squareRoot() - 1) < 4e-16)
      x *= 1.37
    }
  }
}
