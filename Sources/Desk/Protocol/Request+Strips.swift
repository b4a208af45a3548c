import Mixer

// Requests about whole strips.
extension Request {
  static func copyRequest(_ words: [String]) throws(Refusal) -> Request {
    let usage = "write: copy FROM TO... [BLOCK...], such as copy ch/1 ch/2 eq comp"
    guard let source = words.first else { throw Refusal(usage) }
    let (strips, blocks) = try stripsAndBlocks(words.dropFirst(), usage)
    return .copy(from: source, to: strips, blocks)
  }

  static func resetRequest(_ words: [String]) throws(Refusal) -> Request {
    let (strips, blocks) = try stripsAndBlocks(words[...], "write: reset STRIP... [BLOCK...], such as reset ch/1 eq")
    return .reset(strips, blocks)
  }

  static func soloRequest(_ words: [String]) throws(Refusal) -> Request {
    guard words == ["clear"] else {
      throw Refusal("write: solo clear\(Suggestion.phrase(for: words.first ?? "", among: ["clear"]))")
    }
    return .soloClear
  }

  static func tapRequest(_ words: [String]) throws(Refusal) -> Request {
    guard words.count == 1 else { throw Refusal("write: tap EFFECT, such as tap fx/1") }
    return .tap(words[0])
  }

  static func whyRequest(_ words: [String]) throws(Refusal) -> Request {
    guard !words.isEmpty else { throw Refusal("write: why STRIP..., such as why ch/3") }
    return .why(words)
  }

  /// Strips come first: paths, or strips that have no number. Every other word is a block.
  private static func stripsAndBlocks(
    _ words: ArraySlice<String>, _ usage: String
  ) throws(Refusal) -> ([String], Set<Block>) {
    let single = StripKind.allCases.filter { !$0.isNumbered }.map(\.word)
    let strips = words.filter { $0.contains("/") || $0.contains("*") || single.contains($0) }
    guard !strips.isEmpty else { throw Refusal(usage) }
    var blocks: Set<Block> = []
    for word in words where !strips.contains(word) {
      if word == "all" {
        blocks.formUnion(Block.usual)
      } else if let block = Block(rawValue: word) {
        blocks.insert(block)
      } else {
        let suggestion = Suggestion.phrase(for: word, among: Block.words)
        throw Refusal(
          "'\(word)' is neither a strip nor a block\(suggestion); blocks: \(Block.words.joined(separator: ", "))")
      }
    }
    return (strips, blocks.isEmpty ? Block.usual : blocks)
  }
}
