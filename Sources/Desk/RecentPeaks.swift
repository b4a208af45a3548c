/// The highest peaks of channels in the last 10 s, in quarters of a second, as they would be without trim: so trim can
/// be judged again at once after it has moved.
struct RecentPeaks: Sendable {
  private static let slotTime = 0.25
  private static let slots = 41
  /// A report may still be of before a trim's last move; for this long the higher of both trims counts, so that a peak
  /// is never taken for more than it was.
  private static let doubt = 0.2

  private let channels: Int
  /// A row of channels for each slot.
  private var peaks: [Float]
  private var slot = 0
  private var elapsed = 0.0
  private var trims: [Float]
  private var doubtLeft: [Double]

  init(channels: Int) {
    self.channels = channels
    peaks = Array(repeating: Meter.floor, count: channels * RecentPeaks.slots)
    trims = Array(repeating: 0, count: channels)
    doubtLeft = Array(repeating: 0, count: channels)
  }

  /// In dBFS.
  func peak(of channel: Int) -> Float {
    (0..<RecentPeaks.slots).reduce(Meter.floor) { max($0, peaks[$1 * channels + channel]) }
  }

  /// Takes the peak of an interval in dBFS, measured after trim.
  mutating func note(_ peak: Float, of channel: Int, trim: Float, seconds: Double) {
    doubtLeft[channel] -= seconds
    if trim >= trims[channel] {
      trims[channel] = trim
      doubtLeft[channel] = RecentPeaks.doubt
    } else if doubtLeft[channel] <= 0 {
      trims[channel] = trim
    }
    guard peak > Meter.floor else { return }
    let place = slot * channels + channel
    peaks[place] = max(peaks[place], peak - trims[channel])
  }

  /// Lets time pass, once all channels of an interval are noted.
  mutating func advance(seconds: Double) {
    elapsed += seconds
    var steps = min(Int(elapsed / RecentPeaks.slotTime), RecentPeaks.slots)
    elapsed -= Double(Int(elapsed / RecentPeaks.slotTime)) * RecentPeaks.slotTime
    while steps > 0 {
      slot = (slot + 1) % RecentPeaks.slots
      for channel in 0..<channels { peaks[slot * channels + channel] = Meter.floor }
      steps -= 1
    }
  }
}
