/// A control that a mapping will have: its message, what it does, and where that came from.
struct ImportedControl {
  let message: ArdourMessage
  var jobs: [ImportedJob]
  /// Lines of the source.
  var lines: [Int]
  let kind: Control.Kind
  /// Whether it is sent its own message back.
  var hasFeedback: Bool
  let patterns: [MessagePattern]

  /// What a control must share with others to stand in one row with them; nil if it stands alone.
  var family: Family? {
    guard jobs.count == 1 else { return nil }
    if case .bytes = message.form { return nil }
    return Family(
      form: message.form, coding: message.coding, high: message.isParameter ? message.number >> 7 : 0, kind: kind,
      hasFeedback: hasFeedback, job: ImportedJob.Form.family(of: jobs[0]))
  }

  /// What the controls of a row have in common.
  struct Family: Hashable {
    let form: ArdourMessage.Form
    let coding: ArdourMessage.Coding
    let high: Int
    let kind: Control.Kind
    let hasFeedback: Bool
    let job: ImportedJob
  }
}

extension ImportedJob.Form {
  /// The job without its number.
  fileprivate static func family(of job: ImportedJob) -> ImportedJob {
    var job = job
    if job.number != nil { job.number = 0 }
    return job
  }
}

/// The controls of a map, in the order of the source; several bindings of one message are one control.
struct ImportedControls {
  private(set) var controls: [ImportedControl] = []

  /// Adds a binding.
  /// - Returns: what is odd about it.
  mutating func add(_ binding: ArdourBinding, line: Int, isMotorized: Bool) throws(ImportRefusal) -> String? {
    let patterns = binding.message.patterns.compactMap { try? MessagePattern($0.text, constants: [:]) }
    if let twin = controls.firstIndex(where: { $0.message == binding.message }) {
      return try merge(binding, into: twin, line: line)
    }
    if let rival = controls.first(where: { $0.patterns.contains { one in patterns.contains { one.overlaps($0) } } }) {
      throw .broken(
        "\(binding.message.words) would be taken for \(rival.message.words) of "
          + "\(ImportReport.words(for: rival.lines)); a message can mean one control")
    }
    let isPosition = binding.job.form == .position
    controls.append(
      ImportedControl(
        message: binding.message, jobs: [binding.job], lines: [line],
        kind: kind(binding, isMotorized: isMotorized),
        hasFeedback: binding.message.carriesValue && !binding.message.isSteps
          && (isPosition ? isMotorized : binding.job.form == .toggle),
        patterns: patterns))
    return nil
  }

  private func kind(_ binding: ArdourBinding, isMotorized: Bool) -> Control.Kind {
    guard binding.job.form == .position else { return .button }
    if binding.message.isSteps { return .encoder }
    // What is told its position is a fader here, whatever it looks like.
    let isFader = binding.job.after.hasSuffix("fader") || binding.job.before.hasSuffix("fader")
    return isFader || isMotorized && binding.message.carriesValue ? .fader : .knob
  }

  private mutating func merge(_ binding: ArdourBinding, into place: Int, line: Int) throws(ImportRefusal) -> String? {
    let first = controls[place]
    let words = ImportReport.words(for: first.lines)
    if first.jobs.contains(binding.job) {
      return "\(binding.message.words) does '\(binding.job.text)' already in \(words); once is enough"
    }
    guard first.kind == .button else {
      throw .broken("\(binding.message.words) moves '\(first.jobs[0].text)' in \(words); it can move one thing only")
    }
    guard binding.job.form != .position else {
      throw .broken("\(binding.message.words) is a button in \(words), so it cannot move '\(binding.job.text)'")
    }
    controls[place].jobs.append(binding.job)
    controls[place].lines.append(line)
    controls[place].hasFeedback = first.hasFeedback || binding.message.carriesValue && binding.job.form == .toggle
    return nil
  }
}
