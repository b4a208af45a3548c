/// The text of docs/devices.md: every controller that has a mapping, and what is not certain about it. Pure; a test keeps the
/// file in step. Any thread.
public enum DevicesDocument {
  /// The whole document, in Markdown, with a newline at its end.
  public static func text(of mappings: [Mapping]) -> String {
    let doubtful = mappings.filter { !$0.doubts.isEmpty }
    let table = MarkdownTable.lines(
      ["device", "file", "recognised by", "what it has", "examples", "not certain"], mappings.map(cells))
    let doubts = doubtful.map { mapping in
      "### \(mapping.name)\n\n" + mapping.doubts.map { "- \($0)\n" }.joined()
    }
    return """
      # Devices

      The controllers that have a mapping. A mapping says what a device sends and is sent; it comes from the maker's documents and
      from what people have measured. Examples prove that the mapping does what it says, and run with every test; whether the
      device does so too is certain only where nothing stands in the last column.

      \(table.joined(separator: "\n"))

      """ + (doubts.isEmpty ? "" : "\n## What is not certain\n\n" + doubts.joined(separator: "\n"))
  }

  private static func cells(_ mapping: Mapping) -> [String] {
    [
      mapping.name, "[\(mapping.file)](../mappings/\(mapping.file))",
      mapping.matches.map(words).joined(separator: "; "), controls(of: mapping), "\(mapping.examples.count)",
      mapping.doubts.isEmpty ? "" : count(mapping.doubts.count, "thing", "things"),
    ]
  }

  private static func words(_ match: Match) -> String {
    let ids = match.usbVendor.map { vendor in hex4(vendor) + (match.usbProduct.map { ":\(hex4($0))" } ?? "") }
    let parts = [
      ids.map { "USB \($0)" }, match.product.map { "product `\($0)`" }, match.client.map { "client `\($0)`" },
      match.any.map { _ in "any hardware that no other mapping fits" }, match.port.map { "port \($0)" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private static func controls(of mapping: Mapping) -> String {
    let sorts: [(one: String, many: String, fits: (Control) -> Bool)] = [
      ("motor fader", "motor faders", { $0.isMotor }),
      ("fader without motor", "faders without motors", { $0.kind == .fader && !$0.isMotor }),
      ("knob", "knobs", { $0.kind == .knob }),
      ("encoder", "encoders", { $0.kind == .encoder && $0.hasHand }),
      ("ring of lights", "rings of lights", { $0.kind == .encoder && $0.isShown }),
      ("button", "buttons", { $0.kind == .button && $0.hasHand }),
      ("light", "lights", { $0.kind == .button && $0.isShown }),
      ("display", "displays", { $0.kind == .text }),
      ("meter", "meters", { $0.kind == .meter }),
      ("colour", "colours", { $0.kind == .color }),
    ]
    return sorts.compactMap { sort in
      let number = mapping.controls.count { sort.fits($0) }
      return number == 0 ? nil : count(number, sort.one, sort.many)
    }.joined(separator: ", ")
  }

  private static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }
}
