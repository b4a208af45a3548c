import Testing

@testable import Mixer

@Suite struct CatalogueTests {
  let catalogue = Catalogue(layout: Layout(channels: 32, groups: 8))
  let names = DeskState(catalogue: Catalogue(layout: Layout(channels: 32, groups: 8))).names

  @Test func `every parameter has a place, a path, and comes back from both`() throws {
    for (index, parameter) in catalogue.parameters.enumerated() {
      #expect(catalogue.index(of: parameter) == index)
      #expect(catalogue.spec(at: index).item == parameter.item)
      let path = catalogue.path(of: parameter)
      #expect(try catalogue.resolve(path, names: names) == .value(parameter))
    }
    #expect(Set(catalogue.parameters.map { catalogue.path(of: $0) }).count == catalogue.parameters.count)
  }

  @Test func `every initial value is inside its range and every display name fits a scribble strip`() {
    for kind in StripKind.allCases {
      for spec in Catalogue.specs(of: kind) {
        #expect(spec.range.contains(spec.initial))
        #expect(spec.clamped(spec.initial) == spec.initial)
        #expect((1...7).contains(spec.display.count))
        #expect(spec.about.hasSuffix("."))
      }
    }
  }

  @Test func `parameters outside this desk are not in its catalogue`() {
    #expect(!catalogue.contains(Parameter(.channel(33), .fader)))
    #expect(!catalogue.contains(Parameter(.channel(1), .toGroup, 8)))
    #expect(!catalogue.contains(Parameter(.main, .trim)))
    #expect(!catalogue.contains(Parameter(.group(9), .fader)))
  }

  // Positions and values: X32 fader law, reference table (0 dB at 0.75, four straight lines).
  @Test(
    arguments: [
      (1.0, 10.0), (0.75, 0.0), (0.5, -10.0), (0.375, -20.0), (0.25, -30.0), (0.1875, -40.0), (0.125, -50.0),
      (0.0625, -60.0), (0.0, -90.0),
    ] as [(Float, Float)])
  func `the fader law is the X32's`(position: Float, decibel: Float) {
    let fader = Catalogue.specs(of: .main).first { $0.item == .fader }!
    #expect(abs(fader.value(at: position) - decibel) < 1e-4)
    #expect(abs(fader.position(of: decibel) - position) < 1e-6)
  }

  @Test func `every law comes back to the same position`() {
    for kind in StripKind.allCases {
      for spec in Catalogue.specs(of: kind) {
        for step in 0..<spec.steps {
          let position = Float(step) / Float(spec.steps - 1)
          let value = spec.value(at: position)
          #expect(spec.range.contains(value))
          #expect(abs(spec.position(of: value) - position) < 1e-5, "\(spec.pattern) at \(position)")
        }
      }
    }
  }

  @Test func `what is written of a value is read as the same value`() throws {
    for kind in StripKind.allCases {
      for spec in Catalogue.specs(of: kind) {
        for step in 0..<spec.steps {
          let value = spec.value(at: Float(step) / Float(spec.steps - 1))
          let text = spec.text(of: value)
          #expect(abs(try spec.value(from: text) - value) <= 0.051, "\(text)")
          #expect(spec.text(of: try spec.value(from: text)) == text)
          #expect(spec.shortText(of: value).count <= 7)
        }
      }
    }
  }

  @Test func `values are taken in the forms that people write`() throws {
    let fader = Catalogue.specs(of: .channel).first { $0.item == .fader }!
    let mute = Catalogue.specs(of: .channel).first { $0.item == .mute }!
    let color = Catalogue.specs(of: .channel).first { $0.item == .color }!
    #expect(try fader.value(from: "-6") == -6)
    #expect(try fader.value(from: "-6.5dB") == -6.5)
    #expect(try fader.value(from: "-6.5 dB") == -6.5)
    #expect(try fader.value(from: "-inf") == -90)
    #expect(try mute.value(from: "ON") == 1)
    #expect(try color.value(from: "red") == 1)
    for bad in ["", "loud", "nan", "inf", "11", "-6 Hz", "1 2 3", "1e99"] {
      #expect(throws: Refusal.self, "\(bad)") { try fader.value(from: bad) }
    }
    #expect(throws: Refusal.self) { try color.value(from: "pink") }
    #expect(throws: Refusal.self) { try mute.value(from: "maybe") }
  }

  @Test func `wildcards name strips and items, in catalogue order`() throws {
    let mutes = try catalogue.matching("ch/*/mute", names: names)
    #expect(mutes.count == 32)
    #expect(mutes.first == .value(Parameter(.channel(1), .mute)))
    #expect(try catalogue.matching("ch/3/group/*", names: names).count == 8)
    #expect(try catalogue.matching("*/*/mute", names: names).count == 32 + 8 + 8 + 4 + 8 + 8)
    #expect(try catalogue.matching("*/mute", names: names).count == 1)
    #expect(try catalogue.matching("**", names: names).count == catalogue.parameters.count + names.count)
    #expect(try catalogue.matching("ch/3/**", names: names).count == catalogue.addresses(of: .channel(3)).count)
  }

  @Test func `a strip can be named by its name, in any case`() throws {
    var names = names
    names[4] = "Vox"
    #expect(try catalogue.resolve("ch/vox/fader", names: names) == .value(Parameter(.channel(5), .fader)))
    #expect(try catalogue.resolve("ch/5/name", names: names) == .name(.channel(5)))
    names[6] = "vox"
    #expect(throws: Refusal.self) { try catalogue.resolve("ch/vox/fader", names: names) }
  }

  @Test(arguments: [
    "", "/", "ch", "ch/", "ch/0/fader", "ch/33/fader", "ch/3", "ch/3/", "ch/3/fade", "ch/3/fader/1", "chan/3/fader",
    "main/solo", "ch/nobody/fader", "ch/3/group/9", "ch/*/fader", "group/-1/mute", "ch/3/*",
  ])
  func `a wrong path is refused with a sentence`(path: String) {
    let refusal = #expect(throws: Refusal.self) { try catalogue.resolve(path, names: names) }
    #expect((refusal?.description.count ?? 0) > 20)
  }

  @Test func `names that would break a path or a file are refused`() throws {
    #expect(try DeskState.name(from: "  Kick in  ") == "Kick in")
    #expect(try DeskState.name(from: "Größe 🎸") == "Größe 🎸")
    for bad in ["a/b", "a\"b", "a*", "a\\b", "a\nb", String(repeating: "x", count: 33)] {
      #expect(throws: Refusal.self, "\(bad)") { try DeskState.name(from: bad) }
    }
  }
}
