import Mixer
import Testing

@testable import Surface

@Suite struct EncoderTests {
  private func rig(_ encoder: String, start: Float = 0) throws -> Rig {
    var rig = try Rig(device("wheel: {kind: encoder, \(encoder)}", "wheel: ch/1/pan"))
    try rig.set("ch/1/pan", start)
    rig.connect()
    return rig
  }

  /// The table of encodings, with what stands at the edges.
  @Test func `steps are told in every way`() {
    let table: [(Control.Relative, [Int: Int])] = [
      (.signBit, [0x01: 1, 0x02: 2, 0x41: -1, 0x42: -2, 0x00: 1, 0x40: -1, 0x3F: 63, 0x7F: -63]),
      (.signBitReversed, [0x41: 1, 0x42: 2, 0x01: -1, 0x02: -2, 0x40: 1, 0x00: -1]),
      (.twosComplement, [0x01: 1, 0x02: 2, 0x7F: -1, 0x7E: -2, 0x00: 0, 0x40: -64]),
      (.offset64, [0x41: 1, 0x42: 2, 0x3F: -1, 0x3E: -2, 0x40: 0, 0x00: -64]),
      (.incDec, [0x01: 1, 0x02: -1, 0x00: 0, 0x7F: 0]),
      (.side, [0: 1, 0x1FFF: 1, 0x2000: -1, 0x3FFF: -1]),
    ]
    for (relative, steps) in table {
      for (value, expected) in steps { #expect(relative.ticks(of: value) == expected, "\(relative) \(value)") }
    }
  }

  @Test func `two messages may tell the directions`() throws {
    var rig = try rig("right: B0 53 vv, left: B0 55 vv")
    rig.receive("B0 53 01 B0 53 00 B0 53 01")
    #expect(try rig.value("ch/1/pan") == 4)
    rig.receive("B0 55 01 B0 55 01 B0 55 01")
    #expect(try rig.value("ch/1/pan") == -2)
    var presses = try self.rig("right: 90 10 7F, left: 90 11 7F")
    presses.receive("90 10 7F 90 10 00 90 11 7F 90 11 00 90 10 7F")
    #expect(try presses.value("ch/1/pan") == 2)
  }

  @Test func `a position that ends where it ends goes on by repeating`() throws {
    var rig = try rig("receive: B0 10 vv, relative: absolute")
    rig.receive("B0 10 40")
    #expect(try rig.value("ch/1/pan") == 0)
    rig.receive("B0 10 43 B0 10 42")
    #expect(try rig.value("ch/1/pan") == 4)
    rig.receive("B0 10 7F")
    #expect(try rig.value("ch/1/pan") == 100)
    try rig.set("ch/1/pan", 0)
    rig.receive("B0 10 7F B0 10 7F")
    #expect(try rig.value("ch/1/pan") == 4)
    rig.receive("B0 10 00")
    try rig.set("ch/1/pan", 0)
    rig.receive("B0 10 00")
    #expect(try rig.value("ch/1/pan") == -2)
  }

  /// The pan knob of the FaderPort: pitch bend, noisy.
  @Test func `noise of a knob that only knows sides is left out`() throws {
    var rig = try rig("receive: E0 ll mm, relative: side, debounce: 10, reversal: 100")
    rig.receive("E0 00 00")
    rig.receive("E0 00 00 E0 7F 7F")
    #expect(try rig.value("ch/1/pan") == 2)
    rig.now += 20 * millisecond
    rig.receive("E0 7F 7F")
    #expect(try rig.value("ch/1/pan") == 2)
    rig.receive("E0 01 00")
    #expect(try rig.value("ch/1/pan") == 4)
    rig.now += 110 * millisecond
    rig.receive("E0 00 40")
    #expect(try rig.value("ch/1/pan") == 2)
  }

  @Test func `quick turns count for more, slow ones and the first one do not`() throws {
    var rig = try rig("receive: B0 10 vv, acceleration: 5")
    rig.receive("B0 10 01")
    #expect(abs(try rig.value("ch/1/pan") - 2) < 0.01)
    rig.now += 100 * millisecond
    rig.receive("B0 10 01")
    #expect(abs(try rig.value("ch/1/pan") - 4) < 0.01)
    rig.now += 10 * millisecond
    rig.receive("B0 10 01")
    #expect(abs(try rig.value("ch/1/pan") - 14) < 0.01)
    // Halfway between 10 and 100 ms: 3.
    rig.now += 55 * millisecond
    rig.receive("B0 10 01")
    #expect(abs(try rig.value("ch/1/pan") - 20) < 0.01)
    // The other way it begins slowly again.
    rig.now += 10 * millisecond
    rig.receive("B0 10 41")
    #expect(abs(try rig.value("ch/1/pan") - 18) < 0.01)
    // Several clicks in one message were that much quicker.
    rig.now += 110 * millisecond
    rig.receive("B0 10 42")
    #expect(abs(try rig.value("ch/1/pan") - 6) < 0.01)
  }

  @Test func `the number of clicks from end to end can be set`() throws {
    var rig = try rig("receive: B0 10 vv, steps: 21", start: -100)
    rig.receive("B0 10 01")
    #expect(try rig.value("ch/1/pan") == -90)
  }
}
