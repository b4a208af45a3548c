@testable import Surface

/// A made-up device of the Mackie family for what layers do. Notes: solo[n] 08+, mute[n] 10+, select[n] 18+, push[n] 20+ (no
/// lights), F[n] 36+; faders E0+, knobs B0 10+ with rings B0 30+.
enum Keys {
  /// The mapping with these layers, each line as it stands in a file; other sections before them.
  static func text(_ layers: String, sections: String = "") -> String {
    let controls = sections.contains("controls:") ? "" : "controls: {\"fader[1-9]\": {echo: release}}"
    return """
      name: Keys
      match: [{client: Keys}]
      use: mackie-control
      \(controls)
      \(sections)
      layers:
      \(layers.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n"))
      """
  }

  /// A rig on a small desk with some of everything, plugged in and shown.
  static func rig(_ layers: String, sections: String = "") throws -> Rig {
    var rig = try Rig(text(layers, sections: sections), layout: .init(channels: 20, groups: 4, auxes: 4, effects: 2))
    rig.connect()
    return rig
  }
}

extension Rig {
  /// Presses and releases a key at once.
  @discardableResult mutating func press(_ note: UInt8) -> [SurfaceAction] {
    receive([MIDIMessage([0x90, note, 0x7F])]) + receive([MIDIMessage([0x90, note, 0])])
  }

  /// Holds a key.
  @discardableResult mutating func down(_ note: UInt8) -> [SurfaceAction] {
    receive([MIDIMessage([0x90, note, 0x7F])])
  }
  @discardableResult mutating func up(_ note: UInt8) -> [SurfaceAction] { receive([MIDIMessage([0x90, note, 0])]) }

  /// What the surface asks for while time passes.
  mutating func pass(milliseconds: UInt64) -> [SurfaceAction] {
    let before = actions.count
    run(milliseconds: milliseconds)
    return Array(actions[before...])
  }

  func isLit(_ note: Int) -> Bool { device.lights[note] == 0x7F }

  /// Where a motor stands, 0 to 1.
  func motor(_ number: Int) -> Float { Float(device.faders[number - 1].position) / 16368 }
}
