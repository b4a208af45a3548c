import Mixer
import Testing

@testable import Surface

/// What buttons do: when they are pressed, released, held long, pressed twice.
@Suite struct ButtonTests {
  private let mute = SurfaceAction.toggle(Parameter(.channel(1), .mute))
  private let solo = SurfaceAction.toggle(Parameter(.channel(1), .solo))
  private let polarity = SurfaceAction.toggle(Parameter(.channel(1), .polarity))

  @Test func `a button with only a press acts at once, and one with a release again when it is let go`() throws {
    var rig = try Keys.rig("mix: {\"F[1]\": {press: ch/1/mute, release: ch/1/solo}}")
    #expect(rig.down(0x36) == [mute])
    #expect(rig.pass(milliseconds: 2000) == [])
    #expect(rig.up(0x36) == [solo])
  }

  @Test
  func `a long press acts after half a second, while the finger is still there, and a short one when it has left`()
    throws
  {
    var rig = try Keys.rig("mix: {\"F[1]\": {press: ch/1/mute, long: ch/1/solo}}")
    #expect(rig.down(0x36) == [])
    #expect(rig.pass(milliseconds: 499) == [])
    #expect(rig.pass(milliseconds: 1) == [solo])
    #expect(rig.up(0x36) == [])
    #expect(rig.pass(milliseconds: 1000) == [])
    #expect(rig.down(0x36) == [])
    #expect(rig.pass(milliseconds: 450) == [])
    #expect(rig.up(0x36) == [mute])
    #expect(rig.pass(milliseconds: 1000) == [])
  }

  @Test func `a second press within three tenths of a second is a double one, a later one is two single ones`() throws {
    var rig = try Keys.rig("mix: {\"F[1]\": {press: ch/1/mute, double: ch/1/solo}}")
    #expect(rig.press(0x36) == [])
    #expect(rig.pass(milliseconds: 290) == [])
    #expect(rig.press(0x36) == [solo])
    #expect(rig.pass(milliseconds: 1000) == [])
    #expect(rig.press(0x36) == [])
    #expect(rig.pass(milliseconds: 300) == [mute])
    #expect(rig.press(0x36) == [])
    #expect(rig.pass(milliseconds: 1000) == [mute])
    // Held for longer than a double press takes, without a long one to wait for.
    #expect(rig.down(0x36) == [])
    #expect(rig.pass(milliseconds: 300) == [mute])
    #expect(rig.up(0x36) == [])
  }

  @Test func `single, double and long presses live on one button`() throws {
    var rig = try Keys.rig("mix: {\"F[1]\": {press: ch/1/mute, double: ch/1/solo, long: ch/1/polarity}}")
    #expect(rig.press(0x36) + rig.pass(milliseconds: 1000) == [mute])
    #expect(rig.press(0x36) + rig.press(0x36) + rig.pass(milliseconds: 1000) == [solo])
    #expect(rig.down(0x36) + rig.pass(milliseconds: 1000) + rig.up(0x36) == [polarity])
    #expect(rig.down(0x36) + rig.pass(milliseconds: 400) + rig.up(0x36) + rig.pass(milliseconds: 1000) == [mute])
  }

  @Test func `what was meant counts, not what the bank shows when it is decided`() throws {
    var rig = try Keys.rig(
      """
      mix:
        mute[1-8]: {press: "bank[n]/mute", double: "bank[n]/solo"}
        bank-right: bank next
      """)
    rig.press(0x10)
    rig.press(0x2F)
    #expect(rig.pass(milliseconds: 1000) == [mute])
  }

  @Test func `hold keeps a parameter on while the button is held, whatever layer or bank comes meanwhile`() throws {
    var rig = try Keys.rig(
      """
      mix:
        F[1]: hold talkback/on
        mute[1-8]: hold bank[n]/mute
        bank-right: bank next
        flip: layer other
      other:
        F[1]: undo
      """)
    #expect(rig.down(0x36) == [.set(Parameter(.talkback, .talkOn), 1)])
    rig.run(milliseconds: 100)
    #expect(rig.isLit(0x36))
    rig.press(0x32)
    #expect(rig.up(0x36) == [.set(Parameter(.talkback, .talkOn), 0)])
    rig.down(0x10)
    rig.press(0x2F)
    #expect(rig.surface.isTouched(Parameter(.channel(1), .mute)))
    #expect(rig.up(0x10) == [.set(Parameter(.channel(1), .mute), 0)])
  }

  @Test func `two buttons that hold the same let it go with the second`() throws {
    var rig = try Keys.rig("mix: {\"F[1]\": hold talkback/on, \"F[2]\": hold talkback/on}")
    rig.down(0x36)
    #expect(rig.down(0x37) == [])
    #expect(rig.up(0x36) == [])
    #expect(rig.up(0x37) == [.set(Parameter(.talkback, .talkOn), 0)])
  }

  @Test func `talkback does not stay open when the cable is pulled or messages are lost`() throws {
    for isUnplugged in [true, false] {
      var rig = try Keys.rig("mix: {\"F[1]\": hold talkback/on}")
      rig.down(0x36)
      if isUnplugged { rig.surface.connected(now: rig.now) } else { rig.surface.overrun(now: rig.now) }
      #expect(rig.surface.nextDeadline(now: rig.now) == rig.now)
      #expect(rig.wake() == [.set(Parameter(.talkback, .talkOn), 0)])
      #expect(rig.wake() == [])
    }
  }

  @Test func `a button sets values, one or several, and its light tells whether they are set`() throws {
    var rig = try Keys.rig(
      """
      mix:
        F[1]: set ch/1/fader -6 dB
        F[2]: [set ch/1/mute on, set ch/2/mute off, set monitor/solo afl]
      """)
    #expect(rig.press(0x36) == [.set(Parameter(.channel(1), .fader), -6)])
    #expect(rig.press(0x36) == [])
    rig.run(milliseconds: 100)
    #expect(rig.isLit(0x36) && !rig.isLit(0x37))
    try rig.set("ch/2/mute", 1)
    rig.press(0x37)
    #expect(try rig.value("ch/1/mute") == 1 && rig.value("ch/2/mute") == 0 && rig.value("monitor/solo") == 1)
    rig.run(milliseconds: 100)
    #expect(rig.isLit(0x37))
    try rig.set("ch/1/mute", 0)
    rig.run(milliseconds: 100)
    #expect(!rig.isLit(0x37))
  }

  @Test func `next and previous go round the words of a list`() throws {
    var rig = try Keys.rig("mix: {\"F[1]\": next monitor/solo, \"F[2]\": previous monitor/solo}")
    let seen = try (0..<4).map { _ in
      rig.press(0x36)
      return try rig.value("monitor/solo")
    }
    #expect(seen == [1, 2, 0, 1])
    rig.press(0x37)
    rig.press(0x37)
    #expect(try rig.value("monitor/solo") == 2)
  }

  @Test func `whole strips are reset, copied and trimmed, and effects tapped`() throws {
    var rig = try Keys.rig(
      """
      mix:
        select[1-8]: select bank[n]
        F[1]: reset selected
        F[2]: auto-trim selected
        F[3]: tap fx/2
        shift: hold layer shift
      shift:
        select[1-8]: copy selected to bank[n]
      """)
    rig.press(0x1A)
    #expect(rig.press(0x36) == [.reset(.channel(3))])
    #expect(rig.press(0x37) == [.autoTrim(.channel(3))])
    #expect(rig.press(0x38) == [.tap(StripID(.effect, 1))])
    rig.down(0x46)
    #expect(rig.press(0x1C) == [.copy(from: .channel(3), to: .channel(5))])
    #expect(rig.press(0x1A) == [])
    rig.up(0x46)
    #expect(rig.surface.selected == .channel(3))
  }
}
