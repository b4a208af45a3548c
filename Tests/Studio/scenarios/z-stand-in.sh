# the guest itself, without the product
gadget_make xt 0x1397 0x00b4 X-Touch 0001 2
gadget_make nk1 0x0944 0x0117 nanoKONTROL2 0001 1
gadget_make nk2 0x0944 0x0117 nanoKONTROL2 0002 1
plug nk1 0; plug nk2 1; plug xt
check_within 5 "all in sequencer" sh -c 'test $(aconnect -l | grep -c -E "X-Touch.*type|nanoKONTROL2.*type") = 3'
aconnect -l; cat /proc/asound/cards
for c in /sys/class/sound/card*; do echo $c $(cat $c/device/../serial $c/device/../idVendor 2>/dev/null); readlink -f $c/device; udevadm info $c | grep -E 'SERIAL|ID_PATH|VENDOR_ID|MODEL'; done
unplug nk1; unplug nk2; plug nk2 0; plug nk1 1
sleep 1
cat /proc/asound/cards
unplug nk1; unplug nk2
port=$(amidi -l | awk '/X-Touch/ { print $2; exit }')
amidi -p $port -S "F0 00 00 66 14 12 0E 56 6F 78 20 20 F7 90 12 7F"
check_within 3 "strip text" strip_text_is xt 3 Vox
check_within 3 "led" led_is xt 12 7F
check_within 1 "strip text bad (must fail)" strip_text_is xt 3 Vix
check_within 1 "led bad (must fail)" led_is xt 12 00
check_motor xt 3 '11 22'
# flood
perl -e '
  binmode STDOUT;
  print map { pack "CCC", 0x90, 0x68 + $_, 0x7F } 0 .. 7;
  for my $step (1 .. 2497) { print map { my $v = ($step * 37 + $_ * 101) % 1024; pack "CCC", 0xE0 + $_, ($v & 7) << 4, $v >> 3 } 0 .. 7 }
  my @last = (767, 614, 384, 256, 767, 614, 384, 256);
  print map { pack "CCC", 0xE0 + $_, ($last[$_] & 7) << 4, $last[$_] >> 3 } 0 .. 7;
  print map { pack "CCC", 0x90, 0x68 + $_, 0 } 0 .. 7' > "$run/flood.syx"
ls -l $run/flood.syx
aseqdump -p X-Touch:0 > $run/dump & dump=$!
sleep 1
begun=$(uptime_ms)
hand_file xt "$run/flood.syx"
note "the port took 20,000 events in $(($(uptime_ms) - begun)) ms"
sleep 3
wc -l $run/dump; tail -12 $run/dump; head -5 $run/dump
kill $dump
# sysex cut
aseqdump -p X-Touch:0 > $run/dump2 & dump=$!
sleep .5
hand xt '90 6A 7F F0 00 00 66 14 01 58 59'
(for i in 1 2 3 4 5 6; do amidi -p $port -S 'F0 00 00 66 14 12 00 41 42 43 44 45 46 47 F7'; done) &
unplug xt
sleep 1
plug xt
sleep 1
cat $run/dump2; aconnect -l
kill $dump
# jack
jack_ensure
jack_connect system:capture_3 system:playback_1
jack_connect system:capture_3 system:playback_2
tone_start 3 -12
check_level "tone" -15.01 -15.01
for i in 1 2; do
kill -KILL "$(cat "$run/jackd.pid")"
check_within 5 "gone" is_gone $run/jackd.pid
tone_stop
sleep 1
jack_start
jack_connect system:capture_3 system:playback_1
jack_connect system:capture_3 system:playback_2
tone_start 3 -12
check_level "tone" -15.01 -15.01
done
record 8 $run/long.wav
stats_of $run/long.wav 1
tone_stop
check_silence "silence"
