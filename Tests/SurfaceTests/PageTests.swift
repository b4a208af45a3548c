import Mixer
import Testing

@testable import Surface

/// Pages, buses, and what the bank runs through.
@Suite struct PageTests {
  private let pages = """
    mix:
      vpot[1-8]: bank[n]/pan
      select[1-8]: select bank[n]
      upper[1-8]: bank[n]/name
      eq: page eq
      plugin: page dynamics
      left: page previous strip
      right: page next strip
      flip: layer flip
      shift: hold layer dynamics
    eq:
      vpot[1-4]: selected/eq/[n]/gain
      upper[1-4]: label selected/eq/[n]/gain
      lower[1-4]: selected/eq/[n]/gain
    dynamics:
      vpot[1]: selected/comp/threshold
    flip:
      fader[1-8]: bank[n]/pan
    """
  private let sets = "pages: {strip: [eq, dynamics]}"

  @Test func `of the pages of a set one is on at most, and other layers stay as they are`() throws {
    var rig = try Keys.rig(pages, sections: sets)
    rig.press(0x32)
    rig.press(0x2C)
    rig.run(milliseconds: 500)
    #expect(rig.isLit(0x2C) && !rig.isLit(0x2B) && rig.isLit(0x32))
    #expect(rig.receive("B0 10 02") == [.set(Parameter(.channel(1), .eqGain, 0), 0.5)])
    #expect(rig.device.text(strip: 1, line: 0) == "EqGain2")
    rig.run(milliseconds: 1000)
    #expect(rig.device.text(strip: 0, line: 1) == "0.5    ")
    rig.press(0x2B)
    rig.run(milliseconds: 500)
    #expect(!rig.isLit(0x2C) && rig.isLit(0x2B) && rig.isLit(0x32))
    #expect(rig.receive("B0 10 01") == [.set(Parameter(.channel(1), .compThreshold), -19.5)])
    rig.press(0x2B)
    rig.run(milliseconds: 500)
    #expect(!rig.isLit(0x2B) && rig.isLit(0x32))
    #expect(rig.receive("B0 10 01") == [.set(Parameter(.channel(1), .pan), 2)])
  }

  @Test func `pages follow the selected strip`() throws {
    var rig = try Keys.rig(pages, sections: sets)
    rig.press(0x2C)
    rig.press(0x1D)
    #expect(rig.receive("B0 11 41") == [.set(Parameter(.channel(6), .eqGain, 1), -0.25)])
  }

  @Test func `page next and previous go through a set and out of it, and are lit while there is something that way`()
    throws
  {
    var rig = try Keys.rig(pages, sections: sets)
    var seen: [[Bool]] = []
    for note: UInt8 in [0x62, 0x63, 0x63, 0x63, 0x62, 0x62, 0x62] {
      rig.press(note)
      rig.run(milliseconds: 200)
      seen.append([0x2C, 0x2B, 0x62, 0x63].map { rig.isLit($0) })
    }
    let (none, eq, dynamics) = ([false, false, false, true], [true, false, true, true], [false, true, true, false])
    #expect(seen == [none, eq, dynamics, dynamics, eq, none, none])
  }

  @Test func `a page can be held like any layer, over the one that is on`() throws {
    var rig = try Keys.rig(pages, sections: sets)
    rig.press(0x2C)
    rig.down(0x46)
    #expect(rig.receive("B0 10 01") == [.set(Parameter(.channel(1), .compThreshold), -19.5)])
    rig.up(0x46)
    #expect(rig.receive("B0 10 01") == [.set(Parameter(.channel(1), .eqGain, 0), 0.25)])
  }

  // MARK: Buses

  private let sends = """
    mix:
      fader[1-8]: bank[n]/send/[bus]/level
      mute[1-8]: bank[n]/send/[bus]/on
      fader[9]: bus/fader
      F[1-4]: bus aux/[n]
      F[5]: bus fx/1
      left: bus previous
      right: bus next
      select[1-8]: talkback/[bus]
      upper[1]: bus/name
    """

  @Test func `sends on faders follow the chosen bus, aux or effect`() throws {
    var rig = try Keys.rig(sends)
    try rig.set("ch/2/send/aux/3/level", 0)
    try rig.set("ch/2/send/fx/1/level", 10)
    rig.press(0x38)
    rig.run(milliseconds: 1000)
    #expect(abs(rig.motor(2) - 0.75) < 0.001 && rig.motor(1) == 0)
    #expect(rig.isLit(0x38) && !rig.isLit(0x36) && rig.isLit(0x62) && rig.isLit(0x63))
    #expect(rig.device.text(strip: 0, line: 0) == "Aux 3  ")
    rig.receive("90 68 7F E0 70 7F 90 68 00")
    #expect(try rig.value("ch/1/send/aux/3/level") == 10)
    rig.press(0x3A)
    rig.run(milliseconds: 1000)
    #expect(rig.motor(1) == 0 && rig.motor(2) == 1)
    #expect(rig.press(0x10) == [.toggle(Parameter(.channel(1), .fxOn, 0))])
    #expect(rig.press(0x18) == [])
    rig.receive("90 70 7F E8 00 00 90 70 00")
    #expect(try rig.value("fx/1/fader") == -90)
    rig.press(0x36)
    #expect(rig.press(0x18) == [.toggle(Parameter(.talkback, .talkAux, 0))])
  }

  @Test func `the next bus after the auxes is the first effect, and the ends are ends`() throws {
    var rig = try Keys.rig(sends)
    var seen: [String] = []
    for _ in 0..<7 {
      seen.append(rig.surface.focus.bus?.path ?? "")
      rig.press(0x63)
    }
    #expect(seen == ["aux/1", "aux/2", "aux/3", "aux/4", "fx/1", "fx/2", "fx/2"])
    rig.run(milliseconds: 100)
    #expect(!rig.isLit(0x63))
  }

  // MARK: Strips

  private let strips = """
    mix:
      fader[1-8]: bank[n]/fader
      upper[1-8]: bank[n]/name
      bank-left: bank previous
      bank-right: bank next
      F[1-3]: bank n
      view[1]: strips aux fx
      view[2]: strips group
      view[3]: spill dca/1
      view[4]: spill mutegroup/2
      view[5]: spill group/1
    """

  private func shown(_ rig: Rig) -> [String] {
    (0..<8).map { rig.device.text(strip: $0, line: 0).trimmed }.filter { !$0.isEmpty }
  }

  @Test func `a bank has a number, and the light tells which one it is`() throws {
    var rig = try Keys.rig(strips)
    rig.press(0x38)
    rig.run(milliseconds: 500)
    #expect(rig.surface.bankStart == 16)
    #expect([0x36, 0x37, 0x38].map { rig.isLit($0) } == [false, false, true])
    rig.press(0x36)
    #expect(rig.surface.bankStart == 0)
  }

  @Test func `strips of some kinds take the bank, and the usual ones come back where they were`() throws {
    var rig = try Keys.rig(strips)
    rig.press(0x2F)
    rig.press(0x3E)
    rig.run(milliseconds: 1000)
    #expect(shown(rig) == ["Aux 1", "Aux 2", "Aux 3", "Aux 4", "Fx 1", "Fx 2"])
    #expect(rig.isLit(0x3E) && !rig.isLit(0x2F))
    rig.press(0x3F)
    rig.run(milliseconds: 1000)
    #expect(shown(rig).count == 4 && rig.isLit(0x3F) && !rig.isLit(0x3E))
    rig.press(0x3F)
    rig.run(milliseconds: 1000)
    #expect(shown(rig).first == "Ch 9" && rig.surface.bankStart == 8 && !rig.isLit(0x3F))
  }

  @Test func `a DCA, a mute group or a group is spilled: only what belongs to it is shown, as it comes and goes`()
    throws
  {
    var rig = try Keys.rig(strips)
    for path in ["ch/3/dca/1", "ch/17/dca/1", "group/2/dca/1", "ch/4/mutegroup/2", "ch/5/group/1"] {
      try rig.set(path, 1)
    }
    try rig.set("ch/17/fader", 10)
    rig.press(0x40)
    rig.run(milliseconds: 1000)
    #expect(shown(rig) == ["Ch 3", "Ch 17", "Group 2"])
    #expect(rig.isLit(0x40) && rig.motor(2) == 1)
    try rig.set("ch/1/dca/1", 1)
    rig.run(milliseconds: 1000)
    #expect(shown(rig) == ["Ch 1", "Ch 3", "Ch 17", "Group 2"] && rig.motor(3) == 1)
    rig.press(0x41)
    rig.run(milliseconds: 1000)
    #expect(shown(rig) == ["Ch 4"] && !rig.isLit(0x40) && rig.isLit(0x41))
    rig.press(0x42)
    rig.run(milliseconds: 1000)
    #expect(shown(rig) == ["Ch 5"])
    rig.press(0x42)
    rig.run(milliseconds: 1000)
    #expect(shown(rig).count == 8 && rig.surface.bankStart == 0)
  }

  @Test func `a held fader keeps its strip when a DCA is spilled`() throws {
    var rig = try Keys.rig(strips)
    try rig.set("ch/9/dca/1", 1)
    rig.receive(rig.touch(0) + rig.move(0, to: 512))
    rig.press(0x40)
    rig.run(milliseconds: 500)
    rig.receive(rig.move(0, to: 640))
    #expect(try rig.value("ch/9/fader") == -90)
    #expect(try rig.value("ch/1/fader") > -10)
    #expect(rig.device.foughtHands == 0)
    rig.receive(rig.release(0))
    rig.run(milliseconds: 2000)
    #expect(rig.motor(1) == 0)
  }
}
