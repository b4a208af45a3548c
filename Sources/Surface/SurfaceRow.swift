/// Surfaces that stand side by side and act as one wide surface: one bank over all of them, one selection, one bus. Control
/// thread only.
public enum SurfaceRow {
  /// A surface that is plugged in, as configurations name it.
  public struct Member: Sendable {
    let name: String
    let file: String

    /// - Parameters:
    ///   - name: what people call the surface.
    ///   - file: the file of its mapping.
    public init(name: String, file: String) {
      self.name = name
      self.file = file
    }

    /// By its name (capitals do not matter), or by its mapping's file without the ending.
    func isCalled(_ word: String) -> Bool {
      word.lowercased() == name.lowercased() || word == MappingFile(name: file, text: "").stem
    }
  }

  /// Which surfaces stand in which row.
  /// - Parameters:
  ///   - rows: the words of the configuration, each row from left to right.
  ///   - members: what is plugged in, in the order in which surfaces of one kind are counted.
  /// - Returns: rows of places in `members`. What is not plugged in is left out, and nothing stands in two places.
  public static func rows(_ rows: [[String]], of members: [Member]) -> [[Int]] {
    var free = Set(members.indices)
    return rows.map { row in
      row.compactMap { word in
        let place = members.indices.first { free.contains($0) && members[$0].isCalled(word) }
        return place.flatMap { free.remove($0) }
      }
    }
  }

  /// Gives the surfaces of a row their places, from left to right. The bank runs through the strips that the leftmost one's
  /// mapping names; all look where those looked that were there before.
  /// - Parameter newcomer: the one that has just been plugged in.
  public static func join(_ row: inout [Surface], newcomer: Int?, view: DeskView) {
    guard let elder = row.indices.first(where: { $0 != newcomer }) ?? row.indices.first else { return }
    var focus = row[elder].focus
    focus.kinds = row[0].mapping.bank.kinds
    // What the buttons of one held on that is gone now is off.
    focus.heldLayers = row.reduce(into: []) { $0.formUnion($1.ownHeldLayers) }
    let width = row.reduce(0) { $0 + $1.bankSize }
    var offset = 0
    for place in row.indices {
      row[place].join(offset: offset, width: width)
      row[place].follow(focus, view: view)
      offset += row[place].bankSize
    }
  }
}
