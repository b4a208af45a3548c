/// One line of `surface listen`: what a program hears that learns controls.
public enum DeviceNews: Hashable, Sendable {
  /// A device, as it is recognised.
  public struct Device: Hashable, Sendable {
    /// What people call it.
    public var name: String
    /// The file of its mapping; nil if it has none.
    public var file: String?
    /// The USB ids, `1234:5678`; nil for what is not on USB.
    public var usb: String?
    /// The USB product text; empty if there is none.
    public var product: String
    /// The name of the sequencer client.
    public var client: String
    /// Which port of the device it is, from 0.
    public var port: Int

    /// A device from what is known of it.
    public init(
      name: String, file: String? = nil, usb: String? = nil, product: String = "", client: String, port: Int = 0
    ) {
      self.name = name
      self.file = file
      self.usb = usb
      self.product = product
      self.client = client
      self.port = port
    }
  }

  /// A folder of mapping files, in the order in which they win; the last one has the shipped files.
  case folder(String)
  /// A device is there, or has another mapping now.
  case device(Device)
  /// Everything that is there has been told; what follows is new.
  case ready
  /// A complete message, with the time at which it came, in nanoseconds of a monotonic clock.
  case received(String, at: UInt64, [UInt8])
  /// A device is gone.
  case unplugged(String)
  /// Messages were lost.
  case lost

  /// As it stands in a data line.
  public var line: String {
    switch self {
    case .folder(let path): "folder \(Words.word(path))"
    case .device(let device): device.line
    case .ready: "ready"
    case .received(let name, let time, let bytes): "received \(Words.word(name)) \(time) \(Self.text(of: bytes))"
    case .unplugged(let name): "unplugged \(Words.word(name))"
    case .lost: "lost"
    }
  }

  /// Reads a data line; nil if it is none of these, as a newer daemon may send.
  public init?(_ line: String) {
    guard let words = try? Words.split(line), let verb = words.first else { return nil }
    switch (verb, words.count) {
    case ("folder", 2): self = .folder(words[1])
    case ("ready", 1): self = .ready
    case ("lost", 1): self = .lost
    case ("unplugged", 2): self = .unplugged(words[1])
    case ("device", 2...):
      guard let device = Device(Array(words.dropFirst())) else { return nil }
      self = .device(device)
    case ("received", 4...):
      let bytes = words[3...].compactMap { UInt8($0, radix: 16) }
      guard let time = UInt64(words[2]), bytes.count == words.count - 3 else { return nil }
      self = .received(words[1], at: time, bytes)
    default: return nil
    }
  }

  /// The name of the device that it is about; nil if it is about none.
  var name: String? {
    switch self {
    case .device(let device): device.name
    case .received(let name, _, _), .unplugged(let name): name
    case .folder, .ready, .lost: nil
    }
  }

  private static func text(of bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
  }
}

extension DeviceNews.Device {
  /// `device NAME [file FILE] [usb VENDOR:PRODUCT] [product TEXT] client TEXT port NUMBER`.
  fileprivate var line: String {
    var words = ["device", Words.word(name)]
    if let file { words += ["file", Words.word(file)] }
    if let usb { words += ["usb", usb] }
    if !product.isEmpty { words += ["product", Words.word(product)] }
    return (words + ["client", Words.word(client), "port", "\(port)"]).joined(separator: " ")
  }

  fileprivate init?(_ words: [String]) {
    guard words.count % 2 == 1 else { return nil }
    var facts: [String: String] = [:]
    for place in stride(from: 1, to: words.count, by: 2) { facts[words[place]] = words[place + 1] }
    guard let client = facts["client"], let port = facts["port"].flatMap({ Int($0) }) else { return nil }
    self.init(
      name: words[0], file: facts["file"], usb: facts["usb"], product: facts["product"] ?? "", client: client,
      port: port)
  }
}
