// The `match:` section. udev rules are made from it, so it says no more than is certain.
extension MappingReader {
  mutating func readMatches(_ place: Located?) -> [Match] {
    guard let place else { return [] }
    guard let items = place.items, !items.isEmpty else {
      complain(
        place, "match is a list with at least one entry, such as '- {usb: \"0944:0117\"}' or '- {client: \"Name*\"}'")
      return []
    }
    return items.compactMap { match($0) }
  }

  private mutating func match(_ place: Located) -> Match? {
    guard let found = entries(of: place, .match) else { return nil }
    if found["any"] != nil { return anyDevice(place, found) }
    var ids: [UInt16] = []
    if let usb = found["usb"] {
      let words = (usb.text ?? "").split(separator: ":" as Character, omittingEmptySubsequences: false)
      ids = words.compactMap { $0.utf8.count == 4 && $0.allSatisfy(\.isHexDigit) ? UInt16($0, radix: 16) : nil }
      guard ids.count == words.count, (1...2).contains(ids.count) else {
        complain(usb, "usb is \"vendor:product\" or \"vendor\", four hexadecimal digits each, in quotation marks")
        return nil
      }
      if ids.count == 1, found["product"] == nil {
        complain(usb, "a vendor alone says too little; add 'product: \"NAME\"', the USB product text")
        return nil
      }
    } else if found["product"] != nil {
      complain(place, "a product text needs the vendor; add 'usb: \"VENDOR\"', or use 'client' for the name alone")
      return nil
    }
    guard !ids.isEmpty || found["client"] != nil else {
      complain(place, "match needs 'usb', 'client', or 'any: device'")
      return nil
    }
    return Match(
      usbVendor: ids.first, usbProduct: ids.count == 2 ? ids[1] : nil, product: found["product"]?.text,
      client: found["client"]?.text, port: number("port", of: found), any: nil)
  }

  private mutating func anyDevice(_ place: Located, _ found: Entries) -> Match? {
    guard let any: Match.Breadth = word("any", of: found) else { return nil }
    guard found["usb"] == nil, found["product"] == nil, found["client"] == nil else {
      complain(place, "'any: device' fits whatever no other mapping fits; write it alone, or with 'port'")
      return nil
    }
    return Match(usbVendor: nil, usbProduct: nil, product: nil, client: nil, port: number("port", of: found), any: any)
  }
}
