/// One element of an XML text, and where it stands.
struct XMLElement: Hashable, Sendable {
  /// `name="value"`.
  struct Attribute: Hashable, Sendable {
    let name: String
    /// Entities replaced; control characters and line ends are spaces.
    let value: String
    let line: Int
    let column: Int
  }

  let name: String
  /// Counted from 1; where its `<` stands.
  let line: Int
  let column: Int
  let attributes: [Attribute]
  var children: [XMLElement] = []

  subscript(_ name: String) -> Attribute? { attributes.first { $0.name == name } }
}
