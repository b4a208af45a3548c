import ArgumentParser
import Desk
import Host
import Program

/// `faderctl status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "status", abstract: "Shows how the desk is.")
  @OptionGroup var common: CommonOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws { try Daemon(common).ask(json ? ["status", "json"] : ["status"]) }
}

/// `faderctl get`.
struct GetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "get", abstract: "Prints values and names.")
  @OptionGroup var common: CommonOptions
  @Argument(help: ArgumentHelp("Paths, which may have wildcards.", valueName: "path")) var paths: [String]

  func run() throws { try Daemon(common).ask(["get"] + paths) }
}

/// `faderctl set`.
struct SetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Sets everything that a path names to a value.",
    discussion: """
      Values are in the parameter's unit: -6, -6dB, -inf, on, red, 'Lead vox'. toggle switches, default goes back to the value \
      of a new desk, 'by -3 dB' moves by an amount. A value that begins with a minus needs no quotation marks.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: ArgumentHelp("A path, which may have wildcards.", valueName: "path")) var path: String
  @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("The value.", valueName: "value")) var value: [String]

  func run() throws { try Daemon(common).ask("set", path, value.joined(separator: " ")) }
}

/// `faderctl watch`.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Prints what changes, until it is interrupted.")
  @OptionGroup var common: CommonOptions
  @Flag(help: "Begin with everything as it is.") var full = false
  @Argument(help: ArgumentHelp("Paths, which may have wildcards; all if there are none.", valueName: "path"))
  var paths: [String] = []

  func run() throws { try Daemon(common).ask(["watch"] + (full ? ["full"] : []) + paths) }
}

/// `faderctl params`.
struct ParamsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "params", abstract: "Lists parameters: path, unit, range, default, law, steps.")
  @OptionGroup var common: CommonOptions
  @Flag(help: "Print JSON, one object a line.") var json = false
  @Flag(help: ArgumentHelp("Print docs/console.md; needs no daemon.", visibility: .hidden)) var markdown = false
  @Argument(help: ArgumentHelp("Paths, which may have wildcards; all if there are none.", valueName: "path"))
  var paths: [String] = []

  func run() throws {
    guard !markdown else { return print(ConsoleDocument.text, terminator: "") }
    try Daemon(common).ask(["params"] + (json ? ["json"] : []) + paths)
  }
}

/// `faderctl meters`.
struct MetersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meters", abstract: "Shows the meter bridge on a terminal; prints the meters once elsewhere.")
  @OptionGroup var common: CommonOptions
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Go on printing until interrupted.") var follow = false

  func run() throws {
    let daemon = try Daemon(common)
    guard Terminal.isOutput, !json, !follow else {
      return try daemon.ask(["meters"] + (json ? ["json"] : []) + (follow ? ["follow"] : []))
    }
    let size = Terminal.size
    var picture: [String] = []
    try daemon.ask(["bridge", "\(size.columns)", "\(size.rows - 1)"]) { line in
      // An empty line ends each picture.
      guard line.isEmpty else { return picture.append(line) }
      print(MeterBridge.home + picture.joined(separator: "\u{1B}[K\n") + "\u{1B}[K" + MeterBridge.eraseBelow)
      picture = []
    }
  }
}

/// `faderctl surface`.
struct SurfaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "surface", abstract: "Controllers: what is plugged in, and what it says.",
    subcommands: [List.self, Monitor.self, Test.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the controllers that are plugged in.")
    @OptionGroup var common: CommonOptions
    @Flag(help: "Print JSON, one object a line.") var json = false

    func run() throws { try Daemon(common).ask(["surface", "list"] + (json ? ["json"] : [])) }
  }

  struct Monitor: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints each event as bytes, what the mapping made of it, and what was sent back.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The surface's name; all if there is none.") var name: String?

    func run() throws { try Daemon(common).ask(["surface", "monitor"] + (name.map { [$0] } ?? [])) }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows everything that a controller can show: lights, rings, motors, meters, displays.",
      discussion: """
        Nothing of the desk moves meanwhile. It ends by itself, at any key, and when somebody touches a fader or presses a \
        button of the controller; then the controller shows the desk again.
        """)
    @OptionGroup var common: CommonOptions
    @Argument(help: "The surface's name.") var name: String

    func run() throws {
      let daemon = try Daemon(common)
      try Terminal.withKeys { isKeyPressed in
        try daemon.follow(["surface", "test", name], goesOn: { !isKeyPressed() }, take: Output.line)
      }
    }
  }
}
