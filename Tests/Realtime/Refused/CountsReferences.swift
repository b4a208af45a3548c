// refused: this code performs reference counting operations
final class Engine {
  @_noLocks func render() {}
}
struct State { var engine: Engine }
@_noLocks func callback(_ state: UnsafeMutablePointer<State>) { state.pointee.engine.render() }
