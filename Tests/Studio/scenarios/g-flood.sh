# 20,000 MIDI events as fast as the port takes them: no control is stuck, the end values are right.
jack_ensure
desk_start || exit 1
xtouch

# Eight faders are touched, moved 2,498 times each, let go: 20,000 events, each fader's last one in a place of its own.
perl -e '
  binmode STDOUT;
  print map { pack "CCC", 0x90, 0x68 + $_, 0x7F } 0 .. 7;
  sub move { my ($fader, $value) = @_; pack "CCC", 0xE0 + $fader, ($value & 7) << 4, $value >> 3 }
  for my $step (1 .. 2497) { print map { move($_, ($step * 37 + $_ * 101) % 1024) } 0 .. 7 }
  my @last = (767, 614, 384, 256, 767, 614, 384, 256);
  print map { move($_, $last[$_]) } 0 .. 7;
  print map { pack "CCC", 0x90, 0x68 + $_, 0 } 0 .. 7' > "$run/flood.syx"
check_equal "the flood has 20,000 events of three bytes" "$(wc -c < "$run/flood.syx")" 60000
begun=$(uptime_ms)
hand xt "file $run/flood.syx"
note "the port took 20,000 events in $(($(uptime_ms) - begun)) ms"
number=1
for position in '70 5F' '60 4C' '00 30' '00 20' '70 5F' '60 4C' '00 30' '00 20'; do
  check_within 20 "fader $number ends where the hand left it" near_value ch/$number/fader "$(law $position)"
  number=$((number + 1))
done
check_shows xt "the motors agree" \
  'motor 1 70 5F' 'motor 2 60 4C' 'motor 3 00 30' 'motor 4 00 20' \
  'motor 5 70 5F' 'motor 6 60 4C' 'motor 7 00 30' 'motor 8 00 20'
check_shows xt "no motor was driven against a hand, and nothing wrong was sent" 'trouble none'
check_within 5 "faderd lives" desk_is_up
note "$(grep -h Overruns /proc/asound/card*/midi*|tr "\n" " ") $(cat /sys/module/snd_seq_midi/parameters/input_buffer_size)"
note "$(faderctl status | grep -Ei 'overrun|lost' || echo 'no overrun reported')"

# A stuck touch would hold its motor: all eight must follow the desk.
put 'ch/*/fader' -inf
check_shows xt "no touch is stuck: every motor follows the desk" \
  'motor 1 00 00' 'motor 2 00 00' 'motor 3 00 00' 'motor 4 00 00' \
  'motor 5 00 00' 'motor 6 00 00' 'motor 7 00 00' 'motor 8 00 00'
hand xt '90 68 7F E0 60 4C 90 68 00'
check_within 10 "the surface still works" near_value ch/1/fader "$(law 60 4C)"
