import CALSA
import Glibc
import Testing

@testable import Host

/// What can be said of the sequencer on a machine that has none. The rest is tested in a guest that has one.
struct AlsaSequencerTests {
  @Test(.enabled(if: access("/dev/snd/seq", F_OK) != 0))
  func `without a sequencer it waits, says so, and tries again once a second`() {
    let sequencer = AlsaSequencer()
    #expect(sequencer.open(at: 100).isEmpty)
    #expect(sequencer.state == .absent(AlsaSequencer.reason(-ENOENT)))
    #expect(sequencer.descriptor == nil)
    #expect(sequencer.nextRetry == 100 + AlsaSequencer.retryInterval)
    #expect(sequencer.retry(at: 200).isEmpty)
    #expect(sequencer.nextRetry == 100 + AlsaSequencer.retryInterval)
    #expect(sequencer.retry(at: 2_000_000_000).isEmpty)
    #expect(sequencer.nextRetry == 2_000_000_000 + AlsaSequencer.retryInterval)
    #expect(sequencer.read(at: 0).isEmpty)
  }

  @Test func `each reason for being absent says what to do`() {
    #expect(AlsaSequencer.reason(-ENOENT).contains("modprobe snd_seq"))
    #expect(AlsaSequencer.reason(-EACCES).contains("group `audio`"))
  }

  @Test func `the own client, the system, the through port and the gadget's side are no surfaces`() {
    #expect(!AlsaSequencer.isCandidate(client: 128, name: "faderd", own: 128))
    #expect(!AlsaSequencer.isCandidate(client: 0, name: "System", own: 128))
    #expect(!AlsaSequencer.isCandidate(client: 14, name: "Midi Through", own: 128))
    #expect(!AlsaSequencer.isCandidate(client: 20, name: "f_midi", own: 128))
    #expect(AlsaSequencer.isCandidate(client: 24, name: "nanoKONTROL2", own: 128))
  }

  @Test func `nothing is sent to a port that is not connected`() throws {
    let sequencer = AlsaSequencer()
    #expect(sequencer.send([0xF8], to: PortHandle(number: 1)) == .gone)
    #expect(throws: SequencerError.self) { try sequencer.connect(PortHandle(number: 1)) }
  }
}
