import Foundation
import Mixer
import Testing

@testable import Surface

/// The mapping files of the project.
enum Shipped {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "mappings")

  static let files: [MappingFile] = {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".yaml") }.sorted().map { path in
      MappingFile(name: path, text: try! String(contentsOf: folder.appending(path: path), encoding: .utf8))
    }
  }()

  static let library = MappingLibrary(shipped: files)

}

/// A mapping made from a text in a test.
func mapping(_ text: String) throws -> Mapping {
  try Mapping.load(text: text, file: "test.yaml", families: Shipped.files)
}

/// Bytes written as hexadecimal text.
func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16)! } }

let millisecond: UInt64 = 1_000_000
let second: UInt64 = 1_000_000_000

@Suite struct ShippedMappings {
  @Test func `every shipped file is read without complaint`() {
    #expect(Shipped.library.problems.map(\.description) == [])
    #expect(Shipped.library.mappings.count == Shipped.files.filter { !$0.isFamily }.count)
    #expect(Shipped.library.mappings.count >= 2)
  }

  @Test(arguments: Shipped.library.mappings.map(\.file)) func `the examples of every shipped file hold`(file: String)
    throws
  {
    let mapping = try #require(Shipped.library.mappings.first { $0.file == file })
    #expect(MappingCheck.count(of: mapping) >= 15)
    #expect(MappingCheck.failures(of: mapping).map(\.description) == [])
  }

  @Test func `the example of the manual holds`() throws {
    let manual = Shipped.folder.deletingLastPathComponent().appending(path: "docs/mapping.md")
    let parts = try String(contentsOf: manual, encoding: .utf8).components(separatedBy: "```")
    let text = try #require(parts.first { $0.hasPrefix("yaml\n") }).dropFirst(5)
    let mapping = try mapping(String(text))
    #expect(MappingCheck.count(of: mapping) == 4)
    #expect(MappingCheck.failures(of: mapping).map(\.description) == [])
  }
}
