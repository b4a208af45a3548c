import Glibc

/// The USB device behind a sound card, as the kernel shows it in `/sys`.
public struct USBDevice: Hashable, Sendable {
  /// Vendor id, four lower-case hexadecimal digits.
  public var vendor: String
  /// Product id, four lower-case hexadecimal digits.
  public var product: String
  /// Product string, nil when the device has none.
  public var productName: String?
  /// Serial number, nil when the device has none.
  public var serial: String?
  /// The socket it is plugged into, as in `1-1.4`.
  public var path: String

  /// A device as described.
  public init(vendor: String, product: String, productName: String? = nil, serial: String? = nil, path: String) {
    self.vendor = vendor
    self.product = product
    self.productName = productName
    self.serial = serial
    self.path = path
  }

  /// The device of sound card number `card`, nil when that card is not on USB or is gone. `root` is put in front of
  /// `/sys`, so that tests can show a tree of their own. Any thread.
  public init?(card: Int, root: String = "") {
    guard let interface = realPath("\(root)/sys/class/sound/card\(card)/device") else { return nil }
    var directory = interface
    while let slash = directory.lastIndex(of: "/"), slash != directory.startIndex {
      if let vendor = attribute("idVendor", of: directory), let product = attribute("idProduct", of: directory) {
        self.init(
          vendor: vendor.lowercased(), product: product.lowercased(), productName: attribute("product", of: directory),
          serial: attribute("serial", of: directory), path: String(directory[directory.index(after: slash)...]))
        return
      }
      directory = String(directory[..<slash])
    }
    return nil
  }
}

/// The text of a one-line file, nil when it is missing, empty or unreadable. The kernel never gives more than a page.
private func attribute(_ name: String, of directory: String) -> String? {
  let file = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var page = [UInt8](repeating: 0, count: 4096)
  let count = read(file, &page, page.count)
  guard count > 0 else { return nil }
  let text = trimmed(String(decoding: page[..<count], as: UTF8.self))
  return text.isEmpty ? nil : text
}

private func realPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// `text` without white space at either end.
func trimmed(_ text: String) -> String {
  let start = text.drop(while: \.isWhitespace)
  guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...last])
}
