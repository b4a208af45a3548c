/// What was heard from one address, in order.
struct LearnTrace: Sendable {
  struct Sample: Hashable, Sendable {
    let value: Int
    /// Nanoseconds of a monotonic clock.
    let at: UInt64
    /// Its place among all that was heard; several messages may come at the same time.
    let order: Int
  }

  let address: LearnAddress
  var samples: [Sample] = []
  /// How its values are carried.
  var form = LearnedValue.single
  /// How many of its messages were note-offs.
  var noteOffs = 0

  var values: [Int] { samples.map(\.value) }
  var lowest: Int { values.min() ?? 0 }
  var highest: Int { values.max() ?? 0 }
  var span: Int { highest - lowest }
  var distinct: Set<Int> { Set(values) }
  /// The highest value that its messages can carry.
  var capacity: Int {
    if case .double = form { 16383 } else { address.kind == .pitchBend ? 16383 : 127 }
  }

  /// How many values are the same as the one before.
  var repeats: Int { zip(values, values.dropFirst()).filter { $0 == $1 }.count }

  /// Whether it does nothing but tremble: a knob that nobody holds strays by a step of its hardware.
  var trembles: Bool {
    switch address.kind {
    case .note, .program: false
    default: distinct.count > 1 && span <= (capacity > 127 ? 64 : 2)
    }
  }

  /// By how much it strays at the end, after it was moved; 0 if it rests.
  var restlessness: Int {
    let tail = values.suffix(6)
    guard tail.count == 6, !trembles, let low = tail.min(), let high = tail.max() else { return 0 }
    let turns = zip(zip(tail, tail.dropFirst()), tail.dropFirst(2)).filter { pair, third in
      (pair.1 - pair.0).signum() * (third - pair.1).signum() < 0
    }
    return turns.count >= 4 && high - low <= (capacity > 127 ? 64 : 2) ? high - low : 0
  }
}
