import Mixer

/// What a session wants the daemon to do.
public enum Effect: Hashable, Sendable {
  /// Give this to the mixer, the surfaces and every session (`Session.note`).
  case apply(Batch)
  /// Do this with the disk, then call `Session.finish`.
  case snapshot(SnapshotRequest)
  /// Tell this session what is there (`Session.hear`), and listen to devices without a mapping too.
  case listen
  /// Begin to test this surface, then call `Session.report` and, when it is over, `Session.endStream`.
  case test(String)
  /// Close the connection once its output is written.
  case close
}

/// One connection of the control socket, without the socket: bytes in, bytes out, and what the daemon must do.
///
/// In the poll loop: read while `wantsInput` and give it to `receive`; then `proceed`; write `output` and say how much with
/// `sent`, then `proceed` again. Every batch goes to `note`, whoever made it. Twenty times a second, `pulse`. Control thread.
public struct Session: Sendable {
  /// Requests wait, and streams let older values go, while more bytes than this wait to be written.
  public static let outputLimit = 65_536

  /// Bytes to be written.
  public private(set) var output: [UInt8] = []
  /// Whether the connection is to be closed once `output` is written.
  public private(set) var isClosing = false

  private var reader = LineReader()
  private var hasEnded = false
  private var isWaiting = false
  private var stream: Stream?
  private var watched: Set<Address> = []
  private var fresh: [Address] = []
  private var freshSet: Set<Address> = []
  private var left = 0

  /// A connection that was just accepted.
  public init() {}

  /// Whether the daemon should read from it; false while too much waits already.
  public var wantsInput: Bool { !isClosing && !hasEnded && reader.pending <= LineReader.limit * 2 }

  /// Whether it streams what surfaces send, so that the daemon need not write it down for nobody.
  public var monitorsSurfaces: Bool {
    if case .monitor = stream { true } else { false }
  }

  /// Whether it wants to hear devices, also those without a mapping.
  public var hearsDevices: Bool {
    switch stream {
    case .monitor(nil), .listen: true
    default: false
    }
  }

  /// The surface whose test it streams.
  public var testedSurface: String? {
    if case .test(let name) = stream { name } else { nil }
  }

  /// Whether it wants `pulse` to draw meters.
  public var followsMeters: Bool {
    switch stream {
    case .meters, .bridge: true
    default: false
    }
  }

  /// Takes bytes that were read.
  public mutating func receive(_ bytes: some Sequence<UInt8>) { reader.push(bytes) }

  /// The client has closed its side; what it sent is still answered.
  public mutating func end() { hasEnded = true }

  /// Says how many bytes of `output` were written.
  public mutating func sent(_ count: Int) { output.removeFirst(min(count, output.count)) }

  /// Obeys the lines that wait, in order, until one needs the disk or too much output waits.
  public mutating func proceed(_ desk: inout Desk, _ surroundings: Surroundings) -> [Effect] {
    var effects: [Effect] = []
    flush(desk)
    while !isWaiting, !isClosing, output.count < Session.outputLimit, let line = nextLine() {
      effects += obey(line, &desk, surroundings)
    }
    if hasEnded, !isWaiting, !isClosing, stream == nil, reader.pending == 0 {
      isClosing = true
      effects.append(.close)
    }
    return effects
  }

  /// Answers the snapshot request that was waited for.
  public mutating func finish(_ reply: Reply) {
    isWaiting = false
    write(reply.text)
  }

  /// Tells a watcher what has changed. The newest value wins: what the client has not read yet is sent once, as it is.
  public mutating func note(_ batch: Batch, _ desk: Desk) {
    guard case .watch = stream else { return }
    for change in batch.changes { mark(.value(change.parameter)) }
    for renaming in batch.renamings { mark(.name(renaming.strip)) }
    flush(desk)
  }

  /// Sends the next frame of meters, unless the client still has the last one to read.
  public mutating func pulse(_ desk: Desk, _ surroundings: Surroundings) {
    guard output.isEmpty else { return }
    switch stream {
    case .meters(let form): frame(Listing.meters(form, surroundings.meters, desk))
    case .bridge(let columns, let rows):
      let bridge = MeterBridge(columns: columns, rows: rows, hasColor: true)
      frame(bridge.lines(desk, surroundings.meters, surroundings.status))
    default: break
    }
  }

  /// Tells a monitor what a surface sent or was sent. While the client does not read, lines are left out and counted.
  public mutating func surface(_ name: String, _ line: String) {
    guard case .monitor(let wanted) = stream, wanted == nil || wanted == name else { return }
    guard output.count < Session.outputLimit else {
      left += 1
      return
    }
    if left > 0 { write(Reply.data("\(left) lines left out")) }
    left = 0
    write(Reply.data("\(Words.quoted(name)) \(line)"))
  }

  /// Tells every monitor what went wrong, or was not done.
  public mutating func warn(_ sentence: String) {
    if monitorsSurfaces, output.count < Session.outputLimit { write(Reply.data("warning \(sentence)")) }
  }

  /// Tells a listener what a device has sent, or which devices there are. One that does not read is told that lines were lost.
  public mutating func hear(_ news: DeviceNews) {
    guard case .listen(let wanted) = stream, wanted == nil || news.name == nil || news.name == wanted else { return }
    guard output.count < Session.outputLimit else {
      left += 1
      return
    }
    if left > 0 { write(Reply.data(DeviceNews.lost.line)) }
    left = 0
    write(Reply.data(news.line))
  }

  /// Tells what a test shows now.
  public mutating func report(_ line: String) {
    if testedSurface != nil { write(Reply.data(line)) }
  }

  /// Ends a stream from this side.
  public mutating func endStream(_ reply: Reply = .done()) {
    guard stream != nil else { return }
    stream = nil
    watched = []
    fresh = []
    freshSet = []
    left = 0
    write(reply.text)
  }

  private mutating func nextLine() -> LineReader.Line? {
    if let line = reader.next() { return line }
    return hasEnded ? reader.end() : nil
  }

  private mutating func obey(_ line: LineReader.Line, _ desk: inout Desk, _ surroundings: Surroundings) -> [Effect] {
    let wasStreaming = stream != nil
    if wasStreaming { endStream() }
    do throws(Refusal) {
      switch line {
      case .unreadable(let sentence): throw Refusal(sentence)
      case .text(let text):
        guard let request = try Request.parse(text) else { return [] }
        // The stream's own end was the answer.
        if wasStreaming, request == .stop { return [] }
        return carryOut(Interpreter.obey(request, &desk, surroundings), desk)
      }
    } catch {
      write(Reply.usage(error.description).text)
      return []
    }
  }

  private mutating func carryOut(_ answer: Answer, _ desk: Desk) -> [Effect] {
    switch answer {
    case .reply(let reply, let batch):
      write(reply.text)
      return batch.isEmpty ? [] : [.apply(batch)]
    case .later(let request):
      isWaiting = true
      return [.snapshot(request)]
    case .stream(let stream):
      begin(stream, desk)
      switch stream {
      case .monitor(nil), .listen: return [.listen]
      case .test(let name): return [.test(name)]
      default: return []
      }
    case .close:
      write(Reply.done().text)
      isClosing = true
      return [.close]
    }
  }

  private mutating func begin(_ stream: Stream, _ desk: Desk) {
    self.stream = stream
    guard case .watch(let addresses, let full) = stream else { return }
    watched = Set(addresses)
    if full { for address in addresses { mark(address) } }
    flush(desk)
  }

  private mutating func mark(_ address: Address) {
    guard watched.contains(address), freshSet.insert(address).inserted else { return }
    fresh.append(address)
  }

  private mutating func flush(_ desk: Desk) {
    var done = 0
    while done < fresh.count, output.count < Session.outputLimit {
      write(Reply.data(Listing.line(fresh[done], desk)))
      freshSet.remove(fresh[done])
      done += 1
    }
    if done > 0 { fresh.removeFirst(done) }
  }

  /// One frame; an empty data line ends it.
  private mutating func frame(_ lines: [String]) {
    for line in lines { write(Reply.data(line)) }
    write(Reply.data(""))
  }

  private mutating func write(_ text: String) { output += text.utf8 }
}
