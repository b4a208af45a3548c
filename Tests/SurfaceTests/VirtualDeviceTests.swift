import Testing
import VirtualDevice

/// The virtual device against what makers' documents and measurements say of real ones.
@Suite struct VirtualDeviceTests {
  private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16)! } }

  private func device(hears text: String, _ options: VirtualDevice.Options = .init()) -> VirtualDevice {
    var device = VirtualDevice(options)
    device.hear(bytes(text), now: 0)
    return device
  }

  @Test func `lights are what note-ons last said; note-offs are none`() {
    let device = device(hears: "90 08 7F 90 08 01 80 09 40 90 10 00")
    #expect(device.lights == [0x08: 1, 0x10: 0])
    #expect(device.noteOffs == 1)
  }

  @Test func `a cable's bytes may leave out a status, and real-time bytes may stand anywhere`() {
    let device = device(hears: "90 08 7F 10 F8 00 F0 00 00 66 14 12 F8 37 58 59 F7 FE E2 60 4C")
    #expect(device.lights == [0x08: 0x7F, 0x10: 0])
    #expect(device.faders[2].target == 0x2660)
    // Two characters at 37 hexadecimal: the end of the upper line, the beginning of the lower one.
    #expect(device.text(strip: 7, line: 0).last == "X" && device.text(strip: 0, line: 1).first == "Y")
    #expect(device.wrongBytes == 0)
  }

  @Test func `bytes that belong to nothing are counted`() {
    #expect(device(hears: "08 7F").wrongBytes == 2)
    #expect(device(hears: "F0 00 00 66 14 12 90 08 7F").wrongBytes == 1)
    #expect(device(hears: "E2 60 E2 60 4C F7").wrongBytes == 2)
    #expect(device(hears: "C0 01").wrongBytes == 1)
  }

  @Test func `the display wraps from its last cell to its first`() {
    let device = device(hears: "F0 00 00 66 14 12 6F 41 42 F7")
    #expect(device.display[111] == 0x41 && device.display[0] == 0x42)
  }

  @Test func `a meter falls by one in 300 ms and its clip lamp stays`() {
    let device = device(hears: "D0 3C D0 3E")
    #expect(device.meters(now: 299_000_000) == [3: 12])
    #expect(device.meters(now: 300_000_000) == [3: 11])
    #expect(device.meters(now: 60_000_000_000) == [3: 0])
    #expect(device.clips == [3])
  }

  @Test func `it answers who it is and what runs in it, if it answers at all`() {
    let questions = "F0 00 00 66 14 00 F7 F0 00 00 66 15 13 00 F7"
    var device = device(hears: questions, .init(answers: true))
    #expect(
      device.takeAnswers() == [
        bytes("F0 00 00 66 14 01 58 59 5A 57 18 61 05 57 18 61 05 F7"), bytes("F0 00 00 66 15 14 56 33 2E 30 30 F7"),
      ])
    #expect(device.takeAnswers() == [])
    device = self.device(hears: questions)
    #expect(device.takeAnswers() == [])
  }

  @Test func `a fader that was left somewhere goes back after a second, unless its place is confirmed`() {
    for isConfirmed in [false, true] {
      var device = device(hears: "E0 00 20")
      #expect(device.touch(0, now: 0) == [bytes("90 68 7F")])
      #expect(device.move(0, to: 512, now: 0) == [bytes("E0 00 40")])
      device.hear(bytes("E0 10 20"), now: 1)
      #expect(device.faders[0].position == 0x2000 && device.foughtHands == 1)
      #expect(device.release(0, now: 2) == [bytes("90 68 00")])
      if isConfirmed { device.hear(bytes("E0 00 40"), now: 500_000_000) }
      device.settle(now: 1_100_000_000)
      #expect(device.faders[0].position == (isConfirmed ? 0x2000 : 0x1010))
    }
  }

  @Test func `a fader that feels no hand lets its motor alone for 100 ms`() {
    var device = VirtualDevice(.init(feelsTouch: false))
    #expect(device.touch(0, now: 0) == [] && device.release(0, now: 0) == [])
    _ = device.move(0, to: 512, now: 0)
    device.hear(bytes("E0 00 00"), now: 99_000_000)
    #expect(device.faders[0].position == 0x2000)
    device.hear(bytes("E0 00 00"), now: 101_000_000)
    #expect(device.faders[0].position == 0)
  }

  @Test func `what a hand sends as bytes does the same as the hand`() {
    var device = VirtualDevice(.init(sendsNoteOff: true))
    device.sends(bytes("90 6A 7F E2 60 4C"), now: 0)
    #expect(device.faders[2].isTouched && device.faders[2].position == 0x2660)
    device.sends(device.release(2, now: 1)[0], now: 1)
    #expect(!device.faders[2].isTouched)
    #expect(device.release(2, now: 1) == [bytes("80 6A 40")])
  }

  @Test func `the buffer of 4096 bytes loses whole messages`() {
    var device = VirtualDevice(.init(drain: 3000))
    device.take(Array(repeating: bytes("90 08 7F"), count: 1366), now: 0)
    #expect(device.lost == 1 && device.mostQueued == 4095)
    // A thousandth of a second makes room for three bytes.
    device.take([bytes("90 08 7F")], now: 1_000_000)
    #expect(device.lost == 1)
  }

  @Test func `a replug leaves the faders where they stand and all else dark`() {
    var device = device(hears: "E2 60 4C 90 08 7F F0 00 00 66 14 12 00 41 F7 F0 00 00")
    device.replug()
    #expect(device.faders[2].position == 0x2660 && device.faders[2].target == nil)
    #expect(device.lights == [:] && device.display[0] == 0)
    device.hear(bytes("90 08 00"), now: 0)
    #expect(device.wrongBytes == 0)
  }

  @Test func `the report says all of it in lines`() {
    let device = device(hears: "E2 60 4C 90 12 7F B0 32 7F F0 00 00 66 14 12 0E 56 6F 78 20 F7 80 00 00")
    let lines = device.report.split(separator: "\n").map(String.init)
    #expect(lines.contains("motor 3 60 4C") && lines.contains("fader 3 60 4C") && lines.contains("fader 1 00 00"))
    #expect(!lines.contains { $0.hasPrefix("motor 1") })
    #expect(lines.contains("light 12 7F") && lines.contains("control 32 7F") && lines.contains("text 3 Vox"))
    #expect(lines.contains("trouble 1 note-offs"))
  }
}
