// From messages to traces.
extension LearnTrace {
  /// How long the halves of one value may lie apart, in nanoseconds.
  private static let together: UInt64 = 10_000_000

  /// The messages of one device, sorted by what they are about. Control changes that belong together count as one: the two
  /// halves of a value, and what chooses a parameter.
  static func traces(of events: [(message: MIDIMessage, at: UInt64)]) -> [LearnTrace] {
    var traces: [LearnTrace] = []
    var lowers: [LearnAddress: LearnTrace] = [:]
    var choices: [UInt8: Choice] = [:]
    for (order, event) in events.enumerated() {
      guard let (read, value) = LearnAddress.read(event.message) else { continue }
      var address = read
      var isLower = false
      if address.kind == .control {
        switch choices[address.channel, default: Choice()].take(address.number, value) {
        case .itself: break
        case .chooses: continue
        case .sets(let kind, let number, let isLowerHalf):
          address = LearnAddress(kind, channel: address.channel, number: number)
          isLower = isLowerHalf
        }
      }
      let sample = Sample(value: value, at: event.at, order: order)
      if isLower {
        lowers[address, default: LearnTrace(address: address)].samples.append(sample)
        continue
      }
      let place = place(of: address, in: &traces)
      traces[place].samples.append(sample)
      if event.message.bytes[0] & 0xF0 == 0x80 { traces[place].noteOffs += 1 }
    }
    return joined(traces, lowers)
  }

  private static func place(of address: LearnAddress, in traces: inout [LearnTrace]) -> Int {
    if let place = traces.firstIndex(where: { $0.address == address }) { return place }
    traces.append(LearnTrace(address: address))
    return traces.count - 1
  }

  /// Which parameter a device has chosen on a channel.
  private struct Choice {
    enum Meaning {
      /// A control change like any other.
      case itself
      case chooses
      case sets(LearnAddress.Kind, number: Int, isLower: Bool)
    }

    private var upper: [LearnAddress.Kind: Int] = [:]
    private var lower: [LearnAddress.Kind: Int] = [:]
    private var kind = LearnAddress.Kind.nonRegistered

    mutating func take(_ number: Int, _ value: Int) -> Meaning {
      switch number {
      case 99, 101:
        kind = number == 99 ? .nonRegistered : .registered
        upper[kind] = value
        return .chooses
      case 98, 100:
        kind = number == 98 ? .nonRegistered : .registered
        lower[kind] = value
        return .chooses
      case 6, 38:
        guard let upper = upper[kind], let lower = lower[kind] else { return .itself }
        return .sets(kind, number: upper << 7 | lower, isLower: number == 38)
      default: return .itself
      }
    }
  }

  // MARK: Values of 14 bits

  /// Puts upper and lower halves together.
  private static func joined(_ traces: [LearnTrace], _ lowers: [LearnAddress: LearnTrace]) -> [LearnTrace] {
    var joined = traces.map { trace in lowers[trace.address].map { whole(trace, $0, trace.address) } ?? trace }
    for upper in traces where upper.address.kind == .control && upper.address.number < 32 {
      let (channel, number) = (upper.address.channel, upper.address.number)
      let twin = LearnAddress(.control, channel: channel, number: number + 32)
      guard let lower = traces.first(where: { $0.address == twin }), isPair(upper, lower),
        let place = joined.firstIndex(where: { $0.address == upper.address })
      else { continue }
      joined[place] = whole(upper, lower, LearnAddress(.wideControl, channel: channel, number: number))
      joined.removeAll { $0.address == twin }
    }
    return joined
  }

  /// Whether every upper half has a lower one beside it, and the lower ones are more than on and off.
  private static func isPair(_ upper: LearnTrace, _ lower: LearnTrace) -> Bool {
    guard lower.samples.count >= upper.samples.count, lower.distinct.count > 2 else { return false }
    let alone = upper.samples.filter { sample in
      !lower.samples.contains { max($0.at, sample.at) - min($0.at, sample.at) <= together }
    }
    return alone.count * 5 <= upper.samples.count
  }

  private static func whole(_ upper: LearnTrace, _ lower: LearnTrace, _ address: LearnAddress) -> LearnTrace {
    let upperFirst = (upper.samples.first?.order ?? 0) < (lower.samples.first?.order ?? 0)
    var whole = LearnTrace(address: address, form: .double(upperFirst: upperFirst))
    whole.samples = lower.samples.compactMap { sample in
      let before = upper.samples.last { $0.order < sample.order }
      let after = upper.samples.first { $0.order > sample.order }
      // A device that sends the upper half only when it changes leaves the last one in force.
      let isNext = !upperFirst && (after.map { $0.at - sample.at <= together } ?? false)
      guard let half = isNext ? after : before ?? after else { return nil }
      return Sample(value: half.value << 7 | sample.value, at: sample.at, order: sample.order)
    }
    return whole
  }
}
