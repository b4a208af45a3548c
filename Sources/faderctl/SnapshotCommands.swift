import ArgumentParser
import Desk
import Host
import Program

/// `faderctl snapshot`.
struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Saves and recalls the desk.",
    subcommands: [
      Save.self, Recall.self, List.self, Show.self, Diff.self, Undo.self, Redo.self, Rename.self, Delete.self,
    ])

  struct Save: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stores the desk; when this returns, it survives a power cut.")
    @OptionGroup var common: CommonOptions
    @Option(help: "The number to store under; the first free one if there is none.") var number: Int?
    @Argument(help: "The name.") var name: String?

    func run() throws {
      try Daemon(common).ask(["snapshot", "save"] + (number.map { ["\($0)"] } ?? []) + (name.map { [$0] } ?? []))
    }
  }

  struct Recall: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Brings a snapshot back.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Seconds to fade in; otherwise as configured.") var fade: Double?
    @Option(help: ArgumentHelp("What it may touch, as a path with wildcards; may be repeated.", valueName: "path"))
    var scope: [String] = []
    @Argument(help: "The number or the name.") var snapshot: String

    func run() throws {
      var words = ["snapshot", "recall", snapshot]
      if let fade { words += ["fade", "\(fade)"] }
      if !scope.isEmpty { words += ["scope"] + scope }
      try Daemon(common).ask(words)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the snapshots.")
    @OptionGroup var common: CommonOptions
    @Flag(help: "Print JSON, one object a line.") var json = false

    func run() throws { try Daemon(common).ask(["snapshot", "list"] + (json ? ["json"] : [])) }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints what a snapshot holds.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The number or the name.") var snapshot: String

    func run() throws { try Daemon(common).ask("snapshot", "show", snapshot) }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints how the desk, or another snapshot, differs from a snapshot.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The number or the name.") var snapshot: String
    @Argument(help: "Another one; the desk as it is if there is none.") var other: String?

    func run() throws { try Daemon(common).ask(["snapshot", "diff", snapshot] + (other.map { [$0] } ?? [])) }
  }

  struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Takes the last recall back.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Seconds to fade in.") var fade: Double?

    func run() throws { try Daemon(common).ask(["snapshot", "undo"] + (fade.map { ["fade", "\($0)"] } ?? [])) }
  }

  struct Redo: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Does an undone recall again.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Seconds to fade in.") var fade: Double?

    func run() throws { try Daemon(common).ask(["snapshot", "redo"] + (fade.map { ["fade", "\($0)"] } ?? [])) }
  }

  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Gives a snapshot another name.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The number or the name.") var snapshot: String
    @Argument(help: ArgumentHelp("The new name.", valueName: "new-name")) var newName: String

    func run() throws { try Daemon(common).ask("snapshot", "rename", snapshot, newName) }
  }

  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes a snapshot out of the list; its files are kept under other names.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The number or the name.") var snapshot: String

    func run() throws { try Daemon(common).ask("snapshot", "delete", snapshot) }
  }
}
