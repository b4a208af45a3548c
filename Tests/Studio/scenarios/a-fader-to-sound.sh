# An X-Touch is plugged, its fader 3 is moved, channel 3 gets louder in real audio, and the surface shows the truth.
jack_ensure
desk_start || exit 1
check_within 10 "the desk joins JACK" audio_runs
xtouch
check_shows xt "every motor is sent home" 'motor 1 00 00' 'motor 3 00 00' 'motor 8 00 00' 'motor 9 70 5F'
tone_start 3 -12
check_silence "a fader at the bottom is silent"

# Touch, move, let go. The tone's RMS is 3.01 dB below its peak, and the pan law takes 3.01 dB on either side.
for position in '60 4C' '70 5F' '00 30'; do
  hand xt "90 6A 7F E2 00 08 E2 $position 90 6A 00"
  wanted=$(law $position)
  check_within 10 "fader 3 at $position is heard by the desk" near_value ch/3/fader "$wanted"
  level=$(sum -12 -3.01 -3.01 "$wanted")
  check_level "fader 3 at $position in real audio" "$level" "$level"
  check_shows xt "and its motor stays there" "motor 3 $position" "fader 3 $position"
done

forget_bytes xt
put ch/5/fader 0
check_shows xt "fader 5 flies" 'motor 5 70 5F'
put ch/3/name Vox
check_shows xt "the scribble strip shows the name" 'text 3 Vox'
check_got xt 10 "the meter of channel 3 moves" 'D0 2[1-9A-D]'
check_equal "no other meter moves" "$(bytes_of xt | grep -Eo 'D0 [0134567][1-9A-D]' | head -n 1)" ''
put ch/3/mute on
check_got xt 10 "the mute light goes on" '90 12 7F'
check_silence "a muted channel is silent"
forget_bytes xt
hand xt '90 12 7F 90 12 00'
check_within 10 "the mute button unmutes" value_is ch/3/mute off
check_got xt 10 "the mute light goes off" '90 12 00'
check_level "the channel is back" "$level" "$level"
check_shows xt "no motor was driven against the hand, and nothing wrong was sent" 'trouble none'

# The kernel shows the hardware's own side of the gadget to the sequencer as well; no product may touch that.
check_equal "the gadget's own card is left alone" \
  "$(aconnect -l | awk '/^client/ { other = /f_midi/ } other && /Connect/' | head -n 1)" ''
