import Foundation
import Mixer
import Testing

@testable import Surface

/// Lines that are put into a text. Every test says what the whole text is afterwards, byte for byte.
@Suite struct MappingEditTests {
  private let head = "name: Box\nmatch: [{client: Box}]\n"

  private func edited(_ text: String, _ change: (inout MappingEdit) throws -> Void) throws -> String {
    var edit = MappingEdit(MappingFile(name: "box.yaml", text: text))
    try change(&edit)
    return edit.file.text
  }

  private func control(_ text: String) throws -> String {
    try edited(text) { try $0.add(control: "x", "{kind: fader, receive: B0 15 vv}") }
  }

  private func assigned(_ text: String, _ control: String = "x", _ job: String = "ch/3/fader") throws -> String {
    try edited(text) { try $0.assign(control, job, in: nil) }
  }

  private let line = "x: {kind: fader, receive: B0 15 vv}"

  @Test func `a control goes behind the last one, before what belongs to the next section`() throws {
    let before = """
      # Mine.
      name: Box   # the box
      match: [{client: Box}]

      controls:
         # odd indentation
         a: {kind: fader, receive: B0 01 vv}   # first
         b:
           kind: button

           receive: 90 01 vv
         # a comment that ends the section

      # About the layers.
      layers:
          mix:
            a: ch/1/fader

      """
    #expect(
      try control(before)
        == before.replacing(
          "   # a comment that ends the section\n", with: "   # a comment that ends the section\n   \(line)\n"))
    #expect(
      try assigned(before)
        == before.replacing("      a: ch/1/fader\n", with: "      a: ch/1/fader\n      x: ch/3/fader\n"))
  }

  @Test func `a line goes into the first layer, or into the one that is named`() throws {
    let before =
      head + """
        controls: {a: {kind: fader, receive: B0 01 vv}}
        layers:
          mix:
            a: ch/1/fader

          # The other one.
          shift:
            a: ch/2/fader
          empty:
        examples: []

        """
    #expect(
      try assigned(before) == before.replacing("    a: ch/1/fader\n", with: "    a: ch/1/fader\n    x: ch/3/fader\n"))
    #expect(
      try edited(before) { try $0.assign("x", "ch/3/fader", in: "shift") }
        == before.replacing("    a: ch/2/fader\n", with: "    a: ch/2/fader\n    x: ch/3/fader\n"))
    #expect(
      try edited(before) { try $0.assign("x", "ch/3/fader", in: "empty") }
        == before.replacing("  empty:\n", with: "  empty:\n    x: ch/3/fader\n"))
    #expect(throws: Refusal("box.yaml has no layer 'nowhere'; layers are mix, shift, empty")) {
      try edited(before) { try $0.assign("x", "ch/3/fader", in: "nowhere") }
    }
  }

  @Test func `braces are filled where they stand`() throws {
    let before = head + "controls: {a: {kind: fader, receive: B0 01 vv}} # all\nlayers: { mix: {\"a\": ch/1/fader} }\n"
    #expect(try control(before) == before.replacing("controls: {a", with: "controls: {\(line), a"))
    #expect(try assigned(before) == before.replacing("mix: {\"a\"", with: "mix: {x: ch/3/fader, \"a\""))
    let row = try edited(before) { try $0.assign("m[1-8]", "bank[n]/mute", in: nil) }
    #expect(row == before.replacing("mix: {\"a\"", with: "mix: {\"m[1-8]\": \"bank[n]/mute\", \"a\""))
    let empty = head + "controls: {}\nlayers: {mix: {}}\n"
    #expect(try control(empty) == empty.replacing("controls: {}", with: "controls: {\(line)}"))
    #expect(try assigned(empty) == empty.replacing("mix: {}", with: "mix: {x: ch/3/fader}"))
    let tall = head + "controls: {\n  a: {kind: fader, receive: B0 01 vv} }\nlayers: {mix: {a: ch/1/fader}}\n"
    #expect(try control(tall) == tall.replacing("controls: {\n", with: "controls: {\(line),\n"))
  }

  @Test func `a whole file in braces is filled too`() throws {
    let before = "{name: Box, match: [{client: Box}], layers: {mix: {}}}"
    #expect(try control(before) == "{controls: {\(line)}, name: Box, match: [{client: Box}], layers: {mix: {}}}")
  }

  @Test func `a section that is missing is made at its place`() throws {
    let before = head + "\n# What it does.\nlayers:\n    mix:\n        a: ch/1/fader\n"
    #expect(
      try control(before)
        == head + "\ncontrols:\n    \(line)\n\n# What it does.\nlayers:\n    mix:\n        a: ch/1/fader\n")
    let bare = head + "controls:\n  \(line)\n"
    #expect(try assigned(bare) == bare + "layers:\n  mix:\n    x: ch/3/fader\n")
    let spaced = head + "\ncontrols:\n  \(line)\n\n"
    #expect(try assigned(spaced) == head + "\ncontrols:\n  \(line)\n\nlayers:\n  mix:\n    x: ch/3/fader\n\n")
  }

  @Test(arguments: ["controls:", "controls: ~", "controls: null", "controls:   # none yet"])
  func `a section with nothing in it is filled`(_ section: String) throws {
    let kept = section.replacing(" ~", with: " ").replacing(" null", with: " ")
    let before = head + "\(section)\nlayers: {mix: {}}\n"
    #expect(try control(before) == head + "\(kept)\n  \(line)\nlayers: {mix: {}}\n")
  }

  @Test func `lines end as they did`() throws {
    let before = (head + "controls:\n  a: {kind: fader, receive: B0 01 vv}\nlayers:\n  mix:\n    a: ch/1/fader")
      .replacing(
        "\n", with: "\r\n")
    #expect(try control(before) == before.replacing("01 vv}\r\n", with: "01 vv}\r\n  \(line)\r\n"))
    // No line break at the end before, and none after.
    #expect(try assigned(before) == before + "\r\n    x: ch/3/fader")
  }

  @Test func `marks at the beginning and at the end stay`() throws {
    let before =
      "\u{FEFF}" + head + "controls:\n  a: {kind: fader, receive: B0 01 vv}\nlayers:\n  mix: {a: ch/1/fader}\n...\n"
    #expect(try control(before) == before.replacing("01 vv}\n", with: "01 vv}\n  \(line)\n"))
    #expect(try assigned(before) == before.replacing("mix: {a", with: "mix: {x: ch/3/fader, a"))
    let block = before.replacing("mix: {a: ch/1/fader}", with: "mix:\n    a: ch/1/fader")
    #expect(try assigned(block) == block.replacing("fader\n...", with: "fader\n    x: ch/3/fader\n..."))
  }

  @Test func `characters beyond ASCII do not move the place`() throws {
    let before =
      "name: \"Größe 🎚\" # é\u{301}\nmatch: [{client: Box}]\ncontrols: {a: {kind: fader, receive: B0 01 vv}}\n"
    #expect(try control(before) == before.replacing("controls: {a", with: "controls: {\(line), a"))
  }

  @Test func `the work of a control is replaced where it stands`() throws {
    let before = head + "layers:\n  mix:\n    x:   'ch/1/fader'   # mine\n    y: {move: ch/2/fader, takeover: jump}\n"
    #expect(try assigned(before) == before.replacing("'ch/1/fader'", with: "ch/3/fader"))
    #expect(
      try assigned(before, "y") == before.replacing("{move: ch/2/fader, takeover: jump}", with: "ch/3/fader"))
  }

  @Test func `one of a row gets a line of its own`() throws {
    let before = head + "layers:\n  mix:\n    s[1-8]: bank[n]/fader # all\n    z: main/fader\n"
    #expect(
      try assigned(before, "s[3]")
        == head
        + "layers:\n  mix:\n    s[1-2]: bank[n]/fader\n    s[3]: ch/3/fader\n    s[4-8]: bank[n]/fader # all\n    z: main/fader\n"
    )
    #expect(
      try assigned(before, "s[1]")
        == head + "layers:\n  mix:\n    s[1]: ch/3/fader\n    s[2-8]: bank[n]/fader # all\n    z: main/fader\n")
    #expect(
      try assigned(before, "s[8]")
        == head + "layers:\n  mix:\n    s[1-7]: bank[n]/fader\n    s[8]: ch/3/fader # all\n    z: main/fader\n")
    let flow = head + "layers: {mix: {\"s[1-2]\": \"bank[n]/fader\"}}\n"
    #expect(
      try assigned(flow, "s[1]") == head + "layers: {mix: {\"s[1]\": ch/3/fader, \"s[2]\": \"bank[n]/fader\"}}\n")
  }

  @Test func `what lies in several lines is left to a person`() throws {
    let before = head + "layers:\n  mix:\n    x:\n      - set ch/1/mute on\n      - set ch/2/mute off\n"
    let error = #expect(throws: Refusal.self) { try assigned(before) }
    #expect(error?.description.hasPrefix("box.yaml:5: ") == true)
  }

  @Test func `examples grow at their end`() throws {
    let new = "{receive: \"B0 15 7F\", sets: {ch/3/fader: 10}}"
    func added(_ text: String) throws -> String { try edited(text) { try $0.add(example: new) } }
    let block = head + "layers: {mix: {}}\nexamples:\n    - {a: 1}\n    - b:\n        1\n\n    # the end\n"
    #expect(try added(block) == block + "    - \(new)\n")
    let flat = head + "examples:\n- {a: 1} # one\nlayers: {mix: {}}\n"
    #expect(try added(flat) == flat.replacing("# one\n", with: "# one\n- \(new)\n"))
    let flow = head + "examples: [{a: 1}]\n"
    #expect(try added(flow) == head + "examples: [\(new), {a: 1}]\n")
    let none = head + "layers:\n   mix: {}\n"
    #expect(try added(none) == none + "examples:\n   - \(new)\n")
  }

  @Test func `a text that is no mapping is refused with its place`() {
    #expect(throws: Refusal.self) { try control("- a\n- b\n") }
    let error = #expect(throws: Refusal.self) { try control("name: [\n") }
    #expect(error?.description.hasPrefix("box.yaml:") == true)
  }

  @Test func `every shipped file takes a control and a line, and loses nothing`() throws {
    for file in Shipped.files where !file.isFamily {
      var edit = MappingEdit(file)
      try edit.add(control: "learned", "{kind: button, receive: AF 7F vv}")
      try edit.assign("learned", "main/mute", in: nil)
      try edit.add(example: "{receive: \"AF 7F 7F AF 7F 00\", sets: {main/mute: on}}")
      let before = try Mapping.load(text: file.text, file: file.name, families: Shipped.files)
      let after = try Mapping.load(text: edit.file.text, file: file.name, families: Shipped.files)
      #expect(after.examples.count == before.examples.count + 1 && after.controls.last?.name == "learned")
      let old = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      let new = edit.file.text.split(separator: "\n", omittingEmptySubsequences: false)
      // A section that was not there gets its head, and a blank line around it.
      let more = new.difference(from: old)
      #expect(more.removals.isEmpty && (3...9).contains(more.insertions.count), "\(file.name): \(more.insertions)")
    }
  }
}
