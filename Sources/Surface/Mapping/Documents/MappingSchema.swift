import Mixer

/// The JSON Schema (draft 2020-12) of mapping files, by which editors complete and check them. Made from the tables that the
/// reader goes by. It knows which words may stand where; what they mean together only the reader knows. Pure; any thread.
public enum MappingSchema {
  typealias Pairs = [(key: String, value: JSON)]

  /// The schema of devices' files.
  public static var device: String {
    let rows: Pairs = [("controls", .object([("additionalProperties", .object(stated))]))]
    // Without a family, every control says what it is.
    let alone: Pairs = [
      ("if", .object([("not", .object([("required", .array([.string("use")]))]))])),
      ("then", .object([("properties", .object(rows))])),
    ]
    return text("A device's mapping file of faderd", object(.device) + alone)
  }

  /// The schema of the files in `families/`.
  public static var family: String { text("A family's mapping file of faderd", object(.family)) }

  private static let stated: Pairs = [("type", .string("object")), ("required", .array([.string("kind")]))]

  private static func text(_ title: String, _ root: Pairs) -> String {
    let head: Pairs = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title)),
    ]
    let definitions: Pairs = [
      ("message", .object(text(MappingPatterns.message, examples: ["B0 00+i vv", "90 10+i vv", "E0+i ll mm"]))),
      ("bytes", .object(text(MappingPatterns.bytes))),
      ("job", .object(text(MappingPatterns.job, examples: Phrase.all.map(\.example)))),
      ("jobs", .object(any([reference("job"), array(reference("job"), 1...Int.max)]))),
      ("assignment", .object(any([reference("jobs"), object(.button), object(.position)]))),
      ("control", .object(control)),
    ]
    let kinds: Pairs = Control.Kind.allCases.map { ($0.rawValue, .object(object(.control($0), needs: false))) }
    let rest: Pairs = [("row", .object(object(.control, needs: false)))]
    return JSON.object(head + root + [("$defs", .object(definitions + kinds + rest))]).text
  }

  /// A control whose kind is written here has the keys of its kind, one of a family's those of any.
  private static var control: Pairs {
    let kinds = Control.Kind.allCases.map { kind -> JSON in
      let isIt: Pairs = stated + [("properties", .object([("kind", .object([("const", .string(kind.rawValue))]))]))]
      return .object([("if", .object(isIt)), ("then", .object(reference(kind.rawValue)))])
    }
    let others: Pairs = [("type", .string("object")), ("not", .object([("required", .array([.string("kind")]))]))]
    let words: Pairs = [("kind", .object(schema(Section.control["kind"]!)))]
    return [
      ("type", .array([.string("object"), .string("null")])), ("properties", .object(words)),
      ("allOf", .array(kinds + [.object([("if", .object(others)), ("then", .object(reference("row")))])])),
    ]
  }

  // MARK: Keys

  private static func object(_ section: Section, needs: Bool = true) -> Pairs {
    let keys: Pairs = section.names.map { name in
      let alike = section.keys.filter { $0.name == name }
      return (name, .object(alike.count == 1 ? schema(alike[0]) : any(alike.map { schema($0) })))
    }
    let needed = section.keys.filter { needs && $0.isNeeded }.map { JSON.string($0.name) }
    return [
      ("type", .string("object")), ("properties", .object(keys)), ("additionalProperties", .bool(false)),
    ] + (needed.isEmpty ? [] : [("required", .array(needed))])
  }

  private static func schema(_ key: Key) -> Pairs {
    var pairs = schema(key.form)
    pairs.append(("description", .string(key.about)))
    switch key.form {
    case .number: if let number = Int(key.initial) { pairs.append(("default", .integer(number))) }
    case .word(let words): if words.contains(key.initial) { pairs.append(("default", .string(key.initial))) }
    default: break
    }
    return pairs
  }

  private static func schema(_ form: Form) -> Pairs {
    switch form {
    // A text may look like a number.
    case .text: types("string", "number")
    case .usb: types("string", "number") + [("pattern", .string(MappingPatterns.usb))]
    case .message: reference("message")
    case .bytes: reference("bytes")
    case .byte(let most): byte(most: most)
    case .number(let range, _):
      types("integer") + [("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound))]
    case .level: any([types("number"), text("^-inf$")])
    case .color: any([byte(most: 0x7F), text(MappingPatterns.color)])
    case .word(let words): [("enum", .array(words.map { .string($0) }))]
    case .assignment: reference("assignment")
    case .jobs: reference("jobs")
    case .values: named(types("string", "number", "boolean"), MappingPatterns.fixedPath)
    case .control: reference("control")
    case .layer: layer
    case .nothing: types("null")
    case .list(let form, let count): array(schema(form), count)
    case .some(let form): any([schema(form), array(schema(form), 0...Int.max)])
    case .named(let name, let form): named(schema(form), MappingPatterns.name(name))
    case .either(let one, let other): any([schema(one), schema(other)])
    case .section(let section): object(section)
    }
  }

  private static var layer: Pairs {
    let words: Pairs = Section.layer.keys.map { ($0.name, .object(schema($0))) }
    return types("object") + [
      ("properties", .object(words)),
      ("propertyNames", .object([("pattern", .string(MappingPatterns.name("CONTROL") ?? ""))])),
      ("additionalProperties", .object(reference("assignment"))),
    ]
  }

  /// A byte that has digits only is a number to YAML, and is written in tens then.
  private static func byte(most: Int) -> Pairs {
    let digits = (0...99).last { Int("\($0)", radix: 16)! <= most }!
    let number: Pairs = types("integer") + [("minimum", .integer(0)), ("maximum", .integer(digits))]
    return any([number, text(MappingPatterns.byte(most: most))])
  }

  // MARK: JSON

  private static func types(_ names: String...) -> Pairs {
    [("type", names.count == 1 ? .string(names[0]) : .array(names.map { .string($0) }))]
  }

  private static func text(_ pattern: String, examples: [String] = []) -> Pairs {
    types("string") + [("pattern", .string(pattern))]
      + (examples.isEmpty ? [] : [("examples", .array(examples.map { .string($0) }))])
  }

  private static func reference(_ name: String) -> Pairs { [("$ref", .string("#/$defs/\(name)"))] }

  private static func any(_ schemas: [Pairs]) -> Pairs { [("anyOf", .array(schemas.map { .object($0) }))] }

  private static func array(_ items: Pairs, _ count: ClosedRange<Int>) -> Pairs {
    types("array") + [("items", .object(items))]
      + (count.lowerBound > 0 ? [("minItems", .integer(count.lowerBound))] : [])
      + (count.upperBound < Int.max ? [("maxItems", .integer(count.upperBound))] : [])
  }

  private static func named(_ values: Pairs, _ pattern: String?) -> Pairs {
    types("object") + (pattern.map { [("propertyNames", .object([("pattern", .string($0))]))] } ?? [])
      + [("additionalProperties", .object(values))]
  }
}
