import Testing

@testable import Surface

@Suite struct LearnPressTests {
  private func hand(_ path: String? = "ch/3/mute") throws -> LearningHand { try LearningHand(path) }
  private func more(_ verdict: LearnSession.Verdict) -> String? {
    if case .more(let sentence) = verdict { sentence } else { nil }
  }
  private func unclear(_ verdict: LearnSession.Verdict) -> [String]? {
    if case .unclear(let sentences) = verdict { sentences } else { nil }
  }

  @Test(arguments: [
    ([0x90, 0x30, 0x00] as [UInt8], "velocity 0"), ([0x80, 0x30, 0x40], "note-off"),
  ]) func `a note that is let go by either message is a button`(_ off: [UInt8], _ word: String) throws {
    var hand = try hand()
    hand.press([0x90, 0x30, 0x7F], off)
    let control = try #require(hand.learned())
    #expect(control.body([control.address]) == "{kind: button, receive: 90 30 vv}")
    #expect(control.reasons.contains { $0.contains(word) })
  }

  @Test func `a control change of on and off is a button`() throws {
    var hand = try hand()
    hand.press([0xB0, 0x40, 0x7F], [0xB0, 0x40, 0])
    #expect(hand.body() == "{kind: button, receive: B0 40 vv}")
  }

  @Test(arguments: [[0x90, 0x30] as [UInt8], [0xB0, 0x40]])
  func `a button that the device switches is told by the count`(
    _ head: [UInt8]
  ) throws {
    var hand = try hand()
    hand.toggle(head + [0x7F], head + [0])
    let control = try #require(hand.learned())
    #expect(control.mode == .toggle)
    #expect(control.reasons.contains { $0.contains("by turns") })
  }

  @Test func `a button that the device had switched on begins with off`() throws {
    var hand = try hand()
    hand.toggle([0xB0, 0x40, 0], [0xB0, 0x40, 0x7F])
    #expect(hand.body() == "{kind: button, receive: B0 40 vv, mode: toggle}")
  }

  @Test func `a button that only tells presses is single`() throws {
    var hand = try hand()
    hand.press([0xB0, 0x40, 0x7F], nil)
    #expect(hand.body() == "{kind: button, receive: B0 40 vv, mode: single}")
  }

  @Test func `a program change is a press`() throws {
    var hand = try hand()
    hand.press([0xC0, 0x05], nil)
    #expect(hand.body() == "{kind: button, receive: C0 05}")
  }

  @Test func `several programs are several buttons`() throws {
    var hand = try hand()
    hand.send("C0 05 C0 06 C0 07")
    #expect(unclear(hand.verdict())?[0].hasPrefix("3 controls moved at once: program change 5") == true)
  }

  @Test func `one press is not enough, and the next ones complete it`() throws {
    var hand = try hand()
    hand.press([0x90, 0x30, 0x7F], [0x90, 0x30, 0], times: 1)
    #expect(more(hand.verdict())?.contains("three times in all") == true)
    hand.press([0x90, 0x30, 0x7F], [0x90, 0x30, 0], times: 2)
    #expect(hand.learned()?.mode == .momentary)
  }

  @Test func `a third press that is still held does not look like a switch`() throws {
    var hand = try hand()
    hand.press([0x90, 0x30, 0x7F], [0x90, 0x30, 0], times: 1)
    hand.send([0x90, 0x30, 0x7F], after: 600)
    #expect(more(hand.verdict()) != nil)
  }

  @Test func `how hard a pad is hit does not matter, nor its pressure`() throws {
    var hand = try hand()
    for velocity in [31, 90, 64] as [UInt8] {
      hand.send([0x99, 0x24, velocity], after: 600)
      for pressure in [10, 40, 80, 50, 20, 0] as [UInt8] { hand.send([0xD9, pressure], after: 10) }
      hand.send([0x89, 0x24, 0], after: 20)
    }
    let control = try #require(hand.learned())
    #expect(control.body([control.address]) == "{kind: button, receive: 99 24 vv}")
    #expect(control.reasons.contains { $0.contains("from 31 to 90") })
  }

  @Test func `two values without 0 are taken by the first of them`() throws {
    var hand = try hand()
    hand.press([0xB0, 0x40, 0x41], [0xB0, 0x40, 0x01])
    #expect(hand.body() == "{kind: button, receive: B0 40 41}")
  }

  @Test func `two buttons at once are refused`() throws {
    var hand = try hand()
    hand.press([0x90, 0x30, 0x7F], [0x90, 0x30, 0])
    hand.press([0x90, 0x31, 0x7F], [0x90, 0x31, 0])
    #expect(unclear(hand.verdict())?[0].hasPrefix("Two controls moved at once: note 48") == true)
  }

  @Test func `a fader cannot press`() throws {
    var hand = try hand()
    hand.sweep(0x15, from: 0, to: 127)
    #expect(unclear(hand.verdict())?[0].contains("cannot press ch/3/mute") == true)
  }

  @Test func `without a path anything is learned for what it is`() throws {
    var hand = try hand(nil)
    hand.sweep(0x15, from: 0, to: 127)
    #expect(hand.body() == "{kind: fader, receive: B0 15 vv}")
    hand = try self.hand(nil)
    hand.toggle([0x90, 0x30, 0x7F], [0x90, 0x30, 0])
    #expect(hand.body() == "{kind: button, receive: 90 30 vv, mode: toggle}")
    hand = try self.hand(nil)
    hand.send("B0 28 01 B0 28 01 B0 28 01 B0 28 7F B0 28 7F", every: 100)
    #expect(hand.body() == "{kind: encoder, receive: B0 28 vv, relative: twos-complement}")
  }

  @Test func `what a path asks of the hand`() throws {
    #expect(try LearnTarget("ch/3/fader").purpose == .move)
    #expect(try LearnTarget("bank[n]/mute").purpose == .press)
    #expect(try LearnTarget("bank[n]/mute").isRow && !LearnTarget("ch/3/fader").isRow)
    #expect(try LearnTarget("bank next").purpose == .press)
    #expect(try LearnTarget("selected/eq/2/gain").purpose == .move)
    #expect(throws: (any Error).self) { try LearnTarget("ch/3/fadr") }
    #expect(throws: (any Error).self) { try LearnTarget("bank[n]/name") }
  }
}
