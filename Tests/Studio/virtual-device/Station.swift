import Glibc
import VirtualDevice

/// The device between its port, the files that show what it is told, and the hands that the scenario lays on it.
struct Station {
  private let name: String
  private let path: String
  private let bytes: CInt
  private let hands: CInt
  private let done: CInt
  private var device: VirtualDevice
  private var card: Card?
  private var line: [UInt8] = []
  private var shown = ""
  /// From when on the device takes more.
  private var readableAt: UInt64 = 0

  init(name: String, folder: String, _ options: VirtualDevice.Options) {
    self.name = name
    path = "\(folder)/\(name)"
    device = VirtualDevice(options)
    bytes = open("\(path).bytes", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    done = Station.pipe("\(path).done")
    hands = Station.pipe("\(path).hands")
    guard bytes >= 0, done >= 0, hands >= 0 else {
      Station.fail("virtual-device: cannot write to \(path).*: \(String(cString: strerror(errno)))")
    }
    // Last, so that who sees a report knows that all is ready.
    show()
  }

  static func fail(_ sentence: String) -> Never {
    write(Array("\(sentence)\n".utf8), to: STDERR_FILENO)
    exit(2)
  }

  /// A pipe that is open at both ends, so that it neither blocks nor ends when a script comes and goes.
  private static func pipe(_ path: String) -> CInt {
    unlink(path)
    return mkfifo(path, 0o600) == 0 ? open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC) : -1
  }

  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Waits for the port or for a hand, and does what is to be done.
  mutating func turn() {
    if card == nil { card = Card(named: name) }
    let isFull = Station.now < readableAt
    var places = [
      pollfd(fd: hands, events: Int16(POLLIN), revents: 0),
      pollfd(fd: card?.descriptor ?? -1, events: Int16(isFull ? 0 : POLLIN), revents: 0),
    ]
    // Without a card it looks for one often, so that it is there before the first byte.
    poll(&places, 2, card == nil || isFull ? 5 : 100)
    if places[0].revents != 0 { readHands() }
    if places[1].revents != 0 { readCard() }
    device.settle(now: Station.now)
    show()
  }

  private mutating func readCard() {
    guard let card else { return }
    // A slow one takes what 10 ms bring at a time.
    guard let new = card.read(limit: Int(min(max(device.options.drain / 100, 1), 4096))) else { return unplugged() }
    let now = Station.now
    readableAt = max(now, readableAt) + UInt64(Double(new.count) / device.options.drain * 1e9)
    guard !new.isEmpty else { return }
    Station.write(new, to: bytes)
    device.hear(new, now: now)
    for answer in device.takeAnswers() where !card.write(answer) { return unplugged() }
  }

  private mutating func unplugged() {
    if let card { close(card.descriptor) }
    card = nil
    device.replug()
  }

  // MARK: Hands

  private mutating func readHands() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(hands, &buffer, buffer.count)
    guard count > 0 else { return }
    for byte in buffer[..<count] {
      guard byte == UInt8(ascii: "\n") else {
        line.append(byte)
        continue
      }
      Station.write(Array("\(obey(String(decoding: line, as: UTF8.self)))\n".utf8), to: done)
      line = []
    }
  }

  private mutating func obey(_ command: String) -> String {
    let new: [UInt8]?
    if command.hasPrefix("file ") {
      new = Station.contents(String(command.dropFirst(5)))
    } else {
      let words = command.split(separator: " ").map { UInt8($0, radix: 16) }
      new = words.contains(nil) ? nil : words.compactMap(\.self)
    }
    guard let new, !new.isEmpty else { return "'\(command)' is neither bytes nor a file" }
    guard let card else { return "not plugged in" }
    device.sends(new, now: Station.now)
    guard card.write(new) else {
      unplugged()
      return "unplugged meanwhile"
    }
    return "ok"
  }

  private static func contents(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = Glibc.read(file, &buffer, buffer.count), count > 0 { all += buffer[..<count] }
    return all
  }

  // MARK: Files

  /// Writes the report anew if it says something else than before; whoever reads it sees a whole one.
  private mutating func show() {
    let report = device.report
    guard report != shown else { return }
    shown = report
    let file = open("\(path).report.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    Station.write(Array(report.utf8), to: file)
    close(file)
    rename("\(path).report.new", "\(path).report")
  }

  private static func write(_ bytes: [UInt8], to file: CInt) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
