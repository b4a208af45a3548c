import Mixer

/// A button that is down, or of which it is not yet certain what was meant.
struct Press: Sendable {
  /// What it does, with the strips that it meant when it was pressed.
  let assignment: Assignment
  let since: UInt64
  var isDown = true
  /// Whether it is still to be seen if it is a long or a double press.
  var isOpen: Bool
}

// Buttons: presses, long and double ones, and what they do.
extension Surface {
  /// How long a button is held for a long press, in nanoseconds.
  static let longPress: UInt64 = 500_000_000
  /// How soon after the first press the second one of a double press comes.
  static let doublePress: UInt64 = 300_000_000

  /// What has become certain since the last call: a button was held long, no second press came, the rest of a value stays
  /// away, a hand that held something is gone. To be called at `nextDeadline` before `feedback`, and after `overrun` when the device was unplugged. Apply the
  /// actions before the next call.
  public mutating func due(view: DeskView, now: UInt64) -> [SurfaceAction] {
    clock = now
    var actions = owed + late(view: view, now: now)
    owed = []
    guard let time = pressDeadline, time <= now else { return actions }
    pressDeadline = nil
    for place in hands.indices { actions += decide(place, view, now: now) }
    deadline = now
    return actions
  }

  /// Whether `due` has something to say.
  public func isDecided(now: UInt64) -> Bool {
    !owed.isEmpty || [pressDeadline, waitDeadline].contains { $0.map { $0 <= now } ?? false }
  }

  mutating func press(_ place: Int, isDown: Bool, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    isDown ? pressed(place, view, now: now) : released(place, view, now: now)
  }

  private mutating func pressed(_ place: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    if let first = hands[place].press, first.isOpen, !first.isDown {
      hands[place].press = Press(assignment: first.assignment, since: now, isOpen: false)
      return perform(first.assignment.double, place, view)
    }
    let assignment = active[place]
    guard assignment.isForHand else { return [] }
    let isOpen = assignment.long != nil || assignment.double != nil
    let isSimple = !isOpen && assignment.release == nil
    hands[place].press = Press(
      assignment: isSimple ? assignment : settled(assignment), since: now, isOpen: isOpen)
    guard isOpen else { return perform(assignment.hand, place, view) }
    last?.note = .waitsForMore
    wakePress(at: now + (assignment.long == nil ? Surface.doublePress : Surface.longPress))
    return []
  }

  private mutating func released(_ place: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    last?.note = .released
    var actions = letGo(place)
    guard var press = hands[place].press, press.isDown else { return actions }
    press.isDown = false
    if press.isOpen, press.assignment.double == nil || now >= press.since + Surface.doublePress {
      press.isOpen = false
      actions += perform(press.assignment.hand, place, view)
    }
    hands[place].press = press.isOpen ? press : nil
    if press.isOpen { wakePress(at: press.since + Surface.doublePress) }
    return actions + perform(press.assignment.release, place, view)
  }

  private mutating func decide(_ place: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    guard var press = hands[place].press, press.isOpen else { return [] }
    let isLong = press.isDown && press.assignment.long != nil
    let time = press.since + (isLong ? Surface.longPress : Surface.doublePress)
    guard now >= time else {
      wakePress(at: time)
      return []
    }
    press.isOpen = false
    hands[place].press = press.isDown ? press : nil
    return perform(isLong ? press.assignment.long : press.assignment.hand, place, view)
  }

  private mutating func wakePress(at time: UInt64) { pressDeadline = min(pressDeadline ?? time, time) }

  /// A hand leaves a button: what was on while it was held goes off, unless another button holds it too.
  mutating func letGo(_ place: Int) -> [SurfaceAction] {
    let held = hands[place].held
    hands[place].held = []
    if layerHolders.contains(place) {
      for layer in layerHolders.indices where layerHolders[layer] == place {
        layerHolders[layer] = nil
        focus.heldLayers.remove(mapping.layers[layer].name)
      }
      stackLayers()
    }
    return held.filter { !isHeldOn($0) }.map { .set($0, 0) }
  }

  /// Whether a button that is held keeps this parameter on.
  func isHeldOn(_ parameter: Parameter) -> Bool { hands.contains { $0.held.contains(parameter) } }

  // MARK: Jobs

  private mutating func perform(_ job: Job?, _ place: Int, _ view: DeskView) -> [SurfaceAction] {
    guard let job else { return [] }
    last?.note = .pressed(job)
    switch job {
    case .all(let jobs):
      var actions: [SurfaceAction] = []
      for job in jobs { actions += perform(job, place, view) }
      last?.note = .pressed(job)
      return actions
    case .hold(let reference):
      guard let target = target(reference) else { return [] }
      hands[place].held.append(target.parameter)
      return change(target, to: 1, view)
    case .layer(let layer, let isHeld):
      guard isHeld else {
        toggle(layer: layer)
        break
      }
      layerHolders[layer] = place
      focus.heldLayers.insert(mapping.layers[layer].name)
      stackLayers()
    case .page(let layer): toggle(layer: layer)
    case .turnPage(let set, let step): turnPage(by: step, in: set)
    case .select, .bank, .channel, .bankNumber, .strips, .spill, .bus, .stepBus: look(job, view)
    default: return actions(of: job, view)
    }
    return []
  }

  /// What a job asks of the desk.
  private func actions(of job: Job, _ view: DeskView) -> [SurfaceAction] {
    switch job {
    case .parameter(let reference): return target(reference).map { [.toggle($0.parameter)] } ?? []
    case .set(let reference, let value): return target(reference).map { change($0, to: value, view) } ?? []
    case .reset(let reference):
      guard let target = target(reference) else { return [] }
      return change(target, to: target.spec.initial(Int(target.parameter.which)), view)
    case .step(let reference, let step): return target(reference).map { self.step($0, by: step, view) } ?? []
    case .resetStrip(let reference): return strip(reference).map { [.reset($0)] } ?? []
    case .copy(let from, let to):
      guard let from = strip(from), let to = strip(to), from != to else { return [] }
      return [.copy(from: from, to: to)]
    case .autoTrim(let reference):
      return strip(reference).flatMap { $0.kind == .channel ? [.autoTrim($0)] : nil } ?? []
    case .tap(let reference): return strip(reference).flatMap { $0.kind == .effect ? [.tap($0)] : nil } ?? []
    case .recall(let number): return [.recall(number)]
    case .stepSnapshot(let step): return snapshot(step: step, view: view).map { [.recall($0)] } ?? []
    case .undo: return [.undo]
    case .redo: return [.redo]
    case .save: return [.save]
    case .clearSolo: return [.clearSolo]
    default: return []
    }
  }

  private func change(_ target: Target, to value: Float, _ view: DeskView) -> [SurfaceAction] {
    let value = target.spec.clamped(value)
    return value == target.value(view) ? [] : [.set(target.parameter, value)]
  }

  /// The next of a list of words; after the last one the first.
  private func step(_ target: Target, by step: Int, _ view: DeskView) -> [SurfaceAction] {
    let range = target.spec.range
    let count = Int(range.upperBound - range.lowerBound) + 1
    let place = (Int(target.value(view) - range.lowerBound) + step + count) % count
    return change(target, to: range.lowerBound + Float(place), view)
  }

  /// The number of the next or previous snapshot that exists.
  func snapshot(step: Int, view: DeskView) -> Int? {
    let numbers = view.snapshots.keys
    guard let current = view.currentSnapshot else { return step > 0 ? numbers.min() : numbers.max() }
    return step > 0 ? numbers.filter { $0 > current }.min() : numbers.filter { $0 < current }.max()
  }
}
