import Mixer

/// The text of docs/console.md: the signal path, and every parameter of every kind of strip from the catalogue. Pure; a
/// test keeps the file in step. Any thread.
public enum ConsoleDocument {
  /// The whole document, in Markdown, with a newline at its end.
  public static var text: String {
    let catalogue = Catalogue(layout: Layout())
    return head + "\n" + StripKind.allCases.map { section($0, catalogue) }.joined(separator: "\n")
  }

  private static func section(_ kind: StripKind, _ catalogue: Catalogue) -> String {
    let strip = StripID(kind, 0)
    let path = kind.isNumbered ? "\(kind.word)/N" : kind.word
    var lines = ["## \(title(kind))", "", about(kind), ""]
    lines += ["| \(path)/… | range | default | law | steps | |", "|---|---|---|---|---|---|"]
    lines.append("| name | up to 32 characters | | | | What the strip is called. |")
    for spec in Catalogue.specs(of: kind) {
      let count = (0...).first { !catalogue.contains(Parameter(strip, spec.item, $0)) } ?? 0
      lines.append(row(spec, count: count))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ spec: ParameterSpec, count: Int) -> String {
    // The mark stands for a number here as in other documents: N for the strip's, M for what is inside.
    let path = spec.pattern.split(separator: "#", omittingEmptySubsequences: false).joined(separator: "M")
    let initials = (0..<max(count, 1)).map { spec.text(of: spec.initial($0)) }
    let initial = Set(initials).count == 1 ? initials[0] : initials.joined(separator: ", ")
    let about = spec.about + (spec.inSnapshot ? "" : " *")
    return "| \(path) | \(spec.accepts) | \(initial) | \(spec.law.rawValue) | \(spec.steps) | \(about) |"
  }

  private static func title(_ kind: StripKind) -> String {
    switch kind {
    case .channel: "Channels: ch"
    case .group: "Groups: group"
    case .aux: "Auxes: aux"
    case .effect: "Effects: fx"
    case .dca: "DCAs: dca"
    case .muteGroup: "Mute groups: mutegroup"
    case .main: "Main: main"
    case .monitor: "Monitor: monitor"
    case .talkback: "Talkback: talkback"
    }
  }

  private static func about(_ kind: StripKind) -> String {
    switch kind {
    case .channel:
      "\(range(Layout.channelRange)) of them, 32 unless configured. Two neighbours can be linked to a stereo pair: "
        + "then they\nshare everything but trim, polarity and delay."
    case .group: "Stereo, \(range(Layout.groupRange)) of them, each with an output of its own: a stem."
    case .aux: "Send buses with outputs, \(range(Layout.auxRange)) of them: headphones, wedges, hardware."
    case .effect: "Send buses with an effect and its return, \(range(Layout.effectRange)) of them."
    case .dca:
      "Faders that carry no sound and move the strips that belong to them, \(range(Layout.dcaRange)) of them; their "
        + "faders add up\nin dB."
    case .muteGroup: "Switches that mute the strips that belong to them, \(range(Layout.muteGroupRange)) of them."
    case .main: "The stereo output of the mix."
    case .monitor: "What the person at the desk hears: main, or what is soloed."
    case .talkback: "The person at the desk, to the auxes. While it talks, the monitor is 20 dB lower."
    }
  }

  private static func range(_ counts: ClosedRange<Int>) -> String { "\(counts.lowerBound) to \(counts.upperBound)" }
}
