/// Reads what bindings do besides moving controls: functions and actions.
enum ArdourAction {
  /// What a function does here.
  /// - Parameter argument: a number, where the function wants one.
  static func job(function: String, argument: String?) throws(ImportRefusal) -> ImportedJob {
    let name = function.trimmed.lowercased()
    switch name {
    case "": throw .broken("the function is empty")
    case "next-bank": return ImportedJob(form: .action, before: "bank next", name: "bank-right")
    case "prev-bank": return ImportedJob(form: .action, before: "bank previous", name: "bank-left")
    case "set-bank":
      return ImportedJob(
        form: .action, before: "bank ", number: try number(argument, of: name, 0...255) + 1, name: "bank")
    case "select":
      let number = try number(argument, of: name, 1...256)
      return ImportedJob(form: .action, before: "select ch/", number: number, name: "select")
    case "track-set-solo", "track-set-mute":
      let word = String(name.suffix(4))
      let number = try number(argument, of: name, 1...256)
      return ImportedJob(form: .toggle, before: "ch/", number: number, after: "/\(word)", name: word)
    default: break
    }
    if recording.contains(name) { throw .unused("recording", name) }
    if name.hasPrefix("transport-") || name == "loop-toggle" { throw .unused("transport", name) }
    let known = ["next-bank", "prev-bank", "set-bank", "select"]
    if let near = Suggestion.nearest(to: name, among: known) {
      throw .broken("there is no function '\(function)'; did you mean '\(near)'?")
    }
    throw .unused("functions without a counterpart", name)
  }

  private static let recording = ["rec-enable", "rec-disable", "toggle-rec-enable"]

  private static func number(_ text: String?, of function: String, _ range: ClosedRange<Int>) throws(ImportRefusal)
    -> Int
  {
    guard let text else { throw .broken("'\(function)' needs an argument, such as argument=\"\(range.lowerBound)\"") }
    guard let number = Int(text.trimmed), range.contains(number) else {
      throw .broken("'\(text)' is not a number from \(range.lowerBound) to \(range.upperBound) for '\(function)'")
    }
    return number
  }

  /// What an action of the program does here.
  static func job(action: String) throws(ImportRefusal) -> ImportedJob {
    let name = action.trimmed
    guard !name.isEmpty else { throw .broken("the action is empty") }
    let words = name.lowercased().split(separator: "/" as Character).map(String.init)
    guard words.count == 2 else {
      throw .broken("'\(name)' is no action; it has a group and a name, such as Main/Save")
    }
    if let (form, text, own) = known[words[1]] { return ImportedJob(form: form, before: text, name: own) }
    if words[1].hasPrefix(scene), let number = Int(words[1].dropFirst(scene.count)), number >= 1 {
      return ImportedJob(form: .action, before: "recall snapshot ", number: number, name: "snapshot")
    }
    throw .unused(areas[words[0]] ?? "actions without a counterpart", name)
  }

  private static let scene = "recall-mixer-scene-"

  private static let known: [String: (ImportedJob.Form, String, String)] = [
    "save": (.action, "save", "save"),
    "undo": (.action, "undo", "undo"),
    "redo": (.action, "redo", "redo"),
    "cancel-solo": (.action, "clear solo", "clear-solo"),
    "unity-gain": (.action, "set selected/fader 0", "unity"),
    "track-mute-toggle": (.toggle, "selected/mute", "selected-mute"),
    "track-solo-toggle": (.toggle, "selected/solo", "selected-solo"),
    "monitor-dim-all": (.toggle, "monitor/dim", "monitor-dim"),
    "monitor-mono": (.toggle, "monitor/mono", "monitor-mono"),
  ]

  private static let areas = [
    "transport": "transport", "common": "markers and windows", "editor": "editing", "editing": "editing",
    "region": "editing", "midi": "editing", "main": "menus", "mixer": "windows of the mixer", "cues": "clips",
    "recorder": "recording", "window": "windows", "zoom": "windows", "step editing": "editing",
  ]
}
