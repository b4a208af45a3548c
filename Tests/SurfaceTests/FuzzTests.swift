import Mixer
import Testing

@testable import Surface

/// Whatever comes over a cable or out of a file.
@Suite struct FuzzTests {
  /// Words of messages with which the forms of the mapping might be met, and any others.
  private func noise(_ mapping: Mapping, _ random: inout Random) -> [UInt8] {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return (0..<Int.random(in: 1...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 1: return [UInt8.random(in: 0x80...0xFF, using: &random)]
    case 2:
      let body = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...127, using: &random) }
      return [0xF0] + body + [0xF7]
    default:
      guard let input = mapping.inputs.randomElement(using: &random) else { return [0xFE] }
      let value = Int.random(in: 0...input.pattern.room, using: &random)
      var bytes = input.pattern.messages(Fields(value: value)).randomElement(using: &random)!.bytes
      if Bool.random(using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...127, using: &random)
      }
      return bytes
    }
  }

  /// A device with everything in it that several messages can make difficult.
  static let difficult = device(
    """
    fader[1-4]: {kind: fader, message: B0 00+i mm B0 20+i ll, touch: B0 0F i B0 2F 40*v, dead-band: 16}
    nrpn[1-4]: {kind: fader, receive: Bx 63 01 Bx 62 i Bx 06 mm Bx 26 ll}
    mute[1-8]: {kind: button, receive: B0 0F i B0 2F 40*v+2, send: B0 0C i B0 2C 40*v+2, on: 01}
    sum[1-2]: {kind: knob, receive: F0 41 (10 i nh nl) sum F7}
    wheel: {kind: encoder, receive: E0 ll mm, relative: side, debounce: 10, reversal: 100}
    endless: {kind: encoder, receive: C1 vv, relative: absolute, acceleration: 50}
    pad[1-4]: {kind: button, receive: D1 i}
    """,
    """
    fader[1-4]: bank[n]/fader
    nrpn[1-4]: group/[n]/fader
    mute[1-8]: bank[n]/mute
    sum[1-2]: main/pan
    wheel: monitor/level
    endless: main/fader
    pad[1-4]: recall snapshot n
    """, "refresh: [F0 00 any F7]\nkeep-alive: {send: 90 00 00, every: 1000, answer: 90 00 7F}")

  @Test(arguments: Shipped.library.mappings.map(\.file) + ["difficult"])
  func `random bytes do nothing that no message of the mapping asks for`(file: String) throws {
    let mapping =
      try file == "difficult"
      ? mapping(FuzzTests.difficult) : #require(Shipped.library.mappings.first { $0.file == file })
    var random = Random(seed: 77)
    var rig = try Rig(Fixture.plain)
    rig.surface = Surface(mapping: mapping, catalogue: rig.catalogue)
    rig.connect()
    var parser = MIDIParser()
    for _ in 0..<1000 {
      let messages = parser.feed(noise(mapping, &random), now: rig.now)
      for message in messages {
        let before = rig.view.state.values
        let isKnown = mapping.inputs.contains { $0.pattern.fits(message.normalized) }
        let wasWaiting = rig.surface.nextDeadline(now: rig.now) != nil
        let actions = rig.receive([message])
        if !isKnown, !wasWaiting { #expect(actions.isEmpty && rig.view.state.values == before, "\(message)") }
        for case .set(let parameter, let value) in actions {
          let spec = try #require(rig.catalogue.spec(of: parameter))
          #expect(value.isFinite && spec.range.contains(value), "\(message)")
        }
      }
      rig.run(milliseconds: UInt64.random(in: 0...5, using: &random))
    }
    #expect(rig.device.lost == 0)
  }

  /// A text with a mistake: letters, lines and pieces lost, doubled, exchanged, or new.
  private func mutated(_ text: String, _ random: inout Random) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 2: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
      case 3: bytes.insert(Array("{}[]:,-+*()\"'~#&!|>%@`\n\t 0v".utf8).randomElement(using: &random)!, at: place)
      case 4: bytes.removeSubrange(place...)
      default:
        let words = [
          "99999999999", "-1", "FF", "vv", "text", "any", "i", "40*v", "[1-300]", "null", "*x", "&x ", "ä", "1e99",
          "nan",
        ]
        bytes.insert(contentsOf: Array(words.randomElement(using: &random)!.utf8), at: place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: Shipped.files.map(\.name))
  func `a file with mistakes is a mapping, or errors that stand somewhere in it`(name: String) throws {
    let file = try #require(Shipped.files.first { $0.name == name })
    var random = Random(seed: 4)
    for _ in 0..<40 {
      let text = mutated(file.text, &random)
      let families =
        Shipped.files.filter { $0.name != name } + (file.isFamily ? [MappingFile(name: name, text: text)] : [])
      let user = file.isFamily ? Shipped.files.first { $0.text.contains("use: \(file.stem)") }!.text : text
      do throws(MappingErrors) {
        let mapping = try Mapping.load(text: user, file: file.isFamily ? "user.yaml" : name, families: families)
        _ = Surface(mapping: mapping, catalogue: Catalogue(layout: Layout()))
      } catch {
        #expect(!error.errors.isEmpty)
        for error in error.errors where error.file == name {
          let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
          #expect((1...lines + 1).contains(error.line) && error.column >= 1, "\(error)")
        }
      }
    }
  }
}
