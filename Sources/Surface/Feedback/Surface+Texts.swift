import Mixer

// Displays and their colours.
extension Surface {
  /// How long a display shows a value that has just changed.
  static let glance: UInt64 = 1_500_000_000

  /// What a display, or a row of colours, should show.
  mutating func text(_ place: Int, _ view: DeskView, now: UInt64) -> [UInt8] {
    let control = mapping.controls[place]
    guard control.kind == .text else { return row(of: place).map { UInt8(color($0, view)) } }
    guard let job = active[place].shown else { return blank(control) }
    let text = self.text(job, place, view, now: now)
    return control.characters == .segments
      ? DisplayText.segments(text, length: control.length, alignsRight: control.alignsRight)
      : DisplayText.ascii(text, length: control.length, alignsRight: control.alignsRight)
  }

  func blank(_ control: Control) -> [UInt8] { Array(repeating: 0x20, count: control.length) }

  /// The messages that bring a display to show these bytes: one with the whole text, or one for each character that is
  /// not there yet.
  func textMessages(_ place: Int, _ bytes: [UInt8], since sent: Slot.Shown?) -> [MIDIMessage] {
    guard let send = mapping.controls[place].send else { return [] }
    guard send.isOneMessagePerCharacter else { return [send.message(value: Int(bytes[0]), bytes: bytes)] }
    var before: [UInt8] = []
    if case .bytes(let old)? = sent { before = old }
    return bytes.indices
      .filter { !before.indices.contains($0) || before[$0] != bytes[$0] }
      .map { send.message(value: Int(bytes[$0]), place: $0) }
  }

  private mutating func text(_ job: Job, _ place: Int, _ view: DeskView, now: UInt64) -> String {
    switch job {
    case .name(let reference): return strip(reference).map { view.state.label(of: $0, in: catalogue) } ?? ""
    case .label(let reference): return target(reference).map { label($0) } ?? ""
    case .snapshotNumber: return view.currentSnapshot.map { $0 < 10 ? "0\($0)" : "\($0)" } ?? ""
    case .parameter(let reference):
      return target(reference).map { $0.spec.shortText(of: $0.value(view)) } ?? ""
    case .texts(let jobs):
      return text(jobs[visible(of: jobs, place, view, now: now)], place, view, now: now)
    default: return ""
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

  private func row(of place: Int) -> Range<Int> {
    let controls = mapping.controls
    guard controls[place].send?.isForWholeRow == true else { return place..<(place + 1) }
    let end = controls[place...].firstIndex { $0.row != controls[place].row } ?? controls.count
    return place..<end
  }

  private func color(_ place: Int, _ view: DeskView) -> Int {
    let control = mapping.controls[place]
    return shownTargets[place].map { control.values[Int($0.spec.clamped($0.value(view)))] } ?? control.unused
  }

  /// The message that gives a row of colours.
  func colors(_ place: Int, _ value: (Int) -> Int) -> MIDIMessage {
    let values = row(of: place).map { UInt8(value($0)) }
    return mapping.controls[place].send!.message(value: Int(values[0]), bytes: values)
  }
}
