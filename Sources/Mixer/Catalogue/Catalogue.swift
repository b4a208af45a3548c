/// Every parameter of a desk, declared once. The order of `parameters` is the order of values in `DeskState`, of lines in
/// a snapshot and of rows in `faderctl params`.
public struct Catalogue: Sendable {
  /// The size of the desk.
  public let layout: Layout
  /// Every parameter, strip by strip, in catalogue order.
  public let parameters: [Parameter]
  private let first: [Int]
  private let specIndex: [UInt8]
  /// For each kind of strip and item: where it stands among the strip's parameters, and how many there are.
  private let places: [Place]

  private struct Place {
    var row = 0
    var offset = 0
    var count = 0
  }

  /// Builds the tables for a desk of this size. Allocates. Any thread.
  public init(layout: Layout) {
    var parameters: [Parameter] = []
    var first: [Int] = []
    var specIndex: [UInt8] = []
    var places = Array(repeating: Place(), count: StripKind.allCases.count * Item.allCases.count)
    for kind in StripKind.allCases {
      var offset = 0
      for (row, spec) in Catalogue.specs(of: kind).enumerated() {
        let count = Catalogue.count(of: spec.item, kind, in: layout)
        places[Catalogue.place(kind, spec.item)] = Place(row: row, offset: offset, count: count)
        offset += count
      }
    }
    for strip in layout.strips {
      first.append(parameters.count)
      for (row, spec) in Catalogue.specs(of: strip.kind).enumerated() {
        for which in 0..<places[Catalogue.place(strip.kind, spec.item)].count {
          parameters.append(Parameter(strip, spec.item, which))
          specIndex.append(UInt8(row))
        }
      }
    }
    self.layout = layout
    self.parameters = parameters
    self.first = first
    self.specIndex = specIndex
    self.places = places
  }

  /// Where a parameter stands in `parameters` and in `DeskState.values`; nil if this desk does not have it.
  public func index(of parameter: Parameter) -> Int? {
    guard let position = layout.position(of: parameter.strip) else { return nil }
    let place = places[Catalogue.place(parameter.strip.kind, parameter.item)]
    return parameter.which < place.count ? first[position] + place.offset + Int(parameter.which) : nil
  }

  /// Whether this desk has the parameter.
  public func contains(_ parameter: Parameter) -> Bool { index(of: parameter) != nil }

  /// What is known of the parameter at a place in `parameters`.
  public func spec(at index: Int) -> ParameterSpec {
    Catalogue.specs(of: parameters[index].strip.kind)[Int(specIndex[index])]
  }

  /// What is known of a parameter; nil if strips of its kind have no such item.
  public func spec(of parameter: Parameter) -> ParameterSpec? {
    let specs = Catalogue.specs(of: parameter.strip.kind)
    let row = places[Catalogue.place(parameter.strip.kind, parameter.item)].row
    return row < specs.count && specs[row].item == parameter.item ? specs[row] : nil
  }

  /// How many of an item a strip of a kind has on this desk.
  func count(of item: Item, _ kind: StripKind) -> Int { places[Catalogue.place(kind, item)].count }

  /// How many of an item a strip of a kind has: as many as there are groups for an assignment to groups, and so on.
  private static func count(of item: Item, _ kind: StripKind, in layout: Layout) -> Int {
    switch item {
    case .eqType, .eqFrequency, .eqGain, .eqQ: kind.bands
    case .toGroup: layout.groups
    case .dca: layout.dcas
    case .muteGroup: layout.muteGroups
    case .auxLevel, .auxOn, .auxTap, .talkAux: layout.auxes
    case .fxLevel, .fxOn, .fxTap: layout.effects
    default: 1
    }
  }

  private static func place(_ kind: StripKind, _ item: Item) -> Int {
    Int(kind.rawValue) * Item.allCases.count + Int(item.rawValue)
  }
}

extension StripKind {
  /// Bands of its equaliser.
  var bands: Int {
    @_noLocks get {
      switch self {
      case .channel, .effect: 4
      case .group, .aux, .main: 6
      case .dca, .muteGroup, .monitor, .talkback: 0
      }
    }
  }
}
