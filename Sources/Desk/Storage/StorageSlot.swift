/// One thing that is stored under its own name, with its generations: a snapshot's number, or the desk state. Knows what
/// the files are called.
///
/// | file | what |
/// |---|---|
/// | `desk.state`, `snapshots/003-verse.snapshot` | the present generation |
/// | `desk.state.previous`, `snapshots/003.previous` | the valid generation before it |
/// | `….bad-1` | set aside because it could not be loaded |
/// | `….old-1` | deleted, or replaced by a newer file of the same number |
/// | `.….tmp-1` | being written; left over after a crash, removed at start |
enum StorageSlot: Hashable {
  case deskState
  case snapshot(Int)

  enum Role {
    case current
    case previous
  }

  static let snapshotSuffix = ".snapshot"
  static let previousSuffix = ".previous"

  /// What a file name says; nil for files that hold nothing to load.
  static func of(_ name: String) -> (slot: StorageSlot, role: Role)? {
    if name == "desk.state" { return (.deskState, .current) }
    if name == "desk.state" + previousSuffix { return (.deskState, .previous) }
    let role: Role
    let stem: Substring
    if name.hasSuffix(snapshotSuffix) {
      role = .current
      stem = name.dropLast(snapshotSuffix.count)
    } else if name.hasSuffix(previousSuffix) {
      role = .previous
      stem = name.dropLast(previousSuffix.count)
    } else {
      return nil
    }
    let digits = stem.prefix { "0"..."9" ~= $0 }
    let rest = stem.dropFirst(digits.count)
    guard let number = Int(digits), SnapshotSelector.numbers.contains(number),
      rest.isEmpty || (role == .current && rest.first == "-")
    else { return nil }
    return (.snapshot(number), role)
  }

  /// Where the present generation goes.
  func currentName(title: String) -> String {
    switch self {
    case .deskState: return "desk.state"
    case .snapshot(let number):
      let slug = StorageSlot.slug(title)
      return StorageSlot.threeDigits(number) + (slug.isEmpty ? "" : "-" + slug) + StorageSlot.snapshotSuffix
    }
  }

  /// Where the generation before it is kept.
  var previousName: String {
    switch self {
    case .deskState: "desk.state" + StorageSlot.previousSuffix
    case .snapshot(let number): StorageSlot.threeDigits(number) + StorageSlot.previousSuffix
    }
  }

  static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.contains(".tmp-") }

  /// `name.bad-1`, or the next number that is free.
  static func aside(_ name: String, as word: String, besides taken: [String]) -> String {
    var number = 1
    while taken.contains("\(name).\(word)-\(number)") { number += 1 }
    return "\(name).\(word)-\(number)"
  }

  private static func threeDigits(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
  }

  /// The letters and digits of a title, for a file name that every file system takes.
  private static func slug(_ title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.joined(separator: "-")
  }
}
