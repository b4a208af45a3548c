// A virtual controller at the hardware's side of a gadget, for the scenarios. usage: virtual-device NAME FOLDER [OPTION…]
//   NAME          the card, as /proc/asound has it; waited for, and again after each unplug, until this program is killed
//   FOLDER        gets NAME.bytes, all that has come; NAME.report, what the device shows now, one line for each thing;
//                 NAME.hands, a pipe that takes lines: bytes to send, or `file PATH`; NAME.done, a pipe that says `ok`
//   --drain=N     the device takes no more than N bytes a second
//   --answers     it answers when it is asked who it is
import VirtualDevice

let words = CommandLine.arguments.dropFirst()
let places = words.filter { !$0.hasPrefix("--") }
var (drain, answers) = (Double.infinity, false)
for option in words where option.hasPrefix("--") {
  switch option {
  case "--answers": answers = true
  default:
    guard option.hasPrefix("--drain="), let rate = Double(option.dropFirst(8)), rate >= 1 else {
      Station.fail("virtual-device: '\(option)' is no option of it")
    }
    drain = rate
  }
}
guard places.count == 2 else { Station.fail("usage: virtual-device NAME FOLDER [--drain=N] [--answers]") }
var station = Station(
  name: places[places.startIndex], folder: places[places.startIndex + 1],
  VirtualDevice.Options(drain: drain, answers: answers))
while true { station.turn() }
