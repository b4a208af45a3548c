/// The note values that a delay's time can be set to; d is dotted, t a triplet.
enum DelayDivision: String, CaseIterable, Sendable {
  case whole = "1/1"
  case halfDotted = "1/2d"
  case half = "1/2"
  case halfTriplet = "1/2t"
  case quarterDotted = "1/4d"
  case quarter = "1/4"
  case quarterTriplet = "1/4t"
  case eighthDotted = "1/8d"
  case eighth = "1/8"
  case eighthTriplet = "1/8t"
  case sixteenthDotted = "1/16d"
  case sixteenth = "1/16"
  case sixteenthTriplet = "1/16t"
  case thirtySecond = "1/32"

  /// By its place among all, from 0; nil beyond.
  @_noLocks static func at(_ place: Int) -> DelayDivision? {
    switch place {
    case 0: .whole
    case 1: .halfDotted
    case 2: .half
    case 3: .halfTriplet
    case 4: .quarterDotted
    case 5: .quarter
    case 6: .quarterTriplet
    case 7: .eighthDotted
    case 8: .eighth
    case 9: .eighthTriplet
    case 10: .sixteenthDotted
    case 11: .sixteenth
    case 12: .sixteenthTriplet
    case 13: .thirtySecond
    default: nil
    }
  }

  /// Its length in quarter notes.
  var beats: Double {
    @_noLocks get {
      switch self {
      case .whole: 4
      case .halfDotted: 3
      case .half: 2
      case .halfTriplet: 4.0 / 3
      case .quarterDotted: 1.5
      case .quarter: 1
      case .quarterTriplet: 2.0 / 3
      case .eighthDotted: 0.75
      case .eighth: 0.5
      case .eighthTriplet: 1.0 / 3
      case .sixteenthDotted: 0.375
      case .sixteenth: 0.25
      case .sixteenthTriplet: 1.0 / 6
      case .thirtySecond: 0.125
      }
    }
  }
}

/// The time of a note value in milliseconds, 1…3000. What would be longer is halved until it fits, so that it stays in
/// time.
/// - Parameter tempo: quarter notes per minute.
@_noLocks func delayTime(tempo: Double, division: DelayDivision) -> Float {
  var milliseconds = 60000 / max(1, tempo) * division.beats
  while milliseconds > 3000 { milliseconds *= 0.5 }
  return Float(max(1, milliseconds))
}
