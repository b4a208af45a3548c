import Mixer

// What stands to the right of a control in a layer.
extension MappingReader {
  mutating func assignment(_ value: Located, _ reader: JobReader, _ control: Control) -> Assignment? {
    if value.pairs != nil {
      switch control.kind {
      case .button: return gestures(value, reader, control)
      case .fader, .knob: return position(value, reader, control)
      case .encoder, .meter, .text, .color:
        complain(
          value, "write the path itself; only buttons, faders and knobs have keys here")
        return nil
      }
    }
    let isOutput = !control.hasHand
    guard let job = jobs(value, reader, control, isHand: !isOutput) else { return nil }
    return Assignment(hand: isOutput ? nil : job, shown: control.isShown ? job : nil)
  }

  private mutating func gestures(_ value: Located, _ reader: JobReader, _ control: Control) -> Assignment? {
    guard let found = entries(of: value, .button) else { return nil }
    let before = errors.count
    let assignment = Assignment(
      hand: found["press"].flatMap { jobs($0, reader, control, isHand: true) },
      release: found["release"].flatMap { jobs($0, reader, control, isHand: true) },
      long: found["long"].flatMap { jobs($0, reader, control, isHand: true) },
      double: found["double"].flatMap { jobs($0, reader, control, isHand: true) },
      shown: found["led"].flatMap { jobs($0, reader, control, isHand: false) })
    guard errors.count == before else { return nil }
    if !control.hasHand, assignment.isForHand {
      complain(value, "\(control.name) is a lamp that cannot be pressed; keep 'led' only")
      return nil
    }
    let isLate = assignment.long != nil || assignment.double != nil
    if let place = found["press"], isLate, assignment.hand?.isHold == true {
      complain(
        place, "with 'long' or 'double' a press counts when it is over, so it cannot hold; put 'hold' under 'long'")
      return nil
    }
    if let place = found["release"], assignment.release?.isHold == true {
      complain(place, "nothing is held when a button is released; put 'hold' under 'press'")
      return nil
    }
    return assignment
  }

  private mutating func position(_ value: Located, _ reader: JobReader, _ control: Control) -> Assignment? {
    guard let found = entries(of: value, .position) else { return nil }
    guard let move = found["move"] else {
      complain(value, "add 'move: PATH', such as {move: \"bank[n]/fader\", takeover: jump}")
      return nil
    }
    if let place = found["takeover"], control.isMotor {
      complain(place, "\(control.name) has a motor, which takes it to where the desk is; remove 'takeover'")
      return nil
    }
    guard let job = jobs(move, reader, control, isHand: true) else { return nil }
    var assignment = Assignment(hand: job, shown: control.isShown ? job : nil)
    if found["takeover"] != nil {
      guard let takeover: Takeover = word("takeover", of: found) else { return nil }
      assignment.takeover = takeover
    }
    return assignment
  }

  /// One job, or a list of them for a button.
  private mutating func jobs(_ value: Located, _ reader: JobReader, _ control: Control, isHand: Bool) -> Job? {
    guard let items = value.items else { return job(value, reader, control, isHand: isHand) }
    guard control.kind == .button, !items.isEmpty else {
      complain(value, "only buttons do several things; write one path for a \(control.kind.rawValue)")
      return nil
    }
    let jobs = items.compactMap { job($0, reader, control, isHand: isHand) }
    return jobs.count == items.count ? .all(jobs) : nil
  }

  private mutating func job(_ value: Located, _ reader: JobReader, _ control: Control, isHand: Bool) -> Job? {
    do throws(Complaint) {
      guard let text = value.text, !text.isEmpty else {
        throw Complaint("write a path such as bank[n]/fader, or an action such as 'recall snapshot n'")
      }
      let job = try reader.job(text)
      guard fits(job, control.kind, isHand: isHand) else {
        throw Complaint(
          "a \(control.kind.rawValue) cannot \(isHand ? "do" : "show") '\(text)'; \(MappingReader.uses(of: control.kind, isHand: isHand))"
        )
      }
      return job
    } catch {
      complain(value, error.text)
      return nil
    }
  }

  private func fits(_ job: Job, _ kind: Control.Kind, isHand: Bool) -> Bool {
    switch (kind, job) {
    case (.fader, .parameter), (.knob, .parameter), (.encoder, .parameter): true
    case (.button, .parameter(let reference)): isSwitch(reference)
    case (.button, .takeover(let place)), (.text, .takeover(let place)):
      !isHand && controls[place].isAbsolute && !controls[place].isMotor
    case (.button, .snapshotNumber), (.button, .name), (.button, .label), (.button, .meter), (.button, .texts): false
    case (.button, .reset), (.button, .resetStrip), (.button, .copy), (.button, .autoTrim), (.button, .tap),
      (.button, .step):
      isHand
    case (.button, _): true
    case (.meter, .meter): true
    case (.text, .parameter), (.text, .name), (.text, .label), (.text, .snapshotNumber): true
    case (.text, .texts(let jobs)): jobs.allSatisfy { fits($0, .text, isHand: false) }
    case (.color, .parameter(let reference)): reference.item == .color
    default: false
    }
  }

  private func isSwitch(_ reference: ParameterReference) -> Bool {
    StripKind.allCases.contains { kind in
      Catalogue.specs(of: kind).contains { $0.item == reference.item && $0.law == .onOff }
    }
  }

  private static func uses(of kind: Control.Kind, isHand: Bool) -> String {
    switch kind {
    case .fader, .knob, .encoder: "it takes a parameter such as bank[n]/fader"
    case .button where isHand: "it takes an on/off parameter such as bank[n]/mute, 'set PATH VALUE', or an action"
    case .button: "its light shows an on/off parameter, 'set PATH VALUE', a selection, a layer, or 'takeover CONTROL'"
    case .meter: "it takes STRIP/meter, such as bank[n]/meter"
    case .text:
      "it takes STRIP/name, a parameter, 'label PATH', 'snapshot number', 'takeover CONTROL', or several of them with commas"
    case .color: "it takes STRIP/color, such as bank[n]/color"
    }
  }
}

extension Job {
  /// Whether it lasts only while a button is held.
  var isHold: Bool {
    switch self {
    case .hold, .layer(_, held: true): true
    case .all(let jobs): jobs.contains(where: \.isHold)
    default: false
    }
  }
}
