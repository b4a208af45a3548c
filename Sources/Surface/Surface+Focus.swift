import Mixer

// Banks, selection and buses.
extension Surface {
  /// The first strip of the current bank, from 0; where surfaces are joined, that of the leftmost.
  public var bankStart: Int { focus.start }
  /// The strip that was selected last.
  public var selected: StripID { focus.selected }
  /// How many strips it shows at once.
  public var bankSize: Int { mapping.bank.size }

  /// Gives it a place in a row of surfaces that are joined: they share one bank, one selection, one bus and the layers of the same name. A surface
  /// that stands alone has nothing to its left and its own size as width.
  /// - Parameters:
  ///   - offset: how many strips the surfaces to its left show.
  ///   - width: how many strips the whole row shows, by which `bank next` moves.
  public mutating func join(offset: Int, width: Int) {
    guard offset != self.offset || width != self.width else { return }
    self.offset = offset
    self.width = width
    aim()
  }

  /// Looks where another surface of the row looks; to be called after anything may have changed its focus.
  public mutating func follow(_ focus: Focus, view: DeskView) {
    guard focus != self.focus else { return }
    self.focus = focus
    bankStrips = focus.run(on: catalogue, state: view.state)
    stackLayers()
  }

  /// A strip may come to what is spilled, or leave it, at any time.
  mutating func followMembers(_ view: DeskView) {
    guard case .members = focus.strips else { return }
    let members = focus.run(on: catalogue, state: view.state)
    guard members != bankStrips else { return }
    bankStrips = members
    if focus.start >= members.count { focus.start = max(0, members.count - 1) / width * width }
    aim()
  }

  /// Does what a button asks for that concerns the focus.
  mutating func look(_ job: Job, _ view: DeskView) {
    switch job {
    case .select(let reference): focus.selected = strip(reference) ?? focus.selected
    case .bank, .channel, .bankNumber: focus.start = bankStart(after: job) ?? focus.start
    case .strips(let kinds): run(through: .kinds(kinds), view)
    case .spill(let reference):
      guard let strip = strip(reference), Focus.membership(in: strip.kind) != nil else { return }
      run(through: .members(strip), view)
    case .bus(let reference):
      guard let strip = strip(reference), [.aux, .effect].contains(strip.kind) else { return }
      focus.bus = strip
    case .stepBus(let step): focus.bus = bus(after: step) ?? focus.bus
    default: return
    }
    aim()
  }

  /// Other strips take the place of the usual ones; what is there already goes, and the usual ones come back as they were.
  private mutating func run(through strips: Focus.Strips, _ view: DeskView) {
    if focus.strips == .usual { focus.usualStart = focus.start }
    let isThere = focus.strips == strips
    focus.strips = isThere ? .usual : strips
    focus.start = isThere ? focus.usualStart : 0
    bankStrips = focus.run(on: catalogue, state: view.state)
  }

  /// Where the bank begins after a step; nil if there is nothing that way.
  func bankStart(after job: Job) -> Int? {
    let (start, isMore) = (focus.start, focus.start + width < bankStrips.count)
    switch job {
    case .bank(let step): return step < 0 ? (start > 0 ? max(start - width, 0) : nil) : isMore ? start + width : nil
    case .channel(let step): return step < 0 ? (start > 0 ? start - 1 : nil) : isMore ? start + 1 : nil
    case .bankNumber(let number):
      let place = (number - 1) * width
      return place < max(bankStrips.count, 1) ? place : nil
    default: return nil
    }
  }

  /// The next or previous bus; nil if there is none that way.
  func bus(after step: Int) -> StripID? {
    let buses = Focus.buses(of: catalogue)
    guard let place = buses.firstIndex(where: { $0 == focus.bus }), buses.indices.contains(place + step) else {
      return nil
    }
    return buses[place + step]
  }
}
