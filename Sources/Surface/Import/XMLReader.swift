/// Reads XML as people and programs write settings in it: elements, attributes, comments, entities. Characters between
/// elements, processing instructions and document types are skipped; a document type declares nothing.
///
/// Foundation's parser would bring a shared library with it, which a statically linked program must not need.
struct XMLReader {
  private let file: String
  private let text: [Unicode.Scalar]
  private var place = 0
  private var line = 1
  private var column = 1
  /// The elements that are open, the innermost last.
  private var open: [XMLElement] = []
  private var root: XMLElement?

  private init(_ text: String, file: String) {
    self.file = file
    self.text = Array(text.unicodeScalars)
  }

  /// The outermost element.
  /// - Throws: what is not XML, with its place.
  static func element(in text: String, file: String) throws(MappingError) -> XMLElement {
    var reader = XMLReader(text, file: file)
    return try reader.read()
  }

  private mutating func read() throws(MappingError) -> XMLElement {
    if current == "\u{FEFF}" { place += 1 }
    while let scalar = current {
      if scalar == "<" {
        try readMarkup()
      } else {
        guard !open.isEmpty || XMLReader.isSpace(scalar) else {
          throw error("'\(scalar)' stands outside all elements; is this an XML file?")
        }
        advance()
      }
    }
    if let last = open.last {
      throw error("the file ends inside <\(last.name)> of line \(last.line); add </\(last.name)>")
    }
    guard let root else { throw error("there is no element in the file; is this an XML file?") }
    return root
  }

  private mutating func readMarkup() throws(MappingError) {
    if starts(with: "<!--") {
      try skip(to: "-->", from: "<!--", "comment")
    } else if starts(with: "<?") {
      try skip(to: "?>", from: "<?", "instruction")
    } else if starts(with: "<![CDATA[") {
      try skip(to: "]]>", from: "<![CDATA[", "CDATA section")
    } else if starts(with: "<!") {
      try skipDeclaration()
    } else if starts(with: "</") {
      try readEnd()
    } else {
      try readStart()
    }
  }

  // MARK: Elements

  private mutating func readStart() throws(MappingError) {
    let (startLine, startColumn) = (line, column)
    if root != nil, open.isEmpty { throw error("a second element stands after the end; an XML file has one") }
    advance()
    let name = try readName("an element")
    var attributes: [XMLElement.Attribute] = []
    while true {
      let hasSpace = skipSpace()
      guard let scalar = current else { throw error("the file ends inside <\(name)> of line \(startLine); add '>'") }
      if scalar == ">" || scalar == "/" { break }
      guard hasSpace else { throw error("'\(scalar)' follows at once; put a space before it") }
      let attribute = try readAttribute(of: name)
      if attributes.contains(where: { $0.name == attribute.name }) {
        throw MappingError(
          file: file, line: attribute.line, column: attribute.column,
          message: "<\(name)> has '\(attribute.name)' twice; keep one")
      }
      attributes.append(attribute)
    }
    let element = XMLElement(name: name, line: startLine, column: startColumn, attributes: attributes)
    let isEmpty = current == "/"
    if isEmpty { advance() }
    guard current == ">" else { throw error("'>' must follow '/' at the end of <\(name)>") }
    advance()
    open.append(element)
    if isEmpty { close() }
  }

  private mutating func readEnd() throws(MappingError) {
    let start = (line, column)
    advance(2)
    let name = try readName("the end of an element")
    skipSpace()
    guard current == ">" else { throw error("'>' is missing after </\(name)") }
    guard let last = open.last else { throw error("</\(name)> closes nothing; remove it", at: start) }
    guard last.name == name else {
      throw error("</\(name)> stands where </\(last.name)> must close line \(last.line)", at: start)
    }
    advance()
    close()
  }

  private mutating func close() {
    let element = open.removeLast()
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  private mutating func readAttribute(of element: String) throws(MappingError) -> XMLElement.Attribute {
    let (startLine, startColumn) = (line, column)
    let name = try readName("an attribute of <\(element)>")
    skipSpace()
    guard current == "=" else { throw error("'=' is missing after '\(name)'; write \(name)=\"…\"") }
    advance()
    skipSpace()
    guard let quote = current, quote == "\"" || quote == "'" else {
      throw error("the value of '\(name)' has no quotation mark; write \(name)=\"…\"")
    }
    advance()
    var value = ""
    while let scalar = current, scalar != quote {
      if scalar == "<" {
        throw error("'<' stands in the value of '\(name)'; its quotation mark is missing, or write &lt;")
      }
      let read = scalar == "&" ? try readEntity() : scalar
      if scalar != "&" { advance() }
      value.unicodeScalars.append(XMLReader.isControl(read) ? " " : read)
    }
    guard current == quote else {
      throw error("the value of '\(name)' has no end; add a quotation mark", at: (startLine, startColumn))
    }
    advance()
    return XMLElement.Attribute(name: name, value: value, line: startLine, column: startColumn)
  }

  private mutating func readName(_ what: String) throws(MappingError) -> String {
    var name = ""
    while let scalar = current, XMLReader.isNamed(scalar) {
      name.unicodeScalars.append(scalar)
      advance()
    }
    guard let first = name.first, first.isLetter || first == "_" || first == ":" else {
      throw error("here the name of \(what) is missing; a name begins with a letter (a plain '<' is written &lt;)")
    }
    return name
  }

  private mutating func readEntity() throws(MappingError) -> Unicode.Scalar {
    let start = (line, column)
    advance()
    var name = ""
    while let scalar = current, scalar != ";", name.utf8.count < 12, scalar == "#" || XMLReader.isNamed(scalar) {
      name.unicodeScalars.append(scalar)
      advance()
    }
    guard current == ";" else { throw error("'&' stands alone; write &amp;", at: start) }
    advance()
    if let known = XMLReader.entities[name] { return known }
    let digits = name.dropFirst(name.hasPrefix("#x") ? 2 : 1)
    if name.hasPrefix("#"), let code = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10),
      let scalar = Unicode.Scalar(code)
    {
      return scalar
    }
    throw error("'&\(name);' is unknown; write the character itself, or &#…; with its number", at: start)
  }

  private static let entities: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
  ]

  // MARK: What is skipped

  private mutating func skip(to end: String, from start: String, _ what: String) throws(MappingError) {
    let beginning = (line, column)
    advance(start.unicodeScalars.count)
    while !starts(with: end) {
      guard current != nil else { throw error("this \(what) has no end; add '\(end)'", at: beginning) }
      advance()
    }
    advance(end.unicodeScalars.count)
  }

  /// A document type, with the brackets that may stand in it.
  private mutating func skipDeclaration() throws(MappingError) {
    let beginning = (line, column)
    var depth = 0
    while let scalar = current {
      advance()
      switch scalar {
      case "[": depth += 1
      case "]": depth -= 1
      case ">" where depth <= 0: return
      default: break
      }
    }
    throw error("this declaration has no end; add '>'", at: beginning)
  }

  @discardableResult private mutating func skipSpace() -> Bool {
    let start = place
    while let scalar = current, XMLReader.isSpace(scalar) { advance() }
    return place > start
  }

  // MARK: Characters

  private var current: Unicode.Scalar? { place < text.count ? text[place] : nil }

  private func starts(with word: String) -> Bool { text[place...].starts(with: word.unicodeScalars) }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count {
      guard let scalar = current else { return }
      place += 1
      if scalar == "\n" || scalar == "\r" && current != "\n" {
        (line, column) = (line + 1, 1)
      } else {
        column += 1
      }
    }
  }

  private func error(_ message: String, at place: (line: Int, column: Int)? = nil) -> MappingError {
    MappingError(file: file, line: place?.line ?? line, column: place?.column ?? column, message: message)
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { [" ", "\t", "\n", "\r"].contains(scalar) }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func isNamed(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || ["-", "_", ".", ":"].contains(scalar)
  }
}
