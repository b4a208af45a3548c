# faderd as a scenario runs it: own state, own socket, eight channels, connected to the cable.

desk=$run/desk
export FADERD_SOCKET=$desk/control.sock

# desk_start [STATE-FOLDER]: starts faderd and waits until it answers. Without a folder, a new desk.
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
    echo "jack:"
    echo "  connections:"
    for number in $(seq $channels); do echo "    ch_$number: [\"system:capture_$number\"]"; done
    echo '    main_L: ["system:playback_1"]'
    echo '    main_R: ["system:playback_2"]'
  } > "$desk/faderd.yaml"
  faderd --config "$desk/faderd.yaml" --state "$state" --socket "$FADERD_SOCKET" \
    --mappings "${mappings:-/usr/share/faderd/mappings}" 2>> "$run/faderd.log" > /dev/null < /dev/null &
  echo $! > "$run/faderd.pid"
  wait_for 20 faderctl status || { bad "faderd starts" "$(tail -n 5 "$run/faderd.log")" "an answer to faderctl status"; return 1; }
}

desk_is_up() { [ -e "$run/faderd.pid" ] && kill -0 "$(cat "$run/faderd.pid")" 2> /dev/null; }

desk_stop() {
  desk_is_up || return 0
  kill "$(cat "$run/faderd.pid")"
  wait_for 10 desk_is_gone || { bad "faderd ends on SIGTERM" "a running process" "none after 10 s"; kill -KILL "$(cat "$run/faderd.pid")"; }
  rm -f "$run/faderd.pid"
}

desk_is_gone() { ! desk_is_up; }
