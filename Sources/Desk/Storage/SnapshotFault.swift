/// Why a stored file is not loaded: where, what is wrong and what to do.
public struct SnapshotFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is; decides what becomes of the file.
  public enum Kind: Sendable {
    /// It stops in the middle, or has holes: a power cut or a full disk.
    case torn
    /// Not one of our files.
    case foreign
    /// Written by a newer version; another program can read it, so it stays where it is.
    case newer
    /// One line cannot be understood: an edit by hand went wrong.
    case line
  }

  /// What kind of fault.
  public let kind: Kind
  /// The path of the file.
  public let file: String
  /// Counted from 1.
  public let line: Int
  /// Counted from 1, in bytes.
  public let column: Int
  /// The sentence, without a full stop at its end.
  public let reason: String

  init(_ kind: Kind, _ file: String, line: Int, column: Int = 1, _ reason: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// `/var/lib/…/003-verse.snapshot:12:10: …`.
  public var description: String { "\(file):\(line):\(column): \(reason)" }
}
