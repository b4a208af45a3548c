import Glibc
import Testing

@testable import Host

struct StateLockTests {
  @Test func `a state directory belongs to one daemon at a time`() throws {
    let scratch = ScratchDirectory()
    scratch.directory("state")
    let path = "\(scratch.path)/state"
    var first: StateLock? = try StateLock(directory: path)
    #expect(first != nil)
    #expect { try StateLock(directory: path) } throws: { "\($0)".contains("Another faderd keeps its desk in \(path)") }
    first = nil
    #expect(throws: Never.self) { try StateLock(directory: path) }
    #expect(throws: Never.self) { try StateLock(directory: "\(scratch.path)/nowhere") }
  }
}
