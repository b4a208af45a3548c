import Host
import Testing

/// Trees laid out as the kernel lays them out: class links into the device tree, attributes on the USB device, the card
/// below one of its interfaces.
struct USBDeviceTests {
  private let scratch = ScratchDirectory()
  private let controller = "sys/devices/pci0000:00/0000:00:14.0"

  private func plug(
    card: Int, at path: String, vendor: String, product: String, name: String? = nil, serial: String? = nil
  ) {
    let hubs = path.split(separator: ".").indices.dropLast().map { index in
      path.split(separator: ".")[...index].joined(separator: ".")
    }
    let device = ([controller, "usb1"] + hubs + [path]).joined(separator: "/")
    scratch.write("1d6b\n", to: "\(controller)/usb1/idVendor")
    scratch.write("0002\n", to: "\(controller)/usb1/idProduct")
    scratch.write("xHCI Host Controller\n", to: "\(controller)/usb1/product")
    scratch.write("\(vendor)\n", to: "\(device)/idVendor")
    scratch.write("\(product)\n", to: "\(device)/idProduct")
    if let name { scratch.write("\(name)\n", to: "\(device)/product") }
    if let serial { scratch.write("\(serial)\n", to: "\(device)/serial") }
    let sound = "\(device)/\(path):1.0/sound/card\(card)"
    scratch.directory(sound)
    scratch.link("\(sound)/device", to: "../../../\(path):1.0")
    scratch.link("sys/class/sound/card\(card)", to: "../../../\(sound)")
  }

  @Test func `a controller is known by ids, name, serial and socket`() {
    plug(card: 1, at: "1-1", vendor: "0944", product: "0117", name: "nanoKONTROL2 ", serial: "0001")
    #expect(
      USBDevice(card: 1, root: scratch.path)
        == USBDevice(vendor: "0944", product: "0117", productName: "nanoKONTROL2", serial: "0001", path: "1-1"))
  }

  @Test func `two of one model differ by serial, and without one by socket`() {
    plug(card: 1, at: "1-1.2", vendor: "0944", product: "0117", name: "nanoKONTROL2", serial: "0001")
    plug(card: 2, at: "1-1.4", vendor: "0944", product: "0117", name: "nanoKONTROL2", serial: "0002")
    plug(card: 3, at: "1-2", vendor: "1397", product: "00B3", name: "X-TOUCH MINI")
    plug(card: 4, at: "1-3.1.2", vendor: "1397", product: "00B3", name: "X-TOUCH MINI")
    let devices = (1...4).map { USBDevice(card: $0, root: scratch.path) }
    #expect(devices.map { $0?.serial } == ["0001", "0002", nil, nil])
    #expect(devices.map { $0?.path } == ["1-1.2", "1-1.4", "1-2", "1-3.1.2"])
    #expect(devices[2]?.product == "00b3")
  }

  @Test func `a device without strings is known by its ids alone`() {
    plug(card: 1, at: "1-1", vendor: "1235", product: "0061")
    #expect(USBDevice(card: 1, root: scratch.path) == USBDevice(vendor: "1235", product: "0061", path: "1-1"))
  }

  @Test func `a card on PCI and a card that is gone have no USB device`() {
    let sound = "\(controller)/../0000:00:1f.3/sound/card0"
    scratch.write("0x8086\n", to: "sys/devices/pci0000:00/0000:00:1f.3/vendor")
    scratch.directory(controller)
    scratch.directory(sound)
    scratch.link("\(sound)/device", to: "../../../0000:00:1f.3")
    scratch.link("sys/class/sound/card0", to: "../../../sys/devices/pci0000:00/0000:00:1f.3/sound/card0")
    #expect(USBDevice(card: 0, root: scratch.path) == nil)
    #expect(USBDevice(card: 7, root: scratch.path) == nil)
  }

  @Test func `an identity says in one line which device is meant`() {
    let usb = USBDevice(vendor: "0944", product: "0117", productName: "nanoKONTROL2", serial: "0001", path: "1-1")
    #expect(
      "\(PortIdentity(client: "nanoKONTROL2", port: "nanoKONTROL2 MIDI 1", card: 1, usb: usb))"
        == "nanoKONTROL2 port 0 (0944:0117, serial 0001, at 1-1)")
    #expect("\(PortIdentity(client: "rtpmidid", port: "Network", portIndex: 2))" == "rtpmidid port 2")
  }
}
