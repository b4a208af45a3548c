# the guest itself, without the product
gadget_make xt 0x1397 0x00b4 X-Touch 0001 2
plug xt
check_within 5 "X-Touch in the sequencer" sh -c 'aconnect -l | grep X-Touch'
aconnect -l; cat /proc/asound/cards
note "$(amidi -l)"
jack_start
jack_lsp
jack_connect system:capture_3 system:playback_1
jack_connect system:capture_3 system:playback_2
tone_start 3 -12
for i in 1 2 3 4; do
check_level "tone" -15.01 -15.01
note $(lowest_of $run/level.wav 1) $(uptime_ms)
done
stats_of $run/level.wav 1
tone_stop
cat $run/jackd.log | tail -20
aseqdump -p 'X-Touch:0' > $run/dump &
dump=$!
sleep 0.5
hand xt "90 6A 7F E2 70 5F 90 6A 00"
check_within 3 "seen" sh -c "grep 12272 $run/dump; cat $run/dump"
amidi -l
cat $run/dump
amidi -p "$(amidi -l | awk '/X-Touch/ { print $2; exit }')" -S "F0 00 00 66 14 12 00 41 F7 90 12 7F E2 70 5F D0 24"
check_got xt 3 "bytes" "90 12 7F E2 70 5F D0 24"
bytes_of xt
unplug xt
sleep 1
aconnect -l
note replug $(uptime_ms)
plug xt
check_within 5 "X-Touch in the sequencer" sh -c 'aconnect -l | grep X-Touch'
note replugged $(uptime_ms)
kill $dump
systemd-analyze
systemd-analyze blame | head -20
systemd-analyze critical-chain | head -30
