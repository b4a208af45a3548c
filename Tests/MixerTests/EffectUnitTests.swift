import Testing

@testable import Mixer

/// What happens when an effect becomes another one.
@Suite struct EffectUnitTests {
  /// Noise into the reverb; then the delay, and soon the reverb again, without input.
  private func thereAndBack(blocks: [Int], after pause: Int = 1200) -> [Float] {
    var unit = EffectUnit(sampleRate: 48000)
    let input = noise(1, frames: 24000) + [Float](repeating: 0, count: 48000)
    var left = [Float](repeating: 0, count: input.count)
    var right = left
    var (frame, block) = (0, 0)
    while frame < input.count {
      if frame == 24000 { unit.choose(1) }
      if frame == 24000 + pause { unit.choose(0) }
      // Choices fall between blocks.
      let next = [24000, 24000 + pause, input.count].first { $0 > frame }!
      let count = min(blocks[block % blocks.count], next - frame)
      input.withUnsafeBufferPointer { x in
        left.withUnsafeMutableBufferPointer { l in
          right.withUnsafeMutableBufferPointer { r in
            unit.process(
              x.baseAddress! + frame, l.baseAddress! + frame, r.baseAddress! + frame, frames: count)
          }
        }
      }
      frame += count
      block += 1
    }
    return left + right
  }

  @Test(arguments: [100, 1200, 2500, 20000]) func `one that comes back has forgotten its tail`(pause: Int) {
    let sound = thereAndBack(blocks: [64], after: pause)
    let left = sound.prefix(sound.count / 2)
    #expect(left[20000..<24000].contains { abs($0) > 0.01 }, "it sounded")
    // 20 ms of fading out, then nothing, unless it never went.
    let end = 24000 + 960
    if pause > 960 { #expect(left[end...].allSatisfy { $0 == 0 }) }
  }

  @Test func `blocks do not matter to it`() {
    let expected = thereAndBack(blocks: [64])
    for blocks in [[1], [7, 64, 3], [33]] { #expect(thereAndBack(blocks: blocks) == expected, "blocks \(blocks)") }
  }

  /// Going through megabytes at once would make one block late.
  @Test func `forgetting is spread over many blocks`() {
    var memory = EffectMemory(floats: 1000)
    for i in 0..<1000 { memory.start[i] = 1 }
    memory.forget()
    memory.clean(300)
    #expect((0..<1000).filter { memory.start[$0] != 0 }.count == 700)
    #expect(memory.dirty == 700)
    memory.clean(5000)
    #expect(memory.dirty == 0 && (0..<1000).allSatisfy { memory.start[$0] == 0 })
  }
}
