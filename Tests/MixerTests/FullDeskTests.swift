import Foundation
import Testing

@testable import Mixer

/// What holds for the whole engine, with every processor at work.
@Suite struct FullDeskTests {
  private let desk = FullDesk()

  /// What comes in: bursts of noise and tones, another one for each channel.
  private func programmes(_ frames: Int, seed: UInt64 = 40) -> [Int: [Float]] {
    Dictionary(
      uniqueKeysWithValues: (1...desk.layout.channels).map {
        ($0, programme(seed + UInt64($0), frames: frames).map { $0 * 0.5 })
      })
  }

  /// The same signals from a frame on.
  private func from(_ frame: Int, _ inputs: [Int: [Float]]) -> [Int: [Float]] {
    inputs.mapValues { Array($0.dropFirst(frame)) }
  }

  // MARK: Blocks

  @Test(arguments: [1, 7, 32, 64, 100, 256, 1024])
  func `where blocks end changes no bit of any output`(block: Int) {
    let expected = session(blocks: 511)
    let outputs = session(blocks: block)
    for output in outputs.indices {
      let first = outputs[output].indices.first { outputs[output][$0] != expected[output][$0] }
      #expect(first == nil, "output \(output)")
    }
    #expect(expected.allSatisfy { $0.contains { abs($0) > 0.001 } }, "an output is silent")
  }

  /// Everything on, then something of every kind changed, at frames that are no ends of chunks. Of a large batch a
  /// block takes a part only, so these are small.
  private func session(blocks: Int) -> [[Float]] {
    let rig = Rig(desk.layout, fadedUp: false)
    let frames = 12_000
    let inputs = programmes(frames)
    var random = Seeded(41)
    var outputs = Array(repeating: [Float](), count: desk.layout.outputCount)
    var start = 0
    func render(_ count: Int) {
      let part = rig.render(from(start, inputs), frames: count, block: blocks)
      for output in outputs.indices { outputs[output] += part[output] }
      start += count
    }
    rig.send([.fadeUp(frames: 500)])
    for batch in stride(from: 0, to: desk.commands.count, by: 100) {
      rig.send(Array(desk.commands[batch..<min(batch + 100, desk.commands.count)]))
      render(333)
    }
    let catalogue = Catalogue(layout: desk.layout)
    while start < frames {
      rig.send(
        (0..<40).map { _ in
          let place = catalogue.parameters.indices.randomElement(using: &random)!
          // No strip goes silent or alone.
          let parameter = catalogue.parameters[place]
          guard ![.mute, .solo, .fader, .level].contains(parameter.item) else { return .demo(false) }
          return .set(parameter, catalogue.spec(at: place).value(at: .random(in: 0...1, using: &random)))
        })
      render(min(Int.random(in: 1...1500, using: &random), frames - start))
    }
    return outputs
  }

  // MARK: Garbage

  @Test func `garbage at an input becomes no garbage at an output, and is forgotten`() {
    let kinds: [String: [Float]] = [
      "not a number": [.nan], "infinite": [.infinity, -.infinity],
      "denormal": [.leastNormalMagnitude / 3, -.leastNonzeroMagnitude], "huge": [1e30, -1e30],
      "everything": [.nan, 1e30, 0, -.infinity, .leastNonzeroMagnitude, -1e30, .infinity, .greatestFiniteMagnitude],
    ]
    let (before, during, total) = (4800, 4800, 96_000)
    let clean = programmes(total)
    let expected = mix(clean)
    for (kind, garbage) in kinds {
      // Group 3 has channels 9 and 10 to itself, so what comes to channel 5 must not be heard there at all.
      for channel in kind == "everything" ? [5, 9] : [5] {
        var poisoned = clean
        for i in before..<(before + during) { poisoned[channel]![i] = garbage[i % garbage.count] }
        let heard = mix(poisoned)
        #expect(heard.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(kind)")
        #expect(heard[0].allSatisfy { abs($0) <= 0.5012 } && heard[1].allSatisfy { abs($0) <= 0.5012 }, "\(kind)")
        for output in heard.indices {
          #expect(heard[output].prefix(before) == expected[output].prefix(before), "\(kind)")
          let gap = zip(heard[output], expected[output]).suffix(24_000).map { abs($0 - $1) }.max()!
          #expect(gap < 1e-5, "\(kind) at channel \(channel), output \(output)")
        }
        if channel == 5 { #expect(heard[8] == expected[8] && heard[9] == expected[9], "\(kind)") }
      }
    }
  }

  private func mix(_ inputs: [Int: [Float]]) -> [[Float]] {
    let rig = Rig(desk.layout)
    // Automix is one gain for all: what one channel says is heard of in all others.
    rig.send(
      desk.commands + [9, 10].map { .set(Parameter(.channel($0), .automixOn), 0) })
    _ = rig.render([:], frames: 24_000, block: 4096)
    return rig.render(inputs, frames: inputs[1]!.count, block: 1024)
  }
}
