// refused: this code pattern can cause an allocation
@_noLocks func callback(_ frames: Int) -> UnsafeMutablePointer<Float> { .allocate(capacity: frames) }
