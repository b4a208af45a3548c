import Foundation
import Testing

@testable import Host
@testable import Mixer

@Suite struct RenderSoundFileTests {
  private let folder = ScratchFolder()

  @Test func `what is written is read again sample for sample`() throws {
    let path = try folder.write("a.wav", rate: 96_000, channels: 3, frames: 5000) { Float($0) + Float($1) / 5000 }
    let sound = try SoundFileReader.contents(of: path)
    #expect(sound.sampleRate == 96_000 && sound.channels.count == 3)
    for channel in 0..<3 { #expect(sound.channels[channel] == (0..<5000).map { Float(channel) + Float($0) / 5000 }) }
    #expect(!FileManager.default.fileExists(atPath: path + ".part"))
  }

  @Test(arguments: ["s16.wav", "s24.flac", "s08.wav", "s32.aiff"])
  func `a file that another program wrote is read to its last bit`(name: String) throws {
    let bits = Int(name.dropFirst().prefix(2))!
    // A float has 24 bits.
    let step = exp2(Double(1 - min(bits, 24)))
    try sox(["-r", "44100", "-n", "-b", "\(bits)", folder.file(name), "synth", "2205s", "sine", "1000", "vol", "0.5"])
    var file = try SoundFileReader(path: folder.file(name))
    #expect(file.sampleRate == 44_100 && file.frames == 2205 && file.channels == 1)
    let plane = UnsafeMutablePointer<Float>.allocate(capacity: 4096)
    defer { plane.deallocate() }
    let first = file.read(into: [plane], count: 2000)
    let second = file.read(into: [plane + 2000], count: 2000)
    #expect(first == 2000 && second == 205)
    let worst = (0..<2205).map { abs(Double(plane[$0]) - 0.5 * sin(2 * .pi * 1000 * Double($0) / 44_100)) }.max()!
    // Rounded once by sox's generator and once, with dither, by the format.
    #expect(worst <= 3 * step + 1e-6)
  }

  @Test func `lossy samples, missing files and text are refused in a sentence`() throws {
    try sox(["-r", "48000", "-n", "-e", "mu-law", folder.file("ulaw.wav"), "synth", "100s", "sine", "1000"])
    _ = FileManager.default.createFile(atPath: folder.file("text.wav"), contents: Data("hello".utf8))
    for (name, words) in [
      ("ulaw.wav", "compressed or companded"), ("gone.wav", "No such file"), ("text.wav", "cannot be read"),
    ] {
      do {
        let file = try SoundFileReader(path: folder.file(name))
        Issue.record("\(name) was opened with \(file.frames) frames")
      } catch {
        #expect(error.description.contains(words) && error.description.hasPrefix("'"), "\(error)")
      }
    }
  }

  @Test func `a file beyond 4 GB gets 64-bit sizes`() {
    let gigabyte: Int64 = 1 << 30
    #expect(SoundFileWriter.container(bytes: 4 * gigabyte - 8192) == SoundFileWriter.container(bytes: 0))
    #expect(SoundFileWriter.container(bytes: 4 * gigabyte - 100) != SoundFileWriter.container(bytes: 0))
  }

  @Test func `a file that was not finished leaves no trace and keeps the older one`() throws {
    let path = try folder.write("a.wav", frames: 10) { _, _ in 0.5 }
    do {
      var file = try SoundFileWriter(path: path, sampleRate: 48_000, channels: 1, frames: 10)
      let plane = UnsafeMutablePointer<Float>.allocate(capacity: 10)
      plane.initialize(repeating: 0, count: 10)
      try file.write([UnsafePointer(plane)], count: 10)
      plane.deallocate()
    }
    #expect(try SoundFileReader.contents(of: path).channels[0] == Array(repeating: 0.5, count: 10))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.wav"])
    do {
      let file = try SoundFileWriter(path: folder.file("no/a.wav"), sampleRate: 48_000, channels: 1, frames: 10)
      Issue.record("opened \(file.path)")
    } catch { #expect(error.description.contains("cannot be written: ")) }
  }

  private func sox(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sox", "-R"] + arguments
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "sox is needed for this test; install it (apt install sox)")
  }
}
