extension VirtualDevice {
  /// What it shows and what went wrong, one line for each thing, numbers of messages in hexadecimal:
  ///
  ///     motor 3 60 4C      where the host last sent a fader (1-9; LL MM)
  ///     fader 3 60 4C      where it stands
  ///     light 12 7F        a light that goes by a note
  ///     control 32 7F      a light that goes by a controller
  ///     text 3 Vox         the upper line of a strip's display (1-8)
  ///     trouble none       motors that fought a hand, note-offs, wrong bytes
  public var report: String {
    var lines: [String] = []
    for (place, fader) in faders.enumerated() {
      if let target = fader.target { lines.append("motor \(place + 1) \(VirtualDevice.halves(target))") }
      lines.append("fader \(place + 1) \(VirtualDevice.halves(fader.position))")
    }
    lines += lights.sorted { $0.key < $1.key }.map { "light \(VirtualDevice.hex($0)) \(VirtualDevice.hex($1))" }
    lines += controlLights.sorted { $0.key < $1.key }
      .map { "control \(VirtualDevice.hex($0)) \(VirtualDevice.hex($1))" }
    for strip in 0..<8 {
      let text = text(strip: strip, line: 0).reversed().drop { $0 == " " || $0 == "\0" }.reversed()
      lines.append("text \(strip + 1) \(String(text))")
    }
    lines.append("trouble \(trouble)")
    return lines.map { $0 + "\n" }.joined()
  }

  private var trouble: String {
    let all = [
      (foughtHands, "motors against hands"), (noteOffs, "note-offs"), (wrongBytes, "wrong bytes"), (lost, "lost"),
    ]
    let some = all.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return some.isEmpty ? "none" : some.joined(separator: ", ")
  }

  private static func halves(_ position: Int) -> String { "\(hex(position & 0x7F)) \(hex(position >> 7))" }

  private static func hex(_ byte: Int) -> String {
    (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
