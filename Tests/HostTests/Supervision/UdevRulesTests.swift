import Host
import Testing

struct UdevRulesTests {
  private let wants = #"TAG+="systemd", ENV{SYSTEMD_WANTS}+="faderd.service""#

  private func rules(_ matches: [UdevMatch]) throws -> [String] {
    try UdevRules.text(for: matches).split(separator: "\n").map(String.init).filter { $0.hasPrefix("ATTRS") }
  }

  @Test func `the file starts the desk for the controllers that are named, and for nothing else`() throws {
    let text = try UdevRules.text(for: [
      UdevMatch(vendor: "0944", product: "0117", mapping: "Korg nanoKONTROL2"),
      UdevMatch(vendor: "1397", productName: "X-Touch*", mapping: "Behringer X-Touch"),
      UdevMatch(vendor: "1397", product: "00BC", productName: "BCF2000", mapping: "Behringer BCF2000"),
    ])
    #expect(
      text == """
        # Starts the desk when a supported controller is plugged in. Made from mappings/ by `faderctl mapping udev`.
        #
        # The control device of a sound card is the last of its devices to appear. It only starts what is down: a desk that
        # runs is not touched, and unplugging stops nothing, for sound and snapshots must outlive a bumped cable.
        ACTION!="add|change", GOTO="faderd_end"
        SUBSYSTEM!="sound", GOTO="faderd_end"
        KERNEL!="controlC*", GOTO="faderd_end"

        # Korg nanoKONTROL2
        ATTRS{idVendor}=="0944", ATTRS{idProduct}=="0117", \(wants)

        # Behringer X-Touch
        ATTRS{idVendor}=="1397", ATTRS{product}=="X-Touch*", \(wants)

        # Behringer BCF2000
        ATTRS{idVendor}=="1397", ATTRS{idProduct}=="00bc", ATTRS{product}=="BCF2000", \(wants)

        LABEL="faderd_end"

        """)
  }

  @Test func `a rule has only keys that compare and the two that start the desk`() throws {
    for rule in try rules([
      UdevMatch(vendor: "0944", product: "0117", mapping: "a"),
      UdevMatch(vendor: "1397", productName: "X-Touch", mapping: "b"),
    ]) {
      let keys = rule.split(separator: ", ").map { $0.prefix { $0 != "=" && $0 != "+" } }
      #expect(keys.dropLast(2).allSatisfy { ["ATTRS{idVendor}", "ATTRS{idProduct}", "ATTRS{product}"].contains($0) })
      #expect(keys.suffix(2) == ["TAG", "ENV{SYSTEMD_WANTS}"])
    }
  }

  @Test func `a product name cannot add a key, a line, an alternative or a range`() throws {
    let hostile = "X\", RUN+=\"/bin/sh\"\nACTION==\"add|remove\\[a-z]$env{PATH}%k"
    #expect(
      try rules([UdevMatch(vendor: "1397", productName: hostile, mapping: "hostile")])
        == [
          #"ATTRS{idVendor}=="1397", ATTRS{product}=="X?? RUN+??/bin/sh??ACTION???add?remove??a-z??env?PATH??k", "#
            + wants
        ])
    #expect(
      try rules([UdevMatch(vendor: "1397", productName: "Früh", mapping: "a")])[0].contains(#"{product}=="Fr*h""#))
  }

  @Test func `a mapping name cannot leave its comment`() throws {
    let text = try UdevRules.text(for: [
      UdevMatch(vendor: "0944", product: "0117", mapping: "nano\nRUN+=\"/bin/sh\"\u{2028}\r")
    ])
    #expect(text.contains("\n# nano RUN+=\"/bin/sh\"  \n"))
    #expect(text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.allSatisfy { !$0.contains("RUN") })
  }

  @Test(arguments: ["", "944", "09444", "0x44", "09 4", "09g4", "0944\"", "０９４４"])
  func `an id that is not four hexadecimal digits is refused`(id: String) {
    #expect { try UdevRules.text(for: [UdevMatch(vendor: id, product: "0117", mapping: "m")]) } throws: {
      "\($0)".contains("Write four hexadecimal digits")
    }
    #expect(throws: UdevRules.Invalid.self) {
      try UdevRules.text(for: [UdevMatch(vendor: "0944", product: id, mapping: "m")])
    }
  }

  @Test(arguments: [nil, "", "*", "?**"] as [String?])
  func `a vendor alone never starts the desk`(name: String?) {
    #expect { try UdevRules.text(for: [UdevMatch(vendor: "1397", productName: name, mapping: "X-Touch")]) } throws: {
      "\($0)".hasPrefix("The mapping X-Touch matches every device of USB vendor 1397.")
    }
  }

  @Test func `the same device in two mappings makes one rule`() throws {
    let match = UdevMatch(vendor: "0944", product: "0117", mapping: "a")
    #expect(try rules([match, UdevMatch(vendor: "0944", product: "0117", mapping: "b")]).count == 1)
  }
}
