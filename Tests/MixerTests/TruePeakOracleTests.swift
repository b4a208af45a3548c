import Foundation
import Testing

@testable import Mixer

/// libebur128, the library by which others will measure what we send them. Loaded when it is asked for, so that only
/// its test needs it.
private struct LoudnessLibrary {
  private typealias Start = @convention(c) (UInt32, UInt, Int32) -> UnsafeMutableRawPointer?
  private typealias Add = @convention(c) (UnsafeMutableRawPointer, UnsafePointer<Float>, Int) -> Int32
  private typealias Read = @convention(c) (UnsafeMutableRawPointer, UInt32, UnsafeMutablePointer<Double>) -> Int32
  private typealias End = @convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Void

  private let start: Start
  private let add: Add
  private let read: Read
  private let end: End

  init() throws {
    let advice: Comment = "libebur128 is needed for this test; install it (apt install libebur128-1)"
    let library = try #require(dlopen("libebur128.so.1", RTLD_NOW), advice)
    func find<T>(_ name: String, as type: T.Type) throws -> T {
      unsafeBitCast(try #require(dlsym(library, name), "libebur128 has no \(name)"), to: type)
    }
    start = try find("ebur128_init", as: Start.self)
    add = try find("ebur128_add_frames_float", as: Add.self)
    read = try find("ebur128_true_peak", as: Read.self)
    end = try find("ebur128_destroy", as: End.self)
  }

  /// The true peak of one channel, in dBTP.
  func truePeak(_ signal: [Float], sampleRate: Double) throws -> Double {
    // EBUR128_MODE_TRUE_PEAK: its own bit, that of the sample peak and that of the momentary loudness.
    var meter = start(1, UInt(sampleRate), 1 << 5 | 1 << 4 | 1 << 0)
    let state = try #require(meter)
    defer { end(&meter) }
    var peak = 0.0
    try #require(add(state, signal, signal.count) == 0 && read(state, 0, &peak) == 0)
    return 20 * log10(peak)
  }
}

@Suite struct TruePeakOracleTests {
  @Test func `libebur128 reads the true peaks of EBU Tech 3341`() throws {
    let library = try LoudnessLibrary()
    // Cases 15 to 19: a part of the sample rate, amplitude, phase in degrees, dBTP +0.2/−0.4.
    for (part, amplitude, phase, expected) in [
      (4.0, 0.5, 0.0, -6.0), (4, 0.5, 45, -6), (6, 0.5, 60, -6), (8, 0.5, 67.5, -6), (4, 1.41, 45, 3),
    ] {
      let tone = eased(
        (0..<4800).map { Float(amplitude * sin(2 * .pi * Double($0) / part + phase / 180 * .pi)) })
      let peak = try library.truePeak(tone, sampleRate: 48000)
      #expect(peak > expected - 0.4 && peak < expected + 0.2, "fs/\(part) at \(phase)°")
    }
  }

  @Test(arguments: [44100.0, 48000])
  func `by libebur128 too the limiter passes its ceiling by less than a tenth of a decibel`(sampleRate: Double) throws {
    let library = try LoudnessLibrary()
    for (name, signal) in limiterSignals(sampleRate: sampleRate, frames: 24000) {
      let ceiling = -1.0
      let output = limited(signal, signal, ceiling: factor(ceiling), sampleRate: sampleRate, release: 50).left
      let over = try library.truePeak(output, sampleRate: sampleRate) - ceiling
      #expect(over < 0.1, "\(name)")
      #expect(try library.truePeak(signal, sampleRate: sampleRate) > ceiling + 6, "\(name)")
    }
  }
}
