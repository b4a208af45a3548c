import CSndFile
import Glibc
import Mixer

/// A float WAV file being written. Until `finish`, the samples are in `PATH.part`, so that a file of that name is always
/// whole and an older one is not lost to a failure. Beyond 4 GB it is an RF64 file. One thread at a time.
public struct SoundFileWriter: ~Copyable {
  /// The file that `finish` makes.
  public let path: String
  private let part: String
  private let channels: Int
  private var handle: OpaquePointer?
  private var interleaved: [Float] = []

  /// Creates the file.
  /// - Parameter frames: how many will be written at most; decides between WAV and RF64.
  /// - Throws: `Refusal` if the folder cannot be written to.
  public init(path: String, sampleRate: Int, channels: Int, frames: Int64) throws(Refusal) {
    self.path = path
    self.channels = channels
    part = path + ".part"
    var info = SF_INFO()
    info.samplerate = CInt(sampleRate)
    info.channels = CInt(channels)
    info.format = CInt(SoundFileWriter.container(bytes: frames * Int64(channels) * 4) | SF_FORMAT_FLOAT)
    handle = sf_open(part, CInt(SFM_WRITE), &info)
    guard let handle else {
      throw Refusal("'\(path)' cannot be written: \(SoundFileText.sentence(sf_strerror(nil)))")
    }
    // A peak chunk has the time of day in it; the same mix is to be the same file. (RF64 keeps its own.)
    sf_command(handle, CInt(SFC_SET_ADD_PEAK_CHUNK), nil, CInt(SF_FALSE))
  }

  /// A WAV file has 32-bit sizes, and a header beside the samples.
  static func container(bytes: Int64) -> Int {
    bytes < Int64(UInt32.max) - 4096 ? Int(SF_FORMAT_WAV) : Int(SF_FORMAT_RF64)
  }

  deinit {
    if let handle {
      sf_close(handle)
      unlink(part)
    }
  }

  /// Appends frames from one buffer per channel.
  /// - Throws: `Refusal` if the disk does not take them.
  public mutating func write(_ planes: [UnsafePointer<Float>], count: Int) throws(Refusal) {
    precondition(planes.count == channels, "one buffer for each channel of the file")
    if interleaved.count < count * channels { interleaved = Array(repeating: 0, count: count * channels) }
    interleaved.withUnsafeMutableBufferPointer { samples in
      for (channel, plane) in planes.enumerated() {
        var to = channel
        for frame in 0..<count {
          samples[to] = plane[frame]
          to += channels
        }
      }
    }
    guard let handle, sf_writef_float(handle, interleaved, Int64(count)) == Int64(count) else {
      throw Refusal("'\(path)' cannot be written to the end: \(String(cString: strerror(errno))); free some space")
    }
  }

  /// Completes the file and gives it its name.
  /// - Throws: `Refusal` if the disk does not take it.
  public mutating func finish() throws(Refusal) {
    guard let open = handle else { return }
    handle = nil
    sf_write_sync(open)
    guard sf_close(open) == 0, rename(part, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(part)
      throw Refusal("'\(path)' cannot be completed: \(reason)")
    }
  }
}
