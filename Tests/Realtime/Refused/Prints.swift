// refused: Using type 'Any' can cause metadata allocation or locks
@_noLocks func callback(_ frames: Int) { print(frames) }
