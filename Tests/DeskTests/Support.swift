import Mixer

@testable import Desk

/// Random numbers that a test can print the seed of (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Nanoseconds.
let second: UInt64 = 1_000_000_000

/// One of everything, unless a test asks for more.
func layout(
  channels: Int = 8, groups: Int = 2, auxes: Int = 1, effects: Int = 1, dcas: Int = 2, muteGroups: Int = 1
) -> Layout {
  Layout(
    channels: channels, groups: groups, auxes: auxes, effects: effects, dcas: dcas, muteGroups: muteGroups)
}

/// Channels, groups, main and monitor alone.
func plainLayout(channels: Int, groups: Int) -> Layout {
  layout(channels: channels, groups: groups, auxes: 0, effects: 0, dcas: 0, muteGroups: 0)
}

func desk(channels: Int = 8, groups: Int = 2) -> Desk {
  Desk(catalogue: Catalogue(layout: layout(channels: channels, groups: groups)))
}

extension Desk {
  /// The value at a path.
  subscript(path: String) -> Float { value(of: parameter(path)) ?? .nan }

  func parameter(_ path: String) -> Parameter {
    guard case .value(let parameter)? = try? catalogue.resolve(path, names: state.names) else {
      preconditionFailure("no parameter \(path)")
    }
    return parameter
  }

  func strip(_ path: String) -> StripID {
    guard case .name(let strip)? = try? catalogue.resolve(path + "/name", names: state.names) else {
      preconditionFailure("no strip \(path)")
    }
    return strip
  }

  @discardableResult
  mutating func put(_ path: String, _ value: Float, by origin: Origin = .surface(0)) -> [Change] {
    set(parameter(path), to: value, by: origin)
  }

  /// What changes are, as `path value`.
  func lines(_ changes: [Change]) -> [String] {
    changes.map { "\(catalogue.path(of: $0.parameter)) \(catalogue.spec(of: $0.parameter)!.text(of: $0.value))" }
  }

  func keptLines(_ recall: Recall) -> [String] {
    recall.kept.map { "\(catalogue.path(of: $0.address)) \($0.reason.rawValue)" }
  }

  /// A state that this desk could have: random values and names, linked pairs equal.
  func randomState(_ random: inout Seeded) -> DeskState {
    var desk = Desk(catalogue: catalogue)
    for parameter in catalogue.parameters where Bool.random(using: &random) {
      let spec = catalogue.spec(of: parameter)!
      _ = desk.set(parameter, to: .random(in: spec.range, using: &random), by: .client)
    }
    for strip in catalogue.layout.strips where Bool.random(using: &random) {
      _ = try? desk.rename(strip, to: ["Kick", "Vox é", "", "鼓"].randomElement(using: &random)!, by: .client)
    }
    return desk.state
  }

  /// Whether every linked pair has the same settings on both sides.
  var pairsAreEqual: Bool {
    catalogue.parameters.allSatisfy { parameter in
      guard let partner = linkedPartner(of: parameter) else { return true }
      return value(of: parameter) == state.values[partner]
    }
  }
}
