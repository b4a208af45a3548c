import Testing

@testable import Surface

@Suite struct XMLReaderTests {
  private func complaint(_ text: String) -> String? {
    do throws(MappingError) {
      _ = try XMLReader.element(in: text, file: "a.xml")
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `elements, attributes and their places are read`() throws {
    let root = try XMLReader.element(
      in: """
        <?xml version="1.0" encoding="UTF-8"?>
        <Desk name='one'>
          text between, and a stray > sign
          <Strip a="1"   b = "2"/><Strip
            c="3"></Strip>
        </Desk>

        """, file: "a.xml")
    #expect(root.name == "Desk")
    #expect(root["name"]?.value == "one")
    #expect(root.children.map(\.name) == ["Strip", "Strip"])
    #expect(root.children.map { [$0.line, $0.column] } == [[4, 3], [4, 27]])
    #expect(root.children[0]["b"].map { [$0.line, $0.column] } == [4, 18])
    #expect(root.children[1]["c"].map { [$0.line, $0.column] } == [5, 5])
    #expect(root.children[1]["d"] == nil)
  }

  @Test func `what is not an element is skipped`() throws {
    let root = try XMLReader.element(
      in: """
        \u{FEFF}<!DOCTYPE Desk [ <!ELEMENT Desk (Strip)> ]>
        <!-- <Strip/> -- and two hyphens -->
        <Desk><!-- <Strip --><![CDATA[ <Strip/> & ]]><?go <Strip/> ?><Strip/>&nothing;</Desk>
        <!-- the end -->
        """, file: "a.xml")
    #expect(root.children.map(\.name) == ["Strip"])
    #expect(root.line == 3)
  }

  @Test func `lines are counted whatever ends them`() throws {
    for end in ["\n", "\r\n", "\r"] {
      let root = try XMLReader.element(in: "<a>\(end)\(end) <b/>\(end)</a>", file: "a.xml")
      #expect(root.children.map { [$0.line, $0.column] } == [[3, 2]])
    }
  }

  @Test func `entities stand for characters, and control characters for spaces`() throws {
    let root = try XMLReader.element(
      in: "<a b=\"&lt;&amp;&gt;&quot;&apos;&#65;&#x42;é\" c='x\ny&#10;z'/>", file: "a.xml")
    #expect(root["b"]?.value == "<&>\"'ABé")
    #expect(root["c"]?.value == "x y z")
  }

  @Test(arguments: [
    ("", "1:1: there is no element in the file; is this an XML file?"),
    ("<!-- only -->", "1:14: there is no element in the file; is this an XML file?"),
    ("name: D", "1:1: 'n' stands outside all elements; is this an XML file?"),
    ("<a>\n<b>\n</a>", "3:1: </a> stands where </b> must close line 2"),
    ("<a>\n<b>\n", "3:1: the file ends inside <b> of line 2; add </b>"),
    ("<a></a></a>", "1:8: </a> closes nothing; remove it"),
    ("<a/><b/>", "1:5: a second element stands after the end; an XML file has one"),
    ("<a>\n <b c=1/></a>", "2:7: the value of 'c' has no quotation mark; write c=\"…\""),
    ("<a b></a>", "1:5: '=' is missing after 'b'; write b=\"…\""),
    ("<a b=\"1\"c=\"2\"/>", "1:9: 'c' follows at once; put a space before it"),
    ("<a b=\"1\" b=\"2\"/>", "1:10: <a> has 'b' twice; keep one"),
    (
      "<a b=\"1>\n<c d=\"2\"/></a>",
      "2:1: '<' stands in the value of 'b'; its quotation mark is missing, or write &lt;"
    ),
    ("<a b=\"1", "1:4: the value of 'b' has no end; add a quotation mark"),
    ("<a b=\"1\"", "1:9: the file ends inside <a> of line 1; add '>'"),
    ("<a / b='1'>", "1:5: '>' must follow '/' at the end of <a>"),
    ("<a></a b>", "1:8: '>' is missing after </a"),
    ("<a b=\"x & y\"/>", "1:9: '&' stands alone; write &amp;"),
    ("<a b=\"&uuml;\"/>", "1:7: '&uuml;' is unknown; write the character itself, or &#…; with its number"),
    ("<a b=\"&#xD800;\"/>", "1:7: '&#xD800;' is unknown; write the character itself, or &#…; with its number"),
    (
      "<a>1 < 2</a>",
      "1:7: here the name of an element is missing; a name begins with a letter (a plain '<' is written &lt;)"
    ),
    ("<a><!-- x", "1:4: this comment has no end; add '-->'"),
    ("<a><![CDATA[ x", "1:4: this CDATA section has no end; add ']]>'"),
    ("<?xml", "1:1: this instruction has no end; add '?>'"),
    ("<!DOCTYPE a [", "1:1: this declaration has no end; add '>'"),
  ]) func `what is wrong is said with its place`(text: String, message: String) {
    #expect(complaint(text) == "a.xml:\(message)")
  }

  @Test func `deep and broken texts are answered, not died of`() throws {
    let depth = 20_000
    let deep = String(repeating: "<a>", count: depth)
    #expect(complaint(deep) == "a.xml:1:\(3 * depth + 1): the file ends inside <a> of line 1; add </a>")
    let whole = "<a b=\"1\"><!-- c --><d e='&amp;'/></a>"
    for count in 0..<whole.count { #expect(complaint(String(whole.prefix(count))) != nil) }
    for place in whole.indices {
      var text = whole
      text.remove(at: place)
      _ = complaint(text)
    }
  }
}
