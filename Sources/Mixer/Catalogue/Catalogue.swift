/// Every parameter of a desk, declared once. The order of `parameters` is the order of values in `DeskState`, of lines in
/// a snapshot and of rows in `faderctl params`.
public struct Catalogue: Sendable {
  /// The size of the desk.
  public let layout: Layout
  /// Every parameter, strip by strip, in catalogue order.
  public let parameters: [Parameter]
  private let first: [Int]
  private let specIndex: [UInt8]

  /// Builds the tables for a desk of this size. Allocates. Any thread.
  public init(layout: Layout) {
    var parameters: [Parameter] = []
    var first: [Int] = []
    var specIndex: [UInt8] = []
    for strip in layout.strips {
      first.append(parameters.count)
      for (row, spec) in Catalogue.specs(of: strip.kind).enumerated() {
        for which in 0..<Catalogue.count(of: spec.item, in: layout) {
          parameters.append(Parameter(strip, spec.item, which))
          specIndex.append(UInt8(row))
        }
      }
    }
    self.layout = layout
    self.parameters = parameters
    self.first = first
    self.specIndex = specIndex
  }

  /// Where a parameter stands in `parameters` and in `DeskState.values`; nil if this desk does not have it.
  public func index(of parameter: Parameter) -> Int? {
    guard let position = layout.position(of: parameter.strip) else { return nil }
    var index = first[position]
    for spec in Catalogue.specs(of: parameter.strip.kind) {
      let count = Catalogue.count(of: spec.item, in: layout)
      if spec.item == parameter.item { return parameter.which < count ? index + Int(parameter.which) : nil }
      index += count
    }
    return nil
  }

  /// Whether this desk has the parameter.
  public func contains(_ parameter: Parameter) -> Bool { index(of: parameter) != nil }

  /// What is known of the parameter at a place in `parameters`.
  public func spec(at index: Int) -> ParameterSpec {
    Catalogue.specs(of: parameters[index].strip.kind)[Int(specIndex[index])]
  }

  /// What is known of a parameter; nil if strips of its kind have no such item.
  public func spec(of parameter: Parameter) -> ParameterSpec? {
    Catalogue.specs(of: parameter.strip.kind).first { $0.item == parameter.item }
  }

  /// How many of an item a strip has: as many as there are groups for an assignment to groups, otherwise one.
  static func count(of item: Item, in layout: Layout) -> Int { item == .toGroup ? layout.groups : 1 }
}
