import Mixer

// Acts that move many parameters at once and can be taken back like a recall: copy, reset, automatic trim.
extension Desk {
  /// Gives strips the settings of another one: of the items that both have, those in `blocks`. What snapshots do not
  /// hold (solo, the limiter's switch and ceiling) and links stay as they are. A linked partner follows.
  /// - Parameter held: whether a hand holds a control of this parameter; it then stays, and is listed.
  public mutating func copy(
    _ source: StripID, to targets: [StripID], _ blocks: Set<Block> = Block.usual,
    held: (Parameter) -> Bool = { _ in false }
  ) -> Recall {
    let targets = targets.filter { $0 != source }
    guard !targets.isEmpty else { return .refused("\(source.path) would be copied to itself only") }
    var edit = Edit()
    for target in targets {
      for parameter in copied(blocks, of: target) {
        guard let value = value(of: Parameter(source, parameter.item, Int(parameter.which))) else { continue }
        edit.values[parameter] = value
      }
      if blocks.contains(.name) { edit.names[target] = name(of: source) }
    }
    guard !edit.isEmpty else {
      return .refused("\(targets.map(\.path).joined(separator: " ")) has nothing of what is copied from \(source.path)")
    }
    return apply(edit, held: held)
  }

  /// Brings strips back to what they are on a new desk, within some blocks, on the terms of `copy`.
  public mutating func reset(
    _ strips: [StripID], _ blocks: Set<Block> = Block.usual, held: (Parameter) -> Bool = { _ in false }
  ) -> Recall {
    var edit = Edit()
    for strip in strips {
      for parameter in copied(blocks, of: strip) {
        edit.values[parameter] = catalogue.spec(of: parameter)?.initial(Int(parameter.which))
      }
      if blocks.contains(.name) { edit.names[strip] = "" }
    }
    guard !edit.isEmpty else {
      return .refused("\(strips.map(\.path).joined(separator: " ")) has nothing that is reset")
    }
    return apply(edit, held: held)
  }

  /// Switches every solo off.
  public mutating func clearSolo(by origin: Origin) -> [Change] {
    catalogue.parameters.filter { $0.item == .solo }.flatMap { set($0, to: 0, by: origin) }
  }

  private func copied(_ blocks: Set<Block>, of strip: StripID) -> [Parameter] {
    catalogue.addresses(of: strip).compactMap { address in
      guard case .value(let parameter) = address, let block = parameter.item.block, blocks.contains(block),
        catalogue.spec(of: parameter)?.inSnapshot == true
      else { return nil }
      return parameter
    }
  }

  private func name(of strip: StripID) -> String {
    catalogue.layout.position(of: strip).map { state.names[$0] } ?? ""
  }
}

/// New values and names, each for its own parameter or strip.
struct Edit {
  var values: [Parameter: Float] = [:]
  var names: [StripID: String] = [:]

  var isEmpty: Bool { values.isEmpty && names.isEmpty }
}
