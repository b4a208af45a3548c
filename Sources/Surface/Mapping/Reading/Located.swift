import Yams

/// A piece of YAML that knows where it stands.
struct Located {
  let node: Node
  let file: String

  var line: Int { node.mark?.line ?? 1 }
  var column: Int { node.mark?.column ?? 1 }

  /// The words as they were written; `on` stays `on`, `10` stays `10`. Nil for lists and mappings.
  var text: String? {
    if case .scalar(let scalar) = node { scalar.string.trimmed } else { nil }
  }

  /// The entries of a list; nil for anything else.
  var items: [Located]? {
    if case .sequence(let sequence) = node { sequence.map { Located(node: $0, file: file) } } else { nil }
  }

  /// The entries of a mapping; nil for anything else.
  var pairs: [(key: Located, value: Located)]? {
    guard case .mapping(let mapping) = node else { return nil }
    return mapping.map { (Located(node: $0.key, file: file), Located(node: $0.value, file: file)) }
  }

  /// Whether nothing stands there (`~`, `null` or an empty value).
  var isNothing: Bool { ["", "~", "null"].contains(text) && node.scalar?.style == .plain }

  func error(_ message: String) -> MappingError {
    MappingError(file: file, line: line, column: column, message: message)
  }
}

extension MappingFile {
  /// The YAML of the file.
  func compose() throws(MappingError) -> Located {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw MappingError(
          file: name, line: 1, column: 1, message: "the file is empty; see docs/mapping.md for what it needs")
      }
      return Located(node: node, file: name)
    } catch let error as MappingError {
      throw error
    } catch let error as YamlError {
      throw yamlError(error)
    } catch {
      throw MappingError(file: name, line: 1, column: 1, message: "the file cannot be read as YAML: \(error)")
    }
  }

  private func yamlError(_ error: YamlError) -> MappingError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let hint = "; put quotation marks around texts with brackets, braces or colons"
      return MappingError(
        file: name, line: mark.line, column: mark.column, message: "this is not YAML: \(problem)\(hint)")
    case .duplicatedKeysInMapping(let keys, let context):
      return MappingError(
        file: name, line: max(context.mark.line, 1), column: max(context.mark.column, 1),
        message: "\(keys.map { "'\($0)'" }.joined(separator: ", ")) stands here more than once; keep one of them")
    default: return MappingError(file: name, line: 1, column: 1, message: "the file cannot be read as YAML: \(error)")
    }
  }
}
