// The root of the audio thread under RealtimeSanitizer: a desk joins the JACK server that is named first, plays its
// demo, and obeys every parameter at several periods. With `--allocate` behind it, its callback allocates and must be caught.
import CRealtimeSanitizer
import CWatchedJack
import Mixer

guard realtime_begin_watch() else { stop("realtime-jack is linked without RealtimeSanitizer") }
guard CommandLine.arguments.count > 1 else { stop("name the JACK server: realtime-jack SERVER [--allocate]") }

do {
  let desk = try JackDesk(server: CommandLine.arguments[1])
  desk.wait(callbacks: 10)
  if CommandLine.arguments.last == "--allocate" { watched_sabotage() }
  desk.send([.fadeUp(frames: 4800), .demo(true)])
  for period: UInt32 in [1024, 32, 64] {
    guard watched_period(period) else { stop("the JACK server refuses a period of \(period) frames") }
    desk.wait(callbacks: 20)
    desk.moveEverything()
  }
  if desk.frames == 0 { stop("the desk has rendered nothing") }
  desk.leave()
  print("passed: \(watched_callbacks()) callbacks of a JACK server, \(desk.frames) frames")
} catch {
  stop("\(error)")
}
