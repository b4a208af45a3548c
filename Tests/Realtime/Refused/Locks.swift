// refused: called function is not available in this module
import Synchronization

struct State: ~Copyable { let level = Mutex<Float>(1) }
@_noLocks func callback(_ state: borrowing State) -> Float { state.level.withLock { $0 } }
