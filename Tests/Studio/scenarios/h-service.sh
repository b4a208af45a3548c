# The installed tree: a plugged controller starts the stopped service, the desk is restored; unplugging ends nothing.
unset FADERD_SOCKET
[ ! -e "$run/jackd.pid" ] || { kill "$(cat "$run/jackd.pid")"; wait_for 5 is_gone "$run/jackd.pid"; }
systemd-sysusers > /dev/null 2>&1
: > "$run/service-wanted"
# Emulation is slow: a small desk and long periods, set where the owner of a box sets them.
sed -i 's/^channels:.*/channels: 8/; s/^groups:.*/groups: 2/' /etc/faderd/faderd.yaml
echo FADERD_JACK_PERIOD=1024 > /etc/faderd/jack.env
service_is() { [ "$(systemctl is-active faderd.service)" = "$1" ] || { systemctl status faderd.service; return 1; }; }
show() { systemctl show -P "$1" faderd.service; }
journal() { journalctl -b -u faderd -u faderd-jack --no-pager -n 8 -o cat; }

check_match "the service is known" "$(systemctl is-enabled faderd.service 2>&1)" 'enabled|disabled|static'
systemctl start faderd.service
check_within 30 "the service starts" service_is active || note "$(journal | tr '\n' ' ')"
check_within 20 "faderctl reaches the service" faderctl status
put ch/3/fader -6
put ch/3/name Vox
sleep 3
systemctl stop faderd.service
check_within 15 "the service stops" service_is inactive

gadget_make xt 0x1397 0x00b4 X-Touch 0001 2
plug xt
check_within 30 "udev starts the service" service_is active || note "$(journal | tr '\n' ' ')"
check_equal "systemd waits for its word" "$(show Type)" notify
check_within 20 "the X-Touch is in surface list" surface_is '1397:00b4.*ready'
check_within 10 "the desk is restored from disk" near_value ch/3/fader -6
check_shows xt "and shown on the surface" 'motor 3 60 4C' 'text 3 Vox'
check_match "it runs as a user of its own" "$(ps -o user= -p "$(show MainPID)")" '^faderd'
check_within 20 "audio runs" audio_runs || note "$(journal | tr '\n' ' ')"
check_match "the audio thread's scheduling is reported" "$(faderctl status)" 'latency [0-9]+ frames, (fifo|rr|other)'
note "$(faderctl status | grep '^audio')"
note "$(show StatusText)"
pid=$(show MainPID)
unplug xt
check_within 10 "the surface is gone" surface_is_not '1397:00b4.*ready'
sleep 2
check_equal "unplugging does not stop it" "$(systemctl is-active faderd.service) $(show MainPID)" "active $pid"
check_equal "nor restart it" "$(show NRestarts)" 0
systemctl stop faderd.service faderd-jack.service
rm "$run/service-wanted"
