/// One way to say what a control does or shows. The reader takes it, the schema allows it and the manual explains it, all
/// by this.
struct Phrase: Sendable {
  /// What it is for.
  enum Use { case button, text, meter }
  typealias Reading = @Sendable (JobReader, [String]) throws(Complaint) -> Job?

  /// Its words. Those with capitals, and `n`, stand for others; `…` after the last one: for one or more.
  let form: [String]
  let use: Use
  /// It as it may stand in a file.
  let example: String
  /// What a press does, or what is shown; empty if it is only for lights.
  let does: String
  /// When a button's light is on; empty if it has none.
  let light: String
  /// The job, from the words that stand in the places of others; nil if they are not for this phrase.
  let job: Reading

  init(
    _ form: String, on use: Use = .button, example: String, _ does: String, light: String = "", _ job: @escaping Reading
  ) {
    self.form = form.split(separator: " ").map(String.init)
    self.use = use
    self.example = example
    self.does = does
    self.light = light
    self.job = job
  }

  /// A phrase in which nothing varies.
  init(_ form: String, on use: Use = .button, _ does: String, light: String = "", _ job: Job) {
    self.init(form, on: use, example: form, does, light: light) { _, _ in job }
  }

  /// Whether a word of a form stands for others.
  static func isPlace(_ word: String) -> Bool { word == "n" || word.contains(where: \.isUppercase) }

  /// How it is written, for suggestions; nil if there is no fixed word in it.
  var model: String? {
    form.allSatisfy(Phrase.isPlace)
      ? nil : form.map { $0.hasSuffix("…") ? String($0.dropLast()) : $0 }.joined(separator: " ")
  }

  /// The words that stand in the places of others; nil if it is another phrase.
  func places(in words: [String]) -> [String]? {
    let takesMore = form.last?.hasSuffix("…") == true
    guard takesMore ? words.count >= form.count : words.count == form.count else { return nil }
    let isIt = zip(form, words).allSatisfy { Phrase.isPlace($0) || $0 == $1 }
    guard isIt else { return nil }
    return words.indices.filter { $0 >= form.count || Phrase.isPlace(form[$0]) }.map { words[$0] }
  }
}

extension Phrase {
  /// Every phrase, in the order of the manual; of two that fit, the first counts.
  static let all: [Phrase] = paths + values + strips + banks + layers + snapshots + displays

  private static let paths = [
    Phrase("STRIP/name", on: .text, example: "bank[n]/name", "the strip's name") { (reader, words) throws(Complaint) in
      try reader.strip(words[0], before: "name").map { .name($0) }
    },
    Phrase("STRIP/meter", on: .meter, example: "bank[n]/meter", "the level") { (reader, words) throws(Complaint) in
      try reader.strip(words[0], before: "meter").map { .meter($0) }
    },
    Phrase("PATH", example: "bank[n]/mute", "switches it", light: "it is on") { (reader, words) throws(Complaint) in
      words[0].contains("/") ? .parameter(try reader.parameter(words[0])) : nil
    },
  ]

  private static let values = [
    Phrase("hold PATH", example: "hold talkback/on", "on while the button is held", light: "it is on") {
      (reader, words) throws(Complaint) in
      .hold(try reader.parameter(words[0], where: { $0.law == .onOff }, "on or off"))
    },
    Phrase("set PATH VALUE…", example: "set ch/1/fader -6", "a value", light: "it has this value") {
      (reader, words) throws(Complaint) in
      try reader.set(words[0], words[1...].joined(separator: " "))
    },
    Phrase("next PATH", example: "next monitor/solo", "the next word of a list, round and round") {
      (reader, words) throws(Complaint) in
      .step(try reader.parameter(words[0], where: { $0.law == .list }, "a list of words"), 1)
    },
    Phrase("previous PATH", example: "previous monitor/solo", "the word before it") {
      (reader, words) throws(Complaint) in
      .step(try reader.parameter(words[0], where: { $0.law == .list }, "a list of words"), -1)
    },
    Phrase(
      "reset STRIP", example: "reset selected", "the whole strip as it is on a new desk; can be undone"
    ) { (reader, words) throws(Complaint) in try reader.resetStrip(words[0]) },
    Phrase("reset PATH", example: "reset bank[n]/pan", "back to the initial value") {
      (reader, words) throws(Complaint) in
      .reset(try reader.parameter(words[0]))
    },
  ]

  private static let strips = [
    Phrase(
      "copy STRIP to STRIP", example: "copy selected to bank[n]",
      "the settings of one strip for another; can be undone"
    ) { (reader, words) throws(Complaint) in .copy(from: try reader.strip(words[0]), to: try reader.strip(words[1])) },
    Phrase("auto-trim STRIP", example: "auto-trim selected", "trims a channel by its peaks; can be undone") {
      (reader, words) throws(Complaint) in
      .autoTrim(try reader.strip(words[0], of: [.channel], "has a trim"))
    },
    Phrase("tap STRIP", example: "tap fx/1", "one tap for the tempo of an effect") {
      (reader, words) throws(Complaint) in
      .tap(try reader.strip(words[0], of: [.effect], "has a tempo"))
    },
    Phrase("select STRIP", example: "select bank[n]", "selects the strip", light: "it is selected") {
      (reader, words) throws(Complaint) in
      .select(try reader.strip(words[0]))
    },
  ]

  private static let banks = [
    Phrase("bank next", "moves the bank by its size", light: "there is something that way", .bank(1)),
    Phrase("bank previous", "moves it back by its size", light: "there is something that way", .bank(-1)),
    Phrase("channel next", "moves the bank by one strip", light: "there is something that way", .channel(1)),
    Phrase("channel previous", "moves it back by one strip", light: "there is something that way", .channel(-1)),
    Phrase("bank n", example: "bank 3", "moves the bank to the third one", light: "it is there") {
      (reader, words) throws(Complaint) in
      .bankNumber(try reader.count(words[0]))
    },
    Phrase(
      "strips KIND…", example: "strips aux fx", "only strips of these kinds in the bank; again: all as before",
      light: "they are"
    ) { (reader, words) throws(Complaint) in .strips(try reader.kinds(words)) },
    Phrase(
      "spill STRIP", example: "spill dca/1",
      "only what belongs to this DCA, mute group or group; again: all as before", light: "it is"
    ) { (reader, words) throws(Complaint) in
      .spill(try reader.strip(words[0], of: [.dca, .muteGroup, .group], "has members"))
    },
    Phrase("bus next", "the next bus, auxes first", light: "there is one that way", .stepBus(1)),
    Phrase("bus previous", "the bus before it", light: "there is one that way", .stepBus(-1)),
    Phrase("bus STRIP", example: "bus aux/[n]", "chooses the bus that `bus` stands for", light: "it is chosen") {
      (reader, words) throws(Complaint) in
      .bus(try reader.strip(words[0], of: [.aux, .effect], "is a bus"))
    },
  ]

  private static let layers = [
    Phrase("layer NAME", example: "layer flip", "switches a layer", light: "it is on") {
      (reader, words) throws(Complaint) in
      .layer(try reader.latched(words[0]), held: false)
    },
    Phrase(
      "hold layer NAME", example: "hold layer shift", "on while the button is held, as a shift key", light: "it is on"
    ) { (reader, words) throws(Complaint) in .layer(try reader.layer(words[0]), held: true) },
    Phrase(
      "page next SET", example: "page next knobs", "the next page of a set; before the first one none is on",
      light: "there is something that way"
    ) { (reader, words) throws(Complaint) in .turnPage(try reader.pageSet(words[0]), 1) },
    Phrase(
      "page previous SET", example: "page previous knobs", "the page before it", light: "there is something that way"
    ) { (reader, words) throws(Complaint) in .turnPage(try reader.pageSet(words[0]), -1) },
    Phrase("page next", example: "page next", "the same, if there is one set", light: "there is something that way") {
      (reader, _) throws(Complaint) in .turnPage(try reader.pageSet(nil), 1)
    },
    Phrase(
      "page previous", example: "page previous", "the same, if there is one set", light: "there is something that way"
    ) { (reader, _) throws(Complaint) in .turnPage(try reader.pageSet(nil), -1) },
    Phrase(
      "page NAME", example: "page eq", "switches a page, and the others of its set off", light: "it is on"
    ) { (reader, words) throws(Complaint) in .page(try reader.page(words[0])) },
  ]

  private static let snapshots = [
    Phrase("recall snapshot n", example: "recall snapshot n", "recalls it", light: "it is the current one") {
      (reader, words) throws(Complaint) in
      .recall(try reader.count(words[0]))
    },
    Phrase("snapshot next", "recalls the next one that exists", light: "there is one", .stepSnapshot(1)),
    Phrase("snapshot previous", "recalls the one before it", light: "there is one", .stepSnapshot(-1)),
    Phrase("undo", "takes back a recall, or what was done to a whole strip", light: "there is something", .undo),
    Phrase("redo", "does again what was taken back", light: "there is something", .redo),
    Phrase("save", "stores the desk in the current snapshot", .save),
    Phrase("clear solo", "puts out every solo", light: "anything is soloed", .clearSolo),
  ]

  private static let displays = [
    Phrase(
      "takeover CONTROL", example: "takeover slider[n]", "",
      light: "slowly on and off: move the slider up; quickly: down; dark: it leads"
    ) { (reader, words) throws(Complaint) in .takeover(try reader.control(words[0])) },
    Phrase(
      "takeover CONTROL", on: .text, example: "takeover slider[n]",
      "`up` or `down`: where the control must go before it acts; before others, with commas: only while there is a way to go"
    ) { (reader, words) throws(Complaint) in .takeover(try reader.control(words[0])) },
    Phrase("label PATH", on: .text, example: "label selected/eq/[n]/gain", "the short name of a parameter") {
      (reader, words) throws(Complaint) in
      .label(try reader.parameter(words[0]))
    },
    Phrase("snapshot number", on: .text, "the number of the current snapshot", .snapshotNumber),
  ]
}
