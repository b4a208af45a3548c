// refused: this code pattern can cause metadata allocation or locks
protocol Effect { func process() }
@_noLocks func callback(_ effect: any Effect) { effect.process() }
