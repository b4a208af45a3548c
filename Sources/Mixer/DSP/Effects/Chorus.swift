/// What a chorus is set to.
struct ChorusSettings: BitwiseCopyable {
  /// 0.05…5 Hz.
  var rate: Float = 0.6
  /// Amplitude of the delay's sine, 0…10 ms. The delay moves between `delay` and `delay` + 2 · `depth`.
  var depth: Float = 1.5
  /// The shortest delay, 1…30 ms.
  var delay: Float = 8
  /// −0.7…0.7. With one voice, a short delay and the dry signal beside it, this makes a flanger.
  var feedback: Float = 0
  /// Voices per side, 1 or 2.
  var voices = 2

  @_noLocks init() {}
}

/// A stereo chorus for a mono send (Dattorro, "Effect design, part 2", 1997). The output is wet only.
///
/// Each side has a delay line and two taps that swing against each other; the right side is a quarter of a turn ahead
/// of the left. All four taps are lanes of one cubic interpolation.
struct Chorus: ~Copyable {
  private let sampleRate: Double
  private var memory: EffectMemory
  /// For every frame of a piece, four neighbours of four taps, and where to read between them.
  private let taps: UnsafeMutablePointer<Quad>
  private var left: DelayLine
  private var right: DelayLine
  private var ramps = GainLanes()
  /// In 2^-32 turns.
  private var phase: UInt32 = 0
  private var phaseStep: UInt32 = 0
  private var rest: Rest

  // The lanes of the ramps: in frames, frames, and gains.
  private static var delay: Int { @_noLocks get { 0 } }
  private static var depth: Int { @_noLocks get { 1 } }
  private static var feedback: Int { @_noLocks get { 2 } }
  private static var firstVoice: Int { @_noLocks get { 3 } }
  private static var secondVoice: Int { @_noLocks get { 4 } }

  /// Allocates its memory: 22 kB at 48 kHz.
  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    let longest = Int(0.05 * sampleRate) + 4
    let capacity = DelayLine.capacity(longest: longest)
    memory = EffectMemory(floats: 2 * capacity)
    left = DelayLine(memory.start, longest: longest)
    right = DelayLine(memory.start + capacity, longest: longest)
    taps = .allocate(capacity: 5 * DelayLine.piece)
    taps.initialize(repeating: Quad(), count: 5 * DelayLine.piece)
    rest = Rest(after: longest)
    set(ChorusSettings())
  }

  deinit {
    taps.deallocate()
  }

  /// Starts to move to new settings. A new delay or depth is slewed to in 0.1 s, which bends the pitch as the sine
  /// does.
  @_noLocks mutating func set(_ settings: ChorusSettings) {
    let atOnce = rest.isAsleep
    let slew = atOnce ? 0 : Float(0.1 * sampleRate)
    let ramp = atOnce ? 0 : Float(0.02 * sampleRate)
    let perMillisecond = Float(0.001 * sampleRate)
    ramps.aim(Chorus.delay, at: min(max(1, settings.delay), 30) * perMillisecond, frames: slew)
    ramps.aim(Chorus.depth, at: min(max(0, settings.depth), 10) * perMillisecond, frames: slew)
    ramps.aim(Chorus.feedback, at: min(max(-0.7, settings.feedback), 0.7), frames: ramp)
    // Two voices that have little to do with each other are as loud as one.
    let isOne = settings.voices < 2
    ramps.aim(Chorus.firstVoice, at: isOne ? 1 : 0.70710678, frames: ramp)
    ramps.aim(Chorus.secondVoice, at: isOne ? 0 : 0.70710678, frames: ramp)
    if atOnce {
      _ = ramps.advance()
      ramps.settle()
    }
    phaseStep = UInt32(Double(min(max(0.05, settings.rate), 5)) / sampleRate * 4_294_967_296 + 0.5)
  }

  /// Makes one block.
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
      if ramps.isMoving {
        processPiece(input + done, left + done, right + done, count, isMoving: true)
        ramps.settle()
      } else {
        processPiece(input + done, left + done, right + done, count, isMoving: false)
      }
      done += count
    }
  }

  /// Whether it is silent and stays so until something comes in.
  var isAsleep: Bool { @_noLocks get { rest.isAsleep } }

  /// Forgets what went in. It may sound again as soon as nothing is `dirty`.
  @_noLocks mutating func clear() {
    memory.forget()
    rest.sleep()
  }

  /// Floats of memory that `clean` has still to go through before it may sound.
  var dirty: Int { @_noLocks get { memory.dirty } }

  /// Goes on with what `clear` has begun, by so many floats of memory.
  @_noLocks mutating func clean(_ floats: Int) { memory.clean(floats) }

  @_noLocks @inline(__always) private mutating func processPiece(
    _ input: UnsafePointer<Float>, _ outLeft: UnsafeMutablePointer<Float>, _ outRight: UnsafeMutablePointer<Float>,
    _ count: Int, isMoving: Bool
  ) {
    read(count, isMoving: isMoving)
    var ramps = ramps
    var now = ramps.value
    let headLeft = left.head
    let headRight = right.head
    var hadInput = false
    for i in 0..<count {
      if isMoving { now = ramps.advance() }
      let rows = taps + i &* 5
      let tap = lagrange(rows[3], rows[2], rows[1], rows[0], rows[4])
      let x = input[i]
      let feedback = now[Chorus.feedback]
      headLeft[i] = x + tap[0] * feedback
      headRight[i] = x + tap[2] * feedback
      hadInput = hadInput || x != 0
      outLeft[i] = tap[0] * now[Chorus.firstVoice] + tap[1] * now[Chorus.secondVoice]
      outRight[i] = tap[2] * now[Chorus.firstVoice] + tap[3] * now[Chorus.secondVoice]
    }
    self.ramps = ramps
    rest.observe(hadInput: hadInput, UnsafePointer(headLeft), UnsafePointer(headRight), frames: count)
    left.advance(count)
    right.advance(count)
  }

  /// Fetches what the taps need. A loop of its own: in one loop with the interpolation, the compiler takes the
  /// transposed vectors apart again.
  @_noLocks @inline(__always) private mutating func read(_ count: Int, isMoving: Bool) {
    var ramps = ramps
    var now = ramps.value
    var phase = phase
    let left = left
    let right = right
    for i in 0..<count {
      if isMoving { now = ramps.advance() }
      let sines = sinesOfTurns(
        SIMD4<UInt32>(phase, phase &+ 0x8000_0000, phase &+ 0x4000_0000, phase &+ 0xC000_0000))
      let depth = now[Chorus.depth]
      let delays = sines * depth + (now[Chorus.delay] + depth)
      // Whole frames by the rounding of a large addend (1.5 · 2^23); what is left is 0…1.
      let sum = (delays - 0.5) + 12_582_912
      let whole = unsafeBitCast(sum, to: SIMD4<UInt32>.self) & 0x003F_FFFF
      let rows = taps + i &* 5
      (rows[0], rows[1], rows[2], rows[3]) = transposed(
        Chorus.neighbours(left, whole[0], i), Chorus.neighbours(left, whole[1], i),
        Chorus.neighbours(right, whole[2], i), Chorus.neighbours(right, whole[3], i))
      rows[4] = delays - (sum - 12_582_912)
      phase &+= phaseStep
    }
    self.phase = phase
  }

  /// The four samples around a delay, oldest first. The shortest delay is longer than a piece, so that all of them were
  /// written before this piece.
  @_noLocks @inline(__always) private static func neighbours(_ line: DelayLine, _ delay: UInt32, _ i: Int) -> Quad {
    UnsafeRawPointer(line.past(Int(delay) &+ 2 &- i)).loadUnaligned(as: Quad.self)
  }

  /// The sines of four phases in 2^-32 turns. A polynomial with its zeros at 0 and at half a turn, where it must be
  /// exact, and the rest by weighted least squares; absolute error below 5e-7.
  @_noLocks @inline(__always) private func sinesOfTurns(_ phases: SIMD4<UInt32>) -> Quad {
    // 1…2 by its bits; half a turn more turns the sign.
    let bits = (phases &>> 9) | 0x3F80_0000
    let x = 1.5 - unsafeBitCast(bits, to: Quad.self)
    let square = x * x
    var sum = square * 12.2333045 - 38.1231983
    sum = sum * square + 67.0438983
    sum = sum * square - 64.8346811
    sum = sum * square + 25.1327304
    return x * (0.25 - square) * sum
  }
}
