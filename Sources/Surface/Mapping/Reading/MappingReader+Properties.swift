// The keys of a control other than its messages.
extension MappingReader {
  mutating func readProperties(_ keys: Entries, into control: inout Control) {
    control.maximum = number("max", of: keys) ?? control.maximum
    control.sendMaximum = number("send-max", of: keys)
    control.bits = number("bits", of: keys) ?? control.bits
    control.echo = word("echo", of: keys) ?? control.echo
    control.takeover = word("takeover", of: keys)
    control.hold = milliseconds("hold", of: keys) ?? control.hold
    control.deadBand = number("dead-band", of: keys) ?? control.deadBand
    control.touchTimeout = milliseconds("touch-timeout", of: keys) ?? control.touchTimeout
    control.interval = milliseconds("interval", of: keys)
    readEncoder(keys, into: &control)
    control.mode = word("mode", of: keys) ?? control.mode
    control.on = byte("on", of: keys) ?? control.on
    control.off = byte("off", of: keys) ?? control.off
    control.blink = byte("blink", of: keys)
    readMeter(keys, into: &control)
    control.length = number("length", of: keys) ?? control.length
    control.characters = word("characters", of: keys) ?? control.characters
    control.align = word("align", of: keys) ?? control.align
    readColors(keys, into: &control)
  }

  private mutating func readEncoder(_ keys: Entries, into control: inout Control) {
    control.relative = word("relative", of: keys) ?? control.relative
    control.acceleration = number("acceleration", of: keys) ?? control.acceleration
    control.steps = number("steps", of: keys) ?? control.steps
    control.debounce = milliseconds("debounce", of: keys) ?? control.debounce
    control.reversal = milliseconds("reversal", of: keys) ?? control.reversal
    control.ring = word("ring", of: keys) ?? control.ring
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

  private mutating func readMeter(_ keys: Entries, into control: inout Control) {
    control.side = word("side", of: keys) ?? control.side
    control.clip = byte("clip", of: keys)
    control.clear = byte("clear", of: keys)
    control.decay = milliseconds("decay", of: keys) ?? control.decay
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

  private mutating func readColors(_ keys: Entries, into control: inout Control) {
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
    let bytes = (place.text ?? "").split(separator: " ").map { MIDIMessage.byte(in: $0) ?? 0xFF }
    if [1, 3].contains(bytes.count), bytes.allSatisfy({ $0 < 0x80 }) { return bytes }
    complain(place, "a colour is one byte, or three for red, green and blue (7F 00 00), each 00 to 7F")
    return nil
  }
}
