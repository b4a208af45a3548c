import Mixer

/// A set of parameters and names, given by path patterns: what a recall touches, or what no recall touches.
public struct Scope: Hashable, Sendable {
  private var isEverything = false
  private var values: Set<Int> = []
  private var names: Set<Int> = []

  /// All of any desk.
  public static let everything: Scope = {
    var scope = Scope()
    scope.isEverything = true
    return scope
  }()

  /// Nothing of any desk.
  public static let nothing = Scope()

  private init() {}

  /// Reads patterns (`main/**`, `ch/*/mute`) against a desk.
  /// - Throws: `Refusal` for the first pattern that names nothing.
  public init(_ patterns: [String], on desk: Desk) throws(Refusal) {
    for pattern in patterns { try add(pattern, desk) }
  }

  /// Reads patterns and leaves out those that name nothing now, such as those of a strip that was renamed.
  /// - Returns: the set, and a sentence for each pattern that was left out.
  public static func lenient(_ patterns: [String], on desk: Desk) -> (scope: Scope, left: [Refusal]) {
    var scope = Scope()
    var left: [Refusal] = []
    for pattern in patterns {
      do throws(Refusal) { try scope.add(pattern, desk) } catch { left.append(error) }
    }
    return (scope, left)
  }

  private mutating func add(_ pattern: String, _ desk: Desk) throws(Refusal) {
    if pattern == "**" {
      isEverything = true
      return
    }
    for address in try desk.catalogue.matching(pattern, names: desk.state.names) {
      switch address {
      case .value(let parameter): if let index = desk.catalogue.index(of: parameter) { values.insert(index) }
      case .name(let strip): if let position = desk.catalogue.layout.position(of: strip) { names.insert(position) }
      }
    }
  }

  /// Whether it has the value at a place in `DeskState.values`.
  func hasValue(at index: Int) -> Bool { isEverything || values.contains(index) }

  /// Whether it has the name at a place in `DeskState.names`.
  func hasName(at position: Int) -> Bool { isEverything || names.contains(position) }
}
