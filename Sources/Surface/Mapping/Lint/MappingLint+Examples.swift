// Examples: what they do not show.
extension MappingLint {
  /// What a device is told, as examples can show it.
  private enum Feedback: String, CaseIterable {
    case motor = "a motor"
    case light = "a light"
    case ring = "a ring"
    case meter = "a meter"
    case text = "a text"
    case color = "a colour"
  }

  mutating func lookAtExamples() {
    let received = mapping.examples.flatMap(\.receive).map(\.normalized)
    let sent = mapping.examples.compactMap(\.sends).joined()
    let used = lines
    var heard: Set<String> = []
    for input in mapping.inputs where received.contains(where: { input.pattern.fits($0) }) {
      heard.insert(mapping.controls[input.control].row)
    }
    let unheard = used.filter {
      $0.control.hasHand && $0.assignment.isForHand && !heard.contains($0.control.row)
    }
    for line in unheard where line.control.kind != .button {
      warn(line.place, "no example receives anything from \(line.control.row)")
    }
    let buttons = unheard.filter { $0.control.kind == .button }
    if let first = buttons.first {
      var rows: [String] = []
      for line in buttons where !rows.contains(line.control.row) { rows.append(line.control.row) }
      note(first.place, "no example receives anything from \(rows.joined(separator: ", "))")
    }
    for feedback in Feedback.allCases {
      let told = used.filter { $0.assignment.shown != nil && kind(of: $0.control) == feedback }
      guard let first = told.first else { continue }
      let isShown = told.contains { line in
        sent.contains { message in pattern(of: line.control)?.fits(message) == true }
      }
      if !isShown {
        warn(first.place, "no example sends what \(feedback.rawValue) shows, such as \(first.control.name)")
      }
    }
  }

  private func kind(of control: Control) -> Feedback? {
    guard control.isShown else { return nil }
    return switch control.kind {
    case .fader: .motor
    case .knob: nil
    case .encoder: .ring
    case .button: .light
    case .meter: .meter
    case .text: .text
    case .color: .color
    }
  }

  /// The message that it is shown in: its own, or that of the control that it goes with.
  private func pattern(of control: Control) -> MessagePattern? {
    control.send ?? control.host.flatMap { mapping.controls[$0].send }
  }
}
