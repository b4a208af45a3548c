import Desk
import Host
import Surface

// Clients that look over the shoulder of surfaces: monitors, programs that learn controls, tests.
extension Console {
  func tellMonitors(_ name: String, _ line: @autoclosure () -> String) {
    for client in sessions.keys where sessions[client]?.monitorsSurfaces == true {
      sessions[client]?.surface(name, line())
    }
  }

  /// What went wrong, or was not done, is none of one surface's.
  func warnMonitors(_ sentence: String) {
    for client in sessions.keys { sessions[client]?.warn(sentence) }
  }

  func tellListeners(_ news: DeviceNews) {
    for client in sessions.keys { sessions[client]?.hear(news) }
  }

  // MARK: Devices without a mapping

  var isAnyoneListening: Bool { sessions.values.contains { $0.hearsDevices } }

  /// Tells a client that has begun to listen what is there.
  func introduce(to client: ControlSocket.Client) {
    for handle in strangers.keys { listen(to: handle) }
    for folder in setup.locations.mappings { sessions[client]?.hear(.folder(folder)) }
    for plugged in surfaces.values.sorted(by: { $0.number < $1.number }) {
      sessions[client]?.hear(.device(device(of: plugged)))
    }
    for port in strangers.values { sessions[client]?.hear(.device(device(of: port))) }
    sessions[client]?.hear(.ready)
  }

  /// Lets the messages of a device without a mapping in, for as long as somebody listens.
  func listen(to handle: PortHandle) {
    do throws(SequencerError) { try sequencer.connect(handle) } catch { warnMonitors("\(error)") }
  }

  func hearStranger(_ message: MIDIMessage, from handle: PortHandle, _ now: UInt64) {
    guard let name = strangers[handle].map({ strangerName($0) }) else { return }
    tellMonitors(name, "received \(message) (\(message.words)): no mapping; 'faderctl learn PATH' begins one")
    tellListeners(.received(name, at: now, message.bytes))
  }

  /// The client's name; where there are several such ports, with what tells them apart.
  func strangerName(_ port: PortIdentity) -> String {
    let isAlone = strangers.values.filter { $0.client == port.client }.count <= 1
    let isFree = !surfaces.values.contains { $0.name == port.client }
    return isAlone && isFree ? port.client : "\(port.client) (\(DeviceIdentity(port).key))"
  }

  func device(of port: PortIdentity) -> DeviceNews.Device {
    device(DeviceIdentity(port), name: strangerName(port), file: nil)
  }

  func device(of plugged: PluggedSurface) -> DeviceNews.Device {
    device(plugged.identity, name: plugged.name, file: plugged.surface.mapping.file)
  }

  private func device(_ identity: DeviceIdentity, name: String, file: String?) -> DeviceNews.Device {
    DeviceNews.Device(
      name: name, file: file, usb: identity.usbIDs, product: identity.product, client: identity.clientName,
      port: identity.portIndex)
  }

  // MARK: Tests

  func beginTest(of name: String, for client: ControlSocket.Client) {
    let now = EventLoop.now
    guard let handle = surfaces.keys.first(where: { surfaces[$0]?.name == name }) else {
      sessions[client]?.endStream(.refused("'\(name)' is not plugged in any more"))
      return
    }
    guard tests[handle] == nil else {
      sessions[client]?.endStream(.refused("'\(name)' is being tested already"))
      return
    }
    guard surfaces[handle]?.surface.beginTest(now: now) == true else {
      sessions[client]?.endStream(.refused("'\(name)' has neither lights nor motors nor displays"))
      return
    }
    log.info("'\(name)' is being tested")
    tests[handle] = (client, "")
    attend(handle, now)
  }

  /// Tells those who watch a test what is shown, and that it is over.
  func followTests() {
    for (handle, test) in tests {
      guard let part = surfaces[handle]?.surface.testPart else {
        tests[handle] = nil
        sessions[test.client]?.endStream()
        proceed(test.client)
        continue
      }
      guard part != test.part, !part.isEmpty else { continue }
      tests[handle]?.part = part
      sessions[test.client]?.report(part)
    }
  }

  /// Ends the tests that nobody watches any more, and lets go of devices without a mapping that nobody listens to.
  func endUnwatched() {
    for (handle, test) in tests {
      guard let name = surfaces[handle]?.name, sessions[test.client]?.testedSurface != name else { continue }
      tests[handle] = nil
      surfaces[handle]?.surface.endTest()
    }
    guard !isAnyoneListening else { return }
    for handle in strangers.keys { sequencer.close(handle) }
  }
}
