import Foundation

@testable import Mixer

/// A mixer as the catalogue and docs/architecture.md describe it, written for reading: one sample, one strip, one
/// multiplication at a time, in double precision, with the C library's functions. No lanes, no chunks, no shortcuts. It
/// has levels, assignments, sends, DCAs, mute groups, solo and talkback, and what strips do to their signals
/// (`ReferenceStrip`); automix and effects are off. It has no limiter, only its delay, so it is right where the limiter
/// has nothing to do.
struct ReferenceMixer {
  let layout: Layout
  let panLaw: MixerOptions.PanLaw
  /// Whether gains arrive with the next frame, as they have when nothing was heard for long.
  private let isAtRest: Bool
  private let catalogue: Catalogue
  private let sampleRate: Double
  private var state: DeskState

  private var strips: [ReferenceStrip] = []
  private var linked: [Bool] = []
  private var groupStrips: [ReferenceBus] = []
  private var auxStrips: [ReferenceBus] = []
  private var mainStrip: ReferenceBus
  private var image: ReferenceImage
  /// The last 64 frames of what each group, then each aux sends out, as a key hears it.
  private var busKeys: [[Double]]

  private var inputs: [Line]
  /// Main, groups, solo, auxes, auxes from before the equaliser for every channel; left and right of each.
  private var sends: [[Line]]
  /// Own output, main, solo for every group; left and right of each.
  private var groups: [[Line]]
  /// Own output, solo for every aux; left and right of each.
  private var auxes: [[Line]]
  /// The talkback into every aux.
  private var talks: [Line]
  private var mainLeft = Line()
  private var mainRight = Line()
  private var level = Line()
  private var solo = Line()
  private var mono = Line()
  private var polarity = Line()
  private var fadeUp = Line()
  private var delays: [[Double]]

  init(
    layout: Layout, sampleRate: Double, panLaw: MixerOptions.PanLaw, latency: Int, isAtRest: Bool = false
  ) {
    self.layout = layout
    self.sampleRate = sampleRate
    self.panLaw = panLaw
    self.isAtRest = isAtRest
    catalogue = Catalogue(layout: layout)
    state = DeskState(catalogue: catalogue)
    inputs = Array(repeating: Line(1), count: layout.channels)
    sends = Array(
      repeating: Array(repeating: Line(), count: 2 * (layout.groups + 2 + 2 * layout.auxes)), count: layout.channels)
    groups = Array(repeating: Array(repeating: Line(), count: 6), count: layout.groups)
    auxes = Array(repeating: Array(repeating: Line(), count: 4), count: layout.auxes)
    talks = Array(repeating: Line(), count: layout.auxes)
    delays = Array(repeating: Array(repeating: 0, count: latency), count: 4)
    busKeys = Array(repeating: Array(repeating: 0, count: 64), count: layout.groups + layout.auxes)
    let (known, values) = (catalogue, state)
    func reader(_ strip: StripID) -> StripReader {
      { item, which in Double(values.value(of: Parameter(strip, item, which), in: known)) }
    }
    mainStrip = ReferenceBus(reader(.main), sampleRate)
    image = ReferenceImage(reader(.main), sampleRate)
    for strip in layout.strips {
      switch strip.kind {
      case .channel: strips.append(ReferenceStrip(reader(strip), sampleRate))
      case .group: groupStrips.append(ReferenceBus(reader(strip), sampleRate))
      case .aux: auxStrips.append(ReferenceBus(reader(strip), sampleRate))
      default: break
      }
    }
    retarget()
  }

  private mutating func remake(_ strip: StripID) {
    let read: StripReader = { [self] item, which in value(strip, item, which) }
    switch strip.kind {
    case .channel: strips[strip.index] = ReferenceStrip(read, sampleRate)
    case .group: groupStrips[strip.index] = ReferenceBus(read, sampleRate)
    case .aux: auxStrips[strip.index] = ReferenceBus(read, sampleRate)
    case .main: (mainStrip, image) = (ReferenceBus(read, sampleRate), ReferenceImage(read, sampleRate))
    default: break
    }
  }

  /// One batch, at a block's start. What this desk does not have, and values that nothing has, change nothing.
  mutating func obey(_ batch: [Command]) {
    var remade: Set<StripID> = []
    for command in batch {
      switch command {
      case .set(let parameter, let value):
        guard let place = catalogue.index(of: parameter) else { continue }
        guard catalogue.spec(at: place).range.contains(value) else { continue }
        state.values[place] = value
        remade.insert(parameter.strip)
      case .fadeUp(let frames): fadeUp.aim(at: 1, frames: Double(frames))
      case .demo: break
      }
    }
    remade.forEach { remake($0) }
    retarget()
  }

  /// One frame: main left, right, monitor left, right, then every group left, right, then every
  /// aux left, right.
  mutating func frame(_ sample: (Int) -> Double) -> [Double] {
    var main = [0.0, 0.0]
    var solos = [0.0, 0.0]
    var buses = Array(repeating: [0.0, 0.0], count: layout.groups)
    var auxSums = Array(repeating: [0.0, 0.0], count: layout.auxes)
    let first = 2 * (layout.groups + 2)
    let heard = strips.indices.map { strips[$0].delayed(sample($0) * inputs[$0].next()) }
    let talker = Int(value(.talkback, .talkInput)) - 1
    let talk = heard.indices.contains(talker) ? heard[talker] : 0
    let (early, late) = processed(heard)
    for channel in 0..<layout.channels {
      let x = late[channel]
      for side in 0..<2 {
        main[side] += x * sends[channel][side].next()
        for group in 0..<layout.groups { buses[group][side] += x * sends[channel][2 + 2 * group + side].next() }
        solos[side] += x * sends[channel][2 + 2 * layout.groups + side].next()
        for aux in 0..<layout.auxes {
          auxSums[aux][side] += x * sends[channel][first + 4 * aux + side].next()
          auxSums[aux][side] += early[channel] * sends[channel][first + 4 * aux + 2 + side].next()
        }
      }
    }
    var stems: [Double] = []
    let fade = fadeUp.next()
    for group in 0..<layout.groups {
      buses[group] = groupStrips[group].shaped(buses[group])
      for side in 0..<2 {
        stems.append(buses[group][side] * groups[group][side].next())
        main[side] += buses[group][side] * groups[group][2 + side].next()
        solos[side] += buses[group][side] * groups[group][4 + side].next()
      }
    }
    for aux in 0..<layout.auxes {
      let spoken = talk * talks[aux].next()
      auxSums[aux] = auxStrips[aux].shaped(auxSums[aux].map { $0 + spoken })
      for side in 0..<2 {
        stems.append(auxSums[aux][side] * auxes[aux][side].next())
        solos[side] += auxSums[aux][side] * auxes[aux][2 + side].next()
      }
    }
    for bus in busKeys.indices {
      busKeys[bus].append((stems[2 * bus] + stems[2 * bus + 1]) / 2)
      busKeys[bus].removeFirst()
    }
    stems = stems.map { $0 * fade }
    main = image.shaped(mainStrip.shaped(main))
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
    var monitors = [l, r].map { ($0 * (1 - narrowed) + middle * narrowed) * loudness }
    monitors[1] *= polarity.next()
    return [left, right] + monitors + stems
  }

  /// What the sends from before the equaliser take of the channels, and what everything else takes.
  private mutating func processed(_ heard: [Double]) -> (early: [Double], late: [Double]) {
    func key(_ source: Int, of x: Double) -> Double {
      switch source {
      case 0: x
      case ...256: source <= heard.count ? heard[source - 1] : 0
      case ...264: source - 257 < layout.groups ? busKeys[source - 257][0] : 0
      default: source - 265 < layout.auxes ? busKeys[layout.groups + source - 265][0] : 0
      }
    }
    /// The louder of a linked pair.
    func shared(_ levels: [Double]) -> [Double] {
      levels.indices.map { linked[$0] ? max(levels[$0], levels[$0 ^ 1]) : levels[$0] }
    }
    var x = heard.indices.map { strips[$0].cut(heard[$0]) }
    let levels = shared(x.indices.map { strips[$0].gateLevel(key(strips[$0].gateKey, of: x[$0])) })
    x = x.indices.map { strips[$0].gated(x[$0], levels[$0]) }
    let early = x
    for isBefore in [true, false] {
      if !isBefore { x = x.indices.map { strips[$0].equalized(x[$0]) } }
      let levels = shared(
        x.indices.map { strips[$0].compressorLevel(key(strips[$0].compressorKey, of: x[$0]), before: isBefore) })
      x = x.indices.map { strips[$0].compressed(x[$0], levels[$0], before: isBefore) }
    }
    let bands = x.indices.map { strips[$0].sibilants(x[$0]) }
    let late = x.indices.map { channel in
      let partner = linked[channel] ? (x: x[channel ^ 1], band: bands[channel ^ 1]) : nil
      return strips[channel].deEssed(x[channel], band: bands[channel], partner: partner)
    }
    return (early, late)
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
    // An odd desk's last channel has nobody beside it.
    linked = (0..<layout.channels).map { $0 ^ 1 < layout.channels && isOn(StripID(.channel, $0), .link) }
    let afterFader = value(.monitor, .soloMode) == 1
    let inPlace = value(.monitor, .soloMode) == 2
    let heard: [StripID] = layout.strips.filter { [.channel, .group, .aux].contains($0.kind) && isSoloed($0) }
    for channel in 0..<layout.channels {
      let strip = StripID(.channel, channel)
      aim(&inputs[channel], amplitude(value(strip, .trim)) * (isOn(strip, .polarity) ? -1 : 1))
      let (left, right) = sides(of: strip)
      let open = isSilenced(strip, heard) ? 0.0 : 1
      let fader = open * level(of: strip)
      let toMain = isOn(strip, .toMain) ? fader : 0
      aim(&sends[channel][0], left * toMain)
      aim(&sends[channel][1], right * toMain)
      for group in 0..<layout.groups {
        let toGroup = isOn(strip, .toGroup, group) ? fader : 0
        aim(&sends[channel][2 + 2 * group], left * toGroup)
        aim(&sends[channel][3 + 2 * group], right * toGroup)
      }
      // Before the fader a strip is heard from the middle, or a linked one from its side.
      let solos = afterFader ? (left * fader, right * fader) : sides(of: strip, centred: true)
      let isHeard = isSoloed(strip) && !inPlace
      aim(&sends[channel][2 + 2 * layout.groups], isHeard ? solos.0 : 0)
      aim(&sends[channel][3 + 2 * layout.groups], isHeard ? solos.1 : 0)
      for aux in 0..<layout.auxes {
        let send = isOn(strip, .auxOn, aux) ? amplitude(value(strip, .auxLevel, aux)) : 0
        let isStereo = isOn(StripID(.aux, aux), .stereo)
        let first = 2 * (layout.groups + 2) + 4 * aux
        for (side, pan) in [left, right].enumerated() {
          let share = isStereo ? pan : 1
          let tap = value(strip, .auxTap, aux)
          aim(&sends[channel][first + side], tap == 0 ? 0 : send * (tap == 1 ? open : fader) * share)
          aim(&sends[channel][first + 2 + side], tap == 0 ? send * open * share : 0)
        }
      }
    }
    for group in 0..<layout.groups {
      let strip = StripID(.group, group)
      for (side, gain) in outputs(of: strip, heard).enumerated() {
        aim(&groups[group][side], gain)
        aim(&groups[group][2 + side], isOn(strip, .toMain) ? gain : 0)
        aim(&groups[group][4 + side], isSoloed(strip) && !inPlace ? (afterFader ? gain : 1) : 0)
      }
    }
    let talks = isOn(.talkback, .talkOn) && value(.talkback, .talkInput) >= 1
    for aux in 0..<layout.auxes {
      let strip = StripID(.aux, aux)
      for (side, gain) in outputs(of: strip, heard).enumerated() {
        aim(&auxes[aux][side], gain)
        aim(&auxes[aux][2 + side], isSoloed(strip) && !inPlace ? (afterFader ? gain : 1) : 0)
      }
      let spoken = talks && isOn(.talkback, .talkAux, aux) ? amplitude(value(.talkback, .talkLevel)) : 0
      aim(&self.talks[aux], spoken)
    }
    let (left, right) = balanced(value(.main, .pan))
    let fader = isOn(.main, .mute) ? 0 : amplitude(value(.main, .fader))
    aim(&mainLeft, left * fader)
    aim(&mainRight, right * fader)
    aim(&level, amplitude(value(.monitor, .level)) * (isOn(.monitor, .dim) || talks ? 0.1 : 1))
    aim(&mono, isOn(.monitor, .mono) ? 1 : 0)
    aim(&solo, heard.isEmpty || inPlace ? 0 : 1)
    aim(&polarity, isOn(.monitor, .polarity) ? -1 : 1)
  }

  private func outputs(of strip: StripID, _ heard: [StripID]) -> [Double] {
    let (left, right) = balanced(value(strip, .pan))
    let fader = isSilenced(strip, heard) ? 0 : level(of: strip)
    return [left * fader, right * fader]
  }

  private func dcas(of strip: StripID) -> [StripID] {
    (0..<layout.dcas).filter { isOn(strip, .dca, $0) }.map { StripID(.dca, $0) }
  }

  private func isSoloed(_ strip: StripID) -> Bool {
    isOn(strip, .solo) || dcas(of: strip).contains { isOn($0, .solo) }
  }

  private func isSilenced(_ strip: StripID, _ heard: [StripID]) -> Bool {
    if isOn(strip, .mute) || dcas(of: strip).contains(where: { isOn($0, .mute) }) { return true }
    let mutes = (0..<layout.muteGroups).filter { isOn(strip, .muteGroup, $0) }
    if mutes.contains(where: { isOn(StripID(.muteGroup, $0), .mute) }) { return true }
    if strip.kind == .channel, isOn(.talkback, .talkOn), Int(value(.talkback, .talkInput)) == strip.index + 1 {
      return true
    }
    guard value(.monitor, .soloMode) == 2, !isOn(strip, .soloSafe), !isSoloed(strip), strip.kind != .aux else {
      return false
    }
    return heard.contains { $0.kind == strip.kind }
  }

  /// The fader with its DCAs; at -90 dB each of them is silent.
  private func level(of strip: StripID) -> Double {
    let faders = [value(strip, .fader)] + dcas(of: strip).map { value($0, .fader) }
    return faders.contains { $0 <= -90 } ? 0 : pow(10, faders.reduce(0, +) / 20)
  }

  /// A linked pair: the odd channel is the left side, the even one the right, and pan is a balance.
  private func sides(of strip: StripID, centred: Bool = false) -> (Double, Double) {
    let pan = centred ? 0 : value(strip, .pan)
    guard isOn(strip, .link) else { return panned(pan) }
    let (left, right) = balanced(pan)
    let own = centred ? 1 : (1 + value(strip, .width) / 100) / 2
    return strip.index % 2 == 0 ? (left * own, right * (1 - own)) : (left * (1 - own), right * own)
  }

  /// 20 ms for a change of 1, at least 10 ms.
  private func aim(_ line: inout Line, _ gain: Double) {
    line.aim(at: gain, frames: isAtRest ? 1 : max(0.010, 0.020 * abs(gain - line.value)) * sampleRate)
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
