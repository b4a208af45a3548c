import Testing

@testable import Surface

/// Small maps and devices, and what becomes of them.
enum ImportFixture {
  /// A map whose bindings begin at line 3.
  static func map(_ bindings: String, device: String = "<DeviceInfo bank-size=\"8\"/>") -> String {
    """
    <ArdourMIDIBindings version="1.0.0" name="Small Box">
    \(device)
    \(bindings)
    </ArdourMIDIBindings>
    """
  }

  /// `<Binding …/>` for each line.
  static func bindings(_ lines: [String]) -> String {
    lines.map { "<Binding \($0)/>" }.joined(separator: "\n")
  }

  static func read(_ text: String, options: MappingImport.Options = .init()) throws -> MappingImport {
    try MappingImport.read(text: text, file: "small.map", options: options)
  }

  /// The text must be read without complaint, and its examples must hold.
  static func check(_ made: MappingImport) throws {
    guard let text = made.text else { return }
    do {
      #expect(MappingCheck.failures(of: try mapping(text)).map(\.description) == [], "\(text)")
    } catch {
      Issue.record("\(error)\n\(text)")
    }
  }
}

/// The import of some bindings, which stand from line 3 on; its text must be a good mapping.
func imported(_ lines: String..., device: String = "<DeviceInfo bank-size=\"8\"/>") throws -> MappingImport {
  let made = try ImportFixture.read(ImportFixture.map(ImportFixture.bindings(lines), device: device))
  try ImportFixture.check(made)
  return made
}

extension MappingImport {
  /// The lines of a section that end with this indentation, without comments.
  func section(_ name: String) -> [String] {
    let lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.drop { $0 != "\(name):" }.dropFirst().prefix { $0.hasPrefix(" ") }
    return body.map(\.trimmed).filter { !$0.hasPrefix("#") }
  }

  var controls: [String] { section("controls") }
  /// The lines of the first layer.
  var layer: [String] { Array(section("layers").dropFirst()) }
  var corrected: [String] { report.corrected.map { "\($0.lines[0]):\($0.column) \($0.text)" } }
  var broken: [String] { report.broken.map { "\($0.lines[0]):\($0.column) \($0.text)" } }
  var unused: [String] { report.unused.map(\.text) }
}
