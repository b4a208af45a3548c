import Glibc

/// What the system refused, as a sentence with its reason.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// The number that the system gave.
  public let code: CInt
  /// The sentence.
  public let description: String

  /// `what` failed for the reason that `errno` gives now.
  public init(_ what: String, code: CInt = errno) {
    self.code = code
    description = "\(what): \(String(cString: strerror(code)))."
  }

  /// A sentence of the caller's own.
  public init(sentence: String, code: CInt) {
    self.code = code
    description = sentence
  }
}
