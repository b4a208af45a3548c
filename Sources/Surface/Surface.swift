import Mixer

/// One connected controller: what its hands ask of the desk, and what it must show.
///
/// It does no input and output and has no clock: messages and times are handed in, messages are handed back. The state of
/// the desk is the truth. After `receive` the caller applies the actions, and then calls `feedback` with the new view.
/// Times are nanoseconds of a monotonic clock. Control thread only.
public struct Surface: Sendable {
  /// The device as data.
  public let mapping: Mapping
  /// The desk's parameters.
  public let catalogue: Catalogue

  /// What it looks at: bank, selection, bus. Surfaces that are joined share it.
  public internal(set) var focus: Focus
  /// How many strips the surfaces to its left show, and how many the whole row.
  var offset = 0
  var width: Int

  /// The strips that the bank runs through now.
  var bankStrips: [StripID]
  let soloPlaces: [Int]
  /// Slots in the order in which they are served.
  let motorSlots: [Int]
  let lightSlots: [Int]
  let textSlots: [Int]
  let meterSlots: [Int]

  /// How far each of the mapping's inputs has been heard, and which of them wait for the rest of a value.
  var hearings: [Hearing]
  var waiting: [Int] = []
  var hands: [Hand]
  var slots: [Slot]
  /// What each control does now, given the layers that are on.
  var active: [Assignment]
  /// The parameters that they mean now: under the hand, and as shown.
  var handTargets: [Target?] = []
  var shownTargets: [Target?] = []
  /// The button that holds a layer, by layer.
  var layerHolders: [Int?]
  /// What hands that are gone leave to be done.
  var owed: [SurfaceAction] = []
  /// When it is certain what a press was meant to be.
  var pressDeadline: UInt64?
  var greetings: ArraySlice<Mapping.Greeting> = []
  /// When the greetings may go on.
  var greetingAt: UInt64 = 0
  /// When the device is to be told next that somebody is there, and when it was heard last.
  var keepAliveAt: UInt64?
  var heardAt: UInt64?
  var port: Port
  /// What has found no room in the port. Nothing that matters less leaves before it.
  var waitingClass: Port.Class?
  var clock: UInt64 = 0
  var deadline: UInt64?
  var meterDeadline: UInt64?
  /// What the last call of `feedback` saw.
  var shown: DeskView?
  var last: Occurrence?
  /// What is shown in the place of the desk; nil if no test runs.
  var test: SurfaceTest?

  /// A surface that nothing has been sent to; call `connected` when its port is open. Allocates.
  public init(mapping: Mapping, catalogue: Catalogue) {
    self.mapping = mapping
    self.catalogue = catalogue
    focus = Focus(kinds: mapping.bank.kinds, catalogue: catalogue)
    bankStrips = focus.run(on: catalogue, state: nil)
    width = mapping.bank.size
    soloPlaces = catalogue.parameters.indices.filter { catalogue.parameters[$0].item == .solo }
    let controls = mapping.controls
    let sending = controls.indices.filter { place in
      guard let send = controls[place].send else { return false }
      return !send.isForWholeRow || place == 0 || controls[place - 1].row != controls[place].row
    }
    motorSlots = sending.filter { controls[$0].isMotor }
    lightSlots = sending.filter { [.button, .encoder].contains(controls[$0].kind) }
    textSlots = sending.filter { [.text, .color].contains(controls[$0].kind) }
    meterSlots = sending.filter { controls[$0].kind == .meter }
    hearings = Array(repeating: Hearing(), count: mapping.inputs.count)
    hands = Array(repeating: Hand(), count: controls.count)
    slots = Array(repeating: Slot(), count: controls.count)
    active = []
    layerHolders = Array(repeating: nil, count: mapping.layers.count)
    port = Port(mapping.pacing)
    stackLayers()
  }

  /// The device has been plugged in: forgets all that was sent and every hand, so that the next calls of `feedback` greet
  /// it and show everything. Bank, selection and layers stay.
  public mutating func connected(now: UInt64) {
    clock = now
    forget()
    port = Port(mapping.pacing)
    greet(now: now)
  }

  /// The desk has changed otherwise than by this surface (a recall, a remote): controls without motors must be picked up
  /// again before they act. Changes that a surface can see in its next view are noticed without this call as well.
  public mutating func discontinuity() {
    for place in hands.indices {
      hands[place].picked = nil
      hands[place].carried = nil
    }
    deadline = clock
  }

  /// Messages from or to the device were lost: takes every hand as gone and shows everything again. Then call `due`: what
  /// buttons held on is let go.
  public mutating func overrun(now: UInt64) {
    clock = now
    forget()
    // A movement may be among what was lost: a motor without touch sense is let alone as after one, and may be deaf to
    // what comes sooner.
    for place in motorSlots where mapping.controls[place].touch == nil {
      hands[place].heldUntil = now + mapping.controls[place].hold
    }
    deadline = now
  }

  /// Greets the device and shows everything once more, without letting go of any hand: for a device that may have been deaf
  /// when it was shown the first time.
  public mutating func showAgain(now: UInt64) {
    clock = now
    slots = Array(repeating: Slot(), count: slots.count)
    greet(now: now)
  }

  /// Whether a hand holds a control of this parameter, so that a recall must leave it alone. True only for controls that
  /// can tell: faders with touch sense, motor faders for a moment after they were moved, and buttons that hold it on.
  public func isTouched(_ parameter: Parameter) -> Bool {
    for place in motorSlots where hands[place].hasGrabbed && isHeld(place, now: clock) {
      if hands[place].grabbed?.parameter == parameter { return true }
    }
    return isHeldOn(parameter)
  }

  /// When `due` and `feedback` want to be called again even if nothing changes; nil if everything has been shown.
  public func nextDeadline(now: UInt64) -> UInt64? {
    if !owed.isEmpty { return now }
    let deadlines = [deadline, meterDeadline, pressDeadline, keepAliveAt, waitDeadline]
    guard let next = deadlines.compactMap(\.self).min() else { return nil }
    return max(next, now)
  }

  /// What to send before the port is closed: lights, rings and displays go dark, colours to the device's own. Motors stay.
  public mutating func goodbye() -> [MIDIMessage] {
    let messages = darkness(of: lightSlots + textSlots)
    forget()
    return messages + mapping.goodbye
  }

  /// What makes lights, rings and displays dark, and gives colours back to the device.
  func darkness(of places: [Int]) -> [MIDIMessage] {
    places.flatMap { messages($0, dark($0), since: nil) }
  }

  mutating func forget() {
    for place in hands.indices { owed += letGo(place) }
    hearings = Array(repeating: Hearing(), count: hearings.count)
    waiting = []
    hands = Array(repeating: Hand(), count: hands.count)
    slots = Array(repeating: Slot(), count: slots.count)
    layerHolders = Array(repeating: nil, count: layerHolders.count)
    stackLayers()
  }

  /// Whether a hand is on the control, or was a moment ago where there is no touch sense.
  func isHeld(_ place: Int, now: UInt64) -> Bool { hands[place].isTouched || now < hands[place].heldUntil }
}

/// A parameter with what is needed of it at every turn.
struct Target: Sendable {
  let parameter: Parameter
  /// Its place in `DeskState.values`.
  let place: Int
  let spec: ParameterSpec

  func value(_ view: DeskView) -> Float { view.state.values[place] }
  func position(_ view: DeskView) -> Float { spec.position(of: value(view)) }
}

/// What is known of the hand on one control.
struct Hand: Sendable {
  /// The last position that the device reported.
  var raw: Int?
  var isTouched = false
  /// When it was last felt, and when it last turned an encoder, and where to: 1 to the right, -1 to the left.
  var touchedAt: UInt64 = 0
  var turnedAt: UInt64?
  var direction = 0
  /// Until when the hand counts as being there without a touch.
  var heldUntil: UInt64 = 0
  /// The parameter that was under the hand when it came. A bank change does not take it away from the hand.
  var grabbed: Target?
  var hasGrabbed = false
  var releasedAt: UInt64?
  /// The parameter that a control without motor has been picked up for.
  var picked: Parameter?
  /// Where a value was taken to that stands elsewhere than the hand.
  var carried: Carried?
  /// The press of a button, as long as it lasts or is not decided.
  var press: Press?
  /// What a button holds on.
  var held: [Parameter] = []

  struct Carried: Sendable {
    let parameter: Parameter
    /// 0…1, and the value that was asked for there.
    let position: Float
    let value: Float
  }
}

/// What is known of one output.
struct Slot: Sendable {
  /// What the device was told last; nil if nothing yet.
  var sent: Fields?
  var sentAt: UInt64 = 0
  /// Whether the device must be told even what it was told before, because the hand has moved the motor since.
  var owes = false
  /// When a motor was last sent somewhere else.
  var drivenAt: UInt64?

  /// A meter: the value that was sent and when, the highest level not yet shown, and until when it shows a clip.
  var level = 0
  var levelAt: UInt64 = 0
  var peak = -Float.infinity
  var clipUntil: UInt64?

  /// A display with several texts: what it watches, which one it shows, and for how long.
  var watched: [Watched] = []
  var visible = 0
  var visibleUntil: UInt64 = 0

  struct Watched: Hashable {
    var parameter: Parameter?
    var value: Float
  }
}
