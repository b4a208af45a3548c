import Foundation
import Testing

/// The folder of the package, for tests of files that are no Swift.
var repositoryRoot: URL {
  (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
}

/// The units, as they come out of `make install`.
struct UnitTests {
  private func unit(_ name: String) throws -> String {
    try String(contentsOf: repositoryRoot.appendingPathComponent("systemd/\(name)"), encoding: .utf8)
  }

  @Test(arguments: ["faderd.service", "faderd-jack.service"])
  func `a unit may have real time, within a limit, and never as a whole process`(name: String) throws {
    let settings = try unit(name).split(separator: "\n").filter { !$0.hasPrefix("#") }
    for needed in ["LimitRTPRIO=95", "LimitMEMLOCK=infinity", "LimitRTTIME=200ms", "DeviceAllow=char-alsa rw"] {
      #expect(settings.contains { $0 == needed })
    }
    for wrong in [
      "RestrictRealtime", "CPUSchedulingPolicy", "PrivateUsers", "RemoveIPC", "PrivateDevices", "PrivateIPC", "BindsTo",
    ] {
      #expect(!settings.contains { $0.hasPrefix(wrong) })
    }
    #expect(!settings.contains { $0.contains("@resources") })
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")))
  func `systemd finds no fault in the units, and their exposure is low`() throws {
    let scratch = ScratchDirectory()
    for program in ["faderd", "faderd-jackd"] {
      scratch.write("#!/bin/sh\n", to: program)
      chmod("\(scratch.path)/\(program)", 0o755)
    }
    for name in ["faderd.service", "faderd-jack.service"] {
      var text = try unit(name)
      for (place, value) in ["@BINDIR@": scratch.path, "@LIBEXECDIR@": scratch.path, "@SYSCONFDIR@": "/etc"] {
        text = text.replacing(place, with: value)
      }
      #expect(!text.contains("DIR@"))
      scratch.write(text, to: name)
    }
    let units = ["\(scratch.path)/faderd.service", "\(scratch.path)/faderd-jack.service"]
    #expect(try analyze(["verify"] + units) == (0, ""))
    #expect(try analyze(["security", "--offline=true", "--threshold=20"] + units).status == 0)
  }

  private func analyze(_ arguments: [String]) throws -> (status: Int32, complaints: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/systemd-analyze")
    process.arguments = arguments
    let complaint = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = complaint
    try process.run()
    let text = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
