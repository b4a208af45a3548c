import Mixer

/// What a control is learned for: a parameter or an action, as it would stand in a layer.
public struct LearnTarget: Hashable, Sendable {
  /// What the hand will do.
  public enum Purpose: Hashable, Sendable {
    /// Move it: a fader, a knob, an encoder.
    case move
    /// Press it: a button.
    case press
    /// Nobody has said.
    case any
  }

  /// The text of the layer's line; nil if only the control itself is to be written down.
  public let text: String?
  /// What the hand will do.
  public let purpose: Purpose
  /// Whether it is for a whole row: `n` stands in it.
  public let isRow: Bool
  /// Whether it is a level that people call a fader.
  let isFader: Bool

  /// - Throws: a sentence if the text means nothing.
  public init(_ text: String?, isRow: Bool = false) throws(Refusal) {
    self.text = text
    guard let text else {
      (purpose, self.isRow, isFader) = (.any, isRow, false)
      return
    }
    // Layers and pages are the mapping's own; its reader says whether they are there.
    if text.hasPrefix("layer ") || text.hasPrefix("hold layer ") || text.hasPrefix("page ") {
      (purpose, self.isRow, isFader) = (.press, isRow, false)
      return
    }
    let job = try LearnTarget.job(text, number: 1)
    self.isRow = (try? LearnTarget.job(text, number: nil)) == nil
    switch job {
    case .parameter(let reference):
      let spec = StripKind.allCases.lazy.flatMap { Catalogue.specs(of: $0) }.first { $0.item == reference.item }
      purpose = spec?.law == .onOff ? .press : .move
      isFader = spec?.law == .fader
    case .name, .meter, .label, .texts, .snapshotNumber, .takeover:
      throw Refusal("'\(text)' is something to show, not something that a hand does")
    default: (purpose, isFader) = (.press, false)
    }
  }

  private static func job(_ text: String, number: Int?) throws(Refusal) -> Job {
    let largest = Layout(channels: Layout.channelRange.upperBound, groups: Layout.groupRange.upperBound)
    let reader = JobReader(
      number: number, bankKinds: Mapping.Bank().kinds, layers: [], pages: [], places: [:],
      catalogue: Catalogue(layout: largest))
    do throws(Complaint) { return try reader.job(text) } catch { throw Refusal(error.text) }
  }
}
