import Foundation
import Mixer
import Testing

@testable import Desk

/// A desk, a session and its client.
struct Talk {
  var desk: Desk
  var session = Session()
  var surroundings: Surroundings
  var effects: [Effect] = []

  init(_ layout: Layout = layout(channels: 4, groups: 1)) {
    desk = Desk(catalogue: Catalogue(layout: layout))
    surroundings = Surroundings(status: Status(version: "0.1.0"), meters: Meters(layout: desk.catalogue.layout), now: 0)
  }

  /// What the session has written since it was last read.
  mutating func read() -> [String] {
    let text = String(decoding: session.output, as: UTF8.self)
    session.sent(session.output.count)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Sends text and reads what comes back; batches go to the watcher, as in the daemon.
  mutating func say(_ text: String) -> [String] {
    session.receive((text + "\n").utf8)
    let new = session.proceed(&desk, surroundings)
    for case .apply(let batch) in new { session.note(batch, desk) }
    effects += new
    return read()
  }

  /// A hand on a surface.
  mutating func hand(_ path: String, _ value: Float) { session.note(Batch(changes: desk.put(path, value)), desk) }
}

@Suite struct SessionTests {
  @Test func `values are set, shown and refused in one line each`() {
    var talk = Talk()
    #expect(talk.say("hello") == [": faderd 0.1.0 protocol 1", "done"])
    #expect(talk.say("set ch/1/fader -6") == [": ch/1/fader -6.00 dB", "done"])
    #expect(talk.say("set ch/1/fader -6") == ["done"])
    #expect(talk.say("get ch/1/fader") == [": ch/1/fader -6.00 dB", "done"])
    #expect(talk.say("set ch/1/fader by -3 dB") == [": ch/1/fader -9.00 dB", "done"])
    #expect(talk.say("set ch/1/fader by 100") == [": ch/1/fader 10.00 dB", "done"])
    #expect(talk.say("set ch/1/fader default") == [": ch/1/fader -inf dB", "done"])
    #expect(talk.say("set ch/*/mute toggle").count == 5)
    #expect(talk.say("set ch/2/mute toggle") == [": ch/2/mute off", "done"])
    #expect(talk.say("set ch/1/name \"Lead  Vox\"") == [": ch/1/name \"Lead  Vox\"", "done"])
    #expect(talk.say("get \"ch/lead  vox/name\"") == [": ch/1/name \"Lead  Vox\"", "done"])
    #expect(talk.effects.count == 7)
  }

  @Test func `a refusal says what is wrong and what was probably meant`() {
    var talk = Talk()
    #expect(
      talk.say("set ch/1/fader 20") == [
        "refused '20' is not a value for ch/1/fader; write -90 to 10 dB, or -inf"
      ])
    #expect(talk.say("set ch/1/fader toggle").first?.hasPrefix("refused ch/1/fader cannot be toggled") == true)
    #expect(talk.say("set ch/1/mute by 1").first?.hasPrefix("refused ch/1/mute cannot be moved by an amount") == true)
    #expect(talk.say("set ch/1/fader by x").first?.hasPrefix("refused 'x' is not an amount for ch/1/fader") == true)
    #expect(talk.say("get ch/1/fadr").first?.hasSuffix("(did you mean 'ch/1/fader'?)") == true)
    #expect(talk.say("get cb/1/fader").first?.hasSuffix("(did you mean 'ch/1/fader'?)") == true)
    #expect(talk.say("get ch/9/fader") == ["refused 'ch/9/fader': this desk has ch/1 to ch/4"])
    #expect(talk.say("stauts").first?.hasPrefix("usage 'stauts' is not a request") == true)
    #expect(talk.say("set ch/1/name a/b").first?.hasPrefix("refused a name has no") == true)
    #expect(talk.effects.isEmpty)
  }

  @Test func `a wildcard sets all or nothing, and never names`() {
    var talk = Talk()
    #expect(talk.say("set ch/1/* on").first?.hasPrefix("refused 'on' is not a value for ch/1/color") == true)
    #expect(talk.desk.state == DeskState(catalogue: talk.desk.catalogue))
    #expect(talk.say("set ch/1/* default") == ["done"])
    #expect(talk.say("set group/*/name Drums") == [": group/1/name \"Drums\"", "done"])
  }

  @Test func `several requests in one packet are answered in order, empty lines not at all`() {
    var talk = Talk()
    #expect(talk.say("\n\nget main/mute\nget main/pan") == [": main/mute off", "done", ": main/pan 0.0 %", "done"])
  }

  @Test func `watch streams what changes, newest value once, until the next line`() {
    var talk = Talk()
    #expect(talk.say("watch ch/*/fader") == [])
    talk.hand("ch/1/mute", 1)
    talk.hand("ch/2/fader", -10)
    #expect(talk.read() == [": ch/2/fader -10.00 dB"])
    #expect(talk.say("get ch/1/mute") == ["done", ": ch/1/mute on", "done"])
    talk.hand("ch/2/fader", -20)
    #expect(talk.read() == [])
    #expect(talk.say("watch full main/**").count == talk.desk.catalogue.addresses(of: .main).count)
    #expect(talk.say("stop") == ["done"])
    #expect(talk.say("stop") == ["done"])
  }

  @Test func `a watcher that does not read gets the newest values only, in bounded memory`() {
    var talk = Talk()
    _ = talk.say("watch")
    for step in 0..<4_000 { talk.hand("ch/\(step % 4 + 1)/fader", Float(step % 80) - 80) }
    #expect(talk.session.output.count < Session.outputLimit + 100)
    _ = talk.read()
    _ = talk.session.proceed(&talk.desk, talk.surroundings)
    #expect(
      talk.read().sorted() == [
        ": ch/1/fader -4.00 dB", ": ch/2/fader -3.00 dB", ": ch/3/fader -2.00 dB", ": ch/4/fader -1.00 dB",
      ])
  }

  @Test func `a client that asks without reading is made to wait`() throws {
    var talk = Talk(layout(channels: 8))
    talk.session.receive(Array(repeating: "params json\n", count: 20).joined().utf8)
    _ = talk.session.proceed(&talk.desk, talk.surroundings)
    let one = try Listing.parameters(.json, [], talk.desk).reduce(0) { $0 + $1.utf8.count + 3 }
    #expect(talk.session.output.count < Session.outputLimit + one + 100)
    var answers = 0
    while !talk.session.output.isEmpty {
      answers += talk.read().count { $0 == "done" }
      _ = talk.session.proceed(&talk.desk, talk.surroundings)
    }
    #expect(answers == 20)
  }

  @Test func `a snapshot request waits for the disk, and so do the lines after it`() {
    var talk = Talk()
    #expect(talk.say("snapshot save 3 Chorus\nget main/mute") == [])
    #expect(talk.effects == [.snapshot(.save(number: 3, name: "Chorus"))])
    talk.session.finish(.done(["saved 3 \"Chorus\""]))
    _ = talk.session.proceed(&talk.desk, talk.surroundings)
    #expect(talk.read() == [": saved 3 \"Chorus\"", "done", ": main/mute off", "done"])
  }

  @Test func `recalls, undo and redo are answered with what they kept`() {
    var talk = Talk()
    let stored = talk.desk.state
    talk.hand("ch/1/fader", 0)
    talk.hand("main/fader", -5)
    let held = talk.desk.parameter("main/fader")
    let recall = talk.desk.recall(stored) { $0 == held }
    let reply = Reply.recall(recall, of: "3 \"Chorus\"", on: talk.desk.catalogue)
    #expect(reply.text == ": partly 3 \"Chorus\"\n: kept main/fader held\ndone\n")
    #expect(talk.say("snapshot undo") == [": recalled undo", "done"])
    #expect(talk.desk["ch/1/fader"] == 0)
    #expect(talk.say("snapshot undo") == ["refused there is nothing to undo"])
    #expect(talk.say("snapshot redo fade 2") == [": recalled redo, 1 fading", "done"])
  }

  @Test func `snapshots are listed, shown and compared`() {
    var talk = Talk(plainLayout(channels: 1, groups: 0))
    let entries = [
      SnapshotStore.Entry(number: 1, name: "Verse", generation: 1, file: "", problem: nil),
      SnapshotStore.Entry(number: 7, name: "", generation: 0, file: "", problem: "torn"),
    ]
    #expect(Reply.list(entries, .text).text == ": 1 \"Verse\"\n: 7 \"\" problem: torn\ndone\n")
    let before = talk.desk.state
    talk.hand("main/mute", 1)
    #expect(
      Reply.difference(from: before, to: talk.desk.state, on: talk.desk.catalogue).text
        == ": main/mute off → on\ndone\n")
    let shown = Reply.show(before, on: talk.desk.catalogue).lines
    #expect(shown.prefix(3) == ["ch/1/name \"\"", "ch/1/color white", "ch/1/trim 0.00 dB"])
    #expect(!shown.contains { $0.contains("/solo ") })
  }

  @Test func `meters and the bridge come in frames that end with an empty data line`() {
    var talk = Talk(plainLayout(channels: 1, groups: 0))
    #expect(
      talk.say("meters") == [
        ": ch/1 level -inf hold -inf rms -inf", ": main level -inf -inf hold -inf -inf rms -inf -inf",
        ": monitor level -inf -inf hold -inf -inf rms -inf -inf", ": limiter reduction 0.0 count 0", "done",
      ])
    #expect(talk.say("meters follow json") == [])
    talk.session.pulse(talk.desk, talk.surroundings)
    talk.session.pulse(talk.desk, talk.surroundings)
    let frame = talk.read()
    #expect(frame.count == 2 && frame[1] == ": ")
    #expect((try? JSONSerialization.jsonObject(with: Data(frame[0].dropFirst(2).utf8))) != nil)
    #expect(talk.say("bridge 40 10") == ["done"])
    talk.session.pulse(talk.desk, talk.surroundings)
    #expect(talk.read().count == 11)
  }

  @Test func `surfaces are listed and monitored, and a slow monitor loses lines but not count`() {
    var talk = Talk()
    talk.surroundings.status.surfaces = [
      .init(name: "Left desk", mapping: "some-device", identity: "usb 1-1.2"),
      .init(name: "Pads", mapping: "x", identity: "SN1"),
    ]
    #expect(
      talk.say("surface list") == [": \"Left desk\" some-device \"usb 1-1.2\" ready", ": \"Pads\" x SN1 ready", "done"])
    #expect(
      talk.say("surface monitor nobody") == ["refused no surface is named 'nobody'; plugged in: 'Left desk', 'Pads'"])
    #expect(talk.say("surface monitor left desk") == [])
    talk.session.surface("Pads", "in 90 00 7F")
    talk.session.surface("Left desk", "in E0 00 40 → ch/1/fader 0.0")
    #expect(talk.read() == [": \"Left desk\" in E0 00 40 → ch/1/fader 0.0"])
    for _ in 0..<10_000 { talk.session.surface("Left desk", "in 90 00 7F") }
    #expect(talk.session.output.count < Session.outputLimit + 100)
    let seen = talk.read().count
    talk.session.surface("Left desk", "out 90 00 7F")
    #expect(talk.read().first == ": \(10_000 - seen) lines left out")
  }

  @Test func `a listener is told of devices and messages, and of lost ones`() {
    var talk = Talk()
    talk.surroundings.status.surfaces = [.init(name: "Left desk", mapping: "m.yaml", identity: "usb 1-1.2")]
    #expect(talk.say("surface listen") == [])
    #expect(talk.effects == [.listen] && talk.session.hearsDevices)
    talk.session.hear(.device(.init(name: "Left desk", file: "m.yaml", usb: "1234:5678", client: "Box")))
    talk.session.hear(.received("Left desk", at: 17, [0xB0, 0x15, 0x0A]))
    #expect(
      talk.read() == [
        ": device \"Left desk\" file m.yaml usb 1234:5678 client Box port 0", ": received \"Left desk\" 17 B0 15 0A",
      ])
    for _ in 0..<10_000 { talk.session.hear(.received("Left desk", at: 17, [0xB0, 0x15, 0x0A])) }
    _ = talk.read()
    talk.session.hear(.ready)
    #expect(talk.read() == [": lost", ": ready"])
    #expect(talk.say("surface listen left desk") == ["done"])
    talk.session.hear(.received("Other", at: 17, [0xF8]))
    talk.session.hear(.received("Left desk", at: 18, [0xF8]))
    #expect(talk.read() == [": received \"Left desk\" 18 F8"])
    #expect(talk.say("stop") == ["done"])
    talk.session.hear(.lost)
    #expect(talk.read() == [] && !talk.session.hearsDevices)
  }

  @Test func `a test streams what is shown until it is over, or until the client says anything`() {
    var talk = Talk()
    talk.surroundings.status.surfaces = [.init(name: "Left desk", mapping: "m.yaml", identity: "usb 1-1.2")]
    #expect(
      talk.say("surface test nobody") == ["refused no surface is named 'nobody'; plugged in: 'Left desk'"])
    #expect(talk.say("surface test left desk") == [])
    #expect(talk.effects == [.test("Left desk")] && talk.session.testedSurface == "Left desk")
    talk.session.report("mute[1-8]: lights")
    talk.session.endStream()
    talk.session.endStream()
    #expect(talk.read() == [": mute[1-8]: lights", "done"])
    #expect(talk.session.testedSurface == nil)
    #expect(talk.say("surface test left desk") == [])
    #expect(talk.say("") == ["done"])
    #expect(talk.session.testedSurface == nil)
    talk.session.report("too late")
    #expect(talk.say("surface test left desk") == [])
    talk.session.endStream(.refused("it is being tested already"))
    #expect(talk.read() == ["refused it is being tested already"])
  }

  @Test func `monitors are warned, others are not`() {
    var talk = Talk()
    talk.session.warn("events were lost")
    #expect(talk.read() == [])
    #expect(talk.say("surface monitor") == [])
    talk.session.warn("events were lost")
    #expect(talk.read() == [": warning events were lost"])
  }

  @Test(arguments: [
    DeviceNews.folder("/etc/fader d/mappings"), .ready, .lost, .unplugged("A \"B\""),
    .device(.init(name: "Left desk", file: "m.yaml", usb: "1234:5678", product: "Box  2", client: "", port: 3)),
    .device(.init(name: "x", client: "\\")), .received("", at: .max, [0xF0, 0x7E, 0xF7]),
  ]) func `news of devices are read as they were written`(_ news: DeviceNews) {
    #expect(DeviceNews(news.line) == news)
  }

  @Test(arguments: [
    "", "frobnicate", "received x", "received x y 90", "received x 1 9Z", "device", "device x client",
    "device x port 1",
    "folder", "\"",
  ]) func `what is no news is not read`(_ line: String) { #expect(DeviceNews(line) == nil) }

  @Test func `the catalogue is listed for people and for programs`() throws {
    var talk = Talk(plainLayout(channels: 1, groups: 0))
    #expect(
      talk.say("params ch/1/fader monitor/solo") == [
        ": ch/1/fader (-90 to 10 dB, or -inf) default -inf dB, law fader, 1024 steps",
        ": monitor/solo (pfl, afl, inplace) default pfl, law list, 3 steps no-snapshot", "done",
      ])
    let json = talk.say("params json").dropLast().map { $0.dropFirst(2) }.joined()
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(rows.count == talk.desk.catalogue.parameters.count)
    #expect(rows[1]["path"] as? String == "ch/1/trim")
    #expect(rows[1]["range"] as? [Double] == [-18, 18])
  }

  @Test func `status reads the same for people and for programs, whatever is in the names`() throws {
    var talk = Talk()
    talk.surroundings.status.uptime = 3 * 3600 + 125
    #expect(
      talk.say("status") == [
        ": faderd 0.1.0, up 3 h 2 min", ": audio absent: not started", ": no surface", ": no snapshot recalled",
        ": persistence saved", ": limiter worked 0 times, 0 bad samples", "done",
      ])
    talk.surroundings.status.audio = .running(
      .init(
        server: "default\nrefused", sampleRate: 48_000, period: 64, loadMedian: 2.06, loadMaximum: 9, xruns: 1,
        latency: 72, scheduling: "FIFO 70"))
    talk.surroundings.status.snapshot = .init(number: 3, name: "\"\\ é", isChanged: true)
    talk.surroundings.status.persistence = .failing("the disk is full")
    talk.surroundings.status.isDemo = true
    let lines = talk.say("status")
    #expect(
      lines[1]
        == ": audio running on default refused, 48000 Hz, 64 frames, load 2.1 % (max 9.0 %), 1 xruns, latency 72 frames, "
        + "FIFO 70")
    #expect(lines.contains(": persistence not persisting: the disk is full"))
    let json = talk.say("status json")
    let object = try JSONSerialization.jsonObject(with: Data(json[0].dropFirst(2).utf8)) as? [String: Any]
    #expect((object?["audio"] as? [String: Any])?["server"] as? String == "default\nrefused")
    #expect((object?["snapshot"] as? [String: Any])?["name"] as? String == "\"\\ é")
  }

  @Test func `quit and a closed client close the session once all is answered`() {
    var talk = Talk()
    #expect(talk.say("quit\nget main/mute") == ["done"])
    #expect(talk.effects == [.close] && talk.session.isClosing && !talk.session.wantsInput)
    talk = Talk()
    talk.session.receive("get main/mute\nset main/mute o".utf8)
    talk.session.end()
    #expect(talk.session.proceed(&talk.desk, talk.surroundings) == [.close])
    #expect(
      talk.read() == [
        ": main/mute off", "done", "usage the last request has no newline at its end, so it was not obeyed",
      ])
  }

  @Test func `random bytes never crash a session, and every request has one final line`() {
    let words = [
      "get ch/1/fader", "set ch/*/mute toggle", "set ** default", "watch", "stop", "meters", "params json main/**",
      "snapshot undo", "snapshot redo", "help", "status json", "get **", "bad", "set ch/1/fader by 1e30", "get /",
      "get *",
      "get **/x", "set ch//fader 0", "get ch/99999999999999999999/fader", "set main/fader 1e-40", "set ch/1/name \"\"",
    ]
    for seed in UInt64(1)...200 {
      var random = Seeded(seed)
      var talk = Talk(layout(channels: 3, groups: 0))
      var finals = 0
      var asked = 0
      var streams = 0
      for _ in 0..<10 {
        let word = words.randomElement(using: &random)!
        asked += 1
        if word == "watch" { streams += 1 }
        finals += talk.say(word).count { !$0.hasPrefix(": ") }
      }
      // A stop in a stream is answered by the end of the stream, a stream at the end is still open.
      #expect((asked - streams...asked).contains(finals), "seed \(seed)")
      for _ in 0..<20 {
        talk.session.receive((0..<50).map { _ in UInt8.random(in: 0...255, using: &random) })
        _ = talk.session.proceed(&talk.desk, talk.surroundings)
        _ = talk.read()
      }
    }
  }
}
