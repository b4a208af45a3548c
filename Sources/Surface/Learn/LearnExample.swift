import Mixer

/// An example for a control of a mapping: what its end of travel, its first click or its press sets on a new desk. The value
/// comes from the parameter's own law, not from the surface that is to be proven by it.
struct LearnExample {
  /// As it stands in a file, `{receive: …, sets: …}`.
  let text: String

  /// Nil if the control does nothing to a parameter of the desk of examples.
  init?(of name: String, _ mapping: Mapping) {
    let catalogue = Catalogue(layout: Layout())
    let surface = Surface(mapping: mapping, catalogue: catalogue)
    guard let place = mapping.controls.firstIndex(where: { $0.name == name }), let target = surface.handTargets[place]
    else { return nil }
    let control = mapping.controls[place]
    let initial = target.spec.initial(Int(target.parameter.which))
    guard let (messages, value) = LearnExample.hand(control, target.spec, initial) else { return nil }
    let bytes = messages.map(\.description).joined(separator: " ")
    let sets = "\(catalogue.path(of: target.parameter)): \(LearnExample.word(value, target.spec))"
    text = "{receive: \"\(bytes)\", sets: {\(sets)}}"
  }

  /// What a hand sends, and the value that follows.
  private static func hand(
    _ control: Control, _ spec: ParameterSpec, _ initial: Float
  ) -> (messages: [MIDIMessage], value: Float)? {
    func receive(_ value: Int) -> [MIDIMessage] { control.receive?.messages(Fields(value: value)) ?? [] }
    switch control.kind {
    case .fader, .knob:
      let start = control.isMotor ? [] : receive(0)
      return (start + receive(control.maximum), spec.clamped(spec.value(at: 1)))
    case .encoder:
      let click = control.right.map { $0.messages(Fields(value: 1)) } ?? click(control.relative).flatMap(receive)
      let steps = Float(min(spec.steps, control.steps) - 1)
      let here = spec.position(of: initial) * steps
      let next = (abs(here - here.rounded()) < 0.01 ? here.rounded() : here.rounded(.down)) + 1
      guard next <= steps else { return nil }
      return (click, spec.clamped(spec.value(at: next / steps)))
    case .button:
      guard spec.law == .onOff else { return nil }
      let release = control.mode == .momentary && control.receive?.carriesNumber == true ? receive(0) : []
      return (receive(0x7F) + release, 1 - initial)
    case .meter, .text, .color: return nil
    }
  }

  /// The values of one click to the right.
  private static func click(_ relative: Control.Relative) -> [Int] {
    switch relative {
    case .signBit, .twosComplement, .incDec: [0x01]
    case .signBitReversed, .offset64: [0x41]
    case .side: [0]
    case .absolute: [0x40, 0x41]
    }
  }

  /// A value without its unit and without needless digits.
  private static func word(_ value: Float, _ spec: ParameterSpec) -> String {
    let text = spec.text(of: value)
    guard spec.hasUnit, var number = text.split(separator: " ").first.map(String.init), number.contains(".") else {
      return spec.hasUnit ? text.split(separator: " ").first.map(String.init) ?? text : text
    }
    while number.last == "0" { number.removeLast() }
    if number.last == "." { number.removeLast() }
    return number
  }
}
