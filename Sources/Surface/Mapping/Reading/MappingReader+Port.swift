// What a device needs besides its controls: greetings, signs of life, pacing; and what it sends.
extension MappingReader {
  mutating func readPacing(_ place: Located?, into pacing: inout Mapping.Pacing) {
    guard let place, let found = entries(of: place, .pacing) else { return }
    if let rate = number("rate", of: found) { pacing.rate = rate }
    if let gap = milliseconds("gap", of: found) { pacing.gap = gap }
    if let burst = number("burst", of: found) { pacing.burst = burst }
  }

  mutating func greetings(_ place: Located?) -> [Mapping.Greeting] {
    (place.map { $0.items ?? [$0] } ?? []).compactMap { item in
      guard item.pairs != nil else { return .messages(messages(item)) }
      return entries(of: item, .pause).flatMap { milliseconds("delay", of: $0) }.map { .pause($0) }
    }
  }

  mutating func messages(_ place: Located?) -> [MIDIMessage] {
    (place.map { $0.items ?? [$0] } ?? []).flatMap { item -> [MIDIMessage] in
      guard let pattern = pattern(item) else { return [] }
      guard pattern.isFixed else {
        complain(item, "nothing in '\(item.text ?? "")' can vary here; write bytes and constants only")
        return []
      }
      return pattern.messages()
    }
  }

  mutating func keepAlive(_ place: Located?) -> Mapping.KeepAlive? {
    guard let place, !place.isNothing, let found = entries(of: place, .keepAlive) else { return nil }
    guard let send = found["send"], found["every"] != nil else {
      complain(place, "keep-alive needs 'send' and 'every', such as {send: \"90 00 00\", every: 1000}")
      return nil
    }
    guard let every = milliseconds("every", of: found) else { return nil }
    return Mapping.KeepAlive(send: messages(send), every: every, answer: found["answer"].flatMap { pattern($0) })
  }

  mutating func patterns(_ place: Located?) -> [MessagePattern] {
    guard let place, !place.isNothing else { return [] }
    return (place.items ?? [place]).compactMap { pattern($0) }
  }

  private mutating func pattern(_ item: Located) -> MessagePattern? {
    do throws(Complaint) {
      return try MessagePattern(item.text ?? "", constants: constants)
    } catch {
      complain(item, error.text)
      return nil
    }
  }

  // MARK: What the device sends

  mutating func inputs() -> [Mapping.Input] {
    var inputs: [Mapping.Input] = []
    var byKey: [UInt16: [Int]] = [:]
    for (place, control) in controls.enumerated() {
      let patterns: [(MessagePattern?, Mapping.Input.Role)] = [
        (control.receive, .main), (control.touch, .touch), (control.right, .right), (control.left, .left),
      ]
      for (pattern, role) in patterns {
        guard let pattern else { continue }
        let rivals = Set(pattern.carrierKeys.flatMap { byKey[$0] ?? [] })
        if let rival = rivals.sorted().first(where: { inputs[$0].pattern.overlaps(pattern) }),
          let row = rows.first(where: { $0.name.row == control.row })
        {
          let twin = controls[inputs[rival].control].name
          complain(row.key, "\(control.name) receives the same messages as \(twin); change one of them")
        }
        for key in pattern.carrierKeys { byKey[key, default: []].append(inputs.count) }
        inputs.append(Mapping.Input(control: place, role: role, pattern: pattern))
      }
    }
    return inputs
  }

  /// Where to find each input by the keys of all its messages.
  static func places(of inputs: [Mapping.Input]) -> [UInt16: [Int]] {
    var places: [UInt16: [Int]] = [:]
    for (index, input) in inputs.enumerated() {
      for key in input.pattern.keys { places[key, default: []].append(index) }
    }
    return places
  }
}
