// Faders, knobs, encoders.
extension LearnSession {
  /// What a control is that was moved.
  func movement(_ trace: LearnTrace, of device: String) -> Verdict {
    let name = trace.address.words
    let what = target.text.map { "it cannot move \($0)" } ?? "it is none that moves"
    switch trace.address.kind {
    case .note, .program:
      return .unclear(["It sends \(name): a button, so \(what). Move a fader, a knob or an encoder."])
    case .control, .keyPressure, .channelPressure:
      if trace.form == .single { return narrow(trace, of: device, what) }
    case .pitchBend, .wideControl, .nonRegistered, .registered: break
    }
    return trace.capacity > 127 ? wide(trace, of: device) : narrow(trace, of: device, what)
  }

  // MARK: Seven bits

  private func narrow(_ trace: LearnTrace, of device: String, _ what: String) -> Verdict {
    let name = trace.address.words
    guard trace.samples.count >= 3 else {
      return .more(
        "\(sentence(name)) was heard \(trace.samples.count == 1 ? "once" : "twice"). Move it further, slowly.")
    }
    if trace.distinct.count == 2, trace.lowest == 0, trace.highest >= 64 {
      return .unclear([
        "\(sentence(name)) has two values only, 0 and \(trace.highest): a button, so \(what).",
        "If it is a fader, move it more slowly.",
      ])
    }
    if trace.address.kind == .control {
      switch LearnSession.turning(trace) {
      case .both(let relative): return .learned(encoder(trace, of: device, relative))
      case .oneWay:
        return .more("It is an encoder that turned one way so far. Turn it slowly to the other side too.")
      case .tooFast: return .more("It is an encoder. Turn it slowly, a few clicks to the right, then to the left.")
      case .no: break
      }
    }
    guard trace.distinct.count >= 5, trace.span >= 16 else {
      return .more(
        trace.trembles
          ? "\(sentence(name)) trembles between \(trace.lowest) and \(trace.highest). Move the control from one end to the other."
          : "\(sentence(name)) went from \(trace.lowest) to \(trace.highest) only. Move it slowly from one end to the other."
      )
    }
    if LearnSession.repeatsAtEnds(trace) {
      var control = LearnedControl(device: device, address: trace.address, kind: .encoder)
      control.relative = .absolute
      control.reasons = [
        "It sends \(name), and its positions repeat at an end: an endless knob that counts by itself."
      ]
      return .learned(control)
    }
    var control = position(trace, of: device)
    control.remarks = ends(trace, end: 127)
    return .learned(control)
  }

  private func position(_ trace: LearnTrace, of device: String) -> LearnedControl {
    var control = LearnedControl(device: device, address: trace.address, kind: .fader)
    control.value = trace.capacity > 127 && trace.address.kind == .pitchBend ? .double(upperFirst: false) : trace.form
    let name = trace.address.words
    control.reasons = [
      "It sends \(name): a position, for its values follow each other.",
      "It went from \(trace.lowest) to \(trace.highest), in \(trace.distinct.count) different positions.",
    ]
    return control
  }

  // MARK: Fourteen bits

  private func wide(_ trace: LearnTrace, of device: String) -> Verdict {
    if trace.address.kind == .pitchBend, let control = sides(trace, of: device) { return .learned(control) }
    guard trace.distinct.count >= 5, trace.span >= 1024 else {
      return .more(
        "\(sentence(trace.address.words)) went from \(trace.lowest) to \(trace.highest) of 16383 only. Move it slowly from one end "
          + "to the other.")
    }
    var control = position(trace, of: device)
    if case .double(let upperFirst) = trace.form, trace.address.kind != .pitchBend {
      control.reasons.append("Its value comes in two messages, the \(upperFirst ? "upper" : "lower") half first.")
    }
    let step = LearnSession.step(trace)
    let end = 16384 - step
    if step > 1, trace.distinct.count >= 16 {
      control.reasons.append("Its positions are \(step) apart: \(14 - step.trailingZeroBitCount) of 14 bits are real.")
      if trace.highest == end { (control.maximum, control.bits) = (end, 14 - step.trailingZeroBitCount) }
    }
    control.remarks = ends(trace, end: step > 1 && trace.highest == end ? end : 16383)
    return .learned(control)
  }

  /// By how much positions differ at least: a power of two, since hardware with fewer bits leaves the lower ones at 0.
  private static func step(_ trace: LearnTrace) -> Int {
    let bits = trace.distinct.reduce(0) { $0 | $1 }
    return bits == 0 ? 1 : 1 << bits.trailingZeroBitCount
  }

  /// A pitch bend of which only the side counts.
  private func sides(_ trace: LearnTrace, of device: String) -> LearnedControl? {
    let values = trace.values
    guard values.count >= 4, trace.distinct.count <= 4, values.allSatisfy({ abs($0 - 0x2000) >= 0x800 }),
      values.contains(where: { $0 < 0x2000 }), values.contains(where: { $0 > 0x2000 }),
      trace.repeats * 3 >= values.count
    else { return nil }
    var control = LearnedControl(device: device, address: trace.address, kind: .encoder)
    control.value = .double(upperFirst: false)
    control.reasons = [
      "It sends \(trace.address.words), far below or far above the middle: an encoder that tells the side only."
    ]
    if values[0] < 0x2000 {
      control.relative = .side
    } else if trace.distinct.count == 2 {
      control.directions = (right: trace.highest, left: trace.lowest)
      control.reasons.append("To the right, which came first, it sends what lies above the middle.")
    } else {
      control.relative = .side
      control.remarks = [
        "The first turn came as one to the left. If that was to the right, write 'right' and 'left' by hand."
      ]
    }
    return control
  }

  // MARK: Encoders

  enum Turning: Equatable {
    case both(Control.Relative), oneWay, tooFast, no
  }

  /// Whether values are steps, and in which encoding. The step of one is what a slow hand makes, so at least a third of the
  /// values are such; a position that is swept has each value about once.
  static func turning(_ trace: LearnTrace) -> Turning {
    let values = trace.values
    if trace.distinct == [1, 2], isIncDec(trace) { return .both(.incDec) }
    var best: (relative: Control.Relative, sum: Int)?
    for relative in [Control.Relative.signBit, .twosComplement, .offset64] {
      let ticks = values.map { relative.ticks(of: $0) }
      let ones = ticks.filter { abs($0) == 1 }
      guard !values.contains(0), !values.contains(0x40), ones.contains(1), ones.contains(-1),
        ones.count * 3 >= ticks.count
      else { continue }
      let sum = ticks.reduce(0) { $0 + abs($1) }
      if sum < best?.sum ?? .max { best = (relative, sum) }
    }
    if let best {
      let isReversed = best.relative == .signBit && values[0] & 0x40 != 0
      return .both(isReversed ? .signBitReversed : best.relative)
    }
    let isUnit: (Int) -> Bool = { [0x01, 0x02, 0x3F, 0x41, 0x7F].contains($0) }
    let isNear: (Int) -> Bool = { (1...12).contains($0) || (0x34...0x4C).contains($0) && $0 != 0x40 || $0 >= 0x74 }
    guard values.allSatisfy(isNear), isUnit(values[0]) || trace.repeats * 3 >= values.count else { return .no }
    if trace.repeats * 5 >= values.count * 2 { return .oneWay }
    return values.contains { $0 < 0x20 } && values.contains { $0 > 0x60 } ? .tooFast : .no
  }

  /// 1 to the right and 2 to the left, not a quick turn to the right: the first click after a pause is a slow one.
  private static func isIncDec(_ trace: LearnTrace) -> Bool {
    let pairs = Array(zip(trace.samples, trace.samples.dropFirst()))
    let turns = pairs.filter { $0.value != $1.value }
    return turns.count * 3 <= pairs.count && turns.contains { $1.value == 2 && $1.at - $0.at >= 150_000_000 }
  }

  private func encoder(_ trace: LearnTrace, of device: String, _ relative: Control.Relative) -> LearnedControl {
    var control = LearnedControl(device: device, address: trace.address, kind: .encoder)
    control.relative = relative
    let first = trace.values[0]
    let ones = trace.values.filter { abs(relative.ticks(of: $0)) == 1 }
    let right = ones.first { relative.ticks(of: $0) > 0 } ?? 0
    let left = ones.first { relative.ticks(of: $0) < 0 } ?? 0
    control.reasons = [
      "It sends \(trace.address.words): steps, for the same values come again and again.",
      "A step is \(hex(right)) to the right and \(hex(left)) to the left: \(relative.rawValue).",
    ]
    let most = trace.values.map { abs(relative.ticks(of: $0)) }.max() ?? 1
    if most > 1 { control.reasons.append("When it is turned quickly, it sends up to \(most) steps at once.") }
    if relative.ticks(of: first) < 0 {
      control.remarks.append(
        "The first turn came as one to the left. If that was to the right, the device counts backwards: write "
          + "'right: \(LearnAddress.pattern([trace.address], .fixed(left))?.message ?? "")' and "
          + "'left: \(LearnAddress.pattern([trace.address], .fixed(right))?.message ?? "")' instead of 'receive' and 'relative'."
      )
    }
    return control
  }

  /// Whether a position comes to an end step by step, and then the end again and again.
  private static func repeatsAtEnds(_ trace: LearnTrace) -> Bool {
    let values = trace.values
    return values.indices.dropFirst().dropLast(2).contains { place in
      let end = values[place]
      return (end == 0 || end == 127) && values[place + 1] == end && values[place + 2] == end
        && values[place - 1] != end && abs(values[place - 1] - end) <= 8
    }
  }

  // MARK: Words

  /// What is to be said of the ends of a travel.
  func ends(_ trace: LearnTrace, end: Int) -> [String] {
    var remarks: [String] = []
    if trace.highest < end {
      remarks.append(
        "It came to \(trace.highest), not to \(end). If that is the end of its travel, write 'max: \(trace.highest)' there."
      )
    }
    if trace.lowest > 0 {
      remarks.append("It came down to \(trace.lowest), not to 0: was that the end of its travel?")
    }
    if trace.restlessness > 0 {
      remarks.append(
        "It strays by \(trace.restlessness) when nobody moves it; 'dead-band: \(trace.restlessness)' keeps that from being heard."
      )
    }
    return remarks
  }

  func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private func hex(_ byte: Int) -> String { MIDIMessage.hex([UInt8(byte)]) }
}
