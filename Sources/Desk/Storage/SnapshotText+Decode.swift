import Mixer

extension SnapshotText {
  /// A file that was understood.
  public struct Reading: Hashable, Sendable {
    /// What it holds.
    public var desk: StoredDesk
    /// What the user should know: edited by hand, lines that mean nothing here, parameters that are missing. Sentences.
    public var notices: [String]
  }

  /// Reads a file. Only a complete one is taken: one whose end mark is missing is torn and refused; one whose checksum does
  /// not fit was edited by hand and is taken with a notice, if every line can be understood.
  /// - Parameter file: its path, for messages.
  /// - Throws: `SnapshotFault`.
  public func decode(_ bytes: [UInt8], file: String) throws(SnapshotFault) -> Reading {
    let (lines, notices) = try SnapshotText.body(of: bytes, file: file)
    var reader = SnapshotReader(text: self, file: file, notices: notices)
    return try reader.read(lines)
  }

  /// The lines before the end mark, each with its number.
  private static func body(
    of bytes: [UInt8], file: String
  ) throws(SnapshotFault) -> ([(number: Int, text: String)], [String]) {
    guard !bytes.isEmpty else { throw SnapshotFault(.torn, file, line: 1, "the file is empty") }
    let raw = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in raw.enumerated() {
      guard let column = line.firstIndex(of: 0) else { continue }
      throw SnapshotFault(
        .torn, file, line: index + 1, column: column - line.startIndex + 1,
        "the file has a hole of zero bytes, as a power cut leaves it")
    }
    let lines = try strings(raw, file: file)
    try checkHead(lines, file: file)
    let last = lines.lastIndex { !$0.isEmpty } ?? 0
    guard let mark = EndMark(lines[last]) else {
      if let early = lines.firstIndex(where: { EndMark($0) != nil }) {
        throw SnapshotFault(.line, file, line: early + 2, "there is text after the end mark; move it before that line")
      }
      throw SnapshotFault(
        .torn, file, line: last + 1, "the file stops before its end mark: its writing was cut short")
    }
    let sum = CRC32.checksum(bytes[..<raw[last].startIndex])
    let isClean = mark.sum == sum && mark.lines == last && raw.count == last + 2 && raw[last + 1].isEmpty
    let notices = isClean ? [] : ["\(file) was edited by hand: its checksum does not fit its text"]
    return (zip(1..., lines[..<last]).map { ($0, $1) }, notices)
  }

  /// Lines without blanks and carriage returns at their ends.
  private static func strings(_ raw: [ArraySlice<UInt8>], file: String) throws(SnapshotFault) -> [String] {
    var lines: [String] = []
    lines.reserveCapacity(raw.count)
    for (index, bytes) in raw.enumerated() {
      guard let line = String(validating: bytes, as: UTF8.self) else {
        // The last line may have been cut within a letter.
        throw SnapshotFault(
          index == raw.count - 1 ? .torn : .foreign, file, line: index + 1,
          "this line is not UTF-8 text; save the file as UTF-8, or restore it")
      }
      lines.append(line.trimmed())
    }
    return lines
  }

  private static func checkHead(_ lines: [String], file: String) throws(SnapshotFault) {
    guard lines[0].hasPrefix(magic) else {
      // A file cut within its first word is torn; anything else was never one of ours.
      let kind: SnapshotFault.Kind = lines.count == 1 && magic.hasPrefix(lines[0]) ? .torn : .foreign
      throw SnapshotFault(kind, file, line: 1, "the file does not start with '\(magic)': it is not a stored desk")
    }
    guard lines.count > 1, lines[1].hasPrefix("schema "), let schema = Int(lines[1].dropFirst(7)) else { return }
    if schema > self.schema {
      throw SnapshotFault(
        .newer, file, line: 2, column: 8,
        "schema \(schema) is of a newer version; this one reads up to schema \(self.schema): install the newer version")
    }
  }
}

/// `end 410 lines crc32 9E1C0A5F`, exactly so: a mark cut short is none.
private struct EndMark {
  let lines: Int
  let sum: UInt32

  init?(_ line: String) {
    guard line.hasPrefix("end ") else { return nil }
    let words = line.split(separator: " ")
    guard words.count == 5, let lines = Int(words[1]), let sum = UInt32(words[4], radix: 16),
      line == SnapshotText.endMark(lines: lines, sum: sum)
    else { return nil }
    self.lines = lines
    self.sum = sum
  }
}

extension String {
  /// Without spaces, tabs and carriage returns at both ends.
  fileprivate func trimmed() -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
