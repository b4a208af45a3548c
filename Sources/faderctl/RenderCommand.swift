import ArgumentParser
import Desk
import Glibc
import Host
import Mixer
import Program

/// `faderctl render`: the desk without JACK and without a daemon, files in and a file out.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Mixes sound files into a float WAV with the desk's own engine.",
    discussion: """
      --in takes files, a folder of them, or demo. Mono files take one channel each, stereo files a linked pair. Without --desk \
      and --snapshot the faders of all channels with a file stand at 0 dB. A script has lines such as: 2.5 set ch/3/fader -6
      """)
  @OptionGroup var common: CommonOptions
  @Option(help: ArgumentHelp("A stored desk to start from.", valueName: "file")) var desk: String?
  @Option(
    name: .customLong("in"), parsing: .upToNextOption,
    help: ArgumentHelp("Sound files, a folder, or demo.", valueName: "file"))
  var inputs: [String]
  @Option(help: "A snapshot to recall at the start: its number, its name, or a file.") var snapshot: String?
  @Option(help: ArgumentHelp("Timed moves.", valueName: "file")) var script: String?
  @Option(help: ArgumentHelp("The file to write.", valueName: "file")) var out: String
  @Option(help: ArgumentHelp("A folder for a stereo file of every group that is fed.", valueName: "dir"))
  var stems: String?
  @Option(help: "Frames per call of the engine, 1 to 8192.") var block = 256
  @Option(help: "Seconds to go on after the longest file.") var tail = 0.0
  @Option(help: "Seconds of the demo.") var seconds = 20.0
  @Option(help: "The sample rate of the demo in Hz.") var rate = 48_000

  func validate() throws {
    guard (1...Mixer.maximumBlock).contains(block) else { throw ValidationError("--block takes 1 to 8192") }
    guard (0...3600).contains(tail) else { throw ValidationError("--tail takes 0 to 3600 seconds") }
    guard (0.01...36_000).contains(seconds) else { throw ValidationError("--seconds takes 0.01 to 36000") }
    guard (44_100...192_000).contains(rate) else { throw ValidationError("--rate takes 44100 to 192000 Hz") }
  }

  func run() throws {
    do { try render() } catch let code as ExitCode { throw code } catch {
      Output.error("faderctl: \(error)")
      throw ExitCode(1)
    }
  }

  private func render() throws {
    let setup = try Setup(common.locations)
    let catalogue = Catalogue(layout: setup.configuration.layout)
    let source = try open(layout: catalogue.layout)
    var start = setup.configuration.newDesk()
    if desk == nil, snapshot == nil { source.openFaders(&start, catalogue: catalogue) }
    for file in [desk, try snapshot.map { try setup.snapshotFile($0, catalogue) }].compactMap({ $0 }) {
      start = try StoredFile.recall(file, over: start, catalogue)
    }
    source.label(&start, catalogue: catalogue)
    let moves = try script.map { file in
      try RenderScript(
        text: try TextFile.read(file), file: file, catalogue: catalogue, desk: start, sampleRate: source.sampleRate
      ) { name, desk in try StoredFile.recall(try setup.snapshotFile(name, catalogue), over: desk, catalogue) }
    }
    var render = OfflineRender(catalogue: catalogue)
    render.options = MixerOptions(panLaw: setup.configuration.panLaw, ceiling: setup.configuration.ceiling)
    render.blockSize = block
    render.stemFolder = stems
    render.tail = tail
    var bar = ProgressBar()
    let summary = try render.run(source, desk: start, script: moves ?? RenderScript(), to: out) { bar.show($0) }
    bar.end()
    report(summary)
  }

  private func open(layout: Layout) throws -> RenderSource {
    if inputs == ["demo"] { return RenderSource(demoAt: rate, seconds: seconds, layout: layout) }
    var files: [String] = []
    for input in inputs {
      var facts = stat()
      let isFolder = stat(input, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
      files += isFolder ? try RenderSource.files(in: input) : [input]
    }
    return try RenderSource(files: files, layout: layout)
  }

  private func report(_ summary: OfflineRender.Summary) {
    let seconds = Double(summary.frames) / Double(summary.sampleRate)
    let peak = decibel(gain: summary.peak)
    Output.line(
      "\(summary.files.joined(separator: ", ")): \(tenths(seconds)) s at \(summary.sampleRate) Hz, peak "
        + (peak > -200 ? "\(tenths(Double(peak))) dBFS" : "silence"))
    if summary.limitedFrames > 0 {
      Output.line("the limiter worked for \(tenths(Double(summary.limitedFrames) / Double(summary.sampleRate))) s")
    }
    if summary.badSamples > 0 { Output.line("\(summary.badSamples) input samples were no numbers, or far too large") }
  }
}

/// A number with one digit after the point.
private func tenths(_ value: Double) -> String {
  let scaled = (value * 10).rounded()
  return "\(scaled / 10)"
}

/// A progress bar with the time that is left; only on a terminal.
private struct ProgressBar {
  private let start = EventLoop.now
  private let isShown = isatty(STDERR_FILENO) == 1
  private var last: UInt64 = 0

  mutating func show(_ fraction: Double) {
    let now = EventLoop.now
    guard isShown, now - last > 100_000_000, fraction > 0 else { return }
    last = now
    let filled = Int(fraction * 40)
    let spent = Double(now - start) / 1e9
    let left = Int((spent / fraction - spent).rounded(.up))
    StandardStream.error.write(
      "\r\(String(repeating: "█", count: filled))\(String(repeating: "░", count: 40 - filled)) "
        + "\(Int(fraction * 100)) %, \(left) s left \u{1B}[K")
  }

  func end() { if isShown { StandardStream.error.write("\r\u{1B}[K") } }
}

/// A stored desk that is named by its file.
private enum StoredFile {
  static func recall(_ path: String, over desk: DeskState, _ catalogue: Catalogue) throws -> DeskState {
    let bytes = Array(try TextFile.read(path).utf8)
    let reading = try SnapshotText(catalogue: catalogue).decode(bytes, file: path)
    for notice in reading.notices { Output.error(notice) }
    return reading.desk.state(over: desk)
  }
}

extension Setup {
  /// The file of a snapshot: a number or a name of the state directory, or else a file as it is.
  fileprivate func snapshotFile(_ name: String, _ catalogue: Catalogue) throws -> String {
    if name.contains("/") || name.hasSuffix(".snapshot") { return name }
    let store = SnapshotStore(disk: RealDisk(), directory: locations.state, catalogue: catalogue)
    let matches = try store.list().filter { "\($0.number)" == name || $0.name.lowercased() == name.lowercased() }
    guard let match = matches.first, matches.count == 1 else {
      throw Refusal(
        matches.isEmpty
          ? "there is no snapshot '\(name)' in \(locations.state), and no such file"
          : "several snapshots are named '\(name)'; use the number")
    }
    return match.file
  }
}
