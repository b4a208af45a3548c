import Desk
import Mixer

/// The two rings between the control thread and the audio thread, made before either end and freed after both.
struct Rings {
  /// Control → audio. When full, the control thread keeps the batch and tries again.
  let commands: UnsafeMutablePointer<CommandRing>
  /// Audio → control. When full, the audio thread adds the next interval to its report.
  let reports: UnsafeMutablePointer<ReportRing>

  init(catalogue: Catalogue) {
    commands = .allocate(capacity: 1)
    commands.initialize(to: CommandRing(capacity: CommandFeed.capacity(for: catalogue)))
    reports = .allocate(capacity: 1)
    reports.initialize(to: ReportRing(meterCount: catalogue.layout.meterCount))
  }
}
