// The `match` list beside those of other files.
extension MappingLint {
  mutating func lookAtMatches(_ others: [Mapping]) {
    guard let place = reader.matchPlace else { return }
    for other in others where mapping.matches.contains(where: { mine in other.matches.contains { $0.rivals(mine) } }) {
      warn(place, "\(other.file) ('\(other.name)') fits the same device as well as this file does")
    }
  }
}

extension Match {
  /// Whether there can be a device that both fit, and neither better than the other.
  func rivals(_ other: Match) -> Bool {
    func agree<Value: Equatable>(_ one: Value?, _ two: Value?) -> Bool { one == nil || two == nil || one == two }
    func meet(_ one: String?, _ two: String?) -> Bool {
      guard let one, let two else { return true }
      return Match.meet(Array(one.trimmed.lowercased())[...], Array(two.trimmed.lowercased())[...])
    }
    return weight == other.weight && agree(usbVendor, other.usbVendor) && agree(usbProduct, other.usbProduct)
      && agree(port, other.port) && meet(product, other.product) && meet(client, other.client)
  }

  /// Whether there is a text that fits two patterns in which `*` stands for any characters.
  private static func meet(_ a: ArraySlice<Character>, _ b: ArraySlice<Character>) -> Bool {
    guard let first = a.first, let second = b.first else { return (a + b).allSatisfy { $0 == "*" } }
    if first == "*" { return meet(a.dropFirst(), b) || meet(a, b.dropFirst()) }
    if second == "*" { return meet(a, b.dropFirst()) || meet(a.dropFirst(), b) }
    return first == second && meet(a.dropFirst(), b.dropFirst())
  }
}
