/// A reverb for a mono send: a feedback delay network (Jot and Chaigne, AES 1991) of sixteen lines. The output is wet
/// only, and its level does not depend on decay and size.
///
/// The signal goes through the predelay and two chains of all-passes, one for each half of the lines. In the filters,
/// the lines are lanes; in the Hadamard matrix, frames are. Left and right are two rows of the matrix, so they have
/// nothing in common. Four of the lines change their length a little, all the time, against ringing. New settings are
/// faded to in 50 ms, between two taps of each line.
struct Reverb: ~Copyable {
  private static var lineCount: Int { @_noLocks get { 16 } }
  private static var longestLine: Float { @_noLocks get { 145.54 } }

  private let sampleRate: Double
  private let milliseconds: SIMD16<Float>
  private var memory: EffectMemory
  private let lines: UnsafeMutablePointer<DelayLine>
  private var predelay: DelayLine
  private var firstDiffuser: Diffuser
  private var secondDiffuser: Diffuser
  private var sway: ReverbSway
  private var cuts: CutFilters
  private var rest: Rest

  private var tuning = ReverbTuning()
  private var next = ReverbTuning()
  private var wanted = ReverbTuning()
  private var isWanted = false
  /// Frames of the way from `tuning` to `next`, whole cells; 0 when there is none.
  private var frame = 0
  private var fade = 0
  private let fadeFrames: Int

  private var firstFilters: ReverbFilters
  private var secondFilters: ReverbFilters
  /// Of what goes into each line, so that the first echoes do not have all the same.
  private let signs: SIMD16<Float>

  // One piece of signals: of every line, of one tap, of both diffusers; and the same lines as lanes.
  private let taps: UnsafeMutablePointer<Float>
  private let spare: UnsafeMutablePointer<Float>
  private let diffuse: UnsafeMutablePointer<Float>
  private let lanes: UnsafeMutablePointer<Lanes>
  private let sources: UnsafeMutablePointer<UnsafePointer<Float>>
  private let sinks: UnsafeMutablePointer<UnsafeMutablePointer<Float>>

  /// Frames from one line's signal to the next in `taps`: four more than a piece, for loops over four frames at a time.
  private static var stride: Int { @_noLocks get { DelayLine.piece &+ 4 } }

  /// Allocates its memory: 250 kB at 48 kHz.
  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    // From 17 to 146 ms in nearly even ratios, and not in their order, so that neighbours in the matrix differ.
    milliseconds = SIMD16(
      17.00, 63.50, 30.22, 111.48, 22.05, 86.33, 41.79, 145.54, 54.86, 20.05, 34.56, 95.58, 70.62, 26.90, 45.71, 132.92)
    sway = ReverbSway(sampleRate: sampleRate)
    signs = SIMD16(1, -1, 1, 1, -1, 1, -1, -1, 1, 1, -1, 1, 1, -1, -1, 1)
    firstFilters = ReverbFilters(corner: 200, sampleRate: sampleRate)
    secondFilters = ReverbFilters(corner: 200, sampleRate: sampleRate)
    let margin = Int(sway.widest) + 4
    let predelayFrames = Int((0.2 * sampleRate).rounded())
    var lengths: [Int] = []
    for line in 0..<Reverb.lineCount {
      lengths.append(Int(Double(milliseconds[line]) * 0.001 * sampleRate + 1) + margin)
    }
    let firstTimes = SIMD4<Double>(2.31, 3.53, 5.87, 7.91)
    let secondTimes = SIMD4<Double>(1.97, 3.11, 5.23, 8.69)
    let diffuserFrames =
      Diffuser.capacity(firstTimes, sampleRate: sampleRate) + Diffuser.capacity(secondTimes, sampleRate: sampleRate)
    let lineFrames = lengths.map { DelayLine.capacity(longest: $0) }.reduce(0, +)
    let total = DelayLine.capacity(longest: predelayFrames) + diffuserFrames + lineFrames
    memory = EffectMemory(floats: total)
    predelay = DelayLine(memory.start, longest: predelayFrames)
    var free = memory.start + DelayLine.capacity(longest: predelayFrames)
    firstDiffuser = Diffuser(free, firstTimes, sampleRate: sampleRate)
    free += Diffuser.capacity(firstTimes, sampleRate: sampleRate)
    secondDiffuser = Diffuser(free, secondTimes, sampleRate: sampleRate)
    free += Diffuser.capacity(secondTimes, sampleRate: sampleRate)
    lines = .allocate(capacity: Reverb.lineCount)
    for line in 0..<Reverb.lineCount {
      (lines + line).initialize(to: DelayLine(free, longest: lengths[line]))
      free += DelayLine.capacity(longest: lengths[line])
    }
    cuts = CutFilters(sampleRate: sampleRate)
    rest = Rest(after: predelayFrames + (lengths.max() ?? 0))
    fadeFrames = Int((0.05 * sampleRate / Double(Rest.cell)).rounded()) * Rest.cell

    taps = .allocate(capacity: Reverb.lineCount * Reverb.stride)
    taps.initialize(repeating: 0, count: Reverb.lineCount * Reverb.stride)
    spare = .allocate(capacity: Reverb.stride)
    spare.initialize(repeating: 0, count: Reverb.stride)
    diffuse = .allocate(capacity: 2 * Reverb.stride)
    diffuse.initialize(repeating: 0, count: 2 * Reverb.stride)
    lanes = .allocate(capacity: 2 * DelayLine.piece)
    lanes.initialize(repeating: Lanes(), count: 2 * DelayLine.piece)
    sources = .allocate(capacity: Reverb.lineCount)
    sources.initialize(repeating: UnsafePointer(taps), count: Reverb.lineCount)
    sinks = .allocate(capacity: Reverb.lineCount)
    sinks.initialize(repeating: taps, count: Reverb.lineCount)
    set(ReverbSettings())
  }

  deinit {
    lines.deallocate()
    taps.deallocate()
    spare.deallocate()
    diffuse.deallocate()
    lanes.deallocate()
    sources.deallocate()
    sinks.deallocate()
  }

  /// Starts to move to new settings; while it is on the way to others, right after those.
  @_noLocks mutating func set(_ settings: ReverbSettings) {
    let atOnce = rest.isAsleep
    wanted = ReverbTuning(
      settings, milliseconds: milliseconds, longest: Reverb.longestLine, sampleRate: sampleRate)
    isWanted = !atOnce
    if atOnce {
      tuning = wanted
      fade = 0
    }
    sway.set(amount: settings.modulation, atOnce: atOnce)
    cuts.set(lowCut: settings.lowCut, highCut: settings.highCut, atOnce: atOnce)
  }

  /// Makes one block of reverberation.
  /// - Parameters:
  ///   - input: may be one of the outputs.
  ///   - left, right: are written.
  @_noLocks mutating func process(
    _ input: UnsafePointer<Float>, _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>,
    frames: Int
  ) {
    var done = 0
    while done < frames {
      if rest.isAsleep {
        done += rest.wake(input + done, left + done, right + done, frames: frames - done)
        continue
      }
      let count = min(frames - done, rest.remaining)
      processPiece(input + done, left + done, right + done, count)
      done += count
    }
  }

  /// Whether it is silent and stays so until something comes in.
  var isAsleep: Bool { @_noLocks get { rest.isAsleep } }

  /// Forgets what went in. It may sound again as soon as nothing is `dirty`.
  @_noLocks mutating func clear() {
    memory.forget()
    firstFilters.clear()
    secondFilters.clear()
    cuts.clear()
    rest.sleep()
    if fade > 0 { tuning = next }
    if isWanted { tuning = wanted }
    isWanted = false
    fade = 0
  }

  /// Floats of memory that `clean` has still to go through before it may sound.
  var dirty: Int { @_noLocks get { memory.dirty } }

  /// Goes on with what `clear` has begun, by so many floats of memory.
  @_noLocks mutating func clean(_ floats: Int) { memory.clean(floats) }

  @_noLocks private mutating func processPiece(
    _ input: UnsafePointer<Float>, _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    if rest.frame == 0 {
      sway.advance()
      if fade == 0, isWanted {
        next = wanted
        isWanted = false
        frame = 0
        fade = fadeFrames
      }
    }
    let hadInput = rest.hasInput(input, frames: count)
    diffuse(input, count)
    for line in 0..<Reverb.lineCount { sources[line] = read(line, count) }
    filter(count)
    let matrix = ReverbMatrix(signals: taps, stride: Reverb.stride)
    matrix.spread(frames: count)
    matrix.rows(left, right, frames: count)
    scale(left, count)
    scale(right, count)
    for line in 0..<Reverb.lineCount { sinks[line] = lines[line].head }
    matrix.feed(
      UnsafePointer(diffuse), UnsafePointer(diffuse + Reverb.stride), signs, into: UnsafePointer(sinks),
      frames: count)
    for line in 0..<Reverb.lineCount { lines[line].advance(count) }
    if fade > 0 {
      frame &+= count
      if frame == fade {
        tuning = next
        fade = 0
      }
    }
    rest.observe(hadInput: hadInput, UnsafePointer(left), UnsafePointer(right), frames: count)
    cuts.process(left, right, frames: count)
  }

  // MARK: The way in

  @_noLocks private mutating func diffuse(_ input: UnsafePointer<Float>, _ count: Int) {
    copy(input, to: predelay.head, frames: count)
    let old = predelay.past(tuning.predelay)
    if fade > 0, next.predelay != tuning.predelay {
      fade(old, predelay.past(next.predelay), into: diffuse, count)
    } else {
      copy(old, to: diffuse, frames: count)
    }
    predelay.advance(count)
    copy(UnsafePointer(diffuse), to: diffuse + Reverb.stride, frames: count)
    firstDiffuser.process(diffuse, frames: count)
    secondDiffuser.process(diffuse + Reverb.stride, frames: count)
  }

  @_noLocks private mutating func fade(
    _ old: UnsafePointer<Float>, _ new: UnsafePointer<Float>, into signal: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let step = 1 / Float(fade)
    for i in 0..<count { signal[i] = old[i] + (new[i] - old[i]) * (Float(frame &+ i) * step) }
  }

  // MARK: The lines

  /// What comes out of a line.
  @_noLocks @inline(__always) private mutating func read(_ line: Int, _ count: Int) -> UnsafePointer<Float> {
    let signal = taps + line &* Reverb.stride
    let old = read(line, Int(tuning.lengths[line]), into: signal, count)
    guard fade > 0, next.lengths[line] != tuning.lengths[line] else { return old }
    let new = read(line, Int(next.lengths[line]), into: spare, count)
    fade(old, new, into: signal, count)
    return UnsafePointer(signal)
  }

  @_noLocks @inline(__always) private mutating func read(
    _ line: Int, _ length: Int, into signal: UnsafeMutablePointer<Float>, _ count: Int
  ) -> UnsafePointer<Float> {
    // Every fourth line sways; those are the longest.
    guard line & 3 == 3 else { return lines[line].past(length) }
    let path = sway.path(line &>> 2)
    let past = lines[line].past(length &+ path.whole &+ 2)
    let start = Float(rest.frame)
    var frames = Quad(start, start + 1, start + 2, start + 3)
    var i = 0
    while i < count {
      let part = frames * path.step + path.part
      let tap = lagrange(quad(past, i &+ 3), quad(past, i &+ 2), quad(past, i &+ 1), quad(past, i), part)
      UnsafeMutableRawPointer(signal + i).storeBytes(of: tap, as: Quad.self)
      frames += 4
      i &+= 4
    }
    return UnsafePointer(signal)
  }

  @_noLocks @inline(__always) private func quad(_ samples: UnsafePointer<Float>, _ i: Int) -> Quad {
    UnsafeRawPointer(samples + i).loadUnaligned(as: Quad.self)
  }

  /// The filters: from what comes out of the lines to the matrix.
  @_noLocks private mutating func filter(_ count: Int) {
    let first = LaneSources(UnsafePointer(sources))
    let second = LaneSources(UnsafePointer(sources + laneWidth))
    if fade > 0 {
      let step = 1 / Float(fade)
      firstFilters.process(
        first, from: tuning.first, to: next.first, at: frame, step: step, into: lanes, frames: count)
      secondFilters.process(
        second, from: tuning.second, to: next.second, at: frame, step: step, into: lanes + DelayLine.piece,
        frames: count)
    } else {
      firstFilters.process(first, tuning.first, into: lanes, frames: count)
      secondFilters.process(second, tuning.second, into: lanes + DelayLine.piece, frames: count)
    }
    for line in 0..<Reverb.lineCount { sinks[line] = taps + line &* Reverb.stride }
    LaneSinks(sinks).write(lanes, frames: count)
    LaneSinks(sinks + laneWidth).write(lanes + DelayLine.piece, frames: count)
  }

  @_noLocks private mutating func scale(_ signal: UnsafeMutablePointer<Float>, _ count: Int) {
    let level = tuning.level
    guard fade > 0 else {
      for i in 0..<count { signal[i] *= level }
      return
    }
    let step = (next.level - level) / Float(fade)
    for i in 0..<count { signal[i] *= level + Float(frame &+ i) * step }
  }
}
