import Mixer

// Lights of buttons, rings of encoders.
extension Surface {
  /// What a light can say.
  enum Light: Sendable {
    case off, on
    /// Slowly on and off: a control that must be moved up to be picked up.
    case blink
    /// Quickly on and off: a control that must be moved down.
    case flicker
  }

  /// Half a period of the lights that the surface itself blinks, in nanoseconds.
  static let blinkTime: UInt64 = 400_000_000
  static let flickerTime: UInt64 = 100_000_000

  mutating func light(_ place: Int, _ view: DeskView, now: UInt64) -> Fields {
    guard let job = active[place].shown else { return dark(place) }
    let control = mapping.controls[place]
    if control.kind == .encoder {
      guard let target = shownTargets[place] else { return dark(place) }
      return Surface.ring(control, position: target.position(view), spec: target.spec)
    }
    let color = colorOfGuest(place, view)
    switch (light(job, view), control.blink) {
    case (.off, _): return buttonLight(place, value: control.off, isLit: false, color: color)
    case (.on, _): return buttonLight(place, value: control.on, isLit: true, color: color)
    case (.blink, let blink?): return buttonLight(place, value: blink, isLit: true, color: color)
    case (.blink, nil), (.flicker, _):
      let isLit = phase(light(job, view) == .blink ? Surface.blinkTime : Surface.flickerTime, now: now)
      return buttonLight(place, value: isLit ? control.on : control.off, isLit: isLit, color: color)
    }
  }

  /// A light in its colour; one without a value of its own goes out by its colour.
  func buttonLight(_ place: Int, value: Int, isLit: Bool, color: [UInt8]) -> Fields {
    let control = mapping.controls[place]
    let isDark = !isLit && control.send?.carriesNumber == false
    return Fields(value: value, color: isDark ? color.map { _ in UInt8(control.off) } : color)
  }

  private mutating func phase(_ time: UInt64, now: UInt64) -> Bool {
    wake(at: (now / time + 1) * time)
    return now / time % 2 == 0
  }

  private func light(_ job: Job, _ view: DeskView) -> Light {
    if case .takeover(let place) = job { return takeoverLight(place, view) }
    return isLit(job, view) ? .on : .off
  }

  private func isLit(_ job: Job, _ view: DeskView) -> Bool {
    switch job {
    case .parameter(let reference), .hold(let reference): target(reference).map { $0.value(view) >= 0.5 } ?? false
    case .set(let reference, let value): target(reference).map { $0.value(view) == $0.spec.clamped(value) } ?? false
    case .select(let reference): strip(reference) == selected
    case .bank, .channel: bankStart(after: job) != nil
    case .bankNumber: bankStart(after: job) == focus.start
    case .strips(let kinds): focus.strips == .kinds(kinds)
    case .spill(let reference): strip(reference).map { focus.strips == .members($0) } ?? false
    case .bus(let reference): strip(reference).map { focus.bus == $0 } ?? false
    case .stepBus(let step): bus(after: step) != nil
    case .layer(let layer, _), .page(let layer): isOn(layer: layer)
    case .turnPage(let set, let step): page(after: step, in: set) != nil
    case .recall(let number): view.currentSnapshot == number
    case .stepSnapshot(let step): snapshot(step: step, view: view) != nil
    case .undo: view.canUndo
    case .redo: view.canRedo
    case .clearSolo: soloPlaces.contains { view.state.values[$0] >= 0.5 }
    case .all(let jobs): jobs.allSatisfy { isLit($0, view) }
    default: false
    }
  }

  // MARK: Rings

  /// What a ring is sent for a position.
  static func ring(_ control: Control, position x: Float, spec: ParameterSpec) -> Fields {
    let mackie = ring(control.ring, position: x, spec: spec)
    guard let range = control.range else { return Fields(value: mackie) }
    let value = range.lowerBound + Int((x * Float(range.count - 1)).rounded())
    let style = mackie >> 4 & 3
    return Fields(value: value, style: control.styles.indices.contains(style) ? control.styles[style] : 0)
  }

  /// The byte of a Mackie ring: centre light, mode, and which of eleven lights.
  static func ring(_ style: Control.Ring, position x: Float, spec: ParameterSpec) -> Int {
    let isSymmetric = spec.range.lowerBound == -spec.range.upperBound
    let isCentre = isSymmetric && abs(x - 0.5) * Float(spec.steps - 1) < 0.5
    let eleven = Int((x * 10).rounded()) + 1
    let centre = isCentre ? 0x40 : 0
    switch style {
    case .dot: return centre + eleven
    case .boostCut: return centre + 0x10 + eleven
    case .wrap: return centre + 0x20 + eleven
    case .spread: return centre + 0x30 + Int((x * 5).rounded()) + 1
    case .auto:
      if spec.law == .onOff { return x >= 0.5 ? 0x2B : 0 }
      return ring(!isSymmetric ? .wrap : spec.unit == .percent ? .dot : .boostCut, position: x, spec: spec)
    }
  }
}
