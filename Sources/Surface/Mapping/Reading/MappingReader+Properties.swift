// The keys of a control other than its messages.
extension MappingReader {
  mutating func readProperties(_ keys: [String: Located], into control: inout Control) {
    if let place = keys["max"] { control.maximum = number(place, 1...16383, "max") ?? control.maximum }
    if let place = keys["send-max"] { control.sendMaximum = number(place, 1...16383, "send-max") }
    if let place = keys["bits"] { control.bits = number(place, 1...14, "bits") ?? control.bits }
    if let place = keys["echo"] { control.echo = word(place, "echo", Control.Echo.self) ?? control.echo }
    if let place = keys["takeover"] { control.takeover = word(place, "takeover", Takeover.self) }
    if let place = keys["hold"] { control.hold = milliseconds(place, "hold") ?? control.hold }
    if let place = keys["dead-band"] { control.deadBand = number(place, 0...16383, "dead-band") ?? 0 }
    if let place = keys["touch-timeout"] { control.touchTimeout = milliseconds(place, "touch-timeout") ?? 0 }
    if let place = keys["interval"] {
      // A meter is never told faster than twenty times a second, so that motors do not wait.
      let shortest = control.kind == .meter ? 50 : 1
      control.interval = number(place, shortest...10_000, "interval in milliseconds").map { UInt64($0) * 1_000_000 }
    }
    readEncoder(keys, into: &control)
    readLight(keys, into: &control)
    readMeter(keys, into: &control)
    if let place = keys["length"] { control.length = number(place, 1...120, "length") ?? control.length }
    if let place = keys["characters"] {
      control.characters = word(place, "characters", Control.Characters.self) ?? control.characters
    }
    if let place = keys["align"] { control.align = word(place, "align", Control.Alignment.self) ?? control.align }
    readColors(keys, into: &control)
  }

  private mutating func readEncoder(_ keys: [String: Located], into control: inout Control) {
    if let place = keys["relative"] {
      control.relative = word(place, "relative", Control.Relative.self) ?? control.relative
    }
    if let place = keys["acceleration"] { control.acceleration = number(place, 1...50, "acceleration") ?? 1 }
    if let place = keys["steps"] { control.steps = number(place, 2...10_000, "steps") ?? control.steps }
    if let place = keys["debounce"] { control.debounce = milliseconds(place, "debounce") ?? 0 }
    if let place = keys["reversal"] { control.reversal = milliseconds(place, "reversal") ?? 0 }
    if let place = keys["ring"] { control.ring = word(place, "ring", Control.Ring.self) ?? control.ring }
    if let place = keys["range"] {
      let ends = (place.items ?? []).compactMap { byte($0, "an end of the range") }
      if ends.count == 2, ends[0] < ends[1] {
        control.range = ends[0]...ends[1]
      } else {
        complain(place, "range has the values of the lowest and the highest position, such as [01, 0D]")
      }
    }
    if let place = keys["styles"] {
      let styles = (place.items ?? []).compactMap { byte($0, "a style") }
      if styles.count != 5 {
        complain(place, "styles has five bytes, for dot, boost-cut, wrap, spread, and dark")
      }
      control.styles = styles
    }
  }

  private mutating func readLight(_ keys: [String: Located], into control: inout Control) {
    if let place = keys["mode"] { control.mode = word(place, "mode", Control.Mode.self) ?? control.mode }
    if let place = keys["on"] { control.on = byte(place, "on") ?? control.on }
    if let place = keys["off"] { control.off = byte(place, "off") ?? control.off }
    if let place = keys["blink"] { control.blink = byte(place, "blink") }
  }

  private mutating func readMeter(_ keys: [String: Located], into control: inout Control) {
    if let place = keys["side"] { control.side = word(place, "side", Control.Side.self) ?? control.side }
    if let place = keys["clip"] { control.clip = byte(place, "clip") }
    if let place = keys["clear"] { control.clear = byte(place, "clear") }
    if let place = keys["decay"] { control.decay = milliseconds(place, "decay") ?? 0 }
    guard let place = keys["levels"] else { return }
    let levels = place.items?.compactMap { $0.text.flatMap(Float.init) } ?? []
    let isRising = zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 }
    if levels.count != place.items?.count || !isRising || levels.isEmpty || levels.count > 127
      || !levels.allSatisfy(\.isFinite)
    {
      complain(place, "levels is a list of numbers in dBFS, each higher than the one before, such as [-40, -20, -6]")
      return control.levels = levels
    }
    control.levels = levels
    guard control.kind == .meter, let max = keys["max"] else { return }
    guard levels.count == 2, (2...127).contains(control.maximum) else {
      return complain(max, "with 'max' (2 to 127), levels has two numbers: the levels of value 1 and of 'max'")
    }
    let step = (levels[1] - levels[0]) / Float(control.maximum - 1)
    control.levels = (0..<control.maximum).map { levels[0] + Float($0) * step }
  }

  private mutating func readColors(_ keys: [String: Located], into control: inout Control) {
    if let place = keys["values"] {
      let values = (place.items ?? []).compactMap { color($0) }
      if values.count == 8, Set(values.map(\.count)).count == 1 {
        control.values = values
      } else {
        complain(
          place,
          "values has eight entries of a byte each, or of three (7F 00 00), for off, red, green, yellow, blue, magenta, "
            + "cyan, white")
      }
      if values.first?.count == 3 { (control.unused, control.idle) = ([0, 0, 0], [0x7F, 0x7F, 0x7F]) }
    }
    if let place = keys["unused"] { control.unused = color(place) ?? control.unused }
    if let place = keys["idle"] { control.idle = color(place) ?? control.idle }
    for (name, color) in [("unused", control.unused), ("idle", control.idle)]
    where color.count != control.values[0].count {
      if let place = keys[name] { complain(place, "'\(name)' has as many bytes as each of 'values'") }
    }
  }

  private mutating func color(_ place: Located) -> [UInt8]? {
    let bytes = (place.text ?? "").split(separator: " ").map { UInt8($0, radix: 16) ?? 0xFF }
    if [1, 3].contains(bytes.count), bytes.allSatisfy({ $0 < 0x80 }) { return bytes }
    complain(place, "a colour is one byte, or three for red, green and blue (7F 00 00), each 00 to 7F")
    return nil
  }

  mutating func milliseconds(_ place: Located, _ what: String) -> UInt64? {
    number(place, 0...10_000, "\(what) in milliseconds").map { UInt64($0) * 1_000_000 }
  }
}
