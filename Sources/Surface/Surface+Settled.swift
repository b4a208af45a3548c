import Mixer

// A press that is decided later means what it meant when the finger came down: banks and selection may have moved since.
extension Surface {
  func settled(_ assignment: Assignment) -> Assignment {
    var assignment = assignment
    assignment.hand = assignment.hand.flatMap { settled($0) }
    assignment.release = assignment.release.flatMap { settled($0) }
    assignment.long = assignment.long.flatMap { settled($0) }
    assignment.double = assignment.double.flatMap { settled($0) }
    return assignment
  }

  /// The job with its strips fixed; nil if it means nothing here.
  private func settled(_ job: Job) -> Job? {
    switch job {
    case .all(let jobs): .all(jobs.compactMap { settled($0) })
    case .parameter(let reference): settled(reference).map { .parameter($0) }
    case .hold(let reference): settled(reference).map { .hold($0) }
    case .set(let reference, let value): settled(reference).map { .set($0, value) }
    case .step(let reference, let step): settled(reference).map { .step($0, step) }
    case .reset(let reference): settled(reference).map { .reset($0) }
    case .resetStrip(let reference): settled(reference).map { .resetStrip($0) }
    case .copy(let from, let to): settled(from).flatMap { from in settled(to).map { .copy(from: from, to: $0) } }
    case .autoTrim(let reference): settled(reference).map { .autoTrim($0) }
    case .tap(let reference): settled(reference).map { .tap($0) }
    case .select(let reference): settled(reference).map { .select($0) }
    case .spill(let reference): settled(reference).map { .spill($0) }
    case .bus(let reference): settled(reference).map { .bus($0) }
    default: job
    }
  }

  private func settled(_ reference: StripReference) -> StripReference? { strip(reference).map { .fixed($0) } }

  private func settled(_ reference: ParameterReference) -> ParameterReference? {
    target(reference).map {
      ParameterReference(strip: .fixed($0.parameter.strip), item: $0.parameter.item, which: Int($0.parameter.which))
    }
  }
}
