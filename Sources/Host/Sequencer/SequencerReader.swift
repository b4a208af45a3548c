import CALSA
import CSystemd
import Glibc

/// The thread that takes events from the kernel as they come, so that nothing the control thread does in between (reading
/// mappings, answering a long request) lets the kernel's queue of 2000 overflow.
///
/// The control thread polls `descriptor` and then takes what came. The library's handle is shared: this thread only reads
/// events, the control thread does everything else with it; the two ways have buffers of their own in the library.
final class SequencerReader: @unchecked Sendable {
  // Proof for `@unchecked`: `backlog` is touched only between `pthread_mutex_lock` and `unlock`; `sequencer` is used by the
  // thread for reading alone, and closed only after `stop`, which waits for the thread's end; the rest is fixed by `init`.
  private var backlog = EventBacklog()
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let sequencer: OpaquePointer
  private let stopping: CInt
  private var thread = pthread_t()

  /// Readable while there is something to take. Belongs to this object.
  let descriptor: CInt

  /// Starts the thread on an open sequencer; nil if the system has no descriptors or threads left. Call `stop` before
  /// closing the sequencer.
  init?(_ sequencer: OpaquePointer) {
    self.sequencer = sequencer
    descriptor = csystemd_eventfd()
    stopping = csystemd_eventfd()
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    guard descriptor >= 0, stopping >= 0 else { return nil }
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<SequencerReader>.fromOpaque(context).takeUnretainedValue().run()
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    guard status == 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if stopping >= 0 { close(stopping) }
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Ends the thread and waits for its end. Control thread.
  func stop() {
    Waker(descriptor: stopping).wake()
    pthread_join(thread, nil)
  }

  /// What came since the last call. Never waits for events. Control thread.
  func take() -> [EventBacklog.Arrival] {
    var count: UInt64 = 0
    // Emptied first: what comes in between makes the descriptor readable again.
    _ = Glibc.read(descriptor, &count, 8)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return backlog.take()
  }

  // MARK: - The thread

  private func run() {
    preferThis()
    var polls = [pollfd](repeating: pollfd(), count: Int(snd_seq_poll_descriptors_count(sequencer, Int16(POLLIN))))
    snd_seq_poll_descriptors(sequencer, &polls, UInt32(polls.count), Int16(POLLIN))
    polls.append(pollfd(fd: stopping, events: Int16(POLLIN), revents: 0))
    while true {
      guard poll(&polls, nfds_t(polls.count), -1) > 0 else { continue }
      guard polls[polls.count - 1].revents == 0, drain() else { return }
    }
  }

  /// Before every ordinary thread, and after JACK's, which start at 10. Refused where the limits of this user forbid it
  /// (`LimitRTPRIO=`); then a busy machine may lose events in a flood.
  private func preferThis() {
    var parameter = sched_param(sched_priority: 5)
    sched_setscheduler(0, SCHED_RR, &parameter)
  }

  /// Takes everything that the kernel has, and hands it on in one piece: a call to the kernel for each event would make
  /// this thread slower than the kernel's own. False if there will be no more.
  private func drain() -> Bool {
    var arrivals: [EventBacklog.Arrival] = []
    defer { handOn(arrivals) }
    while arrivals.count < EventBacklog.limit {
      var event: UnsafeMutablePointer<snd_seq_event_t>?
      let status = snd_seq_event_input(sequencer, &event)
      if status >= 0, let event {
        arrivals.append(arrival(&event.pointee))
        continue
      }
      switch -status {
      case EINTR: continue
      case EAGAIN: return true
      case ENOSPC: arrivals.append(.overrun)
      default:
        arrivals.append(.failure(status))
        return false
      }
    }
    return true
  }

  private func arrival(_ event: inout snd_seq_event_t) -> EventBacklog.Arrival {
    guard event.flags & UInt8(SND_SEQ_EVENT_LENGTH_MASK) == UInt8(SND_SEQ_EVENT_LENGTH_VARIABLE) else {
      return .event(event)
    }
    var start: UnsafePointer<UInt8>?
    let count = calsa_variable(&event, &start)
    return .data(event, Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(count))))
  }

  private func handOn(_ arrivals: [EventBacklog.Arrival]) {
    guard !arrivals.isEmpty else { return }
    pthread_mutex_lock(mutex)
    for arrival in arrivals { backlog.add(arrival) }
    pthread_mutex_unlock(mutex)
    Waker(descriptor: descriptor).wake()
  }
}
