# faderd as a scenario runs it: own state, own socket, eight channels, connected to the cable.

desk=$run/desk
export FADERD_SOCKET=$desk/control.sock

# desk_start [STATE-FOLDER]: starts faderd and waits until it answers. Without a folder, a new desk. What is in $more is added
# to its configuration.
desk_start() {
  state=${1:-}
  if [ -z "$state" ]; then
    rm -rf "$desk"
    state=$desk/state
  fi
  mkdir -p "$desk" "$state"
  {
    echo "channels: $channels"
    echo "groups: 2"
    echo "fade-up: 0.2"
    echo "jack:"
    echo "  connections:"
    for number in $(seq $channels); do echo "    ch_$number: [\"system:capture_$number\"]"; done
    echo '    main_L: ["system:playback_1"]'
    echo '    main_R: ["system:playback_2"]'
    [ -z "${more:-}" ] || printf '%s\n' "$more"
  } > "$desk/faderd.yaml"
  faderd --config "$desk/faderd.yaml" --state "$state" --socket "$FADERD_SOCKET" \
    --mappings "${mappings:-/usr/share/faderd/mappings}" 2>> "$run/faderd.log" > /dev/null < /dev/null &
  echo $! > "$run/faderd.pid"
  wait_for 60 faderctl status && return 0
  bad "faderd starts" "$(tail -n 5 "$run/faderd.log")" "an answer to faderctl status"
  return 1
}

desk_is_up() { is_up "$run/faderd.pid"; }

desk_stop() {
  desk_is_up || return 0
  kill "$(cat "$run/faderd.pid")"
  wait_for 10 is_gone "$run/faderd.pid" && return 0
  bad "faderd ends on SIGTERM" "a running process" "none after 10 s"
  kill -KILL "$(cat "$run/faderd.pid")"
}

# value PATH: what the desk holds, without the unit; or the refusal.
value() { faderctl get "$1" 2>&1 | awk '{ print $2 }'; }

value_is() { [ "$(value "$1")" = "$2" ] || { echo "$1 is $(value "$1")"; return 1; }; }

# set PATH VALUE: by the command line; a refusal is a failed check.
put() { faderctl set "$1" "$2" > "$run/set" 2>&1 || bad "set $1 $2" "$(cat "$run/set")" "done"; }

# surface_is PATTERN: `surface list` has a line with all of it.
surface_is() { faderctl surface list | tee "$run/surfaces" | grep -E -- "$1" || { cat "$run/surfaces"; return 1; }; }

surface_is_not() { ! surface_is "$1"; }

audio_runs() { faderctl status | grep '^audio running' || { faderctl status; return 1; }; }

audio_is_absent() { faderctl status | grep '^audio absent' || { faderctl status; return 1; }; }

# near_value PATH NUMBER [TOLERANCE]: within a hundredth, or as told.
near_value() {
  near_seen=$(value "$1")
  is_near "$near_seen" "$2" "${3:-0.01}" || { echo "$1 is $near_seen"; return 1; }
}
