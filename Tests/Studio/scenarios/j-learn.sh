# A controller without a mapping is learned over the control socket, used at once, watched and tested, without a display.
mkdir -p "$run/mappings"
mappings=$run/mappings
# First without the file for controllers that nobody knows: an own one of its name is for something else.
cat > "$mappings/generic.yaml" <<'EOF'
name: Nothing
match: [{client: Nothing}]
layers: {mix: {}}
EOF
jack_ensure
desk_start || exit 1
gadget_make box 0x1209 0x0001 'Little Box' 0001 1
plug box
check_within 15 "faderd says that the device has no mapping" grep -q "Little Box.*has no mapping" "$run/faderd.log"

# learn NAME HAND… -- WORD…: faderctl learn in the background, and a hand that waits until it listens.
learn() {
  faderctl learn --yes "$@" > "$run/learned" 2>&1 &
  echo $! > "$run/learn.pid"
  check_within 10 "learn $1 asks for a hand" grep -q 'slowly' "$run/learned"
}
sweep='B0 15 00 B0 15 10 B0 15 20 B0 15 30 B0 15 40 B0 15 50 B0 15 60 B0 15 70 B0 15 7F'
learn_ends() { check_within 20 "learn ends" is_gone "$run/learn.pid"; }

learn ch/1/fader
hand box "$sweep"
learn_ends
check_match "it says what it heard" "$(cat "$run/learned")" 'control change 21 on channel 1'
check_match "the desk uses it at once" "$(cat "$run/learned")" '^The desk uses it now'
check_match "the file has the control" "$(cat "$mappings/little-box.yaml")" '^  fader1: \{kind: fader, receive: B0 15 vv\}$'
check_within 10 "the device is in surface list" surface_is '1209:0001.*ready'
hand box 'B0 15 00 B0 15 7F'
check_within 10 "the fader moves the desk" near_value ch/1/fader 10

learn ch/1/mute
hand box '90 30 7F 80 30 00 90 30 7F 80 30 00 90 30 7F 80 30 00'
learn_ends
check_match "the second control stands beside the first" "$(cat "$mappings/little-box.yaml")" '^  button1: .*90 30 vv'
check_match "what was there stays" "$(cat "$mappings/little-box.yaml")" '^  fader1: \{kind: fader, receive: B0 15 vv\}$'
hand box '90 30 7F 90 30 00'
check_within 10 "the button mutes" value_is ch/1/mute on
check_equal "the file and its examples hold" "$(faderctl mapping check "$mappings/little-box.yaml" | grep -c '2 examples hold')" 1

# What is known already is said with its line, and without an answer nothing is written.
cp "$mappings/little-box.yaml" "$run/before.yaml"
faderctl learn main/fader > "$run/learned" 2>&1 < /dev/null &
echo $! > "$run/learn.pid"
check_within 10 "learn main/fader asks for a hand" grep -q 'slowly' "$run/learned"
hand box "$sweep"
learn_ends
check_match "a known control is named with its line" "$(cat "$run/learned")" "It is 'fader1' already \(line [0-9]"
check_equal "without a yes nothing is written" "$(cmp "$mappings/little-box.yaml" "$run/before.yaml" && echo same)" same

faderctl surface monitor > "$run/monitor" &
echo $! > "$run/monitor.pid"
explains() {
  hand box '90 30 7F 90 30 00'
  grep -q 'button1: ch/1/mute' "$run/monitor"
}
check_within 10 "the monitor explains what a control does" explains
hand box 'B0 77 10'
check_within 10 "the monitor tells of what is not bound" grep -q "no control; 'faderctl learn PATH' binds it" "$run/monitor"
# On its way a long one comes in many packets.
hand box "F0 7D $(yes 11 | head -n 399 | tr '\n' ' ')F7"
check_within 10 "a system exclusive message of 402 bytes comes whole" grep -Eq 'received F0 7D (11 ){399}F7' "$run/monitor"
kill "$(cat "$run/monitor.pid")"

# What nobody knows gets the generic mapping, and what it then learns comes on top.
rm "$mappings"/*.yaml
moves_channel_2() {
  hand box 'B1 07 00 B1 07 7F'
  near_value ch/2/fader 10
}
put ch/2/fader -10
check_within 30 "an unknown controller works with the generic mapping" moves_channel_2
learn main/mute
hand box '90 31 7F 80 31 00 90 31 7F 80 31 00 90 31 7F 80 31 00'
learn_ends
check_match "the device has a file of its own now" "$(cat "$mappings/little-box.yaml")" '^name: "Little Box"$'
put ch/2/fader -10
hand box '90 31 7F 90 31 00'
check_within 10 "what was learned works" value_is main/mute on
check_within 10 "and so does what the generic mapping gave it" moves_channel_2

# The test of a device with motors: lights, motors, texts, and the truth again when faderctl is killed.
mappings=/usr/share/faderd/mappings
desk_stop
desk_start || exit 1
xtouch
put ch/3/fader -6
put ch/4/mute on
check_shows xt "the desk is shown" 'motor 3 60 4C' 'light 13 7F' 'light 10 00'
forget_bytes xt
faderctl surface test 'Behringer X-Touch' > "$run/test" &
echo $! > "$run/test.pid"
check_got xt 20 "every light of a row goes on" '90 10 7F'
hand xt 'E2 00 00 B0 10 01'
check_within 60 "the motors are tested" grep -q 'motors$' "$run/test"
kill "$(cat "$run/test.pid")"
check_shows xt "the desk is shown again" 'motor 3 60 4C' 'light 13 7F' 'light 10 00' 'motor 1 00 00'
check_near "nothing of the desk has moved" "$(value ch/3/fader)" -6 0.01
faderctl surface test 'Behringer X-Touch' > "$run/test" &
echo $! > "$run/test.pid"
check_within 10 "a test begins" grep -q 'light' "$run/test"
hand xt '90 6A 7F'
check_within 10 "a touch ends it" is_gone "$run/test.pid"
hand xt '90 6A 00'
