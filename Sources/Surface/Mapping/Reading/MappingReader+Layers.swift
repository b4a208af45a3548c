import Mixer

// The `layers:` section.
extension MappingReader {
  mutating func readLayers(_ place: Located?) {
    guard let place else { return }
    guard let pairs = place.pairs, !pairs.isEmpty else {
      return complain(place, "layers is written as 'NAME:' with lines such as 'fader[1-8]: bank[n]/fader' under it")
    }
    let names = pairs.map { $0.key.text ?? "" }
    for (key, value) in pairs {
      var layer = Layer(name: key.text ?? "")
      guard let lines = value.pairs else {
        complain(value, "a layer is written as lines such as 'fader[1-8]: bank[n]/fader'")
        continue
      }
      for (control, job) in lines { readLine(control, job, layers: names, into: &layer) }
      layers.append(layer)
    }
  }

  private mutating func readLine(_ key: Located, _ value: Located, layers: [String], into layer: inout Layer) {
    for (place, number) in controls(named: key) {
      if layer.assignments[place] != nil {
        return complain(key, "\(controls[place].name) is assigned twice in this layer; keep one line")
      }
      let reader = JobReader(
        number: number, bankKinds: bank.kinds, layers: layers, places: places, catalogue: largest)
      guard let assignment = assignment(value, reader, controls[place]) else { return }
      layer.assignments[place] = assignment
    }
  }

  /// The places of the controls that a key names, with their numbers.
  private mutating func controls(named key: Located) -> [(Int, Int?)] {
    do throws(Complaint) {
      var found: [(Int, Int?)] = []
      for (name, number) in try ControlName(key.text ?? "").all {
        guard let place = places[name] else {
          let near = Suggestion.text(for: key.text ?? "", among: rows.map { $0.key.text ?? "" })
          throw Complaint("the device has no control '\(name)'\(near)")
        }
        found.append((place, number))
      }
      return found
    } catch {
      complain(key, error.text)
      return []
    }
  }

  private mutating func assignment(_ value: Located, _ reader: JobReader, _ control: Control) -> Assignment? {
    if value.pairs != nil {
      guard control.kind == .button else {
        complain(
          value, "only buttons take 'press' and 'led' apart; write the path itself for a \(control.kind.rawValue)")
        return nil
      }
      guard let found = entries(of: value, keys: ["press", "led"], what: "a button") else { return nil }
      let hand = found["press"].map { job($0, reader, control, isHand: true) }
      let shown = found["led"].map { job($0, reader, control, isHand: false) }
      if hand == .some(nil) || shown == .some(nil) { return nil }
      return Assignment(hand: hand ?? nil, shown: shown ?? nil)
    }
    let isOutput = control.receive == nil
    guard let job = job(value, reader, control, isHand: !isOutput) else { return nil }
    return Assignment(hand: isOutput ? nil : job, shown: control.send == nil ? nil : job)
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
    case (.button, .takeover(let place)): !isHand && controls[place].isAbsolute && !controls[place].isMotor
    case (.button, .snapshotNumber), (.button, .name), (.button, .meter), (.button, .texts): false
    case (.button, .reset): isHand
    case (.button, _): true
    case (.meter, .meter): true
    case (.text, .parameter), (.text, .name), (.text, .snapshotNumber): true
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
    case .button where isHand: "it takes an on/off parameter such as bank[n]/mute, 'reset PATH', or an action"
    case .button: "its light shows an on/off parameter, a selection, a layer, a snapshot, or 'takeover CONTROL'"
    case .meter: "it takes STRIP/meter, such as bank[n]/meter"
    case .text: "it takes STRIP/name, a parameter, 'snapshot number', or several of them with commas"
    case .color: "it takes STRIP/color, such as bank[n]/color"
    }
  }
}
