import ArgumentParser
import Desk
import Program

/// `faderctl copy`.
struct CopyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy", abstract: "Gives strips the settings of another one.",
    discussion: """
      Blocks: \(Block.allCases.map(\.rawValue).joined(separator: ", ")). Without any, all but \
      name (name and colour). Strips of different kinds share what both have. 'faderctl snapshot undo' takes it back.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: ArgumentHelp("The strip to copy, such as ch/1.", valueName: "from")) var from: String
  @Argument(help: ArgumentHelp("The strips to change, then blocks: ch/2 'group/*' eq comp.", valueName: "to"))
  var words: [String]

  func run() throws { try Daemon(common).ask(["copy", from] + words) }
}

/// `faderctl reset`.
struct ResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Brings strips back to what they are on a new desk.",
    discussion: "Blocks as for 'faderctl copy'. 'faderctl snapshot undo' takes it back.")
  @OptionGroup var common: CommonOptions
  @Argument(help: ArgumentHelp("Strips, then blocks: ch/2 eq.", valueName: "strip")) var words: [String]

  func run() throws { try Daemon(common).ask(["reset"] + words) }
}

/// `faderctl solo`.
struct SoloCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solo", abstract: "Works on every solo at once.", subcommands: [Clear.self])

  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Switches every solo off.")
    @OptionGroup var common: CommonOptions

    func run() throws { try Daemon(common).ask("solo", "clear") }
  }
}

/// `faderctl tap`.
struct TapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tap", abstract: "One tap for the tempo of an effect; two or more within 2 s each make one.")
  @OptionGroup var common: CommonOptions
  @Argument(help: ArgumentHelp("The effect, such as fx/1.", valueName: "effect")) var effect: String

  func run() throws { try Daemon(common).ask("tap", effect) }
}

/// `faderctl why`.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Says what silences a strip: every cause, with the parameter that ends it.")
  @OptionGroup var common: CommonOptions
  @Argument(help: ArgumentHelp("Strips, such as ch/3 or 'ch/*'.", valueName: "strip")) var strips: [String]

  func run() throws { try Daemon(common).ask(["why"] + strips) }
}

/// `faderctl gain-check`.
struct GainCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gain-check",
    abstract: "Judges the channels' peaks of the last 10 s: silent, low, good, hot, clipping.")
  @OptionGroup var common: CommonOptions
  @Flag(help: "Print JSON, one object a line.") var json = false

  func run() throws { try Daemon(common).ask(["gain-check"] + (json ? ["json"] : [])) }
}

/// `faderctl auto-trim`.
struct AutoTrimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "auto-trim", abstract: "Trims channels so that the highest peak of the last 10 s comes to -9 dBFS.",
    discussion: "Only of those that are too low, too hot or clipping. 'faderctl snapshot undo' takes it back.")
  @OptionGroup var common: CommonOptions
  @Argument(help: ArgumentHelp("Channels, such as ch/3; all if there are none.", valueName: "channel"))
  var channels: [String] = []

  func run() throws { try Daemon(common).ask(["auto-trim"] + channels) }
}
