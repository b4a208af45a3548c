import Foundation

@testable import Mixer

/// A mixer as the catalogue and docs/architecture.md describe it, written for reading: one sample, one strip, one
/// multiplication at a time, in double precision, with the C library's functions. No lanes, no chunks, no shortcuts. It
/// has no limiter, only its delay, so it is right where the limiter has nothing to do.
struct ReferenceMixer {
  let layout: Layout
  let panLaw: MixerOptions.PanLaw
  private let catalogue: Catalogue
  private let sampleRate: Double
  private var state: DeskState

  private var inputs: [Line]
  /// Main, groups, solo for every channel; left and right of each.
  private var sends: [[Line]]
  /// Own output, main, solo for every group; left and right of each.
  private var groups: [[Line]]
  private var mainLeft = Line()
  private var mainRight = Line()
  private var level = Line()
  private var solo = Line()
  private var mono = Line()
  private var fadeUp = Line()
  private var delays: [[Double]]

  init(layout: Layout, sampleRate: Double, panLaw: MixerOptions.PanLaw, latency: Int) {
    self.layout = layout
    self.sampleRate = sampleRate
    self.panLaw = panLaw
    catalogue = Catalogue(layout: layout)
    state = DeskState(catalogue: catalogue)
    inputs = Array(repeating: Line(1), count: layout.channels)
    sends = Array(repeating: Array(repeating: Line(), count: 2 * (layout.groups + 2)), count: layout.channels)
    groups = Array(repeating: Array(repeating: Line(), count: 6), count: layout.groups)
    delays = Array(repeating: Array(repeating: 0, count: latency), count: 4)
    retarget()
  }

  /// One batch, at a block's start. What this desk does not have, and values that nothing has, change nothing.
  mutating func obey(_ batch: [Command]) {
    for command in batch {
      switch command {
      case .set(let parameter, let value):
        guard let place = catalogue.index(of: parameter) else { continue }
        if catalogue.spec(at: place).range.contains(value) { state.values[place] = value }
      case .fadeUp(let frames): fadeUp.aim(at: 1, frames: Double(frames))
      case .demo: break
      }
    }
    retarget()
  }

  /// One frame: main left, right, monitor left, right, then every group left, right.
  mutating func frame(_ sample: (Int) -> Double) -> [Double] {
    var main = [0.0, 0.0]
    var solos = [0.0, 0.0]
    var buses = Array(repeating: [0.0, 0.0], count: layout.groups)
    for channel in 0..<layout.channels {
      let x = sample(channel) * inputs[channel].next()
      for side in 0..<2 {
        main[side] += x * sends[channel][side].next()
        for group in 0..<layout.groups { buses[group][side] += x * sends[channel][2 + 2 * group + side].next() }
        solos[side] += x * sends[channel][2 + 2 * layout.groups + side].next()
      }
    }
    var stems: [Double] = []
    let fade = fadeUp.next()
    for group in 0..<layout.groups {
      for side in 0..<2 {
        stems.append(buses[group][side] * groups[group][side].next() * fade)
        main[side] += buses[group][side] * groups[group][2 + side].next()
        solos[side] += buses[group][side] * groups[group][4 + side].next()
      }
    }
    let left = delayed(0, main[0] * mainLeft.next() * fade)
    let right = delayed(1, main[1] * mainRight.next() * fade)
    let soloLeft = delayed(2, solos[0] * fade)
    let soloRight = delayed(3, solos[1] * fade)
    let soloed = solo.next()
    let narrowed = mono.next()
    let loudness = level.next()
    let l = left * (1 - soloed) + soloLeft * soloed
    let r = right * (1 - soloed) + soloRight * soloed
    let middle = (l + r) / 2
    let monitors = [l, r].map { ($0 * (1 - narrowed) + middle * narrowed) * loudness }
    return [left, right] + monitors + stems
  }

  private mutating func delayed(_ line: Int, _ sample: Double) -> Double {
    delays[line].append(sample)
    return delays[line].removeFirst()
  }

  // MARK: Where gains go

  private func value(_ strip: StripID, _ item: Item, _ which: Int = 0) -> Double {
    Double(state.value(of: Parameter(strip, item, which), in: catalogue))
  }

  private func isOn(_ strip: StripID, _ item: Item, _ which: Int = 0) -> Bool { value(strip, item, which) >= 0.5 }

  /// A fader value of −90 dB is silence.
  private func amplitude(_ decibel: Double) -> Double { decibel <= -90 ? 0 : pow(10, decibel / 20) }

  private func panned(_ percent: Double) -> (Double, Double) {
    let x = (percent + 100) / 200
    let power = (sin((1 - x) * .pi / 2), sin(x * .pi / 2))
    return switch panLaw {
    case .minus3: power
    case .minus6: (1 - x, x)
    case .minus4point5: (sqrt(power.0 * (1 - x)), sqrt(power.1 * x))
    }
  }

  private func balanced(_ percent: Double) -> (Double, Double) {
    (percent > 0 ? sin((1 - percent / 100) * .pi / 2) : 1, percent < 0 ? sin((1 + percent / 100) * .pi / 2) : 1)
  }

  private mutating func retarget() {
    let afterFader = isOn(.monitor, .soloTap)
    var anySolo = false
    for channel in 0..<layout.channels {
      let strip = StripID(.channel, channel)
      aim(&inputs[channel], amplitude(value(strip, .trim)) * (isOn(strip, .polarity) ? -1 : 1))
      let (left, right) = sides(of: strip)
      let fader = isOn(strip, .mute) ? 0 : amplitude(value(strip, .fader))
      let toMain = isOn(strip, .toMain) ? fader : 0
      aim(&sends[channel][0], left * toMain)
      aim(&sends[channel][1], right * toMain)
      for group in 0..<layout.groups {
        let toGroup = isOn(strip, .toGroup, group) ? fader : 0
        aim(&sends[channel][2 + 2 * group], left * toGroup)
        aim(&sends[channel][3 + 2 * group], right * toGroup)
      }
      // Before the fader a strip is heard from the middle, or a linked one from its side.
      let (soloLeft, soloRight) = afterFader ? (left * fader, right * fader) : sides(of: strip, centred: true)
      let isSoloed = isOn(strip, .solo)
      anySolo = anySolo || isSoloed
      aim(&sends[channel][2 + 2 * layout.groups], isSoloed ? soloLeft : 0)
      aim(&sends[channel][3 + 2 * layout.groups], isSoloed ? soloRight : 0)
    }
    for group in 0..<layout.groups {
      let strip = StripID(.group, group)
      let (left, right) = balanced(value(strip, .pan))
      let fader = isOn(strip, .mute) ? 0 : amplitude(value(strip, .fader))
      let isSoloed = isOn(strip, .solo)
      anySolo = anySolo || isSoloed
      for (side, gain) in [left * fader, right * fader].enumerated() {
        aim(&groups[group][side], gain)
        aim(&groups[group][2 + side], isOn(strip, .toMain) ? gain : 0)
        aim(&groups[group][4 + side], isSoloed ? (afterFader ? gain : 1) : 0)
      }
    }
    let (left, right) = balanced(value(.main, .pan))
    let fader = isOn(.main, .mute) ? 0 : amplitude(value(.main, .fader))
    aim(&mainLeft, left * fader)
    aim(&mainRight, right * fader)
    aim(&level, amplitude(value(.monitor, .level)) * (isOn(.monitor, .dim) ? 0.1 : 1))
    aim(&mono, isOn(.monitor, .mono) ? 1 : 0)
    aim(&solo, anySolo ? 1 : 0)
  }

  /// A linked pair: the odd channel is the left side, the even one the right, and pan is a balance.
  private func sides(of strip: StripID, centred: Bool = false) -> (Double, Double) {
    let pan = centred ? 0 : value(strip, .pan)
    guard isOn(strip, .link) else { return panned(pan) }
    let (left, right) = balanced(pan)
    return strip.index % 2 == 0 ? (left, 0) : (0, right)
  }

  /// 20 ms for a change of 1, at least 10 ms.
  private func aim(_ line: inout Line, _ gain: Double) {
    line.aim(at: gain, frames: max(0.010, 0.020 * abs(gain - line.value)) * sampleRate)
  }
}

/// A gain that moves in a straight line.
struct Line {
  private(set) var value: Double
  private var start: Double
  private var target: Double
  private var frames = 1.0
  private var elapsed = 1.0

  init(_ value: Double = 0) {
    self.value = value
    start = value
    target = value
  }

  /// Starts a line from where the gain is now; one that goes there already goes on.
  mutating func aim(at gain: Double, frames wanted: Double) {
    guard gain != target else { return }
    start = value
    target = gain
    elapsed = 0
    // The engine's gains are in single precision, and it lets no step be so small that the sum would swallow it.
    let least = max(abs(start), abs(target)) * 4.8e-7
    frames = min(max(wanted, 1), abs(target - start) / least)
  }

  mutating func next() -> Double {
    guard elapsed < frames else { return value }
    elapsed += 1
    value = elapsed >= frames ? target : start + (target - start) * (elapsed / frames)
    return value
  }
}
