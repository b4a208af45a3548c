import Glibc
import Host
import Testing

struct EventLoopTests {
  @Test func `bytes on a descriptor call its handler, until it is ignored`() throws {
    let loop = try EventLoop()
    let (reading, writing) = pipe()
    var received: [UInt8] = []
    loop.watch(reading) { ready in
      #expect(ready & Int16(POLLIN) != 0)
      var byte: UInt8 = 0
      _ = read(reading, &byte, 1)
      received.append(byte)
    }
    try loop.turn(limit: 0)
    #expect(received.isEmpty)
    write([7, 8], to: writing)
    try loop.turn(limit: 0)
    try loop.turn(limit: 0)
    #expect(received == [7, 8])
    loop.ignore(reading)
    write([9], to: writing)
    try loop.turn(limit: 0)
    #expect(received == [7, 8])
  }

  @Test func `a descriptor that one handler gives up is not served by the next in the same turn`() throws {
    let loop = try EventLoop()
    let (first, firstIn) = pipe()
    let (second, secondIn) = pipe()
    var calls = 0
    for descriptor in [first, second] {
      loop.watch(descriptor) { _ in
        calls += 1
        loop.ignore(first)
        loop.ignore(second)
      }
    }
    write([1], to: firstIn)
    write([1], to: secondIn)
    try loop.turn(limit: 0)
    #expect(calls == 1)
  }

  @Test func `a timer fires once its time has come, and asks for the next`() throws {
    let loop = try EventLoop()
    var deadline: UInt64? = EventLoop.now + 3_000_000
    let begin = EventLoop.now
    var fired: [UInt64] = []
    loop.addTimer {
      deadline
    } fire: { now in
      fired.append(now)
      deadline = nil
      loop.stop()
    }
    try loop.run()
    #expect(fired.count == 1)
    #expect(fired[0] >= begin + 3_000_000)
    try loop.turn(limit: 0)
    #expect(fired.count == 1)
  }

  @Test func `a timer that stays in the past does not spin`() throws {
    let loop = try EventLoop()
    var fired = 0
    loop.addTimer {
      0
    } fire: { _ in
      fired += 1
    }
    let end = EventLoop.now + 20_000_000
    while EventLoop.now < end { try loop.turn() }
    #expect(fired <= 21)
  }

  @Test func `a ticker skips what it missed`() throws {
    let loop = try EventLoop()
    var fired = 0
    loop.addTicker(every: 1_000_000) { _ in
      fired += 1
      if fired == 1 { usleep(20_000) }
      if fired == 3 { loop.stop() }
    }
    try loop.run()
    #expect(fired == 3)
  }

  @Test func `wakes from another thread arrive as one call`() throws {
    let loop = try EventLoop()
    var calls = 0
    loop.onWake { calls += 1 }
    let waker = loop.waker
    let thread = Thread {
      waker.wake()
      waker.wake()
    }
    thread.join()
    try loop.turn()
    try loop.turn(limit: 0)
    #expect(calls == 1)
  }

  @Test func `a blocked signal waits for the loop`() throws {
    // Another thread gets the signal only because it is directed at it.
    let loop = try EventLoop()
    var taken: [CInt] = []
    EventLoop.block([SIGUSR2])
    try loop.watchSignals([SIGUSR2]) { taken.append($0) }
    pthread_kill(pthread_self(), SIGUSR2)
    #expect(taken.isEmpty)
    try loop.turn(limit: 1_000_000_000)
    #expect(taken == [SIGUSR2])
  }

  @Test func `a broken descriptor is reported, not fatal`() throws {
    let loop = try EventLoop()
    let (reading, writing) = pipe()
    var results: [Int16] = []
    loop.watch(reading) {
      results.append($0)
      loop.ignore(reading)
    }
    close(writing)
    try loop.turn()
    #expect(results == [Int16(POLLHUP)])
  }

  private func pipe() -> (reading: CInt, writing: CInt) {
    var ends: [CInt] = [0, 0]
    Glibc.pipe(&ends)
    return (ends[0], ends[1])
  }

  private func write(_ bytes: [UInt8], to descriptor: CInt) {
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}

/// A plain thread that can be waited for.
struct Thread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  private var thread = pthread_t()

  init(_ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(Body(run)).toOpaque()
    pthread_create(
      &thread, nil,
      {
        Unmanaged<Body>.fromOpaque($0!).takeRetainedValue().run()
        return nil
      }, body)
  }

  func join() { pthread_join(thread, nil) }
}
