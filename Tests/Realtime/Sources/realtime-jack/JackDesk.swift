import CWatchedJack
import Glibc
import Host
import Mixer

/// A desk at a JACK server: its audio thread is the real one, with the sanitizer between JACK and it.
final class JackDesk {
  let catalogue = Catalogue(layout: Layout(channels: 17, groups: 8))
  /// Frames rendered so far, as the reports tell.
  private(set) var frames: UInt64 = 0
  private let commands = UnsafeMutablePointer<CommandRing>.allocate(capacity: 1)
  private let reports = UnsafeMutablePointer<ReportRing>.allocate(capacity: 1)
  private let client: JackClient
  private var readings: [MeterReading] = []

  init(server: String) throws {
    commands.initialize(to: CommandRing(capacity: 4096))
    reports.initialize(to: ReportRing(meterCount: catalogue.layout.meterCount))
    var settings = JackSettings(layout: catalogue.layout)
    settings.clientName = "realtime"
    settings.server = server
    // A sound card's input, and one of the desk's own outputs back in.
    settings.connections = [
      JackConnection(port: "ch_1", peer: "system:capture_1"), JackConnection(port: "ch_2", peer: "main_L"),
      JackConnection(port: "main_L", peer: "system:playback_1"),
    ]
    client = JackClient(settings: settings, commands: commands, reports: reports) { sampleRate in
      DemoLoop(channels: 8, frames: Int(sampleRate))
    }
    _ = try client.connect(now: JackDesk.seconds())
  }

  /// Every parameter to its lowest, its highest and its initial value.
  func moveEverything() {
    for value in 0..<3 {
      for start in stride(from: 0, to: catalogue.parameters.count, by: 100) {
        let places = start..<min(start + 100, catalogue.parameters.count)
        send(
          places.map {
            let spec = catalogue.spec(at: $0)
            return .set(catalogue.parameters[$0], [spec.range.lowerBound, spec.range.upperBound, spec.initial][value])
          })
        wait(callbacks: 4)
      }
    }
  }

  func send(_ batch: [Command]) {
    for command in batch where !commands.pointee.push(command) { stop("the command ring is full") }
    commands.pointee.publish()
  }

  /// Lets this many callbacks pass while the control thread does its part.
  func wait(callbacks count: UInt64) {
    let wanted = watched_callbacks() + count
    let deadline = JackDesk.seconds() + 30
    while watched_callbacks() < wanted {
      guard JackDesk.seconds() < deadline else { stop("the JACK server has not called for 30 s") }
      _ = client.attend(now: JackDesk.seconds())
      while let report = reports.pointee.pop(&readings) { frames = report.frameTime }
      usleep(1000)
    }
  }

  /// The rings stay; the program ends here.
  func leave() { if !client.close() { stop("the JACK server does not let the desk go") } }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

func stop(_ sentence: String) -> Never {
  print("failed: \(sentence)")
  exit(1)
}
