/// Puts the pieces of a system-exclusive message together again: the sequencer delivers it in pieces of 256 bytes.
///
/// One per port. What cannot be completed (a piece lost, a status byte in the middle, a second of silence, too long) is
/// dropped whole, for half a message means something else. *Control thread only.*
public struct SysexAssembly {
  /// Most bytes of one message: 64 KiB. A longer one is skipped up to its end.
  public static let limit = 65_536
  /// Longest silence between two pieces of one message, in nanoseconds: one second.
  public static let patience: UInt64 = 1_000_000_000

  private var bytes: [UInt8] = []
  private var lastPiece: UInt64 = 0
  /// How many messages were dropped because they could not be completed.
  public private(set) var dropped = 0

  /// An assembly that waits for the first byte of a message.
  public init() {}

  /// Whether the beginning of a message is waiting for its end.
  public var isCollecting: Bool { !bytes.isEmpty }

  /// Takes one piece that came at `now` (monotonic nanoseconds) and returns what it completes: system-exclusive
  /// messages from F0 to F7, and real-time bytes, which may stand between the bytes of another message.
  public mutating func add(_ piece: some Sequence<UInt8>, at now: UInt64) -> [[UInt8]] {
    if isCollecting, now >= lastPiece, now - lastPiece > Self.patience { drop() }
    lastPiece = now
    var complete: [[UInt8]] = []
    for byte in piece {
      switch byte {
      case 0xF0:
        drop()
        bytes.append(byte)
      case 0xF7:
        guard isCollecting else { continue }
        complete.append(bytes + [byte])
        bytes = []
      case 0xF8...: complete.append([byte])
      case 0x80...: drop()
      default:
        guard isCollecting else { continue }
        if bytes.count < Self.limit - 1 { bytes.append(byte) } else { drop() }
      }
    }
    return complete
  }

  /// Forgets the unfinished message: the device left, events were lost, or another message cut in.
  public mutating func drop() {
    if isCollecting { dropped += 1 }
    bytes = []
  }
}
