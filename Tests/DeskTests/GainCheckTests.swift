import Foundation
import Mixer
import Testing

@testable import Desk

@Suite struct GainCheckTests {
  /// Meters that have just seen these input peaks in dBFS, through the desk's trims.
  private func meters(_ desk: Desk, _ inputs: [Float]) -> Meters {
    var meters = Meters(layout: desk.catalogue.layout)
    hear(&meters, desk, inputs, seconds: 0.02)
    return meters
  }

  private func hear(_ meters: inout Meters, _ desk: Desk, _ inputs: [Float], seconds: Double, trims: [Float]? = nil) {
    var report = Report()
    report.frames = UInt32(seconds * 48_000)
    // What the audio thread measures: the input after the trim that it has.
    let own = trims ?? desk.meterSettings.trims
    let readings = zip(inputs, own).map { MeterReading(peak: pow(10, ($0 + $1) / 20)) }
    meters.update(report, readings, sampleRate: 48_000, settings: desk.meterSettings)
  }

  @Test(arguments: [
    (-60.0, GainCheck.Verdict.silent, 0.0, 0.0), (-50.01, .silent, 0, 0), (-49.9, .low, 18, 22.9),
    (-20, .low, 11, 0), (-12.01, .low, 3.01, 0), (-11.99, .good, 0, 0), (-6.01, .good, 0, 0), (-5, .hot, -4, 0),
    (-0.01, .hot, -8.99, 0), (0.01, .clipping, -9.01, 0), (12, .clipping, -18, -3),
  ])
  func `a peak is judged against the window`(
    _ peak: Double, _ verdict: GainCheck.Verdict, _ trim: Double, _ preamp: Double
  ) throws {
    let desk = desk(channels: 1)
    let check = try #require(desk.gainCheck(.channel(1), meters(desk, [Float(peak)])))
    #expect(check.verdict == verdict)
    #expect(abs(Double(check.trim) - trim) < 0.011)
    #expect(abs(Double(check.preamp) - preamp) < 0.011)
  }

  @Test func `a strip without a trim is not judged, and no signal is silence`() {
    let desk = desk()
    #expect(desk.gainCheck(.main, meters(desk, [])) == nil)
    #expect(desk.gainCheck(.channel(1), meters(desk, []))?.peak == Meter.floor)
    #expect(desk.gainCheck(.channel(1), meters(desk, []))?.verdict == .silent)
  }

  @Test func `peaks are remembered for ten seconds`() {
    let desk = desk(channels: 2)
    var meters = meters(desk, [-9, -20])
    for _ in 0..<499 { hear(&meters, desk, [-30, -20], seconds: 0.02) }
    #expect(abs(meters.inputPeak(of: .channel(1)) + 9) < 1e-3)
    for _ in 0..<20 { hear(&meters, desk, [-30, -20], seconds: 0.02) }
    #expect(abs(meters.inputPeak(of: .channel(1)) + 30) < 1e-3)
    meters.idle(seconds: 100)
    #expect(meters.inputPeak(of: .channel(1)) == Meter.floor)
  }

  @Test func `trim brings peaks to the middle of the window, and is content with that at once`() {
    var desk = desk(channels: 5)
    desk.put("ch/2/trim", 6)
    let before = desk.state
    let meters = meters(desk, [-20, -10, -9, -70, -40])
    let (checks, recall) = desk.trimAutomatically((1...5).map { .channel($0) }, meters)
    #expect(checks.map(\.verdict) == [.low, .hot, .good, .silent, .low])
    #expect(
      desk.lines(recall.batch.changes) == ["ch/1/trim 11.00 dB", "ch/2/trim 1.00 dB", "ch/5/trim 18.00 dB"])
    #expect(checks[4].preamp == 13)
    // The same memory of peaks, judged with the new trims.
    #expect(desk.trimAutomatically((1...3).map { .channel($0) }, meters).recall.batch.isEmpty)
    _ = desk.undo()
    #expect(desk.state == before)
  }

  @Test func `a peak measured before a trim's move reached the mixer is not taken for a louder one`() {
    var desk = desk(channels: 1)
    desk.put("ch/1/trim", 12)
    var meters = meters(desk, [-20])
    desk.put("ch/1/trim", -12)
    for _ in 0..<5 { hear(&meters, desk, [-20], seconds: 0.02, trims: [12]) }
    for _ in 0..<100 { hear(&meters, desk, [-20], seconds: 0.02) }
    #expect(abs(meters.inputPeak(of: .channel(1)) + 20) < 1e-3)
  }

  @Test func `both sides of a linked pair move by what the louder one needs`() {
    var desk = desk(channels: 2)
    desk.put("ch/1/link", 1)
    desk.put("ch/2/trim", 2)
    let meters = meters(desk, [-26, -22])
    let (checks, recall) = desk.trimAutomatically([.channel(1)], meters)
    #expect(abs(checks[0].peak + 26) < 1e-3)
    #expect(desk.lines(recall.batch.changes) == ["ch/1/trim 11.00 dB", "ch/2/trim 13.00 dB"])
    #expect(desk.trimAutomatically([.channel(1), .channel(2)], meters).recall.batch.isEmpty)
  }

  @Test func `a trim that a hand holds stays and is listed`() {
    var desk = desk(channels: 2)
    let held = desk.parameter("ch/1/trim")
    let (_, recall) = desk.trimAutomatically([.channel(1), .channel(2)], meters(desk, [-20, -20])) { $0 == held }
    #expect(desk.keptLines(recall) == ["ch/1/trim held"])
    #expect(desk["ch/2/trim"] == 11)
  }
}
