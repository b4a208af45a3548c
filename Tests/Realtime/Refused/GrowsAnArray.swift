// refused: this code performs reference counting operations
@_noLocks func callback(_ samples: inout [Float], _ sample: Float) { samples.append(sample) }
