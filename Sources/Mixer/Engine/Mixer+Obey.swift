// The first of the three steps: commands become values, values become ramps.
extension Mixer {
  /// Applies batches of commands that were published before this call, and starts the ramps to where they lead. Audio thread
  /// only.
  ///
  /// A large batch, as of a recall, is read in pieces, some per block, so that no block takes much longer than the others;
  /// it is heard as a whole, in the block after the one that reads its last command. Before the first block everything is
  /// read.
  @_noLocks public mutating func obey() {
    let most = pending.frameTime == 0 && pending.frames == 0 ? Int.max : max(256, 4 * lastBlock)
    if batchEnd == commands.pointee.consumed() {
      // What a large batch has left to do. The next one waits for it.
      guard !batchIsLarge else {
        batchIsLarge = false
        commandsRead = most
        return retargetGains()
      }
      batchEnd = commands.pointee.published()
      batchIsLarge = batchEnd &- commands.pointee.consumed() > most / 2
    }
    var room = most
    while room > 0, let command = commands.pointee.pop(until: batchEnd) {
      room -= 1
      switch command {
      case .set(let parameter, let value): set(parameter, to: value)
      case .fadeUp(let frames): outputGains.aim(OutputLane.fadeUp, at: 1, frames: Float(frames))
      case .demo(let plays): outputGains.aim(OutputLane.demo, at: plays && demo != nil ? 1 : 0, timing)
      }
    }
    commandsRead = most - room
    guard gainsAreStale || allGainsAreStale, commands.pointee.consumed() == batchEnd, !batchIsLarge else { return }
    retargetGains()
  }

  @_noLocks private mutating func set(_ parameter: Parameter, to value: Float) {
    // No desk sends what is refused here; but one such value would stay in a gain, and with it in the sound, for good.
    guard abs(value) <= 30_000, let place = layout.position(of: parameter.strip),
      Int(parameter.which) < parameter.item.most
    else { return }
    switch parameter.item {
    case .gateKey: exchangeKey(place, parameter.item, value)
    case .compKey: exchangeKey(place, parameter.item, value)
    default: break
    }
    values.set(place, parameter.item, Int(parameter.which), value)
    var sections = Sections(of: parameter.item, Int(parameter.which))
    if place >= layout.place(of: .main) {
      // Of main and monitor little is made at a time, and of main the width is no gain.
      sections.insert(.output)
    }
    markStale(place, sections)
    switch parameter.strip.kind {
    case .dca, .muteGroup: allGainsAreStale = true
    case .monitor:
      if case .soloMode = parameter.item { allGainsAreStale = true }
    case .channel, .group, .aux, .effect, .main, .talkback:
      switch parameter.item {
      case .solo, .soloSafe, .stereo, .talkOn, .talkInput: allGainsAreStale = true
      default: break
      }
    }
  }

  @_noLocks private mutating func exchangeKey(_ place: Int, _ item: Item, _ value: Float) {
    keys.exchange(values.choice(place, item), for: Int(max(value, 0)))
  }

  @_noLocks private mutating func markStale(_ place: Int, _ sections: Sections) {
    stale[place].insert(sections)
    if sections.has(.gains) { gainsAreStale = true }
    if sections.hasParts { partsAreStale = true }
  }
}
