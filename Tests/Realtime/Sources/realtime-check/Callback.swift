import CRealtimeSanitizer
import Mixer

/// What the audio thread holds: the mixer and the tables of buffers that a server would hand over.
struct Callback: ~Copyable {
  var mixer: Mixer
  let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
  let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>

  /// The root of the process path. The compiler checks it from here down, and the sanitizer watches it run.
  @_noLocks mutating func run(_ frames: Int) {
    mixer.obey()
    mixer.render(MixerBuffers(inputs: UnsafePointer(inputs), outputs: UnsafePointer(outputs)), frames: frames)
    mixer.report()
  }
}

/// One callback under watch. Nothing is warmed up before: the very first one must be clean too.
@inline(never) func watch(_ callback: UnsafeMutablePointer<Callback>, frames: Int) {
  realtime_enter()
  callback.pointee.run(frames)
  realtime_exit()
}
