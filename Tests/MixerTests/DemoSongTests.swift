import Foundation
import Testing

@testable import Mixer

/// The demo at 48 kHz, made once.
private struct Demo: Sendable {
  static let rate = 48_000.0
  static let shared = Demo()
  let tracks: [[Float]]
  init() {
    let loop = DemoSong.make(sampleRate: Demo.rate)
    tracks = (0..<loop.channels).map { Array(loop.track($0)) }
  }
  var frames: Int { tracks[0].count }
}

@Suite struct DemoSongTests {
  @Test func `the demo has the tracks of its table and lasts eight to sixteen seconds`() {
    #expect(Demo.shared.tracks.count == DemoSong.tracks.count)
    let seconds = Double(Demo.shared.frames) / Demo.rate
    #expect((8...16).contains(seconds))
    #expect(DemoSong.tracks.allSatisfy { $0.name.count <= 7 && (1..<Catalogue.colors.count).contains($0.color) })
    // Four bars of four quarters at the stated tempo.
    #expect(abs(seconds - 16 * 60 / DemoSong.tempo) < 0.001)
  }

  @Test(arguments: 0..<8) func `no step at the seam is larger than inside the loop`(track: Int) {
    let x = Demo.shared.tracks[track]
    var largest: Float = 0
    for i in 1..<x.count { largest = max(largest, abs(x[i] - x[i - 1])) }
    #expect(abs(x[0] - x[x.count - 1]) <= largest)
    // Nor is one slope larger: the second difference across the seam against those inside.
    var bend: Float = 0
    for i in 2..<x.count { bend = max(bend, abs(x[i] - 2 * x[i - 1] + x[i - 2])) }
    let n = x.count
    #expect(abs(x[0] - 2 * x[n - 1] + x[n - 2]) <= bend)
    #expect(abs(x[1] - 2 * x[0] + x[n - 1]) <= bend)
  }

  @Test(arguments: 0..<8) func `a track has no DC and sounds in every bar`(track: Int) {
    let x = Demo.shared.tracks[track]
    let mean = x.reduce(0.0) { $0 + Double($1) } / Double(x.count)
    #expect(abs(mean) < 1e-6)
    let bar = x.count / DemoSong.bars
    for k in 0..<DemoSong.bars {
      let energy = x[k * bar..<(k + 1) * bar].reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(10 * log10(energy / Double(bar)) > -60, "bar \(k + 1) is silent")
    }
  }

  @Test func `all faders at 0 dB sum to a peak between -12 and -6 dBFS`() {
    var peak: Float = 0
    for i in 0..<Demo.shared.frames {
      peak = max(peak, abs(Demo.shared.tracks.reduce(0) { $0 + $1[i] }))
    }
    let level = 20 * log10(Double(peak) / 2.0.squareRoot())
    #expect((-12 ... -6).contains(level), "\(level) dBFS")
  }

  @Test func `the kick is below 150 Hz and the hats are above 4 kHz`() {
    #expect(share(of: 0, in: 0...150) > 0.9)
    #expect(share(of: 2, in: 4000...24_000) > 0.97)
    #expect(share(of: 3, in: 30...400) > 0.9)
    #expect(share(of: 7, in: 150...4000) > 0.9)
  }

  @Test func `the bass begins on the root of A minor`() {
    let note = Array(Demo.shared.tracks[3][0..<16_384])
    let levels = (25...45).map { pitch in (pitch, goertzel(note, 440 * pow(2, Double(pitch - 69) / 12))) }
    #expect(levels.max { $0.1 < $1.1 }?.0 == 33)
  }

  @Test func `the demo is the same at every call and fits every sample rate`() {
    let again = DemoSong.make(sampleRate: Demo.rate)
    for track in 0..<again.channels { #expect(Array(again.track(track)) == Demo.shared.tracks[track]) }
    let other = DemoSong.make(sampleRate: 44_100)
    #expect(abs(Double(other.frames) / 44_100 - Double(Demo.shared.frames) / Demo.rate) < 0.001)
  }

  @Test func `the demo dresses the first channels and no more than there are`() throws {
    let catalogue = Catalogue(layout: Layout(channels: 4, groups: 0))
    var desk = DeskState(catalogue: catalogue)
    DemoSong.dress(&desk, catalogue: catalogue)
    #expect(desk.names.prefix(4) == ["Kick", "Snare", "Hats", "Bass"])
    #expect(desk.value(of: Parameter(.channel(3), .pan), in: catalogue) == -30)
    #expect(desk.value(of: Parameter(.main, .fader), in: catalogue) == 0)
  }

  @Test func `the sine table follows the sine`() {
    let wave = SineTable()
    for i in -3000...3000 {
      let turns = Float(i) / 997
      #expect(abs(Double(wave(turns)) - sin(2 * .pi * Double(turns))) < 4e-6)
    }
  }

  /// The part of a track's energy that lies between two frequencies, by a Fourier transform of the last bar and more.
  private func share(of track: Int, in band: ClosedRange<Double>) -> Double {
    let x = Demo.shared.tracks[track].suffix(1 << 17).map(Double.init)
    let power = spectrum(x)
    let width = Demo.rate / Double(x.count)
    var inside = 0.0
    for (bin, energy) in power.enumerated() where band.contains(Double(bin) * width) { inside += energy }
    return inside / power.reduce(0, +)
  }

  /// Energies of the bins up to half the sample rate; radix 2.
  private func spectrum(_ x: [Double]) -> [Double] {
    var (re, im) = (x, [Double](repeating: 0, count: x.count))
    let n = x.count
    var j = 0
    for i in 1..<n {
      var bit = n >> 1
      while j & bit != 0 {
        j ^= bit
        bit >>= 1
      }
      j |= bit
      if i < j { re.swapAt(i, j) }
    }
    re.withUnsafeMutableBufferPointer { re in
      im.withUnsafeMutableBufferPointer { im in
        var size = 2
        while size <= n {
          let half = size / 2
          for k in 0..<half {
            let (c, s) = (cos(2 * .pi * Double(k) / Double(size)), -sin(2 * .pi * Double(k) / Double(size)))
            var a = k
            while a < n {
              let b = a + half
              let (tr, ti) = (re[b] * c - im[b] * s, re[b] * s + im[b] * c)
              (re[b], im[b]) = (re[a] - tr, im[a] - ti)
              (re[a], im[a]) = (re[a] + tr, im[a] + ti)
              a += size
            }
          }
          size *= 2
        }
      }
    }
    return (0...n / 2).map { re[$0] * re[$0] + im[$0] * im[$0] }
  }

  private func goertzel(_ x: [Float], _ frequency: Double) -> Double {
    let c = 2 * cos(2 * .pi * frequency / Demo.rate)
    var (a, b) = (0.0, 0.0)
    for value in x { (a, b) = (Double(value) + c * a - b, a) }
    return a * a + b * b - c * a * b
  }
}
