# A snapshot is saved, everything is moved, and both the command line and the button F1 bring back sound and motors.
jack_ensure
desk_start || exit 1
check_within 10 "the desk joins JACK" audio_runs
xtouch
tone_start 3 -12

# verse: faders 1-8 where their motors have an exact place; channel 2 muted, channel 3 panned hard left.
set_verse() {
  number=1
  for level in 0 -6 -20 -30 0 -6 -20 -30; do
    put ch/$number/fader $level
    number=$((number + 1))
  done
  put ch/2/mute on
  put ch/3/pan -100
}

set_elsewhere() {
  for number in 1 2 3 4 5 6 7 8; do put ch/$number/fader -60; done
  put ch/2/mute off
  put ch/3/pan 0
}

left_alone() {
  measure
  is_near "$left" "$1" 0.2 && echo "$right" | grep -Eq "^$silence$"
}

# check_verse HOW
check_verse() {
  check_shows xt "$1: every motor flies back" \
    'motor 1 70 5F' 'motor 2 60 4C' 'motor 3 00 30' 'motor 4 00 20' \
    'motor 5 70 5F' 'motor 6 60 4C' 'motor 7 00 30' 'motor 8 00 20'
  check_shows xt "$1: the mute light returns" 'light 11 7F'
  # Panned hard left, the channel has its whole level on one side.
  wait_for 10 left_alone "$(sum -12 -3.01 -20)"
  check_near "$1: the sound returns" "$left" "$(sum -12 -3.01 -20)" 0.2
  check_match "$1: the right side is silent" "$right" "^$silence$"
}

set_verse
check_shows xt "verse is set" 'motor 8 00 20' 'light 11 7F'
check_match "snapshot save is acknowledged" "$(faderctl snapshot save verse 2>&1; echo "exit $?")" 'exit 0'
check_match "snapshot list has it" "$(faderctl snapshot list)" '1 .*verse'
set_elsewhere
check_shows xt "all motors are elsewhere" 'motor 1 00 08' 'motor 8 00 08' 'light 11 00'
check_level "the sound is elsewhere" "$(sum -12 -3.01 -3.01 -60)" "$(sum -12 -3.01 -3.01 -60)"
check_match "snapshot recall is done" "$(faderctl snapshot recall 1 2>&1; echo "exit $?")" 'exit 0'
check_verse faderctl
set_elsewhere
check_shows xt "all motors are elsewhere again" 'motor 1 00 08' 'motor 8 00 08' 'light 11 00'
hand xt '90 36 7F 90 36 00'
check_verse F1
check_match "a snapshot that is not there is refused" "$(faderctl snapshot recall 77 2>&1; echo "exit $?")" 'exit 1'
