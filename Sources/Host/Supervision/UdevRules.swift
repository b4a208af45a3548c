/// One line of a mapping's `match` list, as far as udev can see it.
public struct UdevMatch: Hashable, Sendable {
  /// USB vendor id, four hexadecimal digits.
  public var vendor: String
  /// USB product id, four hexadecimal digits; nil when it is not certain.
  public var product: String?
  /// USB product string, `*` and `?` standing for any text and any character; nil to take any.
  public var productName: String?
  /// The mapping that it comes from.
  public var mapping: String

  /// A match. Without a product id it needs a product name, for a vendor makes more than controllers.
  public init(vendor: String, product: String? = nil, productName: String? = nil, mapping: String) {
    self.vendor = vendor
    self.product = product
    self.productName = productName
    self.mapping = mapping
  }
}

/// The udev rules that start the desk when a supported controller is plugged in. Pure; any thread.
public enum UdevRules {
  /// What in a match cannot become a rule, as a sentence.
  public struct Invalid: Error, Equatable, CustomStringConvertible {
    /// The sentence.
    public let description: String
  }

  /// The whole rules file for `matches`, in their order. Nothing in a match can add a key to a rule: ids are hexadecimal
  /// digits, and of names only harmless characters stay.
  public static func text(for matches: [UdevMatch]) throws(Invalid) -> String {
    var text = head
    var known: Set<String> = []
    for match in matches {
      let rule = try rule(for: match)
      guard known.insert(rule).inserted else { continue }
      text += "\n# \(comment(match.mapping))\n\(rule)\n"
    }
    return text + "\nLABEL=\"faderd_end\"\n"
  }

  private static let head = """
    # Starts the desk when a supported controller is plugged in. Made from mappings/ by `faderctl mapping udev`.
    #
    # The control device of a sound card is the last of its devices to appear. It only starts what is down: a desk that
    # runs is not touched, and unplugging stops nothing, for sound and snapshots must outlive a bumped cable.
    ACTION!="add|change", GOTO="faderd_end"
    SUBSYSTEM!="sound", GOTO="faderd_end"
    KERNEL!="controlC*", GOTO="faderd_end"

    """

  private static func rule(for match: UdevMatch) throws(Invalid) -> String {
    var keys = ["ATTRS{idVendor}==\"\(try id(match.vendor, "vendor", match))\""]
    if let product = match.product { keys.append("ATTRS{idProduct}==\"\(try id(product, "product", match))\"") }
    if let name = match.productName {
      let pattern = pattern(name)
      if pattern.contains(where: { $0 != "*" && $0 != "?" }) { keys.append("ATTRS{product}==\"\(pattern)\"") }
    }
    guard keys.count > 1 else {
      throw Invalid(
        description: "The mapping \(comment(match.mapping)) matches every device of USB vendor \(match.vendor). "
          + "Give a product id or a product name too.")
    }
    return keys.joined(separator: ", ") + ", TAG+=\"systemd\", ENV{SYSTEMD_WANTS}+=\"faderd.service\""
  }

  private static func id(_ text: String, _ what: String, _ match: UdevMatch) throws(Invalid) -> String {
    guard text.utf8.count == 4, text.utf8.allSatisfy({ isHexDigit($0) }) else {
      throw Invalid(
        description: "The mapping \(comment(match.mapping)) has the USB \(what) id \"\(comment(text))\". "
          + "Write four hexadecimal digits, such as \"0944\".")
    }
    return text.lowercased()
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    case UInt8(ascii: "A")...UInt8(ascii: "F"): true
    default: false
    }
  }

  /// udev compares by shell patterns and has alternatives, but no way to quote: a character that may mean something to
  /// it becomes the pattern for any one character, and one outside ASCII that for any text, since a locale decides what
  /// one character is there.
  private static func pattern(_ name: String) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.+()/#&*?"
    return String(name.map { plain.contains($0) ? $0 : $0.isASCII ? "?" : "*" })
  }

  private static func comment(_ text: String) -> String {
    String(
      text.unicodeScalars.map {
        $0.value < 0x20 || $0.properties.isWhitespace || $0.value == 0x7F ? " " : Character($0)
      })
  }
}
