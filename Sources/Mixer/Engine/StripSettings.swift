/// What the audio thread knows of one strip: the last commands, already as gains. Ramps are made of it in `retarget`.
struct StripSettings {
  var trim: Float = 1
  var polarity: Float = 1
  var isLinked = false
  var fader: Float
  var isMuted = false
  var pan: Float = 0
  var isSoloed = false
  var toMain = true
  /// One bit per group.
  var groups: UInt8 = 0

  @_noLocks init(fader: Float) { self.fader = fader }

  /// The gain behind the fader, without pan.
  var level: Float { @_noLocks get { isMuted ? 0 : fader } }
}

/// What the audio thread knows of the monitor.
struct MonitorSettings {
  var level: Float = gain(decibel: -20)
  var isDimmed = false
  var isMono = false
  var soloAfterFader = false

  @_noLocks init() {}
}

/// The lanes of the gains that act on the outputs. Getters, because the compiler will not let the audio thread read a
/// global of another file.
enum OutputLane {
  static var mainLeft: Int { @_noLocks get { 0 } }
  static var mainRight: Int { @_noLocks get { 1 } }
  static var monitor: Int { @_noLocks get { 2 } }
  static var solo: Int { @_noLocks get { 3 } }
  static var mono: Int { @_noLocks get { 4 } }
  static var fadeUp: Int { @_noLocks get { 5 } }
  static var demo: Int { @_noLocks get { 6 } }
}
