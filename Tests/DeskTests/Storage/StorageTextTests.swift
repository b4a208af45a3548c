import Mixer
import Testing

@testable import Desk

/// A small desk and states of it that can be told apart.
enum Small {
  static let catalogue = Catalogue(layout: plainLayout(channels: 1, groups: 1))
  static let fader = Parameter(.channel(1), .fader)

  static func state(_ decibel: Float) -> DeskState {
    var state = DeskState(catalogue: catalogue)
    state.values[catalogue.index(of: fader)!] = decibel
    return state
  }

  static func fader(_ desk: StoredDesk?) -> Float? { desk?.values[catalogue.index(of: fader)!] }
}

struct StorageTextTests {
  let text = SnapshotText(catalogue: Small.catalogue)

  /// What a desk wrote before it had more than this.
  static let old = """
    faderd snapshot
    schema 1
    number 3
    name "Verse 2"
    generation 7
    desk 1 channels 1 groups

    ch/1/name "Kick Ä"
    ch/1/color red
    ch/1/trim 0.00 dB
    ch/1/polarity off
    ch/1/link off
    ch/1/fader -6.123456 dB
    ch/1/mute on
    ch/1/pan -20.0 %
    ch/1/main on
    ch/1/group/1 off
    group/1/name ""
    group/1/color white
    group/1/fader -inf dB
    group/1/mute off
    group/1/pan 0.0 %
    group/1/main on
    main/name ""
    main/color white
    main/fader 0.00 dB
    main/mute off
    main/pan 0.0 %
    monitor/name ""
    end 29 lines crc32 CRC

    """

  /// The checksum that zlib computes of the old text above its end mark.
  static let oldSum = "6579447E"

  private var oldBytes: [UInt8] {
    Array(Self.old.split(separator: "CRC", omittingEmptySubsequences: false).joined(separator: Self.oldSum).utf8)
  }

  /// What is written of `goldenDesk`: the header of the old text, then a line for each name and each parameter that a
  /// snapshot holds.
  private static let goldenBytes: [UInt8] = {
    let values = [
      "ch/1/name": "\"Kick Ä\"", "ch/1/color": "red", "ch/1/fader": "-6.123456 dB", "ch/1/mute": "on",
      "ch/1/pan": "-20.0 %", "group/1/fader": "-inf dB",
    ]
    var lines = old.split(separator: "\n", omittingEmptySubsequences: false).prefix(7).map(String.init)
    for strip in Small.catalogue.layout.strips {
      for address in Small.catalogue.addresses(of: strip) {
        let path = Small.catalogue.path(of: address)
        switch address {
        case .name: lines.append("\(path) \(values[path] ?? "\"\"")")
        case .value(let parameter):
          guard let spec = Small.catalogue.spec(of: parameter), spec.inSnapshot else { continue }
          lines.append("\(path) \(values[path] ?? spec.text(of: spec.initial(Int(parameter.which))))")
        }
      }
    }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    return bytes + Array("end \(lines.count) lines crc32 \(checksum(bytes))\n".utf8)
  }()

  /// Bit by bit, as the standard has it.
  private static func checksum(_ bytes: [UInt8]) -> String {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    let text = String(~sum, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - text.count) + text
  }

  private var goldenBytes: [UInt8] { Self.goldenBytes }

  private var goldenDesk: StoredDesk {
    var state = Small.state(-6.123456)
    state.names[0] = "Kick Ä"
    state.values[Small.catalogue.index(of: Parameter(.channel(1), .color))!] = 1
    state.values[Small.catalogue.index(of: Parameter(.channel(1), .mute))!] = 1
    state.values[Small.catalogue.index(of: Parameter(.channel(1), .pan))!] = -20
    state.values[Small.catalogue.index(of: Parameter(StripID(.group, 0), .fader))!] = -90
    return StoredDesk(
      .snapshot, number: 3, name: "Verse 2", generation: 7, state: state, catalogue: Small.catalogue)
  }

  private func edited(_ old: String, _ new: String, in bytes: [UInt8]? = nil) -> [UInt8] {
    Array(
      String(decoding: bytes ?? goldenBytes, as: UTF8.self).split(separator: old, omittingEmptySubsequences: false)
        .joined(separator: new).utf8)
  }

  private func fault(_ bytes: [UInt8]) -> SnapshotFault? {
    do throws(SnapshotFault) {
      _ = try text.decode(bytes, file: "f")
      return nil
    } catch { return error }
  }

  @Test func `the checksum is the published one`() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
    #expect(CRC32.text(0xAB) == "000000AB")
  }

  @Test func `a snapshot is written as this text`() {
    #expect(String(decoding: text.encode(goldenDesk), as: UTF8.self) == String(decoding: goldenBytes, as: UTF8.self))
  }

  @Test func `the text is read as the snapshot that was written, without a notice`() throws {
    let reading = try text.decode(goldenBytes, file: "f")
    #expect(reading.desk == goldenDesk)
    #expect(reading.notices == [])
  }

  @Test func `what an older desk wrote is read, and what it did not have keeps the desk's value`() throws {
    let reading = try text.decode(oldBytes, file: "f")
    #expect(reading.notices.count == 1 && reading.notices[0].contains("missing and keep the desk's present value"))
    var present = DeskState(catalogue: Small.catalogue)
    let gate = Small.catalogue.index(of: Parameter(.channel(1), .gateThreshold))!
    present.values[gate] = -42
    var wanted = goldenDesk.state(over: present)
    wanted.values[gate] = -42
    #expect(reading.desk.state(over: present) == wanted)
  }

  @Test func `a desk state holds every parameter, a snapshot only those of the catalogue's choice`() throws {
    var state = Small.state(0)
    let solo = Small.catalogue.index(of: Parameter(.channel(1), .solo))!
    state.values[solo] = 1
    let desk = StoredDesk(.deskState, number: 12, name: "", state: state, catalogue: Small.catalogue)
    let read = try text.decode(text.encode(desk), file: "f")
    #expect(read.notices == [])
    #expect(read.desk.number == 12)
    #expect(read.desk.state(over: DeskState(catalogue: Small.catalogue)) == state)
    #expect(goldenDesk.values[solo] == nil)
    #expect(goldenDesk.state(over: state).values[solo] == 1)
  }

  @Test func `every value of a 14-bit fader is read back exactly`() throws {
    for spec in Catalogue.specs(of: .channel) {
      // Of what is not a fader, enough to meet every law.
      for step in stride(from: 0, to: 16384, by: spec.law == .fader ? 1 : 61) {
        let value = spec.value(at: Float(step) / 16383)
        #expect(try spec.value(from: SnapshotText.text(of: value, spec)) == value)
      }
    }
    let fader = try #require(Catalogue.specs(of: .main).first { $0.item == .fader })
    #expect(SnapshotText.text(of: -6, fader) == "-6.00 dB")
    #expect(SnapshotText.text(of: -90, fader) == "-inf dB")
    for value: Float in [1e-5, -3.0517578e-05, .leastNonzeroMagnitude, (10 as Float).nextDown, (-90 as Float).nextUp] {
      #expect(try fader.value(from: SnapshotText.text(of: value, fader)) == value)
    }
  }

  @Test func `saving what was loaded writes the same bytes, on desks of every size`() throws {
    var random = SeededRandom(1)
    for (channels, groups) in [(1, 0), (1, 8), (32, 8), (256, 8)] {
      let catalogue = Catalogue(layout: Layout(channels: channels, groups: groups))
      let text = SnapshotText(catalogue: catalogue)
      var state = DeskState(catalogue: catalogue)
      for index in state.values.indices {
        state.values[index] = catalogue.spec(at: index).value(at: Float.random(in: 0...1, using: &random))
      }
      for kind in StoredDesk.Kind.allCases {
        let bytes = text.encode(StoredDesk(kind, number: 1, name: "x", state: state, catalogue: catalogue))
        let reading = try text.decode(bytes, file: "f")
        #expect(text.encode(reading.desk) == bytes)
        #expect(reading.notices == [])
        #expect(bytes.count < SnapshotText.sizeLimit / 10)
        if kind == .deskState { #expect(reading.desk.state(over: DeskState(catalogue: catalogue)) == state) }
      }
    }
  }

  @Test func `what could not be read again is made harmless when it is written`() throws {
    var state = Small.state(.nan)
    state.values[0] = 99
    state.names[0] = "a\"b\nc"
    let desk = StoredDesk(
      .snapshot, number: 1, name: String(repeating: "/", count: 40), state: state, catalogue: Small.catalogue)
    let reading = try text.decode(text.encode(desk), file: "f")
    #expect(reading.notices == [])
    #expect(Small.fader(reading.desk) == -90)
    #expect(reading.desk.values[0] == 7)
    #expect(reading.desk.names[0] == "a_b_c")
    #expect(reading.desk.name.count == 32)
  }

  @Test func `a file edited by hand loads with a notice`() throws {
    for bytes in [
      edited("-6.123456 dB", "-3"), edited("\n", "\r\n"), edited("ch/1/mute on", "\n# louder\n  ch/1/mute  on"),
      Array(goldenBytes.dropLast()), goldenBytes + [0x0A],
    ] {
      let reading = try text.decode(bytes, file: "f")
      #expect(reading.notices == ["f was edited by hand: its checksum does not fit its text"])
      #expect(reading.desk.values[Small.catalogue.index(of: Parameter(.channel(1), .mute))!] == 1)
    }
    #expect(Small.fader(try text.decode(edited("-6.123456 dB", "-3"), file: "f").desk) == -3)
  }

  @Test func `a line taken out keeps the desk's value`() throws {
    let reading = try text.decode(edited("ch/1/fader -6.123456 dB\n", ""), file: "f")
    #expect(Small.fader(reading.desk) == nil)
    #expect(
      Small.fader(
        StoredDesk(
          .snapshot, number: 1, name: "", state: reading.desk.state(over: Small.state(-12)), catalogue: Small.catalogue)
      ) == -12)
    #expect(
      reading.notices.contains { $0.contains("missing and keep the desk's present value: ch/1/fader (1 in all)") })
  }

  @Test func `lines of a larger desk or a newer version are kept and written back`() throws {
    let more = "ch/1/eq/9/gain 3.0 dB\nch/9/mute on\nch/1/solo on\nend "
    let reading = try text.decode(edited("end ", more), file: "f")
    #expect(reading.desk.extraLines == ["ch/1/eq/9/gain 3.0 dB", "ch/9/mute on", "ch/1/solo on"])
    #expect(reading.notices.contains { $0.contains("not known to this desk") && $0.contains("ch/9/mute (2 in all)") })
    #expect(reading.notices.contains { $0.contains("not held by snapshots") && $0.contains("ch/1/solo") })
    let again = try text.decode(text.encode(reading.desk), file: "f")
    #expect(again.desk == reading.desk)
    #expect(!again.notices.contains { $0.contains("by hand") })
  }

  @Test func `a desk of another size says so`() throws {
    let large = Catalogue(layout: plainLayout(channels: 2, groups: 1))
    let bytes = SnapshotText(catalogue: large)
      .encode(StoredDesk(.snapshot, number: 1, name: "", state: DeskState(catalogue: large), catalogue: large))
    let small = try text.decode(bytes, file: "f")
    #expect(small.notices.contains { $0.contains("a desk of 2 channels and 1 groups") })
    // Saved by the small desk and read by the large one, nothing is missing.
    #expect(try SnapshotText(catalogue: large).decode(text.encode(small.desk), file: "f").notices == [])
  }

  @Test(arguments: [
    ("-6.123456 dB", "99 dB", "f:13:12: '99 dB' is not a value for fader; write -90 to 10 dB, or -inf"),
    (
      "ch/1/mute on", "ch/1/mute",
      "f:14:1: 'ch/1/mute' has no value; write a path, a space and a value, or remove the line"
    ),
    ("ch/1/mute on", "Ch/1/mute on", "f:14:1: 'Ch/1/mute' is not a parameter's path; correct or remove the line"),
    ("ch/1/mute on", "ch/1/pan 0 %", "f:15:1: 'ch/1/pan' stands in line 14 already; keep one of the two lines"),
    ("\"Kick Ä\"", "Kick", "f:8:11: Kick is not a name; write it between quotation marks"),
    ("number 3", "number 0", "f:3:8: '0' is not a whole number from 1 to 999"),
    ("generation 7", "", "f:29:1: the header has no line 'generation'; put it back"),
    (
      "monitor/name \"\"", "hello world",
      "f:29:1: 'hello' is neither a parameter's path nor a word of the header; correct or remove the line"
    ),
    (
      "schema 1", "schema 2",
      "f:2:8: schema 2 is of a newer version; this one reads up to schema 1: install the newer version"
    ),
    ("faderd snapshot", "faderd song", "f:1:8: 'song' is no kind of file; a stored desk is a snapshot or a desk state"),
    ("faderd snapshot", "# faderd", "f:1:1: the file does not start with 'faderd ': it is not a stored desk"),
    (
      "end 29", "end 29 lines crc32 00000000\nend 29",
      "f:30:1: 'end' is neither a parameter's path nor a word of the header; correct or remove the line"
    ),
  ])
  func `a line that cannot be understood is refused with its place`(_ old: String, _ new: String, _ sentence: String) {
    #expect(fault(edited(old, new, in: oldBytes))?.description == sentence)
  }

  @Test func `a file cut short anywhere is torn`() {
    for count in 0..<oldBytes.count - 1 { #expect(fault(Array(oldBytes.prefix(count)))?.kind == .torn) }
  }

  @Test func `text after the end mark is refused`() {
    #expect(
      fault(oldBytes + Array("ch/1/mute on\n".utf8))?.description
        == "f:31:1: there is text after the end mark; move it before that line")
  }

  @Test func `zero bytes anywhere are refused`() {
    for place in oldBytes.indices {
      var bytes = oldBytes
      bytes[place] = 0
      #expect(fault(bytes)?.kind == .torn)
    }
  }

  @Test func `a header and an end mark without parameters are refused`() {
    var desk = goldenDesk
    desk.values = desk.values.map { _ in nil }
    #expect(fault(text.encode(desk))?.reason == "the file holds no parameter of this desk; restore it from a copy")
  }

  @Test func `foreign files are refused`() {
    #expect(fault(Array("hello\n".utf8))?.kind == .foreign)
    #expect(fault(edited("Verse", "\u{0}"))?.kind == .torn)
    #expect(fault([0xFF, 0xFE, 0x0A])?.kind == .foreign)
  }

  @Test func `a changed byte is refused or leads to a notice, never to silence`() throws {
    var random = SeededRandom(7)
    var taken = 0
    var mutations: [[UInt8]] = []
    for place in oldBytes.indices {
      for bit in 0..<8 {
        var bytes = oldBytes
        bytes[place] ^= 1 << bit
        mutations.append(bytes)
      }
    }
    for _ in 0..<2000 {
      var bytes = oldBytes
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes.randomElement(using: &random)!, at: place)
        default: bytes.replaceSubrange(place..., with: bytes[bytes.indices.randomElement(using: &random)!...])
        }
      }
      if bytes != oldBytes { mutations.append(bytes) }
    }
    for bytes in mutations {
      guard let reading = try? text.decode(bytes, file: "f") else { continue }
      taken += 1
      #expect(reading.notices.contains { $0.contains("by hand") }, "\(String(decoding: bytes, as: UTF8.self))")
      // What was taken can be written and read again.
      #expect(try text.decode(text.encode(reading.desk), file: "f").desk == reading.desk)
    }
    #expect(taken > 100)
  }
}
