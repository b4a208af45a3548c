/// Eight signals in memory that are read as lanes: a transposition, four frames at a time.
struct LaneSources {
  private typealias Quad = SIMD4<Float>
  private let (a, b, c, d): (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>)
  private let (e, f, g, h): (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>)

  /// - Parameter table: eight pointers.
  @_noLocks init(_ table: UnsafePointer<UnsafePointer<Float>>) {
    (a, b, c, d) = (table[0], table[1], table[2], table[3])
    (e, f, g, h) = (table[4], table[5], table[6], table[7])
  }

  /// One frame.
  @_noLocks @inline(__always) subscript(i: Int) -> Lanes { Lanes(a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i]) }

  /// Frames `i` to `i + 3`.
  @_noLocks @inline(__always) func four(at i: Int) -> (Lanes, Lanes, Lanes, Lanes) {
    let (a, b, c, d) = (quad(a, i), quad(b, i), quad(c, i), quad(d, i))
    let (e, f, g, h) = (quad(e, i), quad(f, i), quad(g, i), quad(h, i))
    return (
      Lanes(a[0], b[0], c[0], d[0], e[0], f[0], g[0], h[0]), Lanes(a[1], b[1], c[1], d[1], e[1], f[1], g[1], h[1]),
      Lanes(a[2], b[2], c[2], d[2], e[2], f[2], g[2], h[2]), Lanes(a[3], b[3], c[3], d[3], e[3], f[3], g[3], h[3])
    )
  }

  // What the audio server hands over may start anywhere.
  @_noLocks @inline(__always) private func quad(_ samples: UnsafePointer<Float>, _ i: Int) -> Quad {
    UnsafeRawPointer(samples + i).loadUnaligned(as: Quad.self)
  }
}

/// Eight signals in memory that are written from lanes: the way back.
struct LaneSinks {
  private typealias Quad = SIMD4<Float>
  private let table: UnsafePointer<UnsafeMutablePointer<Float>>

  /// - Parameter table: eight pointers.
  @_noLocks init(_ table: UnsafePointer<UnsafeMutablePointer<Float>>) { self.table = table }

  /// Writes so many frames.
  @_noLocks func write(_ lanes: UnsafePointer<Lanes>, frames: Int) {
    let (a, b, c, d) = (table[0], table[1], table[2], table[3])
    let (e, f, g, h) = (table[4], table[5], table[6], table[7])
    var i = 0
    while i &+ 4 <= frames {
      let (x, y, z, w) = (lanes[i], lanes[i &+ 1], lanes[i &+ 2], lanes[i &+ 3])
      put(Quad(x[0], y[0], z[0], w[0]), a, i)
      put(Quad(x[1], y[1], z[1], w[1]), b, i)
      put(Quad(x[2], y[2], z[2], w[2]), c, i)
      put(Quad(x[3], y[3], z[3], w[3]), d, i)
      put(Quad(x[4], y[4], z[4], w[4]), e, i)
      put(Quad(x[5], y[5], z[5], w[5]), f, i)
      put(Quad(x[6], y[6], z[6], w[6]), g, i)
      put(Quad(x[7], y[7], z[7], w[7]), h, i)
      i &+= 4
    }
    while i < frames {
      for lane in 0..<laneWidth { table[lane][i] = lanes[i][lane] }
      i &+= 1
    }
  }

  @_noLocks @inline(__always) private func put(_ quad: Quad, _ samples: UnsafeMutablePointer<Float>, _ i: Int) {
    UnsafeMutableRawPointer(samples + i).storeBytes(of: quad, as: Quad.self)
  }
}
