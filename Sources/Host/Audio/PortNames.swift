import Mixer

// The names of the ports never change, so that connections found by name hold; what people call a strip is the port's alias.
extension Layout {
  /// The input ports in channel order: `ch_1`, `ch_2`, ….
  public var inputPortNames: [String] { (0..<channels).map { "ch_\($0 + 1)" } }

  /// The output ports in the order of `MixerBuffers.outputs`: `main_L`, `main_R`, `monitor_L`, `monitor_R`, `group_1_L`, …,
  /// `aux_1_L`, ….
  public var outputPortNames: [String] {
    ["main_L", "main_R", "monitor_L", "monitor_R"]
      + (0..<groups).flatMap { ["group_\($0 + 1)_L", "group_\($0 + 1)_R"] }
      + (0..<auxes).flatMap { ["aux_\($0 + 1)_L", "aux_\($0 + 1)_R"] }
  }

  /// What the ports are called beside their names, from the strips' names in the order of `strips`; empty where a strip
  /// has none. Same order as the ports: inputs, then outputs.
  func portAliases(names: [String]) -> [String] {
    func alias(_ strip: StripID, _ side: String) -> String {
      guard let position = position(of: strip), position < names.count, !names[position].isEmpty else { return "" }
      return names[position] + side
    }
    let inputs = (0..<channels).map { alias(StripID(.channel, $0), "") }
    let buses =
      [StripID.main, .monitor] + (0..<groups).map { StripID(.group, $0) } + (0..<auxes).map { StripID(.aux, $0) }
    return inputs + buses.flatMap { [alias($0, " L"), alias($0, " R")] }
  }
}
