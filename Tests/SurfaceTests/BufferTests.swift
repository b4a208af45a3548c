import Mixer
import Testing

@testable import Surface

/// The system's buffer under every shipped mapping: 4096 bytes, which a cable empties at the rate that the mapping states.
@Suite struct BufferTests {
  /// Bytes in a buffer, emptied at some rate. Written apart from the code under test.
  private struct Buffer {
    let rate: Double
    var bytes = 0.0
    var most = 0.0
    var time: UInt64

    mutating func take(_ count: Int, now: UInt64) {
      bytes = max(0, bytes - Double(now - time) / 1e9 * rate)
      time = now
      bytes += Double(count)
      most = max(most, bytes)
    }
  }

  private let catalogue = Catalogue(layout: Layout())

  /// A desk on which everything is different from what it was.
  private func shake(_ view: inout DeskView, _ random: inout Random) {
    for place in catalogue.parameters.indices {
      let spec = catalogue.spec(at: place)
      view.state.values[place] = spec.clamped(spec.value(at: Float.random(in: 0...1, using: &random)))
    }
    for place in view.state.names.indices { view.state.names[place] = "N\(Int.random(in: 0...9999, using: &random))" }
    for place in view.meters.indices { view.meters[place] = Float.random(in: -70...3, using: &random) }
    view.currentSnapshot = Int.random(in: 1...99, using: &random)
  }

  @Test(arguments: Shipped.library.mappings.map(\.file))
  func `never more than two KiB are under way, whatever changes and however often all is shown`(file: String) throws {
    let mapping = try #require(Shipped.library.mappings.first { $0.file == file })
    var surface = Surface(mapping: mapping, catalogue: catalogue)
    var view = DeskView(state: DeskState(catalogue: catalogue))
    view.meters = Array(repeating: -.infinity, count: catalogue.layout.meterCount)
    var random = Random(seed: 5)
    var now = second
    var buffer = Buffer(rate: Double(mapping.pacing.rate), time: now)
    var wakes = 0
    let enough = 160 * 60
    surface.connected(now: now)
    for round in 0..<160 {
      shake(&view, &random)
      switch round % 8 {
      case 0: surface.overrun(now: now)
      case 3: surface.showAgain(now: now)
      case 5: surface.discontinuity()
      default: break
      }
      let end = now + UInt64.random(in: 1...20, using: &random) * millisecond
      while now < end, wakes < enough {
        for message in surface.feedback(view: view, now: now) {
          buffer.take(message.bytes.count, now: now)
        }
        wakes += 1
        now = min(end, surface.nextDeadline(now: now + 1) ?? end)
      }
    }
    // Nobody turns in circles while the port is full.
    #expect(wakes < enough)
    let limit = Double(min(mapping.pacing.burst, 2048))
    #expect(buffer.most <= limit + 0.5)
    // At the end, and at a change of mapping on the same port: room for as much again.
    let goodbye = surface.goodbye().reduce(0) { $0 + $1.bytes.count }
    #expect(goodbye + Int(limit) <= 4096)
  }

  @Test(arguments: Shipped.library.mappings.map(\.file))
  func `after plugging in faders come first, then lights, texts, meters`(file: String) throws {
    let mapping = try #require(Shipped.library.mappings.first { $0.file == file })
    var surface = Surface(mapping: mapping, catalogue: catalogue)
    var view = DeskView(state: DeskState(catalogue: catalogue))
    view.meters = Array(repeating: -20, count: catalogue.layout.meterCount)
    var now = second
    surface.connected(now: now)
    var order: [Int] = []
    // The greeting itself may clear a display.
    var greeting: Set<MIDIMessage> = []
    for case .messages(let messages) in mapping.hello { greeting.formUnion(messages) }
    let end = now + 3 * second
    var wakes = 0
    while now < end, wakes < 10_000 {
      wakes += 1
      for message in surface.feedback(view: view, now: now) {
        guard greeting.remove(message) == nil,
          let control = mapping.controls.first(where: { $0.send?.fits(message) == true })
        else { continue }
        switch control.kind {
        case .fader, .knob: order.append(0)
        case .button, .encoder: order.append(1)
        case .text, .color: order.append(2)
        case .meter: order.append(3)
        }
      }
      now = min(end, surface.nextDeadline(now: now + 1) ?? end)
    }
    let settled = order.filter { $0 < 3 }
    #expect(settled == settled.sorted())
    if let meter = order.firstIndex(of: 3) { #expect(!order[meter...].contains(0)) }
  }

  @Test(arguments: Shipped.library.mappings.map(\.file))
  func `a meter is told at most twenty times a second, and motors do not wait for meters`(file: String) throws {
    let mapping = try #require(Shipped.library.mappings.first { $0.file == file })
    var surface = Surface(mapping: mapping, catalogue: catalogue)
    var view = DeskView(state: DeskState(catalogue: catalogue))
    view.meters = Array(repeating: -.infinity, count: catalogue.layout.meterCount)
    var random = Random(seed: 9)
    var now = second
    surface.connected(now: now)
    var times: [String: Set<UInt64>] = [:]
    var late: UInt64 = 0
    for round in 0..<250 {
      for place in view.meters.indices { view.meters[place] = Float.random(in: -70 ... -1, using: &random) }
      let changed = now
      let fader = Parameter(.channel(1), .fader)
      if round > 150, round % 10 == 0 { view.state.values[catalogue.index(of: fader)!] = Float(round % 90) - 80 }
      let end = now + 10 * millisecond
      var wakes = 0
      while now < end, wakes < 1000 {
        wakes += 1
        for message in surface.feedback(view: view, now: now) {
          if round > 150, mapping.controls.contains(where: { $0.isMotor && $0.send!.fits(message) }) {
            late = max(late, now - changed)
          }
          if let meter = mapping.controls.first(where: {
            $0.kind == .meter && MessagePattern.bits(of: $0.send!.forms[0], in: message) != nil
          }) {
            times[meter.name, default: []].insert(now)
          }
        }
        now = min(end, surface.nextDeadline(now: now + 1) ?? end)
      }
    }
    for (meter, times) in times {
      let sorted = times.sorted()
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= 50 * millisecond }, "\(meter)")
    }
    // No more than the few bytes that may be under way before them.
    #expect(late <= 10 * millisecond)
  }

  @Test func `small messages that matter less do not push past a large one that waits`() throws {
    var rig = try Rig(
      device(
        """
        select[1-8]: {kind: button, receive: 90 18+i vv, send: 91 18+i red 92 18+i green 93 18+i blue 90 18+i vv}
        tint[1-8]:
          kind: color
          with: select
          values: [7F 7F 7F, 7F 00 00, 00 7F 00, 7F 7F 00, 00 00 7F, 7F 00 7F, 00 7F 7F, 7F 7F 7F]
        meter[1-8]: {kind: meter, send: D0+i vv, levels: [-63, 0], max: 127}
        """, "select[1-8]: bank[n]/mute\ntint[1-8]: bank[n]/color\nmeter[1-8]: bank[n]/meter",
        "pacing: {rate: 300, burst: 16}"), .init(drain: 300))
    rig.connect()
    var random = Random(seed: 2)
    for channel in 1...8 { try rig.set("ch/\(channel)/mute", 1) }
    let before = rig.log.count
    // Eight lights of twelve bytes take a third of a second.
    for _ in 0..<50 {
      rig.view.meters = rig.view.meters.map { _ in Float.random(in: -60...0, using: &random) }
      rig.run(milliseconds: 10)
    }
    let sent = rig.log[before...]
    let lights = sent.filter { (0x90...0x93).contains($0.message.bytes[0]) }
    #expect(lights.count == 32)
    #expect(lights.last!.now - sent.first!.now <= 350 * millisecond)
    #expect(rig.device.mostQueued <= 16.5)
  }
}
