import Desk
import Host
import Surface

/// One controller that is plugged in and has a mapping: the mapping brought to life, and the port that it hangs on.
struct PluggedSurface {
  let handle: PortHandle
  let identity: DeviceIdentity
  /// In order of plugging; names the surface in `Change.origin`.
  let number: Int
  /// What `faderctl surface list` calls it: the mapping's name, with a number if there are two.
  let name: String
  var surface: Surface
  /// A device that was just plugged in is there before it listens: what is sent in this first moment is lost.
  static let settling: UInt64 = 300_000_000
  /// Monotonic nanoseconds from which it listens.
  let listensFrom: UInt64
  /// Messages that the port had no room for yet, oldest first.
  var outbox: [[UInt8]] = []

  init(
    _ mapping: Mapping, _ identity: DeviceIdentity, _ handle: PortHandle, number: Int, name: String, desk: Desk,
    now: UInt64
  ) {
    listensFrom = now + PluggedSurface.settling
    self.handle = handle
    self.identity = identity
    self.number = number
    self.name = name
    surface = Surface(mapping: mapping, catalogue: desk.catalogue)
  }

  /// What to send before the desk goes.
  func goodbye() -> [[UInt8]] {
    var surface = surface
    return surface.goodbye().map(\.bytes)
  }

  /// The row of `faderctl surface list`.
  var status: Status.Surface {
    Status.Surface(name: name, mapping: surface.mapping.file, identity: identity.key)
  }
}

extension DeviceIdentity {
  /// What the sequencer found, in the words of the mappings.
  init(_ port: PortIdentity) {
    self.init(
      usbVendor: port.vendor.flatMap { UInt16($0, radix: 16) },
      usbProduct: port.product.flatMap { UInt16($0, radix: 16) },
      product: port.productName ?? "", clientName: port.client, portName: port.port, portIndex: port.portIndex,
      serial: port.serial, usbPath: port.usbPath)
  }
}
