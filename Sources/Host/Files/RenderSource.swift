import Glibc
import Mixer

/// What an offline render mixes: sound files, or the demo. One thread at a time.
public final class RenderSource {
  /// Frames per second, the same for all files.
  public let sampleRate: Int
  /// The length of the longest file.
  public let frames: Int64
  private var tracks: [Track]

  /// One file, or one track of the demo, on one channel or on a pair.
  private final class Track {
    let channel: Int
    let name: String
    let width: Int
    let fill: ([UnsafeMutablePointer<Float>], Int) -> Int
    init(
      channel: Int, name: String, width: Int, fill: @escaping ([UnsafeMutablePointer<Float>], Int) -> Int
    ) {
      self.channel = channel
      self.name = name
      self.width = width
      self.fill = fill
    }
  }

  /// Opens files in the order given: a mono file takes one channel, a stereo file a linked pair (beginning at the next odd
  /// channel).
  /// - Throws: `Refusal` if a file cannot be read, has more than two channels or another sample rate than the first, or if
  ///   the desk has too few channels.
  public init(files paths: [String], layout: Layout) throws(Refusal) {
    guard let first = paths.first else {
      throw Refusal("there is no sound file to mix; name WAV files or a folder of them")
    }
    var rate = 0
    var longest: Int64 = 0
    var next = 0
    tracks = []
    for path in paths {
      let file = OpenFile(try SoundFileReader(path: path))
      if rate == 0 { rate = file.sampleRate }
      guard file.sampleRate == rate else {
        throw Refusal(
          "'\(path)' has \(file.sampleRate) Hz but '\(first)' has \(rate) Hz; convert them to one sample rate first")
      }
      guard file.channels <= 2 else {
        throw Refusal("'\(path)' has \(file.channels) channels; split it into mono or stereo files first")
      }
      if file.channels == 2, next % 2 == 1 { next += 1 }
      guard next + file.channels <= layout.channels else {
        throw Refusal("'\(path)' needs channel \(next + file.channels), but the desk has \(layout.channels) channels")
      }
      tracks.append(
        Track(channel: next, name: RenderSource.name(of: path), width: file.channels, fill: file.read))
      next += file.channels
      longest = max(longest, file.frames)
    }
    guard (44_100...192_000).contains(rate) else {
      throw Refusal("'\(first)' has \(rate) Hz; the desk runs at 44100 to 192000 Hz")
    }
    sampleRate = rate
    frames = longest
  }

  /// The demo multitrack for this long, on the first channels.
  public init(demoAt sampleRate: Int, seconds: Double, layout: Layout) {
    self.sampleRate = sampleRate
    frames = Int64(seconds * Double(sampleRate))
    let demo = OpenDemo(DemoSong.make(sampleRate: Double(sampleRate)))
    tracks = (0..<min(demo.channels, layout.channels)).map { channel in
      var position = 0
      return Track(channel: channel, name: DemoSong.tracks[channel].name, width: 1) { planes, count in
        demo.copy(channel, from: &position, to: planes[0], count: count)
        return count
      }
    }
  }

  /// The sound files in a folder, sorted as people count (`2 snare` before `10 bass`).
  /// - Throws: `Refusal` if there is no such folder or nothing in it.
  public static func files(in folder: String) throws(Refusal) -> [String] {
    guard let directory = opendir(folder) else {
      throw Refusal("'\(folder)' cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let ending = name.lowercased().split(separator: ".").last ?? ""
      if !name.hasPrefix("."), ["wav", "flac", "aif", "aiff", "rf64", "w64", "caf"].contains(ending) {
        names.append(name)
      }
    }
    guard !names.isEmpty else {
      throw Refusal("there is no sound file in '\(folder)'; it wants WAV, FLAC or AIFF files")
    }
    return names.sorted { RenderSource.counts($0, before: $1) }.map {
      folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)"
    }
  }

  /// Names the channels that have no name after their files, and links the pairs of stereo files.
  public func label(_ desk: inout DeskState, catalogue: Catalogue) {
    for track in tracks {
      for side in 0..<track.width where desk.names[track.channel + side].isEmpty {
        let name = track.width == 1 ? track.name : track.name + (side == 0 ? " L" : " R")
        desk.names[track.channel + side] = (try? DeskState.name(from: name)) ?? ""
      }
      guard track.width == 2 else { continue }
      for side in 0..<2 {
        let link = Parameter(StripID(.channel, track.channel + side), .link)
        if let index = catalogue.index(of: link) { desk.values[index] = 1 }
      }
    }
  }

  /// Opens the faders of the channels that have a source to 0 dB: the desk for a render without a snapshot.
  public func openFaders(_ desk: inout DeskState, catalogue: Catalogue) {
    for track in tracks {
      for side in 0..<track.width {
        let fader = Parameter(StripID(.channel, track.channel + side), .fader)
        if let index = catalogue.index(of: fader) { desk.values[index] = 0 }
      }
    }
  }

  /// The channels that have a source.
  var channels: [Int] { tracks.flatMap { track in (0..<track.width).map { track.channel + $0 } } }

  /// Fills the next `count` frames of every channel that has a source; silence after the end.
  func read(into buffers: (Int) -> UnsafeMutablePointer<Float>, count: Int) {
    for track in tracks {
      let planes = (0..<track.width).map { buffers(track.channel + $0) }
      let got = track.fill(planes, count)
      guard got < count else { continue }
      for plane in planes { (plane + got).update(repeating: 0, count: count - got) }
    }
  }

  private static func name(of path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
    return String(file[..<dot].prefix(28))
  }

  /// Compares runs of digits as numbers and everything else letter by letter.
  static func counts(_ left: String, before right: String) -> Bool {
    var (a, b) = (Substring(left), Substring(right))
    while let x = a.first, let y = b.first {
      let (m, n) = (a.prefix(while: \.isNumber), b.prefix(while: \.isNumber))
      if let i = Int(m), let j = Int(n) {
        if i != j { return i < j }
        a = a.dropFirst(m.count)
        b = b.dropFirst(n.count)
      } else {
        if x != y { return x < y }
        a = a.dropFirst()
        b = b.dropFirst()
      }
    }
    return a.isEmpty && (!b.isEmpty || left < right)
  }
}

/// A reader that several closures can share.
private final class OpenFile {
  private var reader: SoundFileReader
  init(_ reader: consuming SoundFileReader) { self.reader = reader }
  var sampleRate: Int { reader.sampleRate }
  var channels: Int { reader.channels }
  var frames: Int64 { reader.frames }
  func read(_ planes: [UnsafeMutablePointer<Float>], _ count: Int) -> Int { reader.read(into: planes, count: count) }
}

/// A demo that several tracks share.
private final class OpenDemo {
  private let loop: DemoLoop
  init(_ loop: consuming DemoLoop) { self.loop = loop }
  var channels: Int { loop.channels }

  func copy(_ channel: Int, from position: inout Int, to plane: UnsafeMutablePointer<Float>, count: Int) {
    let track = loop.track(channel)
    for frame in 0..<count {
      plane[frame] = track[position]
      position += 1
      if position == loop.frames { position = 0 }
    }
  }
}
