import Mixer

extension Status {
  /// For people, one matter per line.
  public var lines: [String] {
    var lines = ["faderd \(version), up \(Status.duration(uptime))", "audio \(audio.text)"]
    if isDemo { lines.append("demo multitrack plays: no input is connected") }
    if surfaces.isEmpty { lines.append("no surface") }
    lines += surfaces.map { "surface \($0.line)" }
    if lostEvents > 0 { lines.append("surfaces sent faster than they were read \(lostEvents) times: events were lost") }
    lines.append(snapshot.map { "snapshot \($0.text)" } ?? "no snapshot recalled")
    lines.append("persistence \(persistence.text)")
    lines.append("limiter worked \(limiterCount) times, \(badSamples) bad samples")
    return lines
  }

  /// The same for programs.
  public var json: JSON {
    .object([
      ("version", .string(version)), ("uptime", .integer(uptime)), ("audio", audio.json), ("demo", .bool(isDemo)),
      ("surfaces", .array(surfaces.map(\.json))), ("lost_events", .integer(lostEvents)),
      ("snapshot", snapshot?.json ?? .null),
      ("persistence", persistence.json), ("limiter_count", .integer(Int(clamping: limiterCount))),
      ("bad_samples", .integer(Int(clamping: badSamples))),
    ])
  }

  /// `3 days 4 h`, `2 h 5 min`, `3 min 12 s`.
  static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    case ..<86_400: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    default: "\(seconds / 86_400) days \(seconds % 86_400 / 3600) h"
    }
  }
}

extension Status.Audio {
  /// For people.
  public var text: String {
    switch self {
    case .absent(let reason): "absent: \(reason)"
    case .running(let r):
      "running on \(r.server), \(r.sampleRate) Hz, \(r.period) frames, load \(decimal(r.loadMedian, digits: 1)) % (max "
        + "\(decimal(r.loadMaximum, digits: 1)) %), \(r.xruns) xruns, latency \(r.latency) frames, \(r.scheduling)"
    }
  }

  var json: JSON {
    switch self {
    case .absent(let reason): .object([("state", .string("absent")), ("reason", .string(reason))])
    case .running(let r):
      .object([
        ("state", .string("running")), ("server", .string(r.server)), ("rate", .integer(r.sampleRate)),
        ("period", .integer(r.period)), ("load_median", .number(r.loadMedian)),
        ("load_maximum", .number(r.loadMaximum)), ("xruns", .integer(r.xruns)), ("latency", .integer(r.latency)),
        ("scheduling", .string(r.scheduling)),
      ])
    }
  }
}

extension Status.Surface {
  /// `"X" mapping, identity, ready`.
  var line: String { "\(Words.quoted(name)) \(Words.word(mapping)) \(Words.word(identity)) \(state)" }

  var json: JSON {
    .object([
      ("name", .string(name)), ("mapping", .string(mapping)), ("identity", .string(identity)),
      ("state", .string(state)),
    ])
  }
}

extension Status.Snapshot {
  /// `3 "Chorus"`, with `, changed since`.
  public var text: String { "\(number) \(Words.quoted(name))" + (isChanged ? ", changed since" : "") }

  var json: JSON {
    .object([("number", .integer(number)), ("name", .string(name)), ("changed", .bool(isChanged))])
  }
}

extension Status.Persistence {
  /// `saved`, `saving`, or `not persisting: …`.
  public var text: String {
    switch self {
    case .saved: "saved"
    case .saving: "saving"
    case .failing(let reason): "not persisting: \(reason)"
    }
  }

  var json: JSON {
    switch self {
    case .saved, .saving: .object([("state", .string(text)), ("reason", .null)])
    case .failing(let reason): .object([("state", .string("failing")), ("reason", .string(reason))])
    }
  }
}
