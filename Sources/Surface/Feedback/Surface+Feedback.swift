import Mixer

// From the state of the desk to bytes.
extension Surface {
  /// At most a hundred movements per second for one motor: one that waits for its turn, and for seven others on a cable,
  /// is still there within 20 ms.
  static let motorGap: UInt64 = 10_000_000
  /// At most twenty values per second for one meter.
  static let meterGap: UInt64 = 50_000_000

  /// The messages that may leave now: whatever differs between the desk and what the device was told, motors first, then
  /// lights and rings, texts, meters. What may not leave yet is kept back, and only its latest value goes out later;
  /// `nextDeadline` says when.
  public mutating func feedback(view: DeskView, now: UInt64) -> [MIDIMessage] {
    clock = now
    port.drain(now: now)
    var messages: [MIDIMessage] = []
    endTouches(now: now)
    keepAlive(&messages, now: now)
    meterDeadline = nil
    if let test {
      guard now >= test.end else {
        showTest(test, &messages, now: now)
        return messages
      }
      endTest()
    }
    if isDue(view, now: now) { showState(view, &messages, now: now) }
    if greetings.isEmpty {
      for place in meterSlots { showMeter(place, view, &messages, now: now) }
    }
    return messages
  }

  /// Whether anything but meters can have changed since the last call. Comparing costs nothing as long as the caller's
  /// arrays are the same ones.
  private func isDue(_ view: DeskView, now: UInt64) -> Bool {
    if let deadline, deadline <= now { return true }
    guard let shown else { return true }
    return shown.state != view.state || shown.currentSnapshot != view.currentSnapshot || shown.canUndo != view.canUndo
      || shown.canRedo != view.canRedo || shown.snapshots != view.snapshots
  }

  private mutating func showState(_ view: DeskView, _ messages: inout [MIDIMessage], now: UInt64) {
    followMembers(view)
    deadline = nil
    waitingClass = nil
    shown = view
    guard sendGreetings(&messages, now: now) else { return }
    for place in motorSlots { drive(place, view, &messages, now: now) }
    for place in lightSlots { show(place, light(place, view, now: now), as: .light, &messages, now: now) }
    for place in textSlots { show(place, text(place, view, now: now), as: .text, &messages, now: now) }
  }

  /// Sends if there is room, and nothing that matters more waits for room; otherwise notes when there will be.
  mutating func leave(_ new: [MIDIMessage], as kind: Port.Class, _ messages: inout [MIDIMessage], now: UInt64) -> Bool {
    let room = port.room(for: new, as: kind, now: now)
    if room > now { waitingClass = waitingClass.map { $0.rawValue < kind.rawValue ? $0 : kind } ?? kind }
    var opening = max(room, port.gapEnd(for: new))
    if let waitingClass, waitingClass.rawValue < kind.rawValue { opening = max(opening, deadline ?? now, now + 1) }
    guard opening <= now else {
      if kind == .meter { wakeMeters(at: opening) } else { wake(at: opening) }
      return false
    }
    port.take(new, now: now)
    messages += new
    return true
  }

  mutating func wake(at time: UInt64) { deadline = min(deadline ?? time, time) }
  private mutating func wakeMeters(at time: UInt64) { meterDeadline = min(meterDeadline ?? time, time) }

  mutating func show(
    _ place: Int, _ wanted: Fields, as kind: Port.Class, _ messages: inout [MIDIMessage], now: UInt64
  ) {
    guard slots[place].sent != wanted else { return }
    if leave(self.messages(place, wanted, since: slots[place].sent), as: kind, &messages, now: now) {
      slots[place].sent = wanted
    }
  }

  /// The messages that bring an output to show something.
  func messages(_ place: Int, _ wanted: Fields, since sent: Fields?) -> [MIDIMessage] {
    guard let send = mapping.controls[place].send else { return [] }
    return send.hasPlaces ? characterMessages(send, wanted, since: sent) : send.messages(wanted)
  }

  /// What an output shows where nothing is assigned, and at the end.
  func dark(_ place: Int) -> Fields {
    let control = mapping.controls[place]
    switch control.kind {
    case .button: return buttonLight(place, value: control.off, isLit: false, color: colorOfGuest(place) { $0.idle })
    case .encoder: return Fields(style: control.styles.last ?? 0)
    case .color: return colors(of: row(of: place).map { _ in control.idle })
    default:
      let color = colorOfGuest(place) { $0.idle }
      return Fields(color: color, bytes: texts(of: place).flatMap { blank(mapping.controls[$0]) })
    }
  }

  // MARK: Motors

  private mutating func drive(_ place: Int, _ view: DeskView, _ messages: inout [MIDIMessage], now: UInt64) {
    let control = mapping.controls[place]
    guard let send = control.send, let raw = motorPosition(place, view, now: now) else { return }
    let wanted = Fields(value: raw)
    guard slots[place].owes || slots[place].sent != wanted else { return }
    let interval = control.interval ?? Surface.motorGap
    if slots[place].sent != nil, now < slots[place].sentAt + interval {
      return wake(at: slots[place].sentAt + interval)
    }
    guard leave(send.messages(Fields(value: control.sent(raw))), as: .motor, &messages, now: now) else { return }
    if slots[place].sent != wanted, !isHeld(place, now: now) { slots[place].drivenAt = now }
    slots[place].sent = wanted
    slots[place].sentAt = now
    slots[place].owes = false
  }

  /// Where the motor belongs; nil if it must not be driven because a hand is on it.
  private mutating func motorPosition(_ place: Int, _ view: DeskView, now: UInt64) -> Int? {
    let control = mapping.controls[place]
    if isHeld(place, now: now) {
      // Such a device takes its own position back without moving; the desk's would push against the hand.
      if control.echo == .always, slots[place].owes, let raw = hands[place].raw { return raw }
      if !hands[place].isTouched {
        wake(at: hands[place].heldUntil)
      } else if control.touchTimeout > 0 {
        wake(at: hands[place].touchedAt + control.touchTimeout)
      }
      return nil
    }
    guard let target = shownTargets[place] else { return 0 }
    let position = target.position(view)
    // Within what the hardware tells apart the hand's own position stands, so that the motor does not twitch.
    if let raw = hands[place].raw, abs(Float(raw) - position * Float(control.maximum)) <= control.step / 2 {
      return raw
    }
    return control.raw(at: position)
  }

  // MARK: Meters

  private mutating func showMeter(_ place: Int, _ view: DeskView, _ messages: inout [MIDIMessage], now: UInt64) {
    let control = mapping.controls[place]
    guard let send = control.send else { return }
    var slot = slots[place]
    slot.peak = max(slot.peak, peak(place, view))
    defer { slots[place] = slot }
    let interval = control.interval ?? Surface.meterGap
    if slot.sent != nil, now < slot.sentAt + interval {
      if slot.peak >= control.levels[0] { wakeMeters(at: slot.sentAt + interval) }
      return
    }
    var new: [MIDIMessage] = []
    let level = control.levels.prefix { $0 <= slot.peak }.count
    let shown = remains(of: slot, control, now: now)
    let clips = slot.peak >= 0
    if let clip = control.clip, clips, slot.clipUntil == nil { new += send.messages(Fields(value: clip)) }
    let clipIsOver = !clips && now >= (slot.clipUntil ?? .max)
    if let clear = control.clear, clipIsOver || slot.sent == nil { new += send.messages(Fields(value: clear)) }
    let moves = control.decay > 0 ? level > shown : level != slot.level
    if moves || slot.sent == nil { new += send.messages(Fields(value: level)) }
    if new.isEmpty || leave(new, as: .meter, &messages, now: now) {
      slot.peak = -.infinity
      if clips { slot.clipUntil = now + 2_000_000_000 } else if clipIsOver { slot.clipUntil = nil }
      if moves || slot.sent == nil { (slot.level, slot.levelAt) = (level, now) }
      if !new.isEmpty { (slot.sent, slot.sentAt) = (Fields(value: slot.level), now) }
    }
    if let until = slot.clipUntil, until > now { wakeMeters(at: until) }
  }

  /// What is left of a level that a device lets fall by itself.
  private func remains(of slot: Slot, _ control: Control, now: UInt64) -> Int {
    guard control.decay > 0, slot.sent != nil else { return slot.level }
    return max(0, slot.level - Int((now - slot.levelAt) / control.decay))
  }

  private func peak(_ place: Int, _ view: DeskView) -> Float {
    guard case .meter(let reference)? = active[place].shown, let strip = strip(reference) else { return -.infinity }
    let first = catalogue.layout.meterIndex(of: strip)
    let all = first..<(first + strip.kind.meterCount)
    let points =
      switch mapping.controls[place].side {
      case .both: all
      case .left: all.prefix(1)
      case .right: all.suffix(1)
      }
    return points.reduce(-.infinity) { view.meters.indices.contains($1) ? max($0, view.meters[$1]) : $0 }
  }
}
