import Mixer
import Testing

@testable import Surface

@Suite struct EncodingTests {
  /// Which of the eleven lights a ring byte lights, from the published table.
  private func lights(_ byte: Int) -> ClosedRange<Int>? {
    let v = byte & 0xF
    guard v > 0 else { return nil }
    switch byte >> 4 & 3 {
    case 0: return v...v
    case 1: return min(v, 6)...max(v, 6)
    case 2: return 1...v
    default: return (7 - min(v, 6))...(5 + min(v, 6))
    }
  }

  private var pan: ParameterSpec { Catalogue.specs(of: .channel).first { $0.item == .pan }! }
  private var trim: ParameterSpec { Catalogue.specs(of: .channel).first { $0.item == .trim }! }
  private var fader: ParameterSpec { Catalogue.specs(of: .channel).first { $0.item == .fader }! }
  private var mute: ParameterSpec { Catalogue.specs(of: .channel).first { $0.item == .mute }! }

  @Test func `a ring shows positions as the table of the protocol says`() {
    for tenth in 0...10 {
      let x = Float(tenth) / 10
      #expect(lights(Surface.ring(.dot, position: x, spec: fader)) == (tenth + 1)...(tenth + 1))
      #expect(lights(Surface.ring(.wrap, position: x, spec: fader)) == 1...(tenth + 1))
      #expect(lights(Surface.ring(.boostCut, position: x, spec: fader)) == min(tenth + 1, 6)...max(tenth + 1, 6))
    }
    #expect(
      (0...5).map { lights(Surface.ring(.spread, position: Float($0) / 5, spec: fader)) }
        == [6...6, 5...7, 4...8, 3...9, 2...10, 1...11])
  }

  @Test func `the lamp below the ring marks the centre`() {
    #expect(Surface.ring(.auto, position: 0.5, spec: pan) == 0x46)
    #expect(Surface.ring(.auto, position: 0.51, spec: pan) == 0x06)
    #expect(Surface.ring(.boostCut, position: 0, spec: trim) == 0x11)
    #expect(Surface.ring(.auto, position: 0.5, spec: trim) == 0x56)
    #expect(Surface.ring(.auto, position: 0, spec: fader) == 0x21)
    #expect(Surface.ring(.auto, position: 0, spec: mute) == 0)
    #expect(Surface.ring(.auto, position: 1, spec: mute) == 0x2B)
  }

  @Test func `relative encoders tell steps in four ways`() {
    let steps: [(Control.Relative, [Int])] = [
      (.signBit, [0x01, 0x02, 0x41, 0x42]), (.signBitReversed, [0x41, 0x42, 0x01, 0x02]),
      (.twosComplement, [0x01, 0x02, 0x7F, 0x7E]), (.offset64, [0x41, 0x42, 0x3F, 0x3E]),
    ]
    for (relative, values) in steps { #expect(values.map { relative.ticks(of: $0) } == [1, 2, -1, -2], "\(relative)") }
    #expect(Control.Relative.signBit.ticks(of: 0x47) == -7)
    // No ticks at all mean one, in the direction of the sign.
    #expect(Control.Relative.signBit.ticks(of: 0) == 1)
    #expect(Control.Relative.signBit.ticks(of: 0x40) == -1)
  }

  /// dB, and the bytes of a ten-bit fader under the X32 law; published in the project's table of tapers.
  @Test func `faders stand where the table of tapers says, both ways within half a step`() throws {
    let table: [(Float, String)] = [
      (10, "70 7F"), (6, "10 73"), (3, "40 69"), (0, "70 5F"), (-3, "30 56"), (-6, "60 4C"), (-10, "00 40"),
      (-15, "00 38"), (-20, "00 30"), (-30, "00 20"), (-40, "00 18"), (-50, "00 10"), (-60, "00 08"), (-90, "00 00"),
    ]
    for (decibel, text) in table {
      var rig = try Rig(Fixture.motor)
      rig.put(Parameter(.channel(3), .fader), 9.5)
      rig.connect()
      rig.put(Parameter(.channel(3), .fader), decibel)
      #expect(rig.sent().contains("E2 " + text), "\(decibel) dB")
      rig.put(Parameter(.channel(3), .fader), -45)
      rig.run(milliseconds: 500)
      rig.receive("90 6A 7F E2 " + text)
      let found = fader.position(of: rig[Parameter(.channel(3), .fader)])
      #expect(abs(found - fader.position(of: decibel)) * 1023 <= 0.5001, "\(decibel) dB")
    }
  }

  @Test func `texts lose accents, are cut and filled, and never leave ASCII`() {
    func ascii(_ text: String) -> String {
      String(decoding: DisplayText.ascii(text, length: 7, align: .left), as: UTF8.self)
    }
    #expect(ascii("Vocals") == "Vocals ")
    #expect(ascii("Überblick") == "Uberbli")
    #expect(ascii("Gitarrë♪") == "Gitarre")
    #expect(ascii("♪ß") == "?s     ")
    #expect(ascii("a\u{7}b") == "a?b    ")
  }

  @Test func `seven segments take six-bit codes`() {
    func codes(_ text: String) -> [UInt8] { DisplayText.segments(text, length: 2, align: .right) }
    #expect(codes("10") == [0x31, 0x30])
    #expect(codes("Pn") == [0x10, 0x0E])
    #expect(codes("5") == [0x20, 0x35])
    #expect(codes("128") == [0x32, 0x38])
    #expect(codes("") == [0x20, 0x20])
  }

  @Test func `patterns count places, characters and constants`() throws {
    let text = try MessagePattern("F0 00 00 66 unit 12 38+7*i text F7", number: 7, constants: ["unit": 0x15])
    #expect(text.messages(Fields(bytes: Array("Hi".utf8))).map(\.description) == ["F0 00 00 66 15 12 69 48 69 F7"])
    #expect(text.fits(MIDIMessage(bytes("F0 00 00 66 15 12 69 48 69 F7"))))
    #expect(!text.fits(MIDIMessage(bytes("F0 00 00 66 15 12 62 48 69 F7"))))
    let meter = try MessagePattern("D0 10*i+v", number: 4, constants: [:])
    #expect(meter.messages(Fields(value: 7)).map(\.description) == ["D0 47"])
    let digit = try MessagePattern("B0 4B-k vv", constants: [:])
    #expect(digit.messages(Fields(value: 0x31, place: 1)).map(\.description) == ["B0 4A 31"])
    let bend = try MessagePattern("E0+i ll mm", number: 8, constants: [:])
    #expect(bend.messages(Fields(value: 12272)).map(\.description) == ["E8 70 5F"])
    #expect(MessagePattern.bits(of: bend.forms[0], in: MIDIMessage(bytes("E8 70 5F"))) == 12272)
  }
}
