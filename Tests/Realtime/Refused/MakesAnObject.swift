// refused: Using type 'Voice' can cause metadata allocation or locks
final class Voice { var level: Float = 1 }
@_noLocks func callback() -> Float { Voice().level }
