import Foundation

@testable import Mixer

/// One of a strip's values: an item, and which of several alike.
typealias StripReader = (Item, Int) -> Double

/// What a channel does to its signal between trim and sends, one sample at a time. Made anew, at rest, by each command
/// to the strip: right when the strip has been silent for long.
struct ReferenceStrip {
  /// What the gate and the compressor listen to, in the order of `Catalogue.keys`.
  let gateKey: Int
  let compressorKey: Int
  private var past: [Double]
  private var place = 0
  private var cuts: [ReferenceFilter] = []
  private var gateFilter: ReferenceFilter
  private var gate: GateModel?
  private var equalizer: [ReferenceFilter]
  /// One for each place that the compressor can have, so that a linked partner may have its own at the other.
  private var compressorFilters: [ReferenceFilter]
  private var compressor: CompressorModel?
  private let isBefore: Bool
  private var deEsser: DeEsserModel

  /// A channel at rest.
  init(_ read: StripReader, _ sampleRate: Double) {
    let delay = read(.delayOn, 0) >= 0.5 ? read(.delayTime, 0) : 0
    past = Array(repeating: 0, count: Int((delay * 0.001 * sampleRate).rounded()))
    if read(.lowCutOn, 0) >= 0.5 {
      let f = read(.lowCutFrequency, 0)
      // Butterworth's: the angles of the poles.
      switch Int(read(.lowCutSlope, 0)) {
      case 0: cuts = [.lowCut12(f, sampleRate)]
      case 1: cuts = [.lowCut12(f, q: 1, sampleRate), .lowCut6(f, sampleRate)]
      default:
        cuts = [(.pi / 8), (3 * .pi / 8)].map { .lowCut12(f, q: 0.5 / cos($0), sampleRate) }
      }
    }
    if read(.highCutOn, 0) >= 0.5 { cuts.append(.highCut12(read(.highCutFrequency, 0), sampleRate)) }
    gateKey = Int(read(.gateKey, 0))
    gateFilter = ReferenceFilter(key: read, .gateFilterOn, .gateFilterType, .gateFilterFrequency, sampleRate)
    if read(.gateOn, 0) >= 0.5 { gate = GateModel(GateSettings(read), sampleRate, isOpen: false) }
    equalizer = ReferenceFilter.bands(4, read, sampleRate)
    compressorKey = Int(read(.compKey, 0))
    let key = ReferenceFilter(key: read, .compFilterOn, .compFilterType, .compFilterFrequency, sampleRate)
    compressorFilters = [key, key]
    if read(.compOn, 0) >= 0.5 { compressor = CompressorModel(CompressorSettings(read), sampleRate) }
    isBefore = read(.compPosition, 0) >= 0.5
    deEsser = DeEsserModel(DeEsserSettings(read), sampleRate)
  }

  /// What comes of an input, so much later.
  mutating func delayed(_ x: Double) -> Double {
    guard !past.isEmpty else { return x }
    defer {
      past[place] = x
      place = (place + 1) % past.count
    }
    return past[place]
  }

  /// Low cut and high cut.
  mutating func cut(_ x: Double) -> Double { cuts.indices.reduce(x) { cuts[$1].next($0) } }

  /// What the gate hears of a key; `gated` takes that, or a linked partner's if it is louder.
  mutating func gateLevel(_ key: Double) -> Double { abs(gateFilter.next(key)) }

  /// The gate, for a level of its key.
  mutating func gated(_ x: Double, _ level: Double) -> Double { x * (gate?.gain(level) ?? 1) }

  /// The four bands.
  mutating func equalized(_ x: Double) -> Double { equalizer.indices.reduce(x) { equalizer[$1].next($0) } }

  /// What the compressor hears of a key before or behind the equaliser.
  mutating func compressorLevel(_ key: Double, before: Bool) -> Double {
    abs(compressorFilters[before ? 0 : 1].next(key))
  }

  /// The compressor, if that is its place, for a level of its key.
  mutating func compressed(_ x: Double, _ level: Double, before: Bool) -> Double {
    before == isBefore ? x * (compressor?.gain(level) ?? 1) : x
  }

  /// What the de-esser hears, on or off: a linked partner may have to know.
  mutating func sibilants(_ x: Double) -> Double { deEsser.band(x) }

  /// The de-esser; a linked partner's sample and what was heard of it count too.
  mutating func deEssed(_ x: Double, band: Double, partner: (x: Double, band: Double)?) -> Double {
    deEsser.settings.isOn ? deEsser.output(x, band: band, partner: partner) : x
  }
}

/// What a group, an aux or main does to its signal before the fader.
struct ReferenceBus {
  private var equalizer: [[ReferenceFilter]]
  private var filters: [ReferenceFilter]
  private var compressor: CompressorModel?

  /// A bus at rest.
  init(_ read: StripReader, _ sampleRate: Double) {
    equalizer = Array(repeating: ReferenceFilter.bands(6, read, sampleRate), count: 2)
    let key = ReferenceFilter(key: read, .compFilterOn, .compFilterType, .compFilterFrequency, sampleRate)
    filters = [key, key]
    if read(.compOn, 0) >= 0.5 { compressor = CompressorModel(CompressorSettings(read), sampleRate) }
  }

  /// Left and right, compressed alike.
  mutating func shaped(_ sides: [Double]) -> [Double] {
    var result = sides
    var level = 0.0
    for side in 0..<2 {
      for band in equalizer[side].indices { result[side] = equalizer[side][band].next(result[side]) }
      level = max(level, abs(filters[side].next(result[side])))
    }
    let gain = compressor?.gain(level) ?? 1
    return result.map { $0 * gain }
  }
}

/// The width and the mono bass of main.
struct ReferenceImage {
  private let width: Double
  private var high: [ReferenceFilter] = []

  /// As main is set.
  init(_ read: StripReader, _ sampleRate: Double) {
    width = read(.width, 0) / 100
    guard read(.monoBassOn, 0) >= 0.5 else { return }
    high = Array(repeating: .lowCut12(read(.monoBassFrequency, 0), sampleRate), count: 2)
  }

  /// Left and right.
  mutating func shaped(_ sides: [Double]) -> [Double] {
    let middle = (sides[0] + sides[1]) / 2
    let side = high.indices.reduce((sides[0] - sides[1]) / 2) { high[$1].next($0) } * width
    return [middle + side, middle - side]
  }
}

extension ReferenceFilter {
  /// The bands of an equaliser that do something.
  fileprivate static func bands(_ count: Int, _ read: StripReader, _ sampleRate: Double) -> [ReferenceFilter] {
    guard read(.eqOn, 0) >= 0.5 else { return [] }
    return (0..<count).compactMap { band in
      let (f, gain, q) = (read(.eqFrequency, band), read(.eqGain, band), read(.eqQ, band))
      switch Catalogue.bandTypes[Int(read(.eqType, band))] {
      case "lowcut": return .lowCut12(f, q: q, sampleRate)
      case "highcut": return .highCut12(f, q: q, sampleRate)
      case "bell": return gain == 0 ? nil : .bell(f, gain, q: q, sampleRate)
      case let shelf: return gain == 0 ? nil : .shelf(f, gain, q: q, isLow: shelf == "lowshelf", sampleRate)
      }
    }
  }

  /// The filter of a key, as `Catalogue.keyFilters` names it.
  fileprivate init(key read: StripReader, _ on: Item, _ type: Item, _ frequency: Item, _ sampleRate: Double) {
    let f = read(frequency, 0)
    self = ReferenceFilter()
    guard read(on, 0) >= 0.5 else { return }
    switch Catalogue.keyFilters[Int(read(type, 0))] {
    case "lowcut6": self = .lowCut6(f, sampleRate)
    case "lowcut12": self = .lowCut12(f, sampleRate)
    case "highcut6": self = .highCut6(f, sampleRate)
    case "highcut12": self = .highCut12(f, sampleRate)
    case let band: self = .bandPass(f, q: Double(band.dropFirst(4))!, sampleRate)
    }
  }
}

extension GateSettings {
  fileprivate init(_ read: StripReader) {
    self.init()
    isOn = true
    mode = [.expander2, .expander3, .expander4, .gate, .duck][Int(read(.gateMode, 0))]
    threshold = Float(read(.gateThreshold, 0))
    range = Float(read(.gateRange, 0))
    attack = Float(read(.gateAttack, 0))
    hold = Float(read(.gateHold, 0))
    release = Float(read(.gateRelease, 0))
    hysteresis = Float(read(.gateHysteresis, 0))
  }
}

extension CompressorSettings {
  fileprivate init(_ read: StripReader) {
    self.init()
    isOn = true
    threshold = Float(read(.compThreshold, 0))
    ratio = Float(Catalogue.ratios[Int(read(.compRatio, 0))])!
    knee = Float(read(.compKnee, 0))
    attack = Float(read(.compAttack, 0))
    hold = Float(read(.compHold, 0))
    release = Float(read(.compRelease, 0))
    makeUp = Float(read(.compGain, 0))
    autoMakeUp = read(.compAutoGain, 0) >= 0.5
    mix = Float(read(.compMix, 0) / 100)
    usesRMS = read(.compDetector, 0) >= 0.5
    autoRelease = read(.compAutoRelease, 0) >= 0.5
  }
}

extension DeEsserSettings {
  fileprivate init(_ read: StripReader) {
    self.init()
    isOn = read(.deEsserOn, 0) >= 0.5
    frequency = Float(read(.deEsserFrequency, 0))
    threshold = Float(read(.deEsserThreshold, 0))
    range = Float(read(.deEsserRange, 0))
  }
}
