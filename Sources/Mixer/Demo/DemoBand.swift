/// The players of the demo. Each renders its notes one by one into its part; nothing is kept between notes.
struct DemoBand {
  let sampleRate: Float
  /// Frames of a sixteenth.
  let step: Int
  let wave: SineTable

  private func frames(_ seconds: Float) -> Int { Int(seconds * sampleRate) }
  private func place(_ bar: Int, _ sixteenth: Int) -> Int { (bar * DemoSong.stepsPerBar + sixteenth) * step }

  /// Frequency over sample rate.
  private func turns(pitch: Int) -> Float {
    Float(440 * binaryPower(Double(pitch - 69) / 12)) / sampleRate
  }

  /// A straight attack, then 1, then a straight release after `held` frames.
  private func gate(_ i: Int, attack: Int, held: Int, release: Int) -> Float {
    let rise = i < attack ? Float(i) / Float(attack) : 1
    let fall = i < held ? 1 : max(0, 1 - Float(i - held) / Float(release))
    return rise * fall
  }

  func playKick(_ part: DemoPart) {
    for bar in 0..<DemoSong.bars {
      for hit in DemoScore.kick {
        var drop = DemoDecay(frames: 0.022 * sampleRate)
        var body = DemoDecay(frames: 0.11 * sampleRate)
        var phase: Float = 0
        part.add(at: place(bar, hit.step), length: frames(0.5), fade: frames(0.03)) { i in
          phase += (48 + 130 * drop.next()) / sampleRate
          return wave(phase) * body.next() * hit.level * (i < 32 ? Float(i) / 32 : 1)
        }
      }
    }
  }

  func playSnare(_ part: DemoPart) {
    for bar in 0..<DemoSong.bars {
      for hit in DemoScore.snare {
        var noise = DemoNoise(seed: bar * 16 + hit.step)
        var shell = DemoDecay(frames: 0.045 * sampleRate)
        var wires = DemoDecay(frames: 0.075 * sampleRate)
        var filter = DemoFilter(q: 0.6)
        filter.tune(2600 / sampleRate, wave)
        part.add(at: place(bar, hit.step), length: frames(0.4), fade: frames(0.05)) { i in
          filter.run(noise.next())
          let time = Float(i)
          let drum = wave(time * 188 / sampleRate) + 0.5 * wave(time * 331 / sampleRate)
          return (drum * shell.next() * 0.6 + (filter.band + 0.35 * filter.high) * wires.next()) * hit.level
        }
      }
    }
  }

  /// Eighths with a lift before each bar's end, and the off-beats a little louder.
  func playHats(_ part: DemoPart) {
    for bar in 0..<DemoSong.bars {
      for hit in [0, 2, 4, 6, 8, 10, 12, 13, 14] {
        let isOpen = hit == 14
        var noise = DemoNoise(seed: 1000 + bar * 16 + hit)
        var decay = DemoDecay(frames: (isOpen ? 0.09 : 0.022) * sampleRate)
        var first = DemoFilter(q: 0.8)
        var second = DemoFilter(q: 0.8)
        first.tune(7500 / sampleRate, wave)
        second.tune(7500 / sampleRate, wave)
        let level: Float = isOpen ? 0.8 : hit == 13 ? 0.35 : hit & 3 == 2 ? 1 : 0.65
        part.add(at: place(bar, hit), length: frames(isOpen ? 0.3 : 0.12), fade: frames(0.02)) { i in
          first.run(noise.next())
          second.run(first.high)
          return second.high * decay.next() * level * (i < 24 ? Float(i) / 24 : 1)
        }
      }
    }
  }

  func playBass(_ part: DemoPart) {
    for note in DemoScore.bass {
      let pitch = turns(pitch: note.pitch)
      let held = note.length * step * 9 / 10
      let release = frames(0.05)
      var saw = DemoSaw(phase: 0.5)
      var filter = DemoFilter(q: 1.1)
      var bright = DemoDecay(frames: 0.1 * sampleRate)
      part.add(at: place(note.bar, note.step), length: held + release, fade: 64) { i in
        if i & 15 == 0 { filter.tune((220 + 900 * bright.value) / sampleRate, wave) }
        _ = bright.next()
        filter.run(saw.next(pitch))
        let tone = 0.7 * filter.low + 0.6 * wave(Float(i) * pitch)
        return tone * gate(i, attack: frames(0.006), held: held, release: release)
      }
    }
  }

  /// An electric piano: one sine bends another, less and less.
  func playKeys(_ part: DemoPart) {
    for bar in 0..<DemoSong.bars {
      for hit in DemoScore.keysRhythm {
        for (voice, pitch) in DemoScore.keys[bar].enumerated() {
          let pitch = turns(pitch: pitch)
          let held = hit.length * step
          let release = frames(0.09)
          var bend = DemoDecay(frames: 0.25 * sampleRate)
          var ring = DemoDecay(frames: 0.8 * sampleRate)
          // A hand is never quite together.
          let late = voice * frames(0.004)
          part.add(at: place(bar, hit.step) + late, length: held + release, fade: 64) { i in
            let angle = Float(i) * pitch
            let tine = wave(angle * 2) * bend.next() * hit.level * 0.22
            return wave(angle + tine) * ring.next() * hit.level
              * gate(i, attack: frames(0.003), held: held, release: release)
          }
        }
      }
    }
  }

  func playPad(_ part: DemoPart) {
    let held = DemoSong.stepsPerBar * step - frames(0.1)
    let release = frames(0.7)
    for bar in 0..<DemoSong.bars {
      for (voice, note) in DemoScore.pad[bar].enumerated() {
        let pitch = turns(pitch: note)
        var left = DemoSaw(phase: Float(voice) * 0.23)
        var right = DemoSaw(phase: Float(voice) * 0.31 + 0.4)
        var filter = DemoFilter(q: 0.7)
        part.add(at: place(bar, 0), length: held + release, fade: 64) { i in
          if i & 31 == 0 {
            filter.tune((850 + 350 * wave(Float(i) * 0.35 / sampleRate + Float(bar) * 0.25)) / sampleRate, wave)
          }
          filter.run(left.next(pitch * 1.0025) + right.next(pitch * 0.9975))
          return filter.low * gate(i, attack: frames(0.35), held: held, release: release)
        }
      }
    }
  }

  /// Every note with two echoes a dotted eighth apart.
  func playLead(_ part: DemoPart) {
    for note in DemoScore.lead {
      for (echo, level) in [Float(1), 0.3, 0.1].enumerated() {
        let pitch = turns(pitch: note.pitch)
        let held = note.length * step * 17 / 20
        let release = frames(0.12)
        var phase: Float = 0
        part.add(at: place(note.bar, note.step + 3 * echo), length: held + release, fade: 64) { i in
          let depth = min(1, Float(i) / (0.4 * sampleRate)) * 0.004
          phase += pitch * (1 + depth * wave(Float(i) * 5.3 / sampleRate))
          if phase >= 1 { phase -= 1 }
          let tone = wave(phase) + 0.28 * wave(phase * 3) + 0.1 * wave(phase * 5)
          return tone * level * gate(i, attack: frames(0.014), held: held, release: release)
        }
      }
    }
  }

  /// Vowels: a sawtooth and a little breath through three formants that open from "oo" to "ah".
  func playVoice(_ part: DemoPart) {
    let closed: [Float] = [320, 800, 2400]
    let open: [Float] = [720, 1180, 2650]
    let levels: [Float] = [1, 0.55, 0.22]
    for note in DemoScore.voice {
      let pitch = turns(pitch: note.pitch)
      let held = note.length * step * 9 / 10
      let release = frames(0.16)
      var saw = DemoSaw(phase: 0.5)
      var noise = DemoNoise(seed: 5000 + note.bar * 16 + note.step)
      var formants = [DemoFilter(q: 6), DemoFilter(q: 9), DemoFilter(q: 12)]
      part.add(at: place(note.bar, note.step), length: held + release, fade: 64) { i in
        let time = Float(i) / sampleRate
        if i & 31 == 0 {
          let vowel = min(1, time / 0.18)
          for f in 0..<3 { formants[f].tune((closed[f] + (open[f] - closed[f]) * vowel) / sampleRate, wave) }
        }
        let vibrato = 1 + min(1, time / 0.5) * 0.007 * wave(time * 5.6)
        let source = saw.next(pitch * vibrato) + 0.05 * noise.next()
        var tone: Float = 0
        for f in 0..<3 {
          formants[f].run(source)
          tone += formants[f].band * levels[f]
        }
        return tone * gate(i, attack: frames(0.06), held: held, release: release)
      }
    }
  }
}
