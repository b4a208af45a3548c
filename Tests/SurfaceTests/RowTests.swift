import Mixer
import Testing

@testable import Surface

/// Surfaces side by side that act as one.
@Suite struct RowTests {
  private let layers = """
    mix:
      fader[1-8]: bank[n]/fader
      select[1-8]: select bank[n]
      upper[1-8]: bank[n]/name
      bank-right: bank next
      channel-right: channel next
      F[1]: bank 2
      F[2]: spill dca/1
      F[3]: bus next
    """

  /// An extender of four strips to the left of a unit with eight, on a desk of twenty channels.
  private struct Row {
    var rigs: [Rig]

    init(_ layers: String, sections: String = "") throws {
      rigs = [
        try Keys.rig(layers, sections: "bank: {size: 4, strips: [ch, group]}\n" + sections),
        try Keys.rig(layers, sections: "bank: {size: 8, strips: [ch]}\n" + sections),
      ]
      join(newcomer: nil)
    }

    mutating func join(newcomer: Int?) {
      var surfaces = rigs.map(\.surface)
      SurfaceRow.join(&surfaces, newcomer: newcomer, view: rigs[0].view)
      for place in rigs.indices { rigs[place].surface = surfaces[place] }
      run()
    }

    mutating func run() { for place in rigs.indices { rigs[place].run(milliseconds: 1000) } }

    mutating func press(_ note: UInt8, on place: Int) {
      rigs[place].press(note)
      follow(place)
    }

    mutating func hold(_ note: UInt8, on place: Int, isDown: Bool) {
      rigs[place].receive("90 \(String(note, radix: 16)) \(isDown ? "7F" : "00")")
      follow(place)
    }

    private mutating func follow(_ place: Int) {
      for other in rigs.indices where other != place {
        rigs[other].view = rigs[place].view
        rigs[other].surface.follow(rigs[place].surface.focus, view: rigs[place].view)
      }
      run()
    }

    var names: [String] {
      (0..<4).map { rigs[0].device.text(strip: $0, line: 0).trimmed }
        + (0..<8).map { rigs[1].device.text(strip: $0, line: 0).trimmed }
    }
  }

  @Test func `one bank runs over both, from left to right, and moves by both`() throws {
    var row = try Row(layers)
    #expect(row.names == (1...12).map { "Ch \($0)" })
    row.press(0x2F, on: 1)
    #expect(row.names == (13...20).map { "Ch \($0)" } + (1...4).map { "Group \($0)" })
    row.press(0x2F, on: 0)
    #expect(row.names.first == "Ch 13")
    row.press(0x36, on: 0)
    #expect(row.names.first == "Ch 13" && row.rigs[0].isLit(0x36) && row.rigs[1].isLit(0x36))
  }

  @Test func `layers of the same name go on and off together, held or switched`() throws {
    let more = """

        F[4]: layer flip
        F[5]: hold layer shift
        F[6]: page eq
        F[7]: page sends
      flip:
        upper[1-8]: bank[n]/fader
      shift:
        upper[1-8]: bank[n]/pan
      eq:
        lower[1]: selected/eq/1/gain
      sends:
        lower[1]: selected/send/aux/1/level
      """
    var row = try Row(layers + more, sections: "pages: {knobs: [eq, sends]}")
    row.press(0x39, on: 1)
    #expect(row.names.allSatisfy { $0 == "-inf" }, "flipped on both: \(row.names)")
    row.press(0x39, on: 0)
    #expect(row.names.first == "Ch 1" && row.names.last == "Ch 12")
    // A page that is switched on beside it puts out the one that was on here.
    row.press(0x3B, on: 0)
    row.press(0x3C, on: 1)
    #expect(row.rigs.map { $0.isLit(0x3B) } == [false, false] && row.rigs.map { $0.isLit(0x3C) } == [true, true])
    row.hold(0x3A, on: 1, isDown: true)
    #expect(row.names.allSatisfy { $0 == "C" }, "held on both: \(row.names)")
    row.hold(0x3A, on: 1, isDown: false)
    #expect(row.names.first == "Ch 1" && row.names.last == "Ch 12")
    // The one whose button is held goes; nothing stays on without it.
    row.hold(0x3A, on: 1, isDown: true)
    var left = [row.rigs[0].surface]
    SurfaceRow.join(&left, newcomer: nil, view: row.rigs[0].view)
    row.rigs[0].surface = left[0]
    row.run()
    #expect(row.names.prefix(4) == ["Ch 1", "Ch 2", "Ch 3", "Ch 4"])
  }

  @Test func `they share selection, bus and what is spilled`() throws {
    var row = try Row(layers)
    row.press(0x1A, on: 1)
    #expect(row.rigs.map(\.surface.selected) == [.channel(7), .channel(7)])
    #expect(row.rigs[1].isLit(0x1A) && !row.rigs[0].isLit(0x1A))
    row.press(0x38, on: 0)
    #expect(row.rigs[1].surface.focus.bus == StripID(.aux, 1))
    for place in row.rigs.indices {
      for channel in 10...15 { try row.rigs[place].set("ch/\(channel)/dca/1", 1) }
    }
    row.press(0x37, on: 1)
    #expect(row.names.filter { !$0.isEmpty } == (10...15).map { "Ch \($0)" })
  }

  @Test func `one that comes later looks where the others look, and one that stays alone starts with its own strips`()
    throws
  {
    var row = try Row(layers)
    row.press(0x31, on: 1)
    #expect(row.names.first == "Ch 2")
    var rig = row.rigs[0]
    rig.surface = Surface(mapping: rig.surface.mapping, catalogue: rig.catalogue)
    rig.surface.connected(now: rig.now)
    row.rigs[0] = rig
    row.join(newcomer: 0)
    #expect(row.names == (2...13).map { "Ch \($0)" })
    var alone = [row.rigs[1].surface]
    SurfaceRow.join(&alone, newcomer: nil, view: row.rigs[1].view)
    row.rigs[1].surface = alone[0]
    row.run()
    #expect(row.rigs[1].device.text(strip: 0, line: 0) == "Ch 2   ")
  }

  @Test func `rows are found by names and by files, each surface once`() {
    let members = [
      SurfaceRow.Member(name: "Unit", file: "unit.yaml"), SurfaceRow.Member(name: "Extender", file: "ext.yaml"),
      SurfaceRow.Member(name: "Extender 2", file: "ext.yaml"),
    ]
    #expect(SurfaceRow.rows([["ext", "unit", "ext"]], of: members) == [[1, 0, 2]])
    #expect(SurfaceRow.rows([["extender 2", "unit"], ["ext", "nobody"]], of: members) == [[2, 0], [1]])
    #expect(SurfaceRow.rows([], of: members) == [])
  }
}
