import Mixer

// Recall, undo, redo: each makes one plan of moves, takes out what must stay, and applies the rest as one batch.
extension Desk {
  /// Brings back a stored state.
  ///
  /// Only what a snapshot holds is touched, and of that only what is in `scope`, is not in `safes` and is not held by a
  /// hand; what differs and stays is listed. A pair that is linked now or in the snapshot counts as one: scope on either
  /// side takes both, a safe or a hand on either side keeps both.
  ///
  /// With a fade, faders and knobs move evenly along their travel. Switches and lists change at once, except that a mute
  /// opens at the start and closes at the end of the fade, so that what fades can be heard.
  /// - Parameters:
  ///   - fade: nanoseconds.
  ///   - now: monotonic nanoseconds.
  ///   - held: whether a hand holds a control of this parameter.
  public mutating func recall(
    _ target: DeskState, scope: Scope = .everything, safes: Scope = .nothing, fade: UInt64 = 0, now: UInt64 = 0,
    held: (Parameter) -> Bool = { _ in false }
  ) -> Recall {
    guard Desk.fits(target, catalogue) else { return .refused("the snapshot belongs to a desk of another size") }
    var plan = Plan(desk: self)
    var isInScope = false
    for index in catalogue.parameters.indices where catalogue.spec(at: index).inSnapshot {
      let parameter = catalogue.parameters[index]
      let pair = isLinked(parameter.strip, in: state) || isLinked(parameter.strip, in: target)
      let partner = pair ? counterpart(of: parameter) : nil
      guard scope.hasValue(at: index) || partner.map(scope.hasValue(at:)) == true else { continue }
      isInScope = true
      let value = allowed(target.values[index], at: index)
      guard value != state.values[index] || fades[index] != nil else { continue }
      if safes.hasValue(at: index) || partner.map(safes.hasValue(at:)) == true {
        plan.keep(index, .safe)
      } else if held(parameter) || partner.map({ held(catalogue.parameters[$0]) }) == true {
        plan.keep(index, .held)
      } else {
        plan.move(index, to: value)
      }
    }
    for position in state.names.indices where scope.hasName(at: position) {
      isInScope = true
      guard target.names[position] != state.names[position] else { continue }
      if safes.hasName(at: position) {
        plan.keepName(position, .safe)
      } else {
        plan.rename(position, to: target.names[position])
      }
    }
    guard isInScope else { return .refused("the scope has nothing that a snapshot holds") }
    plan.keepPairsEqual()
    let answer = apply(plan, fade: fade, now: now, by: .recall)
    history.note(plan.step)
    return answer
  }

  /// Does an act of many changes as one step that can be undone. A linked partner follows; what a hand holds stays, on
  /// both sides of a pair, and is listed.
  mutating func apply(_ edit: Edit, held: (Parameter) -> Bool) -> Recall {
    var plan = Plan(desk: self)
    for (parameter, wanted) in edit.values {
      guard let index = catalogue.index(of: parameter) else { continue }
      let value = allowed(wanted, at: index)
      let places = [index] + (linkedPartner(of: parameter).map { [$0] } ?? [])
      let isHeld = places.contains { held(catalogue.parameters[$0]) }
      for place in places where value != state.values[place] || fades[place] != nil {
        if isHeld { plan.keep(place, .held) } else { plan.move(place, to: value) }
      }
    }
    for (strip, name) in edit.names {
      guard let position = catalogue.layout.position(of: strip), state.names[position] != name else { continue }
      plan.rename(position, to: name)
    }
    let answer = apply(plan, fade: 0, now: lastTick, by: .client)
    history.note(plan.step)
    return answer
  }

  /// Takes back the last recall, copy, reset or automatic trim: what it moved and nobody has moved since. What was moved
  /// since, or is held by a hand, stays as it is and is listed.
  public mutating func undo(fade: UInt64 = 0, now: UInt64 = 0, held: (Parameter) -> Bool = { _ in false }) -> Recall {
    guard let step = history.undo.popLast() else { return .refused("there is nothing to undo") }
    let plan = retrace(step.reversed, held: held)
    if !plan.step.isEmpty { history.redo.append(plan.step.reversed) }
    return apply(plan, fade: fade, now: now, by: .undo)
  }

  /// Does again what the last undo took back, on the same terms. A new recall ends what can be done again.
  public mutating func redo(fade: UInt64 = 0, now: UInt64 = 0, held: (Parameter) -> Bool = { _ in false }) -> Recall {
    guard let step = history.redo.popLast() else { return .refused("there is nothing to redo") }
    let plan = retrace(step, held: held)
    if !plan.step.isEmpty { history.undo.append(plan.step) }
    return apply(plan, fade: fade, now: now, by: .undo)
  }

  /// How many recalls and the like can be undone, and how many redone.
  public var undoDepth: (undo: Int, redo: Int) { (history.undo.count, history.redo.count) }

  private func retrace(_ step: Step, held: (Parameter) -> Bool) -> Plan {
    var plan = Plan(desk: self)
    for move in step.moves {
      let parameter = catalogue.parameters[move.index]
      let partner = linkedPartner(of: parameter).map { catalogue.parameters[$0] }
      if goal(at: move.index) != move.before {
        plan.keep(move.index, .moved)
      } else if held(parameter) || partner.map(held) == true {
        plan.keep(move.index, .held)
      } else {
        plan.move(move.index, to: move.after)
      }
    }
    for rename in step.renames {
      if state.names[rename.position] == rename.before {
        plan.rename(rename.position, to: rename.after)
      } else {
        plan.keepName(rename.position, .moved)
      }
    }
    plan.keepPairsEqual()
    return plan
  }

  private mutating func apply(_ plan: Plan, fade: UInt64, now: UInt64, by origin: Origin) -> Recall {
    let kept = plan.keptInOrder
    if plan.step.isEmpty, !kept.isEmpty {
      let count = kept.count == 1 ? "the one difference is" : "all \(kept.count) differences are"
      let reasons = Set(kept.map(\.reason.rawValue)).sorted().joined(separator: " or ")
      return .refused("nothing was moved: \(count) \(reasons)", kept: kept)
    }
    if fades.isEmpty { lastTick = now }
    var batch = Batch()
    for move in plan.step.moves {
      if fade > 0, let slow = slowly(move, fade: fade, now: now) {
        fades[move.index] = slow
      } else {
        take(move.index, move.after, by: origin, into: &batch.changes)
      }
    }
    for rename in plan.step.renames {
      state.names[rename.position] = rename.after
      batch.renamings.append(Renaming(catalogue.layout.strips[rename.position], rename.after, by: origin))
    }
    return Recall(verdict: kept.isEmpty ? .recalled : .partly, batch: batch, kept: kept, fading: fades.count)
  }

  /// The fade that a move becomes; nil if it happens at once.
  private func slowly(_ move: Step.Move, fade: UInt64, now: UInt64) -> Fade? {
    let spec = catalogue.spec(at: move.index)
    let current = state.values[move.index]
    guard current != move.after else { return nil }
    let end = now &+ fade
    switch spec.law {
    case .linear, .fader, .logarithmic:
      return Fade(
        from: spec.position(of: current), to: spec.position(of: move.after), target: move.after, start: now, end: end)
    case .onOff where spec.item == .mute && move.after == 1:
      return Fade(from: 0, to: 0, target: 1, start: now, end: end)
    case .onOff, .list, .whole:
      return nil
    }
  }
}
