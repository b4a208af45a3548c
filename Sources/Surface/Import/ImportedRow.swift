/// Controls that stand in one row of a mapping, or one that stands alone.
struct ImportedRow {
  /// Without brackets.
  let name: String
  let controls: [ImportedControl]
  private let channel: Count
  private let low: Count

  /// How a byte goes along a row.
  private enum Count {
    case fixed(Int)
    /// From the first one, always by as much.
    case steps(Int, by: Int)
    case list([Int])

    init(_ numbers: [Int]) {
      let steps = Set(zip(numbers, numbers.dropFirst()).map { $1 - $0 })
      if numbers.count == 1 || steps == [0] {
        self = .fixed(numbers[0])
      } else if steps.count == 1, let step = steps.first, step > 0 {
        self = .steps(numbers[0], by: step)
      } else {
        self = .list(numbers)
      }
    }

    /// A sum of which the first byte or half byte is written already.
    func text(_ write: (Int) -> String) -> String {
      switch self {
      case .fixed(let number): write(number)
      case .steps(let first, by: 1): "\(write(first))+i"
      case .steps(let first, by: let step): "\(write(first))+\(step)*i"
      case .list: "i"
      }
    }

    var list: [Int]? { if case .list(let numbers) = self { numbers } else { nil } }
  }

  init(name: String, _ controls: [ImportedControl]) {
    self.name = name
    self.controls = controls
    channel = Count(controls.map(\.message.channel))
    low = Count(controls.map { $0.message.number & 0x7F })
  }

  /// The name with its range.
  var key: String { controls.count == 1 ? name : "\(name)[1-\(controls.count)]" }

  private var lines: [Int] { controls.flatMap(\.lines) }

  // MARK: What it is

  /// The line for `controls:`.
  var description: String {
    let first = controls[0]
    var keys = ["kind: \(first.kind.rawValue)"]
    let nibble = channel.list == nil ? channel.text(ArdourMessage.digit) : "0+i"
    for (key, text) in first.message.patterns(channel: nibble, low: low.text(ArdourMessage.hex)) {
      keys.append("\(first.hasFeedback ? "message" : key): \(text)")
    }
    if let list = channel.list ?? low.list {
      keys.append("numbers: [\(list.map(ArdourMessage.hex).joined(separator: ", "))]")
    }
    switch first.message.coding {
    case .steps(let relative): keys.append("relative: \(relative.rawValue)")
    case .toggle where first.kind == .button: keys.append("mode: toggle")
    case .plain, .dial, .toggle: break
    }
    return "\(key): {\(keys.joined(separator: ", "))}"
  }

  /// The lines of the source, as a comment.
  var origin: String { ImportReport.words(for: lines) }

  // MARK: What it does

  /// The lines for a layer, with the lines of the source that each comes from.
  var assignments: [(key: String, text: String, lines: [Int])] {
    guard controls[0].jobs.count == 1 else {
      let jobs = controls[0].jobs.map { "\"\($0.text)\"" }.joined(separator: ", ")
      return [(key, "[\(jobs)]", lines)]
    }
    var runs: [Range<Int>] = []
    for place in controls.indices {
      if let last = runs.last, offset(place) == offset(last.lowerBound) {
        runs[runs.count - 1] = last.lowerBound..<place + 1
      } else {
        runs.append(place..<place + 1)
      }
    }
    return runs.map { run in
      let job = controls[run.lowerBound].jobs[0]
      let own = controls[run].flatMap(\.lines)
      let range = run.count == 1 ? "\(run.lowerBound + 1)" : "\(run.lowerBound + 1)-\(run.upperBound)"
      let key = controls.count == 1 ? name : "\(name)[\(range)]"
      guard run.count > 1, let offset = offset(run.lowerBound) else { return (key, job.text, own) }
      let number = offset == 0 ? "n" : offset > 0 ? "n+\(offset)" : "n\(offset)"
      return (key, job.text(number: number, isCounted: true), own)
    }
  }

  /// How far the number of the job is from the place in the row.
  private func offset(_ place: Int) -> Int? { controls[place].jobs[0].number.map { $0 - place - 1 } }

  var entries: [ImportReport.Entry] {
    assignments.map { ImportReport.Entry(lines: $0.lines.sorted(), column: 1, what: "\($0.key): \($0.text)") }
  }
}

extension ImportedControls {
  /// The controls in rows: those that do alike and whose messages differ in one byte.
  func rows() -> [ImportedRow] {
    var groups: [[ImportedControl]] = []
    var places: [ImportedControl.Family: Int] = [:]
    for control in controls {
      if let family = control.family, let place = places[family] {
        groups[place].append(control)
      } else {
        if let family = control.family { places[family] = groups.count }
        groups.append([control])
      }
    }
    var names: Set<String> = []
    return groups.flatMap(ImportedControls.split).map { group in
      let job = group[0].jobs[0]
      let own =
        group.count == 1 && job.form == .action && job.number != nil ? "\(job.name)-\(job.number ?? 0)" : job.name
      let name = ([own] + (2...9999).map { "\(own)-\($0)" }).first { !names.contains($0) } ?? own
      names.insert(name)
      return ImportedRow(name: name, group)
    }
  }

  /// Parts in which one byte varies: all of it, or one part for each channel.
  private static func split(_ group: [ImportedControl]) -> [[ImportedControl]] {
    let channels = group.map(\.message.channel)
    if Set(channels).count == 1 || Set(group.map(\.message.number)).count == 1 { return [group] }
    var seen: [Int] = []
    for channel in channels where !seen.contains(channel) { seen.append(channel) }
    return seen.map { channel in group.filter { $0.message.channel == channel } }
  }
}
