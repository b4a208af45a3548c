import Host
import Testing

struct SysexAssemblyTests {
  /// As long as a nanoKONTROL2 scene dump, which always comes in pieces.
  private let dump: [UInt8] = [0xF0] + (0..<400).map { UInt8($0 % 128) } + [0xF7]
  private let second = SysexAssembly.patience

  @Test func `a dump of 402 bytes in pieces of 256 comes out whole`() {
    var assembly = SysexAssembly()
    #expect(assembly.add(dump[..<256], at: 0).isEmpty)
    #expect(assembly.isCollecting)
    #expect(assembly.add(dump[256...], at: 1) == [dump])
    #expect(!assembly.isCollecting)
  }

  @Test(arguments: 1...402)
  func `any size of piece gives the same message`(size: Int) {
    var assembly = SysexAssembly()
    var complete: [[UInt8]] = []
    for start in stride(from: 0, to: dump.count, by: size) {
      complete += assembly.add(dump[start..<min(start + size, dump.count)], at: UInt64(start))
    }
    #expect(complete == [dump])
  }

  @Test func `without its first piece the rest is dropped and the next message is whole`() {
    var assembly = SysexAssembly()
    #expect(assembly.add(dump[256...], at: 0).isEmpty)
    #expect(assembly.add([0xF0, 1, 0xF7], at: 1) == [[0xF0, 1, 0xF7]])
  }

  @Test func `without its last piece the next message is whole`() {
    var assembly = SysexAssembly()
    #expect(assembly.add(dump[..<256], at: 0).isEmpty)
    #expect(assembly.add([0xF0, 1, 0xF7], at: 1) == [[0xF0, 1, 0xF7]])
  }

  @Test func `an unplug in the middle leaves nothing for the device that comes next`() {
    var assembly = SysexAssembly()
    #expect(assembly.add(dump[..<256], at: 0).isEmpty)
    assembly.drop()
    #expect(assembly.add(dump[256...], at: 1).isEmpty)
  }

  @Test func `a second of silence ends a message, just less does not`() {
    var assembly = SysexAssembly()
    #expect(assembly.add(dump[..<256], at: 5).isEmpty)
    #expect(assembly.add(dump[256...], at: 5 + second) == [dump])
    #expect(assembly.add(dump[..<256], at: 0).isEmpty)
    #expect(assembly.add(dump[256...], at: second + 1).isEmpty)
  }

  @Test func `a status byte in the middle drops the rest, a real-time byte passes through`() {
    var assembly = SysexAssembly()
    #expect(assembly.add([0xF0, 1, 0xF8, 2, 0xF7], at: 0) == [[0xF8], [0xF0, 1, 2, 0xF7]])
    #expect(assembly.add([0xF0, 1, 0x90, 2, 0xF7], at: 0).isEmpty)
  }

  @Test func `two messages in one event come out as two`() {
    var assembly = SysexAssembly()
    #expect(assembly.add([0xF0, 1, 0xF7, 0xF0, 2, 0xF7], at: 0) == [[0xF0, 1, 0xF7], [0xF0, 2, 0xF7]])
  }

  @Test func `a message of 64 KiB passes, a longer one is skipped to its end`() {
    var assembly = SysexAssembly()
    let longest = [0xF0] + [UInt8](repeating: 1, count: SysexAssembly.limit - 2) + [0xF7]
    #expect(assembly.add(longest, at: 0) == [longest])
    #expect(assembly.add([0xF0] + [UInt8](repeating: 1, count: SysexAssembly.limit - 1), at: 0).isEmpty)
    #expect(assembly.add([1, 2, 3, 0xF7, 0xF0, 4, 0xF7], at: 0) == [[0xF0, 4, 0xF7]])
  }

  @Test func `what could not be completed is counted`() {
    var assembly = SysexAssembly()
    _ = assembly.add([0xF0, 1, 0xF7], at: 0)
    #expect(assembly.dropped == 0)
    _ = assembly.add([0xF0, 1, 0xF0, 2, 0xF7], at: 1)
    #expect(assembly.dropped == 1)
    _ = assembly.add([0xF0, 1, 0x90], at: 2)
    #expect(assembly.dropped == 2)
    _ = assembly.add([0xF0, 1], at: 3)
    _ = assembly.add([0xF0, 1, 0xF7], at: 4 + second)
    #expect(assembly.dropped == 3)
    _ = assembly.add([0xF0] + Array(repeating: 1, count: SysexAssembly.limit), at: 5 + second)
    #expect(assembly.dropped == 4)
    _ = assembly.add([0xF7], at: 6 + second)
    #expect(assembly.dropped == 4)
  }
}
