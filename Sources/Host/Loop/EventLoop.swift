import CSystemd
import Glibc

/// The one loop of the control thread: descriptors, timers, signals and calls from other threads, on one `poll`.
///
/// Handlers run on the thread that calls `run`, one at a time, and may add and remove anything, themselves included. The
/// loop sleeps until something happens or the earliest timer is due. *Control thread only*, except `Waker`.
public final class EventLoop {
  /// Nanoseconds of the monotonic clock, which no time server moves. Any thread.
  public static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private struct Source {
    var number: Int
    var events: Int16
    var handler: (Int16) -> Void
  }
  private struct Timer {
    var deadline: () -> UInt64?
    var fire: (UInt64) -> Void
  }

  private var sources: [CInt: Source] = [:]
  private var timers: [Timer] = []
  private var lateTimers: [Bool] = []
  private var lastSource = 0
  private var isStopped = false
  private let wakeups: CInt
  private var signals: [CInt] = []

  /// A loop that watches nothing yet. Throws if the system has no descriptor left.
  public init() throws(SystemError) {
    wakeups = csystemd_eventfd()
    guard wakeups >= 0 else { throw SystemError("An event descriptor cannot be made") }
  }

  deinit {
    close(wakeups)
    for descriptor in signals { close(descriptor) }
  }

  /// Calls `handler` with the `poll` results whenever `descriptor` is ready for `events` (`POLLIN`, `POLLOUT`), hung up or
  /// broken. Replaces what was watched on that descriptor before. A handler that neither reads nor ignores what is ready
  /// makes the loop spin.
  public func watch(_ descriptor: CInt, for events: Int32 = POLLIN, handler: @escaping (Int16) -> Void) {
    lastSource += 1
    sources[descriptor] = Source(number: lastSource, events: Int16(events), handler: handler)
  }

  /// Changes what `descriptor` is watched for.
  public func rearm(_ descriptor: CInt, for events: Int32) {
    sources[descriptor]?.events = Int16(events)
  }

  /// Stops watching. Call it before closing the descriptor.
  public func ignore(_ descriptor: CInt) {
    sources[descriptor] = nil
  }

  /// Calls `fire` with the time once the time that `deadline` gives (monotonic nanoseconds, nil for never) has come.
  /// `deadline` is asked every turn. One that stays in the past is fired a thousand times a second at most.
  public func addTimer(deadline: @escaping () -> UInt64?, fire: @escaping (UInt64) -> Void) {
    timers.append(Timer(deadline: deadline, fire: fire))
  }

  /// Calls `fire` with the time every `interval` nanoseconds, from one interval after now. Missed ticks are skipped.
  public func addTicker(every interval: UInt64, fire: @escaping (UInt64) -> Void) {
    var next = Self.now + interval
    addTimer {
      next
    } fire: { now in
      next = max(next + interval, now)
      fire(now)
    }
  }

  /// Takes `signals` as events from here on: `handler` gets their numbers. They must be blocked in every thread, so call
  /// `EventLoop.block` before any thread is started.
  public func watchSignals(_ signals: [CInt], handler: @escaping (CInt) -> Void) throws(SystemError) {
    var set = Self.signalSet(signals)
    let descriptor = csystemd_signalfd(&set)
    guard descriptor >= 0 else { throw SystemError("Signals cannot be watched") }
    self.signals.append(descriptor)
    watch(descriptor) { _ in
      var info = signalfd_siginfo()
      while Glibc.read(descriptor, &info, MemoryLayout.size(ofValue: info)) == MemoryLayout.size(ofValue: info) {
        handler(CInt(info.ssi_signo))
      }
    }
  }

  /// Blocks `signals` in this thread and in those that it starts later, so that they wait for the loop.
  public static func block(_ signals: [CInt]) {
    var set = signalSet(signals)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// What other threads hold to make the loop take a turn.
  public var waker: Waker { Waker(descriptor: wakeups) }

  /// Calls `handler` after a `Waker` was used, once for any number of wakes.
  public func onWake(_ handler: @escaping () -> Void) {
    let wakeups = wakeups
    watch(wakeups) { _ in
      var count: UInt64 = 0
      _ = Glibc.read(wakeups, &count, 8)
      handler()
    }
  }

  /// Turns until `stop`.
  public func run() throws(SystemError) {
    isStopped = false
    while !isStopped { try turn() }
  }

  /// Makes `run` return after the handlers of this turn.
  public func stop() { isStopped = true }

  /// Waits for the next event or timer, for `limit` nanoseconds at most (nil: as long as it takes), and handles it. An
  /// interrupting signal ends the turn early.
  public func turn(limit: UInt64? = nil) throws(SystemError) {
    let watched = sources.map { (descriptor: $0.key, number: $0.value.number) }
    var polls = sources.map { pollfd(fd: $0.key, events: $0.value.events, revents: 0) }
    let count = poll(&polls, nfds_t(polls.count), timeout(limit))
    guard count >= 0 || errno == EINTR else { throw SystemError("Waiting for events failed") }
    if count > 0 {
      for (source, ready) in zip(watched, polls) where ready.revents != 0 {
        // A handler before this one may have given the descriptor up, and its number may be in use again.
        guard let current = sources[source.descriptor], current.number == source.number else { continue }
        current.handler(ready.revents)
      }
    }
    fireTimers()
  }

  private func timeout(_ limit: UInt64?) -> CInt {
    let now = Self.now
    var wait = limit
    for (index, timer) in timers.enumerated() {
      guard let deadline = timer.deadline() else { continue }
      var left = deadline > now ? deadline - now : 0
      // Its handler just ran and wants to run again: at least a millisecond goes by.
      if left == 0, index < lateTimers.count, lateTimers[index] { left = 1_000_000 }
      wait = min(wait ?? left, left)
    }
    guard let wait else { return -1 }
    return CInt(clamping: (wait + 999_999) / 1_000_000)
  }

  private func fireTimers() {
    let now = Self.now
    lateTimers = [Bool](repeating: false, count: timers.count)
    for index in lateTimers.indices {
      guard let deadline = timers[index].deadline(), deadline <= now else { continue }
      timers[index].fire(now)
      lateTimers[index] = true
    }
  }

  private static func signalSet(_ signals: [CInt]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }
}
