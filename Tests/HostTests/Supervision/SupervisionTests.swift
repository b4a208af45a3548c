import Glibc
import Testing

@testable import Host

/// Supervisors speak through the environment, which all tests of a process share: each of these has a process of its own.
struct SupervisionTests {
  @Test func `the supervisor hears readiness, status, progress and the end`() async {
    await #expect(processExitsWith: .success) {
      let scratch = ScratchDirectory()
      let supervisor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
      let bound = try? UnixSocket.withAddress("\(scratch.path)/notify") { bind(supervisor, $0, $1) }
      #expect(bound == 0)
      setenv("NOTIFY_SOCKET", "\(scratch.path)/notify", 1)
      func heard() -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = recv(supervisor, &bytes, bytes.count, CInt(MSG_DONTWAIT))
        return String(decoding: bytes[..<max(count, 0)], as: UTF8.self)
      }
      Supervision.ready("no sound: no JACK server")
      #expect(heard() == "READY=1\nSTATUS=no sound: no JACK server")
      Supervision.status("a name with\nSTOPPING=1 in it")
      #expect(heard() == "STATUS=a name with STOPPING=1 in it")
      Supervision.alive()
      #expect(heard() == "WATCHDOG=1")
      Supervision.stopping("saving")
      #expect(heard() == "STOPPING=1\nSTATUS=saving")
    }
  }

  @Test func `the watchdog is fed twice as often as it asks`() async {
    await #expect(processExitsWith: .success) {
      #expect(Supervision.watchdogInterval == nil)
      setenv("WATCHDOG_USEC", "10000000", 1)
      #expect(Supervision.watchdogInterval == 5_000_000_000)
      setenv("WATCHDOG_PID", "1", 1)
      #expect(Supervision.watchdogInterval == nil)
    }
  }

  @Test func `without a supervisor nothing happens`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("NOTIFY_SOCKET")
      Supervision.ready("alone")
      Supervision.alive()
    }
  }
}
