/// The Hadamard matrix of order 16, without its scale: every line to every other, with signs. In two passes of four
/// times four lines. The signals lie line by line, so that four frames go through at once and nothing is shuffled.
/// Frames are taken four at a time, and so up to three too many.
struct ReverbMatrix {
  /// Sixteen signals, `stride` frames apart.
  let signals: UnsafeMutablePointer<Float>
  let stride: Int

  @_noLocks init(signals: UnsafeMutablePointer<Float>, stride: Int) {
    self.signals = signals
    self.stride = stride
  }

  /// The first pass, in place: within each four lines that follow each other.
  @_noLocks func spread(frames: Int) {
    for four in 0..<4 {
      let a = signals + four &* 4 &* stride
      let (b, c, d) = (a + stride, a + 2 &* stride, a + 3 &* stride)
      var i = 0
      while i < frames {
        let x = cross(quad(a, i), quad(b, i), quad(c, i), quad(d, i))
        put(x.0, a, i)
        put(x.1, b, i)
        put(x.2, c, i)
        put(x.3, d, i)
        i &+= 4
      }
    }
  }

  /// Two rows of the matrix, after the first pass: 5 and 10.
  @_noLocks func rows(
    _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>, frames: Int
  ) {
    let (a, b, c, d) = (signals + stride, signals + 5 &* stride, signals + 9 &* stride, signals + 13 &* stride)
    for i in 0..<frames { left[i] = (a[i] - b[i]) + (c[i] - d[i]) }
    let (e, f, g, h) = (signals + 2 &* stride, signals + 6 &* stride, signals + 10 &* stride, signals + 14 &* stride)
    for i in 0..<frames { right[i] = (e[i] + f[i]) - (g[i] + h[i]) }
  }

  /// The second pass, between the fours, and on into the lines, with what is fed in.
  /// - Parameters:
  ///   - first, second: what goes into lines 0 to 7, and 8 to 15.
  ///   - signs: of what goes into each line.
  ///   - sinks: where the sixteen lines go.
  @_noLocks func feed(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ signs: SIMD16<Float>,
    into sinks: UnsafePointer<UnsafeMutablePointer<Float>>, frames: Int
  ) {
    for line in 0..<4 {
      let a = signals + line &* stride
      let (b, c, d) = (a + 4 &* stride, a + 8 &* stride, a + 12 &* stride)
      let (e, f, g, h) = (sinks[line], sinks[line &+ 4], sinks[line &+ 8], sinks[line &+ 12])
      let (s, t, u, v) = (signs[line], signs[line &+ 4], signs[line &+ 8], signs[line &+ 12])
      var i = 0
      while i < frames {
        let x = cross(quad(a, i), quad(b, i), quad(c, i), quad(d, i))
        let y = quad(first, i)
        let z = quad(second, i)
        put(x.0 + y * s, e, i)
        put(x.1 + y * t, f, i)
        put(x.2 + z * u, g, i)
        put(x.3 + z * v, h, i)
        i &+= 4
      }
    }
  }

  @_noLocks @inline(__always) private func cross(_ a: Quad, _ b: Quad, _ c: Quad, _ d: Quad) -> (Quad, Quad, Quad, Quad)
  {
    let (e, f, g, h) = (a + b, a - b, c + d, c - d)
    return (e + g, f + h, e - g, f - h)
  }

  @_noLocks @inline(__always) private func quad(_ samples: UnsafePointer<Float>, _ i: Int) -> Quad {
    UnsafeRawPointer(samples + i).loadUnaligned(as: Quad.self)
  }

  @_noLocks @inline(__always) private func put(_ quad: Quad, _ samples: UnsafeMutablePointer<Float>, _ i: Int) {
    UnsafeMutableRawPointer(samples + i).storeBytes(of: quad, as: Quad.self)
  }
}
