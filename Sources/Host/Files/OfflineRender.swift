import CJACK
import Mixer

/// Mixes files into a file with the desk's own engine, without JACK and as fast as the machine can. The same input gives the
/// same samples, whatever the block size. One thread at a time.
public struct OfflineRender {
  /// The desk's parameters.
  public var catalogue: Catalogue
  /// What the mixer is made with.
  public var options = MixerOptions()
  /// Frames per call of the engine, 1…8192.
  public var blockSize = 256
  /// A folder for one stereo file per group that a channel feeds (`group_1.wav`, …); nil for none.
  public var stemFolder: String?
  /// Seconds to go on after the longest file.
  public var tail = 0.0

  /// A render without stems, in blocks of 256.
  public init(catalogue: Catalogue) { self.catalogue = catalogue }

  /// What came out.
  public struct Summary: Sendable, Hashable {
    /// Frames per second.
    public var sampleRate = 0
    /// Frames written.
    public var frames: Int64 = 0
    /// The largest absolute sample of main, 1 = full scale.
    public var peak: Float = 0
    /// Frames in which the main limiter lowered the level.
    public var limitedFrames: UInt64 = 0
    /// Input samples that were not numbers or beyond ±60 dBFS.
    public var badSamples: UInt64 = 0
    /// The files written, main first.
    public var files: [String] = []
  }

  /// Renders main into a float WAV, in time with the inputs (the limiter's look-ahead is taken off).
  /// - Parameters:
  ///   - desk: the desk at the start.
  ///   - script: what changes on the way.
  ///   - progress: told the finished share, 0…1, about 200 times.
  /// - Throws: `Refusal` if a file cannot be written.
  public func run(
    _ source: RenderSource, desk: DeskState, script: RenderScript = RenderScript(), to path: String,
    progress: (Double) -> Void = { _ in }
  ) throws(Refusal) -> Summary {
    precondition((1...Mixer.maximumBlock).contains(blockSize), "a block has 1 to \(Mixer.maximumBlock) frames")
    cjack_flush_denormals()
    let bench = RenderBench(self, sampleRate: Double(source.sampleRate), longestMove: script.longestMove)
    bench.settle(on: desk, catalogue)
    let length = source.frames + Int64(tail * Double(source.sampleRate))
    let outputs = try RenderOutputs(
      path: path, stems: stemFolder, groups: groups(desk, script), sampleRate: source.sampleRate, frames: length)
    let end = length + Int64(bench.latency)
    var summary = Summary(sampleRate: source.sampleRate, frames: length)
    var moves = script.moves[...]
    var position: Int64 = 0
    var told = 0.0
    while position < end {
      while let move = moves.first, move.frame <= position {
        bench.send(move.changes)
        moves.removeFirst()
      }
      let count = Int(min(Int64(blockSize), end - position, (moves.first?.frame ?? end) - position))
      source.read(into: bench.input, count: count)
      bench.render(count, channels: source.channels, &summary)
      try outputs.write(bench, at: position, count: count, length: length, peak: &summary.peak)
      position += Int64(count)
      let share = Double(position) / Double(end)
      if share - told >= 0.005 || position == end {
        told = share
        progress(share)
      }
    }
    bench.flush(&summary)
    summary.files = try outputs.finish()
    return summary
  }

  /// The groups that a channel feeds at some time.
  private func groups(_ desk: DeskState, _ script: RenderScript) -> [Int] {
    var fed: Set<Int> = []
    for (index, parameter) in catalogue.parameters.enumerated()
    where parameter.item == .toGroup && desk.values[index] >= 0.5 { fed.insert(Int(parameter.which)) }
    for change in script.moves.flatMap(\.changes) where change.parameter.item == .toGroup && change.value >= 0.5 {
      fed.insert(Int(change.parameter.which))
    }
    return fed.sorted()
  }
}

extension RenderScript {
  /// The most values that change at once.
  fileprivate var longestMove: Int { moves.map(\.changes.count).max() ?? 0 }
}

/// The engine with its rings and buffers.
private final class RenderBench {
  private let commands: UnsafeMutablePointer<CommandRing>
  private let reports: UnsafeMutablePointer<ReportRing>
  private var mixer: Mixer
  private var readings: [MeterReading] = []
  private let layout: Layout
  private let blockSize: Int
  private let samples: UnsafeMutablePointer<Float>
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
  /// Frames in a fifth of a second: longer than any ramp, and than the interval of reports.
  private let fifth: Int
  let latency: Int

  init(_ render: OfflineRender, sampleRate: Double, longestMove: Int) {
    layout = render.catalogue.layout
    blockSize = render.blockSize
    fifth = Int(sampleRate / 5)
    commands = .allocate(capacity: 1)
    commands.initialize(to: CommandRing(capacity: max(longestMove, render.catalogue.parameters.count) + 16))
    reports = .allocate(capacity: 1)
    reports.initialize(to: ReportRing(meterCount: layout.meterCount))
    let mixer = Mixer(
      layout: layout, sampleRate: sampleRate, options: render.options, commands: commands, reports: reports)
    latency = mixer.latency
    self.mixer = mixer
    let count = (layout.channels + layout.outputCount) * blockSize
    samples = .allocate(capacity: count)
    samples.initialize(repeating: 0, count: count)
    inputs = .allocate(capacity: layout.channels)
    inputs.initialize(repeating: nil, count: layout.channels)
    outputs = .allocate(capacity: layout.outputCount)
    for i in 0..<layout.outputCount { (outputs + i).initialize(to: samples + (layout.channels + i) * blockSize) }
  }

  deinit {
    commands.deinitialize(count: 1)
    commands.deallocate()
    reports.deinitialize(count: 1)
    reports.deallocate()
    samples.deallocate()
    inputs.deallocate()
    outputs.deallocate()
  }

  func input(_ channel: Int) -> UnsafeMutablePointer<Float> { samples + channel * blockSize }
  func output(_ index: Int) -> UnsafeMutablePointer<Float> { samples + (layout.channels + index) * blockSize }

  func send(_ changes: [RenderScript.Change]) {
    for change in changes {
      let fits = commands.pointee.push(.set(change.parameter, change.value))
      precondition(fits, "the ring is made for the longest move")
    }
    commands.pointee.publish()
    mixer.obey()
  }

  /// Lets every ramp end on silence before the first frame, so that the render begins with the desk as it is.
  func settle(on desk: DeskState, _ catalogue: Catalogue) {
    let opened = commands.pointee.push(.fadeUp(frames: 64))
    precondition(opened, "a new ring has room")
    send(zip(catalogue.parameters, desk.values).map { RenderScript.Change(parameter: $0, value: $1) })
    var ignored = OfflineRender.Summary()
    renderSilence(frames: fifth, &ignored)
  }

  /// Makes the engine report its last interval.
  func flush(_ summary: inout OfflineRender.Summary) {
    for channel in 0..<layout.channels { inputs[channel] = nil }
    renderSilence(frames: fifth, &summary)
  }

  private func renderSilence(frames: Int, _ summary: inout OfflineRender.Summary) {
    var rest = frames
    while rest > 0 {
      render(min(rest, blockSize), channels: [], &summary)
      rest -= blockSize
    }
  }

  func render(_ frames: Int, channels: [Int], _ summary: inout OfflineRender.Summary) {
    for channel in channels { inputs[channel] = UnsafePointer(input(channel)) }
    mixer.render(MixerBuffers(inputs: UnsafePointer(inputs), outputs: UnsafePointer(outputs)), frames: frames)
    mixer.report()
    while let report = reports.pointee.pop(&readings) {
      summary.limitedFrames += UInt64(report.limitedFrames)
      summary.badSamples += UInt64(report.badSamples)
    }
  }
}

/// The files that a render writes.
private final class RenderOutputs {
  private var main: SoundFileWriter
  private var stems: [Stem] = []

  private final class Stem {
    let group: Int
    let path: String
    var file: SoundFileWriter
    init(group: Int, path: String, sampleRate: Int, frames: Int64) throws(Refusal) {
      self.group = group
      self.path = path
      file = try SoundFileWriter(path: path, sampleRate: sampleRate, channels: 2, frames: frames)
    }
  }

  init(path: String, stems folder: String?, groups: [Int], sampleRate: Int, frames: Int64) throws(Refusal) {
    main = try SoundFileWriter(path: path, sampleRate: sampleRate, channels: 2, frames: frames)
    guard let folder else { return }
    for group in groups {
      let path = "\(folder)/group_\(group + 1).wav"
      stems.append(try Stem(group: group, path: path, sampleRate: sampleRate, frames: frames))
    }
  }

  /// Main is later than the stems by the limiter's look-ahead; both are written in time with the inputs.
  func write(_ bench: RenderBench, at position: Int64, count: Int, length: Int64, peak: inout Float) throws(Refusal) {
    let early = Int(min(Int64(count), max(0, Int64(bench.latency) - position)))
    let (left, right) = (bench.output(0) + early, bench.output(1) + early)
    for frame in 0..<(count - early) { peak = max(peak, abs(left[frame]), abs(right[frame])) }
    if count > early { try main.write([UnsafePointer(left), UnsafePointer(right)], count: count - early) }
    let inside = Int(max(0, min(Int64(count), length - position)))
    guard inside > 0 else { return }
    for stem in stems {
      let first = 4 + 2 * stem.group
      try stem.file.write([UnsafePointer(bench.output(first)), UnsafePointer(bench.output(first + 1))], count: inside)
    }
  }

  func finish() throws(Refusal) -> [String] {
    try main.finish()
    for stem in stems { try stem.file.finish() }
    return [main.path] + stems.map { $0.path }
  }
}
