// What a device needs besides its controls: greetings, signs of life, pacing; and what it sends.
extension MappingReader {
  mutating func readPacing(_ place: Located?, into pacing: inout Mapping.Pacing) {
    guard let place, let found = entries(of: place, keys: ["rate", "gap", "burst"], what: "pacing") else { return }
    if let rate = found["rate"].flatMap({ number($0, 300...1_000_000, "the rate in bytes per second") }) {
      pacing.rate = rate
    }
    if let gap = found["gap"].flatMap({ number($0, 0...1000, "the gap in milliseconds") }) {
      pacing.gap = UInt64(gap) * 1_000_000
    }
    if let burst = found["burst"].flatMap({ number($0, 16...2048, "the burst in bytes") }) { pacing.burst = burst }
  }

  mutating func greetings(_ place: Located?) -> [Mapping.Greeting] {
    (place.map { $0.items ?? [$0] } ?? []).compactMap { item in
      guard item.pairs != nil else { return .messages(messages(item)) }
      guard let found = entries(of: item, keys: ["delay"], what: "a pause in hello"), let delay = found["delay"] else {
        return nil
      }
      return milliseconds(delay, "delay").map { .pause($0) }
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
    guard let place, !place.isNothing,
      let found = entries(of: place, keys: ["send", "every", "answer"], what: "keep-alive")
    else { return nil }
    guard let send = found["send"], let every = found["every"] else {
      complain(place, "keep-alive needs 'send' and 'every', such as {send: \"90 00 00\", every: 1000}")
      return nil
    }
    guard let time = number(every, 100...60_000, "every in milliseconds") else { return nil }
    return Mapping.KeepAlive(
      send: messages(send), every: UInt64(time) * 1_000_000, answer: found["answer"].flatMap { pattern($0) })
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
