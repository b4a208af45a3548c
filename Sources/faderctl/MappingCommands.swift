import ArgumentParser
import Desk
import Glibc
import Host
import Program
import Surface

/// `faderctl mapping`: work on mapping files, without a daemon.
struct MappingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mapping", abstract: "Works on mapping files; needs no daemon.",
    subcommands: [Check.self, Lint.self, List.self, Schema.self, Import.self, Udev.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads mapping files and runs their examples; exit code 1 if anything is wrong.")
    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("Mapping files, or folders of them.", valueName: "file")) var files: [String]

    func run() throws {
      let shipped = installed(common)
      var problems = 0
      for file in try paths(files) {
        let complaints = check(file, shipped)
        problems += complaints.count
        for complaint in complaints { Output.error(complaint) }
      }
      if problems > 0 { throw ExitCode(1) }
    }

    private func check(_ path: String, _ shipped: [MappingFile]) -> [String] {
      do {
        let file = MappingFile(name: path, text: try TextFile.read(path))
        guard !file.isFamily else {
          let count = try Mapping.controlCount(ofFamily: file)
          Output.line("\(path): a family, \(count) controls")
          return []
        }
        let mapping = try Mapping.load(
          text: file.text, file: path, families: families(of: path, shipped))
        let failures = MappingCheck.failures(of: mapping)
        guard failures.isEmpty else { return failures.map(\.description) }
        Output.line("\(path): '\(mapping.name)', \(MappingCheck.count(of: mapping)) examples hold")
        return []
      } catch {
        return ["\(error)"]
      }
    }
  }

  struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says what in mapping files is allowed and probably not meant.")
    @OptionGroup var common: CommonOptions
    @Flag(help: "Exit with 1 if there are warnings; notes are none.") var strict = false
    @Argument(help: ArgumentHelp("Mapping files, or folders of them.", valueName: "file")) var files: [String]

    func run() throws {
      let shipped = installed(common)
      var warnings = 0
      var isBroken = false
      var folder: String?
      var others: [Mapping] = []
      for path in try paths(files) {
        // Those that lie beside it are its neighbours, whether they are installed or not.
        if folder != folderName(path) {
          folder = folderName(path)
          others = MappingLibrary.installed(in: [folderName(path)] + folders(common), complain: Output.error).mappings
        }
        do {
          let file = MappingFile(name: path, text: try TextFile.read(path))
          // What is odd in a family depends on the device that uses it.
          guard !file.isFamily else {
            _ = try Mapping.controlCount(ofFamily: file)
            continue
          }
          let findings = try MappingLint.findings(in: file, families: families(of: path, shipped), others: others)
          warnings += findings.count { $0.severity == .warning }
          for finding in findings { Output.line("\(finding)") }
        } catch {
          isBroken = true
          Output.error("\(error)")
        }
      }
      if isBroken || strict && warnings > 0 { throw ExitCode(1) }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the mappings that the daemon would use.")
    @OptionGroup var common: CommonOptions
    @Flag(help: ArgumentHelp("Print docs/devices.md.", visibility: .hidden)) var markdown = false

    func run() throws {
      let library = MappingLibrary.installed(in: folders(common), withExamples: markdown, complain: Output.error)
      guard !markdown else { return print(DevicesDocument.text(of: library.mappings), terminator: "") }
      for mapping in library.mappings { Output.line("\(mapping.file): \(mapping.name)") }
      for problem in library.problems { Output.error("\(problem)") }
      if !library.problems.isEmpty { throw ExitCode(1) }
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the JSON Schema of mapping files, for editors that complete and check them.")
    @Flag(help: "The schema of the files in families/.") var family = false
    @Option(
      help: ArgumentHelp(
        "Print docs/mapping.md with its tables as they must be.", valueName: "file", visibility: .hidden))
    var manual: String?

    func run() throws {
      guard let manual else { return Output.line(family ? MappingSchema.family : MappingSchema.device) }
      print(try MappingManual.renewed(try TextFile.read(manual)), terminator: "")
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a mapping file of one of Ardour's MIDI binding maps or Mackie Control devices.",
      discussion: """
        Prints the mapping; what became of each line of the source goes to the standard error. Exit code 1 if there is \
        nothing in it that a mixer could use.
        """)
    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("A .map or .device file.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("The client as aconnect -l shows it; * is any characters.", valueName: "name"))
    var client: String?
    @Flag(help: "Makes the mapping of an extender of the device.") var extender = false

    func run() throws {
      let made: MappingImport
      do {
        made = try MappingImport.read(
          text: try TextFile.read(file), file: file,
          options: .init(client: client, isExtender: extender, known: installed(common)))
      } catch {
        Output.error("\(error)")
        throw ExitCode(1)
      }
      for line in [made.report.summary] + made.report.lines { Output.error(line) }
      guard let text = made.text else { throw ExitCode(1) }
      Output.line(text.trimmingEnd())
    }
  }

  struct Udev: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints udev rules that start the daemon when a controller with a mapping is plugged in.")
    @OptionGroup var common: CommonOptions

    func run() throws {
      let library = MappingLibrary.installed(in: folders(common), complain: Output.error)
      let matches = library.mappings.flatMap { mapping in
        mapping.matches.compactMap { match in
          match.usbVendor.map { vendor in
            UdevMatch(
              vendor: Udev.hexadecimal(vendor), product: match.usbProduct.map(Udev.hexadecimal),
              productName: match.product, mapping: mapping.file)
          }
        }
      }
      Output.line(try UdevRules.text(for: matches).trimmingEnd())
    }

    private static func hexadecimal(_ id: UInt16) -> String {
      let digits = String(id, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}

/// The files of all folders, the shipped ones first.
private func installed(_ common: CommonOptions) -> [MappingFile] {
  folders(common).reversed().flatMap { MappingFile.files(in: $0, complain: Output.error) }
}

/// The files that are meant: a folder stands for the mapping files in it and for their families.
private func paths(_ arguments: [String]) throws -> [String] {
  try arguments.flatMap { path -> [String] in
    guard TextFile.isFolder(path) else { return [path] }
    let names = MappingFile.names(in: path)
    guard !names.isEmpty else {
      Output.error("faderctl: there is no mapping file (.yaml) in \(path)")
      throw ExitCode(1)
    }
    return names.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
  }
}

/// Families beside a file win over the shipped ones.
private func families(of path: String, _ shipped: [MappingFile]) -> [MappingFile] {
  shipped + MappingFile.files(in: folderName(path), complain: Output.error)
}

private func folderName(_ path: String) -> String {
  let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  return folder.isEmpty ? "." : folder
}

private func folders(_ common: CommonOptions) -> [String] {
  Locations(
    common.locations, environment: Installation.environment, uid: getuid(), prefix: Installation.prefix
  ).mappings
}

extension String {
  fileprivate func trimmingEnd() -> String {
    var text = Substring(self)
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
