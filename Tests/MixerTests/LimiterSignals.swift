import Foundation

/// What a limiter has to stand: the six signals of the true-peak table, all far above a ceiling of −1 dBTP.
func limiterSignals(sampleRate: Double, frames: Int) -> [(name: String, samples: [Float])] {
  [
    ("white noise", noise(11, frames: frames, level: 4)),
    ("noise below 20 kHz", lowPassed(noise(12, frames: frames, level: 4), 20000, sampleRate)),
    ("noise below 10 kHz", lowPassed(noise(13, frames: frames, level: 4), 10000, sampleRate)),
    ("bursts", bursts(frames)), ("drums", drums(sampleRate, frames)), ("piano", piano(sampleRate, frames)),
  ]
}

/// By a windowed sinc of 255 taps (Hamming).
func lowPassed(_ x: [Float], _ frequency: Double, _ sampleRate: Double) -> [Float] {
  let cutoff = 2 * frequency / sampleRate
  let taps: [Double] = (-127...127).map { k in
    let angle = Double.pi * Double(k)
    let sinc = k == 0 ? cutoff : sin(cutoff * angle) / angle
    return sinc * (0.54 + 0.46 * cos(angle / 127))
  }
  return x.indices.map { i in
    var sum = 0.0
    for k in 0..<255 where i - k >= 0 { sum += taps[k] * Double(x[i - k]) }
    return Float(sum)
  }
}

/// A quarter of the sample rate, with samples half way up the wave on both sides of its tops.
private func bursts(_ frames: Int) -> [Float] {
  (0..<frames).map { i in
    let angle = Double(i) * .pi / 2 + .pi / 4
    return i % 4800 < 300 ? Float(4.8 * sin(angle)) : 0
  }
}

/// Eight strokes a second: a burst of noise over a falling tone.
private func drums(_ sampleRate: Double, _ frames: Int) -> [Float] {
  let hiss = noise(14, frames: frames, level: 7)
  return (0..<frames).map { i in
    let t = (Double(i) / sampleRate).truncatingRemainder(dividingBy: 0.125)
    let turns = 55 * t + 3 * (1 - exp(-30 * t))
    let tone = 2 * exp(-12 * t) * sin(2 * .pi * turns)
    return Float(exp(-60 * t) * Double(hiss[i]) + tone)
  }
}

/// Six notes one after the other, each of up to 24 slightly stretched partials that die away.
private func piano(_ sampleRate: Double, _ frames: Int) -> [Float] {
  var sum = [Double](repeating: 0, count: frames)
  for (note, pitch) in [110, 164.8, 220, 261.6, 329.6, 440].enumerated() {
    for partial in 1...24 {
      let k = Double(partial)
      let frequency = pitch * k * (1 + 3e-4 * k * k).squareRoot()
      guard frequency < 20000 else { continue }
      let start = frames * note / 6
      for i in start..<frames {
        let t = Double(i - start) / sampleRate
        let level = exp(-(1.5 + 0.4 * k) * t) / k
        sum[i] += level * sin(2 * .pi * frequency * t + k * k)
      }
    }
  }
  return sum.map { Float($0) }
}

/// The highest point of a signal between its samples: 16 points per sample, 64 taps each (Kaiser, β = 8), in double precision.
/// The first and the last 200 frames do not count, because the signal is cut off there.
func interpolatedPeak(_ x: [Float]) -> Double {
  func bessel(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for k in 1...40 {
      term *= x * x / Double(4 * k * k)
      sum += term
    }
    return sum
  }
  var highest = 0.0
  let samples = x.map { Double($0) }
  samples.withUnsafeBufferPointer { samples in
    for point in 0..<16 {
      let taps: [Double] = (0..<64).map { k in
        let time = Double(k - 31) - Double(point) / 16
        let sinc = time == 0 ? 1 : sin(Double.pi * time) / (Double.pi * time)
        let window = bessel(8 * max(0, 1 - time * time / 1024).squareRoot()) / bessel(8)
        return sinc * window
      }
      taps.withUnsafeBufferPointer { taps in
        for i in 200..<(samples.count - 200) {
          var sum = 0.0
          for k in 0..<64 { sum += taps[k] * samples[i + k - 31] }
          highest = max(highest, abs(sum))
        }
      }
    }
  }
  return highest
}
