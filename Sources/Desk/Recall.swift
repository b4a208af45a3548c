import Mixer

/// What a recall, a copy, an undo or a redo did, and what it left.
public struct Recall: Hashable, Sendable {
  /// How it went.
  public enum Verdict: Hashable, Sendable {
    /// All of it was done.
    case recalled
    /// Some of it was done; the rest is listed in `kept`.
    case partly
    /// Nothing was done. The sentence says why.
    case refused(String)
  }

  /// One value or name that stayed as it was although the snapshot has another.
  public struct Kept: Hashable, Sendable {
    /// Why it stayed.
    public enum Reason: String, Sendable {
      /// The configuration makes it safe.
      case safe
      /// A hand holds its control.
      case held
      /// It was moved after the recall that is undone.
      case moved
      /// The two channels would have different settings, so they were not linked.
      case unequal = "pair unequal"
    }
    /// What stayed.
    public let address: Address
    /// Why.
    public let reason: Reason
  }

  /// How it went.
  public let verdict: Verdict
  /// What changed at once; fades follow by `Desk.tick`.
  public let batch: Batch
  /// What stayed, in catalogue order.
  public let kept: [Kept]
  /// How many values fade.
  public let fading: Int

  /// A recall that did nothing.
  /// - Parameter sentence: why, without a full stop.
  public static func refused(_ sentence: String, kept: [Kept] = []) -> Recall {
    Recall(verdict: .refused(sentence), batch: Batch(), kept: kept, fading: 0)
  }

  /// Nothing was done.
  public var isRefused: Bool {
    if case .refused = verdict { true } else { false }
  }
}

/// What a recall moved, so that it can be undone.
struct Step: Hashable, Sendable {
  struct Move: Hashable, Sendable {
    let index: Int
    let before: Float
    let after: Float
  }
  struct Rename: Hashable, Sendable {
    let position: Int
    let before: String
    let after: String
  }
  var moves: [Move] = []
  var renames: [Rename] = []
  var isEmpty: Bool { moves.isEmpty && renames.isEmpty }
  /// The same step the other way round.
  var reversed: Step {
    Step(
      moves: moves.map { Move(index: $0.index, before: $0.after, after: $0.before) },
      renames: renames.map { Rename(position: $0.position, before: $0.after, after: $0.before) })
  }
}

/// Recalls, copies and the like that can be undone, and undone ones that can be done again; newest last.
struct History: Hashable, Sendable {
  static let depth = 32
  var undo: [Step] = []
  var redo: [Step] = []

  mutating func note(_ step: Step) {
    var step = step
    step.moves.removeAll { $0.before == $0.after }
    guard !step.isEmpty else { return }
    undo = undo.suffix(History.depth - 1) + [step]
    redo = []
  }
}
