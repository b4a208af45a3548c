import Foundation
import Testing

@testable import Mixer

@Suite struct FilterDesignTests {
  /// The power of an analogue prototype; x = (f/f0)².
  private func analogue(_ shape: FilterShape, _ x: Double, gain: Double, q: Double) -> Double {
    let a = pow(10, gain / 40)
    func power(_ s2: Double, _ s1: Double, _ s0: Double) -> Double {
      (s0 - s2 * x) * (s0 - s2 * x) + s1 * s1 * x
    }
    let root = a.squareRoot()
    switch shape {
    case .neutral, .allPass: return 1
    case .bell: return power(1, a / q, 1) / power(1, 1 / (a * q), 1)
    case .lowShelf: return a * a * power(1, root / q, a) / power(a, root / q, 1)
    case .highShelf: return a * a * power(a, root / q, 1) / power(1, root / q, a)
    case .lowCut6: return power(0, 1, 0) / power(0, 1, 1)
    case .lowCut12: return power(1, 0, 0) / power(1, 1 / q, 1)
    case .highCut6: return 1 / power(0, 1, 1)
    case .highCut12, .crossoverLow: return 1 / power(1, 1 / q, 1)
    case .bandPass: return power(0, 1 / q, 0) / power(1, 1 / q, 1)
    }
  }

  private func decibels(_ filter: FilterCoefficients, _ f: Double, _ sampleRate: Double) -> Double {
    let h = response(of: filter, at: f, sampleRate: sampleRate)
    return 10 * log10(h.real * h.real + h.imaginary * h.imaginary)
  }

  private func span(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    (0..<count).map { i -> Double in low * pow(high / low, Double(i) / Double(count - 1)) }
  }

  /// The greatest distance from the analogue prototype up to 20 kHz, where that is above −60 dB.
  private func worst(
    _ shape: FilterShape, sampleRate: Double, frequencies: [Double], gains: [Double], qs: [Double]
  ) -> Double {
    let points = span(20, 20000, 48)
    var worst = 0.0
    for f0 in frequencies {
      for gain in gains {
        for q in qs {
          let filter = designFilter(shape, frequency: f0, gain: gain, q: q, sampleRate: sampleRate)
          for f in points {
            let ideal = 10 * log10(analogue(shape, f * f / (f0 * f0), gain: gain, q: q))
            guard ideal > -60 else { continue }
            let error = abs(decibels(filter, f, sampleRate) - ideal)
            // Not a number is the worst of all.
            worst = error <= worst ? worst : error.isNaN ? .infinity : error
          }
        }
      }
    }
    return worst
  }

  // MARK: What the documentation of `designFilter` promises

  @Test(arguments: [(44100.0, 0.38, 0.59), (48000, 0.25, 0.36), (88200, 0.02, 0.02), (192_000, 0.02, 0.02)])
  func `bells follow the analogue curve up to 20 kHz`(sampleRate: Double, at12: Double, at18: Double) {
    let qs = [0.3, 0.41, 0.5, 0.61, 0.7071, 1, 1.7, 3, 5.5, 10]
    let frequencies = span(20, 20000, 31)
    #expect(
      worst(.bell, sampleRate: sampleRate, frequencies: frequencies, gains: [-12, -3, 0.25, 6, 12], qs: qs) < at12)
    #expect(worst(.bell, sampleRate: sampleRate, frequencies: frequencies, gains: [-18, -15, 15, 18], qs: qs) < at18)
  }

  @Test(arguments: [(44100.0, 0.66, 1.4), (48000, 0.44, 0.44), (88200, 0.04, 0.04), (192_000, 0.04, 0.04)])
  func `shelves follow the analogue curve up to 20 kHz`(sampleRate: Double, to16k: Double, to20k: Double) {
    let qs = [0.3, 0.4, 0.47, 0.5, 0.53, 0.6, 0.65, 0.7071, 0.85, 1, 1.3, 2]
    let gains = [-18, -6, -0.25, 3, 12, 18]
    for shape in [FilterShape.lowShelf, .highShelf] {
      let low = worst(shape, sampleRate: sampleRate, frequencies: span(20, 16000, 31), gains: gains, qs: qs)
      let high = worst(shape, sampleRate: sampleRate, frequencies: [17000, 18000, 19000, 20000], gains: gains, qs: qs)
      #expect(low < to16k)
      #expect(high < to20k)
    }
  }

  @Test(arguments: [(44100.0, 0.7), (48000, 0.3), (88200, 0.02), (192_000, 0.02)])
  func `high cuts follow the analogue curve up to 20 kHz`(sampleRate: Double, bound: Double) {
    let frequencies = span(100, 16000, 31)
    let qs = [0.3, 0.5412, 0.7071, 1, 1.3066, 3, 10]
    #expect(worst(.highCut12, sampleRate: sampleRate, frequencies: frequencies, gains: [0], qs: qs) < bound)
    #expect(worst(.highCut6, sampleRate: sampleRate, frequencies: frequencies, gains: [0], qs: [1]) < bound)
  }

  @Test func `low cuts and band passes are exact far below half the sample rate`() {
    for shape in [FilterShape.lowCut6, .lowCut12, .bandPass, .crossoverLow] {
      for f0 in [20.0, 80, 400] {
        let filter = designFilter(shape, frequency: f0, q: 0.9, sampleRate: 96000)
        for f in span(10, 2000, 20) {
          let ideal = 10 * log10(analogue(shape, f * f / (f0 * f0), gain: 0, q: 0.9))
          #expect(abs(decibels(filter, f, 96000) - ideal) < 0.05, "\(shape) \(f0) \(f)")
        }
      }
    }
  }

  // MARK: Forms

  @Test func `boost and cut cancel`() {
    for shape in [FilterShape.bell, .lowShelf, .highShelf] {
      for f0 in [50.0, 3000, 15000] {
        for q in [0.5, 1.4] {
          let boost = designFilter(shape, frequency: f0, gain: 9, q: q, sampleRate: 48000)
          let cut = designFilter(shape, frequency: f0, gain: -9, q: q, sampleRate: 48000)
          for f in span(20, 23000, 40) {
            #expect(abs(decibels(boost, f, 48000) + decibels(cut, f, 48000)) < 0.002)
          }
        }
      }
    }
  }

  @Test func `coefficients in single precision serve the lowest frequency at the highest rate`() {
    for (f0, q, gain) in [(20.0, 10.0, 15.0), (20, 10, -15), (20, 0.3, 15), (28, 10, 18), (1, 0.7, 12)] {
      let filter = designFilter(.bell, frequency: f0, gain: gain, q: q, sampleRate: 192_000)
      for f in span(f0 / 2, 20000, 64) {
        let ideal = 10 * log10(analogue(.bell, f * f / (f0 * f0), gain: gain, q: q))
        #expect(abs(decibels(filter, f, 192_000) - ideal) < 0.05)
      }
    }
    let cut = designFilter(.lowCut12, frequency: 20, q: 10, sampleRate: 192_000)
    for f in span(10, 20000, 64) {
      let ideal = 10 * log10(analogue(.lowCut12, f * f / 400, gain: 0, q: 10))
      #expect(abs(decibels(cut, f, 192_000) - ideal) < 0.05)
    }
  }

  @Test func `a low cut lets no direct current through, and an all-pass everything`() {
    for slope in [LowCutSlope.by12, .by18, .by24] {
      let sections = designLowCut(slope, frequency: 20, sampleRate: 192_000)
      #expect(sections.first.c0 + sections.first.c2 == 0)
    }
    let filter = designFilter(.allPass, frequency: 3000, q: 2, sampleRate: 48000)
    for f in span(20, 23000, 30) { #expect(abs(decibels(filter, f, 48000)) < 1e-5) }
    let h = response(of: filter, at: 3000, sampleRate: 48000)
    #expect(abs(h.real + 1) < 1e-5)
  }

  /// scipy.signal.butter(order, fc, 'highpass', fs=48000, output='sos') through sosfreqz, in dB.
  @Test func `low cuts are Butterworth filters`() {
    let table: [(LowCutSlope, Double, Double, Double)] = [
      (.by12, 40, 20, -12.3045), (.by12, 40, 70, -0.4400), (.by12, 40, 100, -0.1098), (.by12, 40, 390, -0.0005),
      (.by12, 40, 1000, 0), (.by12, 40, 12000, 0), (.by12, 100, 20, -27.9660), (.by12, 100, 70, -7.1307),
      (.by12, 100, 100, -3.0103), (.by12, 100, 390, -0.0187), (.by12, 100, 1000, -0.0004),
      (.by12, 100, 12000, 0), (.by12, 400, 20, -52.0452), (.by12, 400, 70, -30.2864),
      (.by12, 400, 100, -24.1030), (.by12, 400, 390, -3.2359), (.by12, 400, 1000, -0.1093),
      (.by12, 400, 12000, 0), (.by18, 40, 20, -18.1292), (.by18, 40, 70, -0.1486), (.by18, 40, 100, -0.0178),
      (.by18, 40, 390, 0), (.by18, 40, 1000, 0), (.by18, 40, 12000, 0.0000), (.by18, 100, 20, -41.9388),
      (.by18, 100, 70, -9.7773), (.by18, 100, 100, -3.0103), (.by18, 100, 390, -0.0012), (.by18, 100, 1000, 0),
      (.by18, 100, 12000, 0), (.by18, 400, 20, -78.0677), (.by18, 400, 70, -45.4236),
      (.by18, 400, 100, -36.1302), (.by18, 400, 390, -3.3528), (.by18, 400, 1000, -0.0176),
      (.by18, 400, 12000, 0), (.by24, 40, 20, -24.0994), (.by24, 40, 70, -0.0491), (.by24, 40, 100, -0.0028),
      (.by24, 40, 390, 0), (.by24, 40, 1000, 0), (.by24, 40, 12000, 0), (.by24, 100, 20, -55.9181),
      (.by24, 100, 70, -12.6358), (.by24, 100, 100, -3.0103), (.by24, 100, 390, -0.0001),
      (.by24, 100, 1000, 0), (.by24, 100, 12000, 0.0000), (.by24, 400, 20, -104.0903),
      (.by24, 400, 70, -60.5647), (.by24, 400, 100, -48.1723), (.by24, 400, 390, -3.4726),
      (.by24, 400, 1000, -0.0028), (.by24, 400, 12000, 0),
    ]
    for (slope, fc, f, expected) in table {
      let sections = designLowCut(slope, frequency: fc, sampleRate: 48000)
      let sum = decibels(sections.first, f, 48000) + decibels(sections.second, f, 48000)
      #expect(abs(sum - expected) < 0.01, "\(slope) \(fc) Hz at \(f) Hz")
    }
  }

  @Test func `the sides of a crossover add up to an all-pass`() {
    for f0 in [120.0, 2500, 9000] {
      let low = designFilter(.crossoverLow, frequency: f0, sampleRate: 48000)
      let high = designFilter(.lowCut12, frequency: f0, sampleRate: 48000)
      let pass = designFilter(.allPass, frequency: f0, sampleRate: 48000)
      for f in span(20, 20000, 40) {
        let (l, h) = (response(of: low, at: f, sampleRate: 48000), response(of: high, at: f, sampleRate: 48000))
        let p = response(of: pass, at: f, sampleRate: 48000)
        let lowReal = l.real * l.real - l.imaginary * l.imaginary
        let real = lowReal + h.real * h.real - h.imaginary * h.imaginary
        let imaginary = 2 * (l.real * l.imaginary + h.real * h.imaginary)
        #expect(abs(real - p.real) < 1e-5 && abs(imaginary - p.imaginary) < 1e-5)
      }
    }
  }

  /// The K-weighting of ITU-R BS.1770, table 1, at 48 kHz: poles and zeros that no shape of ours has.
  @Test func `any second-order section can be had`() {
    let (b0, b1, b2) = (1.53512485958697, -2.69169618940638, 1.19839281085285)
    let (a1, a2) = (-1.69065929318241, 0.73248077421585)
    let filter = FilterCoefficients(b0: b0, b1: b1, b2: b2, a1: a1, a2: a2)
    for f in span(20, 23900, 64) {
      let w = 2 * Double.pi * f / 48000
      func power(_ c0: Double, _ c1: Double, _ c2: Double) -> Double {
        let re = c0 + c1 * cos(w) + c2 * cos(2 * w)
        let im = c1 * sin(w) + c2 * sin(2 * w)
        return re * re + im * im
      }
      let expected = 10 * log10(power(b0, b1, b2) / power(1, a1, a2))
      #expect(abs(decibels(filter, f, 48000) - expected) < 1e-4)
    }
  }

  @Test func `0 dB is neutral, and whatever is asked for is a filter`() {
    for shape in [FilterShape.bell, .lowShelf, .highShelf] {
      #expect(designFilter(shape, frequency: 1000, gain: 0, sampleRate: 48000).isNeutral)
      #expect(!designFilter(shape, frequency: 1000, gain: 0.01, sampleRate: 48000).isNeutral)
    }
    for shape in FilterShape.allCases {
      for frequency in [-1.0, 0, 1, 20000, 24000, 1e9] {
        for (gain, q) in [(24.0, 0.0), (-24, 1), (100, 100), (-1e-6, 0.3)] {
          for sampleRate in [44100.0, 192_000] {
            let filter = designFilter(shape, frequency: frequency, gain: gain, q: q, sampleRate: sampleRate)
            // The state matrix is [[r, −p], [p, 1 − q]]; a contraction, but for rounding.
            let (r, p, d) = (Double(filter.r), Double(filter.p), 1 - Double(filter.q))
            let (a, b, c) = (r * r + p * p, p * d - r * p, d * d + p * p)
            let norm = (a + c) / 2 + ((a - c) * (a - c) / 4 + b * b).squareRoot()
            #expect(norm < 1 + 2e-7, "\(shape) \(frequency) \(gain) \(q)")
            for f in span(20, 20000, 10) { #expect(decibels(filter, f, sampleRate) < 60) }
          }
        }
      }
    }
  }
}
