import Mixer

/// What a stored file holds: its header, and a value for every parameter and name that stands in it.
public struct StoredDesk: Hashable, Sendable {
  /// The two kinds of file.
  public enum Kind: String, Sendable, CaseIterable {
    /// Saved by the user; holds what the catalogue marks `inSnapshot`.
    case snapshot
    /// Saved by the desk itself all the time; holds every parameter.
    case deskState = "desk state"
  }

  /// Which of the two.
  public var kind: Kind
  /// The snapshot's number, 1 to 999; in a desk state the snapshot recalled last, if any.
  public var number: Int?
  /// The snapshot's name; may be empty.
  public var name: String
  /// Counts the savings under this number, from 1.
  public var generation: Int
  /// The channels of the desk that it was saved on.
  public var channels: Int
  /// The groups of the desk that it was saved on.
  public var groups: Int
  /// One place per parameter of this desk, in catalogue order; nil where the file says nothing.
  public var values: [Float?]
  /// One place per strip of this desk; nil where the file says nothing.
  public var names: [String?]
  /// Lines that mean nothing to this desk (from a larger desk, or a newer version); written back when it is saved again.
  public var extraLines: [String] = []

  /// What to store of a desk.
  public init(
    _ kind: Kind, number: Int?, name: String, generation: Int = 1, state: DeskState, catalogue: Catalogue
  ) {
    self.kind = kind
    self.number = number
    self.name = name
    self.generation = generation
    channels = catalogue.layout.channels
    groups = catalogue.layout.groups
    values = catalogue.parameters.indices.map { index in
      kind == .deskState || catalogue.spec(at: index).inSnapshot ? state.values[index] : nil
    }
    names = state.names
  }

  /// An empty file, to be filled by a reader.
  init(_ kind: Kind, catalogue: Catalogue) {
    self.kind = kind
    number = nil
    name = ""
    generation = 1
    channels = catalogue.layout.channels
    groups = catalogue.layout.groups
    values = Array(repeating: nil, count: catalogue.parameters.count)
    names = Array(repeating: nil, count: catalogue.layout.strips.count)
  }

  /// The desk with this recalled whole: what the file does not hold keeps its present value.
  /// - Parameter present: a state of the desk whose catalogue the file was read with.
  public func state(over present: DeskState) -> DeskState {
    var state = present
    for (index, value) in values.enumerated() { if let value { state.values[index] = value } }
    for (index, name) in names.enumerated() { if let name { state.names[index] = name } }
    return state
  }
}

/// Which snapshot is meant: its number wins over a name that looks like one.
public enum SnapshotSelector: Hashable, Sendable, CustomStringConvertible {
  /// By number, from 1.
  case number(Int)
  /// By name, no matter whether in capitals.
  case name(String)

  /// The numbers that a snapshot can have.
  public static let numbers = 1...999

  /// What a person wrote.
  /// - Throws: `Refusal` if it is a number that no snapshot has, or nothing.
  public init(_ text: some StringProtocol) throws(Refusal) {
    if text.isEmpty { throw Refusal("no snapshot is named; write its number or its name") }
    guard let number = Int(text) else {
      self = .name(String(text))
      return
    }
    self = .number(try SnapshotSelector.checked(number))
  }

  static func checked(_ number: Int) throws(Refusal) -> Int {
    guard numbers.contains(number) else {
      throw Refusal("there is no snapshot \(number); snapshots have the numbers 1 to \(numbers.upperBound)")
    }
    return number
  }

  /// `3` or `'verse'`.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .name(let name): "'\(name)'"
    }
  }
}
