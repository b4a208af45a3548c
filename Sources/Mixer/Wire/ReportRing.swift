import Synchronization

/// Reports with their meters from the audio thread to the control thread. One writer, one reader, no waiting.
///
/// When full, the audio thread keeps its report and adds the next interval to it, so that no peak is ever lost.
public struct ReportRing: ~Copyable, Sendable {
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)
  // Proof: as in CommandRing; a slot belongs to the writer until `tail` passes it and to the reader until `head` does.
  private nonisolated(unsafe) let reports: UnsafeMutablePointer<Report>
  // Proof: as for `reports`; a slot's readings change hands with its report.
  private nonisolated(unsafe) let meters: UnsafeMutablePointer<MeterReading>
  private let slots: Int
  /// Meter points per report (`Layout.meterCount`).
  public let meterCount: Int

  /// - Parameters:
  ///   - meterCount: meter points per report.
  ///   - slots: how many reports fit. Allocates.
  public init(meterCount: Int, slots: Int = 16) {
    self.meterCount = meterCount
    self.slots = slots
    reports = .allocate(capacity: slots)
    reports.initialize(repeating: Report(), count: slots)
    meters = .allocate(capacity: slots * meterCount)
    meters.initialize(repeating: MeterReading(), count: slots * meterCount)
  }

  deinit {
    reports.deallocate()
    meters.deallocate()
  }

  /// Copies a report and `meterCount` readings into the ring; false if it is full. Audio thread only.
  @_noLocks func push(_ report: Report, _ readings: UnsafePointer<MeterReading>) -> Bool {
    let t = tail.load(ordering: .relaxed)
    guard t &- head.load(ordering: .acquiring) < slots else { return false }
    let slot = t % slots
    reports[slot] = report
    let cells = meters + slot * meterCount
    for i in 0..<meterCount { cells[i] = readings[i] }
    tail.store(t &+ 1, ordering: .releasing)
    return true
  }

  /// Takes the oldest report and writes its readings into `readings`; nil when there is none. Control thread only.
  /// - Parameter readings: resized to `meterCount`.
  public func pop(_ readings: inout [MeterReading]) -> Report? {
    let h = head.load(ordering: .relaxed)
    guard h != tail.load(ordering: .acquiring) else { return nil }
    let slot = h % slots
    let report = reports[slot]
    readings = Array(UnsafeBufferPointer(start: meters + slot * meterCount, count: meterCount))
    head.store(h &+ 1, ordering: .releasing)
    return report
  }
}
