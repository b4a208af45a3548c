import Glibc

/// The hardware's side of a gadget: the raw MIDI port of a card of the kernel.
struct Card {
  let descriptor: CInt

  /// Nil as long as the card is not there.
  init?(named name: String) {
    var link = [CChar](repeating: 0, count: 64)
    let count = readlink("/proc/asound/\(name)", &link, link.count)
    guard count > 4, link.starts(with: "card".utf8.map { CChar($0) }) else { return nil }
    let number = String(decoding: link[4..<count].map { UInt8($0) }, as: UTF8.self)
    descriptor = open("/dev/snd/midiC\(number)D0", O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
  }

  /// What has come, at most `limit` bytes; none if nothing has, nil if the card is gone.
  func read(limit: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = Glibc.read(descriptor, &buffer, limit)
    if count < 0 { return errno == EAGAIN || errno == EINTR ? [] : nil }
    return count == 0 ? nil : Array(buffer[..<count])
  }

  /// Sends all of it, however long the port takes.
  /// - Returns: false if the card is gone.
  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&place, 1, 10_000) > 0, place.revents & Int16(POLLERR | POLLHUP | POLLNVAL) == 0 else { return false }
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EAGAIN && errno != EINTR { return false }
    }
    return true
  }
}
