extension LearnTrace {
  /// Whether it looks like a button: few values, and one of them means that nobody presses.
  var looksPressed: Bool {
    switch address.kind {
    case .note, .program: true
    case .control: distinct.count == 2 && lowest == 0 && highest >= 64 || distinct == [127]
    default: false
    }
  }
}

// Buttons.
extension LearnSession {
  private static let again = "Press it three times in all, slowly, and let go each time."

  /// What a button is that was pressed.
  func press(_ trace: LearnTrace, of device: String) -> Verdict {
    switch trace.address.kind {
    case .note: return presses(trace, of: device)
    case .program: return program(trace, of: device)
    case .control where trace.form == .single:
      if trace.distinct.count <= 2 { return presses(trace, of: device) }
    default: break
    }
    let what = target.text.map { "it cannot press \($0)" } ?? "it is none that is pressed"
    return .unclear(["It sends \(trace.address.words) with many values: a fader or knob, so \(what). Press a button."])
  }

  private func program(_ trace: LearnTrace, of device: String) -> Verdict {
    guard trace.samples.count >= 2 else {
      return .more("\(sentence(trace.address.words)) was heard. \(LearnSession.again)")
    }
    var control = LearnedControl(device: device, address: trace.address, kind: .button)
    control.value = .fixed(0)
    control.reasons = ["It sends \(trace.address.words) at each press, and nothing when it is let go."]
    return .learned(control)
  }

  private func presses(_ trace: LearnTrace, of device: String) -> Verdict {
    let name = trace.address.words
    var control = LearnedControl(device: device, address: trace.address, kind: .button)
    let isOn = trace.values.map { $0 > 0 }
    if trace.lowest > 0 {
      guard trace.address.kind == .note || trace.distinct.count == 1 else {
        return oddValues(trace, of: device)
      }
      guard isOn.count >= 3 else { return .more("\(sentence(name)) was heard. \(LearnSession.again)") }
      control.mode = .single
      control.reasons = ["It sends \(name) at each press, and nothing when it is let go."]
      return .learned(control)
    }
    guard zip(isOn, isOn.dropFirst()).allSatisfy({ $0 != $1 }) else {
      return .unclear(["\(sentence(name)) came on or off twice in a row.", LearnSession.again])
    }
    switch LearnSession.mode(trace) {
    case nil: return .more("\(sentence(name)) was heard. \(LearnSession.again)")
    case .toggle:
      control.mode = .toggle
      control.reasons = ["It sends \(name) on and off by turns, at each press one: the device switches it itself."]
    default:
      control.reasons = ["It sends \(name) when it is pressed and when it is let go.", release(trace)]
    }
    if trace.highest < 127, trace.address.kind == .note || trace.distinct.count > 2 {
      control.reasons.append("How hard it is pressed was from \(pressure(trace)) of 127; every press counts.")
    }
    control.remarks = [
      "If it has a light that the same message lights, write 'message' instead of 'receive'."
    ]
    return .learned(control)
  }

  private func pressure(_ trace: LearnTrace) -> String {
    let hard = trace.values.filter { $0 > 0 }
    return "\(hard.min() ?? 0) to \(hard.max() ?? 0)"
  }

  private func release(_ trace: LearnTrace) -> String {
    guard trace.address.kind == .note else { return "Letting go is the value 0." }
    return trace.noteOffs > 0 ? "Letting go is a note-off." : "Letting go is a note-on with velocity 0."
  }

  /// Two values of which none is 0: both would count as presses, so only the first one is taken.
  private func oddValues(_ trace: LearnTrace, of device: String) -> Verdict {
    guard trace.samples.count >= 4 else {
      return .more("\(sentence(trace.address.words)) was heard. \(LearnSession.again)")
    }
    var control = LearnedControl(device: device, address: trace.address, kind: .button)
    let first = trace.values[0]
    control.value = .fixed(first)
    control.reasons = [
      "It sends \(trace.address.words) with \(trace.values[0]) and \(trace.distinct.first { $0 != first } ?? 0), and never 0; "
        + "\(first), which came first, counts as the press."
    ]
    return .learned(control)
  }

  /// Three presses are three messages of a button that the device switches, and six of one that tells press and release.
  /// Where a hand has counted otherwise, time tells: who lets go at once holds for less long than he waits for the next press.
  static func mode(_ trace: LearnTrace) -> Control.Mode? {
    let samples = trace.samples
    var held: [UInt64] = []
    var waited: [UInt64] = []
    for (one, next) in zip(samples, samples.dropFirst()) {
      if one.value > 0 { held.append(next.at - one.at) } else { waited.append(next.at - one.at) }
    }
    guard let longest = held.max(), let pause = waited.min() else { return nil }
    let isShort = longest < 500_000_000 && longest * 2 < pause
    let begins = samples[0].value > 0
    switch samples.count {
    case 3: return isShort && begins ? nil : .toggle
    case 6 where begins: return .momentary
    case 4... where isShort: return .momentary
    case 5... where samples.count % 2 == 1 && longest < 2 * pause && pause < 2 * longest: return .toggle
    default: return nil
    }
  }
}
