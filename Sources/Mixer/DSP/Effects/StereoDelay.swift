/// What a delay is set to.
struct DelaySettings: BitwiseCopyable {
  /// Time of the left side, 1…3000 ms.
  var leftTime: Float = 500
  /// Time of the right side, 1…3000 ms.
  var rightTime: Float = 500
  /// Gain from each echo to the next, 0…0.98.
  var feedback: Float = 0.35
  /// Echoes go left, right, left…; each side's time is the way to that side.
  var isPingPong = false
  /// 20…1000 Hz, in the loop: every echo has passed it once more. 20 is open.
  var lowCut: Float = 20
  /// 1…20 kHz, in the loop, in Hz. 20,000 is open.
  var highCut: Float = 20000

  @_noLocks init() {}
}

/// Two echoes with feedback, for a mono send. The output is wet only.
///
/// In the loop are the cut filters, and a soft clip that is neutral up to 0 dBFS and never passes +6 dBFS; so no
/// setting and no input can make it louder without end. A new time is faded to in 30 ms, between two taps, without a
/// change of pitch.
struct StereoDelay: ~Copyable {
  private let sampleRate: Double
  private let longest: Int
  private var memory: EffectMemory
  /// Signals of one piece: what the taps give and what goes into the lines, left and right of each.
  private let scratch: UnsafeMutablePointer<Float>
  private var left: FadingTap
  private var right: FadingTap
  private var ramps = GainLanes()
  private var cuts: CutFilters
  private var rest: Rest

  // The lanes of the ramps.
  private static var feedback: Int { @_noLocks get { 0 } }
  private static var crossing: Int { @_noLocks get { 1 } }

  /// Allocates its memory: 1.15 MB at 48 kHz.
  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    longest = Int((3 * sampleRate).rounded())
    let capacity = DelayLine.capacity(longest: longest)
    memory = EffectMemory(floats: 2 * capacity)
    scratch = .allocate(capacity: 4 * DelayLine.piece)
    scratch.initialize(repeating: 0, count: 4 * DelayLine.piece)
    let fade = Int((0.03 * sampleRate).rounded())
    left = FadingTap(DelayLine(memory.start, longest: longest), fade: fade)
    right = FadingTap(DelayLine(memory.start + capacity, longest: longest), fade: fade)
    cuts = CutFilters(sampleRate: sampleRate)
    rest = Rest(after: longest)
    set(DelaySettings())
  }

  deinit {
    scratch.deallocate()
  }

  /// Starts to move to new settings.
  @_noLocks mutating func set(_ settings: DelaySettings) {
    let atOnce = rest.isAsleep
    left.aim(at: frames(settings.leftTime), atOnce: atOnce)
    right.aim(at: frames(settings.rightTime), atOnce: atOnce)
    let ramp = atOnce ? 0 : Float(0.02 * sampleRate)
    ramps.aim(StereoDelay.feedback, at: min(max(0, settings.feedback), 0.98), frames: ramp)
    ramps.aim(StereoDelay.crossing, at: settings.isPingPong ? 1 : 0, frames: ramp)
    if atOnce {
      _ = ramps.advance()
      ramps.settle()
    }
    cuts.set(lowCut: settings.lowCut, highCut: settings.highCut, atOnce: atOnce)
  }

  @_noLocks private func frames(_ milliseconds: Float) -> Int {
    Int(Double(min(max(1, milliseconds), 3000)) * 0.001 * sampleRate + 0.5)
  }

  /// Makes one block of echoes.
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
      let count = min(min(frames - done, rest.remaining), min(self.left.remaining, self.right.remaining))
      processPiece(input + done, left + done, right + done, count)
      done += count
    }
  }

  /// Whether it is silent and stays so until something comes in.
  var isAsleep: Bool { @_noLocks get { rest.isAsleep } }

  /// Forgets every echo. It may sound again as soon as nothing is `dirty`.
  @_noLocks mutating func clear() {
    memory.forget()
    cuts.clear()
    rest.sleep()
  }

  /// Floats of memory that `clean` has still to go through before it may sound.
  var dirty: Int { @_noLocks get { memory.dirty } }

  /// Goes on with what `clear` has begun, by so many floats of memory.
  @_noLocks mutating func clean(_ floats: Int) { memory.clean(floats) }

  @_noLocks private mutating func processPiece(
    _ input: UnsafePointer<Float>, _ outLeft: UnsafeMutablePointer<Float>, _ outRight: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    let oldLeft = scratch
    let oldRight = scratch + DelayLine.piece
    let newLeft = scratch + 2 * DelayLine.piece
    let newRight = scratch + 3 * DelayLine.piece
    left.read(into: oldLeft, count)
    right.read(into: oldRight, count)
    if ramps.isMoving {
      for i in 0..<count {
        let now = ramps.advance()
        mix(input[i], i, feedback: now[StereoDelay.feedback], crossing: now[StereoDelay.crossing])
      }
      ramps.settle()
    } else {
      let feedback = ramps.value[StereoDelay.feedback]
      let crossing = ramps.value[StereoDelay.crossing]
      for i in 0..<count { mix(input[i], i, feedback: feedback, crossing: crossing) }
    }
    cuts.process(newLeft, newRight, frames: count)
    let headLeft = left.line.head
    let headRight = right.line.head
    for i in 0..<count { headLeft[i] = softClip(newLeft[i]) }
    for i in 0..<count { headRight[i] = softClip(newRight[i]) }
    let hadInput = rest.hasInput(input, frames: count)
    rest.observe(hadInput: hadInput, UnsafePointer(headLeft), UnsafePointer(headRight), frames: count)
    left.line.advance(count)
    right.line.advance(count)
    copy(UnsafePointer(oldLeft), to: outLeft, frames: count)
    copy(UnsafePointer(oldRight), to: outRight, frames: count)
  }

  @_noLocks @inline(__always) private func mix(_ input: Float, _ i: Int, feedback: Float, crossing: Float) {
    let l = scratch[i]
    let r = scratch[DelayLine.piece &+ i]
    scratch[2 &* DelayLine.piece &+ i] = input + (l + (r - l) * crossing) * feedback
    scratch[3 &* DelayLine.piece &+ i] = input * (1 - crossing) + (r + (l - r) * crossing) * feedback
  }

  /// Itself up to 1, then with the same slope on towards 2.
  @_noLocks @inline(__always) private func softClip(_ x: Float) -> Float {
    let size = abs(x)
    let over = size > 1 ? size - 1 : 0
    let clipped = (size < 1 ? size : 1) + over / (1 + over)
    return x < 0 ? -clipped : clipped
  }
}

/// A delay line that is read at one place, or on the way from one to another.
private struct FadingTap {
  var line: DelayLine
  private let fade: Int
  private var delay = 1
  private var next = 1
  private var wanted = 1
  /// Frames since the way to `next` began.
  private var frame = 0

  init(_ line: DelayLine, fade: Int) {
    self.line = line
    self.fade = fade
  }

  @_noLocks mutating func aim(at frames: Int, atOnce: Bool) {
    wanted = frames
    if atOnce {
      delay = frames
      next = frames
    }
    start()
  }

  @_noLocks private mutating func start() {
    guard next == delay, wanted != delay else { return }
    next = wanted
    frame = 0
  }

  /// Frames that can be read before the next fade may begin.
  var remaining: Int { @_noLocks get { next == delay ? DelayLine.piece : fade &- frame } }

  @_noLocks mutating func read(into signal: UnsafeMutablePointer<Float>, _ count: Int) {
    let old = line.past(delay)
    guard next != delay else { return copy(old, to: signal, frames: count) }
    let new = line.past(next)
    let step = 1 / Float(fade)
    for i in 0..<count { signal[i] = old[i] + (new[i] - old[i]) * (Float(frame &+ i) * step) }
    frame &+= count
    if frame >= fade {
      delay = next
      start()
    }
  }
}
