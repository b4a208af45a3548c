import CSndFile
import Mixer

/// A sound file open for reading: WAV, FLAC, AIFF and whatever else libsndfile knows, with PCM or float samples.
/// One thread at a time.
public struct SoundFileReader: ~Copyable {
  /// The file, as it was named.
  public let path: String
  /// Frames per second.
  public let sampleRate: Int
  /// Samples per frame.
  public let channels: Int
  /// How many frames the file says it has.
  public let frames: Int64
  private let handle: OpaquePointer
  private var interleaved: [Float] = []

  /// Opens a file.
  /// - Throws: `Refusal` if it does not exist, is not a sound file, or has lossy samples.
  public init(path: String) throws(Refusal) {
    var info = SF_INFO()
    guard let handle = sf_open(path, CInt(SFM_READ), &info) else {
      throw Refusal("'\(path)' cannot be read: \(SoundFileText.sentence(sf_strerror(nil)))")
    }
    guard SoundFileReader.isExact(info.format) else {
      sf_close(handle)
      throw Refusal(
        "'\(path)' holds compressed or companded samples; convert it to PCM or float first (WAV, FLAC or AIFF)")
    }
    guard info.channels > 0, info.samplerate > 0, info.frames >= 0 else {
      sf_close(handle)
      throw Refusal("'\(path)' does not say how many channels or frames it has")
    }
    self.path = path
    self.handle = handle
    sampleRate = Int(info.samplerate)
    channels = Int(info.channels)
    frames = info.frames
  }

  deinit { sf_close(handle) }

  /// Reads the next frames into one buffer per channel, ±1 = full scale.
  /// - Parameters:
  ///   - planes: as many pointers as `channels`, each with room for `count` samples.
  /// - Returns: how many frames were read; fewer than asked for at the end of the file.
  public mutating func read(into planes: [UnsafeMutablePointer<Float>], count: Int) -> Int {
    precondition(planes.count == channels, "one buffer for each channel of the file")
    if interleaved.count < count * channels { interleaved = Array(repeating: 0, count: count * channels) }
    let got = Int(max(0, sf_readf_float(handle, &interleaved, Int64(count))))
    interleaved.withUnsafeBufferPointer { samples in
      for (channel, plane) in planes.enumerated() {
        var from = channel
        for frame in 0..<got {
          plane[frame] = samples[from]
          from += channels
        }
      }
    }
    return got
  }

  /// Reads a whole file, channel by channel.
  /// - Throws: `Refusal` as `init(path:)`, or if the file is shorter than it says.
  public static func contents(of path: String) throws(Refusal) -> (sampleRate: Int, channels: [[Float]]) {
    var file = try SoundFileReader(path: path)
    let length = Int(file.frames)
    let planes = (0..<file.channels).map { _ in UnsafeMutablePointer<Float>.allocate(capacity: length) }
    defer { planes.forEach { $0.deallocate() } }
    guard file.read(into: planes, count: length) == length else {
      throw Refusal("'\(path)' ends before the \(length) frames that it announces; it is damaged")
    }
    return (file.sampleRate, planes.map { Array(UnsafeBufferPointer(start: $0, count: length)) })
  }

  private static func isExact(_ format: CInt) -> Bool {
    let exact = [
      SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32, SF_FORMAT_FLOAT,
      SF_FORMAT_DOUBLE,
    ]
    return exact.contains { CInt($0) == format & CInt(SF_FORMAT_SUBMASK) }
  }
}

enum SoundFileText {
  /// A message of libsndfile, as the end of a sentence of ours.
  static func sentence(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return "unknown reason" }
    var words = String(cString: text)
    while let last = words.last, last == "." || last == " " || last == "\n" { words.removeLast() }
    return words
  }
}
