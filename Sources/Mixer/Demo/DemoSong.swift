/// One track of the demo and how it likes to be mixed.
public struct DemoTrack: Sendable, Hashable {
  /// What its channel is called.
  public let name: String
  /// The place of its colour in `Catalogue.colors`.
  public let color: Int
  /// A fader in dB that makes a balanced mix.
  public let fader: Float
  /// A pan in percent that makes a wide mix.
  public let pan: Float
}

/// The demo multitrack: four bars of a song that the program plays itself, so that a desk without any input has something
/// to mix. Eight mono tracks, about nine seconds, without a seam; the same samples at every call.
public enum DemoSong {
  /// The tracks in channel order.
  public static let tracks = [
    DemoTrack(name: "Kick", color: 1, fader: 0, pan: 0),
    DemoTrack(name: "Snare", color: 3, fader: -1, pan: 5),
    DemoTrack(name: "Hats", color: 3, fader: -3, pan: -30),
    DemoTrack(name: "Bass", color: 4, fader: -1, pan: 0),
    DemoTrack(name: "Keys", color: 2, fader: -2, pan: 35),
    DemoTrack(name: "Pad", color: 6, fader: -3, pan: -20),
    DemoTrack(name: "Lead", color: 5, fader: -6, pan: 15),
    DemoTrack(name: "Vox", color: 7, fader: -1, pan: -5),
  ]
  /// Quarter notes per minute, before they are rounded to whole frames.
  public static let tempo = 104.0

  /// Plays the song into memory: 14 MiB at 48 kHz, a fraction of a second. Allocates. Control side only, any thread.
  public static func make(sampleRate: Double) -> DemoLoop {
    // A sixteenth is a whole number of frames, so that every bar is alike and the end meets the beginning.
    let step = Int((sampleRate * 15 / tempo).rounded())
    let loop = DemoLoop(channels: tracks.count, frames: step * stepsPerBar * bars)
    let band = DemoBand(sampleRate: Float(sampleRate), step: step, wave: SineTable())
    band.playKick(DemoPart(loop.track(0)))
    band.playSnare(DemoPart(loop.track(1)))
    band.playHats(DemoPart(loop.track(2)))
    band.playBass(DemoPart(loop.track(3)))
    band.playKeys(DemoPart(loop.track(4)))
    band.playPad(DemoPart(loop.track(5)))
    band.playLead(DemoPart(loop.track(6)))
    band.playVoice(DemoPart(loop.track(7)))
    for (track, peak) in peaks.enumerated() { DemoPart(loop.track(track)).level(to: peak) }
    return loop
  }

  /// Gives a desk's first channels the demo's names, colours, faders and pans.
  public static func dress(_ desk: inout DeskState, catalogue: Catalogue) {
    for (channel, track) in tracks.prefix(catalogue.layout.channels).enumerated() {
      let strip = StripID(.channel, channel)
      desk.names[channel] = track.name
      for (item, value) in [(Item.color, Float(track.color)), (.fader, track.fader), (.pan, track.pan)] {
        if let index = catalogue.index(of: Parameter(strip, item)) { desk.values[index] = value }
      }
    }
  }

  static let bars = 4
  static let stepsPerBar = 16
  /// The largest sample of each track: with every fader at 0 dB the sum peaks near −9 dBFS.
  private static let peaks: [Float] = [0.30, 0.26, 0.10, 0.16, 0.16, 0.12, 0.11, 0.15]
}

/// The notes. Times are sixteenths, pitches are MIDI note numbers.
enum DemoScore {
  struct Note {
    var bar: Int
    var step: Int
    var length: Int
    var pitch: Int
    var level: Float = 1
  }

  /// Am7, Fmaj7, C, G: one chord per bar, voiced so that few voices move.
  static let keys = [[57, 60, 64, 67], [57, 60, 64, 65], [55, 60, 62, 64], [55, 59, 62, 64]]
  static let pad = [[52, 57, 60, 64], [53, 57, 60, 65], [52, 55, 60, 67], [50, 55, 59, 67]]

  /// Step and length of every keys hit in a bar, with its level.
  static let keysRhythm: [(step: Int, length: Int, level: Float)] = [
    (0, 3, 1), (3, 3, 0.7), (6, 4, 0.85), (11, 1, 0.5), (12, 4, 0.8),
  ]

  static let kick: [(step: Int, level: Float)] = [(0, 1), (7, 0.6), (8, 0.95), (10, 0.75)]
  static let snare: [(step: Int, level: Float)] = [(4, 1), (12, 1), (15, 0.18)]

  static let bass = line(
    [
      [(0, 3, 33), (3, 2, 33), (6, 2, 45), (8, 3, 33), (11, 2, 33), (14, 2, 31)],
      [(0, 3, 29), (3, 2, 29), (6, 2, 41), (8, 3, 29), (11, 2, 29), (14, 2, 33)],
      [(0, 3, 36), (3, 2, 36), (6, 2, 48), (8, 3, 40), (11, 2, 40), (14, 2, 36)],
      [(0, 3, 31), (3, 2, 31), (6, 2, 43), (8, 3, 35), (11, 2, 35), (14, 2, 32)],
    ])

  static let lead = line(
    [
      [(0, 4, 76), (4, 2, 74), (6, 2, 72), (8, 6, 69)],
      [(2, 2, 72), (4, 2, 74), (6, 4, 76), (10, 2, 72), (12, 4, 69)],
      [(10, 2, 76), (12, 4, 79)],
      [(8, 3, 74), (11, 3, 71), (14, 2, 74)],
    ])

  static let voice = line(
    [
      [(8, 8, 64)],
      [(0, 6, 65), (6, 2, 64), (8, 6, 60)],
      [(0, 6, 67), (6, 2, 69), (8, 4, 67), (12, 4, 64)],
      [(0, 6, 62), (6, 2, 64), (8, 7, 62)],
    ])

  private static func line(_ bars: [[(Int, Int, Int)]]) -> [Note] {
    bars.enumerated().flatMap { bar, notes in notes.map { Note(bar: bar, step: $0.0, length: $0.1, pitch: $0.2) } }
  }
}
