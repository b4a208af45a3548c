/// Eight signals in memory that are read as lanes: a transposition, four frames at a time.
struct LaneSources {
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
    let low = transposed(quad(a, i), quad(b, i), quad(c, i), quad(d, i))
    let high = transposed(quad(e, i), quad(f, i), quad(g, i), quad(h, i))
    return (
      Lanes(lowHalf: low.0, highHalf: high.0), Lanes(lowHalf: low.1, highHalf: high.1),
      Lanes(lowHalf: low.2, highHalf: high.2), Lanes(lowHalf: low.3, highHalf: high.3)
    )
  }

  // What the audio server hands over may start anywhere.
  @_noLocks @inline(__always) private func quad(_ samples: UnsafePointer<Float>, _ i: Int) -> Quad {
    UnsafeRawPointer(samples + i).loadUnaligned(as: Quad.self)
  }
}

/// Eight signals in memory that are written from lanes: the way back.
struct LaneSinks {
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
      let low = transposed(x.lowHalf, y.lowHalf, z.lowHalf, w.lowHalf)
      let high = transposed(x.highHalf, y.highHalf, z.highHalf, w.highHalf)
      put(low.0, a, i)
      put(low.1, b, i)
      put(low.2, c, i)
      put(low.3, d, i)
      put(high.0, e, i)
      put(high.1, f, i)
      put(high.2, g, i)
      put(high.3, h, i)
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
