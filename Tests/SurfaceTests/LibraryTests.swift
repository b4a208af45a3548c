import Testing

@testable import Surface

@Suite struct LibraryTests {
  private func file(_ name: String, _ match: String, title: String = "D") -> MappingFile {
    MappingFile(name: name, text: "name: \(title)\nmatch: [\(match)]\nlayers: {mix: {}}\n")
  }

  private func device(
    _ vendor: UInt16? = nil, _ product: UInt16? = nil, _ name: String, port: Int = 0, serial: String? = nil,
    path: String? = nil, isHardware: Bool = true
  ) -> DeviceIdentity {
    DeviceIdentity(
      usbVendor: vendor, usbProduct: product, product: vendor == nil ? "" : name, clientName: name,
      portName: "\(name) MIDI 1   ",
      portIndex: port, serial: serial, usbPath: path, isHardware: isHardware)
  }

  @Test func `a device is found by its full id, by vendor and name, and by the client's name, in this order`() {
    let library = MappingLibrary(shipped: [
      file("a.yaml", "{client: \"Fader*\"}", title: "by client"),
      file("b.yaml", "{usb: \"1397\", product: \"Fader Eight\"}", title: "by name"),
      file("c.yaml", "{usb: \"1397:00b4\"}", title: "by id"),
    ])
    #expect(library.problems.isEmpty)
    #expect(library.mapping(for: device(0x1397, 0x00b4, "Fader Eight"))?.name == "by id")
    #expect(library.mapping(for: device(0x1397, 0x0001, "FADER EIGHT "))?.name == "by name")
    #expect(library.mapping(for: device(0x1397, 0x0001, "Fader Nine"))?.name == "by client")
    #expect(library.mapping(for: device(nil, nil, "Fader Eight"))?.name == "by client")
    #expect(library.mapping(for: device(0x1234, 0x00b4, "Other")) == nil)
  }

  @Test func `another port, a longer name and a vendor alone do not match`() {
    let library = MappingLibrary(shipped: [
      file("a.yaml", "{usb: \"1397\", product: \"Eight\", port: 0}, {client: \"Eight\", port: 0}")
    ])
    #expect(library.mapping(for: device(0x1397, 7, "Eight")) != nil)
    #expect(library.mapping(for: device(nil, nil, "Eight")) != nil)
    #expect(library.mapping(for: device(0x1397, 7, "Eight", port: 1)) == nil)
    #expect(library.mapping(for: device(0x1397, 7, "Eight-Ext")) == nil)
    #expect(library.mapping(for: device(0x1397, 7, "Sixteen")) == nil)
  }

  @Test func `any device is hardware that no other mapping fits on any port`() {
    let generic = file("generic.yaml", "{any: device}", title: "any")
    let library = MappingLibrary(shipped: [
      generic, file("known.yaml", "{usb: \"1397\", product: \"Eight\", port: 0}, {client: \"Eight\", port: 0}"),
      file("named.yaml", "{client: \"Bridge*\"}", title: "named"),
    ])
    #expect(library.problems.isEmpty)
    #expect(library.mapping(for: device(0x1234, 0x0001, "Whatever"))?.name == "any")
    #expect(library.mapping(for: device(0x1234, 0x0001, "Whatever", port: 3))?.name == "any")
    #expect(library.mapping(for: device(nil, nil, "Inner"))?.name == "any")
    #expect(library.mapping(for: device(nil, nil, "Synth", isHardware: false)) == nil)
    #expect(library.mapping(for: device(nil, nil, "Bridge 1", isHardware: false))?.name == "named")
    #expect(library.mapping(for: device(0x1397, 7, "Eight"))?.name == "D")
    // The sockets on the back of a known controller are not for the desk.
    #expect(library.mapping(for: device(0x1397, 7, "Eight", port: 1)) == nil)
    #expect(library.mapping(for: device(nil, nil, "Eight", port: 1)) == nil)
    // The user's own one does not win over a shipped one that knows the device.
    let mine = MappingLibrary(shipped: [file("known.yaml", "{client: Eight}", title: "known")], user: [generic])
    #expect(mine.mapping(for: device(0x1397, 7, "Eight"))?.name == "known")
    #expect(mine.mapping(for: device(0x1397, 7, "Other"))?.name == "any")
  }

  @Test func `any device may be bound to a port, and to nothing else`() throws {
    let first = MappingLibrary(shipped: [file("a.yaml", "{any: device, port: 0}", title: "any")])
    #expect(first.mapping(for: device(0x1234, 1, "X"))?.name == "any")
    #expect(first.mapping(for: device(0x1234, 1, "X", port: 1)) == nil)
    let wrong = MappingLibrary(shipped: [
      file("a.yaml", "{any: device, client: X}"), file("b.yaml", "{any: hardware}"), file("c.yaml", "{port: 1}"),
    ])
    #expect(
      wrong.problems.map { $0.errors[0].message } == [
        "'any: device' fits whatever no other mapping fits; write it alone, or with 'port'",
        "any is one of device, not 'hardware'", "match needs 'usb', 'client', or 'any: device'",
      ])
  }

  @Test func `patterns take stars anywhere`() {
    #expect(Match.glob("Pro v*", fits: "Pro v3.1"))
    #expect(Match.glob("*MIDI*1", fits: "Some MIDI port 1"))
    #expect(!Match.glob("*MIDI*1", fits: "Some MIDI port 2"))
    #expect(!Match.glob("ab*ba", fits: "aba"))
    #expect(Match.glob("*", fits: ""))
  }

  @Test func `a user's file wins, and a broken one is told while the shipped one is used`() {
    let shipped = [file("a.yaml", "{client: A}", title: "shipped"), file("b.yaml", "{client: B}")]
    let good = MappingLibrary(shipped: shipped, user: [file("a.yaml", "{client: A}", title: "mine")])
    #expect(good.mapping(for: device(nil, nil, "A"))?.name == "mine")
    #expect(good.mappings.count == 2)
    let broken = MappingLibrary(shipped: shipped, user: [MappingFile(name: "a.yaml", text: "name: [")])
    #expect(broken.mapping(for: device(nil, nil, "A"))?.name == "shipped")
    #expect(broken.problems.count == 1)
    #expect(broken.problems.first?.errors.first?.file == "a.yaml")
  }

  @Test func `a broken family of the user's does not take a device away`() {
    let shipped = [
      MappingFile(name: "families/f.yaml", text: "controls:\n  x: {kind: button, receive: 90 01 vv}\n"),
      MappingFile(name: "a.yaml", text: "name: A\nmatch: [{client: A}]\nuse: f\nlayers: {mix: {x: undo}}\n"),
    ]
    let library = MappingLibrary(shipped: shipped, user: [MappingFile(name: "families/f.yaml", text: "controls: 7")])
    #expect(library.mapping(for: device(nil, nil, "A")) != nil)
    #expect(library.problems.first?.errors.first?.file == "families/f.yaml")
  }

  @Test func `a device keeps its key over replugs, and two of a kind have different ones`() {
    let serial = device(0x0944, 0x0117, "N", serial: "0001", path: "1-1")
    #expect(serial.key == "0944:0117/serial 0001/port 0")
    let left = device(0x0944, 0x0117, "N", path: "1-1")
    let right = device(0x0944, 0x0117, "N", path: "1-2")
    #expect(left.key == "0944:0117/path 1-1/port 0")
    #expect(left.key != right.key)
    #expect(device(nil, nil, "N").key == "N/N MIDI 1/port 0")
    #expect(device(0x0944, 0x0117, "N", port: 1, path: "1-1").key != left.key)
  }

  @Test func `a device changes and drops what its family has`() throws {
    let mapping = try mapping(
      """
      name: D
      match: [{client: D}]
      use: mackie-control
      constants: {unit: 15}
      controls:
        fader[1-9]: {max: 16256, echo: release}
        meter[1-8]: ~
      layers:
        mix: {"upper[1-8]": "bank[n]/name"}
      """)
    let fader = try #require(mapping.controls.first { $0.name == "fader[3]" })
    #expect(fader.maximum == 16256)
    #expect(fader.echo == .release)
    #expect(fader.touch?.messages().map(\.description) == ["90 6A 00"])
    #expect(!mapping.controls.contains { $0.kind == .meter })
    #expect(mapping.hello == [.messages([MIDIMessage(bytes("F0 00 00 66 15 00 F7"))])])
    let upper = try #require(mapping.controls.first { $0.name == "upper[2]" })
    #expect(
      upper.send?.messages(Fields(bytes: Array("Vocals ".utf8))).map(\.description)
        == ["F0 00 00 66 15 12 07 56 6F 63 61 6C 73 20 F7"])
  }
}
