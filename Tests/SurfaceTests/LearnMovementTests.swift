import Testing

@testable import Surface

@Suite struct LearnMovementTests {
  private func hand(_ path: String = "ch/3/fader") throws -> LearningHand { try LearningHand(path) }

  @Test func `a fader of seven bits is learned from a slow sweep`() throws {
    var hand = try hand()
    hand.sweep(0x15, from: 0, to: 127)
    hand.sweep(0x15, from: 126, to: 0)
    let control = try #require(hand.learned())
    #expect(control.body([control.address]) == "{kind: fader, receive: B0 15 vv}")
    #expect(control.reasons.contains { $0.contains("from 0 to 127") })
    #expect(control.remarks == [])
  }

  @Test(arguments: [2, 7, 13, 23]) func `a fader that is thrown skips values and is learned all the same`(step: Int)
    throws
  {
    var hand = try hand()
    for _ in 0..<2 {
      hand.sweep(0x15, from: 0, to: 127, step: step, every: 2)
      hand.sweep(0x15, from: 127, to: 0, step: step, every: 2)
    }
    #expect(hand.body() == "{kind: fader, receive: B0 15 vv}")
  }

  @Test func `nothing is said while the hand moves, nor before it is heard`() throws {
    var hand = try hand()
    #expect(hand.session.verdict(now: hand.now) == .listening)
    hand.sweep(0x15, from: 0, to: 127)
    #expect(hand.session.verdict(now: hand.now + second) == .listening)
    #expect(hand.learned() != nil)
  }

  @Test func `a knob is written as a knob where the parameter is no fader`() throws {
    var hand = try hand("ch/3/pan")
    hand.sweep(0x15, from: 0, to: 127)
    let control = try #require(hand.learned())
    #expect(control.body([control.address], isFader: hand.session.target.isFader) == "{kind: knob, receive: B0 15 vv}")
  }

  @Test func `a fader that never reaches the ends is told, and not written down`() throws {
    var hand = try hand()
    hand.sweep(0x15, from: 3, to: 121)
    let control = try #require(hand.learned())
    #expect(control.body([control.address]) == "{kind: fader, receive: B0 15 vv}")
    #expect(control.remarks.contains { $0.contains("came to 121, not to 127") && $0.contains("max: 121") })
    #expect(control.remarks.contains { $0.contains("came down to 3") })
  }

  @Test func `a fader that strays at rest is learned, and its dead band is told`() throws {
    var hand = try hand()
    hand.sweep(0x15, from: 0, to: 127, step: 2)
    hand.sweep(0x15, from: 126, to: 60, step: 2)
    for value in [61, 60, 61, 60, 61, 60, 61, 60] { hand.send([0xB0, 0x15, UInt8(value)], after: 300) }
    let control = try #require(hand.learned())
    #expect(control.remarks.contains { $0.contains("dead-band: 1") })
  }

  @Test func `another knob that trembles neither confuses nor delays`() throws {
    var hand = try hand()
    var noise = 63
    for value in 0...127 {
      hand.send([0xB0, 0x15, UInt8(value)], after: 5)
      if value % 4 == 0 {
        noise = noise == 63 ? 64 : 63
        hand.send([0xB0, 0x17, UInt8(noise)], after: 1)
      }
    }
    for value in [64, 63, 64, 63] { hand.send([0xB0, 0x17, UInt8(value)], after: 400) }
    // Less than the stillness after the last tremble, more than it after the fader.
    let verdict = hand.session.verdict(now: hand.now + 200 * millisecond)
    guard case .learned(let control) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(control.address.number == 0x15)
    #expect(control.remarks.contains { $0.contains("control change 23 on channel 1 trembles") })
  }

  @Test func `a knob that only trembles is asked to move`() throws {
    var hand = try hand()
    for value in [63, 64, 63, 64, 63] { hand.send([0xB0, 0x15, UInt8(value)], after: 100) }
    guard case .more(let sentence) = hand.verdict() else {
      Issue.record("it should ask for more")
      return
    }
    #expect(sentence.contains("trembles between 63 and 64"))
  }

  @Test func `two controls at once are told apart and refused`() throws {
    var hand = try hand()
    for value in 0...127 {
      hand.send([0xB0, 0x15, UInt8(value)], after: 3)
      hand.send([0xB2, 0x16, UInt8(127 - value)], after: 3)
    }
    guard case .unclear(let sentences) = hand.verdict() else {
      Issue.record("it should be unclear")
      return
    }
    #expect(
      sentences[0] == "Two controls moved at once: control change 21 on channel 1; control change 22 on channel 3.")
    hand.session.restart()
    hand.sweep(0x15, from: 0, to: 127)
    #expect(hand.learned() != nil)
  }

  @Test func `two devices at once are named`() throws {
    var hand = try hand()
    for value in 0...127 {
      hand.send([0xB0, 0x15, UInt8(value)], after: 3)
      hand.send([0xB0, 0x15, UInt8(value)], after: 3, from: "Other")
    }
    guard case .unclear(let sentences) = hand.verdict() else {
      Issue.record("it should be unclear")
      return
    }
    #expect(sentences[0].contains("of 'Box'") && sentences[0].contains("of 'Other'"))
  }

  @Test func `running status is heard as on a wire`() throws {
    var hand = try hand()
    hand.send("B0 15 00 15 10 15 20 F8 15 30 15 40 FE 15 50 15 60 15 7F")
    #expect(hand.body() == "{kind: fader, receive: B0 15 vv}")
  }

  @Test func `clocks and signs of life do not keep it waiting`() throws {
    var hand = try hand()
    hand.sweep(0x15, from: 0, to: 127)
    for _ in 0..<100 { hand.send([0xF8], after: 20) }
    guard case .learned = hand.session.verdict(now: hand.now) else {
      Issue.record("the clock should not count")
      return
    }
  }

  // MARK: Fourteen bits

  @Test(arguments: [true, false]) func `a control change of 14 bits is learned in the order in which its halves come`(
    upperFirst: Bool
  ) throws {
    var hand = try hand()
    for value in stride(from: 0, through: 16383, by: 61) {
      let halves: [[UInt8]] = [[0xB0, 0x02, UInt8(value >> 7)], [0xB0, 0x22, UInt8(value & 0x7F)]]
      for half in upperFirst ? halves : halves.reversed() { hand.send(half) }
      hand.now += 4 * millisecond
    }
    let written = upperFirst ? "B0 02 mm B0 22 ll" : "B0 22 ll B0 02 mm"
    #expect(hand.body() == "{kind: fader, receive: \(written)}")
  }

  @Test func `a device that sends the upper half only when it changes is understood`() throws {
    var hand = try hand()
    var upper = -1
    for value in stride(from: 0, through: 16383, by: 33) {
      if value >> 7 != upper {
        upper = value >> 7
        hand.send([0xB0, 0x02, UInt8(upper)])
      }
      hand.send([0xB0, 0x22, UInt8(value & 0x7F)])
      hand.now += 4 * millisecond
    }
    #expect(hand.body() == "{kind: fader, receive: B0 02 mm B0 22 ll}")
  }

  @Test func `a slider and the button 32 above it are two controls, not 14 bits`() throws {
    var hand = try hand()
    hand.sweep(0x02, from: 0, to: 127)
    hand.press([0xB0, 0x22, 0x7F], [0xB0, 0x22, 0], times: 2)
    guard case .unclear(let sentences) = hand.verdict() else {
      Issue.record("it should be unclear")
      return
    }
    #expect(sentences[0].contains("control change 2 ") && sentences[0].contains("control change 34 "))
  }

  @Test func `NRPN and RPN are learned with seven bits and with fourteen`() throws {
    var hand = try hand()
    for value in 0...127 {
      for bytes in [[0x63, 1], [0x62, 5], [6, UInt8(value)]] as [[UInt8]] { hand.send([0xB0] + bytes, after: 2) }
    }
    #expect(hand.body() == "{kind: fader, receive: B0 63 01 B0 62 05 B0 06 vv}")
    hand = try self.hand()
    for value in stride(from: 0, through: 16383, by: 127) {
      hand.send([0xB3, 0x65, 0])
      hand.send([0xB3, 0x64, 2])
      hand.send([0xB3, 0x06, UInt8(value >> 7)])
      hand.send([0xB3, 0x26, UInt8(value & 0x7F)], after: 1)
      hand.now += 5 * millisecond
    }
    #expect(hand.body() == "{kind: fader, receive: B3 65 00 B3 64 02 B3 06 mm B3 26 ll}")
  }

  @Test func `pitch bend is learned with the bits that are real`() throws {
    var hand = try hand()
    // The travel of an X-Touch: ten bits, shifted up by four.
    for value in 0...1023 { hand.send([0xE2, UInt8(value << 4 & 0x7F), UInt8(value >> 3)], after: 1) }
    #expect(hand.body() == "{kind: fader, receive: E2 ll mm, max: 16368, bits: 10}")
  }

  @Test func `a touch before and after belongs to the fader`() throws {
    var hand = try hand()
    hand.send([0x90, 0x6A, 0x7F])
    for value in 0...1023 { hand.send([0xE2, UInt8(value << 4 & 0x7F), UInt8(value >> 3)], after: 1) }
    hand.send([0x90, 0x6A, 0], after: 50)
    let control = try #require(hand.learned())
    #expect(control.touch == LearnAddress(.note, channel: 0, number: 0x6A))
    #expect(
      control.body([control.address], touches: [control.touch!])
        == "{kind: fader, receive: E2 ll mm, touch: 90 6A vv, max: 16368, bits: 10}")
    #expect(control.remarks.contains { $0.contains("motor") })
  }

  @Test func `pressure is a position too`() throws {
    var hand = try hand()
    for value in 0...127 { hand.send([0xD4, UInt8(value)], after: 4) }
    #expect(hand.body() == "{kind: fader, receive: D4 vv}")
    hand = try self.hand()
    for value in 0...127 { hand.send([0xA0, 0x30, UInt8(value)], after: 4) }
    #expect(hand.body() == "{kind: fader, receive: A0 30 vv}")
  }

  // MARK: Not what was meant

  @Test func `a button cannot move a fader`() throws {
    var hand = try hand()
    hand.press([0x90, 0x30, 0x7F], [0x80, 0x30, 0])
    guard case .unclear(let sentences) = hand.verdict() else {
      Issue.record("it should be refused")
      return
    }
    #expect(sentences[0].contains("note 48") && sentences[0].contains("cannot move ch/3/fader"))
    hand = try self.hand()
    hand.press([0xB0, 0x30, 0x7F], [0xB0, 0x30, 0])
    guard case .unclear(let others) = hand.verdict() else {
      Issue.record("it should be refused")
      return
    }
    #expect(others[0].contains("two values only"))
  }

  @Test func `system exclusive messages alone are refused`() throws {
    var hand = try hand()
    hand.send("F0 00 20 33 F7 F0 00 20 34 F7 F0 00 20 35 F7")
    guard case .unclear(let sentences) = hand.verdict() else {
      Issue.record("it should be refused")
      return
    }
    #expect(sentences[0].contains("system exclusive"))
  }

  @Test func `lost messages begin it anew`() throws {
    var hand = try hand()
    hand.sweep(0x15, from: 0, to: 60)
    hand.session.lost()
    #expect(hand.verdict() == .listening)
    hand.sweep(0x15, from: 0, to: 127)
    #expect(hand.learned()?.remarks.contains { $0.contains("lost") } == true)
  }
}
