import Testing

@testable import Surface

/// What is said of layers that cannot be meant.
@Suite struct LayerErrorTests {
  private func complaints(_ line: String, sections: String = "") -> [String] {
    let text = """
      name: D
      match: [{client: D}]
      controls:
        slider[1-8]: {kind: fader, receive: B0 00+i vv}
        motor: {kind: fader, message: E0 ll mm}
        key[1-8]: {kind: button, message: 90 10+i vv}
        lamp: {kind: button, send: 90 20 vv}
        wheel: {kind: encoder, receive: B0 40 vv}
      \(sections)
      layers:
        mix:
          \(line)
        eq: {}
        sends: {}
        other: {}
      """
    do throws(MappingErrors) {
      _ = try Mapping.load(text: text, file: "my.yaml")
      return []
    } catch {
      return error.errors.map(\.message)
    }
  }

  @Test func `every complaint says what is wrong and what to write`() {
    let pages = "pages: {knobs: [eq, sends]}"
    let table: [(String, String, String)] = [
      ("key[1]: page eq", "", "'eq' is in no set of 'pages'; write 'layer eq'"),
      ("key[1]: layer eq", pages, "'eq' is a page of 'knobs'; write 'page eq'"),
      ("key[1]: page othr", pages, "there is no layer 'othr'; did you mean 'other'?"),
      ("key[1]: page next knob", pages, "say which set of pages; did you mean 'knobs'?"),
      ("key[1]: page next", "", "say which set of pages"),
      ("key[1]: undo", "pages: {knobs: [mix]}", "there is no layer 'mix' that can be a page"),
      ("key[1]: undo", "pages: {a: [eq], b: [eq]}", "'eq' is a page already"),
      ("key[1]: undo", "pages: [eq]", "pages is written as 'SET: [LAYER, LAYER]'"),
      ("key[1]: hold bank[n]/fader", "", "'bank[n]/fader' is not on or off"),
      ("key[1]: next bank[n]/fader", "", "'bank[n]/fader' is not a list of words"),
      ("key[1]: set bank[n]/mute maybe", "", "write on or off"),
      ("key[1]: set ch/1/fader 20", "", "-90 to 10 dB"),
      ("key[1]: spill ch/1", "", "'ch/1' never has members; write one such as dca/1"),
      ("key[1]: bus ch/1", "", "'ch/1' never is a bus; write one such as aux/1"),
      ("key[1]: tap ch/1", "", "'ch/1' never has a tempo; write one such as fx/1"),
      ("key[1]: auto-trim main", "", "'main' never has a trim"),
      ("key[1]: strips chan", "", "'chan' is not a kind of strip"),
      ("key[1]: bank n+0/", "", "is not a number"),
      ("lamp: bank n", "", "this control has no number"),
      ("slider[1-8]: bank[n]/send/[bus]/levl", "", "there is no parameter 'send/[bus]/levl'"),
      ("slider[1-8]: {move: bank/1/fader, takeover: pikup}", "", "takeover is one of pickup, jump, scale, relative"),
      ("slider[1-8]: {takeover: jump}", "", "add 'move: PATH'"),
      ("motor: {move: main/fader, takeover: jump}", "", "motor has a motor"),
      ("takeover: x", "", "takeover is one of"),
      ("key[1]: undo", "takeover: x", "takeover is one of"),
      ("wheel: {move: main/fader}", "", "write the path itself; only buttons, faders and knobs"),
      ("wheel: [main/fader, main/pan]", "", "only buttons do several things"),
      ("key[1]: {press: hold layer other, long: undo}", "", "so it cannot hold"),
      ("key[1]: {release: hold layer other}", "", "nothing is held when a button is released"),
      ("lamp: {press: undo}", "", "is a lamp that cannot be pressed"),
      ("key[1]: {press: undo, dubble: redo}", "", "a button has no key 'dubble'; did you mean 'double'?"),
      ("key[1]: clear sol", "", "did you mean 'clear solo'?"),
    ]
    for (line, sections, expected) in table {
      let found = complaints(line, sections: sections)
      #expect(found.contains { $0.contains(expected) }, "\(line): \(expected) — found \(found)")
    }
    #expect(complaints("key[1]: {press: undo, long: hold layer other}", sections: pages) == [])
    #expect(complaints("slider[1-8]: {move: \"bank[n]/fader\", takeover: jump}", sections: "takeover: scale") == [])
  }

  @Test func `a motor needs no takeover`() {
    #expect(
      complaints("key[1]: undo", sections: "").isEmpty)
    do throws(MappingErrors) {
      _ = try Mapping.load(
        text: """
          name: D
          match: [{client: D}]
          controls: {m: {kind: fader, message: E0 ll mm, takeover: jump}}
          layers: {mix: {m: main/fader}}
          """, file: "my.yaml")
      Issue.record("the file was taken")
    } catch {
      #expect(error.description.contains("a fader with a motor needs no 'takeover'"))
    }
  }
}
