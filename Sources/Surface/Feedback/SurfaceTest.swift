/// A walk through everything that a device can show, for a person who looks at it: what is shown at which time. It knows
/// nothing of the desk.
struct SurfaceTest: Sendable {
  enum Kind: Sendable {
    case lights, colors, rings, motors, meters, texts
  }

  struct Part: Sendable {
    let kind: Kind
    /// For people: `mute[1-8]: lights`.
    let title: String
    /// Places in `Mapping.controls`.
    let controls: Set<Int>
    let start: UInt64
    let length: UInt64
  }

  /// How often something moves, in nanoseconds.
  static let tick: UInt64 = 40_000_000

  let parts: [Part]
  /// Where the motors stood before, as in the messages of the device.
  let origins: [Int: Int]

  /// Nil if the device has nothing to show.
  init?(_ mapping: Mapping, origins: [Int: Int], now: UInt64) {
    var parts: [Part] = []
    var start = now
    func add(_ kind: Kind, _ rows: [[Int]], _ milliseconds: UInt64) {
      guard !rows.isEmpty else { return }
      let names = rows.map { SurfaceTest.title($0, mapping) }
      let word = rows.joined().count == 1 ? SurfaceTest.word(kind) : SurfaceTest.word(kind) + "s"
      let length = milliseconds * 1_000_000
      parts.append(
        Part(
          kind: kind, title: "\(names.joined(separator: ", ")): \(word)", controls: Set(rows.joined()), start: start,
          length: length))
      start += length
    }
    let all = SurfaceTest.rows(mapping)
    func rows(_ fits: (Control) -> Bool) -> [[Int]] { all.filter { fits(mapping.controls[$0[0]]) } }
    for row in rows({ $0.kind == .button && $0.send != nil }) {
      add(.lights, [row], row.count == 1 ? 250 : 1000)
    }
    add(.colors, rows { $0.kind == .color && $0.isShown }, 3200)
    add(.rings, rows { $0.kind == .encoder && $0.send != nil }, 3000)
    add(.motors, rows { $0.isMotor }, 6000)
    add(.meters, rows { $0.kind == .meter }, 3000)
    add(.texts, rows { $0.kind == .text && $0.isShown }, 4000)
    guard !parts.isEmpty else { return nil }
    self.parts = parts
    self.origins = origins
  }

  var end: UInt64 { parts.last.map { $0.start + $0.length } ?? 0 }

  /// What is shown at a time; nil when it is over.
  func part(at now: UInt64) -> Part? {
    parts.last { $0.start <= now }.flatMap { now < $0.start + $0.length ? $0 : nil }
  }

  /// How much of a part is over, 0…1.
  func progress(of part: Part, at now: UInt64) -> Float { Float(now - part.start) / Float(part.length) }

  /// Up and down again, 0…1…0.
  static func hill(_ progress: Float) -> Float { 1 - abs(2 * min(max(progress, 0), 1) - 1) }

  /// Where a motor goes: from where it stood to the top, to the bottom, and back.
  static func travel(_ progress: Float, from origin: Int, maximum: Int) -> Int {
    let (here, top) = (Float(origin), Float(maximum))
    let third = min(max(progress, 0), 1) * 3
    let place =
      third < 1 ? here + (top - here) * third : third < 2 ? top * (2 - third) : here * (third - 2)
    return Int(place.rounded())
  }

  // MARK: Rows and words

  private static func rows(_ mapping: Mapping) -> [[Int]] {
    var rows: [[Int]] = []
    for (place, control) in mapping.controls.enumerated() {
      if let last = rows.last?.last, mapping.controls[last].row == control.row {
        rows[rows.count - 1].append(place)
      } else {
        rows.append([place])
      }
    }
    return rows
  }

  private static func title(_ row: [Int], _ mapping: Mapping) -> String {
    let (first, last) = (mapping.controls[row[0]], mapping.controls[row[row.count - 1]])
    guard let low = first.number, let high = last.number, low != high else { return first.name }
    return "\(first.row)[\(low)-\(high)]"
  }

  private static func word(_ kind: Kind) -> String {
    switch kind {
    case .lights: "light"
    case .colors: "colour"
    case .rings: "ring"
    case .motors: "motor"
    case .meters: "meter"
    case .texts: "display"
    }
  }
}
