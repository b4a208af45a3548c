import Mixer
import Testing

@testable import Desk

@Suite struct BridgeTests {
  private func plain(_ line: String) -> String {
    var plain = ""
    var isCode = false
    for scalar in line.unicodeScalars {
      if scalar == "\u{1B}" {
        isCode = true
      } else if isCode {
        isCode = scalar != "m"
      } else {
        plain.unicodeScalars.append(scalar)
      }
    }
    return plain
  }

  private func room(_ layout: Layout) -> (Meters, Status) {
    var status = Status(version: "0.1.0")
    status.audio = .running(.init(server: "default", sampleRate: 48_000, period: 64, loadMedian: 2.1, loadMaximum: 9))
    status.snapshot = .init(number: 3, name: "Chorus")
    status.surfaces = [.init(name: "Desk 鼓", mapping: "m", identity: "i")]
    var meters = Meters(layout: layout)
    var report = Report()
    report.frames = 960
    meters.update(
      report, (0..<layout.meterCount).map { MeterReading(peak: Float($0 % 5) * 0.3, meanSquare: 0.1) },
      sampleRate: 48_000)
    return (meters, status)
  }

  @Test func `a picture of a small desk is what it was drawn to be`() throws {
    var desk = Desk(catalogue: Catalogue(layout: plainLayout(channels: 2, groups: 0)))
    desk.put("ch/1/fader", 0)
    desk.put("ch/2/mute", 1)
    desk.put("ch/2/solo", 1)
    _ = try desk.rename(.channel(1), to: "鼓 Kick drum", by: .client)
    let (_, status) = room(desk.catalogue.layout)
    var meters = Meters(layout: desk.catalogue.layout)
    var report = Report()
    report.frames = 960
    // Channel 1 at 0 dBFS and clipped, channel 2 at −30 dBFS: half of the bar.
    meters.update(report, [MeterReading(peak: 1), MeterReading(peak: 0.031_622_8)], sampleRate: 48_000)
    let lines = MeterBridge(columns: 34, rows: 9, hasColor: false).lines(desk, meters, status)
    #expect(
      lines == [
        "faderd · default 48000 Hz / 64 · D", "snapshot 3 \"Chorus\" · Desk 鼓     ",
        "Main    Monitor 鼓 Kick Ch 2      ", "     │       │  ██   │       │    ",
        "     ━       │  ██   ━       │    ", "     │       ━  ██   │  ██   │    ",
        "     │       │  ██   │  ██   ━    ", "0.0     -20.0   0.0     -inf      ",
        "                        MS        ",
      ])
  }

  @Test func `no picture is wider or higher than the terminal, whatever the names`() throws {
    let names = ["", "Kick", "é́́", "鼓鼓鼓鼓鼓", "🥁👩‍👩‍👧‍👦", "\u{200B}x", "very long name of a strip"]
    for seed in UInt64(1)...60 {
      var random = Seeded(seed)
      let layout = Layout(channels: .random(in: 1...64, using: &random), groups: .random(in: 0...8, using: &random))
      var desk = Desk(catalogue: Catalogue(layout: layout))
      desk = Desk(catalogue: desk.catalogue, state: desk.randomState(&random))
      for strip in layout.strips { _ = try desk.rename(strip, to: names.randomElement(using: &random)!, by: .client) }
      let (meters, status) = room(layout)
      let columns = Int.random(in: 20...200, using: &random)
      let rows = Int.random(in: 4...60, using: &random)
      for hasColor in [true, false] {
        let lines = MeterBridge(columns: columns, rows: rows, hasColor: hasColor).lines(desk, meters, status)
        #expect(lines.count <= rows, "seed \(seed)")
        for line in lines { #expect(TextWidth.of(plain(line)) == columns, "seed \(seed): \(line)") }
        if !hasColor { #expect(lines.allSatisfy { !$0.contains("\u{1B}") }) }
      }
    }
  }

  @Test func `main and monitor are shown on any terminal, and what does not fit is counted`() {
    let desk = Desk(catalogue: Catalogue(layout: plainLayout(channels: 64, groups: 8)))
    let (meters, status) = room(desk.catalogue.layout)
    let lines = MeterBridge(columns: 40, rows: 12, hasColor: false).lines(desk, meters, status)
    #expect(lines[2].hasPrefix("Main    Monitor "))
    #expect(lines[0].hasPrefix("59 more strips than fit here"))
    let wide = MeterBridge(columns: 200, rows: 50, hasColor: false).lines(desk, meters, status)
    #expect(wide[0].hasPrefix("faderd · default"))
    #expect(wide.joined().contains("Ch 64"))
  }

  @Test func `a strip that is silent says why in one letter`() {
    var desk = desk(channels: 6)
    for path in ["ch/1/mute", "ch/1/dca/1", "ch/2/dca/1", "ch/3/mutegroup/1", "ch/6/solo", "dca/1/mute"] {
      desk.put(path, 1)
    }
    desk.put("mutegroup/1/mute", 1)
    desk.put("talkback/input", 5)
    desk.put("talkback/on", 1)
    let (meters, status) = room(desk.catalogue.layout)
    func marks() -> [Substring] {
      let lines = MeterBridge(columns: 200, rows: 6, hasColor: false).lines(desk, meters, status)
      // Main, monitor, six channels, two groups, aux, fx, two DCAs, a mute group: eight columns each.
      return (0..<15).map { lines[5].dropFirst($0 * 8).prefix(2) }
    }
    #expect(
      marks() == [
        "  ", "  ", "M ", "D ", "G ", "  ", "T ", " S", "  ", "  ", "  ", "  ", "M ", "  ", "M ",
      ])
    desk.put("monitor/solo", 2)
    #expect(marks().prefix(8) == ["  ", "  ", "M ", "D ", "G ", "S ", "S ", " S"])
  }

  @Test func `a mute group has no fader to draw`() {
    let desk = Desk(catalogue: Catalogue(layout: layout(channels: 1, groups: 0, auxes: 0, effects: 0, dcas: 1)))
    let (meters, status) = room(desk.catalogue.layout)
    let lines = MeterBridge(columns: 40, rows: 10, hasColor: false).lines(desk, meters, status)
    let columns = lines[3..<8].map { line in (0..<5).map { line.dropFirst($0 * 8).prefix(8).contains("│") } }
    #expect(columns.allSatisfy { !$0[4] })
    #expect(columns.filter { $0[3] }.count == 4)
  }

  @Test func `widths agree with what terminals do`() {
    #expect(TextWidth.of("Kick") == 4)
    #expect(TextWidth.of("é") == 1)
    #expect(TextWidth.of("e\u{301}") == 1)
    #expect(TextWidth.of("鼓") == 2)
    #expect(TextWidth.of("ﾄﾞ") == 2)
    #expect(TextWidth.of("🥁") == 2)
    #expect(TextWidth.fit("鼓鼓", 3) == "鼓 ")
    #expect(TextWidth.fit("a\u{1B}[31mb", 6) == "a[31mb")
  }
}
