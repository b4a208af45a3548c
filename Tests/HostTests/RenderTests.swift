import Foundation
import Testing

@testable import Host
@testable import Mixer

/// A folder of its own for one test, gone afterwards.
final class ScratchFolder {
  let path: String
  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("render-\(UUID().uuidString)").path
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file of the samples that a function gives for each channel and frame.
  func write(_ name: String, rate: Int = 48_000, channels: Int = 1, frames: Int, _ sample: (Int, Int) -> Float) throws
    -> String
  {
    var file = try SoundFileWriter(path: file(name), sampleRate: rate, channels: channels, frames: Int64(frames))
    let planes = (0..<channels).map { channel in
      let plane = UnsafeMutablePointer<Float>.allocate(capacity: frames)
      for frame in 0..<frames { plane[frame] = sample(channel, frame) }
      return plane
    }
    defer { planes.forEach { $0.deallocate() } }
    try file.write(planes.map { UnsafePointer($0) }, count: frames)
    try file.finish()
    return self.file(name)
  }
}

@Suite struct RenderTests {
  private let folder = ScratchFolder()
  private let catalogue = Catalogue(layout: Layout(channels: 4, groups: 2))

  private func desk(_ changes: [(String, Float)] = []) throws -> DeskState {
    var desk = DeskState(catalogue: catalogue)
    for (path, value) in changes {
      guard case .value(let parameter) = try catalogue.resolve(path, names: desk.names) else { continue }
      desk.values[catalogue.index(of: parameter)!] = value
    }
    return desk
  }

  private func script(_ text: String, _ desk: DeskState, rate: Int = 48_000) throws -> RenderScript {
    try RenderScript(text: text, file: "moves.txt", catalogue: catalogue, desk: desk, sampleRate: rate) { file, now in
      guard file == "loud.txt" else { throw Refusal("there is no snapshot '\(file)'") }
      var loud = now
      for channel in 1...2 { loud.values[catalogue.index(of: Parameter(.channel(channel), .fader))!] = 0 }
      return loud
    }
  }

  private func render(
    _ source: RenderSource, _ desk: DeskState, _ script: RenderScript = RenderScript(), block: Int = 256,
    stems: Bool = false
  ) throws -> (summary: OfflineRender.Summary, left: [Float], right: [Float]) {
    var render = OfflineRender(catalogue: catalogue)
    render.blockSize = block
    if stems { render.stemFolder = folder.path }
    let out = folder.file("out-\(block).wav")
    let summary = try render.run(source, desk: desk, script: script, to: out)
    let sound = try SoundFileReader.contents(of: out)
    #expect(sound.sampleRate == source.sampleRate)
    return (summary, sound.channels[0], sound.channels[1])
  }

  @Test func `a channel at 0 dB in the middle comes out 3 dB lower on both sides, in time`() throws {
    let input = try folder.write("sine.wav", frames: 20_000) { _, i in 0.5 * Float(sin(Double(i) * 0.05)) }
    let source = try RenderSource(files: [input], layout: catalogue.layout)
    let result = try render(source, try desk([("ch/1/fader", 0)]))
    #expect(result.left.count == 20_000 && result.summary.frames == 20_000)
    let gain = Float(0.5).squareRoot()
    for i in 0..<20_000 {
      let expected = 0.5 * Float(sin(Double(i) * 0.05)) * gain
      #expect(abs(result.left[i] - expected) < 2e-6 && abs(result.right[i] - expected) < 2e-6)
      if abs(result.left[i] - expected) >= 2e-6 { return }
    }
    #expect(abs(result.summary.peak - 0.5 * gain) < 1e-3)
    #expect(result.summary.limitedFrames == 0)
  }

  @Test func `a stereo file is a linked pair on the next odd channel`() throws {
    let mono = try folder.write("1 mono.wav", frames: 4000) { _, _ in 0 }
    let stereo = try folder.write("2 piano.wav", channels: 2, frames: 4000) { channel, _ in channel == 0 ? 0.25 : -0.125
    }
    let source = try RenderSource(files: [mono, stereo], layout: catalogue.layout)
    var desk = try desk()
    source.label(&desk, catalogue: catalogue)
    source.openFaders(&desk, catalogue: catalogue)
    #expect(desk.names.prefix(4) == ["1 mono", "", "2 piano L", "2 piano R"])
    #expect(desk.value(of: Parameter(.channel(2), .fader), in: catalogue) == ParameterSpec.silence)
    let result = try render(source, desk)
    #expect(abs(result.left[2000] - 0.25) < 1e-6)
    #expect(abs(result.right[2000] + 0.125) < 1e-6)
  }

  @Test func `a move takes effect at its time, and the block size does not matter`() throws {
    let input = try folder.write("tone.wav", frames: 48_000) { _, i in 0.4 * Float(sin(Double(i) * 0.11)) }
    let desk = try desk([("ch/1/fader", 0)])
    let moves = try script("0.25 set ch/1/mute on\n0.5 set ch/1/mute off # and back\n0.7 set ch/*/pan -100\n", desk)
    #expect(moves.moves.map(\.frame) == [12_032, 24_000, 33_600])
    var former: [Float] = []
    for block in [64, 100, 256, 8192] {
      let source = try RenderSource(files: [input], layout: catalogue.layout)
      let result = try render(source, desk, moves, block: block)
      #expect(result.left[14_000..<24_000].allSatisfy { $0 == 0 })
      #expect(result.left[11_000..<12_000].contains { abs($0) > 0.2 })
      #expect(result.right[36_000...].allSatisfy { abs($0) < 1e-6 })
      if !former.isEmpty {
        let worst = zip(former, result.left).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-6, "block \(block)")
      }
      former = result.left
    }
  }

  @Test func `a recall in a script brings its whole desk`() throws {
    let input = try folder.write("dc.wav", channels: 2, frames: 20_000) { _, _ in 0.1 }
    let source = try RenderSource(files: [input], layout: catalogue.layout)
    var desk = try desk()
    source.label(&desk, catalogue: catalogue)
    let result = try render(source, desk, try script("0.2 recall loud.txt", desk))
    #expect(result.left[9000] == 0)
    #expect(abs(result.left[15_000] - 0.1) < 1e-6)
  }

  @Test(arguments: [
    ("1 set ch/1/fader", "moves.txt:1:7: 'ch/1/fader' wants a value after it"),
    ("# fine\nsoon set ch/1/mute on", "moves.txt:2:1: 'soon' is not a time"),
    ("1 mute ch/1", "moves.txt:1:3: 'mute' is unknown"),
    ("1 set ch/9/mute on", "moves.txt:1:7: 'ch/9/mute': this desk has ch/1 to ch/4"),
    ("1 set ch/1/fader loud", "moves.txt:1:18: 'loud' is not a value for fader; write -90 to 10 dB, or -inf"),
    ("1 set ch/1/name Kick", "moves.txt:1:7: 'ch/1/name' includes a name"),
    ("2 set ch/1/mute on\n1 recall gone.txt", "moves.txt:2:10: there is no snapshot 'gone.txt'"),
    ("1 recall \"gone", "moves.txt:1:15: the quotation mark is not closed"),
    ("1", "moves.txt:1:2: there is nothing to do"),
  ]) func `a mistake in a script is named with its place`(text: String, message: String) throws {
    let desk = try desk()
    let error = #expect(throws: Refusal.self) { try script(text, desk) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test func `a strip with a space in its name, Windows line ends and values with units are understood`() throws {
    var desk = try desk()
    desk.names[1] = "Lead Vox"
    let moves = try script("1 set \"ch/Lead Vox/fader\" -6 dB\r\n\r\n1 set ch/1/fader -inf\r\n", desk).moves
    #expect(moves.count == 1 && moves[0].changes.count == 1)
    #expect(moves[0].changes[0].parameter == Parameter(.channel(2), .fader) && moves[0].changes[0].value == -6)
  }

  @Test func `files of different sample rates are refused`() throws {
    let a = try folder.write("a.wav", frames: 10) { _, _ in 0 }
    let b = try folder.write("b.wav", rate: 44_100, frames: 10) { _, _ in 0 }
    let error = #expect(throws: Refusal.self) { try RenderSource(files: [a, b], layout: catalogue.layout) }
    #expect(error?.description.contains("44100 Hz") == true)
    let many = #expect(throws: Refusal.self) { try RenderSource(files: [a, a, a, a, a], layout: catalogue.layout) }
    #expect(many?.description.contains("the desk has 4 channels") == true)
  }

  @Test func `a group becomes a stem, and the stems sum to main`() throws {
    let a = try folder.write("a.wav", frames: 9000) { _, i in 0.3 * Float(sin(Double(i) * 0.03)) }
    let b = try folder.write("b.wav", frames: 9000) { _, i in 0.2 * Float(sin(Double(i) * 0.17)) }
    let source = try RenderSource(files: [a, b], layout: catalogue.layout)
    let desk = try desk([
      ("ch/1/fader", 0), ("ch/2/fader", 0), ("ch/1/main", 0), ("ch/2/main", 0), ("ch/1/group/1", 1),
      ("ch/2/group/2", 1), ("ch/2/pan", 50),
    ])
    let result = try render(source, desk, stems: true)
    #expect(result.summary.files.dropFirst() == [folder.file("group_1.wav"), folder.file("group_2.wav")])
    let one = try SoundFileReader.contents(of: folder.file("group_1.wav")).channels
    let two = try SoundFileReader.contents(of: folder.file("group_2.wav")).channels
    #expect(one[0].count == 9000)
    #expect((0..<9000).allSatisfy { abs(one[0][$0] + two[0][$0] - result.left[$0]) < 1e-6 })
    #expect((0..<9000).allSatisfy { abs(one[1][$0] + two[1][$0] - result.right[$0]) < 1e-6 })
  }

  @Test func `two renders of the demo are the same file, byte for byte`() throws {
    var desk = DeskState(catalogue: catalogue)
    DemoSong.dress(&desk, catalogue: catalogue)
    var files: [Data] = []
    for name in ["one.wav", "two.wav"] {
      let source = RenderSource(demoAt: 44_100, seconds: 1, layout: catalogue.layout)
      var last = 0.0
      let summary = try OfflineRender(catalogue: catalogue).run(source, desk: desk, to: folder.file(name)) { share in
        #expect(share > last)
        last = share
      }
      #expect(last == 1 && summary.frames == 44_100 && summary.peak > 0.05)
      files.append(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }
    #expect(files[0] == files[1])
    #expect(files[0].prefix(4) == Data("RIFF".utf8))
  }

  @Test func `the folder's files come in the order in which people count`() throws {
    for name in ["10 bass.wav", "2 snare.wav", "1 kick.WAV", "notes.txt", ".hidden.wav"] {
      _ = FileManager.default.createFile(atPath: folder.file(name), contents: Data())
    }
    let names = try RenderSource.files(in: folder.path).map { $0.split(separator: "/").last! }
    #expect(names == ["1 kick.WAV", "2 snare.wav", "10 bass.wav"])
    #expect(throws: Refusal.self) { try RenderSource.files(in: folder.file("nowhere")) }
  }
}
