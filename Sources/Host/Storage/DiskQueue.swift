import Desk
import Glibc

/// Jobs and completions between the control thread and the disk thread, behind one mutex that neither holds while it
/// waits for the disk. Lives until both are done with it.
final class DiskQueue: @unchecked Sendable {
  // Proof for `@unchecked`: every `var` below is read and written only between `lock` and `unlock` (in `locked`, and in
  // `next` and `flush`, whose waits release the mutex and take it again); every `let` is fixed before the thread starts.
  private var waiting: [(tickets: [Int], job: StorageJob)] = []
  private var done: [DiskThread.Completion] = []
  private var notices: [String] = []
  private var lastTicket = 0
  private var running = 0
  private var isOpening = true
  private var isStopping = false

  let wakeRead: Int32
  private let wakeWrite: Int32
  // pthread objects must not move in memory; they are made in `init` and destroyed in `deinit`, when no thread is left.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  init() throws(SystemFailure) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemFailure(code: errno, what: "make a pipe for the disk thread") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakeRead = ends[0]
    wakeWrite = ends[1]
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    changed = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // A deadline on the wall clock would jump with it.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    close(wakeRead)
    close(wakeWrite)
    pthread_cond_destroy(changed)
    changed.deallocate()
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  private func locked<T>(_ body: () -> T) -> T {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  // MARK: - Control thread

  func submit(_ job: StorageJob) -> Int {
    locked {
      lastTicket += 1
      if job.isDeskState, let place = overtaken() {
        waiting[place].job = job
        waiting[place].tickets.append(lastTicket)
      } else {
        waiting.append(([lastTicket], job))
      }
      pthread_cond_broadcast(changed)
      return lastTicket
    }
  }

  /// The waiting desk state that a newer one makes useless; none if somebody asked to read it after that.
  private func overtaken() -> Int? {
    guard let place = waiting.lastIndex(where: { $0.job.isDeskState }) else { return nil }
    let isRead = waiting[place...].contains { if case .loadDeskState = $0.job { true } else { false } }
    return isRead ? nil : place
  }

  func collect() -> [DiskThread.Completion] {
    var bytes = [UInt8](repeating: 0, count: 64)
    // Emptied before the completions are taken: one that comes in between leaves its byte for the next poll.
    while read(wakeRead, &bytes, bytes.count) > 0 {}
    return locked {
      defer { done.removeAll() }
      return done
    }
  }

  func takeNotices() -> [String] {
    locked {
      defer { notices.removeAll() }
      return notices
    }
  }

  var pending: Int { locked { waiting.reduce(running) { $0 + $1.tickets.count } } }

  func flush(seconds: Double) -> Bool {
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    let nanoseconds = deadline.tv_nsec + Int((min(max(seconds, 0), 1e6) * 1e9).rounded())
    deadline.tv_sec += nanoseconds / 1_000_000_000
    deadline.tv_nsec = nanoseconds % 1_000_000_000
    return locked {
      while isOpening || running > 0 || !waiting.isEmpty {
        if pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT {
          return !isOpening && running == 0 && waiting.isEmpty
        }
      }
      return true
    }
  }

  /// Lets the thread end once it has done what waits; does not wait for it.
  func stop() {
    locked {
      isStopping = true
      pthread_cond_broadcast(changed)
    }
  }

  // MARK: - Disk thread

  func start(_ store: SnapshotStore) throws(SystemFailure) {
    let work = DiskWork(queue: self, store: store)
    // Signals are for the control thread: the new thread inherits a mask that blocks all of them.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    // The retain is taken over by the thread, or given back below if there is none.
    let context = Unmanaged.passRetained(work)
    let code = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<DiskWork>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw SystemFailure(code: code, what: "start the disk thread")
    }
    pthread_detach(thread)
  }

  /// The storage is open; says what was wrong with it.
  fileprivate func opened(_ complaints: [String]) {
    locked {
      notices += complaints
      isOpening = false
      pthread_cond_broadcast(changed)
    }
    if !complaints.isEmpty { wake() }
  }

  /// Waits for a job; nil when there is none and never will be.
  fileprivate func next() -> (tickets: [Int], job: StorageJob)? {
    locked {
      while waiting.isEmpty {
        if isStopping { return nil }
        pthread_cond_wait(changed, mutex)
      }
      let next = waiting.removeFirst()
      running = next.tickets.count
      return next
    }
  }

  fileprivate func finished(_ tickets: [Int], _ result: StorageResult) {
    locked {
      done += tickets.map { DiskThread.Completion(ticket: $0, result: result) }
      running = 0
      pthread_cond_broadcast(changed)
    }
    wake()
  }

  /// A full pipe is as good: the control thread has bytes to read already.
  private func wake() { _ = write(wakeWrite, [1], 1) }
}

/// What the thread owns: the store, which nobody else touches.
private final class DiskWork {
  private let queue: DiskQueue
  private var store: SnapshotStore

  init(queue: DiskQueue, store: SnapshotStore) {
    self.queue = queue
    self.store = store
  }

  func run() {
    queue.opened(store.open())
    while let (tickets, job) = queue.next() { queue.finished(tickets, store.perform(job)) }
  }
}
