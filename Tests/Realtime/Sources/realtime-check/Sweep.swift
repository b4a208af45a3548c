import Mixer

/// A name for every case of `Command`. The switch does not compile when a case is added, so that none is forgotten.
enum CommandCase: CaseIterable {
  case set, fadeUp, demo

  init(_ command: Command) {
    switch command {
    case .set: self = .set
    case .fadeUp: self = .fadeUp
    case .demo: self = .demo
    }
  }
}

/// Takes one desk through everything that can be asked of its audio thread.
struct Sweep {
  let desk: Desk
  /// How many channel-frames one part of the sweep may cost; a debug build is slow.
  let effort: Int
  private(set) var cases: Set<CommandCase> = []
  private(set) var parameters = 0

  init(_ desk: Desk, effort: Int) {
    self.desk = desk
    self.effort = effort
  }

  mutating func run() {
    firstBlocks()
    everyParameter()
    addressesThatDoNotExist()
    everySignal()
    everyBlockSize()
    fullRings()
    require(cases.count == CommandCase.allCases.count, "every case of Command was sent")
    require(parameters == desk.catalogue.parameters.count, "every parameter was moved")
  }

  private mutating func send(_ batch: [Command], frames: Int) {
    for command in batch { cases.insert(CommandCase(command)) }
    desk.send(batch, frames: frames)
  }

  /// Before any command, then the fade-up and the demo in all their forms.
  private mutating func firstBlocks() {
    desk.render(64)
    desk.render(0)
    desk.hear(.noise)
    for frames: UInt32 in [0, .max, 1, 48] { send([.fadeUp(frames: frames)], frames: 33) }
    for plays in [true, true, false, false, true] { send([.demo(plays)], frames: 65) }
  }

  /// Every parameter of the catalogue to its ends, its initial value and to what is no value at all.
  private mutating func everyParameter() {
    // As many as the mixer makes new filters of in one chunk, so that each value is worked with; a large desk gets its
    // parameters in larger batches, else the blocks in between take minutes.
    let batch = desk.layout.channels > 64 ? 4096 : 12
    for start in stride(from: 0, to: desk.catalogue.parameters.count, by: batch) {
      let places = start..<min(start + batch, desk.catalogue.parameters.count)
      for value in 0..<8 {
        send(places.map { .set(desk.catalogue.parameters[$0], values(at: $0)[value]) }, frames: 64)
      }
      parameters += places.count
    }
    // Back to the start all at once, as a recall does it.
    send(
      desk.catalogue.parameters.indices.map {
        .set(
          desk.catalogue.parameters[$0], desk.catalogue.spec(at: $0).initial(Int(desk.catalogue.parameters[$0].which)))
      },
      frames: 64)
  }

  private func values(at place: Int) -> [Float] {
    let spec = desk.catalogue.spec(at: place)
    let (low, high) = (spec.range.lowerBound, spec.range.upperBound)
    return [low, high, .nan, .infinity, -.infinity, low - 1e6, high + 1e6, spec.initial]
  }

  /// Every item on every kind of strip, whether it has such an item or not, inside the desk and far outside.
  private mutating func addressesThatDoNotExist() {
    for kind in StripKind.allCases {
      for index in [0, desk.layout.count(of: kind), 255, 256, 300, 65535] {
        for which in [0, 7, 8, 255] {
          for value: Float in [1, 0] {
            send(Item.allCases.map { .set(Parameter(StripID(kind, index), $0, which), value) }, frames: 1)
          }
        }
      }
    }
  }

  /// Every signal with everything open and up, so that the limiter has to work, at every connection.
  private mutating func everySignal() {
    let before = desk.seen
    var up: [Command] = [.fadeUp(frames: 1), .demo(true)]
    let apart: [Item] = [.mute, .pan, .link]  // at the end of their range they silence a side
    for (place, parameter) in desk.catalogue.parameters.enumerated() where !apart.contains(parameter.item) {
      up.append(.set(parameter, desk.catalogue.spec(at: place).range.upperBound))
    }
    send(up, frames: 64)
    let frames = min(max(effort / 16 / desk.layout.channels, 200), 8192)
    for connection in Connection.allCases {
      desk.connect(connection)
      for signal in Signal.allCases {
        desk.hear(signal)
        send([.demo(signal != .silence)], frames: frames)
        desk.render(frames)
      }
    }
    desk.connect(.everything)
    desk.hear(.loud)
    // At least one whole interval of reports.
    var rest = Int(desk.sampleRate / 40)
    while rest > 0 {
      desk.render(512)
      rest -= 512
    }
    require(desk.seen.limitedFrames > before.limitedFrames, "the limiter was put to work")
    require(desk.seen.badSamples > before.badSamples, "inputs that are no numbers were made harmless")
  }

  /// From 0 to the largest, the odd ones too; every single size where there is time for it. Ramps run in all of them.
  private mutating func everyBlockSize() {
    desk.hear(.noise)
    let all = Mixer.maximumBlock * Mixer.maximumBlock / 2 * desk.layout.channels <= effort
    let few = [0, 1, 2, 3, 5, 7, 13, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 441, 480, 511, 512]
    let large = [513, 1000, 1023, 1024, 1025, 2047, 2048, 4095, 4097, 8191, 8192]
    let affordable = large.filter { $0 * desk.layout.channels <= effort / 2 || $0 == Mixer.maximumBlock }
    var isUp = false
    for frames in all ? Array(0...Mixer.maximumBlock) : few + affordable {
      isUp.toggle()
      send(
        [
          .set(Parameter(.channel(1), .fader), isUp ? 10 : -90), .set(Parameter(.main, .fader), isUp ? -90 : 0),
          .demo(isUp),
        ], frames: frames)
    }
  }

  /// A control thread that has stopped reading, and one that writes all that fits.
  private mutating func fullRings() {
    for _ in 0..<8 {
      var rest = Int(desk.sampleRate / 50) + 1
      while rest > 0 {
        desk.render(256, reading: false)
        rest -= 256
      }
    }
    let waiting = desk.readReports()
    require(waiting == 4, "the report ring was full")
    var pushed = 0
    while desk.push(.set(Parameter(.channel(1 + pushed % desk.layout.channels), .pan), Float(pushed % 200) - 100)) {
      pushed += 1
    }
    require(pushed == 1024, "the command ring was full")
    desk.render(64)
    require(desk.push(.demo(false)), "the block emptied it")
    desk.render(64)
  }
}
