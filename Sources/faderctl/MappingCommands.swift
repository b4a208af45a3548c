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
    subcommands: [Check.self, List.self, Import.self, Udev.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads mapping files and runs their examples; exit code 1 if anything is wrong.")
    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("Mapping files.", valueName: "file")) var files: [String]

    func run() throws {
      let shipped = folders(common).reversed().flatMap { MappingFile.files(in: $0, complain: Output.error) }
      var problems = 0
      for file in files {
        let complaints = check(file, shipped)
        problems += complaints.count
        for complaint in complaints { Output.error(complaint) }
      }
      if problems > 0 { throw ExitCode(1) }
    }

    /// Families beside the file win over the shipped ones.
    private func check(_ path: String, _ shipped: [MappingFile]) -> [String] {
      do {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let beside = MappingFile.files(in: folder.isEmpty ? "." : folder, complain: Output.error)
        let mapping = try Mapping.load(
          text: try TextFile.read(path), file: path, families: shipped + beside)
        let failures = MappingCheck.failures(of: mapping)
        guard failures.isEmpty else { return failures.map(\.description) }
        Output.line("\(path): '\(mapping.name)', \(MappingCheck.count(of: mapping)) examples hold")
        return []
      } catch {
        return ["\(error)"]
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the mappings that the daemon would use.")
    @OptionGroup var common: CommonOptions

    func run() throws {
      let library = MappingLibrary.installed(in: folders(common), complain: Output.error)
      for mapping in library.mappings { Output.line("\(mapping.file): \(mapping.name)") }
      for problem in library.problems { Output.error("\(problem)") }
      if !library.problems.isEmpty { throw ExitCode(1) }
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a mapping file of one of Ardour's MIDI binding maps or Mackie Control devices.",
      discussion: """
        Prints the mapping; what became of each line of the source goes to the standard error. Exit code 1 if there is \
        nothing in it that a mixer could use.
        """)
    @Argument(help: ArgumentHelp("A .map or .device file.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("The client as aconnect -l shows it; * is any characters.", valueName: "name"))
    var client: String?
    @Flag(help: "Makes the mapping of an extender of the device.") var extender = false

    func run() throws {
      let made: MappingImport
      do {
        made = try MappingImport.read(
          text: try TextFile.read(file), file: file, options: .init(client: client, isExtender: extender))
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
