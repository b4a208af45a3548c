// refused: non-bitwise-copyable type 'String'
enum Command: BitwiseCopyable {
  case rename(String)
}
