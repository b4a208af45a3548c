// refused: called function is not available in this module
import CJACK

@_noLocks func callback(_ port: OpaquePointer) -> UnsafePointer<CChar>? { jack_port_name(port) }
