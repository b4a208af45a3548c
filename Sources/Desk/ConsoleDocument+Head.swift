extension ConsoleDocument {
  /// What stands above the tables; written by hand.
  static let head = #"""
    # The console

    Made from the catalogue by `make docs`; not to be edited. It says what there is, in the order of the signal;
    [protocol.md](protocol.md) says how to move it, [mapping.md](mapping.md) how to give it to a controller.

    ## The signal path

    A channel:

        input
          │
          ├─ trim, polarity, delay                              meter; the key of other strips
          ├─ high-pass, low-pass
          ├─ gate
          ├───────────────────────────────────── sends: pre-eq
          ├─ (compressor, where its position is pre-eq)
          ├─ equaliser, 4 bands
          ├─ compressor
          ├─ de-esser
          ├─ automix
          ├───────────────────────────────────── sends: pre-fader; solo: pfl
          ├─ fader, mute, DCAs, mute groups ──── sends: post-fader
          ├─ pan, or balance and width of a linked pair ─ solo: afl
          │
          └─ main, groups

    Where it goes:

        channels ──┬──────────────▶ main
                   ├──▶ groups ───▶ main, stem outputs
                   ├──▶ fx ───────▶ main, groups
                   ├──▶ auxes ────▶ outputs
                   └──▶ solo ─────▶ monitor

        group     sum ── EQ, 6 bands ── compressor ── fader, balance ──┬── stem output
                                                                       └── main
        fx        sends ── effect ── EQ, 4 bands ── fader, balance ──┬── main
                                                                     └── groups
        aux       sends, talkback ── EQ, 6 bands ── compressor ── fader, balance ── output
        main      sum ── EQ, 6 bands ── compressor ── width, mono bass ── fader, balance ── true-peak limiter ── output
        monitor   solo, else main ── polarity of the right side, mono ── dim, level ── output

    - A **mute** silences the strip and its sends, before the fader too. So does the mute of a DCA or of a mute group
      that the strip belongs to. A fader that is down silences main, groups and the sends behind it. `faderctl why ch/3`
      names what silences a strip.
    - **DCAs** add their faders in dB to those of their strips; a DCA that is all the way down silences them.
    - **Solo** goes to the monitor (pfl, afl) and leaves main alone; in place, it silences at main every channel that is
      not soloed, or every group, but for what is `solosafe`; it silences no effect and no aux. The solo of a DCA is that
      of its strips.
    - **Off** is a copy of the input, bit for bit. What is switched, moved or recalled is ramped or crossfaded.

    ## Reading the tables

    `N` is the number of the strip, or its name; `M` counts bands of the equaliser, groups, DCAs, mute groups, auxes or
    effects. Of several alike that differ when new, the defaults stand in their order. The law is how a control's travel
    becomes a value: *fader* has 0 dB at three quarters, *logarithmic* gives equal parts of the travel to equal ratios.
    Steps are those of an encoder. A star: snapshots do not hold it.

    """#
}
