import Mixer

/// The live picture of a desk on a terminal: strips with name, meter, fader and switches, and the state of the daemon.
/// Text in, text out; who shows it moves the cursor home first. Never wider or higher than asked for. Any thread.
public struct MeterBridge: Sendable {
  /// The widths that it draws, in columns.
  public static let columnRange = 20...1000
  /// The heights that it draws, in lines.
  public static let rowRange = 4...500
  /// What to write before each picture: cursor home.
  public static let home = "\u{1B}[H"
  /// What to write after each picture, for a terminal that was larger before: erase below.
  public static let eraseBelow = "\u{1B}[J"

  private static let cell = 8
  private let columns: Int
  private let rows: Int
  let hasColor: Bool

  /// - Parameters:
  ///   - columns, rows: the terminal; held inside `columnRange` and `rowRange`.
  ///   - hasColor: whether to use ANSI colours.
  public init(columns: Int, rows: Int, hasColor: Bool) {
    self.columns = min(max(columns, MeterBridge.columnRange.lowerBound), MeterBridge.columnRange.upperBound)
    self.rows = min(max(rows, MeterBridge.rowRange.lowerBound), MeterBridge.rowRange.upperBound)
    self.hasColor = hasColor
  }

  /// A line cut to a width and filled up with spaces, for what is shown beside the picture. Control characters are left out.
  public static func fit(_ line: String, columns: Int) -> String { TextWidth.fit(line, columns) }

  /// The lines of the picture, at most `rows`, each exactly `columns` wide.
  public func lines(_ desk: Desk, _ meters: Meters, _ status: Status) -> [String] {
    let head = header(meters, status).map { TextWidth.fit($0, columns) }
    // Main first: whatever does not fit on a small terminal, that must.
    let all = desk.catalogue.layout.strips
    let strips = all.filter { $0.kind == .main || $0.kind == .monitor } + all.filter { $0.kind.isNumbered }
    let silence = Silence(desk.state, desk.catalogue)
    let perRow = columns / MeterBridge.cell
    let room = rows - head.count
    let wanted = (strips.count + perRow - 1) / perRow
    let bands = max(min(wanted, room / 3), 0)
    guard bands > 0 else { return Array(head.prefix(rows)) }
    let height = min(room / bands, 16)
    var lines = head
    for band in 0..<bands {
      let first = band * perRow
      let shown = strips[first..<min(first + perRow, strips.count)]
      lines += self.band(shown.map { strip($0, desk, meters, silence, height: height) }, height: height)
    }
    let left = strips.count - min(strips.count, bands * perRow)
    if left > 0, !head.isEmpty {
      lines[0] = TextWidth.fit("\(left) more strips than fit here · " + (header(meters, status).first ?? ""), columns)
    }
    return lines
  }

  private func band(_ cells: [[String]], height: Int) -> [String] {
    let space = String(repeating: " ", count: columns - cells.count * MeterBridge.cell)
    return (0..<height).map { row in cells.map { $0[row] }.joined() + space }
  }

  private func header(_ meters: Meters, _ status: Status) -> [String] {
    let audio: String
    switch status.audio {
    case .absent(let reason): audio = "audio absent: \(reason)"
    case .running(let r):
      audio =
        "\(r.server) \(r.sampleRate) Hz / \(r.period) · DSP \(decimal(r.loadMedian, digits: 1)) % (max "
        + "\(decimal(r.loadMaximum, digits: 1)) %) · \(r.xruns) xruns"
    }
    let limiter =
      meters.gainReduction >= 0.05 ? " · limiter -\(decimal(Double(meters.gainReduction), digits: 1)) dB" : ""
    let surfaces = status.surfaces.isEmpty ? "no surface" : status.surfaces.map(\.name).joined(separator: ", ")
    let snapshot = status.snapshot.map { "snapshot \($0.text)" } ?? "no snapshot"
    var second = "\(snapshot) · \(surfaces)"
    if status.isDemo { second = "demo plays · " + second }
    if case .failing = status.persistence { second = "\(status.persistence.text) · " + second }
    return ["faderd · \(audio)\(limiter)", second]
  }
}
