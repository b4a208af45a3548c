/// One way to recognise a device. Everything that is given must agree.
public struct Match: Hashable, Sendable {
  /// What a match without a name is for.
  public enum Breadth: String, CaseIterable, Sendable {
    /// Every piece of hardware that no other mapping fits.
    case device
  }

  /// The USB vendor id.
  public let usbVendor: UInt16?
  /// The USB product id; never without the vendor.
  public let usbProduct: UInt16?
  /// A pattern for the USB product text, where `*` stands for any characters; capitals do not matter.
  public let product: String?
  /// A pattern for the name of the sequencer client.
  public let client: String?
  /// Which port of the device, from 0; nil for any.
  public let port: Int?
  /// Not nil where neither ids nor names are given.
  public let any: Breadth?

  /// Whether the device is meant.
  public func fits(_ device: DeviceIdentity) -> Bool {
    fitsUnit(of: device) && (port == nil || device.portIndex == port)
  }

  /// Whether the device is meant, on whatever port of it.
  func fitsUnit(of device: DeviceIdentity) -> Bool {
    if any != nil, !device.isHardware { return false }
    if let usbVendor, device.usbVendor != usbVendor { return false }
    if let usbProduct, device.usbProduct != usbProduct { return false }
    // Some systems give no product text; the client's name is the same text there.
    let text = device.product.isEmpty ? device.clientName : device.product
    if let product, !Match.glob(product, fits: text) { return false }
    if let client, !Match.glob(client, fits: device.clientName) { return false }
    return true
  }

  /// How much it says: a full USB id is worth more than vendor and name, that more than a name alone, and any device is
  /// worth nothing.
  var weight: Int {
    (usbProduct != nil ? 4 : 0) + (usbVendor != nil ? 2 : 0) + (product != nil ? 1 : 0) + (client != nil ? 1 : 0)
  }

  /// Whether a text fits a pattern in which `*` stands for any characters; capitals and spaces at the ends do not matter.
  static func glob(_ pattern: String, fits text: String) -> Bool {
    let parts = pattern.trimmed.lowercased().split(separator: "*" as Character, omittingEmptySubsequences: false)
    var rest = Substring(text.trimmed.lowercased())
    guard parts.count > 1 else { return rest == parts[0] }
    guard rest.hasPrefix(parts[0]) else { return false }
    rest = rest.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }
}
