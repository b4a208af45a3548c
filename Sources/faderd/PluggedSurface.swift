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
  /// A device that was just plugged in is there before it listens, and may lose what it is sent in its first moments: it is
  /// left alone for the first, and shown everything a second time after the second of these, in nanoseconds.
  private static let settling: UInt64 = 300_000_000
  private static let booting: UInt64 = 2_500_000_000
  /// Monotonic nanoseconds from which it listens.
  private let listensFrom: UInt64
  /// When to show everything a second time; nil once that is done.
  private var showsAgainAt: UInt64?
  /// Messages that the port had no room for yet, oldest first.
  var outbox: [[UInt8]] = []

  init(
    _ mapping: Mapping, _ identity: DeviceIdentity, _ handle: PortHandle, number: Int, name: String, desk: Desk,
    now: UInt64
  ) {
    listensFrom = now + PluggedSurface.settling
    showsAgainAt = now + PluggedSurface.booting
    self.handle = handle
    self.identity = identity
    self.number = number
    self.name = name
    surface = Surface(mapping: mapping, catalogue: desk.catalogue)
  }

  /// What the device is to be told now.
  mutating func feedback(_ view: DeskView, now: UInt64) -> [[UInt8]] {
    guard now >= listensFrom else { return [] }
    if let time = showsAgainAt, now >= time {
      showsAgainAt = nil
      surface.showAgain(now: now)
    }
    return surface.feedback(view: view, now: now).map(\.bytes)
  }

  /// When it wants to send: not before it listens; a full port is tried again after 5 ms.
  func nextDeadline(now: UInt64) -> UInt64? {
    if now < listensFrom { return listensFrom }
    if !outbox.isEmpty { return now + 5_000_000 }
    return [surface.nextDeadline(now: now), showsAgainAt].compactMap(\.self).min()
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
      serial: port.serial, usbPath: port.usbPath,
      isHardware: port.isHardware)
  }
}
