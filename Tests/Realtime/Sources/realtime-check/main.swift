// Drives the engine under RealtimeSanitizer. Without an argument, through all that can be asked of it; with the name of
// a sabotage (`--allocate`), into that, which must end the program with status 43.
import CRealtimeSanitizer
import Glibc
import Mixer

guard realtime_begin_watch() else {
  say("realtime-check is linked without RealtimeSanitizer and would prove nothing; build it with Tests/Realtime/run")
  exit(2)
}
if let word = CommandLine.arguments.dropFirst().first {
  guard let sabotage = Sabotage.allCases.first(where: { "--\($0.rawValue)" == word }) else {
    let known = Sabotage.allCases.map { "--\($0.rawValue)" }.joined(separator: ", ")
    say("realtime-check does not know '\(word)'; it knows \(known)")
    exit(2)
  }
  sabotage.commit()
  say("nobody noticed \(word)")
  exit(1)
}

#if DEBUG
  let effort = 100_000
#else
  let effort = 40_000_000
#endif

let desks: [(Layout, Double, MixerOptions)] = [
  (Layout(channels: 1, groups: 0), 44100, MixerOptions()),
  (Layout(channels: 1, groups: 8), 96000, MixerOptions(panLaw: .minus6)),
  (Layout(channels: 8, groups: 8), 48000, MixerOptions()),
  (Layout(channels: 9, groups: 0), 192_000, MixerOptions(panLaw: .minus4point5, ceiling: -60)),
  (Layout(channels: 9, groups: 8), 88200, MixerOptions(ceiling: 0)),
  (Layout(channels: 256, groups: 8), 48000, MixerOptions()),
  (Layout(channels: 256, groups: 0, auxes: 0, effects: 0, dcas: 0, muteGroups: 0), 176_400, MixerOptions()),
]
for (layout, sampleRate, options) in desks {
  var sweep = Sweep(Desk(layout, sampleRate: sampleRate, options: options), effort: effort)
  let title = "\(layout.channels) channels, \(layout.groups) groups, \(Int(sampleRate)) Hz"
  say("  \(title) …")
  sweep.run()
  say(
    "passed: \(title): "
      + "\(sweep.parameters) parameters, \(sweep.desk.blocks) blocks, \(sweep.desk.seen.frameTime) frames")
}
