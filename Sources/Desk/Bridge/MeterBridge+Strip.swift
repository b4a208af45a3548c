import Mixer

// One strip: seven columns and a gap. Name, meter (with the fader beside it where there is height), level, switches.
extension MeterBridge {
  private static let width = 7
  private static let eighths = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let lengths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  /// Exactly `height` lines (3 or more) of exactly eight columns.
  func strip(_ strip: StripID, _ desk: Desk, _ meters: Meters, _ silence: Silence, height: Int) -> [String] {
    let own = Array(meters.meters(of: strip))
    let name = TextWidth.fit(desk.state.label(of: strip, in: desk.catalogue), MeterBridge.width)
    let level = Parameter(strip, strip.kind == .monitor ? .level : .fader)
    // Mute groups have none.
    let fader = desk.value(of: level)
    let spec = desk.catalogue.spec(of: level)
    let bar = height - (height >= 4 ? 3 : 2)
    let picture =
      bar == 1
      ? [horizontal(own)]
      : vertical(own, fader: fader.flatMap { spec?.position(of: $0) }, height: bar)
    let value = fader.flatMap { spec?.shortText(of: $0) } ?? ""
    let marks = self.marks(of: strip, desk, silence)
    var lines = [paint(name, color: color(of: strip, desk)) + " "] + picture.map { $0 + " " }
    if height >= 4 {
      lines += [TextWidth.fit(value, MeterBridge.width) + " ", marks + " "]
    } else {
      // Without a line of its own, a mute is worth more than a number.
      lines += [(marks.allSatisfy { $0 == " " } ? TextWidth.fit(value, MeterBridge.width) : marks) + " "]
    }
    return lines
  }

  /// 0 at −60 dBFS, 1 at 0 dBFS.
  private func length(_ level: Float) -> Float { min(max((level + 60) / 60, 0), 1) }

  private func horizontal(_ meters: [Meter]) -> String {
    let level = meters.map(\.level).max() ?? Meter.floor
    let steps = Int((length(level) * Float(MeterBridge.width * 8)).rounded())
    let bar = String(repeating: "█", count: steps / 8) + MeterBridge.lengths[steps % 8]
    var cells = Array(TextWidth.fit(bar, MeterBridge.width))
    let hold = Int(length(meters.map(\.hold).max() ?? Meter.floor) * Float(MeterBridge.width - 1))
    if hold > 0, cells[hold] == " " { cells[hold] = "│" }
    return paint(String(cells), level: level, isClipped: meters.contains { $0.isClipped })
  }

  private func vertical(_ meters: [Meter], fader: Float?, height: Int) -> [String] {
    let knob = fader.map { min(Int((1 - $0) * Float(height)), height - 1) }
    return (0..<height).map { row in
      let bars = meters.map { column($0, row: row, height: height) }.joined()
      let meterWidth = meters.count * 2
      let track = knob == nil ? " " : row == knob ? "━" : "│"
      return bars + String(repeating: " ", count: MeterBridge.width - 2 - meterWidth) + track + " "
    }
  }

  private func column(_ meter: Meter, row: Int, height: Int) -> String {
    let steps = Int((length(meter.level) * Float(height * 8)).rounded())
    let filled = min(max(steps - (height - 1 - row) * 8, 0), 8)
    let hold = Int((length(meter.hold) * Float(height * 8)).rounded())
    let isHold = filled == 0 && hold > 0 && (hold - 1) / 8 == height - 1 - row
    let isTop = row == 0 && meter.isClipped
    let text = isTop ? "██" : isHold ? "──" : String(repeating: MeterBridge.eighths[filled], count: 2)
    let lineLevel = -60 + 60 * (Float(height - row) - 0.5) / Float(height)
    return paint(text, level: isTop ? 0 : lineLevel, isClipped: isTop)
  }

  private func marks(of strip: StripID, _ desk: Desk, _ silence: Silence) -> String {
    func isOn(_ item: Item) -> Bool { desk.value(of: Parameter(strip, item)) == 1 }
    let cause = silence.causes(of: strip).lazy.compactMap(\.letter).first
    let mute = cause.map { paint(String($0), code: "31;7") } ?? " "
    let solo = isOn(.solo) ? paint("S", code: "33;7") : " "
    let link = isOn(.link) ? (strip.index % 2 == 0 ? "╶─" : "─╴") : "  "
    let dim = isOn(.dim) ? "dim" : isOn(.mono) ? "mon" : "   "
    return "\(mute)\(solo)\(link)\(dim)"
  }

  private func color(of strip: StripID, _ desk: Desk) -> Int {
    Int(desk.value(of: Parameter(strip, .color)) ?? 7)
  }

  private func paint(_ text: String, color: Int) -> String {
    // A strip whose colour is off is dark on a surface; here it must still be read.
    paint(text, code: color == 0 ? "2" : "1;3\(color)")
  }

  private func paint(_ text: String, level: Float, isClipped: Bool) -> String {
    paint(text, code: isClipped ? "31;1" : level > -6 ? "31" : level > -18 ? "33" : "32")
  }

  private func paint(_ text: String, code: String) -> String {
    guard hasColor, text.contains(where: { $0 != " " }) else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
