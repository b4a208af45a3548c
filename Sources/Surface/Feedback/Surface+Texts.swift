import Mixer

// Displays and their colours.
extension Surface {
  /// How long a display shows a value that has just changed.
  static let glance: UInt64 = 1_500_000_000

  /// What a display, or a row of colours, should show.
  mutating func text(_ place: Int, _ view: DeskView, now: UInt64) -> Fields {
    guard mapping.controls[place].kind == .text else { return colors(of: row(of: place).map { color($0, view) }) }
    var bytes: [UInt8] = []
    for part in texts(of: place) { bytes += characters(part, view, now: now) }
    return Fields(color: colorOfGuest(place, view), bytes: bytes)
  }

  /// The texts that go out in one message with this one.
  func texts(of place: Int) -> [Int] {
    [place] + mapping.controls[place].guests.filter { mapping.controls[$0].kind == .text }
  }

  private mutating func characters(_ place: Int, _ view: DeskView, now: UInt64) -> [UInt8] {
    let control = mapping.controls[place]
    guard let job = active[place].shown else { return blank(control) }
    let text = self.text(job, place, view, now: now)
    return control.characters == .segments
      ? DisplayText.segments(text, length: control.length, align: control.align)
      : DisplayText.ascii(text, length: control.length, align: control.align)
  }

  func blank(_ control: Control) -> [UInt8] { DisplayText.ascii("", length: control.length, align: control.align) }

  /// The messages for the characters that are not there yet: one for each, or one from the first to the last of them.
  func characterMessages(_ send: MessagePattern, _ wanted: Fields, since sent: Fields?) -> [MIDIMessage] {
    let bytes = wanted.bytes
    var before = sent?.bytes ?? []
    if before.count != bytes.count || sent?.color != wanted.color { before = [] }
    let new = bytes.indices.filter { !before.indices.contains($0) || before[$0] != bytes[$0] }
    guard send.carriesText, let first = new.first, let last = new.last else {
      return new.flatMap { send.messages(Fields(value: Int(bytes[$0]), color: wanted.color, place: $0)) }
    }
    return send.messages(Fields(color: wanted.color, bytes: Array(bytes[first...last]), place: first))
  }

  private mutating func text(_ job: Job, _ place: Int, _ view: DeskView, now: UInt64) -> String {
    switch job {
    case .name(let reference): return strip(reference).map { view.state.label(of: $0, in: catalogue) } ?? ""
    case .label(let reference): return target(reference).map { label($0) } ?? ""
    case .snapshotNumber: return view.currentSnapshot.map { $0 < 10 ? "0\($0)" : "\($0)" } ?? ""
    case .parameter(let reference):
      return target(reference).map { $0.spec.shortText(of: $0.value(view)) } ?? ""
    case .takeover(let control): return wayText(control, view)
    case .texts(let jobs):
      let ways = jobs.compactMap { job in if case .takeover(let control) = job { wayText(control, view) } else { nil } }
      if let way = ways.first(where: { !$0.isEmpty }) { return way }
      let others = jobs.filter { if case .takeover = $0 { false } else { true } }
      guard !others.isEmpty else { return "" }
      return text(others[visible(of: others, place, view, now: now)], place, view, now: now)
    default: return ""
    }
  }

  /// Which way a control without motor must go to lead; empty when it does.
  private func wayText(_ control: Int, _ view: DeskView) -> String {
    switch takeoverLight(control, view) {
    case .blink: "up"
    case .flicker: "down"
    case .on, .off: ""
    }
  }

  /// The short name of a parameter, with its number where there are several alike.
  private func label(_ target: Target) -> String {
    target.spec.display + (target.spec.pattern.contains("#") ? "\(target.parameter.which + 1)" : "")
  }

  /// Which of several texts to show: the one whose control is held, else the one that changed last, for a while; else the
  /// first.
  private mutating func visible(of jobs: [Job], _ place: Int, _ view: DeskView, now: UInt64) -> Int {
    let watched = jobs.map { job -> Slot.Watched in
      guard case .parameter(let reference) = job, let target = target(reference) else {
        return Slot.Watched(parameter: nil, value: 0)
      }
      return Slot.Watched(parameter: target.parameter, value: target.value(view))
    }
    let before = slots[place].watched
    slots[place].watched = watched
    if before.map(\.parameter) != watched.map(\.parameter) {
      slots[place].visibleUntil = 0
    } else if let changed = watched.indices.last(where: { watched[$0] != before[$0] }) {
      slots[place].visible = changed
      slots[place].visibleUntil = now + Surface.glance
    }
    if let held = watched.indices.last(where: { $0 > 0 && watched[$0].parameter.map(isTouched) ?? false }) {
      slots[place].visible = held
      slots[place].visibleUntil = now + Surface.glance
    }
    guard now < slots[place].visibleUntil, watched.indices.contains(slots[place].visible) else { return 0 }
    wake(at: slots[place].visibleUntil)
    return slots[place].visible
  }

  // MARK: Colours

  /// The controls whose colours go out in one message with this one's.
  func row(of place: Int) -> Range<Int> {
    let controls = mapping.controls
    guard controls[place].send?.isForWholeRow == true else { return place..<(place + 1) }
    let end = controls[place...].firstIndex { $0.row != controls[place].row } ?? controls.count
    return place..<end
  }

  private func color(_ place: Int, _ view: DeskView) -> [UInt8] {
    let control = mapping.controls[place]
    return shownTargets[place].map { control.values[Int($0.spec.clamped($0.value(view)))] } ?? control.unused
  }

  /// What is sent for a row of colours.
  func colors(of row: [[UInt8]]) -> Fields {
    Fields(value: Int(row.first?.first ?? 0), color: row.first ?? [], bytes: row.flatMap(\.self))
  }

  /// The colour that a light or a display is shown in.
  func colorOfGuest(_ place: Int, _ view: DeskView) -> [UInt8] {
    colorGuest(of: place).map { color($0, view) } ?? []
  }

  func colorOfGuest(_ place: Int, _ choice: (Control) -> [UInt8]) -> [UInt8] {
    colorGuest(of: place).map { choice(mapping.controls[$0]) } ?? []
  }

  private func colorGuest(of place: Int) -> Int? {
    mapping.controls[place].guests.first { mapping.controls[$0].kind == .color }
  }
}
