/// The far end of the cable: what a Mackie-like unit with motors, or a plain one with lights, remembers of what it is told,
/// and what a hand on it makes it send. The system's buffer of 4096 bytes stands before it. It knows nothing of faderd, so
/// the same device tests the logic in process and the whole program at a real port.
///
/// Times are nanoseconds of any clock. Not for several threads at once.
public struct VirtualDevice: Sendable {
  /// What its maker has chosen.
  public struct Options: Sendable {
    /// Bytes per second that the buffer before it gives to the device.
    public let drain: Double
    /// Whether it tells of hands. One that does not lets its motors alone for 100 ms after each movement.
    public let feelsTouch: Bool
    /// Whether a hand that leaves is a note-off with a velocity, as after some routers.
    public let sendsNoteOff: Bool
    /// Whether it answers when it is asked who it is.
    public let answers: Bool
    /// What it sends at the top of a fader's travel: 16368, 16256, 15999 or 16383, by maker.
    public let fullScale: Int

    /// As most devices are, but for what is said.
    public init(
      drain: Double = 100_000, feelsTouch: Bool = true, sendsNoteOff: Bool = false, answers: Bool = false,
      fullScale: Int = 16_368
    ) {
      self.drain = drain
      self.feelsTouch = feelsTouch
      self.sendsNoteOff = sendsNoteOff
      self.answers = answers
      self.fullScale = fullScale
    }
  }

  /// A motor fader.
  public struct Fader: Sendable {
    /// Where it stands, in the units of a pitch bend.
    public var position = 0
    /// Where the host last sent it; nil if it has not since the plug.
    public internal(set) var target: Int?
    /// Whether a hand is on it.
    public var isTouched = false
    /// When a hand left it somewhere that the host has not confirmed.
    var unconfirmedSince: UInt64?
    /// When a hand that is not felt moved it last.
    var movedAt: UInt64?
  }

  /// What its maker has chosen.
  public let options: Options
  /// Eight and the main one.
  public var faders = Array(repeating: Fader(), count: 9)
  /// By note: the last velocity.
  public var lights: [Int: Int] = [:]
  /// By controller: the last value.
  public internal(set) var controlLights: [Int: Int] = [:]
  /// The characters of both lines, 56 each.
  public internal(set) var display = Array(repeating: UInt8(0), count: 112)
  /// By strip: the colours of the displays; empty as long as none was told.
  public internal(set) var colors: [UInt8] = []
  /// By controller: what the seven-segment digits were told.
  public internal(set) var digits: [Int: Int] = [:]
  /// The strips whose clip lamps are on.
  public internal(set) var clips: Set<Int> = []
  var meterTold: [Int: (value: Int, at: UInt64)] = [:]

  /// What arrived, and when. Only `take` writes it.
  public internal(set) var log: [(message: [UInt8], now: UInt64)] = []
  /// Messages lost in a full buffer.
  public internal(set) var lost = 0
  /// Note-offs, which such devices do not know.
  public internal(set) var noteOffs = 0
  /// Bytes that belong to no message, or that such a device does not know.
  public var wrongBytes: Int { unknown + stream.broken }
  /// Motors driven against a hand.
  public internal(set) var foughtHands = 0

  private var queued = 0.0
  /// The most bytes that stood in the buffer.
  public private(set) var mostQueued = 0.0
  private var drainedAt: UInt64 = 0
  private var unknown = 0
  private var stream = MessageStream()
  var hands = MessageStream()
  private var answers: [[UInt8]] = []

  static let second: UInt64 = 1_000_000_000

  /// A device that stands alone, in the dark, with its faders down.
  public init(_ options: Options = Options()) { self.options = options }

  // MARK: What it is told

  /// Messages from the host, through the buffer: one that has no room is lost as a whole.
  public mutating func take(_ messages: [[UInt8]], now: UInt64) {
    queued = max(0, queued - Double(now - drainedAt) / 1e9 * options.drain)
    drainedAt = now
    for message in messages {
      guard queued + Double(message.count) <= 4096 else {
        lost += 1
        continue
      }
      queued += Double(message.count)
      mostQueued = max(mostQueued, queued)
      log.append((message, now))
      hear(message, now: now)
    }
    settle(now: now)
  }

  /// Bytes as they come out of a real cable.
  public mutating func hear(_ bytes: [UInt8], now: UInt64) {
    for message in stream.take(bytes) { obey(message, now) }
  }

  private mutating func obey(_ bytes: [UInt8], _ now: UInt64) {
    switch bytes[0] {
    case 0x80...0x8F: noteOffs += 1
    case 0x90: lights[Int(bytes[1])] = Int(bytes[2])
    case 0xB0:
      if (0x40...0x4B).contains(bytes[1]) { digits[Int(bytes[1])] = Int(bytes[2]) }
      controlLights[Int(bytes[1])] = Int(bytes[2])
    case 0xD0: meter(Int(bytes[1] >> 4), Int(bytes[1] & 0xF), now)
    case 0xE0...0xE8: motor(Int(bytes[0] & 0xF), Int(bytes[2]) << 7 | Int(bytes[1]), now)
    case 0xF0: sysex(bytes)
    default: unknown += 1
    }
  }

  private mutating func meter(_ strip: Int, _ value: Int, _ now: UInt64) {
    switch value {
    case 0xE: clips.insert(strip)
    case 0xF: clips.remove(strip)
    default: meterTold[strip] = (value, now)
    }
  }

  private mutating func motor(_ place: Int, _ position: Int, _ now: UInt64) {
    if let moved = faders[place].movedAt, now < moved + VirtualDevice.second / 10 { return }
    faders[place].target = position
    faders[place].unconfirmedSince = nil
    if faders[place].isTouched { foughtHands += 1 } else { faders[place].position = position }
  }

  private mutating func sysex(_ bytes: [UInt8]) {
    guard bytes.count > 6, bytes[1...3] == [0, 0, 0x66] else { return }
    let data = bytes[6..<(bytes.count - 1)]
    switch bytes[5] {
    case 0x12:
      for (offset, byte) in data.dropFirst().enumerated() { display[(Int(bytes[6]) + offset) % 112] = byte }
    case 0x72: colors = Array(data)
    case 0x00: answer(bytes[4], 0x01, [0x58, 0x59, 0x5A, 0x57, 0x18, 0x61, 0x05, 0x57, 0x18, 0x61, 0x05])
    case 0x13: answer(bytes[4], 0x14, [0x56, 0x33, 0x2E, 0x30, 0x30])
    default: break
    }
  }

  private mutating func answer(_ unit: UInt8, _ what: UInt8, _ data: [UInt8]) {
    if options.answers { answers.append([0xF0, 0, 0, 0x66, unit, what] + data + [0xF7]) }
  }

  /// What it answers to what it was told; each answer once.
  public mutating func takeAnswers() -> [[UInt8]] {
    defer { answers = [] }
    return answers
  }

  /// A fader that a hand has left, and whose place nobody confirms within a second, goes back to where it was sent last.
  public mutating func settle(now: UInt64) {
    for place in faders.indices {
      guard let since = faders[place].unconfirmedSince, now > since + VirtualDevice.second else { continue }
      if let target = faders[place].target { faders[place].position = target }
      faders[place].unconfirmedSince = nil
    }
  }

  /// Plugged out and in again: dark, and every fader stands where it stood.
  public mutating func replug() {
    lights = [:]
    controlLights = [:]
    digits = [:]
    meterTold = [:]
    clips = []
    display = Array(repeating: 0, count: 112)
    colors = []
    stream = MessageStream()
    hands = MessageStream()
    answers = []
    for place in faders.indices { faders[place] = Fader(position: faders[place].position) }
  }

  // MARK: What it shows

  /// By strip: the value of each meter that was told one; it falls by one in 300 ms.
  public func meters(now: UInt64) -> [Int: Int] {
    meterTold.mapValues { max(0, $0.value - Int((now - $0.at) / (VirtualDevice.second * 3 / 10))) }
  }

  /// One line of one strip's display.
  public func text(strip: Int, line: Int) -> String {
    let start = line * 56 + strip * 7
    return String(decoding: display[start..<(start + 7)], as: UTF8.self)
  }
}
