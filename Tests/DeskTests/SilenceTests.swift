import Mixer
import Testing

@testable import Desk

@Suite struct SilenceTests {
  private func causes(_ desk: Desk, _ path: String) -> [Silence.Cause] {
    Silence(desk.state, desk.catalogue).causes(of: desk.strip(path))
  }

  /// A desk on which everything is heard.
  private var open: Desk {
    var desk = desk()
    for channel in 1...8 { desk.put("ch/\(channel)/fader", 0) }
    return desk
  }

  @Test func `on an open desk every strip with sound is heard, and on a new one the channels' faders are down`() {
    let silence = Silence(open.state, open.catalogue)
    for strip in open.catalogue.layout.strips { #expect(silence.causes(of: strip).isEmpty, "\(strip.path)") }
    #expect(causes(desk(), "ch/1") == [.fader])
    #expect(causes(desk(), "group/1").isEmpty)
  }

  @Test(arguments: ["ch/1", "group/1", "aux/1", "fx/1"])
  func `the own mute, a DCA, a mute group and a fader are each told apart`(_ path: String) {
    for (assignment, switched, value, cause) in [
      ("", "\(path)/mute", 1, .mute), ("\(path)/dca/2", "dca/2/mute", 1, .dcaMute(1)),
      ("\(path)/mutegroup/1", "mutegroup/1/mute", 1, .muteGroup(0)), ("", "\(path)/fader", -90, .fader),
      ("\(path)/dca/1", "dca/1/fader", -90, .dcaFader(0)),
    ] as [(String, String, Float, Silence.Cause)] {
      var desk = open
      desk.put(switched, value)
      if !assignment.isEmpty {
        #expect(causes(desk, path).isEmpty, "\(switched), not a member")
        desk.put(assignment, 1)
      }
      #expect(causes(desk, path) == [cause])
      desk.put(switched, -89.9)
      #expect(causes(desk, path).isEmpty, "\(switched)")
    }
  }

  @Test func `several causes are all named, switches first`() {
    var desk = open
    for path in ["ch/1/dca/1", "ch/1/dca/2", "ch/1/mutegroup/1", "ch/1/mute", "dca/2/mute", "mutegroup/1/mute"] {
      desk.put(path, 1)
    }
    desk.put("ch/1/main", 0)
    desk.put("ch/1/fader", -90)
    desk.put("dca/1/fader", -90)
    #expect(
      causes(desk, "ch/1") == [.mute, .dcaMute(1), .muteGroup(0), .fader, .dcaFader(0), .unassigned])
  }

  @Test func `solo silences others only in place, and only strips of its own kind`() {
    var desk = open
    desk.put("ch/1/solo", 1)
    for mode: Float in [0, 1] {
      desk.put("monitor/solo", mode)
      #expect(causes(desk, "ch/2").isEmpty)
    }
    desk.put("monitor/solo", 2)
    #expect(causes(desk, "ch/2") == [.solo])
    for path in ["ch/1", "group/1", "aux/1", "fx/1", "main"] { #expect(causes(desk, path).isEmpty, "\(path)") }
    desk.put("ch/2/solosafe", 1)
    #expect(causes(desk, "ch/2").isEmpty)
    desk.put("ch/1/solo", 0)
    desk.put("group/1/solo", 1)
    #expect(causes(desk, "group/2") == [.solo])
    #expect(causes(desk, "ch/3").isEmpty)
    desk.put("group/1/solo", 0)
    desk.put("fx/1/solo", 1)
    #expect(causes(desk, "ch/3").isEmpty && causes(desk, "group/2").isEmpty)
  }

  @Test func `a DCA's solo is that of its strips`() {
    var desk = open
    desk.put("monitor/solo", 2)
    desk.put("dca/1/solo", 1)
    #expect(causes(desk, "ch/2").isEmpty)
    desk.put("ch/1/dca/1", 1)
    #expect(causes(desk, "ch/1").isEmpty)
    #expect(causes(desk, "ch/2") == [.solo])
  }

  @Test func `a channel or a return that goes nowhere is named, a group has its stem`() {
    var desk = open
    for path in ["ch/1", "fx/1", "group/1"] { desk.put("\(path)/main", 0) }
    #expect(causes(desk, "ch/1") == [.unassigned])
    #expect(causes(desk, "fx/1") == [.unassigned])
    #expect(causes(desk, "group/1").isEmpty)
    desk.put("ch/1/group/2", 1)
    #expect(causes(desk, "ch/1").isEmpty)
  }

  @Test func `an open talkback silences the channel that it uses`() {
    var desk = open
    desk.put("talkback/input", 3)
    #expect(causes(desk, "ch/3").isEmpty)
    desk.put("talkback/on", 1)
    #expect(causes(desk, "ch/3") == [.talkback])
    #expect(causes(desk, "ch/4").isEmpty)
    desk.put("talkback/input", 0)
    #expect(causes(desk, "ch/3").isEmpty)
  }

  @Test func `main and the monitor know their own switches`() {
    var desk = open
    desk.put("main/mute", 1)
    desk.put("monitor/level", -90)
    #expect(causes(desk, "main") == [.mute])
    #expect(causes(desk, "monitor") == [.fader])
  }
}
