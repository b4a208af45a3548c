import Foundation
import Testing

/// The script that chooses a sound card, against trees laid out like /proc/asound.
struct JackServerScriptTests {
  private let scratch = ScratchDirectory()

  private func card(
    _ number: Int, _ id: String, _ kind: String, _ name: String, usb: Bool = false,
    pcm: [String: String] = ["pcm0p": "Analog", "pcm0c": "Analog"]
  ) {
    let directory = "card\(number)"
    scratch.write("\(id)\n", to: "\(directory)/id")
    if usb { scratch.write("0582:0120\n", to: "\(directory)/usbid") }
    for (device, title) in pcm {
      scratch.write("card: \(number)\ndevice: 0\nid: \(title)\nname: \(title)\n", to: "\(directory)/\(device)/info")
    }
    let known = (try? String(contentsOfFile: "\(scratch.path)/cards", encoding: .utf8)) ?? ""
    let padded = id.padding(toLength: 15, withPad: " ", startingAt: 0)
    scratch.write(
      known + " \(number) [\(padded)]: \(kind) - \(name)\n                      \(name) at somewhere\n", to: "cards")
  }

  private struct Answer {
    var status: Int32
    var arguments: [String]
    var sentence: String
    var driver: ArraySlice<String> { arguments[(arguments.firstIndex(of: "-d") ?? arguments.endIndex)...] }
  }

  private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Answer {
    let process = Process()
    process.executableURL = repositoryRoot.appendingPathComponent("tools/faderd-jackd")
    process.arguments = arguments + ["--print"]
    process.environment = ["PATH": "/usr/bin:/bin", "FADERD_ASOUND": scratch.path].merging(environment) { $1 }
    let (output, complaint) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaint
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let sentence = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus, arguments: text.split(separator: "\n").map(String.init), sentence: sentence)
  }

  @Test func `a USB card that plays and records wins over the others`() throws {
    card(0, "PCH", "HDA-Intel", "HDA Intel PCH", pcm: ["pcm0p": "ALC887 Analog", "pcm0c": "ALC887 Analog"])
    card(1, "Loopback", "Loopback", "Loopback")
    card(2, "HDMI", "HDA-Intel", "HDA ATI HDMI", pcm: ["pcm3p": "HDMI 0"])
    card(10, "UA25EX", "USB-Audio", "UA-25 EX", usb: true)
    let answer = try run()
    #expect(answer.driver == ["-d", "alsa", "-d", "hw:UA25EX,0", "-r", "48000", "-p", "256", "-n", "3"])
    #expect(
      answer.sentence.hasPrefix(
        "faderd-jackd: sound card 10, UA25EX, \"UA-25 EX\" (a USB card that plays and records): 48000 Hz"))
    #expect(answer.sentence.filter { $0 == "\n" }.count == 1)
  }

  @Test func `a card that plays and records wins over a USB card that only plays`() throws {
    card(0, "DAC", "USB-Audio", "USB DAC", usb: true, pcm: ["pcm0p": "USB Audio"])
    card(1, "PCH", "HDA-Intel", "HDA Intel PCH")
    #expect(try run().driver == ["-d", "alsa", "-d", "hw:PCH,0", "-r", "48000", "-p", "256", "-n", "2"])
  }

  @Test func `a card that only plays is better than none, and a cable to a screen is none`() throws {
    card(0, "vc4hdmi0", "vc4-hdmi", "vc4-hdmi-0", pcm: ["pcm0p": "MAI PCM i2s-hifi-0"])
    #expect(try run().driver.starts(with: ["-d", "dummy"]))
    card(1, "NVidia", "HDA-Intel", "HDA NVidia", pcm: ["pcm3p": "HDMI 0", "pcm7p": "DisplayPort 1"])
    #expect(try run().driver.starts(with: ["-d", "dummy"]))
    card(2, "Headphones", "bcm2835_headpho", "bcm2835 Headphones", pcm: ["pcm0p": "bcm2835 Headphones"])
    #expect(try run().driver.starts(with: ["-d", "alsa", "-d", "hw:Headphones,0", "-P", "-r", "48000"]))
    #expect(try run("--card", "vc4hdmi0").driver.starts(with: ["-d", "alsa", "-d", "hw:vc4hdmi0,0", "-P"]))
  }

  @Test func `the loopback card is taken last, or when asked for`() throws {
    card(0, "Loopback", "Loopback", "Loopback")
    #expect(try run().driver.starts(with: ["-d", "alsa", "-d", "hw:Loopback,0"]))
    card(1, "PCH", "HDA-Intel", "HDA Intel PCH")
    #expect(try run().driver.starts(with: ["-d", "alsa", "-d", "hw:PCH,0"]))
    let asked = try run("--card", "Loopback", "--rate", "44100", "--period", "64")
    #expect(asked.driver == ["-d", "alsa", "-d", "hw:Loopback,0", "-r", "44100", "-p", "64", "-n", "3"])
    #expect(asked.sentence.contains("(asked for)"))
    #expect(try run(environment: ["FADERD_JACK_CARD": "0"]).driver.starts(with: ["-d", "alsa", "-d", "hw:Loopback,0"]))
  }

  @Test func `without a card, or with cards that play nothing, it is the dummy driver`() throws {
    let answer = try run("--server", "studio")
    #expect(answer.driver == ["-d", "dummy", "-r", "48000", "-p", "256"])
    #expect(answer.arguments.joined(separator: " ").contains("-n studio -d dummy"))
    #expect(
      try run(environment: ["FADERD_JACK_SERVER": "box", "JACK_DEFAULT_SERVER": "other"]).arguments.contains("box"))
    #expect(answer.sentence.contains("JACK's dummy driver, which is silent (no sound card plays here)"))
    card(0, "hw0", "f_midi", "f_midi", pcm: [:])
    card(1, "Dummy", "Dummy", "Dummy")
    #expect(try run().driver.starts(with: ["-d", "dummy"]))
    card(2, "PCH", "HDA-Intel", "HDA Intel PCH")
    #expect(try run("--card", "dummy").driver.starts(with: ["-d", "dummy"]))
  }

  @Test func `a wrong option is refused with a sentence`() throws {
    for (arguments, sentence) in [
      (["--rate", "fast"], "--rate takes a whole number from 8000 to 384000, not \"fast\"."),
      (["--period", "9000"], "--period takes a whole number from 1 to 8192, not 9000."),
      (["--card", "Nope"], "there is no sound card \"Nope\""), (["--loud", "1"], "there is no option --loud"),
    ] {
      let answer = try run(arguments[0], arguments[1])
      #expect(answer.status == 2)
      #expect(answer.arguments.isEmpty)
      #expect(answer.sentence.contains(sentence))
    }
  }
}
