/// Delays of 0 to 500 ms for the eight channels of a lane group, in whole samples.
///
/// One ring holds the past of all eight. A lane that is off has a delay of 0 and is not touched; while all are off, nothing
/// is done and the ring is not written. What it held before is then never heard again: only frames that came since count.
/// A new time is reached by a crossfade of 20 ms between the old and the new place in the past; one that is set during
/// a crossfade follows after it.
struct ChannelDelay: ~Copyable {
  private struct Tap {
    /// The delay in frames.
    var now = 0
    /// Where a crossfade leads, while `framesLeft` is above 0.
    var next = 0
    var framesLeft = 0
    var wanted = 0

    var isOff: Bool { @_noLocks get { now == 0 && framesLeft == 0 && wanted == 0 } }
  }

  private let sampleRate: Double
  private let longest: Int
  private let fade: Int
  private let size: Int
  private let ring: UnsafeMutablePointer<Lanes>
  private let taps: UnsafeMutablePointer<Tap>
  /// Where the next frame is written.
  private var position = 0
  /// Frames in the ring that were written since it was last at rest; at most `size`.
  private var filled = 0
  private var isActive = false

  private static var piece: Int { @_noLocks get { 64 } }

  /// Allocates and writes all of its memory, so that the audio thread meets no page for the first time: 752 KiB at 48 kHz. Control
  /// thread only.
  /// - Parameter sampleRate: 44,100 to 192,000 Hz.
  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    longest = Int((0.5 * sampleRate).rounded())
    fade = Int(0.020 * sampleRate)
    size = longest + ChannelDelay.piece
    ring = .allocate(capacity: size)
    ring.initialize(repeating: Lanes(), count: size)
    taps = .allocate(capacity: laneWidth)
    taps.initialize(repeating: Tap(), count: laneWidth)
  }

  deinit {
    ring.deallocate()
    taps.deallocate()
  }

  /// Sets one lane's delay, 0…500 ms, rounded to whole samples. Audio thread, or before it runs.
  @_noLocks mutating func set(_ lane: Int, milliseconds: Float, isOn: Bool) {
    guard lane >= 0 && lane < laneWidth else { return }
    var wanted = 0
    if isOn && milliseconds > 0 {
      wanted = milliseconds < 500 ? Int(Double(milliseconds) * 0.001 * sampleRate + 0.5) : longest
    }
    taps[lane].wanted = wanted
    if taps[lane].framesLeft == 0 { startFade(taps + lane) }
    if !isActive && !taps[lane].isOff {
      isActive = true
      filled = 0
    }
  }

  @_noLocks private func startFade(_ tap: UnsafeMutablePointer<Tap>) {
    guard tap.pointee.wanted != tap.pointee.now else { return }
    tap.pointee.next = tap.pointee.wanted
    tap.pointee.framesLeft = fade
  }

  /// Delays a block in place. Audio thread.
  @_noLocks mutating func process(_ x: UnsafeMutablePointer<Lanes>, frames: Int) {
    guard isActive else { return }
    var done = 0
    while done < frames {
      // Pieces that do not wrap around where they are written.
      let count = min(min(ChannelDelay.piece, frames - done), size - position)
      processPiece(x + done, count)
      done += count
    }
    var isOff = true
    for lane in 0..<laneWidth where !taps[lane].isOff { isOff = false }
    isActive = !isOff
  }

  @_noLocks private mutating func processPiece(_ x: UnsafeMutablePointer<Lanes>, _ count: Int) {
    for i in 0..<count { ring[position + i] = x[i] }
    let signals = UnsafeMutableRawPointer(x).assumingMemoryBound(to: Float.self)
    for lane in 0..<laneWidth where !taps[lane].isOff {
      var tap = taps[lane]
      var i = 0
      while i < count {
        if tap.framesLeft == 0 {
          if tap.now > 0 { read(tap.now, lane, signals + lane, from: i, to: count) }
          break
        }
        let end = min(count, i + tap.framesLeft)
        crossfade(tap, lane, signals + lane, from: i, to: end)
        tap.framesLeft -= end - i
        i = end
        guard tap.framesLeft == 0 else { break }
        tap.now = tap.next
        startFade(&tap)
      }
      taps[lane] = tap
    }
    position += count
    if position == size { position = 0 }
    filled = min(filled + count, size)
  }

  /// One lane as it was so many frames ago.
  @_noLocks @inline(__always) private func read(
    _ frames: Int, _ lane: Int, _ signal: UnsafeMutablePointer<Float>, from start: Int, to end: Int
  ) {
    let past = UnsafeMutableRawPointer(ring).assumingMemoryBound(to: Float.self) + lane
    var i = start
    // Older than the ring is silence.
    while i < end && frames > filled + i {
      signal[i &* laneWidth] = 0
      i &+= 1
    }
    // Then two stretches: to the end of the ring, and from its start.
    var at = position + i - frames
    if at < 0 { at += size }
    let stretch = min(end, i + size - at)
    while i < stretch {
      signal[i &* laneWidth] = past[at &* laneWidth]
      i &+= 1
      at &+= 1
    }
    at = 0
    while i < end {
      signal[i &* laneWidth] = past[at &* laneWidth]
      i &+= 1
      at &+= 1
    }
  }

  @_noLocks private func crossfade(
    _ tap: Tap, _ lane: Int, _ signal: UnsafeMutablePointer<Float>, from start: Int, to end: Int
  ) {
    let step = 1 / Float(fade)
    for i in start..<end {
      let part = Float(fade - tap.framesLeft + i - start + 1) * step
      let old = sample(tap.now, lane, i)
      signal[i &* laneWidth] = old + (sample(tap.next, lane, i) - old) * part
    }
  }

  @_noLocks @inline(__always) private func sample(_ frames: Int, _ lane: Int, _ i: Int) -> Float {
    guard frames <= filled + i else { return 0 }
    var at = position + i - frames
    if at < 0 { at += size }
    return ring[at][lane]
  }
}
