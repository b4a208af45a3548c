import Mixer

/// Runs the examples of a mapping on a desk of 32 channels and 8 groups, and says which do not hold.
public struct MappingCheck {
  private var surface: Surface
  private var view: DeskView
  private var now: UInt64 = 1_000_000_000
  private let catalogue = Catalogue(layout: Layout())
  private let example: Example
  private var actions: [SurfaceAction] = []
  private var sent: [MIDIMessage] = []

  /// Runs every example on a surface of its own that has just been connected.
  /// - Returns: what does not hold, with the places of the examples; empty if everything holds.
  public static func failures(of mapping: Mapping) -> [MappingError] {
    mapping.examples.compactMap { example in
      var check = MappingCheck(mapping, example)
      return check.run().map {
        MappingError(
          file: example.file, line: example.line, column: example.column, message: "the example does not hold: \($0)")
      }
    }
  }

  /// How many examples a mapping has.
  public static func count(of mapping: Mapping) -> Int { mapping.examples.count }

  private init(_ mapping: Mapping, _ example: Example) {
    self.example = example
    surface = Surface(mapping: mapping, catalogue: catalogue)
    view = DeskView(state: DeskState(catalogue: catalogue))
    view.meters = Array(repeating: -.infinity, count: catalogue.layout.meterCount)
  }

  private mutating func run() -> String? {
    for (parameter, value) in example.given { put(parameter, value) }
    surface.connected(now: now)
    settle()
    sent = []
    for message in example.receive {
      apply(surface.receive(message, view: view, now: now))
      // The parts of a value follow each other at once.
      wait(milliseconds: surface.waitDeadline == nil ? UInt64(example.wait) : 1)
    }
    for (parameter, value) in example.values { put(parameter, value) }
    for (strip, name) in example.names {
      if let place = catalogue.layout.position(of: strip) { view.state.names[place] = name }
    }
    for (strip, level) in example.meters where strip.kind.meterCount > 0 {
      view.meters[catalogue.layout.meterIndex(of: strip)] = level
    }
    if let snapshot = example.snapshot {
      view.snapshots[snapshot] = ""
      view.currentSnapshot = snapshot
    }
    settle()
    return complaint()
  }

  private mutating func put(_ parameter: Parameter, _ value: Float) {
    if let place = catalogue.index(of: parameter) { view.state.values[place] = value }
  }

  private mutating func apply(_ new: [SurfaceAction]) {
    actions += new
    new.forEach { apply($0) }
  }

  private mutating func apply(_ action: SurfaceAction) {
    switch action {
    case .set(let parameter, let value): put(parameter, value)
    case .toggle(let parameter): put(parameter, 1 - view.state.value(of: parameter, in: catalogue))
    case .recall, .undo, .redo, .save, .clearSolo, .reset, .copy, .autoTrim, .tap: break
    }
  }

  /// Lets the messages of two seconds leave, as a poll loop would.
  private mutating func settle() { wait(milliseconds: 2000) }

  private mutating func wait(milliseconds: UInt64) {
    let end = now + milliseconds * 1_000_000
    sent += surface.feedback(view: view, now: now)
    while let next = surface.nextDeadline(now: now), next <= end {
      now = max(next, now + 1)
      apply(surface.due(view: view, now: now))
      sent += surface.feedback(view: view, now: now)
    }
    now = end
  }

  // MARK: What does not hold

  private func complaint() -> String? {
    if let expected = example.sets, let complaint = complaint(about: expected) { return complaint }
    if let expected = example.does, !actions.contains(expected) {
      return "it does not do what it says, but \(actions.isEmpty ? "nothing" : list(actions))"
    }
    guard let expected = example.sends else { return nil }
    if expected.isEmpty { return sent.isEmpty ? nil : "it sends \(sent.map(\.description).joined(separator: ", "))" }
    var rest = sent[...]
    for message in expected {
      guard let place = rest.firstIndex(of: message) else {
        let what = sent.isEmpty ? "nothing" : sent.prefix(12).map(\.description).joined(separator: ", ")
        return "it does not send \(message) \(sent.contains(message) ? "in this order" : ""); it sends \(what)"
      }
      rest = rest[(place + 1)...]
    }
    return nil
  }

  private func complaint(about expected: [(Parameter, Float)]) -> String? {
    let touched = actions.compactMap { action -> Parameter? in
      switch action {
      case .set(let parameter, _), .toggle(let parameter): parameter
      default: nil
      }
    }
    if expected.isEmpty, !actions.isEmpty { return "it does \(list(actions))" }
    for (parameter, value) in expected {
      guard let spec = catalogue.spec(of: parameter) else { continue }
      let path = catalogue.path(of: parameter)
      guard touched.contains(parameter) else {
        return "\(path) is not set; it does \(actions.isEmpty ? "nothing" : list(actions))"
      }
      let found = view.state.value(of: parameter, in: catalogue)
      guard abs(spec.position(of: found) - spec.position(of: value)) <= tolerance else {
        return "\(path) becomes \(spec.text(of: found)), not \(spec.text(of: value))"
      }
    }
    return nil
  }

  /// Half a step of the coarsest control that the example moves.
  private var tolerance: Float {
    let steps = example.receive.compactMap { message -> Float? in
      surface.mapping.inputs.first { $0.role == .main && $0.pattern.fits(message) }.map {
        let control = surface.mapping.controls[$0.control]
        return control.isAbsolute ? control.step / Float(control.maximum) : 0
      }
    }
    return (steps.max() ?? 0) / 2 + 0.0005
  }

  private func list(_ actions: [SurfaceAction]) -> String { actions.map(surface.words).joined(separator: ", ") }
}
