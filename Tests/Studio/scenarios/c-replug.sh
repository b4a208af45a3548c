# The cable is pulled in the middle of a sysex and with a finger on a fader; after the replug everything is shown again.
jack_ensure
desk_start || exit 1
check_within 10 "the desk joins JACK" audio_runs
xtouch
tone_start 3 -12
put ch/3/fader -6
put ch/6/fader -20
put ch/4/mute on
put ch/3/name Vox
put ch/8/name Bass
check_shows xt "the names are shown" 'text 3 Vox' 'text 8 Bass'
level=$(sum -12 -3.01 -3.01 -6)
check_level "before" "$level" "$level"

gone_and_back() {
  # Both directions are within a message: half a sysex from the hardware, and texts on their way to it.
  hand xt '90 6A 7F F0 00 00 66 14 01 58 59'
  faderctl set 'ch/*/name' "$1" > /dev/null &
  unplug xt
  check_within 10 "the surface is gone from the list" surface_is_not '1397:00b4.*ready'
  check_within 5 "faderd lives" desk_is_up
  put ch/1/name "$1"
  put ch/3/name Vox
  put ch/6/fader -30
  plug xt
  check_within 15 "the X-Touch is in surface list again" surface_is '1397:00b4.*ready'
}

# A jump would be a louder moment, or a fader that is not where it was. Quieter moments say nothing here: an emulated
# machine that is short of time drops some sound.
faders() { faderctl get 'ch/*/fader' 'main/fader' | grep -v '^ch/6/'; }
faders > "$run/faders"
recorder_start "$run/replug.wav"
gone_and_back three
sleep 1
recorder_stop
check_near "no jump in the sound" "$(level_of "$run/replug.wav" 1)" "$level" 0.3
check_equal "no fader has moved" "$(faders)" "$(cat "$run/faders")"

check_shows xt "every motor is sent again, though a finger was on one" \
  'motor 1 00 00' 'motor 2 00 00' 'motor 3 60 4C' 'motor 4 00 00' 'motor 5 00 00' \
  'motor 6 00 20' 'motor 7 00 00' 'motor 8 00 00' 'motor 9 70 5F'
check_shows xt "every mute light is sent, those that are off too" \
  'light 10 00' 'light 11 00' 'light 12 00' 'light 13 7F' 'light 14 00' 'light 15 00' 'light 16 00' 'light 17 00'
check_shows xt "every solo light is sent" \
  'light 08 00' 'light 09 00' 'light 0A 00' 'light 0B 00' 'light 0C 00' 'light 0D 00' 'light 0E 00' 'light 0F 00'
check_shows xt "the texts are those of now" "text 1 three" 'text 3 Vox' "text 8 three"

# The finger that was on fader 3 does not count any more, and half a sysex does not swallow what comes next.
put ch/3/fader -20
check_shows xt "fader 3 is free again" 'motor 3 00 30'
hand xt '90 6A 7F E2 60 4C 90 6A 00'
check_within 10 "a hand on fader 3 is obeyed" near_value ch/3/fader "$(law 60 4C)"
