import ArgumentParser
import Desk
import Glibc
import Host
import Mixer
import Program
import Surface

/// `faderctl learn`.
struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn", abstract: "Learns a control by listening to it, and writes it into your mapping file.",
    discussion: """
      PATH is what stands in a layer: ch/3/fader, bank[n]/mute, 'bank next'. With [n] a whole row is learned, one control after \
      the other. Without a path only the control is written down. What is in the file already stays as it is.
      """)
  @OptionGroup var common: CommonOptions
  @Option(help: "The controller, by its name in 'surface list'; any if there is none.") var surface: String?
  @Option(help: "What to call the control; its kind and a number if there is none.") var control: String?
  @Option(help: "The layer; the first one if there is none.") var layer: String?
  @Option(help: "How many controls a row has.") var count = 8
  @Flag(help: "Write without asking.") var yes = false
  @Argument(help: ArgumentHelp("What the control is to do.", valueName: "path")) var path: String?

  func validate() throws {
    if path == nil, control == nil { throw ValidationError("say a path, such as ch/3/fader, or a name with --control") }
    if !(1...64).contains(count) { throw ValidationError("a row has 1 to 64 controls") }
  }

  func run() throws {
    do {
      let target = try LearnTarget(path)
      let daemon = try Daemon(common)
      var lesson = Lesson(target, count: target.isRow ? count : 1)
      let listen = ["surface", "listen"] + (surface.map { [$0] } ?? [])
      try daemon.follow(listen) {
        try lesson.goesOn(now: EventLoop.now)
      } take: { line in
        lesson.take(line)
      }
      guard let row = lesson.row else { throw Refusal("nothing was learned") }
      let bench = try Workbench(lesson.folders, lesson.device(of: row))
      let proposal = try LearnProposal(
        row, for: target, name: control, layer: layer, in: bench.file, families: bench.families)
      try write(proposal, to: bench.path)
      try confirm(proposal.file.name, row.first.device, daemon)
    } catch let error as Refusal {
      Output.error("faderctl: \(error)")
      throw ExitCode(1)
    }
  }

  private func write(_ proposal: LearnProposal, to path: String) throws {
    for remark in proposal.remarks { Output.line("Note: \(remark)") }
    if let conflict = proposal.conflict { Output.line(conflict) }
    for line in proposal.lines { Output.line("  \(line)") }
    if !yes {
      StandardStream.output.write("Write this to \(path)? [y/N] ")
      guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
        throw Refusal("nothing was written")
      }
    }
    do throws(TextFile.Failure) { try TextFile.write(proposal.file.text, to: path) } catch {
      throw Refusal("\(error); the daemon reads its mappings there, so do this as a user who may write there")
    }
    Output.line("Written to \(path).")
  }

  /// Waits until the daemon has taken the file up, and says so.
  private func confirm(_ file: String, _ device: String, _ daemon: Daemon) throws {
    let deadline = EventLoop.now + 3_000_000_000
    var isReady = false
    var isUsed = false
    try daemon.follow(["surface", "listen"]) {
      !isUsed && EventLoop.now < deadline
    } take: { line in
      switch DeviceNews(line) {
      case .ready: isReady = true
      case .device(let news) where isReady && news.file == file: isUsed = true
      default: break
      }
    }
    Output.line(
      isUsed
        ? "The desk uses it now."
        : "The desk has not taken it up yet; its log says why, and 'faderctl mapping check' what is wrong with the file."
    )
  }
}

/// What happens between the hand and the file: listens to the daemon's news and asks for what is missing.
private struct Lesson {
  private(set) var row: LearnRow?
  private(set) var folders: [String] = []

  private var session: LearnSession
  private let count: Int
  private var devices: [String: DeviceNews.Device] = [:]
  private var isReady = false
  private var lastSentence = ""
  private var lastHeard = EventLoop.now
  /// Without a hand for this long it gives up, in nanoseconds.
  private static let patience: UInt64 = 120_000_000_000

  init(_ target: LearnTarget, count: Int) {
    session = LearnSession(for: target)
    self.count = count
  }

  /// - Throws: a sentence if nobody moves anything.
  mutating func goesOn(now: UInt64) throws -> Bool {
    guard isReady else { return true }
    guard now < lastHeard + Lesson.patience else { throw Refusal("nothing was moved for two minutes") }
    if let row { return !row.isComplete }
    switch session.verdict(now: now) {
    case .listening: break
    case .more(let sentence): say(sentence)
    case .unclear(let sentences):
      for sentence in sentences { Output.line(sentence) }
      session.restart()
      say(session.request)
    case .learned(let control): learn(control)
    }
    return row?.isComplete != true
  }

  private mutating func learn(_ control: LearnedControl) {
    for reason in control.reasons { Output.line(reason) }
    row = LearnRow(control, count: count)
    lastHeard = EventLoop.now
    if count > 1 { Output.line("Now the other \(count - 1) of the row, one after the other, from left to right.") }
  }

  /// Says a sentence, but not twice in a row.
  private mutating func say(_ sentence: String) {
    guard sentence != lastSentence else { return }
    lastSentence = sentence
    Output.line(sentence)
  }

  mutating func take(_ line: String) {
    switch DeviceNews(line) {
    case .folder(let path): folders.append(path)
    case .device(let device): devices[device.name] = device
    case .ready:
      isReady = true
      lastHeard = EventLoop.now
      let what = session.target.text.map { "For \($0). " } ?? ""
      if devices.isEmpty { Output.line("No controller is plugged in yet.") }
      Output.line(what + (count > 1 ? "The first one of the row. " : "") + session.request)
    case .received(let name, let time, let bytes):
      lastHeard = EventLoop.now
      let message = MIDIMessage(bytes)
      guard row != nil else { return session.hear(message, from: name, at: time) }
      if row?.hear(message, from: name, at: time) == true, let row {
        Output.line("\(row.addresses.count) of \(row.count): \(row.addresses[row.addresses.count - 1].words)")
      }
    case .unplugged(let name): Output.line("'\(name)' was unplugged.")
    case .lost: session.lost()
    case nil: break
    }
  }

  func device(of row: LearnRow) throws(Refusal) -> DeviceNews.Device {
    guard let device = devices[row.first.device] else { throw Refusal("'\(row.first.device)' is gone") }
    return device
  }
}

/// The mapping file of a device, as the daemon would read it, and where the person's own is.
private struct Workbench {
  let file: MappingFile
  let families: [MappingFile]
  /// Where it is written to.
  let path: String

  /// - Parameter folders: as the daemon reads them; the last one has the shipped files.
  init(_ folders: [String], _ device: DeviceNews.Device) throws(Refusal) {
    guard folders.count > 1, let own = folders.first else {
      throw Refusal("the daemon has no folder for mappings of your own; name one with 'mappings:' in its configuration")
    }
    let all = folders.reversed().flatMap { MappingFile.files(in: $0, complain: Output.error) }
    let families = all.filter(\.isFamily)
    self.families = families
    let found = all.last { $0.name == device.file }
    if let name = device.file, found == nil { throw Refusal("\(name) cannot be read") }
    let known = found.flatMap { try? Mapping.load(text: $0.text, file: $0.name, families: families) }
    guard let found, let name = device.file, known?.isForAnyDevice != true else {
      file = try LearnProposal.begin(for: DeviceIdentity(device), taken: all.map(\.name), like: found)
      path = "\(own)/\(file.name)"
      return
    }
    file = found
    let home = folders.dropLast().first { TextFile.names(in: $0, ending: ".yaml").contains(name) }
    path = "\(home ?? own)/\(name)"
  }
}

extension DeviceIdentity {
  /// What the daemon tells of a device, in the words of the mappings.
  fileprivate init(_ device: DeviceNews.Device) {
    let ids = (device.usb ?? "").split(separator: ":").compactMap { UInt16($0, radix: 16) }
    self.init(
      usbVendor: ids.count == 2 ? ids[0] : nil, usbProduct: ids.count == 2 ? ids[1] : nil, product: device.product,
      clientName: device.client, portIndex: device.port)
  }
}
