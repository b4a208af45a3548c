import Mixer

// A test of everything that the device can show. Nothing of the desk moves meanwhile.
extension Surface {
  /// Begins to show a test in the place of the desk. Then call `due`: what buttons held on is let go.
  /// - Returns: false if the device has nothing to show.
  public mutating func beginTest(now: UInt64) -> Bool {
    clock = now
    var origins: [Int: Int] = [:]
    for place in motorSlots { origins[place] = slots[place].sent?.value ?? 0 }
    guard let test = SurfaceTest(mapping, origins: origins, now: now) else { return false }
    forget()
    self.test = test
    deadline = now
    return true
  }

  /// Ends the test: the next calls of `feedback` show the desk.
  public mutating func endTest() {
    guard test != nil else { return }
    test = nil
    // Where a fader without motor stands now, nobody has heard.
    overrun(now: clock)
  }

  /// What the test shows, for people; nil while there is none.
  public var testPart: String? { test.map { $0.part(at: clock)?.title ?? "" } }

  /// A hand during a test: a touch or a press ends it; whatever else it does is not done.
  mutating func receiveInTest(_ message: MIDIMessage, _ view: DeskView, now: UInt64) -> [SurfaceAction] {
    let heard = hear(message, now: now)
    waiting = []
    last?.note = .tested
    guard let (input, value) = heard else { return [] }
    last?.control = input.control
    let isDown = value > 0 || !input.pattern.carriesNumber
    if input.role == .touch, isDown {
      endTest()
      // The hand is still there.
      return obey(input, value, view, now: now)
    }
    if mapping.controls[input.control].kind == .button, isDown {
      endTest()
      last?.note = .endedTest
    }
    return []
  }

  /// Sends what the test shows now.
  mutating func showTest(_ test: SurfaceTest, _ messages: inout [MIDIMessage], now: UInt64) {
    deadline = nil
    waitingClass = nil
    guard sendGreetings(&messages, now: now) else { return }
    guard let part = test.part(at: now) else { return }
    wake(at: now + SurfaceTest.tick)
    let progress = test.progress(of: part, at: now)
    for place in motorSlots where part.kind == .motors && part.controls.contains(place) {
      let origin = test.origins[place] ?? 0
      let raw = SurfaceTest.travel(progress, from: origin, maximum: mapping.controls[place].maximum)
      let wanted = Fields(value: raw)
      guard slots[place].sent != wanted, let send = mapping.controls[place].send else { continue }
      let new = send.messages(Fields(value: mapping.controls[place].sent(raw)))
      if leave(new, as: .motor, &messages, now: now) { slots[place].sent = wanted }
    }
    for place in lightSlots { show(place, testLight(place, part, progress), as: .light, &messages, now: now) }
    for place in textSlots { show(place, testText(place, part, progress), as: .text, &messages, now: now) }
    for place in meterSlots { showTestMeter(place, part, progress, &messages, now: now) }
  }

  private func testLight(_ place: Int, _ part: SurfaceTest.Part, _ progress: Float) -> Fields {
    let control = mapping.controls[place]
    let isMine = part.controls.contains(place)
    if control.kind == .encoder {
      guard part.kind == .rings, isMine, let spec = Catalogue.specs(of: .channel).first(where: { $0.law == .fader })
      else { return dark(place) }
      return Surface.ring(control, position: SurfaceTest.hill(progress), spec: spec)
    }
    if let color = testColor(place, part, progress) {
      return buttonLight(place, value: control.on, isLit: true, color: color)
    }
    guard part.kind == .lights, isMine, progress < 0.75 else { return dark(place) }
    return buttonLight(place, value: control.on, isLit: true, color: colorOfGuest(place) { $0.values[7] })
  }

  /// The colour that a light or a display is shown in while colours are shown; nil otherwise.
  private func testColor(_ place: Int, _ part: SurfaceTest.Part, _ progress: Float) -> [UInt8]? {
    guard part.kind == .colors,
      let guest = mapping.controls[place].guests.first(where: { part.controls.contains($0) })
    else { return nil }
    return mapping.controls[guest].values[color(at: progress)]
  }

  /// One colour after the other, off last.
  private func color(at progress: Float) -> Int { (Int(min(max(progress, 0), 0.999) * 8) + 1) % 8 }

  private func testText(_ place: Int, _ part: SurfaceTest.Part, _ progress: Float) -> Fields {
    let control = mapping.controls[place]
    guard control.kind == .text else {
      let isMine = part.kind == .colors && part.controls.contains(place)
      return colors(of: row(of: place).map { mapping.controls[$0].values[isMine ? color(at: progress) : 7] })
    }
    let shade = testColor(place, part, progress) ?? colorOfGuest(place) { $0.values[7] }
    let bytes = texts(of: place).flatMap { part.kind == .texts ? nameBytes($0) : blank(mapping.controls[$0]) }
    return Fields(color: shade, bytes: bytes)
  }

  /// The name of a display, or as much of it as there is room for, with its number.
  private func nameBytes(_ place: Int) -> [UInt8] {
    let control = mapping.controls[place]
    let number = control.number.map { "\($0)" } ?? ""
    let text = control.row.prefix(max(0, control.length - number.count)) + number
    return control.characters == .segments
      ? DisplayText.segments(String(text), length: control.length, align: control.align)
      : DisplayText.ascii(String(text), length: control.length, align: control.align)
  }

  private mutating func showTestMeter(
    _ place: Int, _ part: SurfaceTest.Part, _ progress: Float, _ messages: inout [MIDIMessage], now: UInt64
  ) {
    let control = mapping.controls[place]
    guard let send = control.send else { return }
    let isMine = part.kind == .meters && part.controls.contains(place)
    let level = isMine ? Int((SurfaceTest.hill(progress) * Float(control.levels.count)).rounded()) : 0
    guard slots[place].sent?.value != level, now >= slots[place].sentAt + (control.interval ?? Surface.meterGap) else {
      return
    }
    var new: [MIDIMessage] = []
    if let clip = control.clip, level == control.levels.count { new += send.messages(Fields(value: clip)) }
    if let clear = control.clear, level == 0 { new += send.messages(Fields(value: clear)) }
    new += send.messages(Fields(value: level))
    if leave(new, as: .meter, &messages, now: now) {
      (slots[place].sent, slots[place].sentAt) = (Fields(value: level), now)
    }
  }
}
