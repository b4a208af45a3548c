import Mixer

/// How a channel's input level is, judged by the highest peak of the last ten seconds after trim.
public struct GainCheck: Hashable, Sendable {
  /// What is to be said of a level.
  public enum Verdict: String, Sendable {
    /// Below −50 dBFS: nobody plays.
    case silent
    /// Below the window.
    case low
    /// Inside the window.
    case good
    /// Above the window.
    case hot
    /// A sample at full scale or beyond.
    case clipping
  }

  /// Where peaks should be, in dBFS: loud enough to be far from noise, with room for a louder chorus.
  public static let window: ClosedRange<Float> = -12...(-6)
  /// The middle of it, where automatic trim puts a peak.
  public static let goal: Float = -9
  /// Below this it is not a signal.
  public static let silence: Float = -50

  /// The channel.
  public let strip: StripID
  /// Its own peak in dBFS, with the trim as it is now.
  public let peak: Float
  /// What is to be said of it; of a linked pair, of its louder side.
  public let verdict: Verdict
  /// By how many dB to move the trim, as far as its range goes; 0 where nothing is to be done. The same on both sides
  /// of a linked pair, so that the picture stays.
  public let trim: Float
  /// What the preamplifier must do, where the trim's range is not enough, in dB.
  public let preamp: Float

  init(_ strip: StripID, peak: Float, loudest: Float, room: ClosedRange<Float>) {
    self.strip = strip
    self.peak = peak
    verdict =
      loudest >= 0
      ? .clipping
      : loudest > GainCheck.window.upperBound
        ? .hot : loudest >= GainCheck.window.lowerBound ? .good : loudest >= GainCheck.silence ? .low : .silent
    guard verdict != .good, verdict != .silent else {
      trim = 0
      preamp = 0
      return
    }
    // Hundredths: what is written of a trim, and finer than anyone hears.
    let wanted = ((GainCheck.goal - loudest) * 100).rounded() / 100
    trim = min(max(wanted, room.lowerBound), room.upperBound)
    preamp = wanted - trim
  }
}

extension Desk {
  /// Judges a channel; nil if the strip has no trim.
  public func gainCheck(_ strip: StripID, _ meters: Meters) -> GainCheck? {
    guard let own = trimming(strip, meters) else { return nil }
    guard isLinked(strip, in: state), let other = neighbour(of: strip).flatMap({ trimming($0, meters) }) else {
      return GainCheck(strip, peak: own.peak, loudest: own.peak, room: own.room)
    }
    let room =
      max(own.room.lowerBound, other.room.lowerBound)...min(own.room.upperBound, other.room.upperBound)
    return GainCheck(strip, peak: own.peak, loudest: max(own.peak, other.peak), room: room)
  }

  /// Moves the trim of channels so that the highest peak of the last ten seconds comes to −9 dBFS: of those that are
  /// outside the window and not silent, as far as the trim goes. One act, which `undo` takes back.
  /// - Returns: what was judged, and what was done.
  public mutating func trimAutomatically(
    _ channels: [StripID], _ meters: Meters, held: (Parameter) -> Bool = { _ in false }
  ) -> (checks: [GainCheck], recall: Recall) {
    let checks = channels.compactMap { gainCheck($0, meters) }
    var edit = Edit()
    for check in checks where check.trim != 0 {
      let pair = isLinked(check.strip, in: state) ? neighbour(of: check.strip).map { [check.strip, $0] } : nil
      for strip in pair ?? [check.strip] {
        let parameter = Parameter(strip, .trim)
        // From where it is now, not from where a pair's other side has been put.
        edit.values[parameter] = value(of: parameter).map { $0 + check.trim }
      }
    }
    return (checks, apply(edit, held: held))
  }

  private func trimming(_ strip: StripID, _ meters: Meters) -> (peak: Float, room: ClosedRange<Float>)? {
    let parameter = Parameter(strip, .trim)
    guard strip.kind == .channel, let trim = value(of: parameter), let range = catalogue.spec(of: parameter)?.range
    else { return nil }
    let input = meters.inputPeak(of: strip)
    let peak = input > Meter.floor ? max(input + trim, Meter.floor) : Meter.floor
    return (peak, (range.lowerBound - trim)...(range.upperBound - trim))
  }
}
