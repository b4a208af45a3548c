import Mixer

/// One parameter on its way to a recalled value. Times are monotonic nanoseconds.
struct Fade: Hashable, Sendable {
  /// Where the control's position was at the start and will be at the end, 0…1. Equal for a switch that waits for the end.
  let from: Float
  let to: Float
  /// The value at the end, exactly.
  let target: Float
  let start: UInt64
  let end: UInt64

  func position(at now: UInt64) -> Float {
    let progress = Double(now &- start) / Double(end &- start)
    return from + (to - from) * Float(min(max(progress, 0), 1))
  }
}

extension Desk {
  /// Time between two steps of a fade: 10 ms, twice as fine as surfaces need; the mixer ramps between them.
  public static let tickInterval: UInt64 = 10_000_000

  /// When `tick` wants to be called next; nil while nothing fades.
  public var nextTick: UInt64? {
    guard let end = fades.values.map(\.end).min() else { return nil }
    return min(lastTick &+ Desk.tickInterval, end)
  }

  /// How many parameters are fading.
  public var fading: Int { fades.count }

  /// Moves every fade to where it should be now. A fader or knob moves evenly along its travel; at the end it has the
  /// recalled value exactly.
  /// - Returns: what really changed, in catalogue order.
  public mutating func tick(now: UInt64) -> [Change] {
    guard !fades.isEmpty else { return [] }
    lastTick = now
    var changes: [Change] = []
    for index in fades.keys.sorted() {
      guard let fade = fades[index] else { continue }
      if now >= fade.end {
        take(index, fade.target, by: .fade, into: &changes)
      } else if fade.from != fade.to, now > fade.start {
        let value = catalogue.spec(at: index).value(at: fade.position(at: now))
        guard value != state.values[index] else { continue }
        state.values[index] = value
        changes.append(Change(catalogue.parameters[index], value, by: .fade))
      }
    }
    return changes
  }

  /// Where a parameter will be when its fade is over; where it is, if it does not fade.
  func goal(at index: Int) -> Float { fades[index]?.target ?? state.values[index] }
}
