/// Who a controller is, as the system tells it when a port appears.
public struct DeviceIdentity: Hashable, Sendable {
  /// The USB vendor id; nil for what is not on USB.
  public var usbVendor: UInt16?
  /// The USB product id.
  public var usbProduct: UInt16?
  /// The USB product text; empty if there is none.
  public var product: String
  /// The name of the sequencer client.
  public var clientName: String
  /// The name of the port.
  public var portName: String
  /// Which port of the device it is, from 0.
  public var portIndex: Int
  /// The USB serial number, if the device has one.
  public var serial: String?
  /// Where it is plugged in, such as `1-1.4`; stable while the cable stays in the same socket.
  public var usbPath: String?
  /// Whether it is a thing with a cable, and no program.
  public var isHardware: Bool

  /// An identity from what is known.
  public init(
    usbVendor: UInt16? = nil, usbProduct: UInt16? = nil, product: String = "", clientName: String,
    portName: String = "", portIndex: Int = 0, serial: String? = nil, usbPath: String? = nil,
    isHardware: Bool = false
  ) {
    self.usbVendor = usbVendor
    self.usbProduct = usbProduct
    self.product = product
    self.clientName = clientName
    self.portName = portName
    self.portIndex = portIndex
    self.serial = serial
    self.usbPath = usbPath
    self.isHardware = isHardware
  }

  /// The USB ids as people write them, `1234:5678`; nil for what is not on USB.
  public var usbIDs: String? {
    guard let usbVendor, let usbProduct else { return nil }
    return "\(hex4(usbVendor)):\(hex4(usbProduct))"
  }

  /// The identity as a text that survives a replug: USB ids with the serial number, else with the USB path, else the
  /// client's and the port's name; then the port's index. Never a client number, for that changes at every plug.
  public var key: String {
    let port = "port \(portIndex)"
    guard let ids = usbIDs else { return "\(clientName.trimmed)/\(portName.trimmed)/\(port)" }
    if let serial, !serial.isEmpty { return "\(ids)/serial \(serial)/\(port)" }
    if let usbPath, !usbPath.isEmpty { return "\(ids)/path \(usbPath)/\(port)" }
    return "\(ids)/\(clientName.trimmed)/\(port)"
  }
}

/// Four hexadecimal digits in small letters, as `lsusb` writes ids.
func hex4(_ number: UInt16) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 4 - digits.utf8.count) + digits
}

extension StringProtocol {
  /// Without the spaces at its ends; port names are padded with them.
  var trimmed: String {
    var text = Substring(String(self))
    while let last = text.last, last.isWhitespace { text.removeLast() }
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    return String(text)
  }
}
