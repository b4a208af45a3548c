/// Listens to a hand that moves one control, and finds out what the control is.
///
/// It does no input and output and has no clock: messages and times are handed in, and a verdict comes when the hand has been
/// still for a moment. Owned by whoever asks.
public struct LearnSession: Sendable {
  /// What is known so far.
  public enum Verdict: Hashable, Sendable {
    /// Nothing was heard, or the hand still moves.
    case listening
    /// Not enough for a verdict; the sentence says what the hand should do.
    case more(String)
    /// This is the control.
    case learned(LearnedControl)
    /// It cannot be learned like this; the sentences say why. Call `restart` and let the hand begin again.
    case unclear([String])
  }

  /// How long the hand must be still, in nanoseconds.
  public static let stillness: UInt64 = 1_500_000_000
  /// More messages than this are not remembered; a hand has said all long before.
  static let limit = 4000

  /// What it is learned for.
  public let target: LearnTarget
  private var events: [String: [(message: MIDIMessage, at: UInt64)]] = [:]
  /// The devices in the order in which they were first heard.
  private var devices: [String] = []
  private var lastHeard: UInt64?
  /// The last values of each control.
  private var recent: [String: [LearnAddress: [Int]]] = [:]
  private var lostCount = 0

  /// A session that has heard nothing.
  public init(for target: LearnTarget) { self.target = target }

  /// What the hand should do first.
  public var request: String {
    switch target.purpose {
    case .move:
      "Move the control: a fader or knob slowly from one end to the other and back; an endless knob slowly to the right, then "
        + "to the left."
    case .press: "Press the button three times, slowly, and let go each time."
    case .any:
      "Move the control: a fader or knob slowly from one end to the other and back; an endless knob slowly to the right, then "
        + "to the left; press a button three times."
    }
  }

  /// Takes a message that a device has sent.
  /// - Parameter now: nanoseconds of a monotonic clock; never earlier than before.
  public mutating func hear(_ message: MIDIMessage, from device: String, at now: UInt64) {
    // Clocks and signs of life are nobody's hand.
    guard let status = message.bytes.first, status < 0xF1, events[device, default: []].count < LearnSession.limit else {
      return
    }
    if events[device] == nil { devices.append(device) }
    events[device, default: []].append((message, now))
    // What trembles by itself must not keep the verdict back for ever.
    if !isTrembling(message, from: device) { lastHeard = now }
  }

  /// Notes that messages were lost: what was heard says nothing any more.
  public mutating func lost() {
    restart()
    lostCount += 1
  }

  /// Forgets what was heard.
  public mutating func restart() {
    events = [:]
    devices = []
    recent = [:]
    lastHeard = nil
  }

  /// Whether a message only repeats what its control does by itself.
  private mutating func isTrembling(_ message: MIDIMessage, from device: String) -> Bool {
    guard let (address, value) = LearnAddress.read(message), ![.note, .program].contains(address.kind) else {
      return false
    }
    let before = recent[device, default: [:]][address, default: []]
    recent[device, default: [:]][address] = before.suffix(7) + [value]
    // The same value again is a click of an endless knob.
    guard before.count >= 4, let low = before.min(), let high = before.max(), low < high, before.last != value else {
      return false
    }
    // A lower half trembles further.
    let upper = LearnAddress(.control, channel: address.channel, number: address.number - 32)
    let isWide = address.kind == .pitchBend || address.kind == .control && recent[device]?[upper] != nil
    return max(high, value) - min(low, value) <= (isWide ? 64 : 2)
  }

  /// What is known at a time.
  public func verdict(now: UInt64) -> Verdict {
    guard let lastHeard, now >= lastHeard + LearnSession.stillness else { return .listening }
    var heard: [(device: String, trace: LearnTrace)] = []
    for device in devices { heard += LearnTrace.traces(of: events[device] ?? []).map { (device, $0) } }
    guard !heard.isEmpty else {
      return .unclear([
        "It sends system exclusive messages only; learn cannot bind those. docs/mapping.md says how to write them."
      ])
    }
    let moved = LearnSession.moved(heard)
    let idle = heard.filter { one in
      !moved.contains { $0.device == one.device && $0.trace.address == one.trace.address }
    }
    let (main, touch) = LearnSession.withoutCompanions(moved)
    guard main.count == 1, let (device, trace) = main.first else { return .unclear(LearnSession.crowd(main)) }
    var verdict = self.verdict(on: trace, of: device)
    guard case .learned(var control) = verdict else { return verdict }
    if control.kind == .fader, let touch {
      control.touch = touch
      control.reasons.append("It feels the hand: \(touch.words) comes before it moves and when the hand leaves.")
      control.remarks.append(
        "A fader that feels the hand mostly has a motor; write 'message' instead of 'receive' to drive it with the same message."
      )
    }
    for one in idle where one.trace.trembles {
      control.remarks.append("\(one.trace.address.words) trembles by itself; it was not counted.")
    }
    if lostCount > 0 { control.remarks.append("Messages were lost while it was heard; move it once more to be sure.") }
    verdict = .learned(control)
    return verdict
  }

  /// What a hand has moved: without what only trembles, unless there is nothing else.
  private static func moved(_ heard: [(device: String, trace: LearnTrace)]) -> [(device: String, trace: LearnTrace)] {
    let moved = heard.filter { !$0.trace.trembles }
    return moved.isEmpty ? heard : moved
  }

  /// Takes away what comes with a movement but is none of its own: the touch of a fader, the pressure of a key.
  private static func withoutCompanions(
    _ moved: [(device: String, trace: LearnTrace)]
  ) -> (main: [(device: String, trace: LearnTrace)], touch: LearnAddress?) {
    var main = moved
    for note in moved where note.trace.address.kind == .note {
      main.removeAll { one in
        let (a, b) = (one.trace.address, note.trace.address)
        let isItsPressure = a.kind == .keyPressure && a.number == b.number || a.kind == .channelPressure
        return isItsPressure && one.device == note.device && a.channel == b.channel
      }
    }
    guard main.count == 2 else { return (main, nil) }
    for (switching, moving) in [(main[0], main[1]), (main[1], main[0])]
    where switching.device == moving.device && isTouch(switching.trace, of: moving.trace) {
      return ([moving], switching.trace.address)
    }
    return (main, nil)
  }

  /// Whether one comes on before the other moves, and goes off after it.
  private static func isTouch(_ touch: LearnTrace, of moving: LearnTrace) -> Bool {
    guard [.note, .control].contains(touch.address.kind), touch.distinct.count == 2, touch.lowest == 0,
      moving.distinct.count >= 5, let first = moving.samples.first, let last = moving.samples.last,
      let on = touch.samples.first, let off = touch.samples.last
    else { return false }
    guard on.value > 0, off.value == 0, on.order < first.order else { return false }
    // A motor may still settle for a moment when the hand has gone.
    return off.order > last.order || last.at - off.at < 500_000_000
  }

  private static func crowd(_ main: [(device: String, trace: LearnTrace)]) -> [String] {
    let areSeveralDevices = Set(main.map(\.device)).count > 1
    let names = main.prefix(4).map { one in
      one.trace.address.words + (areSeveralDevices ? " of '\(one.device)'" : "")
    }
    let programs = main.allSatisfy { $0.trace.address.kind == .program }
    let count = main.count == 2 ? "Two controls" : "\(main.count) controls"
    return [
      "\(count) moved at once: \(names.joined(separator: "; ")).",
      programs ? "Press only the button that you mean." : "Move only the one that you mean.",
    ]
  }

  private func verdict(on trace: LearnTrace, of device: String) -> Verdict {
    switch target.purpose {
    case .press: return press(trace, of: device)
    case .move: return movement(trace, of: device)
    case .any: return trace.looksPressed ? press(trace, of: device) : movement(trace, of: device)
    }
  }
}
