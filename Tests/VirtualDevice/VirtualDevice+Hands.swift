// Hands on it: what they do to its faders, and what it sends.
extension VirtualDevice {
  /// A hand is laid on a fader.
  public mutating func touch(_ fader: Int, now: UInt64) -> [[UInt8]] {
    send(options.feelsTouch ? [[0x90, 0x68 + UInt8(fader), 0x7F]] : [], now)
  }

  /// A hand moves a fader to a position in ten bits.
  public mutating func move(_ fader: Int, to step: Int, now: UInt64) -> [[UInt8]] {
    let position = step >= 1023 ? options.fullScale : min(step << 4, options.fullScale)
    return send([[0xE0 + UInt8(fader), UInt8(position & 0x7F), UInt8(position >> 7)]], now)
  }

  /// The hand leaves it.
  public mutating func release(_ fader: Int, now: UInt64) -> [[UInt8]] {
    let note = 0x68 + UInt8(fader)
    return send(options.feelsTouch ? [options.sendsNoteOff ? [0x80, note, 0x40] : [0x90, note, 0]] : [], now)
  }

  private mutating func send(_ messages: [[UInt8]], _ now: UInt64) -> [[UInt8]] {
    for message in messages { sends(message, now: now) }
    return messages
  }

  /// Takes note of what a hand makes it send, as bytes.
  public mutating func sends(_ bytes: [UInt8], now: UInt64) {
    for message in hands.take(bytes) where message.count == 3 {
      switch (message[0], message[1]) {
      case (0x80, 0x68...0x70): lift(Int(message[1] - 0x68), now)
      case (0x90, 0x68...0x70):
        let place = Int(message[1] - 0x68)
        if message[2] > 0 { faders[place].isTouched = true } else { lift(place, now) }
      case (0xE0...0xE8, let lower):
        let place = Int(message[0] & 0xF)
        faders[place].position = Int(message[2]) << 7 | Int(lower)
        if !options.feelsTouch { faders[place].movedAt = now }
      default: break
      }
    }
  }

  private mutating func lift(_ place: Int, _ now: UInt64) {
    faders[place].isTouched = false
    faders[place].unconfirmedSince = now
  }
}
