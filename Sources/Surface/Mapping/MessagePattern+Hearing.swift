// Finding a control's messages in what a device sends.
extension MessagePattern {
  private static let sysexStart = Part.byte(Sum(base: 0xF0))

  var isSysex: Bool { forms.contains { $0[0] == MessagePattern.sysexStart } }
  /// Whether nothing varies.
  var isFixed: Bool {
    forms.joined().allSatisfy {
      switch $0 {
      case .sum, .xor: true
      default: $0.isFixed
      }
    }
  }

  /// Whether a message of this place only chooses what the next one is about.
  func isSelector(_ index: Int) -> Bool { !carriers.contains(index) }

  /// The bytes that tell the messages from others: status, and the first data byte or FF where that varies.
  var keys: Set<UInt16> { Set(forms.flatMap { MessagePattern.keys(of: $0) + MessagePattern.rivalKeys(of: $0) }) }
  /// Those of the messages that carry the value, with and without the first data byte.
  var carrierKeys: Set<UInt16> {
    Set(carriers.flatMap { MessagePattern.keys(of: forms[$0]) }.flatMap { [$0, $0 | 0xFF] })
  }

  private static func keys(of form: [Part]) -> [UInt16] {
    var data: UInt16 = 0xFF
    if form.count > 1, case .byte(let sum) = form[1], sum.isFixed, form[0] != sysexStart {
      data = UInt16(sum.base)
    }
    switch form[0] {
    case .anyChannel(let status): return (0..<16).map { UInt16(status + $0) << 8 | data }
    case .byte(let status): return [UInt16(status.base) << 8 | data]
    default: return []
    }
  }

  /// The keys of the messages that choose a parameter of the other kind: registered and not registered ones share their value
  /// messages (MIDI 1.0, control changes 98 to 101), so who chooses one kind leaves the other.
  private static func rivalKeys(of form: [Part]) -> [UInt16] {
    guard form.count == 3, form.last?.isFixed == true else { return [] }
    return keys(of: form).filter { $0 & 0xF000 == 0xB000 }.flatMap { key -> [UInt16] in
      switch key & 0xFF {
      case 0x62, 0x63: [key & 0xFF00 | 0x64, key & 0xFF00 | 0x65]
      case 0x64, 0x65: [key & 0xFF00 | 0x62, key & 0xFF00 | 0x63]
      default: []
      }
    }
  }

  /// The keys under which a received message may be found.
  static func keys(of message: MIDIMessage) -> [UInt16] {
    let status = UInt16(message.bytes[0]) << 8
    guard message.bytes.count > 1 else { return [status | 0xFF] }
    return [status | UInt16(message.bytes[1]), status | 0xFF]
  }

  /// The bits of the value that a message of this form carries; nil if it does not have the form.
  static func bits(of form: [Part], in message: MIDIMessage) -> Int? {
    let bytes = message.bytes
    guard let open = form.firstIndex(of: .any) else { return bits(of: form[...], bytes[...], whole: bytes) }
    let tail = form.count - open - 1
    guard bytes.count >= open + tail, let head = bits(of: form[..<open], bytes.prefix(open), whole: bytes),
      let rest = bits(of: form[(open + 1)...], bytes.suffix(tail), whole: bytes)
    else { return nil }
    return head | rest
  }

  private static func bits(of form: ArraySlice<Part>, _ bytes: ArraySlice<UInt8>, whole: [UInt8]) -> Int? {
    guard form.count == bytes.count else { return nil }
    var value = 0
    for (part, byte) in zip(form, bytes.map(Int.init)) {
      switch part {
      case .byte(let sum):
        guard let bits = sum.value(in: byte) else { return nil }
        value |= bits
      case .anyChannel(let status): if byte & 0xF0 != status { return nil }
      case .value, .low: value |= byte
      case .high: value |= byte << 7
      case .lowerHalf: if byte > 0xF { return nil } else { value |= byte }
      case .upperHalf: if byte > 0xF { return nil } else { value |= byte << 4 }
      case .sum(let range): if Int(complement(whole[range])) != byte { return nil }
      case .xor(let range): if Int(whole[range].reduce(0, ^)) != byte { return nil }
      case .color, .style, .text, .all, .any: return nil
      }
    }
    return value
  }

  /// Whether a message differs from a choosing one only in what it chooses, or chooses a parameter of the other kind.
  static func isRival(_ form: [Part], of message: MIDIMessage) -> Bool {
    !Set(rivalKeys(of: form)).isDisjoint(with: keys(of: message))
      || form.count == message.bytes.count
        && bits(of: form.dropLast(), message.bytes.dropLast(), whole: message.bytes) != nil
        && bits(of: form, in: message) == nil
  }

  /// Whether it is one message, and this is one of the kind.
  func matches(_ message: MIDIMessage) -> Bool {
    forms.count == 1 && MessagePattern.bits(of: forms[0], in: message) != nil
  }

  /// Whether one of the messages has this form, whatever it carries. For explanations, not for speed.
  func fits(_ message: MIDIMessage) -> Bool { forms.contains { MessagePattern.fits($0, message) } }

  private static func fits(_ form: [Part], _ message: MIDIMessage) -> Bool {
    let bytes = message.bytes
    guard let open = form.firstIndex(where: { [.text, .all, .any].contains($0) }) else {
      return form.count == bytes.count && zip(form, bytes).allSatisfy { admits($0, $1) }
    }
    let tail = form.count - open - 1
    return bytes.count >= open + tail && zip(form, bytes.prefix(open)).allSatisfy { admits($0, $1) }
      && zip(form[(open + 1)...], bytes.suffix(tail)).allSatisfy { admits($0, $1) }
  }

  /// Whether a byte can stand in this place.
  private static func admits(_ part: Part, _ byte: UInt8) -> Bool {
    switch part {
    case .byte(let sum):
      if sum.isFixed { return Int(byte) == sum.base }
      if sum.place == 0, sum.color == 0 { return sum.value(in: Int(byte)) != nil }
      let room = sum.color == 0 ? 15 * (abs(sum.value) + abs(sum.place)) : 127
      return (sum.place < 0 ? sum.base - room...sum.base : sum.base...sum.base + room).contains(Int(byte))
    case .anyChannel(let status): return Int(byte) & 0xF0 == status
    default: return byte < 0x80
    }
  }

  /// Whether there is something that a device can send that both would take for theirs.
  func overlaps(_ other: MessagePattern) -> Bool {
    for mine in forms.indices where isSelector(mine) {
      for theirs in other.forms.indices where other.isSelector(theirs) {
        let (a, b) = (forms[mine], other.forms[theirs])
        if a != b, a.count == b.count, a.dropLast() == b.dropLast() { return false }
        if !Set(MessagePattern.rivalKeys(of: a)).isDisjoint(with: MessagePattern.keys(of: b)) { return false }
      }
    }
    return carriers.contains { mine in
      other.carriers.contains { MessagePattern.meet(forms[mine], other.forms[$0]) }
    }
  }

  private static func meet(_ a: [Part], _ b: [Part]) -> Bool {
    if a.contains(.any) || b.contains(.any) {
      return zip(a, b).prefix { $0 != .any && $1 != .any }.allSatisfy { meet($0, $1) }
    }
    return a.count == b.count && zip(a, b).allSatisfy { meet($0, $1) }
  }

  private static func meet(_ a: Part, _ b: Part) -> Bool {
    a.isFixed && b.isFixed ? a == b : (UInt8.min...UInt8.max).contains { admits(a, $0) && admits(b, $0) }
  }
}

/// How far a pattern of several messages has been heard.
struct Hearing: Sendable {
  /// How long a part of a value waits for its other part, in nanoseconds.
  static let patience: UInt64 = 2_000_000

  /// The choosing messages that were heard and still hold, by place.
  private var chosen: Set<Int> = []
  /// The parts of the value that were heard at any time, by place.
  private var heard: Set<Int> = []
  private var value = 0
  /// Until when the other part of the value may come; nil if none is waited for.
  private(set) var waitsUntil: UInt64?

  /// Takes a message.
  /// - Returns: the value if it is complete, or as complete as it ever comes from this device.
  mutating func take(_ message: MIDIMessage, _ pattern: MessagePattern, now: UInt64) -> Int? {
    guard pattern.forms.count > 1 else { return MessagePattern.bits(of: pattern.forms[0], in: message) }
    var complete: Int?
    for (index, form) in pattern.forms.enumerated() {
      guard let bits = MessagePattern.bits(of: form, in: message) else {
        if pattern.isSelector(index), MessagePattern.isRival(form, of: message) { chosen.remove(index) }
        continue
      }
      if pattern.isSelector(index) {
        chosen.insert(index)
      } else if chosen.count == pattern.forms.count - pattern.carriers.count {
        complete = take(bits, form, index, pattern.carriers, now: now)
      }
    }
    return complete
  }

  /// A value of which one message brings the upper part and one the lower: it counts with the one that is written last in
  /// the pattern. The other one alone counts at once if its partner was never heard, else when the partner stays away.
  private mutating func take(
    _ bits: Int, _ form: [MessagePattern.Part], _ index: Int, _ carriers: [Int], now: UInt64
  ) -> Int? {
    value = value & ~form.reduce(0) { $0 | $1.mask } | bits
    heard.insert(index)
    let isLast = index == carriers.last
    waitsUntil = !isLast && heard.count == carriers.count ? now + Hearing.patience : nil
    // The lower part of something unknown says nothing.
    if isLast, heard.count < carriers.count { return nil }
    return waitsUntil == nil ? value : nil
  }

  /// The value without the part that stayed away.
  mutating func giveUp() -> Int {
    waitsUntil = nil
    return value
  }
}
