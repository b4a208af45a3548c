/// Filter sections in series for eight strips side by side: low cut, equaliser, or a filter in a side chain.
///
/// A section whose eight lanes are neutral costs nothing. Sections at rest run up to four in one loop, so that the processor
/// works at one while it waits for the recursion of another.
struct FilterCascade: ~Copyable {
  let sectionCount: Int
  /// 1, or 2 for left and right with the same coefficients.
  let signals: Int

  private let sections: UnsafeMutablePointer<FilterLanes>
  /// signal · sectionCount + section.
  private let states: UnsafeMutablePointer<FilterState>
  /// Sections that are not asleep.
  private var awake = 0

  /// All sections are neutral. Control thread.
  /// - Parameters:
  ///   - sections: how many, in series.
  ///   - signals: 1 for strips, 2 for stereo buses.
  init(sections count: Int, signals: Int) {
    sectionCount = count
    self.signals = signals
    sections = .allocate(capacity: count)
    sections.initialize(repeating: FilterLanes(), count: count)
    states = .allocate(capacity: count * signals)
    states.initialize(repeating: FilterState(), count: count * signals)
  }

  deinit {
    sections.deallocate()
    states.deallocate()
  }

  /// Whether `process` has nothing to do: the signals stay as they are, to the bit.
  var isIdle: Bool { @_noLocks get { awake == 0 } }

  /// Sends one strip's section in a straight line to a filter that it reaches after so many frames, from wherever it is. To and
  /// from a neutral filter that is a crossfade. Audio thread.
  /// - Parameter frames: 1 to 16 million; switching takes 10 ms.
  @_noLocks mutating func aim(_ section: Int, _ lane: Int, at filter: FilterCoefficients, frames: Float) {
    let wasAwake = sections[section].isAwake
    if sections[section].aim(lane, at: filter, frames: frames) {
      for signal in 0..<signals { states[signal * sectionCount + section].clear(lane) }
    }
    if !wasAwake && sections[section].isAwake { awake += 1 }
  }

  /// Filters a block of one signal in place. Audio thread.
  @_noLocks mutating func process(_ x: UnsafeMutablePointer<Lanes>, frames: Int) {
    guard awake > 0, frames > 0 else { return }
    process(x, nil, frames)
  }

  /// Filters a block of both signals in place. Audio thread.
  @_noLocks mutating func process(
    _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>, frames: Int
  ) {
    guard awake > 0, frames > 0 else { return }
    process(left, right, frames)
  }

  @_noLocks private mutating func process(
    _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>?, _ frames: Int
  ) {
    var i = nextAwake(0)
    while i < sectionCount {
      if sections[i].isMoving {
        glide(i, left, right, frames)
        i = nextAwake(i + 1)
        continue
      }
      // Up to four that rest, with none that moves between them.
      let a = i
      let b = nextAtRest(a)
      let c = b < sectionCount ? nextAtRest(b) : sectionCount
      let d = c < sectionCount ? nextAtRest(c) : sectionCount
      run(a, b, c, d, left, 0, frames)
      if let right { run(a, b, c, d, right, 1, frames) }
      i = nextAwake((d < sectionCount ? d : c < sectionCount ? c : b < sectionCount ? b : a) + 1)
    }
  }

  @_noLocks private func nextAwake(_ start: Int) -> Int {
    var i = start
    while i < sectionCount, !sections[i].isAwake { i += 1 }
    return i
  }

  /// The next section that has something to do, if it rests; else `sectionCount`.
  @_noLocks private func nextAtRest(_ section: Int) -> Int {
    let i = nextAwake(section + 1)
    return i < sectionCount && !sections[i].isMoving ? i : sectionCount
  }

  // MARK: Moving

  @_noLocks private mutating func glide(
    _ section: Int, _ left: UnsafeMutablePointer<Lanes>, _ right: UnsafeMutablePointer<Lanes>?, _ frames: Int
  ) {
    let (first, second) = (states + section, states + (signals - 1) * sectionCount + section)
    var done = 0
    while done < frames {
      guard sections[section].isMoving else {
        let rest = frames - done
        runOne(section, states, left + done, rest)
        if let right { runOne(section, states + (signals - 1) * sectionCount, right + done, rest) }
        break
      }
      let piece = sections[section].framesToArrival(frames - done)
      sections[section].glide(&first.pointee, left + done, frames: piece)
      if let right { sections[section].glide(&second.pointee, right + done, frames: piece) }
      sections[section].advance(frames: piece)
      done += piece
    }
    first.pointee.guardAgainstInfinity()
    if right != nil { second.pointee.guardAgainstInfinity() }
    guard !sections[section].isAwake else { return }
    for signal in 0..<signals { states[signal * sectionCount + section] = FilterState() }
    awake -= 1
  }

  // MARK: At rest

  /// Up to four sections of one signal; `sectionCount` stands for none.
  @_noLocks private mutating func run(
    _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ x: UnsafeMutablePointer<Lanes>, _ signal: Int, _ frames: Int
  ) {
    let states = states + signal * sectionCount
    if b == sectionCount {
      runOne(a, states, x, frames)
    } else if c == sectionCount {
      runTwo(a, b, states, x, frames)
    } else if d == sectionCount {
      runThree(a, b, c, states, x, frames)
    } else {
      runFour(a, b, c, d, states, x, frames)
    }
  }

  @_noLocks private mutating func keep(
    _ state: FilterState, _ section: Int, _ states: UnsafeMutablePointer<FilterState>
  ) {
    states[section] = state
    states[section].guardAgainstInfinity()
  }

  @_noLocks private mutating func runOne(
    _ a: Int, _ states: UnsafeMutablePointer<FilterState>, _ x: UnsafeMutablePointer<Lanes>, _ frames: Int
  ) {
    let k = sections[a].target
    var first = states[a]
    for i in 0..<frames { x[i] = first.step(k, x[i]) }
    keep(first, a, states)
  }

  @_noLocks private mutating func runTwo(
    _ a: Int, _ b: Int, _ states: UnsafeMutablePointer<FilterState>, _ x: UnsafeMutablePointer<Lanes>, _ frames: Int
  ) {
    let (k, l) = (sections[a].target, sections[b].target)
    var (first, second) = (states[a], states[b])
    for i in 0..<frames { x[i] = second.step(l, first.step(k, x[i])) }
    keep(first, a, states)
    keep(second, b, states)
  }

  @_noLocks private mutating func runThree(
    _ a: Int, _ b: Int, _ c: Int, _ states: UnsafeMutablePointer<FilterState>, _ x: UnsafeMutablePointer<Lanes>,
    _ frames: Int
  ) {
    let (k, l, m) = (sections[a].target, sections[b].target, sections[c].target)
    var (first, second, third) = (states[a], states[b], states[c])
    for i in 0..<frames { x[i] = third.step(m, second.step(l, first.step(k, x[i]))) }
    keep(first, a, states)
    keep(second, b, states)
    keep(third, c, states)
  }

  @_noLocks private mutating func runFour(
    _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ states: UnsafeMutablePointer<FilterState>,
    _ x: UnsafeMutablePointer<Lanes>, _ frames: Int
  ) {
    let (k, l, m, n) = (sections[a].target, sections[b].target, sections[c].target, sections[d].target)
    var (first, second, third, fourth) = (states[a], states[b], states[c], states[d])
    for i in 0..<frames { x[i] = fourth.step(n, third.step(m, second.step(l, first.step(k, x[i])))) }
    keep(first, a, states)
    keep(second, b, states)
    keep(third, c, states)
    keep(fourth, d, states)
  }
}
