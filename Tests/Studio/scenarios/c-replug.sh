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
check_within 10 "the name is shown" strip_text_is xt 8 Bass
check_level "before" "$(sum -12 -3.01 -3.01 -6)" "$(sum -12 -3.01 -3.01 -6)"

record 8 "$run/replug.wav" &
recorder=$!
sleep 0.5
# Both directions are within a message: half a sysex from the hardware, and texts on their way to it.
hand xt '90 6A 7F F0 00 00 66 14 01 58 59'
for text in one two three four five; do put ch/1/name $text; done &
unplug xt
check_within 10 "the surface is gone from the list" surface_is_not '1397:00b4.*ready'
check_within 5 "faderd lives" desk_is_up
put ch/6/fader -30
plug xt
check_within 10 "the X-Touch is in surface list again" surface_is '1397:00b4.*ready'
number=1
for position in '00 00' '00 00' '60 4C' '00 00' '00 00' '00 20' '00 00' '00 00' '70 5F'; do
  check_within 10 "motor $number is sent again" motor_is xt $number "$position"
  number=$((number + 1))
done
for note in 10 11 12 14 15 16 17; do check_within 10 "the light $note is sent, though off" led_is xt $note 00; done
check_within 10 "the mute light of channel 4 is on" led_is xt 13 7F
for note in 08 09 0A 0B 0C 0D 0E 0F; do
  check_within 10 "the solo light $note is sent, though off" led_is xt $note 00
done
check_within 10 "the text of strip 3 is sent again" strip_text_is xt 3 Vox
check_within 10 "the text of strip 8 is sent again" strip_text_is xt 8 Bass
check_within 10 "the last text wins" strip_text_is xt 1 five
wait "$recorder"
check_near "no jump up" "$(level_of "$run/replug.wav" 1)" "$(sum -12 -3.01 -3.01 -6)" 0.2
check_near "no jump down" "$(lowest_of "$run/replug.wav" 1)" "$(sum -12 -3.01 -3.01 -6)" 0.3

# The finger that was on fader 3 does not count any more, and half a sysex does not swallow what comes next.
put ch/3/fader -20
check_motor xt 3 '00 30'
hand xt '90 6A 7F E2 60 4C 90 6A 00'
check_within 10 "a hand on fader 3 is obeyed" near_value ch/3/fader "$(law 60 4C)"
