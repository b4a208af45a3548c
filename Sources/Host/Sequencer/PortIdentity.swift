/// What a sequencer port belongs to, in words that survive a replug and a reboot: never an ALSA client number.
public struct PortIdentity: Hashable, Sendable {
  /// Name of the sequencer client, spaces at both ends cut off. For a USB device it is the product name.
  public var client: String
  /// Name of the port, spaces at both ends cut off.
  public var port: String
  /// Number of the port within its client, from 0: tells the sockets of one device apart.
  public var portIndex: Int
  /// Number of the sound card, nil for a port made by a program. It moves with the order of plugging in.
  public var card: Int?
  /// USB vendor id, four lower-case hexadecimal digits.
  public var vendor: String?
  /// USB product id, four lower-case hexadecimal digits.
  public var product: String?
  /// USB product string as the device tells it.
  public var productName: String?
  /// USB serial number, nil when the device has none.
  public var serial: String?
  /// The socket that the device is plugged into, as in `1-1.4` (bus, then hub ports).
  public var usbPath: String?
  /// Whether it hangs on a thing with a cable. Ports of programs have no card, and the kernel's virtual ones, which programs
  /// pass bytes through, only a pretended one.
  public var isHardware: Bool { card != nil && !client.hasPrefix("Virtual Raw MIDI") }
  /// Whether the port takes bytes: false for a device that only sends.
  public var isWritable: Bool

  /// A port as it was found. Everything that says USB is nil for what is not a USB device.
  public init(
    client: String, port: String, portIndex: Int = 0, card: Int? = nil, usb: USBDevice? = nil, isWritable: Bool = true
  ) {
    self.client = client
    self.port = port
    self.portIndex = portIndex
    self.card = card
    vendor = usb?.vendor
    product = usb?.product
    productName = usb?.productName
    serial = usb?.serial
    usbPath = usb?.path
    self.isWritable = isWritable
  }
}

extension PortIdentity: CustomStringConvertible {
  /// For logs and refusals, such as `FADERBOX port 0 (1234:0001, serial 0001, at 1-1)`.
  public var description: String {
    var facts: [String] = []
    if let vendor, let product { facts.append("\(vendor):\(product)") }
    if let serial { facts.append("serial \(serial)") }
    if let usbPath { facts.append("at \(usbPath)") }
    return "\(client) port \(portIndex)" + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
  }
}
