// mixer-bench: what the mixer costs, beside the same work in C in the same run, and what the way to it costs. It prints
// figures and judges nothing, but ends with 1 if the strips of the two do not do the same.
import CBaseline
import Glibc
import Mixer

let usage = """
  Usage: mixer-bench [--quick | --feedback | --count swift|c [strips]]
    --quick         seconds instead of a minute: shows that the benchmarks work; the figures are rough
    --feedback      only how soon a change is at a device
    --count ENGINE  renders a fixed piece with one engine and prints nothing, for counters of instructions:
                    valgrind --tool=callgrind mixer-bench --count swift
                    With `strips` instead of eight groups: high-pass, equaliser, gate, compressor, two sends.
  """

/// 64 channels, 8 groups, 256 blocks of 64 frames at rest and 256 during which everything moves.
func count(_ engine: any Engine) {
  for block in 0..<256 { engine.render(block, 64) }
  for block in 0..<256 {
    if block % 7 == 0 { engine.move(to: block & 1) }
    engine.render(block, 64)
  }
}

func showMemory() {
  let before = processMemory("VmRSS") ?? 0
  let engine = ConsoleEngine(channels: 64, .desk)
  engine.settle()
  let after = processMemory("VmRSS") ?? 0
  let most = processMemory("VmHWM") ?? 0
  print("Resident memory, 64 channels with everything on, KiB")
  var table = Table("", "VmRSS", "VmHWM")
  table.add("before the mixer", "\(before)", "")
  table.add("with the mixer playing", "\(after)", "\(most)")
  table.add("of it buffers of this benchmark", "\(engine.bufferKiB)", "")
  table.show()
}

func showCost(_ effort: Effort) {
  print("Mixing, ns per channel and frame: trim, polarity, fader, pan, main and one group, meters, groups, outputs")
  var table = Table("channels", "frames", "gains", "faderd", "C", "ratio", "differ by")
  func measure(_ scenario: Scenario, _ name: String) {
    let engines: [any Engine] = [SwiftEngine(scenario), CEngine(scenario)]
    let difference = disagreement(scenario)
    for frames in [64, 256] {
      for isMoving in [false, true] {
        let times = leastBlockTimes(engines, frames: frames, isMoving: isMoving, rounds: effort.rounds)
        let unit = Double(frames * scenario.channels)
        table.add(
          name, "\(frames)", isMoving ? "moving" : "at rest", text(times[0] / unit), text(times[1] / unit),
          text(times[0] / times[1]), text(Double(difference.largest) * 1e6, 1) + "e-6")
      }
    }
  }
  for channels in [8, 16, 32, 64, 128, 256] { measure(Scenario(channels: channels, groups: 8), "\(channels)") }
  measure(Scenario(channels: 64, groups: 8, isScattered: true), "64 scattered")
  table.show()
}

func showStrips(_ effort: Effort) {
  print(
    "64 strips, ns per strip and frame: the same with high-pass 24 dB, 4 bells, gate, compressor, 2 sends, no groups"
  )
  let scenario = Scenario(channels: 64, groups: 0, hasStrips: true)
  let difference = disagreement(scenario).decibel
  // Not for NaN either.
  guard difference < -80 else {
    print("The strips of the two engines differ by \(difference) dB of the signal, so a ratio would mean nothing.")
    exit(1)
  }
  var table = Table("frames", "gains", "faderd", "C", "ratio", "differ by dB")
  let engines: [any Engine] = [SwiftEngine(scenario), CEngine(scenario)]
  for frames in [64, 256] {
    for isMoving in [false, true] {
      let times = leastBlockTimes(engines, frames: frames, isMoving: isMoving, rounds: effort.rounds)
      let unit = Double(frames * scenario.channels)
      table.add(
        "\(frames)", isMoving ? "moving" : "at rest", text(times[0] / unit), text(times[1] / unit),
        text(times[0] / times[1]), text(difference, 1))
    }
  }
  table.show()
}

func showCallback(_ effort: Effort) {
  print("The whole callback, 64 channels and 8 groups, one fader moving, µs")
  var table = Table("frames", "p50", "p99", "max", "p50 of the period")
  let engine = SwiftEngine(Scenario(channels: 64, groups: 8))
  for frames in [64, 256] {
    let times = callbackTimes(engine, frames: frames, count: effort.callbacks * 64 / frames)
    table.add(
      "\(frames)", microseconds(times.median), microseconds(times.percentile99), microseconds(times.maximum),
      text(times.median / (Double(frames) / 48000 * 1e9) * 100) + " %")
  }
  table.show()
}

func showConsole(_ effort: Effort) {
  print(
    "The whole console at 64 frames, plain callback; a strip is high-pass 24 dB, 4 bells, gate, compressor, 2 sends")
  var table = Table("", "channels", "least µs", "p50 µs", "p99 µs", "ns per channel and frame", "p50 of the period")
  for work in ConsoleEngine.Work.allCases {
    for channels in work == .strips ? [8, 16, 32, 64, 128, 256] : [64] {
      let engine = ConsoleEngine(channels: channels, work)
      engine.settle()
      let all = (0..<(effort.callbacks / 4)).map { _ in engine.callback() }
      let times = Spread(all)
      let least = Double(all.min() ?? 0)
      table.add(
        work.rawValue, "\(channels)", microseconds(least), microseconds(times.median), microseconds(times.percentile99),
        text(least / Double(channels * ConsoleEngine.frames)),
        text(times.median / (Double(ConsoleEngine.frames) / 48000 * 1e9) * 100) + " %")
    }
  }
  table.show()
}

func showRecall(_ effort: Effort) {
  print("A recall of everything that is on, 64 channels at 64 frames: the worst block until all has arrived, µs")
  var table = Table("", "block before", "worst, least", "worst, p50", "times the block before")
  for work in [ConsoleEngine.Work.strips, .desk] {
    let times = recallTimes(ConsoleEngine(channels: 64, work), count: effort.recalls)
    table.add(
      work.rawValue, microseconds(times.steady.median), microseconds(times.worst.least),
      microseconds(times.worst.median),
      text(times.worst.median / times.steady.median))
  }
  table.show()
}

func showControlPath(_ effort: Effort) throws {
  print("From a MIDI message to its command in the ring (surface and desk; without the system), µs")
  var table = Table("", "p50", "p99", "max")
  var path = try ControlPath()
  let times = path.times(count: effort.callbacks)
  table.add(
    "a fader", microseconds(times.median), microseconds(times.percentile99), microseconds(times.maximum))
  table.show()
}

func showFeedback(_ effort: Effort) throws {
  print("From a change on the desk to the last of its bytes at the device, simulated (surface and pacing), ms")
  var table = Table("port", "", "p50", "p99", "max", "most bytes queued")
  for (name, rate) in [("cable, 3125 bytes/s", 3125.0), ("USB, 48,000 bytes/s", 48000)] {
    var path = try FeedbackPath(rate: rate)
    path.run(seconds: effort.rounds)
    for (what, times) in [("motors", path.motors), ("lights", path.lights)] {
      let spread = Spread(times)
      table.add(
        name, what, text(spread.median / 1e6), text(spread.percentile99 / 1e6), text(spread.maximum / 1e6),
        "\(Int(path.mostQueued))")
    }
  }
  table.show()
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments {
case ["--count", "swift"]: count(SwiftEngine(Scenario(channels: 64, groups: 8)))
case ["--count", "c"]: count(CEngine(Scenario(channels: 64, groups: 8)))
case ["--count", "swift", "strips"]: count(SwiftEngine(Scenario(channels: 64, groups: 0, hasStrips: true)))
case ["--count", "c", "strips"]: count(CEngine(Scenario(channels: 64, groups: 0, hasStrips: true)))
case ["--feedback"]: try showFeedback(.full)
case ["--help"], ["-h"]: print(usage)
case [], ["--quick"]:
  let effort = arguments.isEmpty ? Effort.full : Effort.quick
  print(
    "faderd's mixer in Swift (\(String(cString: baseline_instruction_set()))) beside C with eight lanes, ",
    terminator: "")
  print("clang's vector extension (\(String(cString: baseline_own_instruction_set()))), at 48 kHz\n")
  showMemory()
  showCost(effort)
  showStrips(effort)
  showCallback(effort)
  showConsole(effort)
  showRecall(effort)
  try showControlPath(effort)
  try showFeedback(effort)
default:
  print("mixer-bench does not know '\(arguments.joined(separator: " "))'.\n\(usage)")
}
