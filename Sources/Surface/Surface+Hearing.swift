import Mixer

// Values that come in several messages.
extension Surface {
  /// The control whose message this completes, and its value.
  mutating func hear(_ message: MIDIMessage, now: UInt64) -> (input: Mapping.Input, value: Int)? {
    var found: (Mapping.Input, Int)?
    for key in MessagePattern.keys(of: message) {
      for place in mapping.inputPlaces[key] ?? [] {
        let input = mapping.inputs[place]
        let isPart = input.pattern.forms.count > 1 && input.pattern.fits(message)
        if isPart { last?.note = .part }
        if let value = hearings[place].take(message, input.pattern, now: now), found == nil { found = (input, value) }
        if hearings[place].waitsUntil == nil {
          waiting.removeAll { $0 == place }
        } else if !waiting.contains(place) {
          waiting.append(place)
        }
      }
    }
    return found
  }

  /// The values of which only a part came, and whose rest stays away.
  mutating func late(view: DeskView, now: UInt64) -> [SurfaceAction] {
    guard let waitDeadline, waitDeadline <= now else { return [] }
    return waiting.filter { hearings[$0].waitsUntil ?? .max <= now }.flatMap { giveUp($0, view, now: now) }
  }

  /// Ends the waiting of some inputs for the rest of their values, because another message came instead.
  mutating func giveUp(_ places: [Int], except before: [UInt64?], _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    zip(places, before).flatMap { place, until in
      hearings[place].waitsUntil == until && until != nil ? giveUp(place, view, now: now) : []
    }
  }

  private mutating func giveUp(_ place: Int, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    waiting.removeAll { $0 == place }
    deadline = now
    return obey(mapping.inputs[place], hearings[place].giveUp(), view, now: now)
  }

  /// When the first of them has waited long enough.
  var waitDeadline: UInt64? { waiting.compactMap { hearings[$0].waitsUntil }.min() }
}
