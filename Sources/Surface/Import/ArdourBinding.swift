/// Reads one `<Binding …>`: which message, and what it is to do.
struct ArdourBinding {
  let message: ArdourMessage
  let job: ImportedJob
  /// What is odd in it.
  var remarks: [String] = []

  private static let targets = ["uri", "function", "action"]
  private static let arguments = ["arg", "argument", "arguments"]
  private static let known =
    ArdourMessage.attributes.map(\.name) + targets + arguments + ["channel", "sysex", "msg", "momentary"]

  init(_ element: XMLElement) throws(ImportRefusal) {
    let (element, odd) = ArdourBinding.tidied(element)
    remarks = odd
    message = try ArdourBinding.message(element, &remarks)
    let present = ArdourBinding.targets.filter { element[$0] != nil }
    guard let kind = present.first, let target = element[kind]?.value else {
      throw .broken("the binding does nothing; it has no uri, function or action")
    }
    if present.count > 1 { remarks.append("it has \(present.joined(separator: " and ")); only the \(kind) counts") }
    var job: ImportedJob
    switch kind {
    case "uri":
      let read = try ArdourTarget(uri: target)
      job = read.job
      if let remark = read.remark { remarks.append(remark) }
    case "function":
      let argument = ArdourBinding.arguments.compactMap { element[$0]?.value }.first
      job = try ArdourAction.job(function: target, argument: argument)
    default: job = try ArdourAction.job(action: target)
    }
    if let momentary = element["momentary"] {
      guard let isHeld = ArdourMap.truth(momentary.value) else {
        throw .broken("momentary is yes or no, not '\(momentary.value)'")
      }
      // Only keys have both a press and a release there.
      job.isHeld = isHeld && kind == "uri" && job.form == .toggle && message.form == .note
    }
    self.job = job
    try check()
  }

  /// Attributes under their own names, with remarks on those that are not known.
  private static func tidied(_ element: XMLElement) -> (XMLElement, [String]) {
    var remarks: [String] = []
    let attributes = element.attributes.map { attribute in
      let small = attribute.name.lowercased()
      if !known.contains(small) {
        let near = Suggestion.nearest(to: small, among: known).map { "; did you mean '\($0)'?" } ?? ""
        remarks.append("the attribute '\(attribute.name)' is unknown and does nothing\(near)")
      } else if small != attribute.name {
        remarks.append("'\(attribute.name)' is written '\(small)'")
      }
      return XMLElement.Attribute(
        name: small, value: attribute.value, line: attribute.line, column: attribute.column)
    }
    return (
      XMLElement(name: element.name, line: element.line, column: element.column, attributes: attributes), remarks
    )
  }

  // MARK: Messages

  private static func message(_ element: XMLElement, _ remarks: inout [String]) throws(ImportRefusal) -> ArdourMessage {
    let numbered = ArdourMessage.attributes.filter { element[$0.name] != nil }
    let plain = ["sysex", "msg"].filter { element[$0] != nil }
    let all = numbered.map(\.name) + plain
    if all.count > 1 { remarks.append("it has \(all.joined(separator: " and ")); only the first one counts") }
    guard let (name, form, coding) = numbered.first else {
      guard let name = plain.first, let text = element[name]?.value else {
        throw .broken("the binding has no message; add one such as ctl=\"7\" or note=\"36\"")
      }
      return ArdourMessage(form: .bytes(try bytes(text, isSysex: name == "sysex")), channel: 0, number: 0)
    }
    guard let place = element["channel"] else { throw .broken("the channel is missing; add channel=\"1\"") }
    guard var channel = Int(place.value.trimmed) else { throw .broken("the channel '\(place.value)' is not a number") }
    if channel == 0 {
      remarks.append("channel 0 is taken as channel 1; channels are counted from 1")
      channel = 1
    }
    guard (1...16).contains(channel) else { throw .broken("there is no channel \(channel); channels are 1 to 16") }
    let text = element[name]?.value ?? ""
    guard let number = Int(text.trimmed) else { throw .broken("\(name) is a number, not '\(text)'") }
    let message = ArdourMessage(
      form: form, channel: channel - 1, number: form == .pitchBend ? 0 : number, coding: coding)
    guard message.range.contains(number) else {
      throw .broken("\(name) is a number from 0 to \(message.range.upperBound), not \(number)")
    }
    return message
  }

  private static func bytes(_ text: String, isSysex: Bool) throws(ImportRefusal) -> [UInt8] {
    let words = text.split { $0.isWhitespace || $0 == "," }.map { $0.lowercased() }
    let bytes = words.compactMap { UInt8($0.hasPrefix("0x") ? String($0.dropFirst(2)) : $0, radix: 16) }
    guard bytes.count == words.count, !bytes.isEmpty else {
      throw .broken("'\(text)' is not a row of bytes in hexadecimal, such as B0 3A 7F")
    }
    guard let messages = MIDIMessage.messages(in: MIDIMessage.hex(bytes)), messages.count == 1,
      messages[0].bytes.count == bytes.count
    else {
      throw .broken("'\(text)' is not one complete message")
    }
    guard messages[0].isSysex == isSysex else {
      throw .broken(isSysex ? "'\(text)' is not from F0 to F7" : "'\(text)' is system exclusive; write sysex=")
    }
    return messages[0].normalized.bytes
  }

  // MARK: What goes together

  private func check() throws(ImportRefusal) {
    switch job.form {
    case .position where message.isPress && !message.isPosition:
      throw .broken("\(message.words) has no position, so it cannot move '\(job.text)'; use ctl or pb")
    case .toggle, .action:
      guard message.isPress else {
        throw .broken("\(message.words) is no button, so it cannot do '\(job.text)'; use ctl or note")
      }
    case .position: break
    }
  }
}
