import Mixer
import Testing

@testable import Surface

/// A mapping file that is edited while its device is in use.
@Suite struct RemapTests {
  private let layers = """
    mix:
      fader[1-8]: bank[n]/fader
      mute[1-8]: bank[n]/mute
      select[1-8]: select bank[n]
      bank-right: bank next
      flip: layer flip
      F[1]: hold talkback/on
      F[2]: undo
    flip:
      fader[1-8]: bank[n]/pan
    """

  private func library(_ text: String, former: MappingLibrary? = nil) -> MappingLibrary {
    MappingLibrary(
      shipped: Shipped.files.filter(\.isFamily), user: [MappingFile(name: "keys.yaml", text: text)], former: former)
  }

  @Test func `bank, selection and layers stay, and everything is shown`() throws {
    var rig = try Keys.rig(layers)
    rig.press(0x2F)
    rig.press(0x1B)
    rig.press(0x32)
    try rig.set("ch/9/mute", 1)
    rig.run(milliseconds: 500)
    let new = try mapping(Keys.text(layers.replacing("mute[1-8]: bank[n]/mute", with: "solo[1-8]: bank[n]/mute")))
    rig.device.lights = [:]
    rig.surface.remap(to: new, view: rig.view, now: rig.now)
    rig.run(milliseconds: 2000)
    #expect(rig.surface.bankStart == 8 && rig.surface.selected == .channel(12))
    #expect(rig.isLit(0x32) && rig.isLit(0x1B) && rig.isLit(0x08))
    #expect(rig.device.lights[0x10] == 0)
    #expect(abs(rig.motor(1) - 0.5) < 0.001)
    #expect(rig.press(0x08) == [.toggle(Parameter(.channel(9), .mute))])
    #expect(rig.press(0x10) == [])
  }

  @Test func `what only the old mapping lit goes dark`() throws {
    var rig = try Keys.rig(layers)
    try rig.set("ch/1/mute", 1)
    rig.run(milliseconds: 500)
    #expect(rig.isLit(0x10))
    let new = try mapping(
      Keys.text("mix: {\"fader[1-8]\": \"bank[n]/fader\"}", sections: "controls: {\"mute[1-8]\": ~}"))
    rig.surface.remap(to: new, view: rig.view, now: rig.now)
    rig.run(milliseconds: 2000)
    #expect(rig.device.lights[0x10] == 0)
  }

  @Test func `what a button held on is let go`() throws {
    var rig = try Keys.rig(layers)
    rig.down(0x36)
    rig.surface.remap(to: try mapping(Keys.text(layers)), view: rig.view, now: rig.now)
    #expect(rig.wake() == [.set(Parameter(.talkback, .talkOn), 0)])
    #expect(rig.up(0x36) == [])
  }

  @Test func `a file that is broken now stays as it was, and is told with its place`() throws {
    let before = library(Keys.text(layers))
    let broken = library(Keys.text(layers.replacing("F[2]: undo", with: "F[2]: und")), former: before)
    #expect(broken.mappings.map(\.name) == ["Keys"])
    #expect(broken.mappings.first?.isSame(as: before.mappings[0]) == true)
    #expect(broken.problems.first?.errors.first?.description.hasPrefix("keys.yaml:14:") == true)
    #expect(broken.problems.first?.errors.first?.message.contains("did you mean 'undo'?") == true)
    let mended = library(Keys.text(layers.replacing("F[2]: undo", with: "F[2]: redo")), former: broken)
    #expect(mended.problems.isEmpty && mended.mappings.first?.isSame(as: before.mappings[0]) == false)
  }

  @Test func `a file of the user's that is taken away stays away`() {
    let before = library(Keys.text(layers))
    let after = MappingLibrary(shipped: Shipped.files.filter(\.isFamily), former: before)
    #expect(after.mappings.isEmpty)
  }

  @Test func `a changed family changes the mappings that use it, and no others`() throws {
    let family = "controls:\n  x: {kind: button, receive: 90 01 vv}\n"
    let files = [
      MappingFile(name: "families/f.yaml", text: family),
      MappingFile(name: "a.yaml", text: "name: A\nmatch: [{client: A}]\nuse: f\nlayers: {mix: {x: undo}}\n"),
      MappingFile(name: "b.yaml", text: "name: B\nmatch: [{client: B}]\nlayers: {mix: {}}\n"),
    ]
    let before = MappingLibrary(shipped: files)
    let after = MappingLibrary(
      shipped: [MappingFile(name: "families/f.yaml", text: family.replacing("01", with: "02"))] + files.dropFirst(),
      former: before)
    #expect(zip(before.mappings, after.mappings).map { $0.isSame(as: $1) } == [false, true])
  }

  /// Reading takes time in which no hand is heard.
  @Test func `what has not changed is not read again`() throws {
    let example = "examples: [{receive: 90 01 7F 90 01 00, does: undo}]\n"
    let files = ["a", "b"].map { name in
      MappingFile(
        name: "\(name).yaml",
        text: "name: \(name)\nmatch: [{client: \(name)}]\nuse: f\nlayers: {mix: {x: undo}}\n" + example)
    }
    let family = MappingFile(name: "families/f.yaml", text: "controls:\n  x: {kind: button, receive: 90 01 vv}\n")
    let before = MappingLibrary(shipped: files + [family])
    func examples(_ files: [MappingFile]) -> [Int] {
      // Whatever is read now comes without its example.
      MappingLibrary(shipped: files, former: before, withExamples: false).mappings.map { $0.examples.count }
    }
    #expect(examples(files + [family]) == [1, 1])
    let changed = MappingFile(name: "b.yaml", text: files[1].text + "# changed\n")
    #expect(examples([files[0], changed, family]) == [1, 0])
    #expect(examples(files + [MappingFile(name: family.name, text: family.text + "# changed\n")]) == [0, 0])
  }
}
