import Synchronization

@testable import Desk

/// Numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A disk in memory that knows what would survive a power cut.
///
/// The model: bytes are safe after `sync`, names after `syncDirectory`. A crash keeps any subset of the changes of names
/// since then, in order but not only from the beginning; of a rename sometimes only the new name; and of bytes not synced
/// nothing, a part, a part with holes of zeros, or all. A rename never loses both names: true of ext4, xfs and btrfs, not
/// of FAT.
final class CrashDisk: Disk {
  private enum Change {
    case link(String, Int)
    case rename(String, String, Int)
    case unlink(String, Int)
  }

  private struct Node {
    var bytes: [UInt8] = []
    var synced: [UInt8] = []
    var isDirectory = false
  }

  private struct Model {
    var nodes: [Node] = []
    var live: [String: [String: Int]] = ["": [:]]
    var durable: [String: [String: Int]] = ["": [:]]
    var changes: [String: [Change]] = [:]
  }

  private let model: Mutex<Model>

  init() { model = Mutex(Model()) }
  private init(_ model: sending Model) { self.model = Mutex(model) }

  /// Another disk with the same on it.
  func copy() -> CrashDisk { CrashDisk(model.withLock { $0 }) }

  private static func split(_ path: String) -> (directory: String, name: String) {
    let slash = path.lastIndex(of: "/")!
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  func names(in directory: String) throws(DiskError) -> [String] {
    guard let names = model.withLock({ $0.live[directory].map { Array($0.keys) } }) else {
      throw DiskError(2, .list, directory)
    }
    return names
  }

  func read(_ path: String, limit: Int) throws(DiskError) -> [UInt8] {
    let (directory, name) = CrashDisk.split(path)
    let bytes = model.withLock { model in model.live[directory]?[name].map { model.nodes[$0].bytes } }
    guard let bytes else { throw DiskError(2, .read, path) }
    if bytes.count > limit { throw DiskError(27, .read, path) }
    return bytes
  }

  func create(_ path: String) throws(DiskError) -> DiskFile {
    DiskFile(descriptor: Int32(try add(Node(), at: path, .create)), path: path)
  }

  private func add(_ node: Node, at path: String, _ operation: DiskError.Operation) throws(DiskError) -> Int {
    let (directory, name) = CrashDisk.split(path)
    let result: Result<Int, DiskError> = model.withLock { model in
      guard let names = model.live[directory] else { return .failure(DiskError(2, operation, path)) }
      if names[name] != nil { return .failure(DiskError(17, operation, path)) }
      model.nodes.append(node)
      let index = model.nodes.count - 1
      model.live[directory]![name] = index
      model.changes[directory, default: []].append(.link(name, index))
      if node.isDirectory { model.live[path] = [:] }
      return .success(index)
    }
    return try result.get()
  }

  func write(_ bytes: [UInt8], to file: DiskFile) throws(DiskError) {
    model.withLock { $0.nodes[Int(file.descriptor)].bytes += bytes }
  }

  func sync(_ file: DiskFile) throws(DiskError) {
    model.withLock { model in
      let index = Int(file.descriptor)
      model.nodes[index].synced = model.nodes[index].bytes
    }
  }

  func close(_ file: DiskFile) throws(DiskError) {}

  func rename(_ path: String, to newPath: String) throws(DiskError) {
    let (directory, name) = CrashDisk.split(path)
    let newName = CrashDisk.split(newPath).name
    let found = model.withLock { model in
      guard let index = model.live[directory]?[name] else { return false }
      model.live[directory]![name] = nil
      model.live[directory]![newName] = index
      model.changes[directory, default: []].append(.rename(name, newName, index))
      return true
    }
    if !found { throw DiskError(2, .rename, path) }
  }

  func syncDirectory(_ path: String) throws(DiskError) {
    let directory = path == "/" ? "" : path
    let found = model.withLock { model in
      guard let names = model.live[directory] else { return false }
      model.durable[directory] = names
      model.changes[directory] = nil
      return true
    }
    if !found { throw DiskError(2, .syncDirectory, directory) }
  }

  func remove(_ path: String) throws(DiskError) {
    let (directory, name) = CrashDisk.split(path)
    let found = model.withLock { model in
      guard let index = model.live[directory]?.removeValue(forKey: name) else { return false }
      model.changes[directory, default: []].append(.unlink(name, index))
      return true
    }
    if !found { throw DiskError(2, .remove, path) }
  }

  func makeDirectory(_ path: String) throws(DiskError) {
    _ = try add(Node(isDirectory: true), at: path, .makeDirectory)
  }

  /// Cuts the power, and starts again with what is left.
  func crash(_ seed: Int) {
    var random = SeededRandom(seed)
    let keep = [0.0, 0.3, 0.5, 0.8, 1.0].randomElement(using: &random)!
    model.withLock { model in
      for (directory, changes) in model.changes.sorted(by: { $0.key < $1.key }) {
        var names = model.durable[directory] ?? [:]
        for change in changes where Double.random(in: 0..<1, using: &random) < keep {
          CrashDisk.apply(change, to: &names, whole: Double.random(in: 0..<1, using: &random) < 0.8)
        }
        model.durable[directory] = names
      }
      for index in model.nodes.indices where model.nodes[index].bytes != model.nodes[index].synced {
        model.nodes[index].bytes = CrashDisk.torn(model.nodes[index], &random)
        model.nodes[index].synced = model.nodes[index].bytes
      }
      model.live = ["": model.durable[""]!]
      CrashDisk.restore("", in: &model)
      model.durable = model.live
      model.changes = [:]
    }
  }

  private static func restore(_ directory: String, in model: inout Model) {
    for (name, index) in model.live[directory]! where model.nodes[index].isDirectory {
      let path = directory + "/" + name
      model.live[path] = model.durable[path] ?? [:]
      restore(path, in: &model)
    }
  }

  private static func apply(_ change: Change, to names: inout [String: Int], whole: Bool) {
    switch change {
    case .link(let name, let index): names[name] = index
    case .unlink(let name, let index): if names[name] == index { names[name] = nil }
    case .rename(let from, let to, let index):
      names[to] = index
      if whole, names[from] == index { names[from] = nil }
    }
  }

  private static func torn(_ node: Node, _ random: inout SeededRandom) -> [UInt8] {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return node.synced
    case 1: return Array(node.bytes.prefix(Int.random(in: 0...node.bytes.count, using: &random)))
    case 2:
      var bytes = node.bytes
      let hole = Int.random(in: 0...bytes.count, using: &random)..<bytes.count
      for index in hole.prefix(64) { bytes[index] = 0 }
      return bytes
    default: return node.bytes
    }
  }

  /// The bytes of every file in a directory.
  func contents(of directory: String) -> [String: [UInt8]] {
    model.withLock { model in (model.live[directory] ?? [:]).mapValues { model.nodes[$0].bytes } }
  }

  /// Puts a file there, durably, as another program would.
  func put(_ bytes: [UInt8], at path: String) {
    let (directory, name) = CrashDisk.split(path)
    model.withLock { model in
      model.nodes.append(Node(bytes: bytes, synced: bytes))
      model.live[directory]![name] = model.nodes.count - 1
      model.durable[directory, default: [:]][name] = model.nodes.count - 1
    }
  }
}

/// A disk of which one call fails, or all from one call on.
final class FailingDisk: Disk {
  /// How the call fails.
  enum Manner: CaseIterable {
    /// It does nothing and says so.
    case once
    /// It and all after it do nothing.
    case fromThere
    /// It does its work and says that it failed.
    case falseAlarm
    /// A write stores half of the bytes; other calls work.
    case shortWrite
  }

  private struct Count {
    var calls = 0
    var failures = 0
  }

  private let inner: any Disk
  private let call: Int
  private let code: Int32
  private let manner: Manner
  private let count = Mutex(Count())

  init(_ inner: any Disk, call: Int, code: Int32, _ manner: Manner) {
    self.inner = inner
    self.call = call
    self.code = code
    self.manner = manner
  }

  var calls: Int { count.withLock(\.calls) }
  var hasFailed: Bool { count.withLock(\.failures) > 0 }

  private func pass<T>(
    _ operation: DiskError.Operation, _ path: String, _ body: () throws(DiskError) -> T
  ) throws(DiskError) -> T {
    let isDue = count.withLock { count in
      defer { count.calls += 1 }
      let isDue = manner == .fromThere ? count.calls >= call : count.calls == call && manner != .shortWrite
      return isDue
    }
    if !isDue || manner == .falseAlarm {
      let result = try body()
      if !isDue { return result }
    }
    count.withLock { $0.failures += 1 }
    throw DiskError(code, operation, path)
  }

  func names(in directory: String) throws(DiskError) -> [String] {
    try pass(.list, directory) { () throws(DiskError) in try inner.names(in: directory) }
  }
  func read(_ path: String, limit: Int) throws(DiskError) -> [UInt8] {
    try pass(.read, path) { () throws(DiskError) in try inner.read(path, limit: limit) }
  }
  func create(_ path: String) throws(DiskError) -> DiskFile {
    try pass(.create, path) { () throws(DiskError) in try inner.create(path) }
  }
  func write(_ bytes: [UInt8], to file: DiskFile) throws(DiskError) {
    if manner == .shortWrite, calls == call {
      count.withLock { $0.failures += 1 }
      try inner.write(Array(bytes.prefix(bytes.count / 2)), to: file)
      throw DiskError(code, .write, file.path)
    }
    try pass(.write, file.path) { () throws(DiskError) in try inner.write(bytes, to: file) }
  }
  func sync(_ file: DiskFile) throws(DiskError) {
    try pass(.sync, file.path) { () throws(DiskError) in try inner.sync(file) }
  }
  func close(_ file: DiskFile) throws(DiskError) {
    try pass(.close, file.path) { () throws(DiskError) in try inner.close(file) }
  }
  func rename(_ path: String, to newPath: String) throws(DiskError) {
    try pass(.rename, path) { () throws(DiskError) in try inner.rename(path, to: newPath) }
  }
  func syncDirectory(_ directory: String) throws(DiskError) {
    try pass(.syncDirectory, directory) { () throws(DiskError) in try inner.syncDirectory(directory) }
  }
  func remove(_ path: String) throws(DiskError) {
    try pass(.remove, path) { () throws(DiskError) in try inner.remove(path) }
  }
  func makeDirectory(_ path: String) throws(DiskError) {
    try pass(.makeDirectory, path) { () throws(DiskError) in try inner.makeDirectory(path) }
  }
}
