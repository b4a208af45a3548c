import Mixer

@testable import Surface

/// The far end of the cable: what a Mackie-like unit with motors, or a plain one with lights, remembers of what it is
/// told. The system's buffer of 4096 bytes stands before it.
struct VirtualDevice {
  struct Fader {
    /// Where it stands.
    var position = 0
    /// Where the host last sent it.
    var target = 0
    var isTouched = false
    /// When a hand left it somewhere that the host has not confirmed.
    var unconfirmedSince: UInt64?
  }

  /// Bytes per second that the buffer gives to the device.
  let drain: Double
  var faders = Array(repeating: Fader(), count: 9)
  var lights: [Int: Int] = [:]
  var controlLights: [Int: Int] = [:]
  var display = Array(repeating: UInt8(0), count: 112)
  var colors: [UInt8] = []
  var digits: [Int: Int] = [:]
  var meters: [Int: Int] = [:]
  var clips: Set<Int> = []

  /// What arrived, and when.
  var log: [(message: MIDIMessage, now: UInt64)] = []
  /// What went wrong: messages lost in a full buffer, note-offs, wrong bytes, motors driven against a hand.
  var lost = 0
  var noteOffs = 0
  var wrongBytes = 0
  var foughtHands = 0

  private var queued = 0.0
  private(set) var mostQueued = 0.0
  private var drainedAt: UInt64 = 0

  init(drain: Double) { self.drain = drain }

  mutating func take(_ messages: [MIDIMessage], now: UInt64) {
    queued = max(0, queued - Double(now - drainedAt) / 1e9 * drain)
    drainedAt = now
    for message in messages {
      guard queued + Double(message.bytes.count) <= 4096 else {
        lost += 1
        continue
      }
      queued += Double(message.bytes.count)
      mostQueued = max(mostQueued, queued)
      log.append((message, now))
      obey(message.bytes)
    }
    settle(now: now)
  }

  private mutating func obey(_ bytes: [UInt8]) {
    if bytes.dropFirst().dropLast(bytes[0] == 0xF0 ? 1 : 0).contains(where: { $0 >= 0x80 }) { wrongBytes += 1 }
    switch bytes[0] {
    case 0x80...0x8F: noteOffs += 1
    case 0x90: lights[Int(bytes[1])] = Int(bytes[2])
    case 0xB0 where (0x40...0x4B).contains(bytes[1]):
      digits[Int(bytes[1])] = Int(bytes[2])
      controlLights[Int(bytes[1])] = Int(bytes[2])
    case 0xB0: controlLights[Int(bytes[1])] = Int(bytes[2])
    case 0xD0: meter(Int(bytes[1] >> 4), Int(bytes[1] & 0xF))
    case 0xE0...0xE8: motor(Int(bytes[0] & 0xF), Int(bytes[2]) << 7 | Int(bytes[1]))
    case 0xF0: sysex(bytes)
    default: wrongBytes += 1
    }
  }

  private mutating func meter(_ strip: Int, _ value: Int) {
    switch value {
    case 0xE: clips.insert(strip)
    case 0xF: clips.remove(strip)
    default: meters[strip] = value
    }
  }

  private mutating func motor(_ fader: Int, _ position: Int) {
    faders[fader].target = position
    faders[fader].unconfirmedSince = nil
    if faders[fader].isTouched { foughtHands += 1 } else { faders[fader].position = position }
  }

  private mutating func sysex(_ bytes: [UInt8]) {
    guard bytes.count > 6, bytes[1...3] == [0, 0, 0x66] else { return }
    switch bytes[5] {
    case 0x12:
      for (offset, byte) in bytes[7..<(bytes.count - 1)].enumerated() { display[(Int(bytes[6]) + offset) % 112] = byte }
    case 0x72: colors = Array(bytes[6..<(bytes.count - 1)])
    default: break
    }
  }

  /// A fader that a hand has left, and whose place nobody confirms, goes back to where it was sent last.
  mutating func settle(now: UInt64) {
    for place in faders.indices {
      guard let since = faders[place].unconfirmedSince, now > since + second else { continue }
      faders[place].position = faders[place].target
      faders[place].unconfirmedSince = nil
    }
  }

  /// Plugged out and in again: dark, and every fader stands where it stood.
  mutating func replug() {
    lights = [:]
    controlLights = [:]
    digits = [:]
    meters = [:]
    clips = []
    display = Array(repeating: 0, count: 112)
    colors = []
    for place in faders.indices {
      faders[place].isTouched = false
      faders[place].unconfirmedSince = nil
      faders[place].target = 0
    }
  }

  // MARK: Hands

  mutating func touch(_ fader: Int) -> [MIDIMessage] {
    faders[fader].isTouched = true
    return [MIDIMessage([0x90, 0x68 + UInt8(fader), 0x7F])]
  }

  /// Moves a fader to a position in ten bits.
  mutating func move(_ fader: Int, to step: Int) -> [MIDIMessage] {
    let position = step << 4
    faders[fader].position = position
    return [MIDIMessage([0xE0 + UInt8(fader), UInt8(position & 0x7F), UInt8(position >> 7)])]
  }

  mutating func release(_ fader: Int, now: UInt64) -> [MIDIMessage] {
    faders[fader].isTouched = false
    faders[fader].unconfirmedSince = now
    return [MIDIMessage([0x90, 0x68 + UInt8(fader), 0])]
  }

  /// One line of one strip's display.
  func text(strip: Int, line: Int) -> String {
    let start = line * 56 + strip * 7
    return String(decoding: display[start..<(start + 7)], as: UTF8.self)
  }
}
