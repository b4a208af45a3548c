// Controls: what is told twice, what has no use, what a motor needs.
extension MappingLint {
  mutating func lookAtControls() {
    lookForTwins()
    lookForMotors()
    lookForIdle()
  }

  /// Different controls that are sent the same messages.
  private mutating func lookForTwins() {
    var known: [MessagePattern: Control] = [:]
    for control in mapping.controls {
      guard let send = control.send, let place = place(ofRow: control.row) else { continue }
      if let twin = known[send], twin.row != control.row || !send.isForWholeRow {
        warn(place, "\(control.name) is sent the same messages as \(twin.name), so one undoes what the other shows")
      }
      known[send] = control
    }
  }

  private mutating func lookForMotors() {
    for row in reader.rows {
      guard let control = mapping.controls.first(where: { $0.row == row.name.row }), control.isMotor,
        control.touch == nil, row.keys["hold"] == nil, row.keys["echo"] == nil
      else { continue }
      warn(
        row.key,
        "\(control.row) has a motor and no 'touch'; say with 'hold' how long a hand counts as being there after a "
          + "movement, or with 'echo' that the position must go back")
    }
  }

  /// Controls without a line in any layer. A row of which some have one has probably been miscounted; a whole row may have
  /// been left out on purpose, and a family has what not all of its devices need.
  private mutating func lookForIdle() {
    let used = lines
    let busy = Set(used.map(\.control.name))
    var idle: [ControlRow] = []
    for row in reader.rows where row.key.file == mapping.file {
      let missing = row.name.all.map(\.name).filter { !busy.contains($0) }
      if missing.count == row.name.all.count {
        idle.append(row)
      } else if let first = used.first(where: { $0.control.row == row.name.row }), !missing.isEmpty {
        warn(first.place, "of \(row.key.text ?? ""), no layer says what \(missing.joined(separator: ", ")) do")
      }
    }
    if let first = idle.first {
      note(first.key, "no layer says what these do: \(idle.map { $0.key.text ?? "" }.joined(separator: ", "))")
    }
  }
}
