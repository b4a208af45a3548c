/// What is on the way from the sum to the main output: equaliser, compressor, width and mono bass before the fader, the limiter
/// behind it. Left and right are the first two lanes of a lane group.
struct MainChain: ~Copyable {
  private var equalizer = FilterCascade(sections: 6, signals: 1)
  private var keyFilter = FilterCascade(sections: 1, signals: 1)
  private var compressor: CompressorLanes
  var image: StereoImage
  var limiter: TruePeakLimiter
  private let lanes: UnsafeMutablePointer<Lanes>
  private let key: UnsafeMutablePointer<Lanes>

  init(sampleRate: Double) {
    compressor = CompressorLanes(sampleRate: sampleRate)
    compressor.link(0, true)
    image = StereoImage(sampleRate: sampleRate)
    limiter = TruePeakLimiter(sampleRate: sampleRate, ceiling: gain(decibel: -1))
    lanes = .allocate(capacity: Mixer.chunk)
    lanes.initialize(repeating: Lanes(), count: Mixer.chunk)
    key = .allocate(capacity: Mixer.chunk)
    key.initialize(repeating: Lanes(), count: Mixer.chunk)
  }

  deinit {
    lanes.deallocate()
    key.deallocate()
  }

  /// How many frames later its output is.
  var latency: Int { @_noLocks get { limiter.latency } }

  @_noLocks mutating func aim(_ band: Int, at filter: FilterCoefficients, frames: Float) {
    equalizer.aim(band, 0, at: filter, frames: frames)
    equalizer.aim(band, 1, at: filter, frames: frames)
  }

  @_noLocks mutating func aimKey(at filter: FilterCoefficients, frames: Float) {
    keyFilter.aim(0, 0, at: filter, frames: frames)
    keyFilter.aim(0, 1, at: filter, frames: frames)
  }

  @_noLocks mutating func set(_ settings: CompressorSettings) {
    compressor.set(0, settings)
    compressor.set(1, settings)
  }

  /// The lowest gain of the compressor since it was last asked.
  @_noLocks mutating func takeReduction() -> Float { compressor.takeReduction()[0] }

  /// Everything before the fader, in place.
  @_noLocks mutating func shape(_ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>, frames: Int)
  {
    if !equalizer.isIdle || !compressor.isIdle {
      for i in 0..<frames {
        lanes[i][0] = left[i]
        lanes[i][1] = right[i]
      }
      equalizer.process(lanes, frames: frames)
      if !compressor.isIdle {
        if keyFilter.isIdle {
          compressor.process(lanes, key: UnsafePointer(lanes), scratch: key, frames: frames)
        } else {
          copy(lanes, to: key, frames)
          keyFilter.process(key, frames: frames)
          compressor.process(lanes, key: UnsafePointer(key), scratch: key, frames: frames)
        }
      }
      for i in 0..<frames {
        left[i] = lanes[i][0]
        right[i] = lanes[i][1]
      }
    }
    image.process(left, right, frames: frames)
  }
}
