import Foundation
import Mixer
import Testing

@testable import Desk

/// The snapshots that are shipped as examples.
@Suite struct ExampleTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../examples").standardized

  private static let files =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".snapshot") }.sorted() ?? []

  /// A desk without a configuration file.
  private let catalogue = Catalogue(layout: Configuration().layout)

  private func read(_ file: String) throws -> (bytes: [UInt8], reading: SnapshotText.Reading) {
    let bytes = Array(try Data(contentsOf: Self.folder.appending(path: file)))
    return (bytes, try SnapshotText(catalogue: catalogue).decode(bytes, file: file))
  }

  @Test func `there are examples`() { #expect(!Self.files.isEmpty) }

  /// An unknown name, a missing parameter and an edit by hand are notices; a value out of range refuses the file.
  @Test(arguments: files) func `an example is whole, and loads without a notice`(file: String) throws {
    let (bytes, reading) = try read(file)
    #expect(reading.notices == [])
    #expect(reading.desk.kind == .snapshot)
    let isAsSaved = SnapshotText(catalogue: catalogue).encode(reading.desk) == bytes
    #expect(isAsSaved, "faderd would write it in another way; recall it and save it again")
    let number = try #require(reading.desk.number)
    #expect(file.hasPrefix(String(repeating: "0", count: 3 - "\(number)".count) + "\(number)-"))
  }

  @Test func `the demo mix is for the demo's tracks, and all of them reach main`() throws {
    let desk = try read("001-demo-mix.snapshot").reading.desk
    let state = desk.state(over: DeskState(catalogue: catalogue))
    func value(_ strip: StripID, _ item: Item, _ which: Int = 0) -> Float? {
      catalogue.index(of: Parameter(strip, item, which)).map { state.values[$0] }
    }
    for (channel, track) in DemoSong.tracks.enumerated() {
      let strip = StripID(.channel, channel)
      #expect(state.names[channel] == track.name)
      #expect(value(strip, .fader)! > -20 && value(strip, .mute) == 0)
      let groups = (0..<catalogue.layout.groups).filter { value(strip, .toGroup, $0) == 1 }
      #expect(groups.count == 1 && value(strip, .toMain) == 0, "\(track.name)")
      for group in groups { #expect(value(StripID(.group, group), .toMain) == 1) }
    }
  }
}
