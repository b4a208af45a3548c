/// The unit that a value is in.
public enum Unit: String, Sendable {
  case decibel = "dB"
  case percent = "%"
  case hertz = "Hz"
  case milliseconds = "ms"
  case seconds = "s"
  case beats = "bpm"
  case none = ""
  case onOff = "on/off"
  case list
  case text
}

/// What the catalogue says of one item of one kind of strip: everything that mappings, the command line, snapshots,
/// documentation and tests are derived from.
public struct ParameterSpec: Sendable {
  /// The item.
  public let item: Item
  /// The path after the strip's; `#` stands for the number of one of several alike (`group/#`).
  public let pattern: String
  /// The unit of its values.
  public let unit: Unit
  /// The lowest and the highest value.
  public let range: ClosedRange<Float>
  /// The value on a new desk; of the first, where there are several alike.
  public let initial: Float
  /// The values on a new desk of several alike that differ; otherwise empty.
  let initials: [Float]
  /// How a control's travel becomes a value.
  public let law: Law
  /// How many different positions a stepping control (an encoder, up and down keys) should have.
  public let steps: Int
  /// At most seven characters, for a scribble strip.
  public let display: String
  /// The words of a list, in order of their values; empty otherwise.
  public let options: [String]
  /// Whether a snapshot holds it.
  public let inSnapshot: Bool
  /// One sentence for people.
  public let about: String

  init(
    _ item: Item, _ pattern: String, _ unit: Unit, _ range: ClosedRange<Float>, initial: Float, law: Law, steps: Int,
    display: String, options: [String] = [], initials: [Float] = [], inSnapshot: Bool = true, about: String
  ) {
    self.item = item
    self.pattern = pattern
    self.unit = unit
    self.range = range
    self.initial = initials.first ?? initial
    self.initials = initials
    self.law = law
    self.steps = steps
    self.display = display
    self.options = options
    self.inSnapshot = inSnapshot
    self.about = about
  }

  /// An on/off parameter.
  static func toggle(
    _ item: Item, _ pattern: String, initial: Bool = false, display: String, inSnapshot: Bool = true, about: String
  ) -> ParameterSpec {
    ParameterSpec(
      item, pattern, .onOff, 0...1, initial: initial ? 1 : 0, law: .onOff, steps: 2, display: display,
      inSnapshot: inSnapshot, about: about)
  }

  /// A choice among words.
  static func choice(
    _ item: Item, _ pattern: String, _ options: [String], initial: Int = 0, initials: [Float] = [], display: String,
    inSnapshot: Bool = true, about: String
  ) -> ParameterSpec {
    ParameterSpec(
      item, pattern, .list, 0...Float(options.count - 1), initial: Float(initial), law: .list, steps: options.count,
      display: display, options: options, initials: initials, inSnapshot: inSnapshot, about: about)
  }

  /// A fader: −90 dB (silence) to +10 dB.
  static func fader(
    _ item: Item, _ pattern: String, initial: Float, display: String, inSnapshot: Bool = true, about: String
  )
    -> ParameterSpec
  {
    ParameterSpec(
      item, pattern, .decibel, silence...10, initial: initial, law: .fader, steps: 1024, display: display,
      inSnapshot: inSnapshot, about: about)
  }

  /// A frequency in Hz, by octaves.
  static func frequency(
    _ item: Item, _ pattern: String, _ range: ClosedRange<Float>, initial: Float, initials: [Float] = [], steps: Int,
    display: String, about: String
  ) -> ParameterSpec {
    ParameterSpec(
      item, pattern, .hertz, range, initial: initial, law: .logarithmic, steps: steps, display: display,
      initials: initials, about: about)
  }

  /// A time in ms, by ratios.
  static func time(
    _ item: Item, _ pattern: String, _ range: ClosedRange<Float>, initial: Float, display: String, about: String
  ) -> ParameterSpec {
    ParameterSpec(
      item, pattern, .milliseconds, range, initial: initial, law: .logarithmic, steps: 101, display: display,
      about: about)
  }

  /// The attack of a dynamics processor: 0 to 120 ms.
  static func attack(
    _ item: Item, _ pattern: String, initial: Float, display: String, about: String
  ) -> ParameterSpec {
    ParameterSpec(
      item, pattern, .milliseconds, 0...120, initial: initial, law: .linear, steps: 121, display: display, about: about)
  }

  /// The hold of a dynamics processor: 0.02 to 2000 ms.
  static func hold(_ item: Item, _ pattern: String, initial: Float, display: String, about: String) -> ParameterSpec {
    time(item, pattern, 0.02...2000, initial: initial, display: display, about: about)
  }

  /// The release of a dynamics processor: 5 to 4000 ms.
  static func release(
    _ item: Item, _ pattern: String, initial: Float, display: String, about: String
  ) -> ParameterSpec {
    time(item, pattern, 5...4000, initial: initial, display: display, about: about)
  }

  /// The fader value that stands for silence; written `-inf`.
  public static let silence: Float = -90

  /// The value on a new desk of one of several alike, counted from 0.
  public func initial(_ which: Int) -> Float { initials.isEmpty ? initial : initials[min(which, initials.count - 1)] }

  /// The nearest value that this parameter can have: inside its range, whole for lists and switches. NaN becomes the
  /// initial value.
  public func clamped(_ value: Float) -> Float {
    guard !value.isNaN else { return initial }
    let inside = min(max(value, range.lowerBound), range.upperBound)
    return law == .onOff || law == .list || law == .whole ? inside.rounded() : inside
  }

  /// The value at a control's position 0…1.
  public func value(at position: Float) -> Float { law.value(at: position, in: range) }

  /// The control's position 0…1 of a value.
  public func position(of value: Float) -> Float { law.position(of: value, in: range) }
}
