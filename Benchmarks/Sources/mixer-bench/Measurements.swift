import Glibc
import Mixer

/// How long to measure; `--quick` only shows that the benchmarks work.
struct Effort {
  let rounds: Int
  let callbacks: Int
  let recalls: Int

  static let full = Effort(rounds: 400, callbacks: 40_000, recalls: 200)
  static let quick = Effort(rounds: 4, callbacks: 500, recalls: 5)
}

/// How far two engines that were asked for the same are from each other.
struct Disagreement {
  /// The largest difference between two samples.
  var largest: Float = 0
  /// The power of the difference against that of the signal in dB, of all outputs together; NaN if there is no sound.
  var decibel = 0.0
}

/// The differences between the outputs of two engines at rest and while everything moves: a ratio means nothing unless
/// they do the same work.
func disagreement(_ scenario: Scenario) -> Disagreement {
  let engines: [any Engine] = [SwiftEngine(scenario), CEngine(scenario)]
  for engine in engines {
    // 4 s, until no compressor remembers how it was switched on.
    for _ in 0..<24 { engine.settle() }
    engine.render(0, 4096)
    engine.move(to: 1)
    engine.render(1, 4096)
  }
  return withExtendedLifetime(engines) {
    var result = Disagreement()
    var signal = 0.0
    var difference = 0.0
    for (a, b) in zip(engines[0].buffers.outputs, engines[1].buffers.outputs) {
      for i in 0..<Buffers.frames {
        result.largest = max(result.largest, abs(a[i] - b[i]))
        signal += Double(a[i] * a[i])
        difference += Double((a[i] - b[i]) * (a[i] - b[i]))
      }
    }
    // No difference at all is a number too.
    result.decibel = 10 * log10(max(difference, 1e-30) / signal)
    return result
  }
}

/// The least time of one block, in nanoseconds; each engine takes its turn, so that what else the machine does hits all.
func leastBlockTimes(_ engines: [any Engine], frames: Int, isMoving: Bool, rounds: Int) -> [Double] {
  var least = engines.map { _ in UInt64.max }
  // Ramps take at least 480 frames.
  let blocks = max(1, 448 / frames)
  for round in 0..<rounds {
    for (index, engine) in engines.enumerated() {
      if isMoving { engine.move(to: 1 - round & 1) }
      for block in 0..<blocks {
        let start = now()
        engine.render(round * blocks + block, frames)
        least[index] = min(least[index], now() - start)
      }
    }
  }
  return least.map { Double($0) }
}

/// Minimum, median, 99th percentile and maximum.
struct Spread {
  let least: Double
  let median: Double
  let percentile99: Double
  let maximum: Double

  init(_ times: [UInt64]) {
    let sorted = times.sorted()
    least = Double(sorted[0])
    median = Double(sorted[sorted.count / 2])
    percentile99 = Double(sorted[min(sorted.count - 1, sorted.count * 99 / 100)])
    maximum = Double(sorted[sorted.count - 1])
  }
}

/// The whole callback while a hand moves one fader a hundred times a second.
func callbackTimes(_ engine: SwiftEngine, frames: Int, count: Int) -> Spread {
  let interval = max(1, 480 / frames)
  var times: [UInt64] = []
  times.reserveCapacity(count)
  for block in 0..<count {
    if block % interval == 0 {
      engine.send(Parameter(.channel(1 + block / interval % 8), .fader), Float(block % 60) - 60)
      engine.publish()
    }
    let start = now()
    engine.callback(block, frames)
    times.append(now() - start)
    engine.drain()
  }
  return Spread(times)
}
