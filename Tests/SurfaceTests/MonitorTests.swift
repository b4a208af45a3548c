import Mixer
import Testing

@testable import Surface

/// What `faderctl surface monitor` says of messages.
@Suite struct MonitorTests {
  private func rig(_ text: String = Fixture.motor) throws -> Rig {
    var rig = try Rig(text)
    rig.connect()
    return rig
  }

  /// The explanation of the last of some messages, told of the desk before it.
  private func explained(_ rig: inout Rig, _ text: String) -> String {
    let messages = MIDIMessage.messages(in: text)!
    rig.receive(Array(messages.dropLast()))
    let view = rig.view
    rig.receive([messages[messages.count - 1]])
    return rig.surface.explanation(view)
  }

  @Test func `every event is explained, with the old value and the new one`() throws {
    var rig = try rig()
    #expect(explained(&rig, "90 6A 7F") == "fader[3]: touched")
    #expect(explained(&rig, "E2 00 40") == "fader[3]: ch/3/fader -inf dB → -9.98 dB")
    #expect(explained(&rig, "90 10 7F") == "mute[1]: ch/1/mute off → on")
    #expect(explained(&rig, "90 10 00") == "mute[1]: released")
    #expect(explained(&rig, "90 2F 7F") == "bank-right: bank from ch/9")
    #expect(explained(&rig, "90 36 7F") == "F[1]: recall snapshot 1")
  }

  @Test func `why nothing was done is said`() throws {
    var rig = try rig()
    #expect(explained(&rig, "90 28 7F") == "track: nothing is assigned to it here (layer mix)")
    #expect(explained(&rig, "90 32 7F 90 28 7F") == "track: nothing is assigned to it here (layers mix, flip)")
    #expect(explained(&rig, "B5 01 02") == "no control; 'faderctl learn PATH' binds it")
    #expect(explained(&rig, "F0 7E 00 06 01 F7") == "no control")
    var plain = try self.rig(Fixture.plain)
    try plain.set("ch/2/fader", 0)
    #expect(explained(&plain, "B0 01 10") == "slider[2]: not yet: ch/2/fader at 0.00 dB is above; move it up")
    plain = try self.rig(Fixture.plain)
    try plain.set("ch/2/fader", -60)
    #expect(explained(&plain, "B0 01 50") == "slider[2]: not yet: ch/2/fader at -60.00 dB is below; move it down")
    try plain.set("ch/3/fader", -90)
    #expect(explained(&plain, "B0 02 00") == "slider[3]: ch/3/fader at -inf dB is there already")
    var small = try Rig(Fixture.plain, channels: 4, groups: 0)
    small.connect()
    #expect(explained(&small, "B0 07 40").hasPrefix("slider[8]: not done: what it is for is not there"))
  }

  @Test func `what is sent is told by control and value`() throws {
    let rig = try rig()
    func meaning(_ text: String) -> String { rig.surface.meaning(of: MIDIMessage(bytes(text))) }
    #expect(meaning("E8 00 40") == "fader[9]: 8192 of 16368")
    #expect(meaning("90 12 7F") == "mute[3]: on")
    #expect(meaning("90 12 00") == "mute[3]: off")
    #expect(meaning("B0 31 26") == "vpot[2]: ring 38")
    #expect(meaning("D0 47") == "meter[5]: 7, from -10.0 dBFS")
    #expect(meaning("D0 4E") == "meter[5]: clip lamp on")
    #expect(meaning("F0 00 00 66 14 12 46 2D 36 2E 30 20 20 20 F7") == "lower[3]: \"-6.0   \"")
    #expect(meaning("B0 4A 31").hasPrefix("assignment: \"1\""))
    #expect(meaning("F0 00 00 66 14 72 01 02 03 04 05 06 07 07 F7") == "color[1]: colour")
    #expect(meaning("F0 00 00 66 14 00 F7") == "greeting")
  }

  @Test(arguments: [
    ("B0 15 40", "control change 21 on channel 1, value 64"), ("E2 00 40", "pitch bend on channel 3, value 8192"),
    ("92 30 7F", "note 48 on channel 3, value 127"), ("82 30 40", "note 48 on channel 3, off"),
    ("C0 05", "program change 5 on channel 1"), ("D3 11", "channel pressure on channel 4, value 17"),
    ("A0 30 11", "the pressure of key 48 on channel 1, value 17"), ("F0 7E 01 F7", "system exclusive, 4 bytes"),
    ("F8", "real time"),
  ]) func `bytes are told without a mapping`(_ text: String, _ words: String) {
    #expect(MIDIMessage(bytes(text)).words == words)
  }
}
