import Foundation
import Mixer
import Testing

@testable import Surface

@Suite struct LearnProposalTests {
  private func learned(_ path: String?, _ move: (inout LearningHand) -> Void) throws -> (LearnTarget, LearnedControl) {
    var hand = try LearningHand(path)
    move(&hand)
    return (hand.session.target, try #require(hand.learned()))
  }

  private func fader(_ path: String, _ controller: UInt8 = 0x15) throws -> (LearnTarget, LearnRow) {
    let (target, control) = try learned(path) { $0.sweep(controller, from: 0, to: 127) }
    return (target, LearnRow(control))
  }

  private let box = DeviceIdentity(
    usbVendor: 0x1234, usbProduct: 0x5678, product: "Little Box", clientName: "Little Box")

  private func loads(_ proposal: LearnProposal) throws -> Mapping {
    let mapping = try Mapping.load(text: proposal.file.text, file: proposal.file.name, families: Shipped.files)
    #expect(MappingCheck.failures(of: mapping).map(\.description) == [])
    return mapping
  }

  @Test func `a device without a mapping gets a file that says what was heard`() throws {
    let (target, row) = try fader("ch/3/fader")
    let begun = try LearnProposal.begin(for: box, taken: ["little-box.yaml"])
    let proposal = try LearnProposal(row, for: target, in: begun)
    #expect(
      proposal.file
        == MappingFile(
          name: "little-box-2.yaml",
          text: """
            # Little Box, as `faderctl learn` found it.
            name: "Little Box"

            match:
              - {usb: "1234:5678", port: 0}

            controls:
              fader1: {kind: fader, receive: B0 15 vv}

            layers:
              mix:
                fader1: ch/3/fader

            examples:
              - {receive: "B0 15 00 B0 15 7F", sets: {ch/3/fader: 10}}

            """))
    #expect(try loads(proposal).matches.first?.fits(box) == true)
    #expect(proposal.conflict == nil)
    let second = try fader("main/fader", 0x16)
    let next = try LearnProposal(second.1, for: second.0, name: "master", in: proposal.file)
    #expect(try loads(next).controls.map(\.name) == ["fader1", "master"])
    #expect(MappingCheck.count(of: try loads(next)) == 2)
  }

  @Test func `a device without USB is recognised by its name, whatever is in it`() throws {
    let device = DeviceIdentity(clientName: "A \"B\" \\ C: {d}  ", portIndex: 1)
    let (target, row) = try fader("ch/3/fader")
    let proposal = try LearnProposal(row, for: target, in: try LearnProposal.begin(for: device, taken: []))
    #expect(proposal.file.name == "a-b-c-d.yaml")
    #expect(try loads(proposal).matches.first?.fits(device) == true)
  }

  @Test func `every kind of control gets an example that holds`() throws {
    let paths = [
      "ch/3/fader", "ch/2/pan", "main/comp/ratio", "monitor/level", "selected/eq/2/frequency", "bank[3]/trim",
    ]
    let turns: [(inout LearningHand) -> Void] = [
      { $0.sweep(0x15, from: 0, to: 127) },
      { hand in for value in 0...1023 { hand.send([0xE2, UInt8(value << 4 & 0x7F), UInt8(value >> 3)], after: 1) } },
      { hand in
        for value in stride(from: 0, through: 16383, by: 61) {
          hand.send([0xB0, 2, UInt8(value >> 7)])
          hand.send([0xB0, 0x22, UInt8(value & 0x7F)], after: 3)
        }
      },
      { $0.send("B0 28 01 B0 28 01 B0 28 01 B0 28 7F B0 28 7F B0 28 7F", every: 90) },
      { $0.send("B0 28 41 B0 28 41 B0 28 41 B0 28 3F B0 28 3F B0 28 3F", every: 90) },
      { $0.send("B0 28 41 B0 28 41 B0 28 41 B0 28 01 B0 28 01 B0 28 01", every: 90) },
      { $0.send("E0 7F 7F E0 7F 7F E0 7F 7F E0 00 00 E0 00 00 E0 00 00", every: 90) },
    ]
    for path in paths {
      for turn in turns {
        let (target, control) = try learned(path, turn)
        let proposal = try LearnProposal(
          LearnRow(control), for: target, in: try LearnProposal.begin(for: box, taken: []))
        #expect(MappingCheck.count(of: try loads(proposal)) == 1, "\(path), \(control.reasons)")
      }
    }
    for path in ["ch/3/mute", "main/comp/on", "bank[2]/solo", "monitor/dim"] {
      for press in [
        { $0.press([0x90, 0x30, 0x7F], [0x80, 0x30, 0x40]) }, { $0.toggle([0xB0, 0x40, 0x7F], [0xB0, 0x40, 0]) },
        { $0.press([0xC0, 0x05], nil) }, { $0.press([0xB0, 0x40, 0x7F], nil) },
      ] as [(inout LearningHand) -> Void] {
        let (target, control) = try learned(path, press)
        let proposal = try LearnProposal(
          LearnRow(control), for: target, in: try LearnProposal.begin(for: box, taken: []))
        #expect(MappingCheck.count(of: try loads(proposal)) == 1, "\(path), \(control.reasons)")
      }
    }
  }

  @Test func `an action is learned without an example`() throws {
    let (target, control) = try learned("bank next") { $0.press([0x90, 0x30, 0x7F], [0x90, 0x30, 0]) }
    let proposal = try LearnProposal(LearnRow(control), for: target, in: try LearnProposal.begin(for: box, taken: []))
    #expect(MappingCheck.count(of: try loads(proposal)) == 0)
  }

  // MARK: Rows

  private func row(_ path: String, _ messages: [[UInt8]]) throws -> (LearnTarget, LearnRow) {
    var hand = try LearningHand(path)
    hand.press(messages[0], Array(messages[0].dropLast()) + [0])
    let target = hand.session.target
    var row = LearnRow(try #require(hand.learned()), count: messages.count)
    for (place, message) in messages.enumerated().dropFirst() {
      let time = hand.now + UInt64(place) * second
      let isPress = row.hear(MIDIMessage(message), from: "Box", at: time)
      let isRelease = row.hear(MIDIMessage(Array(message.dropLast()) + [0]), from: "Box", at: time + millisecond)
      #expect(isPress && !isRelease)
    }
    #expect(row.isComplete)
    return (target, row)
  }

  @Test(arguments: [
    ([0x30, 0x31, 0x32, 0x33] as [UInt8], "90 30+i vv"), ([0x10, 0x14, 0x18, 0x1C], "90 10+04*i vv"),
    ([0x33, 0x32, 0x31, 0x30], "90 33-i vv"), ([0x30, 0x31, 0x35, 0x40], "90 i vv, numbers: [30, 31, 35, 40]"),
  ]) func `a row of buttons is written by the order of its numbers`(_ notes: [UInt8], _ written: String) throws {
    let (target, row) = try row("bank[n]/mute", notes.map { [0x90, $0, 0x7F] })
    let proposal = try LearnProposal(row, for: target, in: try LearnProposal.begin(for: box, taken: []))
    #expect(proposal.file.text.contains("  button[1-4]: {kind: button, receive: \(written)}\n"))
    #expect(proposal.file.text.contains("    button[1-4]: bank[n]/mute\n"))
    let mapping = try loads(proposal)
    for (place, note) in notes.enumerated() {
      #expect(mapping.controls[place].receive?.matches(MIDIMessage([0x90, note, 0x7F])) == true)
    }
    #expect(proposal.file.text.contains("sets: {ch/4/mute: on}"))
  }

  @Test func `a row that goes through the channels is written by them`() throws {
    var hand = try LearningHand("bank[n]/fader")
    hand.send([0x90, 0x68, 0x7F])
    for value in 0...1023 { hand.send([0xE0, UInt8(value << 4 & 0x7F), UInt8(value >> 3)], after: 1) }
    hand.send([0x90, 0x68, 0])
    let target = hand.session.target
    var row = LearnRow(try #require(hand.learned()), count: 3)
    for fader in [1, 2] as [UInt8] {
      _ = row.hear(MIDIMessage([0x90, 0x68 + fader, 0x7F]), from: "Box", at: hand.now)
      for value in [0, 100, 300, 600] {
        _ = row.hear(
          MIDIMessage([0xE0 + fader, UInt8(value << 4 & 0x7F), UInt8(value >> 3)]), from: "Box", at: hand.now)
      }
    }
    let proposal = try LearnProposal(row, for: target, in: try LearnProposal.begin(for: box, taken: []))
    #expect(
      proposal.file.text.contains(
        "  fader[1-3]: {kind: fader, receive: E0+i ll mm, touch: 90 68+i vv, max: 16368, bits: 10}\n"))
    _ = try loads(proposal)
  }

  @Test func `a device that worked with the mapping for any device keeps what that gave it`() throws {
    let generic = try #require(Shipped.files.first { $0.name == "generic.yaml" })
    let (target, row) = try row("bank[n]/mute", [[0x90, 0x30, 0x7F], [0x90, 0x31, 0x7F]])
    let begun = try LearnProposal.begin(for: box, taken: [], like: generic)
    #expect(begun.text.hasPrefix("# Little Box, as `faderctl learn` found it. The rest is as in generic.yaml.\n"))
    let mapping = try loads(try LearnProposal(row, for: target, in: begun))
    let old = try Mapping.load(text: generic.text, file: generic.name)
    #expect(old.isForAnyDevice && !mapping.isForAnyDevice && mapping.matches.map { $0.fits(box) } == [true])
    #expect(mapping.controls.map(\.name) == old.controls.map(\.name) + ["button[1]", "button[2]"])
    #expect(mapping.examples.count == old.examples.count + 1)
    // Nothing of the old file's sections is lost: comments, blank lines, order.
    let rest = generic.text[generic.text.range(of: "controls:")!.lowerBound...]
    #expect(begun.text.hasSuffix("port: 0}\n\n" + rest))
  }

  // MARK: What is there already

  /// A file whose controls are its own, not a family's.
  private let sliders = MappingFile(
    name: "sliders.yaml",
    text: """
      name: Eight sliders
      match:
        - {client: Eight*}
      controls:
        slider[1-8]: {kind: fader, receive: B0 00+i vv}
      layers:
        mix:
          slider[1-8]: bank[n]/fader
      examples:
        - {receive: "B0 00 00 B0 00 5F", sets: {ch/1/fader: 0}}
        - {given: {ch/3/fader: 0}, receive: "B0 02 5F B0 02 00", sets: {ch/3/fader: -inf}}

      """)

  @Test func `a control that is known keeps its name, and its row is taken apart`() throws {
    let (target, row) = try fader("main/fader", 0x02)
    let proposal = try LearnProposal(row, for: target, in: sliders, families: Shipped.files)
    #expect(proposal.conflict?.hasPrefix("It is 'slider[3]' already (line 5 of sliders.yaml)") == true)
    #expect(proposal.conflict?.contains("has it do 'bank[n]/fader'") == true)
    #expect(
      proposal.file.text.contains(
        "    slider[1-2]: bank[n]/fader\n    slider[3]: main/fader\n    slider[4-8]: bank[n]/fader\n"))
    #expect(!proposal.file.text.contains("fader1"))
    // The example that moved slider 3 says so.
    #expect(proposal.remarks.contains { $0.hasPrefix("The example in line 13") })
    _ = try Mapping.load(text: proposal.file.text, file: "k.yaml", families: Shipped.files)
  }

  @Test func `what is so already is said, and nothing is written`() throws {
    let (target, row) = try fader("bank[n]/fader", 0x02)
    let error = #expect(throws: Refusal.self) {
      try LearnProposal(row, for: target, in: sliders, families: Shipped.files)
    }
    #expect(error?.description.hasPrefix("'slider[3]' does 'bank[n]/fader' already (line") == true)
    let nameless = try learned(nil) { $0.sweep(0x02, from: 0, to: 127) }
    let other = #expect(throws: Refusal.self) {
      try LearnProposal(LearnRow(nameless.1), for: nameless.0, in: sliders, families: Shipped.files)
    }
    #expect(other?.description.hasPrefix("it is 'slider[3]' already (line") == true)
  }

  @Test func `a control of a family is known too`() throws {
    let (target, control) = try learned("talkback/on") { $0.press([0x90, 0x29, 0x7F], [0x90, 0x29, 0]) }
    let xtouch = Shipped.files.first { $0.name == "behringer-x-touch.yaml" }!
    let proposal = try LearnProposal(LearnRow(control), for: target, in: xtouch, families: Shipped.files)
    #expect(proposal.conflict?.hasPrefix("It is 'send' already (in its family)") == true)
    #expect(proposal.file.text.contains("    send: talkback/on\n"))
  }

  @Test func `a name that is taken is refused with its line`() throws {
    let (target, row) = try fader("main/fader", 0x7A)
    let error = #expect(throws: Refusal.self) {
      try LearnProposal(row, for: target, name: "slider", in: sliders, families: Shipped.files)
    }
    #expect(error?.description.contains("there is a control 'slider' already (line") == true)
    for name in ["a b", "x[1]", ""] {
      #expect(throws: Refusal.self) {
        try LearnProposal(row, for: target, name: name, in: sliders, families: Shipped.files)
      }
    }
  }

  @Test func `a file that is broken is left alone, with the place of what is wrong`() throws {
    let (target, row) = try fader("main/fader", 0x7A)
    let broken = MappingFile(name: "k.yaml", text: sliders.text.replacing("layers:", with: "lairs:"))
    let error = #expect(throws: Refusal.self) {
      try LearnProposal(row, for: target, in: broken, families: Shipped.files)
    }
    #expect(error?.description.contains("k.yaml:") == true && error?.description.contains("'lairs'") == true)
  }

  /// Files as people leave them: the result can always be read, and its example holds.
  @Test func `whatever a file looks like, the result loads and its example holds`() throws {
    let pieces: [[String]] = [
      [
        "name: Box\nmatch: [{client: Box}]\n", "# head\nname: 'Box'\n\nmatch:\n- client: Box\n",
        "match: [ {client: \"Box\"} ]\nname: Box # x\n",
      ],
      [
        "", "controls:\n", "controls: {}\n", "controls:\n    a: {kind: button, receive: 90 01 vv}\n",
        "controls: {a: {kind: button, receive: 90 01 vv}}\n\n",
        "# c\ncontrols:\n  a:\n    kind: button # b\n    receive: 90 01 vv\n\n  # end\n",
      ],
      ["", "bank: {size: 4}\n", "\nbank:\n  size: 4\n  strips: [ch]\n\n"],
      [
        "", "layers: {mix: {}}\n", "layers:\n  mix: {}\n", "# l\nlayers:\n  mix:\n    # nothing\n  two: {}\n",
        "layers:\n mix: ~\n",
      ],
      ["", "examples: []\n", "examples:\n- {receive: \"F0 7F F7\", sets: nothing}\n# end"],
    ]
    var texts = [""]
    for piece in pieces { texts = texts.flatMap { text in piece.map { text + $0 } } }
    let (target, row) = try fader("ch/3/fader")
    for text in texts {
      for lineBreak in ["\n", "\r\n"] {
        let file = MappingFile(name: "box.yaml", text: text.replacing("\n", with: lineBreak))
        let proposal = try LearnProposal(row, for: target, in: file)
        let mapping = try loads(proposal)
        #expect(mapping.controls.last?.name == "fader1" || mapping.controls.first?.name == "fader1", "\(text)")
        #expect(proposal.lines.count == 3, "\(text)")
        let old = file.text.replacing("~", with: "").components(separatedBy: lineBreak)
        let new = proposal.file.text.components(separatedBy: lineBreak)
        let isFlow = old.contains { $0.contains("{}") || $0.contains("[]") || $0.hasPrefix("controls: {a") }
        if !isFlow { #expect(new.difference(from: old).removals.filter { $0.element != "" }.isEmpty, "\(text)") }
      }
    }
  }
}

extension CollectionDifference.Change {
  fileprivate var element: ChangeElement {
    switch self {
    case .insert(_, let element, _), .remove(_, let element, _): element
    }
  }
}
