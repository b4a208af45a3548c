// What is sent, in words, for `faderctl surface monitor`.
extension Surface {
  /// What a message to the device is for: its control and what it shows, such as `mute[3]: on`.
  public func meaning(of message: MIDIMessage) -> String {
    guard let place = mapping.controls.firstIndex(where: { $0.send?.fits(message) == true }) else {
      return mapping.keepAlive?.send.contains(message) == true ? "a sign of life" : "greeting"
    }
    let control = mapping.controls[place]
    guard let send = control.send else { return control.name }
    let value = send.forms.lazy.compactMap { MessagePattern.bits(of: $0, in: message) }.first
    switch control.kind {
    case .text: return "\(control.name): \"\(Surface.characters(send, control, message))\""
    case .color: return "\(control.name): colour"
    case .fader, .knob:
      return "\(control.name)" + (value.map { ": \($0) of \(control.sendMaximum ?? control.maximum)" } ?? "")
    case .encoder: return "\(control.name): ring" + (value.map { " \($0)" } ?? "")
    case .button: return "\(control.name): \(value.map { light($0, control) } ?? "light and colour")"
    case .meter: return "\(control.name)" + (value.map { ": \(level($0, control))" } ?? "")
    }
  }

  private func light(_ value: Int, _ control: Control) -> String {
    guard control.send?.carriesNumber == true else { return "light" }
    return value == control.on
      ? "on" : value == control.off ? "off" : value == control.blink ? "blinks" : "light \(value)"
  }

  private func level(_ value: Int, _ control: Control) -> String {
    if value == control.clip { return "clip lamp on" }
    if value == control.clear { return "clip lamp off" }
    guard value > 0, control.levels.indices.contains(value - 1) else { return "\(value)" }
    return "\(value), from \(control.levels[value - 1]) dBFS"
  }

  /// The characters in a text's message.
  private static func characters(_ send: MessagePattern, _ control: Control, _ message: MIDIMessage) -> String {
    let form = send.forms.first { $0.contains(.text) }
    var bytes = message.bytes.suffix(1)
    if let form, let open = form.firstIndex(of: .text) {
      bytes = message.bytes[min(open, message.bytes.count)..<max(open, message.bytes.count - (form.count - open - 1))]
    }
    let letters = bytes.map { control.characters == .segments && $0 < 0x20 ? $0 + 0x40 : $0 }
    return String(decoding: letters.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
  }
}

extension MIDIMessage {
  /// What it says, without a mapping: `control change 21 on channel 1, value 64`.
  public var words: String {
    if isSysex { return "system exclusive, \(bytes.count) bytes" }
    guard let (address, value) = LearnAddress.read(self) else {
      return bytes[0] >= 0xF8 ? "real time" : "system common"
    }
    let isOff = bytes[0] & 0xF0 == 0x80
    return address.words + (isOff ? ", off" : address.kind == .program ? "" : ", value \(value)")
  }
}
