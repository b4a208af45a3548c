import Mixer

// From the state of the desk to bytes.
extension Surface {
  /// At most fifty movements per second for one motor.
  static let motorGap: UInt64 = 20_000_000
  /// At most twenty values per second for one meter.
  static let meterGap: UInt64 = 50_000_000

  /// The messages that may leave now: whatever differs between the desk and what the device was told, motors first, then
  /// lights and rings, texts, meters. What may not leave yet is kept back, and only its latest value goes out later;
  /// `nextDeadline` says when.
  public mutating func feedback(view: DeskView, now: UInt64) -> [MIDIMessage] {
    clock = now
    port.drain(now: now)
    var messages: [MIDIMessage] = []
    if isDue(view, now: now) { showState(view, &messages, now: now) }
    if greetings.isEmpty {
      meterDeadline = nil
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
    shown = view
    while let greeting = greetings.first {
      guard leave([greeting], as: .light, &messages, now: now) else { return }
      greetings.removeFirst()
    }
    for place in motorSlots { drive(place, view, &messages, now: now) }
    for place in lightSlots { show(place, .number(light(place, view, now: now)), as: .light, &messages, now: now) }
    for place in textSlots { show(place, .bytes(text(place, view, now: now)), as: .text, &messages, now: now) }
  }

  /// Sends if there is room; otherwise notes when there will be.
  mutating func leave(_ new: [MIDIMessage], as kind: Port.Class, _ messages: inout [MIDIMessage], now: UInt64) -> Bool {
    let opening = port.opening(for: new, as: kind, now: now)
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

  private mutating func show(
    _ place: Int, _ wanted: Slot.Shown, as kind: Port.Class, _ messages: inout [MIDIMessage], now: UInt64
  ) {
    guard slots[place].sent != wanted else { return }
    let new: [MIDIMessage] =
      switch wanted {
      case .number(let number): [mapping.controls[place].send!.message(value: number)]
      case .bytes(let bytes): textMessages(place, bytes, since: slots[place].sent)
      }
    if leave(new, as: kind, &messages, now: now) { slots[place].sent = wanted }
  }

  // MARK: Motors

  private mutating func drive(_ place: Int, _ view: DeskView, _ messages: inout [MIDIMessage], now: UInt64) {
    let control = mapping.controls[place]
    guard let send = control.send, let raw = motorPosition(place, view, now: now) else { return }
    guard slots[place].owes || slots[place].sent != .number(raw) else { return }
    if slots[place].sent != nil, now < slots[place].sentAt + Surface.motorGap {
      return wake(at: slots[place].sentAt + Surface.motorGap)
    }
    guard leave([send.message(value: raw)], as: .motor, &messages, now: now) else { return }
    if slots[place].sent != .number(raw), !isHeld(place, now: now) { slots[place].drivenAt = now }
    slots[place].sent = .number(raw)
    slots[place].sentAt = now
    slots[place].owes = false
  }

  /// Where the motor belongs; nil if it must not be driven because a hand is on it.
  private mutating func motorPosition(_ place: Int, _ view: DeskView, now: UInt64) -> Int? {
    let control = mapping.controls[place]
    if isHeld(place, now: now) {
      // Such a device takes its own position back without moving; the desk's would push against the hand.
      if control.echo == .always, slots[place].owes, let raw = hands[place].raw { return raw }
      if !hands[place].isTouched { wake(at: hands[place].heldUntil) }
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
    if slot.sent != nil, now < slot.sentAt + Surface.meterGap {
      if slot.peak >= control.levels[0] { wakeMeters(at: slot.sentAt + Surface.meterGap) }
      return
    }
    var new: [MIDIMessage] = []
    let level = control.levels.prefix { $0 <= slot.peak }.count
    let shown = remains(of: slot, control, now: now)
    let clips = slot.peak >= 0
    if let clip = control.clip, clips, slot.clipUntil == nil { new.append(send.message(value: clip)) }
    let clipIsOver = !clips && now >= (slot.clipUntil ?? .max)
    if let clear = control.clear, clipIsOver || slot.sent == nil { new.append(send.message(value: clear)) }
    let moves = control.decay > 0 ? level > shown : level != slot.level
    if moves || slot.sent == nil { new.append(send.message(value: level)) }
    if new.isEmpty || leave(new, as: .meter, &messages, now: now) {
      slot.peak = -.infinity
      if clips { slot.clipUntil = now + 2_000_000_000 } else if clipIsOver { slot.clipUntil = nil }
      if moves || slot.sent == nil { (slot.level, slot.levelAt) = (level, now) }
      if !new.isEmpty { (slot.sent, slot.sentAt) = (.number(slot.level), now) }
    }
    if let until = slot.clipUntil { wakeMeters(at: max(until, now)) }
  }

  /// What is left of a level that a device lets fall by itself.
  private func remains(of slot: Slot, _ control: Control, now: UInt64) -> Int {
    guard control.decay > 0, slot.sent != nil else { return slot.level }
    return max(0, slot.level - Int((now - slot.levelAt) / control.decay))
  }

  private func peak(_ place: Int, _ view: DeskView) -> Float {
    guard case .meter(let reference)? = active[place].shown, let strip = strip(reference) else { return -.infinity }
    let first = catalogue.layout.meterIndex(of: strip)
    let points = first..<(first + strip.kind.meterCount)
    return points.reduce(-.infinity) { view.meters.indices.contains($1) ? max($0, view.meters[$1]) : $0 }
  }
}
