import Testing

@testable import Surface

@Suite struct LearnEncoderTests {
  /// How devices code some steps to the right (positive) or left, from the table that people publish: 1 and 2 to the right, 1
  /// and 2 to the left, by encoding. An independent copy of what `Control.Relative` reads.
  private static func byte(_ steps: Int, _ relative: Control.Relative) -> UInt8 {
    switch relative {
    case .signBit: UInt8(steps > 0 ? steps : 0x40 - steps)
    case .signBitReversed: UInt8(steps > 0 ? 0x40 + steps : -steps)
    case .twosComplement: UInt8((128 + steps) % 128)
    case .offset64: UInt8(64 + steps)
    case .incDec: steps > 0 ? 1 : 2
    case .side, .absolute: 0
    }
  }

  private func turn(_ hand: inout LearningHand, _ steps: [Int], _ relative: Control.Relative, every pause: UInt64 = 80)
  {
    for step in steps { hand.send([0xB0, 0x28, Self.byte(step, relative)], after: pause) }
  }

  static let encodings: [Control.Relative] = [.signBit, .signBitReversed, .twosComplement, .offset64, .incDec]

  @Test(arguments: encodings) func `every encoding is told from a slow turn to both sides`(_ relative: Control.Relative)
    throws
  {
    var hand = try LearningHand("ch/1/pan")
    turn(&hand, [1, 1, 1, 1, 1], relative)
    hand.now += 400 * millisecond
    turn(&hand, [-1, -1, -1, -1], relative)
    let control = try #require(hand.learned())
    #expect(control.body([control.address]) == "{kind: encoder, receive: B0 28 vv, relative: \(relative.rawValue)}")
    #expect(control.reasons.contains { $0.contains(relative.rawValue) })
  }

  @Test(arguments: encodings.filter { $0 != .incDec })
  func `a quick turn sends several steps and is told as the same`(_ relative: Control.Relative) throws {
    var hand = try LearningHand("ch/1/pan")
    turn(&hand, [1, 1, 1, 2, 4, 7, 9, 6, 3, 1, 1], relative, every: 12)
    hand.now += 400 * millisecond
    turn(&hand, [-1, -1, -2, -5, -8, -5, -2, -1, -1], relative, every: 12)
    let control = try #require(hand.learned())
    #expect(control.relative == relative)
    #expect(control.reasons.contains { $0.contains("up to 9 steps") })
  }

  @Test(arguments: encodings) func `one direction alone is not enough, and the other one completes it`(
    _ relative: Control.Relative
  ) throws {
    var hand = try LearningHand("ch/1/pan")
    turn(&hand, [1, 1, 1, 1, 1, 1], relative)
    guard case .more(let sentence) = hand.verdict() else {
      Issue.record("one direction should not be enough")
      return
    }
    #expect(sentence.contains("to the other side too"))
    hand.now += 2 * second
    turn(&hand, [-1, -1, -1], relative)
    #expect(hand.learned()?.relative == relative)
  }

  @Test func `a quick turn to the right is not one click and two clicks of an inc-dec knob`() throws {
    var hand = try LearningHand("ch/1/pan")
    turn(&hand, [1, 1, 1, 2, 2, 1, 1, 1], .signBit, every: 15)
    guard case .more = hand.verdict() else {
      Issue.record("one direction should not be enough")
      return
    }
    turn(&hand, [-1, -1, -1], .signBit)
    #expect(hand.learned()?.relative == .signBit)
  }

  @Test(arguments: [Control.Relative.twosComplement, .offset64])
  func `a first turn to the left is learned, with a word about devices that count backwards`(
    _ relative: Control.Relative
  ) throws {
    var hand = try LearningHand("ch/1/pan")
    turn(&hand, [-1, -1, -1, 1, 1, 1], relative)
    let control = try #require(hand.learned())
    #expect(control.relative == relative)
    #expect(control.remarks.contains { $0.contains("counts backwards") && $0.contains("'right: B0 28") })
  }

  @Test func `a position that repeats at its ends is an endless knob`() throws {
    var hand = try LearningHand("ch/1/pan")
    hand.sweep(0x28, from: 60, to: 127)
    for _ in 0..<4 { hand.send([0xB0, 0x28, 0x7F], after: 50) }
    hand.sweep(0x28, from: 126, to: 80)
    #expect(hand.body() == "{kind: encoder, receive: B0 28 vv, relative: absolute}")
  }

  @Test func `a slow sweep through the lowest values is no encoder`() throws {
    var hand = try LearningHand("ch/1/pan")
    hand.sweep(0x28, from: 1, to: 30, every: 40)
    #expect(hand.learned()?.kind == .fader)
  }

  @Test func `a pitch bend of two far values tells the side`() throws {
    var hand = try LearningHand("ch/1/pan")
    for _ in 0..<4 { hand.send([0xE0, 0x00, 0x00], after: 60) }
    for _ in 0..<4 { hand.send([0xE0, 0x7F, 0x7F], after: 60) }
    #expect(hand.body() == "{kind: encoder, receive: E0 ll mm, relative: side}")
    hand = try LearningHand("ch/1/pan")
    for _ in 0..<4 { hand.send([0xE0, 0x7F, 0x7F], after: 60) }
    for _ in 0..<4 { hand.send([0xE0, 0x00, 0x00], after: 60) }
    #expect(hand.body() == "{kind: encoder, right: E0 7F 7F, left: E0 00 00}")
  }
}
